"""What the saga of delivery remembers: results, milestones, days, expenses, what was invoiced of them."""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct, field

from domain.language import EventId, Key, Month
from domain.mission.terms import Instalment, Trigger
from sagas.asks import SagaProgress


class HandedOver(Struct, frozen=True, gc=False):
    """A result, by its last fact: handed over, answered, opened again; and the share accepted of it."""

    fact: EventId
    due_on: date | None = None
    deemed_if_silent: bool = False
    answered: bool = False
    share: int = 0


class ExpenseClaim(Struct, frozen=True, gc=False):
    """An expense: what the client pays of it, in cents, once it is approved."""

    fact: EventId
    net: int
    approved: bool | None = None


class CausedAmount(Struct, frozen=True, gc=False):
    """So much, because of an event: half-days of a month, or cents of a clause."""

    fact: EventId
    amount: int


class BilledItem(Struct, frozen=True, gc=False):
    """What an invoice, or less than nothing, a credit note, made of one item."""

    trigger: Trigger
    key: Key
    quantity: int
    net: int


class DeliveryProgress(SagaProgress, frozen=True, kw_only=True):
    """How far delivery is; what was billed stands by the event that billed it."""

    schedule: tuple[Instalment, ...] = ()
    daily: bool = False
    signed: EventId | None = None
    reached: Mapping[Key, EventId] = field(default_factory=dict[Key, EventId])
    validated: Mapping[Key, EventId] = field(default_factory=dict[Key, EventId])
    handovers: Mapping[Key, HandedOver] = field(default_factory=dict[Key, HandedOver])
    days: Mapping[Month, CausedAmount] = field(default_factory=dict[Month, CausedAmount])
    claims: Mapping[Key, ExpenseClaim] = field(default_factory=dict[Key, ExpenseClaim])
    clauses: Mapping[Key, CausedAmount] = field(default_factory=dict[Key, CausedAmount])
    bills: Mapping[str, tuple[BilledItem, ...]] = field(default_factory=dict[str, tuple[BilledItem, ...]])
    credited: Mapping[Key, EventId] = field(default_factory=dict[Key, EventId])
    ended: EventId | None = None
    over: bool = False
