"""What goes with employment: trial, time between missions, interviews, cover, development."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace as with_

from domain.consultant.contract_refusals import TermNotLater, TrialTooLong
from domain.consultant.developing import (
    AgreeDiversificationPlan,
    AnnounceAvailability,
    DeclareOtherActivity,
    LogProspecting,
    RecordTraining,
    ReviewDiversification,
)
from domain.consultant.employer_care import (
    CloseProspectingPeriod,
    HoldInterview,
    OpenProspectingPeriod,
    RecordSickLeave,
    RequestInterview,
)
from domain.consultant.employment_terms import ContractKind, Cover, InterviewKind, ProspectingEnd
from domain.consultant.events.contracting import TrialOutcome, TrialPeriodEnded, TrialPeriodRenewed
from domain.consultant.events.developing import (
    ActivityKind,
    AvailabilityAnnounced,
    DiversificationPlanAgreed,
    DiversificationReviewed,
    OtherActivityDeclared,
    ProspectingLogged,
    TrainingFollowed,
)
from domain.consultant.events.employer_care import (
    InterviewHeld,
    InterviewRequested,
    ProspectingPeriodClosed,
    ProspectingPeriodOpened,
    SickLeaveRecorded,
)
from domain.consultant.events.hiring import BankDetailsChanged, SimulationDelivered, SocialCoverAffiliated
from domain.consultant.refusals import (
    AllowanceForbidden,
    AlreadyProspecting,
    NoSuchPlan,
    NoSuchRequest,
    NotConcluded,
    NotProspecting,
    NoTrial,
    TrialRenewedAlready,
)
from domain.consultant.simulation_cover_bank import AffiliateSocialCover, ChangeBankDetails, DeliverSimulation
from domain.consultant.trial import EndTrialPeriod, RenewTrialPeriod
from domain.language import Kind, MissionId, Party
from domain.law.contract import CTL_1
from domain.law.employment import EMP_5
from domain.law.employment_conditions import CC_18, CC_24, CC_27
from domain.law.open_ended import CC_6, CC_13, CDI_4
from domain.mission.events.working import BreachRecorded
from domain.record import Actor, Second
from domain.refusals import NothingKnown, NotTheirAct, TwoPersonsNeeded
from tests.domain.employment_commands import WORDS
from tests.domain.given import (
    ANNE,
    CALENDAR,
    CONSULTANT,
    DOCUMENT,
    MISSION,
    STREAMS,
    TODAY,
    UMBRELLA,
    acting,
    event_of,
    given,
    on_behalf_of,
)
from tests.domain.people import (
    A_CONSULTANT,
    AN_EMPLOYED_CONSULTANT,
    AN_UMBRELLA_COMPANY,
    REGISTERED_CONSULTANT,
    employed,
)
from tests.domain.words import FIRST_DAY, LAST_DAY, NEEDED

UNKNOWN = NothingKnown(about=f"consultant/{ANNE}")
TRIAL_UNTIL = date(2026, 5, 30)
ON_TRIAL = (*A_CONSULTANT, with_(employed(), trial_ends_on=TRIAL_UNTIL))


# The trial ------------------------------------------------------------------------------------


def renewing(ends_on: date, agreed_on: date = TODAY) -> RenewTrialPeriod:
    return RenewTrialPeriod(consultant=ANNE, ends_on=ends_on, agreed_on=agreed_on, document=DOCUMENT)


def renewed(ends_on: date, agreed_on: date = TODAY, latest: date = date(2026, 9, 1)) -> TrialPeriodRenewed:
    return TrialPeriodRenewed(
        was_until=TRIAL_UNTIL,
        ends_on=ends_on,
        document=DOCUMENT,
        grounds=(CC_6.make_ground(met=True, agreed_on=agreed_on, latest=latest),),
    )


@pytest.mark.parametrize("last", [date(2026, 8, 31), date(2026, 9, 1), date(2026, 9, 2)])
def test_cc_6_a_trial_is_renewed_up_to_twice_its_longest_duration(last: date) -> None:
    when = given(ON_TRIAL).when(renewing(last))
    refusal = TrialTooLong(kind=ContractKind.OPEN_ENDED, ends_on=last, latest=date(2026, 9, 1))
    when.then(renewed(last)) if last <= date(2026, 9, 1) else when.refused(refusal)


def test_cc_6_a_trial_is_renewed_once_before_it_ends_and_to_a_later_day() -> None:
    last = date(2026, 8, 31)
    given(ON_TRIAL, renewed(last)).when(renewing(date(2026, 9, 1))).refused(TrialRenewedAlready())
    given(ON_TRIAL).when(renewing(last, TRIAL_UNTIL)).then(renewed(last, TRIAL_UNTIL))
    late = renewing(last, date(2026, 5, 31))
    given(ON_TRIAL).when(late).refused(NoTrial(trial_ends_on=TRIAL_UNTIL))
    refusal = TermNotLater(was_until=TRIAL_UNTIL, ends_on=TRIAL_UNTIL)
    given(ON_TRIAL).when(renewing(TRIAL_UNTIL)).refused(refusal)
    given(AN_EMPLOYED_CONSULTANT).when(renewing(last)).refused(NoTrial(trial_ends_on=None))


def breaking(
    told_on: date, ends_on: date, outcome: TrialOutcome, mission: MissionId | None = None
) -> EndTrialPeriod:
    return EndTrialPeriod(
        consultant=ANNE,
        mission=mission,
        outcome=outcome,
        told_on=told_on,
        ends_on=ends_on,
        document=DOCUMENT,
    )


def broken_off(command: EndTrialPeriod, notice: date, *, met: bool = True) -> TrialPeriodEnded:
    asked = CC_6.make_ground(met=met, told_on=command.told_on, notice_until=notice, trial_until=TRIAL_UNTIL)
    return TrialPeriodEnded(
        mission=command.mission,
        outcome=command.outcome,
        told_on=command.told_on,
        notice_until=notice,
        ends_on=command.ends_on,
        document=DOCUMENT,
        grounds=(asked,),
    )


US, HIM = TrialOutcome.ENDED_BY_UMBRELLA, TrialOutcome.ENDED_BY_CONSULTANT
LONG_TRIAL = (*A_CONSULTANT, with_(employed(), trial_ends_on=date(2026, 8, 31)))


@pytest.mark.parametrize(
    ("told_on", "by_us", "by_him"),
    [
        (date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 3)),  # the first day: 24 hours
        (date(2026, 3, 9), date(2026, 3, 10), date(2026, 3, 10)),  # seven days
        (date(2026, 3, 10), date(2026, 3, 12), date(2026, 3, 12)),  # eight days: 48 hours
        (date(2026, 4, 2), date(2026, 4, 4), date(2026, 4, 4)),  # a month
        (date(2026, 4, 3), date(2026, 4, 17), date(2026, 4, 5)),  # more than a month: two weeks
        (date(2026, 6, 2), date(2026, 6, 16), date(2026, 6, 4)),  # three months
        (date(2026, 6, 3), date(2026, 7, 3), date(2026, 6, 5)),  # more than three: a month
    ],
)
def test_cc_6_notice_grows_with_presence(told_on: date, by_us: date, by_him: date) -> None:
    until = date(2026, 8, 31)
    for outcome, party, notice in ((US, UMBRELLA, by_us), (HIM, CONSULTANT, by_him)):
        command = breaking(told_on, notice, outcome)
        asked = CC_6.make_ground(met=True, told_on=told_on, notice_until=notice, trial_until=until)
        event = with_(broken_off(command, notice), grounds=(asked,))
        given(LONG_TRIAL).when(command, by=party).then(event)


@pytest.mark.parametrize("last", [date(2026, 5, 3), date(2026, 5, 4), date(2026, 5, 5)])
def test_cc_6_a_notice_that_was_not_kept_is_recorded_with_the_rule(last: date) -> None:
    notice = date(2026, 5, 4)
    command = breaking(date(2026, 4, 20), last, US)
    event = broken_off(command, notice, met=last >= notice)
    given(ON_TRIAL).when(command, by=UMBRELLA).then(event)


@pytest.mark.parametrize("told_on", [date(2026, 5, 29), TRIAL_UNTIL, date(2026, 5, 31)])
def test_cc_6_a_trial_is_broken_off_while_it_runs(told_on: date) -> None:
    command = breaking(told_on, date(2026, 7, 1), HIM)
    notice = date.fromordinal(told_on.toordinal() + 2)
    given(ON_TRIAL).when(command, by=CONSULTANT).then(broken_off(command, notice, met=told_on <= TRIAL_UNTIL))


def test_cc_6_a_broken_notice_of_a_fixed_term_is_a_breach_in_its_mission() -> None:
    contract = with_(employed(ContractKind.FIXED_TERM, MISSION, ends_on=LAST_DAY), trial_ends_on=TRIAL_UNTIL)
    command = breaking(date(2026, 4, 20), date(2026, 4, 21), US, MISSION)
    event = broken_off(command, date(2026, 5, 4), met=False)
    breach = BreachRecorded(since=date(2026, 4, 21), ground=event.grounds[0], concerns_consultant=True)
    given(A_CONSULTANT, NEEDED, contract).when(command, by=UMBRELLA).then(event, breach)


def test_each_side_breaks_the_trial_off_for_itself_and_once() -> None:
    day = date(2026, 5, 30)
    confirmed = breaking(day, day, TrialOutcome.CONFIRMED)
    event = broken_off(confirmed, day)
    given(ON_TRIAL).when(confirmed, by=UMBRELLA).then(event)
    given(ON_TRIAL, event).when(confirmed, by=UMBRELLA).refused(NoTrial(trial_ends_on=TRIAL_UNTIL))
    refusal = NotTheirAct(act="EndTrialPeriod", party=CONSULTANT, acts_of=(UMBRELLA,))
    given(ON_TRIAL).when(confirmed, by=CONSULTANT).refused(refusal)
    refusal = NotTheirAct(act="EndTrialPeriod", party=UMBRELLA, acts_of=(CONSULTANT,))
    given(ON_TRIAL).when(breaking(day, day, HIM), by=UMBRELLA).refused(refusal)


# Between two missions -------------------------------------------------------------------------


def opening(from_on: date = date(2026, 7, 1), **how: Any) -> OpenProspectingPeriod:
    return OpenProspectingPeriod(**{"consultant": ANNE, "from_on": from_on, **how})


def opened(days: int | None = None, until: date | None = None) -> ProspectingPeriodOpened:
    return ProspectingPeriodOpened(
        from_on=date(2026, 7, 1),
        dismissal_from=date(2026, 8, 1),
        allocation_days=days,
        allocation_until=until,
        grounds=(
            CDI_4.make_ground(met=True, from_on=date(2026, 7, 1)),
            CC_13.make_ground(met=True, days=days or 0, objected=False),
        ),
    )


def test_cdi_4_without_work_the_contract_is_suspended_and_nothing_is_paid() -> None:
    given(AN_EMPLOYED_CONSULTANT).when(opening()).then(opened())
    given(A_CONSULTANT).when(opening()).refused(NotConcluded())
    refusal = AlreadyProspecting(since=date(2026, 7, 1))
    given(AN_EMPLOYED_CONSULTANT, opened()).when(opening()).refused(refusal)


@pytest.mark.parametrize("until", [date(2026, 9, 29), date(2026, 9, 30), date(2026, 10, 1)])
def test_cc_13_the_allowance_lasts_three_months_at_most(until: date) -> None:
    latest = date(2026, 9, 30)
    when = given(AN_EMPLOYED_CONSULTANT).when(opening(allocation_days=1, allocation_until=until))
    refusal = AllowanceForbidden(until=until, latest=latest, objected=False)
    when.then(opened(1, until)) if until <= latest else when.refused(refusal)
    given(AN_EMPLOYED_CONSULTANT).when(opening(allocation_days=1)).then(opened(1, latest))


def test_cc_13_the_consultant_may_object_to_the_allowance() -> None:
    latest = date(2026, 9, 30)
    refusal = AllowanceForbidden(until=latest, latest=latest, objected=True)
    given(AN_EMPLOYED_CONSULTANT).when(opening(allocation_days=1, objected=True)).refused(refusal)


def test_a_prospecting_period_closes_with_a_new_mission() -> None:
    command = CloseProspectingPeriod(consultant=ANNE, closed_on=date(2026, 8, 10), mission=MISSION)
    event = ProspectingPeriodClosed(
        closed_on=date(2026, 8, 10), because=ProspectingEnd.NEW_MISSION, mission=MISSION
    )
    given(AN_EMPLOYED_CONSULTANT, opened()).when(command).then(event)
    given(AN_EMPLOYED_CONSULTANT, opened(), event).when(command).refused(NotProspecting())
    assert given(AN_EMPLOYED_CONSULTANT, opened(), event).when(opening()).answer()


def test_only_the_last_prospecting_period_closes_and_those_before_it_stay_as_they_were() -> None:
    first = ProspectingPeriodClosed(
        closed_on=date(2026, 8, 10), because=ProspectingEnd.NEW_MISSION, mission=MISSION
    )
    second = with_(first, closed_on=date(2027, 1, 4))
    history = given(AN_EMPLOYED_CONSULTANT, opened(), first, opened(), second).history
    periods = history.state_of(STREAMS[Kind.CONSULTANT]).care.prospecting
    assert [period.closed_on for period in periods] == [first.closed_on, second.closed_on]


# Interviews -----------------------------------------------------------------------------------

ASKED = InterviewRequested(subject=WORDS, due_on=date(2026, 3, 10), calendar=CALENDAR.version)
REQUEST = event_of(Kind.CONSULTANT, len(AN_EMPLOYED_CONSULTANT))


def holding(kind: InterviewKind, on: date, **how: Any) -> HoldInterview:
    return HoldInterview(**{"consultant": ANNE, "kind": kind, "held_on": on, "minutes": DOCUMENT, **how})


def held(command: HoldInterview, *asked: object, **due: Any) -> InterviewHeld:
    return InterviewHeld(
        kind=command.kind,
        held_on=command.held_on,
        request=command.request,
        invited_on=command.invited_on,
        reminded_on=command.reminded_on,
        minutes=DOCUMENT,
        **{"copy_due_on": None, "next_due_on": None, "grounds": asked, **due},
    )


def test_cc_18_an_interview_asked_for_is_due_within_seven_jours_ouvrables() -> None:
    command = RequestInterview(consultant=ANNE, subject=WORDS)
    given(AN_EMPLOYED_CONSULTANT).when(command).then(ASKED)
    given().when(command).refused(UNKNOWN)


@pytest.mark.parametrize("on", [date(2026, 3, 9), date(2026, 3, 10), date(2026, 3, 11)])
def test_cc_18_an_interview_asked_for_is_held_in_time_or_shows_that_it_was_not(on: date) -> None:
    command = holding(InterviewKind.ON_REQUEST, on, request=REQUEST)
    due = date(2026, 3, 10)
    event = held(command, CC_18.make_ground(met=on <= due, held_on=on, due_on=due))
    given(AN_EMPLOYED_CONSULTANT, ASKED).when(command).then(event)
    given(AN_EMPLOYED_CONSULTANT, ASKED, event).when(command).refused(NoSuchRequest(request=REQUEST))


def test_an_interview_on_request_names_the_request() -> None:
    command = holding(InterviewKind.ON_REQUEST, TODAY)
    given(AN_EMPLOYED_CONSULTANT, ASKED).when(command).refused(NoSuchRequest(request=None))
    other = event_of(Kind.CONSULTANT, 1)
    annual = holding(InterviewKind.ANNUAL, TODAY, request=other)
    given(AN_EMPLOYED_CONSULTANT, ASKED).when(annual).refused(NoSuchRequest(request=other))


@pytest.mark.parametrize("on", [date(2027, 3, 1), date(2027, 3, 2), date(2027, 3, 3)])
def test_cc_18_an_interview_is_held_each_year(on: date) -> None:
    first_due = date(2027, 3, 2)
    command = holding(InterviewKind.ANNUAL, on)
    then_due = date(on.year + 1, on.month, on.day)
    event = held(
        command, CC_18.make_ground(met=on <= first_due, held_on=on, due_on=first_due), next_due_on=then_due
    )
    given(AN_EMPLOYED_CONSULTANT).when(command).then(event)
    again = holding(InterviewKind.ANNUAL, then_due)
    asked = CC_18.make_ground(met=True, held_on=then_due, due_on=then_due)
    next_on = date(on.year + 2, on.month, on.day)
    given(AN_EMPLOYED_CONSULTANT, event).when(again).then(held(again, asked, next_due_on=next_on))


def test_cc_18_the_first_interview_is_due_a_year_after_the_first_contract_not_the_last() -> None:
    first_due = date(2027, 3, 2)
    late = holding(InterviewKind.ANNUAL, date(2027, 3, 3))
    asked = CC_18.make_ground(met=False, held_on=late.held_on, due_on=first_due)
    later = employed(ContractKind.FIXED_TERM, MISSION, date(2026, 9, 1), date(2026, 12, 31))
    event = held(late, asked, next_due_on=date(2028, 3, 3))
    given(AN_EMPLOYED_CONSULTANT, later).when(late).then(event)


def test_an_interview_before_any_contract_is_late_for_nothing() -> None:
    command = holding(InterviewKind.ANNUAL, TODAY)
    given(A_CONSULTANT).when(command).then(held(command, next_due_on=date(2027, 3, 2)))


@pytest.mark.parametrize(
    ("invited", "reminded", "met"),
    [
        # invited: the day before, the day itself, the day after
        (date(2026, 5, 1), date(2026, 5, 15), True),
        (date(2026, 5, 2), date(2026, 5, 16), True),
        (date(2026, 5, 3), date(2026, 5, 17), False),
        # recalled: the day before, the day itself, the day after
        (date(2026, 5, 2), date(2026, 5, 15), True),
        (date(2026, 5, 2), date(2026, 5, 17), False),
        # not recalled after the invitation: before it, on its day, the day after it
        (date(2026, 5, 2), date(2026, 5, 1), False),
        (date(2026, 5, 2), date(2026, 5, 2), False),
        (date(2026, 5, 2), date(2026, 5, 3), True),
        (date(2026, 5, 2), None, False),
        (None, date(2026, 5, 16), False),
        (None, None, False),
    ],
)
def test_cc_24_a_professional_interview_is_offered_a_month_before_and_recalled(
    invited: date | None,
    reminded: date | None,
    met: bool,
) -> None:
    on = date(2026, 6, 2)
    command = holding(InterviewKind.PROFESSIONAL, on, invited_on=invited, reminded_on=reminded)
    asked = CC_24.make_ground(met=met, held_on=on, invited_on=invited, reminded_on=reminded)
    event = held(command, asked, copy_due_on=date(2026, 6, 17), next_due_on=date(2030, 6, 2))
    given(AN_EMPLOYED_CONSULTANT).when(command).then(event)


@pytest.mark.parametrize(
    ("on", "next_on"),
    [
        (date(2025, 12, 30), date(2027, 12, 30)),
        (date(2025, 12, 31), date(2029, 12, 31)),
        (date(2026, 1, 1), date(2030, 1, 1)),
    ],
)
def test_cc_24_the_next_professional_interview_is_that_of_the_law_of_the_day(on: date, next_on: date) -> None:
    (event,) = next(iter(given(A_CONSULTANT).when(holding(InterviewKind.PROFESSIONAL, on)).answer().values()))
    assert isinstance(event, InterviewHeld)
    assert event.next_due_on == next_on


# Care -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", [CONSULTANT, UMBRELLA])
def test_a_sick_leave_is_sealed_and_is_reported_in_five_days(by: Party) -> None:
    command = RecordSickLeave(consultant=ANNE, period=WORDS, certificate=DOCUMENT)
    event = SickLeaveRecorded(
        period=WORDS, certificate=DOCUMENT, declare_by=date(2026, 3, 7), calendar=CALENDAR.version
    )
    given(AN_EMPLOYED_CONSULTANT).when(command, by=by).then(event)
    given().when(command, by=by).refused(UNKNOWN)


@pytest.mark.parametrize("cover", list(Cover))
def test_cc_27_and_emp_5_the_consultant_is_covered(cover: Cover) -> None:
    said = {"cover": cover, "body": "Mutuelle", "from_on": FIRST_DAY, "document": DOCUMENT}
    rule = EMP_5 if cover is Cover.OCCUPATIONAL_HEALTH else CC_27
    event = SocialCoverAffiliated(**said, grounds=(rule.make_ground(met=True, cover=cover),))  # type: ignore[arg-type]
    command = AffiliateSocialCover(consultant=ANNE, **said)  # type: ignore[arg-type]
    given(AN_EMPLOYED_CONSULTANT).when(command).then(event)
    given().when(command).refused(UNKNOWN)


def test_a_simulation_shows_the_fee_of_its_day() -> None:
    simulation = {"delivered_on": FIRST_DAY, "price": 1_000_000, "gross": 500_000, "net_before_tax": 390_000}
    command = DeliverSimulation(consultant=ANNE, document=DOCUMENT, **simulation)  # type: ignore[arg-type]
    event = SimulationDelivered(**simulation, fee_share=1_000, document=DOCUMENT)  # type: ignore[arg-type]
    given(AN_UMBRELLA_COMPANY, REGISTERED_CONSULTANT).when(command).then(event)
    given(AN_UMBRELLA_COMPANY).when(command).refused(UNKNOWN)


# Two persons ----------------------------------------------------------------------------------

BANK = ChangeBankDetails(consultant=ANNE, iban=DOCUMENT, from_on=FIRST_DAY)
PLAN = AgreeDiversificationPlan(consultant=ANNE, plan=WORDS, review_on=LAST_DAY)
AGREED = DiversificationPlanAgreed(plan=WORDS, review_on=LAST_DAY, document=None)


def with_second(actor: Actor, party: Party, principal: str = "another") -> Actor:
    return with_(actor, second=Second(principal=principal, party=party))


@pytest.mark.parametrize(("first", "second"), [(CONSULTANT, UMBRELLA), (UMBRELLA, CONSULTANT)])
def test_bank_details_are_changed_by_a_person_of_each_side(first: Party, second: Party) -> None:
    asked = CTL_1.make_ground(met=True, first=first, second=second)
    event = BankDetailsChanged(iban=DOCUMENT, from_on=FIRST_DAY, grounds=(asked,))
    given(A_CONSULTANT).when(BANK, by=with_second(acting(first), second)).then(event)
    refusal = TwoPersonsNeeded(act="ChangeBankDetails", second_of=(second,))
    given(A_CONSULTANT).when(BANK, by=first).refused(refusal)
    given(A_CONSULTANT).when(BANK, by=with_second(acting(first), first)).refused(refusal)
    same = with_second(acting(first), second, acting(first).principal)
    given(A_CONSULTANT).when(BANK, by=same).refused(refusal)


def test_bank_details_on_the_consultants_letter_need_a_second_person_of_the_company() -> None:
    asked = CTL_1.make_ground(met=True, first=CONSULTANT, second=UMBRELLA)
    event = BankDetailsChanged(iban=DOCUMENT, from_on=FIRST_DAY, grounds=(asked,))
    given(A_CONSULTANT).when(BANK, by=with_second(on_behalf_of(CONSULTANT), UMBRELLA)).then(event)
    given().when(BANK, by=with_second(acting(CONSULTANT), UMBRELLA)).refused(UNKNOWN)


@pytest.mark.parametrize(("first", "second"), [(CONSULTANT, UMBRELLA), (UMBRELLA, CONSULTANT)])
def test_a_diversification_plan_is_agreed_by_a_person_of_each_side(first: Party, second: Party) -> None:
    given(A_CONSULTANT).when(PLAN, by=with_second(acting(first), second)).then(AGREED)
    refusal = TwoPersonsNeeded(act="AgreeDiversificationPlan", second_of=(second,))
    given(A_CONSULTANT).when(PLAN, by=first).refused(refusal)


@pytest.mark.parametrize("by", [CONSULTANT, UMBRELLA])
def test_a_plan_that_was_agreed_is_reviewed(by: Party) -> None:
    plan = event_of(Kind.CONSULTANT, 4)  # registered, qualified, classified; then the plan
    command = ReviewDiversification(consultant=ANNE, plan=plan, held_on=LAST_DAY, findings=WORDS)
    event = DiversificationReviewed(plan=plan, held_on=LAST_DAY, findings=WORDS, next_on=None)
    given(A_CONSULTANT, AGREED).when(command, by=by).then(event)
    given(A_CONSULTANT).when(command, by=by).refused(NoSuchPlan(plan=plan))


# His own ------------------------------------------------------------------------------------

LOG = LogProspecting(consultant=ANNE, day=FIRST_DAY, what=WORDS)
FREE = AnnounceAvailability(consultant=ANNE, from_on=FIRST_DAY, share=5_000)
TRAINED = RecordTraining(
    consultant=ANNE, title=WORDS, started_on=FIRST_DAY, ended_on=LAST_DAY, hours=21, cpf=True
)
OTHER = DeclareOtherActivity(consultant=ANNE, kind=ActivityKind.SELF_EMPLOYED, what=WORDS, from_on=FIRST_DAY)


def test_a_consultant_records_his_own_development() -> None:
    logged = ProspectingLogged(day=FIRST_DAY, what=WORDS, prospect=None, document=None)
    given(A_CONSULTANT).when(LOG).then(logged)
    given(A_CONSULTANT).when(FREE).then(AvailabilityAnnounced(from_on=FIRST_DAY, share=5_000, note=None))
    other = OtherActivityDeclared(kind=ActivityKind.SELF_EMPLOYED, what=WORDS, from_on=FIRST_DAY)
    given(A_CONSULTANT).when(OTHER).then(other)


@pytest.mark.parametrize("by", [CONSULTANT, UMBRELLA])
def test_a_training_says_by_whose_choice_it_was_followed(by: Party) -> None:
    event = TrainingFollowed(
        title=WORDS,
        started_on=FIRST_DAY,
        ended_on=LAST_DAY,
        hours=21,
        cpf=True,
        chosen_by=CONSULTANT,
        certificate=None,
    )
    given(A_CONSULTANT).when(TRAINED, by=by).then(event)


@pytest.mark.parametrize("command", [LOG, FREE, TRAINED, OTHER])
def test_an_unregistered_consultant_records_nothing(command: object) -> None:
    given().when(command, by=CONSULTANT).refused(UNKNOWN)
