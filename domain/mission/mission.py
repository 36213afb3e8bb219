"""A mission's life: needed, scoped, verified, signed, worked, accepted, invoiced, paid, closed.

Signing and the start of the work come in either order; invoicing and salary never wait for each
other. What is true of a mission now stands here; `evolve` says how each fact changes it.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from msgspec import Struct, field
from msgspec.structs import replace

from domain.language import (
    NOBODY,
    ClientId,
    ConsultantId,
    FactId,
    Key,
    Month,
    Party,
    UmbrellaId,
)
from domain.mission.terms import Expense, Need, Scope, ScopeChange, Trigger


class Acceptance(StrEnum):
    """Where a deliverable stands."""

    SUBMITTED = "submitted"
    REJECTED = "rejected"
    ACCEPTED = "accepted"


class Handover(Struct, frozen=True):
    """A deliverable as handed over: how many times, and where it stands."""

    attempts: int
    acceptance: Acceptance


class Change(Struct, frozen=True):
    """A change asked for: by whom, what it would alter, who agreed, whether it is still open."""

    by: Party
    effect: ScopeChange
    agreed: frozenset[Party] = frozenset()
    open: bool = True


class Claim(Struct, frozen=True):
    """An expense claimed; `approved` is unknown until the umbrella company answers."""

    expense: Expense
    approved: bool | None = None


class Invoice(Struct, frozen=True):
    """An invoice as issued, and what was paid on it; cents."""

    net: int
    total: int
    paid: int = 0
    net_paid: int = 0
    transmitted: bool = False

    @property
    def open(self) -> int:
        """What the client still owes on it, in cents."""
        return self.total - self.paid

    def plus(self, allocated: int, net: int) -> "Invoice":
        """Return the invoice after a payment: so much of it, so much before tax."""
        return replace(self, paid=self.paid + allocated, net_paid=self.net_paid + net)


class Signature(Struct, frozen=True):
    """Who signed what on which day; the service contract itself is under no change."""

    change: Key | None
    party: Party
    signed_on: date


BOTH = {Party.CLIENT, Party.UMBRELLA}
"""The parties of the service contract and of its amendments."""


class Mission(Struct, frozen=True, kw_only=True):
    """What is true of a mission now, as its facts tell it."""

    client: ClientId = ClientId(NOBODY)
    consultant: ConsultantId = ConsultantId(NOBODY)
    umbrella: UmbrellaId = UmbrellaId(NOBODY)
    need: Need | None = None
    proposed: bool = False
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
    handovers: Mapping[Key, Handover] = field(default_factory=dict[Key, Handover])
    changes: Mapping[Key, Change] = field(default_factory=dict[Key, Change])
    claims: Mapping[Key, Claim] = field(default_factory=dict[Key, Claim])
    half_days: Mapping[Month, int] = field(default_factory=dict[Month, int])
    acknowledged: frozenset[Month] = frozenset()
    breaches: Mapping[FactId, str] = field(default_factory=dict[FactId, str])
    billed: Mapping[tuple[Trigger, Key], int] = field(default_factory=dict[tuple[Trigger, Key], int])
    invoices: Mapping[str, Invoice] = field(default_factory=dict[str, Invoice])
    payments: frozenset[tuple[str, str]] = frozenset()  # bank reference, invoice number
    paid_months: frozenset[Month] = frozenset()
    completed_on: date | None = None
    closed: bool = False

    def signed_by(self, change: Key | None) -> set[Party]:
        """Return the parties that signed an amendment, or under no change the service contract."""
        return {signature.party for signature in self.signatures if signature.change == change}

    @property
    def concluded_on(self) -> date | None:
        """The day of the second signature under the service contract, once there are both."""
        days = [signature.signed_on for signature in self.signatures if signature.change is None]
        return max(days) if self.signed_by(None) >= BOTH else None
