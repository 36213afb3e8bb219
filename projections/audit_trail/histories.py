"""What became of each thing: deliverables, changes, invoices, signals, refusals; and the acts of autonomy."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from domain.language import DocumentHash, Key, Party, Sealed
from domain.mission.events.autonomy import (
    AutonomySignalDismissed,
    AutonomySignalMitigated,
    AutonomySignalRaised,
    SingleClientReviewed,
)
from domain.mission.events.billing import Invoiced
from domain.mission.events.changing import (
    ChangeConsented,
    ChangeDeclined,
    ChangeLapsed,
    ChangeRequested,
    ChangeWithdrawn,
    ScopeAmended,
)
from domain.mission.events.delivering import (
    AcceptanceReopened,
    AcceptedWithReservations,
    DeliverableAccepted,
    DeliverableDeemedAccepted,
    DeliverableRejected,
    DeliverableSubmitted,
    PartlyAccepted,
)
from domain.mission.events.signing import ConsentGiven, ContractSigned
from domain.mission.events.working import RecordContested
from domain.mission.signal_table import SIGNALS
from domain.mission.signals import Family, Measure, SignalCode
from domain.mission.terms import Criterion, CriterionMet
from domain.record import Recorded
from domain.refused import RefusalRecorded
from projections import Wording
from projections.audit_trail.titles import TITLES
from projections.audit_trail.trail_events import Told
from projections.invoice_balance import Owed, collected


class Turn(Struct, frozen=True, kw_only=True):
    """One thing that happened to it: what it is called, by whom, in which words, on what document."""

    title: Wording
    by: Party
    time: datetime
    recorded_at: datetime
    says: Sealed | None
    criteria: tuple[CriterionMet, ...]
    document: DocumentHash | None
    fact: UUID


class DeliverableStory(Struct, frozen=True, kw_only=True):
    """A deliverable: what it is judged by, and how it was judged; `waits` for an answer of the client."""

    key: Key
    title: Sealed | None
    due_on: date | None
    criteria: tuple[Criterion, ...]
    turns: tuple[Turn, ...]
    waits: bool


class ChangeStory(Struct, frozen=True, kw_only=True):
    """A change: what was asked and why, its effect on price (cents) and end, who consented."""

    key: Key
    by: Party
    what: Sealed
    why: Sealed
    price: int | None
    ends_on: date | None
    turns: tuple[Turn, ...]


class InvoiceStory(Struct, frozen=True, kw_only=True):
    """An invoice and what became of it; cents."""

    number: str
    issued_on: date
    due_on: date
    net: int
    money: Owed
    fact: UUID


class Treated(Struct, frozen=True, kw_only=True):
    """How a signal was treated or answered."""

    measure: Measure | None
    turn: Turn


class SignalStory(Struct, frozen=True, kw_only=True):
    """A signal and its treatment; `untreated` while it has none."""

    code: SignalCode
    family: Family
    title: Wording
    seen_on: date
    turn: Turn
    treated: tuple[Treated, ...]
    untreated: bool


class Stories(Struct, frozen=True, kw_only=True):
    """What became of each thing, as far as the reader may see it; `power` are the gravest signals."""

    deliverables: tuple[DeliverableStory, ...]
    changes: tuple[ChangeStory, ...]
    invoices: tuple[InvoiceStory, ...]
    signals: tuple[SignalStory, ...]
    refusals: tuple[RefusalRecorded, ...]


_DELIVERY = (
    DeliverableSubmitted,
    DeliverableAccepted,
    AcceptedWithReservations,
    PartlyAccepted,
    DeliverableRejected,
    DeliverableDeemedAccepted,
    AcceptanceReopened,
)
_ANSWERS = (
    ChangeConsented,
    ChangeDeclined,
    ChangeWithdrawn,
    ChangeLapsed,
    ConsentGiven,
    ContractSigned,
    ScopeAmended,
)


def stories(told: Told) -> Stories:
    """Return what became of each thing."""
    return Stories(
        deliverables=tuple(_deliverables(told)),
        changes=tuple(_changes(told)),
        invoices=tuple(_invoices(told)),
        signals=tuple(_signal(told, fact) for fact in told.every(AutonomySignalRaised)),
        refusals=tuple(fact.data for fact in told.every(RefusalRecorded)),
    )


def turn(fact: Recorded[Any]) -> Turn:
    """Return what a fact is in a story, in the words that it carries, if any."""
    said = fact.data
    fields = ("reasons", "reason", "how", "what", "says")
    words = next((value for name in fields if isinstance(value := getattr(said, name, None), Sealed)), None)
    return Turn(
        title=TITLES[said.TYPE],
        by=fact.acted_for or fact.party,
        time=fact.time,
        recorded_at=fact.recorded_at,
        says=words,
        criteria=getattr(said, "criteria", ()),
        document=getattr(said, "document", None),
        fact=fact.id,
    )


def _deliverables(told: Told) -> Iterable[DeliverableStory]:
    planned = {one.key: one for one in told.scope.deliverables} if told.scope is not None else {}
    turns: dict[Key, list[Turn]] = {key: [] for key in planned}
    waits: dict[Key, bool] = {}
    for fact in told.every(*_DELIVERY):
        turns.setdefault(fact.data.deliverable, []).append(turn(fact))
        waits[fact.data.deliverable] = isinstance(fact.data, DeliverableSubmitted | AcceptanceReopened)
    for key, of in turns.items():
        plan = planned.get(key)
        yield DeliverableStory(
            key=key,
            title=plan.title if plan is not None else None,
            due_on=plan.due_on if plan is not None else None,
            criteria=plan.criteria if plan is not None else (),
            turns=tuple(of),
            waits=waits.get(key, False),
        )


def _changes(told: Told) -> Iterable[ChangeStory]:
    for asked in told.every(ChangeRequested):
        said = asked.data
        answers = (
            fact for fact in told.every(*_ANSWERS) if getattr(fact.data, "change", None) == said.change
        )
        yield ChangeStory(
            key=said.change,
            by=said.by,
            what=said.what,
            why=said.why,
            price=said.effect.price,
            ends_on=said.effect.ends_on,
            turns=(turn(asked), *(turn(fact) for fact in answers)),
        )


class _Issued(Struct, frozen=True):
    """An invoice as payments find it."""

    story: Recorded[Invoiced]
    money: Owed


def _invoices(told: Told) -> Iterable[InvoiceStory]:
    rows: dict[str, Any] = {}
    for fact in told.facts:
        if isinstance(fact.data, Invoiced):
            rows[f"issued/{fact.data.number}"] = _Issued(fact, Owed(fact.data.total))
        else:
            rows |= collected(rows, fact)
    for row in rows.values():
        if isinstance(row, _Issued):
            said = row.story.data
            yield InvoiceStory(
                number=said.number,
                issued_on=said.issued_on,
                due_on=said.due_on,
                net=said.net,
                money=row.money,
                fact=row.story.id,
            )


def _signal(told: Told, raised: Recorded[AutonomySignalRaised]) -> SignalStory:
    code, term = raised.data.code, SIGNALS[raised.data.code]
    treated = tuple(_treated(fact) for fact in told.facts if _treats(fact, raised))
    closing = [
        fact for fact in told.facts if _treats(fact, raised) and not isinstance(fact.data, RecordContested)
    ]
    return SignalStory(
        code=code,
        family=raised.data.family,
        title=Wording(term.fr, term.en),
        seen_on=raised.data.seen_on,
        turn=turn(raised),
        treated=treated,
        untreated=not closing,
    )


def _treated(fact: Recorded[Any]) -> Treated:
    return Treated(measure=getattr(fact.data, "measure", None), turn=turn(fact))


def _treats(fact: Recorded[Any], raised: Recorded[AutonomySignalRaised]) -> bool:
    """Say whether a fact answers a signal; a review answers those of a single client before it."""
    match fact.data:
        case AutonomySignalMitigated(signal=about) | AutonomySignalDismissed(signal=about):
            return about == raised.id
        case RecordContested(fact=about):
            return about == raised.id
        case SingleClientReviewed():
            return raised.data.code is SignalCode.S09 and raised.recorded_at <= fact.recorded_at
        case _:
            return False
