"""What is the state of this mission, and who has to do what next?

There is one small row for each thing with a state. The day of display decides only what is late.
"""

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from domain.language import Audience, Party
from domain.mission.terms import PriceMode
from projections import may_read, may_read_all, mission_keys
from projections.mission_sheet.deeds import DEEDS as DEEDS
from projections.mission_sheet.deeds import Deed as Deed
from projections.mission_sheet.deeds import NextAct as NextAct
from projections.mission_sheet.evolve import CASES, evolve
from projections.mission_sheet.money_events import DISPUTED
from projections.mission_sheet.money_rows import Credit, Issued, Penalty
from projections.mission_sheet.next_acts import find_next_acts
from projections.mission_sheet.sheet import Sheet
from projections.mission_sheet.sheet_rows import (
    Agreement,
    AnyRow,
    Breach,
    Change,
    Copy,
    Days,
    Deliverable,
    End,
    Expense,
    Milestone,
    Need,
    Notice,
    Offer,
    Pause,
    Refusal,
    Salary,
    Start,
    Step,
)
from projections.mission_sheet.sheet_rows import Rows as Rows
from projections.mission_sheet.states import ChangeState, SheetRow
from projections.mission_sheet.states import Stage as Stage
from projections.projection import PureProjection, event_types

EVENT_TYPES = event_types(*CASES)

R = TypeVar("R", bound=SheetRow)


class Price(Struct, frozen=True, kw_only=True):
    """The price in cents before tax, agreed or only offered by a party."""

    amount: int
    mode: PriceMode | None = None
    offered_by: Party | None = None


class Dates(Struct, frozen=True, kw_only=True):
    """The days of the contract, and the actual days."""

    starts_on: date | None
    ends_on: date | None
    signed_on: date | None
    first_day: date | None
    contract_due_on: date | None
    copy_delivered_on: date | None
    completed_on: date | None


class Invoice(Struct, frozen=True, kw_only=True):
    """An invoice today; cents, tax included except in `net`.

    `penalties` are the open late penalties.
    """

    number: str
    issued_on: date
    due_on: date
    net: int
    total: int
    credited: int = 0
    paid: int
    written_off: int = 0
    open: int
    penalties: int = 0
    transmitted: bool
    overdue: bool
    disputed: bool = False


class MissionSheetView(Struct, frozen=True, kw_only=True):
    """A mission's sheet as its reader may see it; amounts in cents.

    `parties` has the parties and the need. `changes` and `breaches` are the open ones. `penalties` are the
    amounts that the client holds back. `refused` counts the acts that a rule refused.
    """

    on: date
    parties: Need | None
    stage: Stage | None
    steps: tuple[Step, ...]
    pause: Pause | None = None
    notice: Notice | None = None
    end: End | None = None
    agreement: Agreement | None
    price: Price | None
    dates: Dates
    milestones: tuple[Milestone, ...]
    deliverables: tuple[Deliverable, ...]
    changes: tuple[Change, ...]
    days: tuple[Days, ...]
    expenses: tuple[Expense, ...]
    invoices: tuple[Invoice, ...]
    credit_notes: tuple[Credit, ...] = ()
    penalties: tuple[Penalty, ...] = ()
    salaries: tuple[Salary, ...]
    breaches: tuple[Breach, ...]
    refused: int
    next_acts: tuple[NextAct, ...]


def show(rows: Rows, today: date, reader: Audience | None = None) -> MissionSheetView:
    """Show the state of the mission today, as far as the reader may see it; an auditor is `None`.

    The next acts come from all rows: an act that a reader may see can depend on a row that he may not see.
    """
    whole = Sheet({place: _redact_row(reader, row) for place, row in sorted(rows.items())})
    seen = Sheet({place: row for place, row in whole.rows.items() if may_read(reader, row.audience)})
    return MissionSheetView(
        on=today,
        parties=seen.row_of(Need),
        stage=_furthest_stage(seen),
        steps=_sort_by_time(seen.rows_of(Step)),
        pause=seen.row_of(Pause),
        notice=seen.row_of(Notice),
        end=seen.row_of(End),
        agreement=seen.row_of(Agreement),
        price=_build_price(seen),
        dates=_build_dates(seen),
        milestones=seen.rows_of(Milestone),
        deliverables=seen.rows_of(Deliverable),
        changes=tuple(change for change in seen.rows_of(Change) if change.state is ChangeState.OPEN),
        days=seen.rows_of(Days),
        expenses=seen.rows_of(Expense),
        invoices=tuple(_build_invoice(issued, today) for issued in seen.rows_of(Issued)),
        credit_notes=seen.rows_of(Credit),
        penalties=_sort_by_time(seen.rows_of(Penalty)),
        salaries=seen.rows_of(Salary),
        breaches=_sort_by_time(breach for breach in seen.rows_of(Breach) if not breach.cured),
        refused=len(seen.rows_of(Refusal)),
        next_acts=tuple(act for act in find_next_acts(whole, today) if may_read(reader, act.audience)),
    )


def _redact_row(reader: Audience | None, row: AnyRow) -> AnyRow:
    """Hide a loss from readers other than the umbrella company and an auditor: the debt appears unpaid."""
    if isinstance(row, Issued) and not may_read_all(reader):
        return replace(row, money=replace(row.money, written_off=0))
    return row


def _sort_by_time(rows: Iterable[R]) -> tuple[R, ...]:
    return tuple(sorted(rows, key=lambda row: row.since))


def _furthest_stage(sheet: Sheet) -> Stage | None:
    """Return the furthest stage; signing and work come in either order."""
    command = list(Stage)
    return max((step.stage for step in sheet.rows_of(Step)), key=command.index, default=None)


def _build_price(sheet: Sheet) -> Price | None:
    agreement, offer = sheet.row_of(Agreement), sheet.row_of(Offer)
    if agreement is not None:
        return Price(amount=agreement.price, mode=agreement.mode)
    return Price(amount=offer.price, offered_by=offer.by) if offer is not None else None


def _build_dates(sheet: Sheet) -> Dates:
    agreement, started, copy = sheet.row_of(Agreement), sheet.row_of(Start), sheet.row_of(Copy)
    came = {step.stage: step.on for step in sheet.rows_of(Step)}
    return Dates(
        starts_on=agreement.starts_on if agreement is not None else None,
        ends_on=agreement.ends_on if agreement is not None else None,
        signed_on=came.get(Stage.SIGNED),
        first_day=started.first_day if started is not None else None,
        contract_due_on=started.contract_due_on if started is not None else None,
        copy_delivered_on=copy.delivered_on if copy is not None else None,
        completed_on=came.get(Stage.COMPLETED),
    )


def _build_invoice(issued: Issued, today: date) -> Invoice:
    money = issued.money
    return Invoice(
        number=issued.number,
        issued_on=issued.issued_on,
        due_on=issued.due_on,
        net=issued.net,
        total=money.total,
        credited=money.credited,
        paid=money.paid,
        written_off=money.written_off,
        open=money.open,
        penalties=money.penalties_open,
        transmitted=issued.transmitted,
        overdue=money.open > 0 and issued.due_on < today,
        disputed=issued.status in DISPUTED,
    )


MISSION_SHEET = PureProjection(
    name="mission_sheet",
    version=1,
    event_types=EVENT_TYPES,
    row_type=AnyRow,
    view_type=MissionSheetView,
    brief=True,
    keys=mission_keys,
    evolve=evolve,
    show=show,
)
