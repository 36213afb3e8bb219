"""The rows of a mission's sheet: one small row for each thing with a state.

A row has a place, and the audience and the time of the last event that changed it.
"""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from msgspec import Struct

from domain.language import BasisPoints, Key, Month, Party, Sealed
from domain.mission.course_terms import WHOLE, SuspensionReason, TerminationClause
from domain.mission.terms import Instalment, PriceMode, RecourseGround
from projections.invoice_balance import Receipt
from projections.mission_sheet.money_rows import Before, Credit, Insolvency, Issued, Penalty
from projections.mission_sheet.states import (
    ChangeState,
    DeliverableState,
    ExpenseState,
    MilestoneState,
    SheetRow,
    Stage,
)


class Need(SheetRow, frozen=True, kw_only=True):
    """The three parties, and the need of the client."""

    mission: UUID
    client: UUID
    consultant: UUID
    umbrella: UUID
    what: Sealed
    ground: RecourseGround


class Step(SheetRow, frozen=True, kw_only=True):
    """A stage that the mission reached; `on` is the day in its event, if it has one."""

    NAMED_BY = ("stage",)

    stage: Stage
    on: date | None = None


class Offer(SheetRow, frozen=True, kw_only=True):
    """The last price of the negotiation and its party; cents before tax."""

    by: Party
    price: int


class Rate(Struct, frozen=True):
    """The price of a day from the month `since` on; an empty `since` means from the beginning."""

    since: str
    amount: int


class Agreement(SheetRow, frozen=True, kw_only=True):
    """The object, the price and the days of the scope; cents before tax.

    `milestones` and `deliverables` are keys.
    """

    object: Sealed
    mode: PriceMode
    price: int
    schedule: tuple[Instalment, ...]
    starts_on: date
    ends_on: date | None
    milestones: tuple[Key, ...] = ()
    deliverables: tuple[Key, ...] = ()
    rates: tuple[Rate, ...] = ()

    def rate_in(self, month: Month) -> int:
        """Return the price of a day in a month; a new price does not change earlier months."""
        return max((rate for rate in self.rates if rate.since <= month), key=lambda rate: rate.since).amount


class Assent(SheetRow, frozen=True, kw_only=True):
    """The consultant's consent or another party's signature; `change` is the key of an amendment's change."""

    NAMED_BY = ("change", "party")

    party: Party
    change: Key | None


class Start(SheetRow, frozen=True, kw_only=True):
    """The first day worked, and the legal day for the contract and its copy."""

    first_day: date
    contract_due_on: date


class Copy(SheetRow, frozen=True, kw_only=True):
    """The delivery of the contract's copy to the consultant."""

    delivered_on: date


class Milestone(SheetRow, frozen=True, kw_only=True):
    """A milestone of the scope."""

    NAMED_BY = ("key",)

    key: Key
    title: Sealed
    due_on: date
    state: MilestoneState = MilestoneState.PLANNED


class Deliverable(SheetRow, frozen=True, kw_only=True):
    """A deliverable of the scope, its number of handovers, and its accepted share in basis points."""

    NAMED_BY = ("key",)

    key: Key
    title: Sealed
    due_on: date
    state: DeliverableState = DeliverableState.PLANNED
    attempts: int = 0
    share: BasisPoints = WHOLE
    answer_due_on: date | None = None


class Change(SheetRow, frozen=True, kw_only=True):
    """A requested change, and the parties that agreed."""

    NAMED_BY = ("key",)

    key: Key
    by: Party
    what: Sealed
    agreed: tuple[Party, ...] = ()
    answer_due_on: date | None = None
    state: ChangeState = ChangeState.OPEN


class Days(SheetRow, frozen=True, kw_only=True):
    """The half-days of a month's approved report; `paid` is true if paid before the take-over."""

    NAMED_BY = ("month",)

    month: Month
    half_days: int
    acknowledged: bool = False
    paid: bool = False


class Expense(SheetRow, frozen=True, kw_only=True):
    """A claimed expense; cents before tax."""

    NAMED_BY = ("key",)

    key: Key
    net: int
    rebilled: bool
    state: ExpenseState = ExpenseState.CLAIMED


class Pause(SheetRow, frozen=True, kw_only=True):
    """A pause of the work."""

    by: Party
    from_on: date
    reason: SuspensionReason


class Notice(SheetRow, frozen=True, kw_only=True):
    """The notice of a party; the mission ends after it."""

    by: Party
    given_on: date
    ends_on: date


class End(SheetRow, frozen=True, kw_only=True):
    """The early end of the mission, its clause, and the amounts that remain due; cents."""

    by: Party
    terminated_on: date
    clause: TerminationClause
    work: int
    notice: int
    indemnity: int


class Salary(SheetRow, frozen=True, kw_only=True):
    """The paid share of a month's salary for this mission; cents."""

    NAMED_BY = ("month",)

    month: Month
    gross: int
    net_paid: int


class Breach(SheetRow, frozen=True, kw_only=True):
    """A broken rule; `cured` is true once the missing part was supplied."""

    NAMED_BY = ("fact",)

    fact: UUID
    rule: Key
    article: str
    broken_since: date
    cured: bool = False


class Refusal(SheetRow, frozen=True, kw_only=True):
    """A refused act."""

    NAMED_BY = ("fact",)

    fact: UUID
    asked: Key
    party: Party
    rule: Key


OnSheet = (
    Need
    | Step
    | Offer
    | Agreement
    | Assent
    | Start
    | Copy
    | Milestone
    | Deliverable
    | Change
    | Days
    | Expense
    | Issued
    | Before
    | Credit
    | Penalty
    | Insolvency
    | Pause
    | Notice
    | End
    | Salary
    | Breach
    | Refusal
)
AnyRow = OnSheet | Receipt
"""All rows: those that the sheet shows, and the bank lines of its invoices."""

Rows = Mapping[str, AnyRow]

Changed = Mapping[str, AnyRow | None]
"""The rows that an event changes, by place; `None` removes one."""


def place_rows(*rows: OnSheet) -> dict[str, AnyRow | None]:
    """Return rows by place."""
    return {row.place: row for row in rows}
