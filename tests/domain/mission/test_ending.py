"""Ending: the work is over as agreed; the file closes when nothing is left to bill or to pay."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain.consultant.events.employer_care import MissionOpened
from domain.language import Kind, Stream, pay_month_stream
from domain.mission.changing import DeclineChange, WithdrawChange
from domain.mission.delivering import SubmitDeliverable
from domain.mission.ending import CompleteMission
from domain.mission.events.changing import (
    ChangeDeclined,
    ChangeRequested,
    ChangeWithdrawn,
    MissionExtended,
    ScopeAmended,
)
from domain.mission.events.delivering import DeliverableAccepted, DeliverableSubmitted
from domain.mission.events.ending import MissionClosed, MissionCompleted, SalaryPaid
from domain.mission.events.expenses import ExpenseApproved, ExpenseClaimed, ExpenseDeclined
from domain.mission.events.working import DaysWorkedRecorded
from domain.mission.expenses import ApproveExpense, DeclineExpense
from domain.mission.refusals import AlreadyDone, MissionOver, OutOfOrder
from domain.mission.terms import Price, PriceMode, ScopeChange, Trigger
from domain.paymonth.events import ActivityCorrected, ActivityReported
from domain.paymonth.reporting import ApproveActivity
from tests.domain.given import (
    ACME,
    ANNE,
    CLIENT,
    CONSULTANT,
    DOCUMENT,
    MISSION,
    MONTH,
    UMBRELLA,
    event_of,
    given,
    within,
)
from tests.domain.mission.test_billing import (
    TRAIN,
    allotted,
    entries,
    invoiced,
    issuing,
    line,
    line_of,
    paid,
    paying,
)
from tests.domain.mission.test_changing import agreed, requested, signing
from tests.domain.pay import REPORT, REPORTED, absent, approved
from tests.domain.people import EVERYONE
from tests.domain.words import (
    ASSISTANCE,
    MET,
    RUNNING,
    SCOPE,
    SIGNED,
    a_running,
    a_scope,
    a_signed,
    consented,
    said,
    signed,
    started,
    verified,
)

END = date(2026, 3, 31)
COMPLETE = CompleteMission(mission=MISSION, completed_on=END)
COMPLETED = MissionCompleted(completed_on=END)
ACCEPTED = (
    DeliverableSubmitted(deliverable="D1", attempt=1, document=DOCUMENT),
    DeliverableAccepted(deliverable="D1", criteria=MET),
)
ALL_IN_ONE = replace(
    SCOPE,
    milestones=(),
    price=Price(
        mode=PriceMode.FIXED,
        amount=200_000,
        schedule=(replace(SCOPE.price.schedule[2], key="I1", amount=200_000),),
    ),
)
BILL = invoiced(line(Trigger.ACCEPTANCE, "I1", 200_000))
WORKED = DaysWorkedRecorded(month=MONTH, half_days=10)
SALARY = SalaryPaid(month=MONTH, gross=150_000, net_paid=120_000)
DELIVERED = (EVERYONE, a_running(ALL_IN_ONE), ACCEPTED)


def test_consultant_or_umbrella_company_completes_the_work() -> None:
    given(RUNNING, ACCEPTED).when(COMPLETE, by=CONSULTANT).then(COMPLETED)
    given(RUNNING, ACCEPTED).when(COMPLETE, by=UMBRELLA).then(COMPLETED)


def test_the_work_is_completed_once_after_it_started_and_every_result_is_accepted() -> None:
    done = AlreadyDone(act="CompleteMission")
    given(RUNNING, ACCEPTED, COMPLETED).when(COMPLETE, by=CONSULTANT).refused(done)
    unstarted = OutOfOrder(act="CompleteMission", stands_on="StartMission")
    given(SIGNED).when(COMPLETE, by=CONSULTANT).refused(unstarted)
    waiting = OutOfOrder(act="CompleteMission", stands_on="AcceptDeliverable D1")
    given(RUNNING, ACCEPTED[0]).when(COMPLETE, by=CONSULTANT).refused(waiting)


def test_a_mission_closes_when_it_is_completed_last() -> None:
    settled = given(DELIVERED, WORKED, SALARY, BILL, paid(240_000, 200_000))
    settled.when(COMPLETE, by=CONSULTANT).then(COMPLETED, MissionClosed())


def test_a_mission_closes_when_the_client_pays_last() -> None:
    settled = given(DELIVERED, WORKED, SALARY, BILL, allotted(), COMPLETED)
    closing = settled.when(paying(240_000))
    closing.then(paid(240_000, 200_000), MissionClosed(), entries(200_000, 20_000), line_of(240_000))


def test_a_mission_stays_open_while_an_invoice_a_line_or_a_salary_is_due() -> None:
    given(DELIVERED, WORKED, SALARY).when(COMPLETE, by=CONSULTANT).then(COMPLETED)
    given(DELIVERED, WORKED, SALARY, BILL).when(COMPLETE, by=CONSULTANT).then(COMPLETED)
    given(DELIVERED, WORKED, BILL, paid(240_000, 200_000)).when(COMPLETE, by=CONSULTANT).then(COMPLETED)


@pytest.mark.parametrize(
    ("over", "waits"), [(date(2026, 3, 31), False), (date(2026, 4, 1), True), (date(2026, 4, 30), True)]
)
def test_a_mission_stays_open_until_the_days_of_its_last_month_are_known(over: date, waits: bool) -> None:
    """Days of April may still come: they would be invoiced, and paid, after the file was closed."""
    command, done = CompleteMission(mission=MISSION, completed_on=over), MissionCompleted(completed_on=over)
    settled = (DELIVERED, WORKED, SALARY, BILL, paid(240_000, 200_000))
    given(settled).when(command, by=CONSULTANT).then(done, *([] if waits else [MissionClosed()]))
    april = given(settled, DaysWorkedRecorded(month="2026-04", half_days=0))
    april.when(command, by=CONSULTANT).then(done, MissionClosed())


IN_APRIL = pay_month_stream(ANNE, "2026-04")
A_REPORT = within(IN_APRIL, ActivityReported(consultant=ANNE, month="2026-04", days=(absent(2),)))


def test_a_report_that_does_not_name_a_mission_under_way_says_that_it_had_no_days() -> None:
    """So the last report closes the file, and no mission waits for days that never come."""
    opened = MissionOpened(mission=MISSION, client=ACME)
    over = MissionCompleted(completed_on=date(2026, 4, 1))
    settled = (DELIVERED, opened, WORKED, SALARY, BILL, paid(240_000, 200_000), over, A_REPORT)
    answer = given(settled).when(ApproveActivity(consultant=ANNE, month="2026-04")).answer()
    none = DaysWorkedRecorded(month="2026-04", half_days=0)
    assert answer[Stream(Kind.MISSION, MISSION)] == [none, MissionClosed()]


@pytest.mark.parametrize(
    ("events", "records_days"),
    [
        (a_running(ALL_IN_ONE), True),
        (a_signed(ALL_IN_ONE), False),
        ((*a_signed(ALL_IN_ONE), started(date(2026, 4, 30))), True),
        ((*a_signed(ALL_IN_ONE), started(date(2026, 5, 1))), False),
        ((*a_running(ALL_IN_ONE), MissionCompleted(completed_on=date(2026, 4, 1))), True),
        ((*a_running(ALL_IN_ONE), MissionCompleted(completed_on=date(2026, 3, 31))), False),
        ((*a_running(ALL_IN_ONE), DaysWorkedRecorded(month="2026-04", half_days=4)), False),
        ((*a_running(ALL_IN_ONE), COMPLETED, MissionClosed()), False),
    ],
)
def test_only_a_mission_under_way_in_the_month_records_that_it_had_no_days(
    events: tuple[Any, ...], records_days: bool
) -> None:
    history = given(EVERYONE, MissionOpened(mission=MISSION, client=ACME), events, A_REPORT)
    answer = history.when(ApproveActivity(consultant=ANNE, month="2026-04")).answer()
    assert (Stream(Kind.MISSION, MISSION) in answer) is records_days


def test_a_mission_stays_open_while_an_expense_waits_for_its_answer() -> None:
    claimed = ExpenseClaimed(expense=TRAIN)
    pending = given(DELIVERED, WORKED, SALARY, BILL, paid(240_000, 200_000), claimed)
    pending.when(COMPLETE, by=CONSULTANT).then(COMPLETED)


def test_a_mission_that_was_never_signed_does_not_close() -> None:
    unsigned = given(EVERYONE, a_scope(ASSISTANCE), verified(ASSISTANCE), started())
    unsigned.when(COMPLETE, by=CONSULTANT).then(COMPLETED)


def test_a_closed_mission_takes_no_further_act() -> None:
    closed = given(DELIVERED, COMPLETED, MissionClosed())
    command = SubmitDeliverable(mission=MISSION, deliverable="D1", document=DOCUMENT)
    closed.when(command).refused(MissionOver())


def test_days_approved_after_the_closing_are_still_invoiced() -> None:
    """A correction may come late: it is recorded, so what it makes due must not be lost."""
    late = DaysWorkedRecorded(month="2026-04", half_days=2)
    closed = given(EVERYONE, a_running(ASSISTANCE), COMPLETED, MissionClosed(), late)
    days = line(Trigger.APPROVED_DAYS, "2026-04", 65_000, 2, 65_000)
    command = issuing((Trigger.APPROVED_DAYS, "2026-04"))
    closed.when(command).then(invoiced(days, mode=PriceMode.DAILY_RATE), allotted())


def test_a_mission_closes_when_its_last_unpaid_days_turn_out_not_to_be_worked() -> None:
    corrected = ActivityCorrected(corrects=REPORT, days=(absent(2),), reason=said("at home"))
    settled = (DELIVERED, BILL, paid(240_000, 200_000), COMPLETED, REPORTED, approved(), WORKED, corrected)
    none = DaysWorkedRecorded(month=MONTH, half_days=0)
    command = ApproveActivity(consultant=ANNE, month=MONTH)
    answer = given(settled).when(command)
    answer.then(approved(0, event_of(Kind.PAY_MONTH, 3)), none, MissionClosed())


def test_a_mission_closes_when_its_last_expense_is_answered() -> None:
    own = ExpenseClaimed(expense=replace(TRAIN, rebilled=False))
    settled = given(DELIVERED, WORKED, SALARY, BILL, paid(240_000, 200_000), own, COMPLETED)
    declining = DeclineExpense(mission=MISSION, expense="E1", reason=said("private"))
    declined = ExpenseDeclined(expense="E1", rebilled=False, reason=said("private"))
    settled.when(declining).then(declined, MissionClosed())
    approving = ApproveExpense(mission=MISSION, expense="E1")
    settled.when(approving).then(ExpenseApproved(expense="E1", rebilled=False), MissionClosed())


def test_a_mission_closes_when_its_last_change_is_signed() -> None:
    longer = requested(effect=ScopeChange(ends_on=date(2026, 7, 31)))
    agreements = (longer, agreed(CONSULTANT), agreed(UMBRELLA), consented("C1"), signed(CLIENT, "C1"))
    settled = given(DELIVERED, WORKED, SALARY, BILL, paid(240_000, 200_000), agreements, COMPLETED)
    events = settled.when(signing(), by=UMBRELLA).answer()[Stream(Kind.MISSION, MISSION)]
    assert [type(event) for event in events[-3:]] == [ScopeAmended, MissionExtended, MissionClosed]


def test_a_mission_closes_when_its_last_change_is_over() -> None:
    words = said("more")
    asked = ChangeRequested(change="C1", by=CLIENT, what=words, why=words, effect=ScopeChange(ends_on=END))
    settled = given(DELIVERED, WORKED, SALARY, BILL, paid(240_000, 200_000), asked, COMPLETED)
    declining = DeclineChange(mission=MISSION, change="C1", reason=words)
    declined = ChangeDeclined(change="C1", by=UMBRELLA, reason=words)
    settled.when(declining, by=UMBRELLA).then(declined, MissionClosed())
    withdrawing = WithdrawChange(mission=MISSION, change="C1", reason=words)
    settled.when(withdrawing, by=CLIENT).then(ChangeWithdrawn(change="C1", reason=words), MissionClosed())
