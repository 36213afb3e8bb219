"""Changing: one party asks, the others answer or counter; nothing changes without all of them."""

from dataclasses import replace
from datetime import date, timedelta

from msgspec import UNSET

from domain.cents_and_months import add_months
from domain.language import Key, MissionId, MissionText, Month, Party, command
from domain.law.contract import CC_8, PRICE_NOTICE_HOURS
from domain.mission.closing import closing
from domain.mission.course_terms import Instant, later
from domain.mission.events import MissionEvent
from domain.mission.events.changing import (
    ChangeConsented,
    ChangeDeclined,
    ChangeLapsed,
    ChangeRequested,
    ChangeWithdrawn,
)
from domain.mission.events.working import BreachRecorded
from domain.mission.evolve import after
from domain.mission.mission import Change, Mission
from domain.mission.refusals import (
    AlreadyDone,
    MissionOver,
    NoSuchChange,
    NotYetDue,
    OutOfOrder,
    OwnChange,
    TermsDisagree,
)
from domain.mission.scope_checks import keep_within
from domain.mission.scope_refusals import GroundMissing
from domain.mission.scoping import alive
from domain.mission.terms import PriceMode, RecourseGround, Scope, ScopeChange
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
    ground: RecourseGround | None = None  # asked again when the mission is to last longer
    renegotiated_at: Instant | None = None  # when the new price was agreed, if before it is asked for


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


@command
class LapseChange:
    """The day agreed for the answers to a change has passed, and not all have answered."""

    mission: MissionId
    change: Key


def request(mission: Mission, order: RequestChange, act: Act) -> list[MissionEvent]:
    """Ask for a change of a signed scope; a counter-proposal takes the place of another's request."""
    scope = _changeable(mission, order, act)
    keep_within(mission, amended(scope, order.effect), act.day)
    ground = _ground_again(mission, scope, order)
    repriced = order.effect.price not in (None, scope.price.amount)
    agreed_at = order.renegotiated_at or act.time
    told_by = agreed_at + timedelta(hours=PRICE_NOTICE_HOURS.on(act.day))
    requested = ChangeRequested(
        change=order.change,
        by=act.by.whose,
        what=order.what,
        why=order.why,
        effect=order.effect,
        counters=order.counters,
        answer_due_on=later(act.day, scope.clauses.change_answer_days),
        ground=UNSET if ground is None else ground,
        renegotiated_at=agreed_at if repriced else UNSET,
        umbrella_due_at=told_by if repriced else UNSET,
    )
    if not repriced or act.time <= told_by:
        return [requested]
    late = CC_8.asked(met=False, renegotiated_at=agreed_at, due_at=told_by, told_at=act.time)
    return [requested, BreachRecorded(since=told_by.date(), ground=late, concerns_consultant=True)]


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


def lapse(mission: Mission, order: LapseChange, act: Act) -> list[MissionEvent]:
    """End a change that not all answered by the day agreed; the scope stays as it is."""
    change, missing = open_change(mission, order.change), unanswered(mission, order.change)
    if not missing:
        raise AlreadyDone(act="ConsentToChange", of=order.change)
    due_on = change.answer_due_on
    if due_on is None or act.day <= due_on:
        raise NotYetDue(act="LapseChange", due_on=due_on or date.max)
    lapsed = ChangeLapsed(change=order.change, answer_due_on=due_on, unanswered=missing)
    return [lapsed, *closing(after(mission, lapsed))]


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


def longer(scope: Scope, effect: ScopeChange) -> bool:
    """Would a change move the agreed end of the mission to a later day?"""
    return scope.ends_on is not None and effect.ends_on is not None and effect.ends_on > scope.ends_on


def rate_from(mission: Mission, effect: ScopeChange, day: date) -> Month | None:
    """Return the month from which a new daily rate holds: one of which no day was worked before."""
    price = mission.scope.price if mission.scope else None
    if price is None or price.mode is not PriceMode.DAILY_RATE or effect.price in (None, price.amount):
        return None
    untouched = day.day == 1 or mission.started_on is None or mission.started_on > day
    first = _month(day) if untouched else _next(_month(day))
    return max(first, *(_next(month) for month in mission.half_days), first)


def open_change(mission: Mission, key: Key) -> Change:
    """Return a change that is still open; raises `NoSuchChange`."""
    change = mission.changes.get(key)
    if change is None or not change.open:
        raise NoSuchChange(change=key)
    return change


def _changeable(mission: Mission, order: RequestChange, act: Act) -> Scope:
    alive(mission)
    if mission.scope is None or mission.signed_on is None:
        raise OutOfOrder(act="RequestChange", stands_on="MissionSigned")
    if mission.ended is not None:
        raise MissionOver()
    if order.change in mission.changes:
        raise AlreadyDone(act="RequestChange", of=order.change)
    if order.counters is not None:
        _of_another(mission, order.counters, act.by.whose)
    if order.renegotiated_at is not None and order.renegotiated_at > act.time:
        raise TermsDisagree(what="renegotiated_at")
    return mission.scope


def _ground_again(mission: Mission, scope: Scope, order: RequestChange) -> RecourseGround | None:
    """Ask the client's ground again when the mission is to last longer."""
    if not longer(scope, order.effect):
        return None
    ground = order.ground or (mission.need.ground if mission.need else RecourseGround.CORE_BUSINESS)
    if ground is RecourseGround.CORE_BUSINESS:
        raise GroundMissing(declared=ground)
    return ground


def _month(day: date) -> Month:
    return day.isoformat()[:7]


def _next(month: Month) -> Month:
    return _month(add_months(date.fromisoformat(f"{month}-01"), 1))


def _of_another(mission: Mission, key: Key, party: Party) -> Change:
    change = open_change(mission, key)
    if change.by is party:
        raise OwnChange(change=key, asked_by=party)
    return change
