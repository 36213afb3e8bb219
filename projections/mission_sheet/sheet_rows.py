"""The rows of a mission's sheet: one small row for each thing that can stand somewhere.

A row has a place, which is its key, and keeps the audience and the time of the event that last
changed it.
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
    """The three parties, and what the client needs."""

    mission: UUID
    client: UUID
    consultant: UUID
    umbrella: UUID
    what: Sealed
    ground: RecourseGround


class Step(SheetRow, frozen=True, kw_only=True):
    """A stage that was come to; `on` is the day that its event names, if it names one."""

    NAMED_BY = ("stage",)

    stage: Stage
    on: date | None = None


class Offer(SheetRow, frozen=True, kw_only=True):
    """The last price of the negotiation, and whose it is; cents before tax."""

    by: Party
    price: int


class Rate(Struct, frozen=True):
    """The price of a day of the months from one on; the first one, whose `since` is empty, from any."""

    since: str
    amount: int


class Agreement(SheetRow, frozen=True, kw_only=True):
    """What the scope says of object, price and dates; cents before tax.

    `milestones` and `deliverables` are the keys of those that it names.
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
        """Return the price of a day of a month; a new one never reprices months before it."""
        return max((rate for rate in self.rates if rate.since <= month), key=lambda rate: rate.since).amount


class Assent(SheetRow, frozen=True, kw_only=True):
    """The consultant's consent, or another party's signature; `change` names the amendment, if one."""

    NAMED_BY = ("change", "party")

    party: Party
    change: Key | None


class Start(SheetRow, frozen=True, kw_only=True):
    """The first day worked, and the day by which the law wants the contract signed and copied."""

    first_day: date
    contract_due_on: date


class Copy(SheetRow, frozen=True, kw_only=True):
    """The consultant has a copy of the signed contract."""

    delivered_on: date


class Milestone(SheetRow, frozen=True, kw_only=True):
    """A milestone of the scope."""

    NAMED_BY = ("key",)

    key: Key
    title: Sealed
    due_on: date
    state: MilestoneState = MilestoneState.PLANNED


class Deliverable(SheetRow, frozen=True, kw_only=True):
    """A deliverable of the scope: how many times it was handed over, the share accepted in basis points."""

    NAMED_BY = ("key",)

    key: Key
    title: Sealed
    due_on: date
    state: DeliverableState = DeliverableState.PLANNED
    attempts: int = 0
    share: BasisPoints = WHOLE
    answer_due_on: date | None = None


class Change(SheetRow, frozen=True, kw_only=True):
    """A change asked for, and who has agreed to it."""

    NAMED_BY = ("key",)

    key: Key
    by: Party
    what: Sealed
    agreed: tuple[Party, ...] = ()
    answer_due_on: date | None = None
    state: ChangeState = ChangeState.OPEN


class Days(SheetRow, frozen=True, kw_only=True):
    """The half-days of a month, from the approved report; `paid` before the mission was taken over."""

    NAMED_BY = ("month",)

    month: Month
    half_days: int
    acknowledged: bool = False
    paid: bool = False


class Expense(SheetRow, frozen=True, kw_only=True):
    """An expense claimed; cents before tax."""

    NAMED_BY = ("key",)

    key: Key
    net: int
    rebilled: bool
    state: ExpenseState = ExpenseState.CLAIMED


class Pause(SheetRow, frozen=True, kw_only=True):
    """The work stops for a while."""

    by: Party
    from_on: date
    reason: SuspensionReason


class Notice(SheetRow, frozen=True, kw_only=True):
    """A party ends the mission, once its notice has run."""

    by: Party
    given_on: date
    ends_on: date


class End(SheetRow, frozen=True, kw_only=True):
    """The mission ended early: under which clause, and what remains due; cents."""

    by: Party
    terminated_on: date
    clause: TerminationClause
    work: int
    notice: int
    indemnity: int


class Salary(SheetRow, frozen=True, kw_only=True):
    """This mission's share of a month's salary, as paid; cents."""

    NAMED_BY = ("month",)

    month: Month
    gross: int
    net_paid: int


class Breach(SheetRow, frozen=True, kw_only=True):
    """A rule that was broken, and whether what it lacked was supplied."""

    NAMED_BY = ("fact",)

    fact: UUID
    rule: Key
    article: str
    broken_since: date
    cured: bool = False


class Refusal(SheetRow, frozen=True, kw_only=True):
    """An act that was refused."""

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
"""The rows there are: those that the sheet shows, and the bank lines behind its invoices."""

Rows = Mapping[str, AnyRow]

Changed = Mapping[str, AnyRow | None]
"""The rows that an event changes, by place; `None` takes one away."""


def place_rows(*rows: OnSheet) -> dict[str, AnyRow | None]:
    """Return the rows, each at its place."""
    return {row.place: row for row in rows}
