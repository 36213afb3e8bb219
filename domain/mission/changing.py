"""Changing: one party asks, the others answer or counter; nothing changes without all of them."""

from dataclasses import replace

from domain.language import Key, MissionId, MissionText, Party, command
from domain.mission.closing import closing
from domain.mission.events import MissionEvent
from domain.mission.events.changing import (
    ChangeConsented,
    ChangeDeclined,
    ChangeRequested,
    ChangeWithdrawn,
)
from domain.mission.evolve import after
from domain.mission.mission import Change, Mission
from domain.mission.recourse import keep_within
from domain.mission.refusals import AlreadyDone, NoSuchChange, OutOfOrder, OwnChange
from domain.mission.scoping import alive
from domain.mission.terms import Scope, ScopeChange
from domain.record import Act

PARTIES = (Party.CLIENT, Party.CONSULTANT, Party.UMBRELLA)


@command
class RequestChange:
    """A party asks for a change; `counters` names the request that it answers."""

    mission: MissionId
    change: Key
    what: MissionText
    why: MissionText
    effect: ScopeChange
    counters: Key | None = None


@command
class ConsentToChange:
    """Another party than the asker agrees."""

    mission: MissionId
    change: Key


@command
class DeclineChange:
    """Another party than the asker does not agree."""

    mission: MissionId
    change: Key
    reason: MissionText


@command
class WithdrawChange:
    """The asker no longer wants the change."""

    mission: MissionId
    change: Key
    reason: MissionText


def request(mission: Mission, order: RequestChange, act: Act) -> list[MissionEvent]:
    """Ask for a change of a signed scope; a counter-proposal takes the place of another's request."""
    alive(mission)
    if mission.scope is None or mission.signed_on is None:
        raise OutOfOrder(act="RequestChange", stands_on="MissionSigned")
    if order.change in mission.changes:
        raise AlreadyDone(act="RequestChange", of=order.change)
    if order.counters is not None:
        _of_another(mission, order.counters, act.by.whose)
    keep_within(amended(mission.scope, order.effect), act.day)
    return [
        ChangeRequested(
            change=order.change,
            by=act.by.whose,
            what=order.what,
            why=order.why,
            effect=order.effect,
            counters=order.counters,
        )
    ]


def consent(mission: Mission, order: ConsentToChange, act: Act) -> list[MissionEvent]:
    """Agree, once, to what another asked."""
    change = _of_another(mission, order.change, act.by.whose)
    if act.by.whose in change.agreed:
        raise AlreadyDone(act="ConsentToChange", of=order.change)
    return [ChangeConsented(change=order.change, by=act.by.whose)]


def decline(mission: Mission, order: DeclineChange, act: Act) -> list[MissionEvent]:
    """Do not agree; the scope stays as it is."""
    _of_another(mission, order.change, act.by.whose)
    declined = ChangeDeclined(change=order.change, by=act.by.whose, reason=order.reason)
    return [declined, *closing(after(mission, declined))]


def withdraw(mission: Mission, order: WithdrawChange, act: Act) -> list[MissionEvent]:
    """Take one's own request back."""
    change = open_change(mission, order.change)
    if change.by is not act.by.whose:
        raise OwnChange(change=order.change, asked_by=change.by)
    withdrawn = ChangeWithdrawn(change=order.change, reason=order.reason)
    return [withdrawn, *closing(after(mission, withdrawn))]


def unanswered(mission: Mission, key: Key) -> tuple[Party, ...]:
    """Return the parties that have not yet agreed to a change; the asker agreed by asking."""
    change = open_change(mission, key)
    return tuple(party for party in PARTIES if party not in change.agreed | {change.by})


def amended(scope: Scope, effect: ScopeChange) -> Scope:
    """Return the scope as a change would make it."""
    return replace(
        scope,
        deliverables=(*scope.deliverables, *effect.deliverables),
        ends_on=effect.ends_on or scope.ends_on,
        price=replace(
            scope.price,
            amount=scope.price.amount if effect.price is None else effect.price,
            schedule=(*scope.price.schedule, *effect.instalments),
        ),
    )


def open_change(mission: Mission, key: Key) -> Change:
    """Return a change that is still open; raises `NoSuchChange`."""
    change = mission.changes.get(key)
    if change is None or not change.open:
        raise NoSuchChange(change=key)
    return change


def _of_another(mission: Mission, key: Key, party: Party) -> Change:
    change = open_change(mission, key)
    if change.by is party:
        raise OwnChange(change=key, asked_by=party)
    return change
