"""The progress of the saga of autonomy: signals and breaches by mission, and a year of invoices."""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct, field

from domain.language import ClientId, EventId, Party
from domain.law import Force
from domain.mission.signals import SignalCode
from sagas.asks import SagaProgress


class WatchedSignal(Struct, frozen=True, kw_only=True, gc=False):
    """A signal; `treated` is the event that treated it, `evidenced` says if it needs no more evidence.

    `rank` is the urgency of its attention.
    """

    fact: EventId
    code: SignalCode
    rank: int
    accuses: Party | None
    treated: EventId | None = None
    evidenced: bool = False
    reviewed: bool = False


class WatchedMission(Struct, frozen=True, kw_only=True, gc=False):
    """A mission: how long it may last, its signals, its open breaches and its last review."""

    client: ClientId | None = None
    started: EventId | None = None
    warned_on: date | None = None
    lawful_until: date | None = None
    watched: frozenset[Force] = frozenset()
    signals: Mapping[str, WatchedSignal] = field(default_factory=dict[str, WatchedSignal])
    breaches: frozenset[EventId] = frozenset()
    reviewed: EventId | None = None
    review_on: date | None = None
    evidence: int = 0
    completed: EventId | None = None
    over: bool = False


class InvoicedAmount(Struct, frozen=True, gc=False):
    """An amount invoiced to a client on a day, below zero for a credit note; cents before tax."""

    fact: EventId
    mission: str
    on: date
    client: ClientId
    net: int


class AutonomyProgress(SagaProgress, frozen=True, kw_only=True):
    """The missions of a consultant by stream, and the invoices for his work in the last year."""

    missions: Mapping[str, WatchedMission] = field(default_factory=dict[str, WatchedMission])
    bills: tuple[InvoicedAmount, ...] = ()
