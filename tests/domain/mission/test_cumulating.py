"""REC-4 cumulates: what the consultant did before at the same client counts, until a human says otherwise."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from domain.consultant.events.employer_care import MissionOpened
from domain.language import Kind, MissionId, Stream
from domain.mission.autonomy import WatchDuration
from domain.mission.changing import RequestChange
from domain.mission.course_terms import Remains, TerminationClause
from domain.mission.ending import CompleteMission
from domain.mission.events.ending import MissionCompleted, MissionTerminated
from domain.mission.events.scoping import EarlierMissionWeighed
from domain.mission.events.working import BreachRecorded
from domain.mission.papers import WeighEarlierMission
from domain.mission.scope_refusals import TooLong
from domain.mission.scoping import ReviseScope, ScopeMission, VerifyMission
from domain.mission.signal_refusals import NothingToRaise
from domain.mission.signals import SignalCode
from domain.mission.terms import ScopeChange
from domain.multi_stream.earlier_missions import count_days_before
from tests.domain.given import (
    ACME,
    CLIENT,
    CONSULTANT,
    GLOBEX,
    MISSION,
    OTHER_MISSION,
    SYSTEM,
    UMBRELLA,
    Given,
    given,
    within,
)
from tests.domain.mission.test_ending import ACCEPTED
from tests.domain.people import EVERYONE
from tests.domain.words import (
    FIRST_DAY,
    PROPOSED,
    SCOPE,
    a_running,
    a_scope,
    needed,
    said,
    started,
)

A_DAY = timedelta(days=1)
WHOLE = date(2029, 3, 1)  # thirty-six months from 2 March 2026
BEGAN = date(2025, 1, 6)
THERE, THIRD = Stream(Kind.MISSION, OTHER_MISSION), MissionId(UUID(int=0x33))
WORDS = said("as we said")


def opened(*others: tuple[MissionId, Any]) -> list[MissionOpened]:
    known = others or ((OTHER_MISSION, ACME),)
    return [MissionOpened(mission=mission, client=client) for mission, client in ((MISSION, ACME), *known)]


def lasted(days: int, began: date = BEGAN) -> tuple[Any, ...]:
    """An earlier mission of the same consultant at the same client, that lasted so many days."""
    over = MissionCompleted(completed_on=began + timedelta(days=days - 1))
    return within(THERE, needed(), started(began), over)


def scope(ends_on: date) -> Any:
    return replace(SCOPE, ends_on=ends_on)


def too_long(ends_on: date, days: int) -> TooLong:
    return TooLong(starts_on=FIRST_DAY, ends_on=ends_on, months_max=36, earlier_days=days)


def weighed(days: int, *, same: bool) -> EarlierMissionWeighed:
    return EarlierMissionWeighed(
        earlier=OTHER_MISSION,
        began_on=BEGAN,
        ended_on=BEGAN + timedelta(days=days - 1),
        days=days,
        same_work=same,
        reason=WORDS,
    )


def asked(ends_on: date, events: tuple[Any, ...]) -> list[tuple[Given, Any, Any]]:
    """Each act that is refused when the work would last too long, in a mission that would."""
    scoping = ScopeMission(mission=MISSION, scope=scope(ends_on))
    revising = ReviseScope(mission=MISSION, scope=scope(ends_on), reason=WORDS)
    verifying = VerifyMission(mission=MISSION)
    effect = ScopeChange(ends_on=ends_on)
    changing = RequestChange(mission=MISSION, change="C1", what=WORDS, why=WORDS, effect=effect)
    return [
        (given(EVERYONE, events, PROPOSED), scoping, CONSULTANT),
        (given(EVERYONE, events, a_scope()), revising, CONSULTANT),
        (given(EVERYONE, events, a_scope(scope(ends_on))), verifying, UMBRELLA),
        (given(EVERYONE, events, a_running()), changing, CLIENT),
    ]


@pytest.mark.parametrize("case", range(4))
def test_rec_4_an_earlier_mission_counts_though_nobody_weighed_it(case: int) -> None:
    """A hundred days before: what would have lasted to its last lawful day is a hundred days too long."""
    events, last = (*opened(), *lasted(100)), WHOLE - timedelta(days=100)
    for ends_on in (last - A_DAY, last):
        before, command, by = asked(ends_on, events)[case]
        assert before.when(command, by=by).answer()
    before, command, by = asked(last + A_DAY, events)[case]
    before.when(command, by=by).refused(too_long(last + A_DAY, 100))


def test_rec_4_a_human_may_say_that_it_was_other_work() -> None:
    known = given(EVERYONE, opened(), lasted(100), PROPOSED, weighed(100, same=False))
    assert known.when(ScopeMission(mission=MISSION, scope=scope(WHOLE))).answer()
    same = given(EVERYONE, opened(), lasted(100), PROPOSED, weighed(100, same=True))
    same.when(ScopeMission(mission=MISSION, scope=scope(WHOLE))).refused(too_long(WHOLE, 100))


@pytest.mark.parametrize("events", [opened((OTHER_MISSION, GLOBEX)), [], opened()[:1]])
def test_rec_4_what_was_done_elsewhere_or_for_nobody_known_does_not_count(
    events: list[MissionOpened],
) -> None:
    known = given(EVERYONE, events, lasted(100), PROPOSED)
    assert known.when(ScopeMission(mission=MISSION, scope=scope(WHOLE))).answer()


def test_rec_4_a_mission_that_never_began_or_began_later_does_not_count() -> None:
    command = ScopeMission(mission=MISSION, scope=scope(WHOLE))
    unstarted = given(EVERYONE, opened(), within(THERE, needed()), PROPOSED)
    assert unstarted.when(command).answer()
    later = given(EVERYONE, opened(), within(THERE, needed(), started(FIRST_DAY)), PROPOSED)
    assert later.when(command).answer()


def test_rec_4_a_mission_that_still_runs_counts_up_to_the_day_before_this_one_begins() -> None:
    running = within(THERE, needed(), started(FIRST_DAY - timedelta(days=10)))
    known = given(EVERYONE, opened(), running, PROPOSED)
    last = WHOLE - timedelta(days=10)
    assert known.when(ScopeMission(mission=MISSION, scope=scope(last))).answer()
    command = ScopeMission(mission=MISSION, scope=scope(last + A_DAY))
    known.when(command).refused(too_long(last + A_DAY, 10))


def test_work_that_still_goes_on_beside_this_one_may_be_weighed_as_other_work() -> None:
    running = within(THERE, needed(), started(BEGAN))
    command = WeighEarlierMission(mission=MISSION, earlier=OTHER_MISSION, same_work=False, reason=WORDS)
    days = (FIRST_DAY - BEGAN).days + 1
    given(EVERYONE, opened(), running, a_scope()).when(command).then(weighed(days, same=False))


def test_a_mission_that_ended_early_counts_to_its_end() -> None:
    early = MissionTerminated(
        by=CLIENT,
        terminated_on=BEGAN + timedelta(days=9),
        clause=TerminationClause.AGREEMENT,
        remains=Remains(),
        reason=WORDS,
        grounds=(),
    )
    mission = given(within(THERE, needed(), started(BEGAN), early)).history.mission(OTHER_MISSION)
    assert count_days_before(FIRST_DAY, {OTHER_MISSION: mission}) == {OTHER_MISSION: 10}


def test_a_day_worked_in_two_missions_counts_once() -> None:
    first = given(lasted(10)).history.mission(OTHER_MISSION)
    inside = given(lasted(5, BEGAN + A_DAY)).history.mission(OTHER_MISSION)
    across = given(lasted(10, BEGAN + timedelta(days=5))).history.mission(OTHER_MISSION)
    assert count_days_before(FIRST_DAY, {THIRD: first, OTHER_MISSION: across}) == {
        THIRD: 10,
        OTHER_MISSION: 5,
    }
    assert count_days_before(FIRST_DAY, {OTHER_MISSION: inside, THIRD: first}) == {THIRD: 10}


def test_rec_4_a_mission_completed_beyond_the_months_cumulated_breaks_the_rule() -> None:
    last = WHOLE - timedelta(days=100)
    running = given(EVERYONE, opened(), lasted(100), a_running(), ACCEPTED)
    for day, late in ((last - A_DAY, False), (last, False), (last + A_DAY, True)):
        command = CompleteMission(mission=MISSION, completed_on=day)
        events = running.when(command, by=CONSULTANT).answer()[Stream(Kind.MISSION, MISSION)]
        broken = [event.ground.rule for event in events if isinstance(event, BreachRecorded)]
        assert broken == (["REC-4"] if late else [])


def test_s14_a_long_work_warns_sooner_by_the_days_of_an_earlier_mission() -> None:
    warned = date(2028, 9, 2) - timedelta(days=100)
    running = given(EVERYONE, opened(), lasted(100), a_running())
    (events,) = running.when(WatchDuration(mission=MISSION, on=warned), by=SYSTEM).answer().values()
    assert [event.code for event in events] == [SignalCode.S14]  # type: ignore[attr-defined]
    sooner = WatchDuration(mission=MISSION, on=warned - A_DAY)
    running.when(sooner, by=SYSTEM).refused(NothingToRaise(code=SignalCode.S14, saw_on=warned - A_DAY))
