"""A mission ends early: notice, indemnity, the work done; employment goes on; work too long is recorded."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.language import EventId, Kind, Party, Stream
from domain.law.contract import AGR_5
from domain.law.employment import EMP_2
from domain.law.recourse import DEF_4, REC_4
from domain.mission.amounts_owed import amounts_overbilled
from domain.mission.billing import quantity_and_amount_due
from domain.mission.changing import RequestChange
from domain.mission.course_terms import Remains, TerminationClause
from domain.mission.delivering import AcceptDeliverable
from domain.mission.ending import CompleteMission, GiveNotice, TerminateMission, record_days
from domain.mission.events.billing import PaymentReceived
from domain.mission.events.ending import (
    MissionClosed,
    MissionCompleted,
    MissionTerminated,
    NoticeGiven,
    SalaryPaid,
)
from domain.mission.events.expenses import ExpenseApproved, ExpenseClaimed, ExpenseReversed
from domain.mission.events.working import BreachRecorded, DaysWorkedRecorded
from domain.mission.expenses import ReverseExpense
from domain.mission.refusals import (
    AlreadyDone,
    MissionOver,
    NothingToCorrect,
    OutOfOrder,
    TermsDisagree,
)
from domain.mission.terms import Price, PriceMode, ScopeChange, Trigger
from domain.paymonth.reporting import ApproveActivity
from tests.domain.given import ANNE, CLIENT, CONSULTANT, MISSION, MONTH, TODAY, UMBRELLA, event_of, given
from tests.domain.mission.test_billing import TRAIN, invoiced, line
from tests.domain.mission.test_ending import (
    ACCEPTED,
    ALL_IN_ONE,
    BILL,
    COMPLETE,
    COMPLETED,
    SALARY,
    WORKED,
    paid,
)
from tests.domain.pay import REPORTED
from tests.domain.people import EVERYONE
from tests.domain.words import (
    ASSISTANCE,
    MET,
    RUNNING,
    SCOPE,
    SCOPED,
    SIGNED,
    VERIFIED,
    a_running,
    said,
    started,
)

A_DAY = timedelta(days=1)
NOTICE_ENDS = TODAY + timedelta(days=15)
REASON = said("the budget is gone")
NOTICE = TerminationClause.NOTICE
GIVE_NOTICE = GiveNotice(mission=MISSION, reason=REASON)
ASSISTING = a_running(ASSISTANCE)
DAYS = DaysWorkedRecorded(month=MONTH, half_days=10)
KEPT = (
    EMP_2.make_ground(met=True, employment="goes on"),
    DEF_4.make_ground(met=True, work_owed="none", employment="goes on"),
)
PARTIES = (CLIENT, CONSULTANT, UMBRELLA)


def noticed(by: Party = CLIENT) -> NoticeGiven:
    return NoticeGiven(by=by, given_on=TODAY, notice_days=15, ends_on=NOTICE_ENDS, reason=REASON)


def ending(
    on: date = NOTICE_ENDS, clause: TerminationClause = NOTICE, notice: int = 0, indemnity: int = 0
) -> TerminateMission:
    return TerminateMission(
        mission=MISSION, terminated_on=on, clause=clause, notice=notice, indemnity=indemnity, reason=REASON
    )


def ended(
    remains: Remains,
    by: Party = CLIENT,
    on: date = NOTICE_ENDS,
    clause: TerminationClause = NOTICE,
    notice_ends_on: date | None = NOTICE_ENDS,
) -> MissionTerminated:
    return MissionTerminated(
        by=by,
        terminated_on=on,
        clause=clause,
        notice_ends_on=notice_ends_on,
        remains=remains,
        reason=REASON,
        grounds=KEPT,
    )


@pytest.mark.parametrize("party", PARTIES)
def test_any_party_gives_the_notice_of_the_contract_once(party: Party) -> None:
    given(RUNNING).when(GIVE_NOTICE, by=party).then(noticed(party))
    once = AlreadyDone(act="GiveNotice", of=str(NOTICE_ENDS))
    given(RUNNING, noticed()).when(GIVE_NOTICE, by=party).refused(once)


def test_notice_is_given_of_a_signed_mission_that_is_not_over() -> None:
    unsigned = OutOfOrder(act="GiveNotice", stands_on="MissionSigned")
    given(VERIFIED).when(GIVE_NOTICE, by=CLIENT).refused(unsigned)
    done = AlreadyDone(act="CompleteMission")
    given(RUNNING, COMPLETED).when(GIVE_NOTICE, by=CLIENT).refused(done)
    over = AlreadyDone(act="TerminateMission")
    given(RUNNING, ended(Remains())).when(GIVE_NOTICE, by=CLIENT).refused(over)


@pytest.mark.parametrize("party", PARTIES)
def test_a_mission_ends_early_after_its_notice_and_the_work_done_remains_due(party: Party) -> None:
    """Ten half-days at 650 euros a day were worked, and not invoiced; notice and indemnity are agreed."""
    command = ending(notice=130_000, indemnity=100_000)
    remains = Remains(work=325_000, notice=130_000, indemnity=100_000)
    given(ASSISTING, DAYS, noticed()).when(command, by=party).then(ended(remains, party))


def test_of_a_fixed_price_what_was_met_by_then_remains_due() -> None:
    given(RUNNING, ACCEPTED, noticed()).when(ending(), by=CLIENT).then(ended(Remains(work=700_000)))
    bill = invoiced(line(Trigger.SIGNATURE, "I1", 200_000))
    partly = given(RUNNING, ACCEPTED, bill, noticed())
    partly.when(ending(), by=CLIENT).then(ended(Remains(work=500_000)))


@pytest.mark.parametrize(
    ("notice", "on", "kept"),
    [
        ((), NOTICE_ENDS, False),
        ((noticed(),), NOTICE_ENDS - A_DAY, False),
        ((noticed(),), NOTICE_ENDS, True),
        ((noticed(),), NOTICE_ENDS + A_DAY, True),
    ],
)
def test_an_end_without_the_notice_agreed_stands_with_the_breach(
    notice: tuple[NoticeGiven, ...], on: date, kept: bool
) -> None:
    known = NOTICE_ENDS if notice else None
    ground = AGR_5.make_ground(met=False, terminated_on=on, notice_ends_on=known)
    breach = BreachRecorded(since=on, ground=ground, concerns_consultant=True)
    events = [ended(Remains(work=200_000), on=on, notice_ends_on=known), *([] if kept else [breach])]
    given(RUNNING, notice).when(ending(on), by=CLIENT).then(events)


def test_an_end_by_agreement_needs_no_notice() -> None:
    agreed = TerminationClause.AGREEMENT
    event = ended(Remains(work=200_000), clause=agreed, notice_ends_on=None)
    given(RUNNING).when(ending(clause=agreed), by=CLIENT).then(event)


def test_def_4_emp_2_the_end_of_a_mission_never_ends_employment() -> None:
    answer = given(EVERYONE, RUNNING, noticed()).when(ending(), by=CLIENT).answer()
    assert set(answer) == {Stream(Kind.MISSION, MISSION)}
    history = given(EVERYONE, RUNNING, noticed(), ended(Remains())).history
    consultant = history.state_of(Stream(Kind.CONSULTANT, ANNE))
    assert consultant.is_covered(MISSION, TODAY, NOTICE_ENDS + timedelta(days=365))


def test_a_mission_that_began_without_a_contract_is_ended_as_never_signed() -> None:
    never = TerminationClause.NEVER_SIGNED
    began = given(VERIFIED, started(), DAYS)
    event = ended(Remains(), CONSULTANT, clause=never, notice_ends_on=None)
    began.when(ending(clause=never), by=CONSULTANT).then(event)
    began.when(ending(), by=CONSULTANT).refused(TermsDisagree(what="clause"))
    priced = ending(clause=never, indemnity=1)
    began.when(priced, by=CONSULTANT).refused(TermsDisagree(what="notice or indemnity"))
    given(RUNNING).when(ending(clause=never), by=CLIENT).refused(TermsDisagree(what="clause"))


def test_what_neither_began_nor_was_signed_is_abandoned_not_terminated() -> None:
    refusal = OutOfOrder(act="TerminateMission", stands_on="MissionSigned")
    given(SCOPED).when(ending(), by=CLIENT).refused(refusal)
    assert given(SIGNED).when(ending(), by=CLIENT).answer()


def test_a_mission_ends_once_and_not_before_it_began() -> None:
    given(RUNNING, COMPLETED).when(ending(), by=CLIENT).refused(AlreadyDone(act="CompleteMission"))
    over = AlreadyDone(act="TerminateMission")
    given(RUNNING, ended(Remains())).when(ending(), by=CLIENT).refused(over)
    given(RUNNING, ACCEPTED, ended(Remains())).when(COMPLETE, by=CONSULTANT).refused(over)
    before = ending(TODAY - A_DAY)
    given(RUNNING).when(before, by=CLIENT).refused(TermsDisagree(what="terminated_on"))


def test_a_mission_that_ended_early_is_changed_no_more_but_its_work_is_still_judged() -> None:
    words = said("more")
    command = RequestChange(mission=MISSION, change="C1", what=words, why=words, effect=ScopeChange(price=1))
    given(RUNNING, ended(Remains())).when(command, by=CLIENT).refused(MissionOver())
    accept = AcceptDeliverable(mission=MISSION, deliverable="D1", criteria=MET)
    assert given(RUNNING, ACCEPTED[0], ended(Remains())).when(accept).answer()


def test_notice_and_indemnity_are_invoiced_under_their_clause() -> None:
    history = given(EVERYONE, RUNNING, ended(Remains(notice=130_000, indemnity=100_000))).history
    mission = history.mission()
    assert quantity_and_amount_due(mission, SCOPE, Trigger.CLAUSE, "notice") == (1, 130_000)
    assert quantity_and_amount_due(mission, SCOPE, Trigger.CLAUSE, "indemnity") == (1, 100_000)
    assert quantity_and_amount_due(mission, SCOPE, Trigger.CLAUSE, "other") == (0, 0)
    assert quantity_and_amount_due(given(RUNNING).history.mission(), SCOPE, Trigger.CLAUSE, "notice") == (
        0,
        0,
    )


def test_an_early_end_closes_the_file_once_what_was_met_is_paid() -> None:
    nothing_met = replace(ALL_IN_ONE, deliverables=SCOPE.deliverables)
    idle = (*a_running(nothing_met), DaysWorkedRecorded(month=MONTH, half_days=0), noticed())
    given(idle).when(ending(), by=CLIENT).then(ended(Remains()), MissionClosed())
    given(a_running(nothing_met), noticed()).when(ending(), by=CLIENT).then(ended(Remains()))
    owing = given(idle).when(ending(indemnity=1), by=CLIENT)
    owing.then(ended(Remains(indemnity=1)))
    unpaid = given(a_running(nothing_met), WORKED, noticed()).when(ending(), by=CLIENT)
    unpaid.then(ended(Remains()))


# Too long -------------------------------------------------------------------------------------

LAST = date(2029, 3, 1)


def beyond(worked_on: date) -> BreachRecorded:
    ground = REC_4.make_ground(
        met=False, began_on=date(2026, 3, 2), last_lawful_day=LAST, worked_on=worked_on
    )
    return BreachRecorded(since=LAST + A_DAY, ground=ground, concerns_consultant=False)


@pytest.mark.parametrize(("day", "late"), [(LAST - A_DAY, False), (LAST, False), (LAST + A_DAY, True)])
def test_rec_4_work_beyond_thirty_six_months_is_recorded_with_the_breach(day: date, late: bool) -> None:
    days = DaysWorkedRecorded(month="2029-03", half_days=2)
    mission = given(RUNNING).history.mission()
    assert record_days(mission, "2029-03", 2, day) == [days, *([beyond(day)] if late else [])]
    known = given(RUNNING, beyond(LAST + A_DAY)).history.mission()
    assert record_days(known, "2029-03", 2, day) == [days]


@pytest.mark.parametrize(("day", "late"), [(LAST, False), (LAST + A_DAY, True)])
def test_rec_4_a_mission_completed_too_late_breaks_the_rule(day: date, late: bool) -> None:
    command = CompleteMission(mission=MISSION, completed_on=day)
    events = [MissionCompleted(completed_on=day), *([beyond(day)] if late else [])]
    given(RUNNING, ACCEPTED).when(command, by=CONSULTANT).then(events)


def test_the_last_day_of_an_approved_report_is_what_counts() -> None:
    command = ApproveActivity(consultant=ANNE, month=MONTH)
    long_ago = (*SIGNED, started(date(2023, 3, 1)))
    answer = given(EVERYONE, long_ago, REPORTED).when(command).answer()
    breaches = [event for event in answer[Stream(Kind.MISSION, MISSION)] if isinstance(event, BreachRecorded)]
    assert [breach.ground.rule for breach in breaches] == ["REC-4"]


# What holds a file open -----------------------------------------------------------------------

CLAIMED = (ExpenseClaimed(expense=TRAIN), ExpenseApproved(expense="E1", rebilled=True))
APPROVAL: EventId = event_of(Kind.MISSION, len(RUNNING) + 2)


def reversing(event: EventId = APPROVAL) -> ReverseExpense:
    return ReverseExpense(mission=MISSION, expense="E1", corrects=event, reason=REASON)


@pytest.mark.parametrize("rebilled", [True, False])
def test_an_approval_is_taken_back_by_its_event(rebilled: bool) -> None:
    expense = replace(TRAIN, rebilled=rebilled)
    approved = (ExpenseClaimed(expense=expense), ExpenseApproved(expense="E1", rebilled=rebilled))
    event = ExpenseReversed(expense="E1", rebilled=rebilled, corrects=APPROVAL, reason=REASON)
    assert event.audience == ("all" if rebilled else "consultant")
    given(RUNNING, approved).when(reversing()).then(event)
    given(RUNNING, approved, event).when(reversing()).refused(NothingToCorrect(fact=APPROVAL))
    other = event_of(Kind.MISSION, 1)
    given(RUNNING, approved).when(reversing(other)).refused(NothingToCorrect(fact=other))
    given(RUNNING).when(reversing()).refused(NothingToCorrect(fact=APPROVAL))
    closed = given(RUNNING, approved, COMPLETED, MissionClosed())
    closed.when(reversing()).refused(MissionOver())


def test_an_expense_reversed_after_it_was_invoiced_is_to_be_credited() -> None:
    bill = invoiced(line(Trigger.EXPENSE, "E1", 30_000))
    gone = ExpenseReversed(expense="E1", rebilled=True, corrects=APPROVAL, reason=REASON)
    mission = given(EVERYONE, RUNNING, CLAIMED, bill, gone).history.mission()
    assert amounts_overbilled(mission) == {(Trigger.EXPENSE, "E1"): 30_000}


def test_days_corrected_downward_after_they_were_invoiced_hold_the_file_open() -> None:
    bill = invoiced(line(Trigger.APPROVED_DAYS, MONTH, 325_000, 10, 65_000), mode=PriceMode.DAILY_RATE)
    money = paid(390_000, 325_000)
    settled = given(EVERYONE, ASSISTING, DAYS, SALARY, bill, money)
    settled.when(COMPLETE, by=CONSULTANT).then(COMPLETED, MissionClosed())
    fewer = DaysWorkedRecorded(month=MONTH, half_days=8)
    surplus = given(EVERYONE, ASSISTING, DAYS, SALARY, bill, money, fewer)
    surplus.when(COMPLETE, by=CONSULTANT).then(COMPLETED)
    assert amounts_overbilled(surplus.history.mission()) == {(Trigger.APPROVED_DAYS, MONTH): 65_000}


def test_what_costs_nothing_holds_no_file_open() -> None:
    free = replace(SCOPE.price.schedule[2], key="I0", amount=0)
    gift = replace(
        ALL_IN_ONE,
        price=Price(mode=PriceMode.FIXED, amount=200_000, schedule=(*ALL_IN_ONE.price.schedule, free)),
    )
    nothing = invoiced(line(Trigger.ACCEPTANCE, "I0", 0), number_in_series=2)
    for bills in ((BILL,), (BILL, nothing)):
        done = given(EVERYONE, a_running(gift), ACCEPTED, WORKED, SALARY, bills, paid(240_000, 200_000))
        done.when(COMPLETE, by=CONSULTANT).then(COMPLETED, MissionClosed())
    assert isinstance(paid(1, 1), PaymentReceived)
    assert isinstance(SALARY, SalaryPaid)
