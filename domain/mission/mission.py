"""The state of a mission: needed, scoped, verified, signed, worked, accepted, invoiced, paid, closed.

Signing and the start of the work come in either order. Invoicing and salary never wait for each other.
`evolve` applies each event to this state.
"""

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import TypeVar

from msgspec import UNSET, Struct, UnsetType, field

from domain.language import (
    NOBODY,
    ClientId,
    ConsultantId,
    ContactId,
    EventId,
    Key,
    MissionId,
    Month,
    Party,
    UmbrellaId,
)
from domain.mission.course_terms import WHOLE, Remains
from domain.mission.invoice_state import ClientInsolvency, Invoice, Payment
from domain.mission.signals import Autonomy
from domain.mission.terms import Expense, Need, RecourseGround, Scope, ScopeChange, Trigger

V = TypeVar("V")


class Acceptance(StrEnum):
    """The status of a deliverable."""

    SUBMITTED = "submitted"
    REJECTED = "rejected"
    ACCEPTED = "accepted"


class DeliverableHandover(Struct, frozen=True, gc=False):
    """A submitted deliverable: its number of submissions, status, accepted share, last answer."""

    attempts: int
    acceptance: Acceptance
    share: int = WHOLE
    answer_due_on: date | None = None
    deemed_if_silent: bool = False
    answer: EventId | None = None


class RequestedChange(Struct, frozen=True, gc=False):
    """A requested change: the asker, its effect, the parties that agreed, whether it is open."""

    by: Party
    effect: ScopeChange
    answer_due_on: date | None = None
    ground: RecourseGround | None = None
    agreed: frozenset[Party] = frozenset()
    open: bool = True


class ExpenseClaim(Struct, frozen=True, gc=False):
    """A claimed expense; `approved` is unknown until the umbrella company answers."""

    expense: Expense
    approved: bool | None = None
    answer: EventId | None = None


class OpenBreach(Struct, frozen=True, gc=False):
    """An open breach: its rule, and whether it concerns the consultant."""

    rule: Key
    concerns_consultant: bool


class MissionAsk(Struct, frozen=True, gc=False):
    """An ask in a mission, until it is answered or withdrawn."""

    party: Party
    open: bool = True


class EarlyEnd(Struct, frozen=True, gc=False):
    """An early end: its day, and the remaining amounts due; cents."""

    on: date
    remains: Remains


class Signature(Struct, frozen=True, gc=False):
    """A signature: the party, the document, the day; without a change it is on the service contract."""

    change: Key | None
    party: Party
    signed_on: date


class Derogation(Struct, frozen=True, gc=False):
    """A derogation from the prohibition of dangerous work; without an end it is permanent."""

    authority: str
    valid_from: date
    valid_until: date | None

    def __str__(self) -> str:
        return f"{self.authority}, {self.valid_from} to {self.valid_until or 'no end'}"


BOTH = {Party.CLIENT, Party.UMBRELLA}
"""The parties of the service contract and of its amendments."""


class Mission(Struct, frozen=True, kw_only=True, gc=False):
    """The state of a mission."""

    client: ClientId = ClientId(NOBODY)
    consultant: ConsultantId = ConsultantId(NOBODY)
    umbrella: UmbrellaId = UmbrellaId(NOBODY)
    need: Need | None = None
    proposed: bool = False
    negotiated: int | None = None
    scope: Scope | None = None
    verified: bool = False
    given_up: bool = False
    consents: frozenset[Key | None] = frozenset()
    signatures: frozenset[Signature] = frozenset()
    signed_on: date | None = None
    copy_on: date | None = None
    started_on: date | None = None
    contract_due_on: date | None = None
    milestones: frozenset[Key] = frozenset()
    validated: frozenset[Key] = frozenset()
    handovers: Mapping[Key, DeliverableHandover] = field(default_factory=dict[Key, DeliverableHandover])
    changes: Mapping[Key, RequestedChange] = field(default_factory=dict[Key, RequestedChange])
    claims: Mapping[Key, ExpenseClaim] = field(default_factory=dict[Key, ExpenseClaim])
    half_days: Mapping[Month, int] = field(default_factory=dict[Month, int])
    acknowledged: frozenset[Month] = frozenset()
    autonomy: Autonomy = Autonomy()
    breaches: Mapping[EventId, OpenBreach] = field(default_factory=dict[EventId, OpenBreach])
    billed: Mapping[tuple[Trigger, Key], int] = field(default_factory=dict[tuple[Trigger, Key], int])
    invoices: Mapping[str, Invoice] = field(default_factory=dict[str, Invoice])
    payments: Mapping[str, Payment] = field(default_factory=dict[str, Payment])
    documents: frozenset[tuple[EventId, str]] = frozenset()
    insolvency: ClientInsolvency | None = None
    paid_months: frozenset[Month] = frozenset()
    purchase_orders: frozenset[str] = frozenset()
    derogations: tuple[Derogation, ...] = ()
    earlier: Mapping[MissionId, int] = field(default_factory=dict[MissionId, int])
    overdue_on: date | None = None
    suspended_on: date | None = None
    contacts: frozenset[ContactId | None] = frozenset()
    rates: Mapping[Month, int] = field(default_factory=dict[Month, int])
    billed_net: Mapping[tuple[Trigger, Key], int] = field(default_factory=dict[tuple[Trigger, Key], int])
    asks: Mapping[Key, MissionAsk] = field(default_factory=dict[Key, MissionAsk])
    notice_ends_on: date | None = None
    ended: EarlyEnd | None = None
    completed_on: date | None = None
    closed: bool = False

    def signed_by(self, change: Key | None) -> set[Party]:
        """Return the parties that signed an amendment; without a change, the service contract."""
        return {signature.party for signature in self.signatures if signature.change == change}

    def daily_rate(self, month: Month) -> int:
        """Return the daily rate of a month; a new rate never changes earlier months."""
        known = [start for start in self.rates if start <= month]
        return self.rates[max(known)] if known else 0

    @property
    def began_on(self) -> date | None:
        """The day from which the 36 months count: the first day worked, or else the agreed start."""
        days = [self.started_on, self.scope.starts_on if self.scope else None]
        return min((day for day in days if day is not None), default=None)

    @property
    def over_on(self) -> date | None:
        """The last day of the mission, once it is over."""
        return self.ended.on if self.ended else self.completed_on

    @property
    def concluded_on(self) -> date | None:
        """The day of the second signature of the service contract; none before both exist."""
        days = [signature.signed_on for signature in self.signatures if signature.change is None]
        return max(days) if self.signed_by(None) >= BOTH else None


def update_entry(entries: Mapping[str, V], key: str, change: Callable[[V], V]) -> Mapping[str, V]:
    """Return the mapping with one value changed; unchanged if it lacks the key."""
    return {**entries, key: change(entries[key])} if key in entries else entries


def value_or_none(field: V | UnsetType) -> V | None:
    """Return the value of a field; none if the event is older than the field."""
    return None if field is UNSET else field
