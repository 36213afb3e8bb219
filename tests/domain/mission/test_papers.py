"""Papers beside the scope: purchase orders, derogations from one rule, earlier missions weighed."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from msgspec.structs import replace as replace_event

from domain.cents_and_months import add_months
from domain.language import Kind, Stream
from domain.law.recourse import REC_3, REC_4
from domain.mission.changing import RequestChange
from domain.mission.events.ending import MissionCompleted
from domain.mission.events.scoping import (
    DerogationRecorded,
    EarlierMissionWeighed,
    MissionAbandoned,
    PurchaseOrderRecorded,
)
from domain.mission.events.working import BreachRecorded
from domain.mission.papers import RecordDerogation, RecordPurchaseOrder, WeighEarlierMission
from domain.mission.refusals import AlreadyDone, MissionOver, OutOfOrder, TermsDisagree
from domain.mission.scope_refusals import DangerousWork, NoDerogation, NotSameParties, TooLong
from domain.mission.scoping import ScopeMission, VerifyMission
from domain.mission.terms import ScopeChange
from tests.domain.given import ALTO, BASILE, CLIENT, DOCUMENT, MISSION, OTHER_MISSION, Attempt, given, within
from tests.domain.people import EVERYONE
from tests.domain.words import (
    FIRST_DAY,
    PROPOSED,
    RUNNING,
    SCOPE,
    SCOPED,
    SIGNED,
    need,
    needed,
    recourse_asked,
    said,
    scoped,
    started,
    verified,
)

THERE = Stream(Kind.MISSION, OTHER_MISSION)
REASON = said("the same platform, the same audit")
PURCHASE_ORDER_RECORDED = PurchaseOrderRecorded(
    number="PO-1", amount=1_000_000, valid_from=FIRST_DAY, document=DOCUMENT
)
RECORD_PURCHASE_ORDER = RecordPurchaseOrder(
    mission=MISSION, number="PO-1", amount=1_000_000, valid_from=FIRST_DAY, document=DOCUMENT
)
ALLOWED = DerogationRecorded(rule="REC-3", authority="DREETS", valid_from=FIRST_DAY, document=DOCUMENT)
ALLOW = RecordDerogation(
    mission=MISSION, rule="REC-3", authority="DREETS", valid_from=FIRST_DAY, document=DOCUMENT
)
A_DAY = timedelta(days=1)
DANGEROUS = need(dangerous_work=True)
OVER = MissionAbandoned(by=CLIENT, reason=REASON)


def weighing(*, same: bool = True) -> WeighEarlierMission:
    return WeighEarlierMission(mission=MISSION, earlier=OTHER_MISSION, same_work=same, reason=REASON)


def earlier(days: int = 365, first: date = date(2024, 1, 1)) -> tuple[object, ...]:
    """An earlier mission of so many days, for the same client by the same consultant."""
    last = first + timedelta(days=days - 1)
    return within(THERE, needed(), started(first), MissionCompleted(completed_on=last))


def weighed(days: int = 365, *, same: bool = True, first: date = date(2024, 1, 1)) -> EarlierMissionWeighed:
    last = first + timedelta(days=days - 1)
    return EarlierMissionWeighed(
        earlier=OTHER_MISSION, began_on=first, ended_on=last, days=days, same_work=same, reason=REASON
    )


def first(when: Attempt) -> object:
    """The event itself; signals may stand beside it."""
    return next(iter(when.answer().values()))[0]


def test_a_purchase_order_is_recorded_once() -> None:
    given(SIGNED).when(RECORD_PURCHASE_ORDER).then(PURCHASE_ORDER_RECORDED)
    given(SIGNED, PURCHASE_ORDER_RECORDED).when(RECORD_PURCHASE_ORDER).refused(
        AlreadyDone(act="RecordPurchaseOrder", of="PO-1")
    )
    given(SCOPED, OVER).when(RECORD_PURCHASE_ORDER).refused(MissionOver())


@pytest.mark.parametrize("command", [RECORD_PURCHASE_ORDER, ALLOW])
def test_a_paper_does_not_end_before_it_begins(command: RecordPurchaseOrder | RecordDerogation) -> None:
    backwards = replace(command, valid_until=FIRST_DAY - timedelta(days=1))
    given(SCOPED).when(backwards).refused(TermsDisagree(what="valid_until"))
    assert given(SCOPED).when(replace(command, valid_until=FIRST_DAY)).answer()


def test_only_dangerous_work_has_derogations() -> None:
    given(needed(DANGEROUS)).when(ALLOW).then(ALLOWED)
    again = AlreadyDone(act="RecordDerogation", of="DREETS, 2026-03-02 to no end")
    given(needed(DANGEROUS), ALLOWED).when(ALLOW).refused(again)
    given(needed(DANGEROUS), allowed(FIRST_DAY)).when(ALLOW).then(ALLOWED)
    other = replace(ALLOW, rule="REC-2")
    given(needed(DANGEROUS)).when(other).refused(NoDerogation(asked_of="REC-2"))


def test_rec_3_dangerous_work_is_scoped_only_under_a_derogation() -> None:
    command = ScopeMission(mission=MISSION, scope=SCOPE)
    given(needed(DANGEROUS), PROPOSED[1:]).when(command).refused(DangerousWork())
    grounds = list(recourse_asked(DANGEROUS))
    grounds[2] = REC_3.asked(met=True, dangerous_work=True, derogation="DREETS, 2026-03-02 to no end")
    given(needed(DANGEROUS), PROPOSED[1:], ALLOWED).when(command).then(replace_grounds(grounds))


def allowed(until: date, since: date = FIRST_DAY) -> DerogationRecorded:
    return replace_event(ALLOWED, valid_from=since, valid_until=until)


LAST_DAY = date(2026, 6, 30)
"""The end of the scope."""


@pytest.mark.parametrize(
    "held",
    [
        [allowed(LAST_DAY)],
        [allowed(LAST_DAY + A_DAY, since=FIRST_DAY - A_DAY)],
        [allowed(LAST_DAY, since=date(2026, 5, 1)), allowed(date(2026, 4, 30))],
    ],
)
def test_rec_3_derogations_that_hold_on_every_day_of_the_work_lift_the_prohibition(
    held: list[DerogationRecorded],
) -> None:
    """From its first day to its last, be it by one that goes on where another ends."""
    command = ScopeMission(mission=MISSION, scope=SCOPE)
    assert given(needed(DANGEROUS), PROPOSED[1:], held).when(command).answer()


@pytest.mark.parametrize(
    ("held", "seen"),
    [
        ([allowed(LAST_DAY - A_DAY)], ("DREETS, 2026-03-02 to 2026-06-29",)),
        ([allowed(LAST_DAY, since=FIRST_DAY + A_DAY)], ("DREETS, 2026-03-03 to 2026-06-30",)),
        (
            [allowed(date(2026, 4, 30)), allowed(LAST_DAY, since=date(2026, 5, 2))],
            ("DREETS, 2026-03-02 to 2026-04-30", "DREETS, 2026-05-02 to 2026-06-30"),
        ),
    ],
)
def test_rec_3_a_day_without_a_derogation_stops_the_scope(
    held: list[DerogationRecorded], seen: tuple[str, ...]
) -> None:
    command = ScopeMission(mission=MISSION, scope=SCOPE)
    given(needed(DANGEROUS), PROPOSED[1:], held).when(command).refused(DangerousWork(derogations=seen))


def test_rec_3_dangerous_work_lasts_no_longer_than_its_derogation() -> None:
    words = said("more time")

    def asking(ends_on: date) -> RequestChange:
        effect = ScopeChange(ends_on=ends_on)
        return RequestChange(mission=MISSION, change="C1", what=words, why=words, effect=effect)

    until = LAST_DAY + 2 * A_DAY
    running = given(needed(DANGEROUS), allowed(until), SIGNED[1:])
    for ends_on in (until - A_DAY, until):
        assert running.when(asking(ends_on), by=CLIENT).answer()
    refusal = DangerousWork(derogations=("DREETS, 2026-03-02 to 2026-07-02",))
    running.when(asking(until + A_DAY), by=CLIENT).refused(refusal)


def replace_grounds(grounds: list[object]) -> object:
    return type(scoped())(scope=SCOPE, grounds=tuple(grounds))  # type: ignore[arg-type]


@pytest.mark.parametrize("same", [True, False])
def test_a_human_decides_whether_an_earlier_mission_was_the_same_work(same: bool) -> None:
    given(SCOPED, earlier()).when(weighing(same=same)).then(weighed(same=same))


def test_other_work_counts_for_no_day_and_the_same_work_for_each_of_its_days() -> None:
    for same, days in ((True, 100), (False, 0)):
        mission = given(SCOPED, weighed(100, same=same)).history.mission()
        assert mission.earlier == {OTHER_MISSION: days}


def test_an_earlier_mission_is_one_that_ended_of_the_same_parties() -> None:
    itself = WeighEarlierMission(mission=MISSION, earlier=MISSION, same_work=True, reason=REASON)
    given(SCOPED).when(itself).refused(NotSameParties(earlier=str(MISSION)))
    other = type(needed())(client=needed().client, consultant=BASILE, umbrella=ALTO, need=needed().need)
    elsewhere = within(THERE, other, started(), MissionCompleted(completed_on=FIRST_DAY))
    given(SCOPED, elsewhere).when(weighing()).refused(NotSameParties(earlier=str(OTHER_MISSION)))
    running = OutOfOrder(act="WeighEarlierMission", stands_on="CompleteMission")
    given(SCOPED, within(THERE, needed(), started())).when(weighing()).refused(running)


def test_rec_4_is_cumulated_over_missions_to_the_day() -> None:
    """Thirty-six months from 2 March 2026 end on 1 March 2029; a hundred days before, sooner by them."""
    last = date(2029, 3, 1) - timedelta(days=100)
    known = (PROPOSED, earlier(100), weighed(100))
    for ends_on in (last - timedelta(days=1), last):
        whole = replace(SCOPE, ends_on=ends_on)
        assert first(given(known).when(ScopeMission(mission=MISSION, scope=whole))) == scoped(whole)
    longer = replace(SCOPE, ends_on=last + timedelta(days=1))
    refusal = TooLong(starts_on=FIRST_DAY, ends_on=longer.ends_on, months_max=36, earlier_days=100)  # type: ignore[arg-type]
    given(known).when(ScopeMission(mission=MISSION, scope=longer)).refused(refusal)


def test_rec_4_days_of_other_work_are_not_counted() -> None:
    whole = replace(SCOPE, ends_on=date(2029, 3, 1))
    command = ScopeMission(mission=MISSION, scope=whole)
    assert first(given(PROPOSED, earlier(), weighed(same=False)).when(command)) == scoped(whole)


def test_rec_4_what_was_weighed_after_the_scope_is_seen_when_it_is_verified() -> None:
    whole = replace(SCOPE, ends_on=date(2029, 3, 1))
    late = given(EVERYONE, PROPOSED, scoped(whole), earlier(1), weighed(1))
    refusal = TooLong(starts_on=FIRST_DAY, ends_on=date(2029, 3, 1), months_max=36, earlier_days=1)
    late.when(VerifyMission(mission=MISSION)).refused(refusal)
    fits = given(EVERYONE, PROPOSED, scoped(whole), earlier(1), weighed(1, same=False))
    fits.when(VerifyMission(mission=MISSION)).then(verified())


def test_rec_4_a_signed_mission_that_proves_too_long_breaks_the_rule() -> None:
    most = (date(2029, 3, 1) - date(2026, 6, 30)).days
    given(SIGNED, earlier(most)).when(weighing()).then(weighed(most))
    last = date(2026, 6, 29)
    ground = REC_4.asked(met=False, last_lawful_day=last, ends_on=date(2026, 6, 30))
    breach = BreachRecorded(since=last, ground=ground, concerns_consultant=False)
    given(SIGNED, earlier(most + 1)).when(weighing()).then(weighed(most + 1), breach)


def test_rec_4_days_that_count_bring_the_warning_and_the_limit_of_a_begun_work_forward() -> None:
    events = given(RUNNING, earlier(100)).when(weighing()).answer()
    ((_, (event, *_)),) = events.items()
    assert isinstance(event, EarlierMissionWeighed)
    assert event.warned_on == add_months(FIRST_DAY, 30) - timedelta(days=100)
    assert event.lawful_until == add_months(FIRST_DAY, 36) - timedelta(days=101)
