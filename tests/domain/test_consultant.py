"""Hiring: registered, qualified, classified, declared; then a contract with its clauses."""

from dataclasses import replace
from datetime import date

import pytest
from msgspec.structs import replace as with_

from domain.account.events import AccountOpened
from domain.consultant.events import (
    ContractKind,
    EmploymentClauses,
    EmploymentContractDelivered,
    HireDeclared,
    LevelAssigned,
    QualificationKind,
    QualificationVerified,
)
from domain.consultant.hiring import (
    AssignLevel,
    ConcludeEmploymentContract,
    DeclareHire,
    DeliverEmploymentContract,
    RegisterConsultant,
    VerifyQualification,
)
from domain.consultant.refusals import (
    AlreadyDelivered,
    ClausesMissing,
    ExclusivityForbidden,
    MissionUnnamed,
    NotConcluded,
    NotQualified,
    TermTooLong,
)
from domain.language import Level
from domain.law.employment import CDD_6, CDI_3
from domain.refusals import AlreadyKnown, NothingKnown
from tests.domain.given import ALTO, ANNE, DOCUMENT, MISSION, given
from tests.domain.people import (
    A_CONSULTANT,
    AN_EMPLOYED_CONSULTANT,
    HIRE_DECLARED,
    QUALIFIED,
    REGISTERED_CONSULTANT,
    employed,
)
from tests.domain.words import (
    EMPLOYMENT_CLAUSES,
    FIRST_DAY,
    HIRING_ASKED,
    LAST_DAY,
)

UNKNOWN = NothingKnown(about=f"consultant/{ANNE}")
REGISTER = RegisterConsultant(
    consultant=ANNE,
    umbrella=ALTO,
    name=REGISTERED_CONSULTANT.name,
    address=REGISTERED_CONSULTANT.address,
    email=REGISTERED_CONSULTANT.email,
    nir=DOCUMENT,
    iban=DOCUMENT,
)


def concluding(
    clauses: EmploymentClauses = EMPLOYMENT_CLAUSES,
    kind: ContractKind = ContractKind.OPEN_ENDED,
    mission: object = None,
    ends_on: date | None = None,
) -> ConcludeEmploymentContract:
    return ConcludeEmploymentContract(
        consultant=ANNE,
        kind=kind,
        starts_on=FIRST_DAY,
        ends_on=ends_on,
        mission=mission,  # type: ignore[arg-type]
        clauses=clauses,
        document=DOCUMENT,
    )


def qualifying(kind: QualificationKind, years: int) -> VerifyQualification:
    return VerifyQualification(consultant=ANNE, kind=kind, years=years, document=DOCUMENT)


def test_a_consultant_has_an_account_from_the_first_day() -> None:
    given().when(REGISTER).then(REGISTERED_CONSULTANT, AccountOpened(consultant=ANNE))
    refusal = AlreadyKnown(about=f"consultant/{ANNE}")
    given(A_CONSULTANT).when(REGISTER).refused(refusal)


@pytest.mark.parametrize(
    ("kind", "years"), [(QualificationKind.DEGREE, 2), (QualificationKind.EXPERIENCE, 3)]
)
def test_two_years_of_study_or_three_of_experience_qualify(kind: QualificationKind, years: int) -> None:
    fact = QualificationVerified(kind=kind, years=years, document=DOCUMENT)
    given(REGISTERED_CONSULTANT).when(qualifying(kind, years)).then(fact)
    refusal = NotQualified(kind=kind, years=years - 1)
    given(REGISTERED_CONSULTANT).when(qualifying(kind, years - 1)).refused(refusal)


def test_a_consultant_is_classified_from_a_date() -> None:
    order = AssignLevel(consultant=ANNE, level=Level.EXPERT, from_on=FIRST_DAY)
    given(A_CONSULTANT).when(order).then(LevelAssigned(level=Level.EXPERT, from_on=FIRST_DAY))


def test_a_hire_that_was_declared_is_noted() -> None:
    order = DeclareHire(
        consultant=ANNE, declared_on=date(2026, 2, 20), hired_on=FIRST_DAY, reference="DPAE-1"
    )
    given(A_CONSULTANT).when(order).then(HIRE_DECLARED)
    given().when(order).refused(UNKNOWN)


def test_an_open_ended_contract_is_concluded_with_its_clauses() -> None:
    given(A_CONSULTANT).when(concluding()).then(employed())


def test_a_fixed_term_contract_names_its_mission() -> None:
    order = concluding(kind=ContractKind.FIXED_TERM, mission=MISSION, ends_on=LAST_DAY)
    grounds = (HIRING_ASKED[0], CDD_6.asked(met=True, clauses="complete"), HIRING_ASKED[2])
    fact = with_(employed(ContractKind.FIXED_TERM, MISSION, ends_on=LAST_DAY), grounds=grounds)
    given(A_CONSULTANT).when(order).then(fact)
    unnamed = concluding(kind=ContractKind.FIXED_TERM, ends_on=LAST_DAY)
    given(A_CONSULTANT).when(unnamed).refused(MissionUnnamed())


@pytest.mark.parametrize(
    "clause",
    [
        "pay_method",
        "expenses_method",
        "competences",
        "paid_leave",
        "pension_and_welfare_bodies",
        "activity_report_monthly",
        "guarantor",
    ],
)
@pytest.mark.parametrize("kind", list(ContractKind))
def test_a_contract_lacks_none_of_its_clauses(clause: str, kind: ContractKind) -> None:
    order = concluding(replace(EMPLOYMENT_CLAUSES, **{clause: False}), kind, MISSION, LAST_DAY)
    given(A_CONSULTANT).when(order).refused(ClausesMissing(kind=kind, missing=(clause,)))


@pytest.mark.parametrize(
    ("kind", "article"),
    [(ContractKind.OPEN_ENDED, CDI_3.article), (ContractKind.FIXED_TERM, CDD_6.article)],
)
def test_a_missing_clause_names_the_article_of_its_contract(kind: ContractKind, article: str) -> None:
    assert ClausesMissing(kind=kind, missing=("guarantor",)).rule.article == article


def test_a_fixed_term_contract_of_more_than_eighteen_months_is_refused() -> None:
    refusal = TermTooLong(starts_on=FIRST_DAY, ends_on=date(2027, 9, 2), months_max=18)
    order = concluding(kind=ContractKind.FIXED_TERM, mission=MISSION, ends_on=date(2027, 9, 2))
    given(A_CONSULTANT).when(order).refused(refusal)
    assert given(A_CONSULTANT).when(replace(order, ends_on=date(2027, 9, 1))).answer()


def test_no_exclusivity_clause() -> None:
    order = concluding(replace(EMPLOYMENT_CLAUSES, exclusivity=True))
    given(A_CONSULTANT).when(order).refused(ExclusivityForbidden())


def test_nobody_is_employed_without_a_qualification() -> None:
    refusal = NotQualified(kind=None, years=0)
    given(REGISTERED_CONSULTANT).when(concluding()).refused(refusal)


def test_a_contract_is_handed_over_once_after_it_was_concluded() -> None:
    order = DeliverEmploymentContract(consultant=ANNE, delivered_on=FIRST_DAY, document=DOCUMENT)
    delivered = EmploymentContractDelivered(delivered_on=FIRST_DAY, document=DOCUMENT)
    given(AN_EMPLOYED_CONSULTANT).when(order).then(delivered)
    given(AN_EMPLOYED_CONSULTANT, delivered).when(order).refused(AlreadyDelivered())
    given(A_CONSULTANT).when(order).refused(NotConcluded())


@pytest.mark.parametrize(
    "order",
    [
        qualifying(QualificationKind.DEGREE, 5),
        AssignLevel(consultant=ANNE, level=Level.EXPERT, from_on=FIRST_DAY),
        concluding(),
    ],
)
def test_nothing_is_noted_of_a_person_nobody_registered(order: object) -> None:
    given().when(order).refused(UNKNOWN)


def test_the_level_of_a_day_is_the_last_one_assigned_before_it() -> None:
    later = LevelAssigned(level=Level.EXPERT, from_on=date(2026, 7, 1))
    history = given(A_CONSULTANT, QUALIFIED, later).history
    anne = next(state for state in history.states.values() if hasattr(state, "levels"))
    days = (date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1))
    assert [anne.level(day) for day in days] == [Level.FIRST, Level.SENIOR, Level.SENIOR, Level.EXPERT]


def test_a_later_declaration_does_not_move_the_hire() -> None:
    again = HireDeclared(declared_on=FIRST_DAY, hired_on=date(2026, 5, 4), reference="DPAE-2")
    history = given(AN_EMPLOYED_CONSULTANT, again).history
    anne = next(state for state in history.states.values() if hasattr(state, "levels"))
    assert anne.hire_declared(FIRST_DAY)
