"""Working: the first day is always recorded; milestones, progress, days seen, expenses, contests."""

from dataclasses import replace
from datetime import date

import pytest

from domain.consultant.events.hiring import HireDeclared
from domain.language import NOBODY, Audience, EventId, Kind, Party, Stream
from domain.law import Rule
from domain.law.contract import COM_1
from domain.law.employment import EMP_1, EMP_6, EPS_2, EPS_5
from domain.mission.events.expenses import ExpenseApproved, ExpenseClaimed, ExpenseDeclined
from domain.mission.events.scoping import MissionAbandoned, PurchaseOrderRecorded
from domain.mission.events.working import (
    ActivityAcknowledged,
    BreachRecorded,
    DaysWorkedRecorded,
    MilestoneReached,
    MilestoneValidated,
    ProgressReviewed,
    RecordContested,
)
from domain.mission.expenses import ApproveExpense, ClaimExpense, DeclineExpense
from domain.mission.refusals import (
    AlreadyDone,
    MissionOver,
    NoDaysRecorded,
    NoSuchExpense,
    NotInScope,
    OutOfOrder,
    RebillingNotAgreed,
)
from domain.mission.terms import Expense, ExpenseNature
from domain.mission.working import (
    AcknowledgeActivity,
    ContestRecord,
    ReachMilestone,
    ReviewProgress,
    StartMission,
    ValidateMilestone,
)
from domain.refusals import NothingKnown
from tests.domain.given import (
    CLIENT,
    CONSULTANT,
    DOCUMENT,
    MISSION,
    MONTH,
    OTHER_MISSION,
    STREAMS,
    UMBRELLA,
    Given,
    event_of,
    given,
    on_behalf_of,
    within,
)
from tests.domain.pay import REPORTED
from tests.domain.people import A_CONSULTANT, EVERYONE, REGISTERED_COMPANY
from tests.domain.words import (
    DUE,
    FIRST_DAY,
    RUNNING,
    SCOPED,
    SIGNED,
    VERIFIED,
    consented,
    mission_signed,
    needed,
    said,
    signed,
    started,
)

REACHED = MilestoneReached(milestone="M1", evidence=DOCUMENT)
VALIDATED = MilestoneValidated(milestone="M1")
DAYS = DaysWorkedRecorded(month=MONTH, half_days=10)
TRAIN = Expense(
    key="E1", nature=ExpenseNature.TRAVEL, spent_on=date(2026, 3, 9), net=30_000, vat=3_000, receipt=DOCUMENT
)
REBILLED = replace(TRAIN, rebilled=True)
REASON = said("not professional")


def starting(first_day: date = FIRST_DAY) -> StartMission:
    return StartMission(mission=MISSION, first_day=first_day)


def breach(rule: Rule, since: date = FIRST_DAY) -> BreachRecorded:
    ground = rule.make_ground(met=False, first_day=since)
    return BreachRecorded(since=since, ground=ground, concerns_consultant=rule in (EMP_6, EMP_1))


@pytest.mark.parametrize("party", [CONSULTANT, UMBRELLA])
def test_the_first_day_worked_starts_the_clock_of_the_contract(party: Party) -> None:
    given(EVERYONE, SIGNED).when(starting(), by=party).then(started())


def test_work_may_start_before_the_contract_is_signed() -> None:
    given(EVERYONE, VERIFIED).when(starting(), by=CONSULTANT).then(started())


def test_sundays_and_holidays_do_not_count_towards_the_due_day() -> None:
    thursday = date(2026, 4, 30)  # the first of May and a Sunday follow
    due = date(2026, 5, 4)
    given(EVERYONE, SIGNED).when(starting(thursday), by=CONSULTANT).then(started(thursday, due))


def test_what_should_have_come_before_the_work_is_a_breach_beside_it() -> None:
    unready = given(REGISTERED_COMPANY, A_CONSULTANT, SCOPED)
    rules = (EMP_6, EMP_1, EPS_2, EPS_5)
    events = started(FIRST_DAY, DUE, *rules), *(breach(rule) for rule in rules)
    unready.when(starting(), by=CONSULTANT).then(*events)


def test_a_hire_declared_after_the_first_day_worked_is_a_breach() -> None:
    tardy = HireDeclared(declared_on=date(2026, 3, 10), hired_on=FIRST_DAY, reference="DPAE-1")
    everyone = [event for event in EVERYONE if not isinstance(event, HireDeclared)]
    late = given(everyone, tardy, SIGNED).when(starting(), by=CONSULTANT)
    late.then(started(FIRST_DAY, DUE, EMP_6), breach(EMP_6))


def test_a_first_day_is_stated_once_but_an_earlier_one_moves_the_clock_back() -> None:
    refusal = AlreadyDone(act="StartMission", of="2026-03-02")
    given(EVERYONE, RUNNING).when(starting(), by=CONSULTANT).refused(refusal)
    earlier = date(2026, 2, 27)
    answer = given(EVERYONE, RUNNING).when(starting(earlier), by=CONSULTANT).answer()
    (events,) = answer.values()
    assert events[0] == started(earlier, date(2026, 3, 2), EMP_6, EMP_1)


def test_a_contract_signed_too_late_for_a_start_known_afterwards_is_a_breach() -> None:
    tenth = date(2026, 3, 10)
    signed_late = (*VERIFIED, signed(CLIENT), signed(UMBRELLA, on=tenth), mission_signed(on=tenth))
    ground = COM_1.make_ground(met=False, due_on=DUE, signed_on=date(2026, 3, 10))
    com_1 = BreachRecorded(since=DUE, ground=ground, concerns_consultant=False)
    known_late = given(EVERYONE, signed_late).when(starting(), by=CONSULTANT, on=date(2026, 3, 12))
    known_late.then(started(), com_1)


def test_a_first_day_worked_is_recorded_even_before_the_scope_is_written() -> None:
    given(EVERYONE, SCOPED[:2]).when(starting(), by=CONSULTANT).then(started())


def test_a_milestone_is_reached_once_while_working() -> None:
    command = ReachMilestone(mission=MISSION, milestone="M1", evidence=DOCUMENT)
    given(RUNNING).when(command).then(REACHED)
    given(RUNNING, REACHED).when(command).refused(AlreadyDone(act="ReachMilestone", of="M1"))
    refusal = OutOfOrder(act="ReachMilestone", stands_on="StartMission")
    given(SIGNED).when(command).refused(refusal)


def test_a_milestone_that_the_scope_does_not_name_is_not_reached() -> None:
    command = ReachMilestone(mission=MISSION, milestone="M9", evidence=DOCUMENT)
    given(RUNNING).when(command).refused(NotInScope(named="M9"))


def test_the_client_validates_a_milestone_that_was_reached_once() -> None:
    command = ValidateMilestone(mission=MISSION, milestone="M1")
    given(RUNNING, REACHED).when(command).then(VALIDATED)
    refusal = OutOfOrder(act="ValidateMilestone", stands_on="ReachMilestone")
    given(RUNNING).when(command).refused(refusal)
    done = AlreadyDone(act="ValidateMilestone", of="M1")
    given(RUNNING, REACHED, VALIDATED).when(command).refused(done)


@pytest.mark.parametrize("party", [CLIENT, CONSULTANT])
def test_client_and_consultant_keep_the_minutes_of_a_committee(party: Party) -> None:
    held, minutes = date(2026, 3, 16), said("on time")
    command = ReviewProgress(
        mission=MISSION, held_on=held, committee=True, minutes=minutes, decisions=(said("go on"),)
    )
    event = ProgressReviewed(held_on=held, committee=True, minutes=minutes, decisions=(said("go on"),))
    given(RUNNING).when(command, by=party).then(event)


def test_the_client_sees_the_days_of_a_month_once() -> None:
    command = AcknowledgeActivity(mission=MISSION, month=MONTH)
    given(RUNNING, DAYS).when(command).then(ActivityAcknowledged(month=MONTH))
    given(RUNNING).when(command).refused(NoDaysRecorded(month=MONTH))
    done = AlreadyDone(act="AcknowledgeActivity", of=MONTH)
    given(RUNNING, DAYS, ActivityAcknowledged(month=MONTH)).when(command).refused(done)


@pytest.mark.parametrize("expense", [TRAIN, REBILLED])
def test_a_consultant_claims_an_expense_once(expense: Expense) -> None:
    command = ClaimExpense(mission=MISSION, expense=expense)
    given(RUNNING).when(command).then(ExpenseClaimed(expense=expense))
    done = AlreadyDone(act="ClaimExpense", of="E1")
    given(RUNNING, ExpenseClaimed(expense=expense)).when(command).refused(done)


def test_the_client_reads_an_expense_only_when_it_will_pay_it() -> None:
    assert ExpenseClaimed(expense=TRAIN).audience == "consultant"
    assert ExpenseClaimed(expense=REBILLED).audience == "all"


@pytest.mark.parametrize("rebilled", [False, True])
def test_the_umbrella_company_answers_a_claim_once(rebilled: bool) -> None:
    claimed = ExpenseClaimed(expense=replace(TRAIN, rebilled=rebilled))
    approving = ApproveExpense(mission=MISSION, expense="E1")
    declining = DeclineExpense(mission=MISSION, expense="E1", reason=REASON)
    approved = ExpenseApproved(expense="E1", rebilled=rebilled)
    declined = ExpenseDeclined(expense="E1", rebilled=rebilled, reason=REASON)
    given(RUNNING, claimed).when(approving).then(approved)
    given(RUNNING, claimed).when(declining).then(declined)
    given(RUNNING, claimed, approved).when(declining).refused(NoSuchExpense(expense="E1"))
    given(RUNNING, claimed, declined).when(approving).refused(NoSuchExpense(expense="E1"))
    given(RUNNING).when(approving).refused(NoSuchExpense(expense="E1"))


def test_expenses_are_rebilled_up_to_what_the_client_agreed_to() -> None:
    accepted = (ExpenseClaimed(expense=REBILLED), ExpenseApproved(expense="E1", rebilled=True))
    hotel = replace(REBILLED, key="E2", net=20_000)
    given(RUNNING, accepted).when(ClaimExpense(mission=MISSION, expense=hotel)).then(
        ExpenseClaimed(expense=hotel)
    )
    dearer = replace(hotel, net=20_001)
    refusal = RebillingNotAgreed(expense="E2", agreed_max=50_000, already=30_000, asked=20_001)
    given(RUNNING, accepted).when(ClaimExpense(mission=MISSION, expense=dearer)).refused(refusal)


def test_two_claims_waiting_together_do_not_pass_what_the_client_agreed_to() -> None:
    two = (ExpenseClaimed(expense=REBILLED), ExpenseClaimed(expense=replace(REBILLED, key="E2")))
    one_approved = given(RUNNING, two, ExpenseApproved(expense="E1", rebilled=True))
    refusal = RebillingNotAgreed(expense="E2", agreed_max=50_000, already=30_000, asked=30_000)
    one_approved.when(ApproveExpense(mission=MISSION, expense="E2")).refused(refusal)


@pytest.mark.parametrize("party", [CLIENT, CONSULTANT, UMBRELLA])
def test_any_party_may_contest_a_record(party: Party) -> None:
    event: EventId = event_of(Kind.MISSION, 3)
    command = ContestRecord(mission=MISSION, fact=event, reason=REASON)
    given(RUNNING).when(command, by=party).then(RecordContested(fact=event, by=party, reason=REASON))


@pytest.mark.parametrize("event", [event_of(Kind.MISSION, len(RUNNING) + 1), EventId(NOBODY)])
def test_agr_1_what_is_contested_is_an_event_of_the_mission(event: EventId) -> None:
    unknown = NothingKnown(about=f"fact {event}")
    elsewhere = within(Stream(Kind.MISSION, OTHER_MISSION), needed())
    command = ContestRecord(mission=MISSION, fact=event, reason=REASON)
    given(RUNNING, elsewhere).when(command, by=CLIENT).refused(unknown)
    last = replace(command, fact=event_of(Kind.MISSION, len(RUNNING)))
    assert given(RUNNING).when(last, by=CLIENT).answer()


def test_a_report_of_the_consultant_may_be_contested_in_his_mission() -> None:
    history = given(RUNNING, REPORTED).history
    (report,) = history.events[STREAMS[Kind.PAY_MONTH]]
    command = ContestRecord(mission=MISSION, fact=EventId(report.id), reason=REASON)
    for party in (CONSULTANT, UMBRELLA):
        contested = RecordContested(fact=command.fact, by=party, reason=REASON, read_by=Audience.CONSULTANT)
        Given(history).when(command, by=party).then(contested)
        assert contested.audience is Audience.CONSULTANT


ORDERED = PurchaseOrderRecorded(number="PO-1", amount=1, valid_from=FIRST_DAY, document=DOCUMENT)


@pytest.mark.parametrize("hidden_from", [CLIENT, CONSULTANT])
def test_a_party_contests_only_what_it_may_read(hidden_from: Party) -> None:
    """A report is none of the client's business, a purchase order none of the consultant's."""
    history = given(RUNNING, ORDERED, REPORTED).history
    (report,) = history.events[STREAMS[Kind.PAY_MONTH]]
    hidden = EventId(report.id) if hidden_from is CLIENT else event_of(Kind.MISSION, len(RUNNING) + 1)
    command = ContestRecord(mission=MISSION, fact=hidden, reason=REASON)
    unknown = NothingKnown(about=f"fact {hidden}")
    Given(history).when(command, by=hidden_from).refused(unknown)
    Given(history).when(command, by=on_behalf_of(hidden_from)).refused(unknown)


def test_an_event_of_another_mission_is_not_contested_here() -> None:
    there = Stream(Kind.MISSION, OTHER_MISSION)
    history = given(RUNNING, within(there, needed())).history
    (other,) = history.events[there]
    command = ContestRecord(mission=MISSION, fact=EventId(other.id), reason=REASON)
    with pytest.raises(NothingKnown):
        Given(history).when(command, by=CLIENT).answer()


def test_no_work_is_recorded_on_a_mission_given_up() -> None:
    over = given(SCOPED, MissionAbandoned(by=CLIENT, reason=REASON))
    over.when(ClaimExpense(mission=MISSION, expense=TRAIN)).refused(MissionOver())


def test_a_contract_signed_in_time_is_not_late_because_the_employment_contract_was() -> None:
    both_in_time = (*VERIFIED, consented(), signed(CLIENT), signed(UMBRELLA))
    employed_late = (*both_in_time, mission_signed(on=date(2026, 3, 10)))
    known_late = given(EVERYONE, employed_late).when(starting(), by=CONSULTANT, on=date(2026, 3, 12))
    known_late.then(started())
