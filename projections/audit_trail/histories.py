"""The histories of deliverables, changes, invoices and signals on a trail, and its refusals."""

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
from projections.audit_trail.trail_events import TrailEvents
from projections.invoice_balance import Owed, change_balances


class Turn(Struct, frozen=True, kw_only=True):
    """One event of a history: its title, its party, its words and its document."""

    title: Wording
    by: Party
    time: datetime
    recorded_at: datetime
    says: Sealed | None
    criteria: tuple[CriterionMet, ...]
    document: DocumentHash | None
    fact: UUID


class DeliverableStory(Struct, frozen=True, kw_only=True):
    """A deliverable, its criteria and its events; `waits` is true if the client has to answer."""

    key: Key
    title: Sealed | None
    due_on: date | None
    criteria: tuple[Criterion, ...]
    turns: tuple[Turn, ...]
    waits: bool


class ChangeStory(Struct, frozen=True, kw_only=True):
    """A change: the request, its effect on price (cents) and end, and the answers."""

    key: Key
    by: Party
    what: Sealed
    why: Sealed
    price: int | None
    ends_on: date | None
    turns: tuple[Turn, ...]


class InvoiceStory(Struct, frozen=True, kw_only=True):
    """An invoice and its balance; cents."""

    number: str
    issued_on: date
    due_on: date
    net: int
    money: Owed
    fact: UUID


class Treated(Struct, frozen=True, kw_only=True):
    """A treatment of a signal, or an answer to it."""

    measure: Measure | None
    turn: Turn


class SignalStory(Struct, frozen=True, kw_only=True):
    """A signal and its treatments; a contestation alone leaves it `untreated`."""

    code: SignalCode
    family: Family
    title: Wording
    seen_on: date
    turn: Turn
    treated: tuple[Treated, ...]
    untreated: bool


class Stories(Struct, frozen=True, kw_only=True):
    """The histories of a trail, as far as the reader may see them."""

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


def build_histories(trail: TrailEvents) -> Stories:
    """Build the histories of a trail."""
    return Stories(
        deliverables=tuple(_deliverable_histories(trail)),
        changes=tuple(_change_histories(trail)),
        invoices=tuple(_invoice_histories(trail)),
        signals=tuple(_signal_history(trail, event) for event in trail.events_of(AutonomySignalRaised)),
        refusals=tuple(event.data for event in trail.events_of(RefusalRecorded)),
    )


def _build_entry(recorded: Recorded[Any]) -> Turn:
    """Build the entry of an event in a history; its text is the first sealed field of these names."""
    event = recorded.data
    fields = ("reasons", "reason", "how", "what", "says")
    text = next((value for name in fields if isinstance(value := getattr(event, name, None), Sealed)), None)
    return Turn(
        title=TITLES[event.TYPE],
        by=recorded.acted_for or recorded.party,
        time=recorded.time,
        recorded_at=recorded.recorded_at,
        says=text,
        criteria=getattr(event, "criteria", ()),
        document=getattr(event, "document", None),
        fact=recorded.id,
    )


def _deliverable_histories(trail: TrailEvents) -> Iterable[DeliverableStory]:
    planned = (
        {deliverable.key: deliverable for deliverable in trail.scope.deliverables}
        if trail.scope is not None
        else {}
    )
    entries: dict[Key, list[Turn]] = {key: [] for key in planned}
    waits: dict[Key, bool] = {}
    for recorded in trail.events_of(*_DELIVERY):
        entries.setdefault(recorded.data.deliverable, []).append(_build_entry(recorded))
        waits[recorded.data.deliverable] = isinstance(
            recorded.data, DeliverableSubmitted | AcceptanceReopened
        )
    for key, own_entries in entries.items():
        plan = planned.get(key)
        yield DeliverableStory(
            key=key,
            title=plan.title if plan is not None else None,
            due_on=plan.due_on if plan is not None else None,
            criteria=plan.criteria if plan is not None else (),
            turns=tuple(own_entries),
            waits=waits.get(key, False),
        )


def _change_histories(trail: TrailEvents) -> Iterable[ChangeStory]:
    for request in trail.events_of(ChangeRequested):
        data = request.data
        answers = (
            event
            for event in trail.events_of(*_ANSWERS)
            if getattr(event.data, "change", None) == data.change
        )
        yield ChangeStory(
            key=data.change,
            by=data.by,
            what=data.what,
            why=data.why,
            price=data.effect.price,
            ends_on=data.effect.ends_on,
            turns=(_build_entry(request), *(_build_entry(event) for event in answers)),
        )


class _IssuedInvoice(Struct, frozen=True):
    """An invoice row in the form that `change_balances` needs."""

    invoiced: Recorded[Invoiced]
    money: Owed


def _invoice_histories(trail: TrailEvents) -> Iterable[InvoiceStory]:
    rows: dict[str, Any] = {}
    for recorded in trail.events:
        if isinstance(recorded.data, Invoiced):
            rows[f"issued/{recorded.data.number}"] = _IssuedInvoice(recorded, Owed(recorded.data.total))
        else:
            rows |= change_balances(rows, recorded)
    for row in rows.values():
        if isinstance(row, _IssuedInvoice):
            event = row.invoiced.data
            yield InvoiceStory(
                number=event.number,
                issued_on=event.issued_on,
                due_on=event.due_on,
                net=event.net,
                money=row.money,
                fact=row.invoiced.id,
            )


def _signal_history(trail: TrailEvents, raised: Recorded[AutonomySignalRaised]) -> SignalStory:
    code, term = raised.data.code, SIGNALS[raised.data.code]
    treated = tuple(_build_treated(event) for event in trail.events if _treats_signal(event, raised))
    closing = [
        event
        for event in trail.events
        if _treats_signal(event, raised) and not isinstance(event.data, RecordContested)
    ]
    return SignalStory(
        code=code,
        family=raised.data.family,
        title=Wording(term.fr, term.en),
        seen_on=raised.data.seen_on,
        turn=_build_entry(raised),
        treated=treated,
        untreated=not closing,
    )


def _build_treated(recorded: Recorded[Any]) -> Treated:
    return Treated(measure=getattr(recorded.data, "measure", None), turn=_build_entry(recorded))


def _treats_signal(recorded: Recorded[Any], raised: Recorded[AutonomySignalRaised]) -> bool:
    """Return true if an event answers a signal; a review answers the earlier signals of a single client."""
    match recorded.data:
        case AutonomySignalMitigated(signal=about) | AutonomySignalDismissed(signal=about):
            return about == raised.id
        case RecordContested(fact=about):
            return about == raised.id
        case SingleClientReviewed():
            return raised.data.code is SignalCode.S09 and raised.recorded_at <= recorded.recorded_at
        case _:
            return False
