"""The saga of a change: ask the other parties to agree, then to sign the amendment, or let the change lapse.

The ask is also how the umbrella company learns of a new price. The convention gives 48 hours for that
(CC-8), so the saga asks as soon as the change is requested.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from msgspec import UNSET, Struct, field
from msgspec.structs import replace

from domain.language import EventId, Key, Party
from domain.mission.asking import PARTIES
from domain.mission.changing import LapseChange
from domain.mission.course_terms import AskedFor
from domain.mission.events.changing import (
    ChangeConsented,
    ChangeDeclined,
    ChangeLapsed,
    ChangeRequested,
    ChangeWithdrawn,
    ScopeAmended,
)
from domain.mission.events.ending import MissionClosed
from domain.mission.events.signing import ConsentGiven, ContractSigned
from domain.mission.mission import BOTH
from domain.record import Recorded
from sagas.asks import AskingSaga, DueAsk, SagaProgress, answer_asks, evolve_asks, types_with_asks
from sagas.saga import Deadline, SagaDue, mission_id, mission_keys

NAME = "change"
EVENT_TYPES = types_with_asks(
    *(ChangeRequested, ChangeConsented, ChangeDeclined, ChangeWithdrawn, ChangeLapsed),
    *(ConsentGiven, ContractSigned, ScopeAmended, MissionClosed),
)


class OpenChange(Struct, frozen=True, kw_only=True, gc=False):
    """An open change: who agreed, who signed its amendment; `since` is the last consent, or the request."""

    fact: EventId
    by: Party
    due_on: date | None = None
    agreed: frozenset[Party] = frozenset()
    since: EventId
    signed: frozenset[Party] = frozenset()
    consented: bool = False

    @property
    def silent_parties(self) -> tuple[Party, ...]:
        """The parties that have not agreed; the party that requested the change agrees by its request."""
        return tuple(party for party in PARTIES if party not in self.agreed | {self.by})


class ChangeProgress(SagaProgress, frozen=True, kw_only=True):
    """The open changes of a mission, by key."""

    changes: Mapping[Key, OpenChange] = field(default_factory=dict[Key, OpenChange])


def evolve(progress: ChangeProgress, recorded: Recorded[Any]) -> ChangeProgress:  # noqa: C901 -- one case an event
    """Return the progress after one more event."""
    event_id, event = EventId(recorded.id), recorded.data
    match event:
        case ChangeRequested():
            return _add_change(progress, event, event_id)
        case ChangeConsented(change=key, by=by):
            return _add_consent(
                answer_asks(progress, event_id, by, AskedFor.CHANGE_ANSWER, key), key, by, event_id
            )
        case ChangeDeclined(change=key, by=by):
            return _close_change(answer_asks(progress, event_id, by, AskedFor.CHANGE_ANSWER, key), key)
        case ChangeWithdrawn(change=key) | ChangeLapsed(change=key) | ScopeAmended(change=key):
            return _close_change(progress, key)
        case ContractSigned(change=str(key), party=party):
            return _add_signature(answer_asks(progress, event_id, party, AskedFor.SIGNATURE, key), key, party)
        case ConsentGiven(change=str(key)):
            updated = answer_asks(progress, event_id, Party.CONSULTANT, AskedFor.CONSENT, key)
            return _update_change(updated, key, consented=True)
        case MissionClosed():
            return replace(progress, changes={})
        case _:
            return evolve_asks(NAME, progress, recorded)


def _due_commands(key: str, progress: ChangeProgress) -> Iterator[SagaDue]:
    for name, change in progress.changes.items():
        if change.silent_parties and change.due_on is not None:
            command = LapseChange(mission=mission_id(key), change=name)
            yield Deadline(
                step="lapse", occasion=name, command=command, because_of=change.fact, on=change.due_on
            )


def _due_asks(key: str, progress: ChangeProgress) -> Iterator[DueAsk]:
    for name, change in progress.changes.items():
        for party in change.silent_parties:
            yield DueAsk(
                about=key,
                party=party,
                what=AskedFor.CHANGE_ANSWER,
                of=name,
                because_of=change.fact,
                due_on=change.due_on,
            )
        if not change.silent_parties:
            yield from _amendment_asks(key, name, change)


def _amendment_asks(key: str, name: Key, change: OpenChange) -> Iterator[DueAsk]:
    missing = [(party, AskedFor.SIGNATURE) for party in sorted(BOTH - change.signed)]
    if not change.consented:
        missing.append((Party.CONSULTANT, AskedFor.CONSENT))
    for party, what in missing:
        yield DueAsk(about=key, party=party, what=what, of=name, because_of=change.since)


def _add_change(progress: ChangeProgress, request: ChangeRequested, event_id: EventId) -> ChangeProgress:
    """Add a change; a counter-proposal answers the request that it replaces."""
    countered = request.counters
    if countered is not None:
        progress = answer_asks(progress, event_id, request.by, AskedFor.CHANGE_ANSWER, countered)
        progress = _close_change(progress, countered)
    due_on = None if request.answer_due_on is UNSET else request.answer_due_on
    change = OpenChange(fact=event_id, by=request.by, due_on=due_on, since=event_id)
    return replace(progress, changes={**progress.changes, request.change: change})


def _add_consent(progress: ChangeProgress, key: Key, party: Party, event_id: EventId) -> ChangeProgress:
    known = progress.changes.get(key)
    return _update_change(progress, key, agreed=known.agreed | {party}, since=event_id) if known else progress


def _add_signature(progress: ChangeProgress, key: Key, party: Party) -> ChangeProgress:
    known = progress.changes.get(key)
    return _update_change(progress, key, signed=known.signed | {party}) if known else progress


def _update_change(progress: ChangeProgress, key: Key, **events: object) -> ChangeProgress:
    known = progress.changes.get(key)
    if known is None:
        return progress
    return replace(progress, changes={**progress.changes, key: replace(known, **events)})


def _close_change(progress: ChangeProgress, key: Key) -> ChangeProgress:
    left = {name: change for name, change in progress.changes.items() if name != key}
    return replace(progress, changes=left)


CHANGE = AskingSaga(
    name=NAME,
    version=1,
    event_types=EVENT_TYPES,
    progress_type=ChangeProgress,
    initial=ChangeProgress(),
    keys=mission_keys,
    evolve=evolve,
    due_asks=_due_asks,
    due_commands=_due_commands,
)
"""Asks for answers, then for the amendment; lets an unanswered change lapse once its day is over."""
