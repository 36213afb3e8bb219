"""Decide on changes: one party requests, the others answer or counter; a change needs all of them."""

from dataclasses import replace
from datetime import date, timedelta

from msgspec import UNSET

from domain.cents_and_months import add_months
from domain.language import Key, MissionId, MissionText, Month, Party, command
from domain.law.contract import CC_8, PRICE_NOTICE_HOURS
from domain.mission.closing import check_not_over, close_if_done
from domain.mission.course_terms import Instant, days_later
from domain.mission.events import MissionEvent
from domain.mission.events.changing import (
    ChangeConsented,
    ChangeDeclined,
    ChangeLapsed,
    ChangeRequested,
    ChangeWithdrawn,
)
from domain.mission.events.working import BreachRecorded
from domain.mission.evolve import apply_events
from domain.mission.mission import Mission, RequestedChange
from domain.mission.refusals import (
    AlreadyDone,
    MissionOver,
    NoSuchChange,
    NotYetDue,
    OutOfOrder,
    OwnChange,
    TermsDisagree,
)
from domain.mission.scope_checks import check_scope_limits
from domain.mission.scope_refusals import GroundMissing
from domain.mission.terms import PriceMode, RecourseGround, Scope, ScopeChange
from domain.record import Act

PARTIES = (Party.CLIENT, Party.CONSULTANT, Party.UMBRELLA)


@command
class RequestChange:
    """A party requests a change; `counters` names the request that it answers."""

    mission: MissionId
    change: Key
    what: MissionText
    why: MissionText
    effect: ScopeChange
    counters: Key | None = None
    ground: RecourseGround | None = None  # stated again if the mission gets longer
    renegotiated_at: Instant | None = None  # when the new price was agreed, if before the request


@command
class ConsentToChange:
    """A party other than the asker agrees."""

    mission: MissionId
    change: Key


@command
class DeclineChange:
    """A party other than the asker does not agree."""

    mission: MissionId
    change: Key
    reason: MissionText


@command
class WithdrawChange:
    """The asker withdraws the change."""

    mission: MissionId
    change: Key
    reason: MissionText


@command
class LapseChange:
    """The agreed day for the answers to a change has passed without all answers."""

    mission: MissionId
    change: Key


def request(mission: Mission, command: RequestChange, act: Act) -> list[MissionEvent]:
    """Request a change of a signed scope; a counter-proposal replaces another party's request."""
    scope = _get_changeable_scope(mission, command, act)
    check_scope_limits(mission, amend_scope(scope, command.effect), act.day)
    ground = _check_ground_again(mission, scope, command)
    repriced = command.effect.price not in (None, scope.price.amount)
    agreed_at = command.renegotiated_at or act.time
    notice_due_at = agreed_at + timedelta(hours=PRICE_NOTICE_HOURS.value_on(act.day))
    requested = ChangeRequested(
        change=command.change,
        by=act.by.effective_party,
        what=command.what,
        why=command.why,
        effect=command.effect,
        counters=command.counters,
        answer_due_on=days_later(act.day, scope.clauses.change_answer_days),
        ground=UNSET if ground is None else ground,
        renegotiated_at=agreed_at if repriced else UNSET,
        umbrella_due_at=notice_due_at if repriced else UNSET,
    )
    if not repriced or act.time <= notice_due_at:
        return [requested]
    late = CC_8.make_ground(met=False, renegotiated_at=agreed_at, due_at=notice_due_at, told_at=act.time)
    return [requested, BreachRecorded(since=notice_due_at.date(), ground=late, concerns_consultant=True)]


def consent(mission: Mission, command: ConsentToChange, act: Act) -> list[MissionEvent]:
    """Agree, once, to another party's request."""
    change = _get_change_of_other(mission, command.change, act.by.effective_party)
    if act.by.effective_party in change.agreed:
        raise AlreadyDone(act="ConsentToChange", of=command.change)
    return [ChangeConsented(change=command.change, by=act.by.effective_party)]


def decline(mission: Mission, command: DeclineChange, act: Act) -> list[MissionEvent]:
    """Decline a change; the scope stays as it is."""
    _get_change_of_other(mission, command.change, act.by.effective_party)
    declined = ChangeDeclined(change=command.change, by=act.by.effective_party, reason=command.reason)
    return [declined, *close_if_done(apply_events(mission, declined))]


def withdraw(mission: Mission, command: WithdrawChange, act: Act) -> list[MissionEvent]:
    """Withdraw one's own request."""
    change = get_open_change(mission, command.change)
    if change.by is not act.by.effective_party:
        raise OwnChange(change=command.change, asked_by=change.by)
    withdrawn = ChangeWithdrawn(change=command.change, reason=command.reason)
    return [withdrawn, *close_if_done(apply_events(mission, withdrawn))]


def lapse(mission: Mission, command: LapseChange, act: Act) -> list[MissionEvent]:
    """End a change without all answers by the agreed day; the scope stays as it is."""
    change, missing = get_open_change(mission, command.change), unanswered_parties(mission, command.change)
    if not missing:
        raise AlreadyDone(act="ConsentToChange", of=command.change)
    due_on = change.answer_due_on
    if due_on is None or act.day <= due_on:
        raise NotYetDue(act="LapseChange", due_on=due_on or date.max)
    lapsed = ChangeLapsed(change=command.change, answer_due_on=due_on, unanswered=missing)
    return [lapsed, *close_if_done(apply_events(mission, lapsed))]


def unanswered_parties(mission: Mission, key: Key) -> tuple[Party, ...]:
    """Return the parties that have not yet agreed to a change; the asker has agreed by asking."""
    change = get_open_change(mission, key)
    return tuple(party for party in PARTIES if party not in change.agreed | {change.by})


def amend_scope(scope: Scope, effect: ScopeChange) -> Scope:
    """Return the scope with a change applied."""
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


def is_extension(scope: Scope, effect: ScopeChange) -> bool:
    """True if a change moves the agreed end of the mission to a later day."""
    return scope.ends_on is not None and effect.ends_on is not None and effect.ends_on > scope.ends_on


def new_rate_month(mission: Mission, effect: ScopeChange, day: date) -> Month | None:
    """Return the first month of a new daily rate: one without recorded days."""
    price = mission.scope.price if mission.scope else None
    if price is None or price.mode is not PriceMode.DAILY_RATE or effect.price in (None, price.amount):
        return None
    untouched = day.day == 1 or mission.started_on is None or mission.started_on > day
    first = _month_of(day) if untouched else _next_month(_month_of(day))
    return max(first, *(_next_month(month) for month in mission.half_days), first)


def get_open_change(mission: Mission, key: Key) -> RequestedChange:
    """Return an open change; raises `NoSuchChange`."""
    change = mission.changes.get(key)
    if change is None or not change.open:
        raise NoSuchChange(change=key)
    return change


def _get_changeable_scope(mission: Mission, command: RequestChange, act: Act) -> Scope:
    check_not_over(mission)
    if mission.scope is None or mission.signed_on is None:
        raise OutOfOrder(act="RequestChange", stands_on="MissionSigned")
    if mission.ended is not None:
        raise MissionOver()
    if command.change in mission.changes:
        raise AlreadyDone(act="RequestChange", of=command.change)
    if command.counters is not None:
        _get_change_of_other(mission, command.counters, act.by.effective_party)
    if command.renegotiated_at is not None and command.renegotiated_at > act.time:
        raise TermsDisagree(what="renegotiated_at")
    return mission.scope


def _check_ground_again(mission: Mission, scope: Scope, command: RequestChange) -> RecourseGround | None:
    """Check the client's ground again if the mission gets longer."""
    if not is_extension(scope, command.effect):
        return None
    ground = command.ground or (mission.need.ground if mission.need else RecourseGround.CORE_BUSINESS)
    if ground is RecourseGround.CORE_BUSINESS:
        raise GroundMissing(declared=ground)
    return ground


def _month_of(day: date) -> Month:
    return day.isoformat()[:7]


def _next_month(month: Month) -> Month:
    return _month_of(add_months(date.fromisoformat(f"{month}-01"), 1))


def _get_change_of_other(mission: Mission, key: Key, party: Party) -> RequestedChange:
    change = get_open_change(mission, key)
    if change.by is party:
        raise OwnChange(change=key, asked_by=party)
    return change
