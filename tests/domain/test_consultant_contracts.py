"""The employment contract: what it must hold, how long it may last, when it is handed over."""

from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace as with_

from domain.consultant.contract_commands import (
    AgreeExtraDays,
    ConcludeEmploymentContract,
    DeliverEmploymentContract,
    PostponeEmploymentContract,
    RenewEmploymentContract,
)
from domain.consultant.contract_refusals import (
    ClausesMissing,
    DayCountForbidden,
    ExclusivityForbidden,
    MentionMissing,
    MissionUnnamed,
    PostponedTooFar,
    PremiumTooLow,
    TermNotLater,
    TermNotPrecise,
    TermPast,
    TermTooLong,
    TermUnclear,
    TooManyRenewals,
    TrialTooLong,
)
from domain.consultant.employment_terms import (
    ContractKind,
    EmploymentClauses,
    UncertainTerm,
    WorkClauses,
    WorkingTime,
)
from domain.consultant.events.contracting import (
    EmploymentContractPostponed,
    EmploymentContractRenewed,
    ExtraDaysAgreed,
)
from domain.consultant.events.hiring import (
    EmploymentContractConcluded,
    EmploymentContractDelivered,
    LevelAssigned,
)
from domain.consultant.refusals import (
    AlreadyDelivered,
    AlreadyEmployed,
    AlreadyEnded,
    NotConcluded,
    NotQualified,
)
from domain.language import Level, MissionId, Region
from domain.law.employment import CC_2, CC_16
from domain.law.employment_conditions import CC_15, CC_19, CC_20
from domain.law.fixed_term import CDD_1, CDD_2, CDD_3, CDD_4, CDD_5, CDD_6, CDD_7, CDD_8, CDD_10
from domain.law.open_ended import CC_6, CDI_2, CDI_3
from domain.mission.events.working import BreachRecorded
from domain.record import Ground
from domain.refusals import NothingKnown
from domain.umbrella.events import CalendarAdopted
from tests.domain.employment_commands import WORDS, WORK
from tests.domain.given import (
    ANNE,
    CALENDAR,
    DOCUMENT,
    MISSION,
    OTHER_MISSION,
    TODAY,
    SundaysInAlsace,
    given,
)
from tests.domain.people import (
    A_CONSULTANT,
    AN_EMPLOYED_CONSULTANT,
    AN_UMBRELLA_COMPANY,
    REGISTERED_CONSULTANT,
    employed,
)
from tests.domain.words import (
    CLAUSES,
    DUE,
    EMPLOYMENT_CLAUSES,
    FIRST_DAY,
    HIRING_ASKED,
    LAST_DAY,
    NEEDED,
    SCOPE,
    a_scope,
    needed,
)

FIXED, OPEN = ContractKind.FIXED_TERM, ContractKind.OPEN_ENDED
THE_YEAR = date(2026, 12, 31)


def concluding(kind: ContractKind = OPEN, **said: Any) -> ConcludeEmploymentContract:
    fixed = {"mission": MISSION, "ends_on": LAST_DAY, "work": WORK} if kind is FIXED else {}
    agreed = {"clauses": EMPLOYMENT_CLAUSES, "mention": True, "starts_on": FIRST_DAY, "document": DOCUMENT}
    return ConcludeEmploymentContract(**{"consultant": ANNE, "kind": kind, **agreed, **fixed, **said})


def fixed_asked(until: date = LAST_DAY, term: str = "precise", days: int = 0) -> tuple[Ground, ...]:
    return (
        CC_2.make_ground(met=True, qualified=True),
        CDD_6.make_ground(met=True, clauses="complete"),
        CC_16.make_ground(met=True, exclusivity=False),
        CDD_1.make_ground(met=True, mission=MISSION),
        CDD_2.make_ground(met=True, term=term, until=until),
        CDD_3.make_ground(met=True, starts_on=FIRST_DAY, ends_on=until),
        CDD_5.make_ground(met=True, mention=True),
        CDD_10.make_ground(met=True, days=days, until=until),
        CC_15.make_ground(met=True, habitual_workplace=False),
    )


def fixed_term(ends_on: date | None = LAST_DAY) -> EmploymentContractConcluded:
    return with_(
        employed(FIXED, MISSION, ends_on=ends_on),
        grounds=fixed_asked(ends_on or LAST_DAY),
        deliver_by=DUE,
        calendar=CALENDAR.version,
        work=WORK,
    )


def uncertain(least_until: date = LAST_DAY) -> EmploymentContractConcluded:
    return with_(
        fixed_term(None),
        grounds=fixed_asked(least_until, "uncertain"),
        uncertain_term=UncertainTerm(least_until=least_until, event=WORDS),
    )


HIRED_FOR_IT = (*A_CONSULTANT, *NEEDED, fixed_term())


def renewing(ends_on: date, submitted_on: date = TODAY) -> RenewEmploymentContract:
    return RenewEmploymentContract(
        consultant=ANNE, mission=MISSION, ends_on=ends_on, submitted_on=submitted_on, document=DOCUMENT
    )


def renewed(
    ends_on: date, number: int = 1, was: date = LAST_DAY, on: date = TODAY
) -> EmploymentContractRenewed:
    return EmploymentContractRenewed(
        mission=MISSION,
        rank=number,
        was_until=was,
        ends_on=ends_on,
        submitted_on=on,
        document=DOCUMENT,
        grounds=(
            CDD_8.make_ground(met=True, rank=number, submitted_on=on, term=was),
            CDD_3.make_ground(met=True, starts_on=FIRST_DAY, ends_on=ends_on),
        ),
    )


def postponing(ends_on: date, agreed_on: date = TODAY) -> PostponeEmploymentContract:
    return PostponeEmploymentContract(
        consultant=ANNE, mission=MISSION, ends_on=ends_on, agreed_on=agreed_on, document=DOCUMENT
    )


def postponed(ends_on: date, latest: date, was: date = LAST_DAY) -> EmploymentContractPostponed:
    return EmploymentContractPostponed(
        mission=MISSION,
        was_until=was,
        ends_on=ends_on,
        document=DOCUMENT,
        grounds=(CDD_4.make_ground(met=True, ends_on=ends_on, latest=latest),),
    )


# Concluded ------------------------------------------------------------------------------------


def test_emp_1_cdi_1_an_open_ended_contract_is_concluded_for_any_mission() -> None:
    given(A_CONSULTANT).when(concluding()).then(employed())
    anne = given(A_CONSULTANT, employed()).history.state_of
    state = next(anne(stream) for stream in given(A_CONSULTANT, employed()).history.states)
    assert state.is_covered(MISSION, FIRST_DAY, None)
    assert state.is_covered(OTHER_MISSION, FIRST_DAY, LAST_DAY)


def test_cdd_1_a_fixed_term_contract_names_one_mission_of_its_consultant() -> None:
    given(A_CONSULTANT, NEEDED).when(concluding(FIXED)).then(fixed_term())
    given(A_CONSULTANT).when(concluding(FIXED, mission=None)).refused(MissionUnnamed())
    given(A_CONSULTANT).when(concluding(FIXED)).refused(NothingKnown(about=f"mission/{MISSION}"))
    theirs = with_(needed(), consultant=OTHER_MISSION)
    given(A_CONSULTANT, theirs).when(concluding(FIXED)).refused(MissionUnnamed())


def test_cdd_1_a_fixed_term_contract_covers_no_other_mission() -> None:
    history = given(HIRED_FOR_IT).history
    state = next(state for state in history.states.values() if hasattr(state, "contracts"))
    assert state.is_covered(MISSION, FIRST_DAY, LAST_DAY)
    assert not state.is_covered(OTHER_MISSION, FIRST_DAY, LAST_DAY)
    assert not state.is_covered(MISSION, FIRST_DAY, date(2026, 7, 1))


def test_cc_2_nobody_is_employed_without_a_qualification() -> None:
    given(REGISTERED_CONSULTANT).when(concluding()).refused(NotQualified(kind=None, years=0))


def test_a_second_contract_for_the_same_work_waits_for_the_end_of_the_first() -> None:
    refusal = AlreadyEmployed(starts_on=FIRST_DAY, until=date.max)
    given(AN_EMPLOYED_CONSULTANT).when(concluding()).refused(refusal)
    refusal = AlreadyEmployed(starts_on=LAST_DAY, until=LAST_DAY)
    then = concluding(FIXED, starts_on=LAST_DAY, ends_on=THE_YEAR)
    given(HIRED_FOR_IT).when(then).refused(refusal)
    assert given(HIRED_FOR_IT).when(replace(then, starts_on=date(2026, 7, 1))).answer()


@pytest.mark.parametrize("clause", [one.name for one in fields(EmploymentClauses)])
@pytest.mark.parametrize("kind", list(ContractKind))
def test_cdi_3_and_cdd_6_a_contract_lacks_none_of_its_clauses(clause: str, kind: ContractKind) -> None:
    if clause in {"trial_period_days", "exclusivity"}:
        return
    command = concluding(kind, clauses=replace(EMPLOYMENT_CLAUSES, **{clause: False}))
    given(A_CONSULTANT, NEEDED).when(command).refused(ClausesMissing(kind=kind, missing=(clause,)))


@pytest.mark.parametrize("clause", [one.name for one in fields(WorkClauses)])
def test_cdd_6_a_fixed_term_contract_says_all_of_its_work(clause: str) -> None:
    command = concluding(FIXED, work=replace(WORK, **{clause: False}))
    given(A_CONSULTANT, NEEDED).when(command).refused(ClausesMissing(kind=FIXED, missing=(clause,)))
    nothing = concluding(FIXED, work=None)
    every = tuple(one.name for one in fields(WorkClauses))
    given(A_CONSULTANT, NEEDED).when(nothing).refused(ClausesMissing(kind=FIXED, missing=every))


@pytest.mark.parametrize(("kind", "rule"), [(OPEN, CDI_3), (FIXED, CDD_6)])
def test_a_missing_clause_names_the_article_of_its_contract(kind: ContractKind, rule: object) -> None:
    assert ClausesMissing(kind=kind, missing=("guarantor",)).rule == rule


@pytest.mark.parametrize(("kind", "rule"), [(OPEN, CDI_2), (FIXED, CDD_5)])
def test_cdi_2_and_cdd_5_a_contract_bears_the_name_of_the_law(kind: ContractKind, rule: object) -> None:
    refusal = MentionMissing(kind=kind)
    given(A_CONSULTANT, NEEDED).when(concluding(kind, mention=False)).refused(refusal)
    assert refusal.rule == rule


@pytest.mark.parametrize(
    "bound",
    [{"clauses": replace(EMPLOYMENT_CLAUSES, exclusivity=True)}, {"non_compete": True}],
)
def test_cc_16_no_exclusivity_nor_non_compete_save_where_the_service_contract_has_it(
    bound: dict[str, Any],
) -> None:
    exclusive = replace(SCOPE, clauses=replace(CLAUSES, exclusivity=True))
    given(A_CONSULTANT).when(concluding(**bound)).refused(ExclusivityForbidden())
    command = concluding(**bound, mission=MISSION)
    given(A_CONSULTANT, NEEDED).when(command).refused(ExclusivityForbidden())
    given(A_CONSULTANT, a_scope()).when(command).refused(ExclusivityForbidden())
    grounds = (*HIRING_ASKED[:2], CC_16.make_ground(met=True, exclusivity=True), *HIRING_ASKED[3:])
    said = with_(employed(mission=MISSION), grounds=grounds, **bound)
    given(A_CONSULTANT, a_scope(exclusive)).when(command).then(said)
    fixed = concluding(FIXED, **bound)
    assert given(A_CONSULTANT, a_scope(exclusive)).when(fixed).answer()


def test_cc_15_a_habitual_workplace_is_shown_as_what_portage_does_not_know() -> None:
    grounds = (*HIRING_ASKED[:-1], CC_15.make_ground(met=False, habitual_workplace=True))
    event = with_(employed(), grounds=grounds, habitual_workplace=True)
    given(A_CONSULTANT).when(concluding(habitual_workplace=True)).then(event)


# Term -----------------------------------------------------------------------------------------


def test_cdd_2_a_term_is_precise_or_has_a_least_duration_and_an_event() -> None:
    command = concluding(FIXED, ends_on=None)
    given(A_CONSULTANT, NEEDED).when(command).refused(TermUnclear(ends_on=None, least_until=None))
    both = concluding(FIXED, uncertain_term=UncertainTerm(least_until=LAST_DAY, event=WORDS))
    refusal = TermUnclear(ends_on=LAST_DAY, least_until=LAST_DAY)
    given(A_CONSULTANT, NEEDED).when(both).refused(refusal)
    given(A_CONSULTANT, NEEDED).when(replace(both, ends_on=None)).then(uncertain())


@pytest.mark.parametrize("last", [date(2027, 8, 31), date(2027, 9, 1)])
def test_cdd_3_a_fixed_term_contract_of_eighteen_months_is_concluded(last: date) -> None:
    given(A_CONSULTANT, NEEDED).when(concluding(FIXED, ends_on=last)).then(fixed_term(last))


@pytest.mark.parametrize("last", [date(2027, 9, 2), date(2027, 9, 3)])
def test_cdd_3_a_fixed_term_contract_of_more_than_eighteen_months_is_refused(last: date) -> None:
    refusal = TermTooLong(starts_on=FIRST_DAY, ends_on=last, months_max=18)
    given(A_CONSULTANT, NEEDED).when(concluding(FIXED, ends_on=last)).refused(refusal)
    term = UncertainTerm(least_until=last, event=WORDS)
    command = concluding(FIXED, ends_on=None, uncertain_term=term)
    given(A_CONSULTANT, NEEDED).when(command).refused(refusal)


# Trial ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("last", "days"),
    [
        (date(2026, 3, 7), 0),  # six days
        (date(2026, 3, 8), 1),  # a week
        (date(2026, 3, 15), 2),
        (date(2026, 6, 7), 14),  # fourteen weeks
        (date(2026, 9, 1), 14),  # six months
        (date(2026, 9, 2), 31),  # a day more: one month, to 1 April
        (date(2027, 9, 1), 31),
    ],
)
def test_cdd_10_a_trial_is_a_day_a_week_two_weeks_or_a_month(last: date, days: int) -> None:
    longest = concluding(FIXED, ends_on=last, clauses=replace(EMPLOYMENT_CLAUSES, trial_period_days=days))
    assert given(A_CONSULTANT, NEEDED).when(longest).answer()
    longer = replace(longest, clauses=replace(EMPLOYMENT_CLAUSES, trial_period_days=days + 1))
    latest = date.fromordinal(FIRST_DAY.toordinal() + days - 1)
    refusal = TrialTooLong(kind=FIXED, ends_on=date.fromordinal(latest.toordinal() + 1), latest=latest)
    given(A_CONSULTANT, NEEDED).when(longer).refused(refusal)
    assert refusal.rule == CDD_10


def test_cdd_10_the_trial_of_an_uncertain_term_is_counted_on_its_least_duration() -> None:
    term = UncertainTerm(least_until=date(2026, 3, 15), event=WORDS)
    clauses = replace(EMPLOYMENT_CLAUSES, trial_period_days=2)
    command = concluding(FIXED, ends_on=None, uncertain_term=term, clauses=clauses)
    asked = fixed_asked(date(2026, 3, 15), "uncertain", days=2)
    trial = {"clauses": clauses, "grounds": asked, "trial_ends_on": date(2026, 3, 3), "uncertain_term": term}
    given(A_CONSULTANT, NEEDED).when(command).then(with_(uncertain(), **trial))


@pytest.mark.parametrize(("executive", "days"), [(False, 92), (True, 122)])
def test_cc_6_a_trial_is_of_three_months_or_of_four_for_an_executive(executive: bool, days: int) -> None:
    clauses = replace(EMPLOYMENT_CLAUSES, trial_period_days=days)
    latest = date.fromordinal(FIRST_DAY.toordinal() + days - 1)
    asked = CC_6.make_ground(met=True, days=days, executive=executive)
    grounds = (*HIRING_ASKED[:5], asked, HIRING_ASKED[6])
    event = with_(employed(), clauses=clauses, executive=executive, trial_ends_on=latest, grounds=grounds)
    command = concluding(clauses=clauses, executive=executive)
    given(A_CONSULTANT).when(command).then(event)
    longer = replace(command, clauses=replace(clauses, trial_period_days=days + 1))
    refusal = TrialTooLong(kind=OPEN, ends_on=date.fromordinal(latest.toordinal() + 1), latest=latest)
    given(A_CONSULTANT).when(longer).refused(refusal)


# Time -----------------------------------------------------------------------------------------

AN_EXPERT = (*A_CONSULTANT, LevelAssigned(level=Level.EXPERT, from_on=date(2026, 2, 1)))
BY_DAYS = with_(
    employed(),
    executive=True,
    time=WorkingTime(days_a_year=218),
    grounds=(
        *HIRING_ASKED[:5],
        CC_6.make_ground(met=True, days=0, executive=True),
        HIRING_ASKED[6],
        CC_19.make_ground(met=True, days=218, level=Level.EXPERT),
    ),
)


def test_cc_19_days_a_year_are_counted_for_an_executive_of_the_expert_level() -> None:
    command = concluding(executive=True, time=WorkingTime(days_a_year=218))
    given(AN_EXPERT).when(command).then(BY_DAYS)
    refusal = DayCountForbidden(days=219, days_max=218, level=Level.EXPERT, executive=True)
    given(AN_EXPERT).when(replace(command, time=WorkingTime(days_a_year=219))).refused(refusal)
    refusal = DayCountForbidden(days=218, days_max=218, level=Level.SENIOR, executive=True)
    given(A_CONSULTANT).when(command).refused(refusal)
    refusal = DayCountForbidden(days=218, days_max=218, level=Level.EXPERT, executive=False)
    given(AN_EXPERT).when(replace(command, executive=False)).refused(refusal)


def test_cc_20_hours_may_be_few() -> None:
    grounds = (*HIRING_ASKED, CC_20.make_ground(met=True, hours_a_week=7))
    event = with_(employed(), time=WorkingTime(hours_a_week=7), grounds=grounds)
    given(A_CONSULTANT).when(concluding(time=WorkingTime(hours_a_week=7))).then(event)


def extra(days: int = 11, premium: int = 1_000) -> AgreeExtraDays:
    from_on = date(2026, 9, 1)
    return AgreeExtraDays(consultant=ANNE, from_on=from_on, days=days, premium=premium, document=DOCUMENT)


def test_cc_19_days_are_added_up_to_two_hundred_and_twenty_nine_at_a_tenth_more() -> None:
    event = ExtraDaysAgreed(
        from_on=date(2026, 9, 1),
        days=11,
        days_in_all=229,
        premium=1_000,
        document=DOCUMENT,
        grounds=(CC_19.make_ground(met=True, days=229, premium=1_000),),
    )
    given(AN_EXPERT, BY_DAYS).when(extra()).then(event)
    refusal = DayCountForbidden(days=230, days_max=229, level=Level.EXPERT, executive=True)
    given(AN_EXPERT, BY_DAYS).when(extra(12)).refused(refusal)
    given(AN_EXPERT, BY_DAYS).when(extra(premium=999)).refused(PremiumTooLow(premium=999, premium_min=1_000))
    refusal = DayCountForbidden(days=11, days_max=229, level=Level.EXPERT, executive=False)
    given(AN_EXPERT, employed()).when(extra()).refused(refusal)
    given(AN_EXPERT).when(extra()).refused(NotConcluded())


# Handed over ----------------------------------------------------------------------------------


def handing_over(on: date) -> DeliverEmploymentContract:
    return DeliverEmploymentContract(consultant=ANNE, delivered_on=on, document=DOCUMENT)


def test_an_open_ended_contract_is_handed_over_once_after_it_was_concluded() -> None:
    delivered = EmploymentContractDelivered(delivered_on=FIRST_DAY, document=DOCUMENT)
    given(AN_EMPLOYED_CONSULTANT).when(handing_over(FIRST_DAY)).then(delivered)
    given(AN_EMPLOYED_CONSULTANT, delivered).when(handing_over(FIRST_DAY)).refused(AlreadyDelivered())
    given(A_CONSULTANT).when(handing_over(FIRST_DAY)).refused(NotConcluded())


def test_of_two_contracts_the_last_one_is_handed_over() -> None:
    second = employed(starts_on=date(2026, 9, 1))
    delivered = EmploymentContractDelivered(delivered_on=FIRST_DAY, document=DOCUMENT)
    given(AN_EMPLOYED_CONSULTANT, delivered, second).when(handing_over(date(2026, 9, 1))).then(
        EmploymentContractDelivered(delivered_on=date(2026, 9, 1), document=DOCUMENT)
    )


@pytest.mark.parametrize("on", [date(2026, 3, 3), DUE, date(2026, 3, 5)])
def test_cdd_7_a_fixed_term_contract_is_handed_over_within_two_jours_ouvrables(on: date) -> None:
    ground = CDD_7.make_ground(met=on <= DUE, due_on=DUE, delivered_on=on)
    delivered = EmploymentContractDelivered(delivered_on=on, document=DOCUMENT, due_on=DUE, grounds=(ground,))
    late = [BreachRecorded(since=on, ground=ground, concerns_consultant=True)] if on > DUE else []
    given(HIRED_FOR_IT).when(handing_over(on)).then(delivered, late)


def test_cdd_7_the_two_days_are_counted_where_the_company_is() -> None:
    moved = CalendarAdopted(from_on=date(2020, 1, 1), region=Region.ALSACE_MOSELLE)
    alsace = SundaysInAlsace()
    event = with_(fixed_term(), deliver_by=alsace.add_working_days(TODAY, 2), calendar=alsace.version)
    given(AN_UMBRELLA_COMPANY, moved, A_CONSULTANT, NEEDED).when(concluding(FIXED)).then(event)


# Renewed and put off --------------------------------------------------------------------------


@pytest.mark.parametrize("on", [date(2026, 6, 29), LAST_DAY])
def test_cdd_8_a_renewal_is_submitted_before_the_term(on: date) -> None:
    given(HIRED_FOR_IT).when(renewing(THE_YEAR, on)).then(renewed(THE_YEAR, on=on))


def test_cdd_8_a_renewal_submitted_after_the_term_is_refused() -> None:
    on = date(2026, 7, 1)
    given(HIRED_FOR_IT).when(renewing(THE_YEAR, on)).refused(TermPast(agreed_on=on, term=LAST_DAY))


def test_cdd_8_a_contract_is_renewed_twice_and_no_more() -> None:
    later, latest = date(2027, 3, 31), date(2027, 6, 30)
    once = (HIRED_FOR_IT, renewed(THE_YEAR))
    given(once).when(renewing(later)).then(renewed(later, 2, THE_YEAR))
    twice = (once, renewed(later, 2, THE_YEAR))
    given(twice).when(renewing(latest)).refused(TooManyRenewals(renewals=2, renewals_max=2))


@pytest.mark.parametrize("last", [date(2027, 9, 1), date(2027, 9, 2), date(2027, 9, 3)])
def test_cdd_3_renewals_are_included_in_the_eighteen_months(last: date) -> None:
    when = given(HIRED_FOR_IT).when(renewing(last))
    refusal = TermTooLong(starts_on=FIRST_DAY, ends_on=last, months_max=18)
    when.then(renewed(last)) if last < date(2027, 9, 2) else when.refused(refusal)


def test_only_a_precise_term_is_prolonged_and_to_a_later_day() -> None:
    unclear = (*A_CONSULTANT, *NEEDED, uncertain())
    given(unclear).when(renewing(THE_YEAR)).refused(TermNotPrecise(mission=MISSION))
    given(unclear).when(postponing(THE_YEAR)).refused(TermNotPrecise(mission=MISSION))
    refusal = TermNotLater(was_until=LAST_DAY, ends_on=LAST_DAY)
    given(HIRED_FOR_IT).when(renewing(LAST_DAY)).refused(refusal)
    given(HIRED_FOR_IT).when(postponing(LAST_DAY)).refused(refusal)
    given(AN_EMPLOYED_CONSULTANT).when(renewing(THE_YEAR)).refused(NotConcluded())


def test_nothing_is_prolonged_that_has_ended() -> None:
    from tests.domain.test_consultant_leaving import ended

    over = (HIRED_FOR_IT, ended(MISSION))
    given(over).when(renewing(THE_YEAR)).refused(AlreadyEnded(ended_on=LAST_DAY))


@pytest.mark.parametrize("last", [date(2026, 9, 29), date(2026, 9, 30), date(2026, 10, 1)])
def test_cdd_4_a_term_is_put_off_by_three_months_at_most(last: date) -> None:
    latest = date(2026, 9, 30)
    when = given(HIRED_FOR_IT).when(postponing(last))
    refusal = PostponedTooFar(ends_on=last, latest=latest)
    when.then(postponed(last, latest)) if last <= latest else when.refused(refusal)


@pytest.mark.parametrize("last", [date(2027, 11, 30), date(2027, 12, 1), date(2027, 12, 2)])
def test_cdd_4_with_renewals_it_ends_within_twenty_one_months(last: date) -> None:
    term, latest = date(2027, 9, 1), date(2027, 12, 1)
    when = given(*A_CONSULTANT, *NEEDED, fixed_term(term)).when(postponing(last))
    refusal = PostponedTooFar(ends_on=last, latest=latest)
    when.then(postponed(last, latest, term)) if last <= latest else when.refused(refusal)


@pytest.mark.parametrize("last", [date(2028, 2, 27), date(2028, 2, 28), date(2028, 2, 29)])
def test_cdd_4_twenty_one_months_are_counted_from_the_first_day_whatever_the_months_last(last: date) -> None:
    """From 31 May 2026, twenty-one months end on 28 February 2028, a day before the term and three months."""
    term, latest = date(2027, 11, 29), date(2028, 2, 28)
    long = with_(fixed_term(term), starts_on=date(2026, 5, 31))
    when = given(*A_CONSULTANT, *NEEDED, long).when(postponing(last))
    refusal = PostponedTooFar(ends_on=last, latest=latest)
    when.then(postponed(last, latest, term)) if last <= latest else when.refused(refusal)


def test_cdd_4_the_three_months_are_counted_once_however_often_it_is_put_off() -> None:
    latest = date(2026, 9, 30)
    once = (HIRED_FOR_IT, postponed(date(2026, 8, 31), latest))
    given(once).when(postponing(latest)).then(postponed(latest, latest, date(2026, 8, 31)))
    beyond = date(2026, 10, 1)
    given(once).when(postponing(beyond)).refused(PostponedTooFar(ends_on=beyond, latest=latest))
    on = date(2026, 9, 1)
    refusal = TermPast(agreed_on=on, term=date(2026, 8, 31))
    given(once).when(postponing(latest, on)).refused(refusal)


def test_the_contract_of_a_month_is_the_one_in_force_then_not_the_last() -> None:
    after = with_(employed(), starts_on=date(2026, 7, 1))
    history = given(HIRED_FOR_IT, after).history
    state = next(state for state in history.states.values() if hasattr(state, "contracts"))
    months = [(date(2026, n, 1), date(2026, n, 28)) for n in (2, 3, 6, 7, 12)]
    assert [state.is_fixed_term(*month) for month in months] == [False, True, True, False, False]


def test_emp_1_one_contract_among_several_covers_a_mission() -> None:
    other = MissionId(OTHER_MISSION)
    history = given(HIRED_FOR_IT, employed(FIXED, other, ends_on=THE_YEAR)).history
    state = next(state for state in history.states.values() if hasattr(state, "contracts"))
    assert state.is_covered(MISSION, FIRST_DAY, LAST_DAY)
    assert state.is_covered(other, FIRST_DAY, THE_YEAR)
    assert not state.is_covered(MISSION, FIRST_DAY, THE_YEAR)


def test_a_second_mission_of_a_fixed_term_consultant_is_another_contract() -> None:
    other = MissionId(OTHER_MISSION)
    history = given(HIRED_FOR_IT, employed(FIXED, other, ends_on=THE_YEAR)).history
    state = next(state for state in history.states.values() if hasattr(state, "contracts"))
    assert state.contract_for(MISSION).ends_on == LAST_DAY
    assert state.contract_for(other).ends_on == THE_YEAR
