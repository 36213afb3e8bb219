"""What the story of delivery remembers: results, milestones, days, expenses, what was invoiced of them."""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct, field

from domain.language import FactId, Key, Month
from domain.mission.terms import Instalment, Trigger
from sagas.asks import SagaProgress


class Handover(Struct, frozen=True, gc=False):
    """A result, by its last fact: handed over, answered, opened again; and the share accepted of it."""

    fact: FactId
    due_on: date | None = None
    deemed_if_silent: bool = False
    answered: bool = False
    share: int = 0


class Claim(Struct, frozen=True, gc=False):
    """An expense: what the client pays of it, in cents, once it is approved."""

    fact: FactId
    net: int
    approved: bool | None = None


class Amount(Struct, frozen=True, gc=False):
    """So much, because of a fact: half-days of a month, or cents of a clause."""

    fact: FactId
    amount: int


class Bill(Struct, frozen=True, gc=False):
    """What an invoice, or less than nothing, a credit note, made of one item."""

    trigger: Trigger
    key: Key
    quantity: int
    net: int


class DeliveryProgress(SagaProgress, frozen=True, kw_only=True):
    """How far delivery is; what was billed stands by the fact that billed it."""

    schedule: tuple[Instalment, ...] = ()
    daily: bool = False
    signed: FactId | None = None
    reached: Mapping[Key, FactId] = field(default_factory=dict[Key, FactId])
    validated: Mapping[Key, FactId] = field(default_factory=dict[Key, FactId])
    handovers: Mapping[Key, Handover] = field(default_factory=dict[Key, Handover])
    days: Mapping[Month, Amount] = field(default_factory=dict[Month, Amount])
    claims: Mapping[Key, Claim] = field(default_factory=dict[Key, Claim])
    clauses: Mapping[Key, Amount] = field(default_factory=dict[Key, Amount])
    bills: Mapping[str, tuple[Bill, ...]] = field(default_factory=dict[str, tuple[Bill, ...]])
    credited: Mapping[Key, FactId] = field(default_factory=dict[Key, FactId])
    ended: FactId | None = None
    over: bool = False
