"""A change: the others' consents by a day, then the amendment signed; lapsed when not all have answered.

Asking the umbrella company for its answer is also how it is told of a new price, within the 48 hours that
the convention gives (CC-8): the ask goes as soon as the change is known.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from msgspec import UNSET, Struct, field
from msgspec.structs import replace

from domain.language import FactId, Key, Party
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
from sagas import (
    Asking,
    Deadline,
    Owed,
    Wait,
    Want,
    answered,
    mission_id,
    noted,
    of_mission,
    owing,
    types,
    waiting,
)

NAME, VERSION = "change", 1
TYPES = types(
    *(ChangeRequested, ChangeConsented, ChangeDeclined, ChangeWithdrawn, ChangeLapsed),
    *(ConsentGiven, ContractSigned, ScopeAmended, MissionClosed),
)
keys = of_mission


class Change(Struct, frozen=True, kw_only=True, gc=False):
    """A change that is open: who agreed, who signed its amendment, and the fact that it waits since."""

    fact: FactId
    by: Party
    due_on: date | None = None
    agreed: frozenset[Party] = frozenset()
    since: FactId
    signed: frozenset[Party] = frozenset()
    consented: bool = False

    @property
    def unanswered(self) -> tuple[Party, ...]:
        """The parties that have not agreed; the asker did by asking."""
        return tuple(party for party in PARTIES if party not in self.agreed | {self.by})


class Progress(Asking, frozen=True, kw_only=True):
    """The changes of a mission that are open."""

    changes: Mapping[Key, Change] = field(default_factory=dict[Key, Change])


NOTHING = Progress()


def evolve(progress: Progress, recorded: Recorded[Any]) -> Progress:  # noqa: C901 -- one case a fact
    """Return the progress after one more fact."""
    fact, said = FactId(recorded.id), recorded.data
    match said:
        case ChangeRequested():
            return _requested(progress, said, fact)
        case ChangeConsented(change=key, by=by):
            return _agreed(answered(progress, fact, by, AskedFor.CHANGE_ANSWER, key), key, by, fact)
        case ChangeDeclined(change=key, by=by):
            return _over(answered(progress, fact, by, AskedFor.CHANGE_ANSWER, key), key)
        case ChangeWithdrawn(change=key) | ChangeLapsed(change=key) | ScopeAmended(change=key):
            return _over(progress, key)
        case ContractSigned(change=str(key), party=party):
            return _signed(answered(progress, fact, party, AskedFor.SIGNATURE, key), key, party)
        case ConsentGiven(change=str(key)):
            told = answered(progress, fact, Party.CONSULTANT, AskedFor.CONSENT, key)
            return _with(told, key, consented=True)
        case MissionClosed():
            return replace(progress, changes={})
        case _:
            return noted(NAME, progress, recorded)


def owed(key: str, progress: Progress) -> frozenset[Owed]:
    """Ask the others for their answers, then for the amendment; let it lapse once its day is over."""
    return owing(NAME, key, progress, _wants(key, progress), _acts(key, progress))


def waits(key: str, progress: Progress) -> tuple[Wait, ...]:
    """Return what each change still waits for."""
    return waiting(NAME, key, progress, _wants(key, progress), _acts(key, progress))


def _acts(key: str, progress: Progress) -> Iterator[Owed]:
    for name, change in progress.changes.items():
        if change.unanswered and change.due_on is not None:
            order = LapseChange(mission=mission_id(key), change=name)
            yield Deadline(step="lapse", occasion=name, order=order, because_of=change.fact, on=change.due_on)


def _wants(key: str, progress: Progress) -> Iterator[Want]:
    for name, change in progress.changes.items():
        for party in change.unanswered:
            yield Want(
                about=key,
                party=party,
                what=AskedFor.CHANGE_ANSWER,
                of=name,
                because_of=change.fact,
                due_on=change.due_on,
            )
        if not change.unanswered:
            yield from _amendment(key, name, change)


def _amendment(key: str, name: Key, change: Change) -> Iterator[Want]:
    missing = [(party, AskedFor.SIGNATURE) for party in sorted(BOTH - change.signed)]
    if not change.consented:
        missing.append((Party.CONSULTANT, AskedFor.CONSENT))
    for party, what in missing:
        yield Want(about=key, party=party, what=what, of=name, because_of=change.since)


def _requested(progress: Progress, asked: ChangeRequested, fact: FactId) -> Progress:
    """A counter-proposal answers the request whose place it takes."""
    countered = asked.counters
    if countered is not None:
        progress = answered(progress, fact, asked.by, AskedFor.CHANGE_ANSWER, countered)
        progress = _over(progress, countered)
    due_on = None if asked.answer_due_on is UNSET else asked.answer_due_on
    change = Change(fact=fact, by=asked.by, due_on=due_on, since=fact)
    return replace(progress, changes={**progress.changes, asked.change: change})


def _agreed(progress: Progress, key: Key, party: Party, fact: FactId) -> Progress:
    known = progress.changes.get(key)
    return _with(progress, key, agreed=known.agreed | {party}, since=fact) if known else progress


def _signed(progress: Progress, key: Key, party: Party) -> Progress:
    known = progress.changes.get(key)
    return _with(progress, key, signed=known.signed | {party}) if known else progress


def _with(progress: Progress, key: Key, **facts: object) -> Progress:
    known = progress.changes.get(key)
    if known is None:
        return progress
    return replace(progress, changes={**progress.changes, key: replace(known, **facts)})


def _over(progress: Progress, key: Key) -> Progress:
    left = {name: change for name, change in progress.changes.items() if name != key}
    return replace(progress, changes=left)
