"""The progress of the saga of delivery: deliverables, milestones, days, expenses and their invoices."""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct, field

from domain.language import EventId, Key, Month
from domain.mission.terms import Instalment, Trigger
from sagas.asks import SagaProgress


class HandedOver(Struct, frozen=True, gc=False):
    """A deliverable after its last event: handed over, answered or reopened; `share` is in basis points."""

    fact: EventId
    due_on: date | None = None
    deemed_if_silent: bool = False
    answered: bool = False
    share: int = 0


class BillableExpense(Struct, frozen=True, gc=False):
    """An expense; `net` is the amount that the client pays once it is approved, in cents."""

    fact: EventId
    net: int
    approved: bool | None = None


class CausedAmount(Struct, frozen=True, gc=False):
    """An amount and the event that caused it: half-days of a month, or cents of a clause."""

    fact: EventId
    amount: int


class BilledItem(Struct, frozen=True, gc=False):
    """The quantity and the cents that an invoice bills of one item; below zero for a credit note."""

    trigger: Trigger
    key: Key
    quantity: int
    net: int


class DeliveryProgress(SagaProgress, frozen=True, kw_only=True):
    """The deliverables, milestones, days and expenses of a mission; `bills` has one entry for each event."""

    schedule: tuple[Instalment, ...] = ()
    daily: bool = False
    signed: EventId | None = None
    reached: Mapping[Key, EventId] = field(default_factory=dict[Key, EventId])
    validated: Mapping[Key, EventId] = field(default_factory=dict[Key, EventId])
    handovers: Mapping[Key, HandedOver] = field(default_factory=dict[Key, HandedOver])
    days: Mapping[Month, CausedAmount] = field(default_factory=dict[Month, CausedAmount])
    claims: Mapping[Key, BillableExpense] = field(default_factory=dict[Key, BillableExpense])
    clauses: Mapping[Key, CausedAmount] = field(default_factory=dict[Key, CausedAmount])
    bills: Mapping[str, tuple[BilledItem, ...]] = field(default_factory=dict[str, tuple[BilledItem, ...]])
    credited: Mapping[Key, EventId] = field(default_factory=dict[Key, EventId])
    ended: EventId | None = None
    over: bool = False
