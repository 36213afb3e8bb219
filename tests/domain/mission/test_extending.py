"""A change over time: it lapses, it is notified late, it prolongs the mission, it alters the daily rate."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.consultant.employment_terms import ContractKind
from domain.language import Party
from domain.law.contract import CC_8
from domain.law.employment import EPS_2
from domain.law.recourse import DEF_6
from domain.mission.billing import quantity_and_amount_due
from domain.mission.changing import LapseChange, RequestChange
from domain.mission.events.changing import ChangeLapsed, ScopeAmended
from domain.mission.events.working import BreachRecorded, DaysWorkedRecorded
from domain.mission.mission import Mission
from domain.mission.refusals import AlreadyDone, NoSuchChange, NotYetDue, SignatureIncomplete, TermsDisagree
from domain.mission.scope_refusals import GroundMissing, TooLong
from domain.mission.signing import CompleteSignature
from domain.mission.terms import RecourseGround, ScopeChange, Trigger
from tests.domain.given import CLIENT, CONSULTANT, MISSION, SYSTEM, TODAY, UMBRELLA, given
from tests.domain.mission.test_billing import invoiced, line
from tests.domain.mission.test_changing import (
    ALL_AGREED,
    AMENDED,
    ANSWER_DUE,
    EXTENDED,
    NOON,
    TWO_DAYS,
    agreed,
    requested,
    requesting,
    signing,
)
from tests.domain.people import A_CONSULTANT, AN_UMBRELLA_COMPANY, EVERYONE, HIRE_DECLARED, employed
from tests.domain.words import (
    ASSISTANCE,
    FIRST_DAY,
    LAST_DAY,
    RUNNING,
    a_running,
    consented,
    signed,
)

A_DAY = timedelta(days=1)
LAPSE = LapseChange(mission=MISSION, change="C1")
LONGER = ScopeChange(ends_on=date(2026, 7, 31))
SIGNED_BY_BOTH = (consented("C1"), signed(CLIENT, "C1"), signed(UMBRELLA, "C1"))
DEARER = ScopeChange(price=70_000)


@pytest.mark.parametrize("party", [SYSTEM, UMBRELLA])
def test_a_change_lapses_the_day_after_the_day_agreed_for_the_answers(party: Party) -> None:
    half = given(RUNNING, requested(), agreed(CONSULTANT))
    lapsed = ChangeLapsed(change="C1", answer_due_on=ANSWER_DUE, unanswered=(UMBRELLA,))
    half.when(LAPSE, by=party, on=ANSWER_DUE + A_DAY).then(lapsed)
    for day in (ANSWER_DUE - A_DAY, ANSWER_DUE):
        half.when(LAPSE, by=party, on=day).refused(NotYetDue(act="LapseChange", due_on=ANSWER_DUE))


def test_a_change_that_all_agreed_to_or_that_is_over_does_not_lapse() -> None:
    after = ANSWER_DUE + A_DAY
    done = AlreadyDone(act="ConsentToChange", of="C1")
    given(RUNNING, ALL_AGREED).when(LAPSE, by=SYSTEM, on=after).refused(done)
    lapsed = ChangeLapsed(change="C1", answer_due_on=ANSWER_DUE, unanswered=(UMBRELLA,))
    over = given(RUNNING, requested(), lapsed)
    over.when(LAPSE, by=SYSTEM, on=after).refused(NoSuchChange(change="C1"))


def renegotiated(at: datetime) -> RequestChange:
    return replace(requesting(), renegotiated_at=at)


@pytest.mark.parametrize("ago", [timedelta(0), TWO_DAYS - timedelta(seconds=1), TWO_DAYS])
def test_cc_8_a_price_notified_within_forty_eight_hours_breaks_nothing(ago: timedelta) -> None:
    (events,) = given(RUNNING).when(renegotiated(NOON - ago), by=CONSULTANT).answer().values()
    (asked,) = events
    assert (asked.renegotiated_at, asked.umbrella_due_at) == (NOON - ago, NOON - ago + TWO_DAYS)  # type: ignore[attr-defined]


def test_cc_8_a_price_notified_later_is_recorded_with_the_breach() -> None:
    at = NOON - TWO_DAYS - timedelta(seconds=1)
    (events,) = given(RUNNING).when(renegotiated(at), by=CONSULTANT).answer().values()
    due = at + TWO_DAYS
    ground = CC_8.asked(met=False, renegotiated_at=at, due_at=due, told_at=NOON)
    assert events[1:] == [BreachRecorded(since=due.date(), ground=ground, concerns_consultant=True)]


def test_cc_8_is_about_prices_already_agreed() -> None:
    tomorrow = datetime(2026, 3, 3, 12, tzinfo=UTC)
    given(RUNNING).when(renegotiated(tomorrow), by=CLIENT).refused(TermsDisagree(what="renegotiated_at"))
    same_price = replace(requesting(effect=LONGER), renegotiated_at=NOON - 3 * TWO_DAYS)
    given(RUNNING).when(same_price, by=CLIENT).then(requested(effect=LONGER))


def test_rec_1_the_ground_is_asked_again_when_the_mission_is_to_last_longer() -> None:
    command = replace(requesting(effect=LONGER), ground=RecourseGround.CORE_BUSINESS)
    refusal = GroundMissing(declared=RecourseGround.CORE_BUSINESS)
    given(RUNNING).when(command, by=CLIENT).refused(refusal)
    shorter = ScopeChange(ends_on=LAST_DAY - A_DAY)
    other = replace(command, effect=shorter)
    given(RUNNING).when(other, by=CLIENT).then(requested(effect=shorter))
    occasional = replace(command, ground=RecourseGround.OCCASIONAL_TASK)
    (events,) = given(RUNNING).when(occasional, by=CLIENT).answer().values()
    assert events[0].ground is RecourseGround.OCCASIONAL_TASK  # type: ignore[attr-defined]


def test_rec_4_a_mission_is_extended_to_the_last_lawful_day_and_no_further() -> None:
    last = date(2029, 3, 1)
    for ends_on in (last - A_DAY, last):
        assert given(RUNNING).when(requesting(effect=ScopeChange(ends_on=ends_on)), by=CLIENT).answer()
    beyond = requesting(effect=ScopeChange(ends_on=last + A_DAY))
    refusal = TooLong(starts_on=FIRST_DAY, ends_on=last + A_DAY, months_max=36)
    given(RUNNING).when(beyond, by=CLIENT).refused(refusal)


def fixed_term(ends_on: date) -> object:
    return employed(ContractKind.FIXED_TERM, MISSION, ends_on=ends_on)


def test_a_longer_mission_waits_for_an_employment_contract_that_covers_it() -> None:
    hired = (AN_UMBRELLA_COMPANY, A_CONSULTANT, HIRE_DECLARED, fixed_term(LAST_DAY))
    almost = given(hired, RUNNING, ALL_AGREED, consented("C1"), signed(CLIENT, "C1"))  # type: ignore[arg-type]
    almost.when(signing(), by=UMBRELLA).then(signed(UMBRELLA, "C1"))
    command = CompleteSignature(mission=MISSION, change="C1")
    waiting = given(hired, RUNNING, ALL_AGREED, SIGNED_BY_BOTH)  # type: ignore[arg-type]
    refusal = SignatureIncomplete(missing=("an employment contract",))
    waiting.when(command, by=UMBRELLA).refused(refusal)
    complete = given(EVERYONE, RUNNING, ALL_AGREED, SIGNED_BY_BOTH)
    complete.when(command, by=UMBRELLA).then(ScopeAmended(change="C1", scope=AMENDED), EXTENDED)


def test_a_change_that_is_not_open_is_not_completed() -> None:
    command = CompleteSignature(mission=MISSION, change="C9")
    given(EVERYONE, RUNNING).when(command, by=UMBRELLA).refused(NoSuchChange(change="C9"))


def test_def_6_the_breaches_that_stand_are_seen_when_a_mission_is_extended() -> None:
    breach = BreachRecorded(
        since=FIRST_DAY, ground=EPS_2.asked(met=False, first_day=FIRST_DAY), concerns_consultant=False
    )
    almost = given(EVERYONE, RUNNING, breach, ALL_AGREED, consented("C1"), signed(CLIENT, "C1"))
    (events,) = almost.when(signing(), by=UMBRELLA).answer().values()
    assert events[-1].grounds[-1] == DEF_6.asked(met=False, breaches="EPS-2")  # type: ignore[attr-defined]


# The daily rate -------------------------------------------------------------------------------

ASSISTING = a_running(ASSISTANCE)
ASKED_DEARER = (
    requested(effect=DEARER),
    *(agreed(party) for party in (CONSULTANT, UMBRELLA)),
    *(consented("C1"), signed(CLIENT, "C1")),
)


def amended_from(*events: object, on: date = TODAY) -> str | None:
    almost = given(EVERYONE, ASSISTING, events, ASKED_DEARER)  # type: ignore[arg-type]
    (made,) = almost.when(signing(), by=UMBRELLA, on=on).answer().values()
    return made[1].rate_from  # type: ignore[attr-defined]


def days(month: str, half_days: int = 10) -> DaysWorkedRecorded:
    return DaysWorkedRecorded(month=month, half_days=half_days)


def test_a_new_daily_rate_is_that_of_the_next_month_in_which_no_day_was_worked() -> None:
    assert amended_from(on=date(2026, 3, 31)) == "2026-04"
    assert amended_from(on=date(2026, 4, 1)) == "2026-04"
    assert amended_from(on=date(2026, 4, 2)) == "2026-05"
    assert amended_from(days("2026-05"), on=date(2026, 4, 1)) == "2026-06"
    assert amended_from(on=date(2026, 12, 15)) == "2027-01"


def paid_at(*events: object) -> Mission:
    amendment = ScopeAmended(
        change="C1",
        scope=replace(ASSISTANCE, price=replace(ASSISTANCE.price, amount=70_000)),
        rate_from="2026-04",
    )
    return given(EVERYONE, ASSISTING, events, amendment).history.mission()  # type: ignore[arg-type]


def test_a_new_daily_rate_does_not_reprice_days_already_worked() -> None:
    mission = paid_at(days("2026-03"), days("2026-04", 3))
    assert mission.scope is not None
    assert quantity_and_amount_due(mission, mission.scope, Trigger.APPROVED_DAYS, "2026-03") == (10, 325_000)
    assert quantity_and_amount_due(mission, mission.scope, Trigger.APPROVED_DAYS, "2026-04") == (3, 105_000)


def test_days_invoiced_in_part_keep_their_rate_for_the_rest() -> None:
    bill = invoiced(line(Trigger.APPROVED_DAYS, "2026-03", 65_000, 2, 65_000))
    mission = paid_at(days("2026-03", 2), bill, days("2026-03", 3))
    assert mission.scope is not None
    assert quantity_and_amount_due(mission, mission.scope, Trigger.APPROVED_DAYS, "2026-03") == (1, 32_500)
