"""Hiring: registered, qualified, classified, declared to the Urssaf."""

from dataclasses import replace
from datetime import date

import pytest

from domain.account.events import AccountOpened
from domain.consultant.contract_commands import ConcludeEmploymentContract
from domain.consultant.employment_terms import ContractKind, EmploymentClauses, QualificationKind
from domain.consultant.events.hiring import HireDeclared, LevelAssigned, QualificationVerified
from domain.consultant.hiring import AssignLevel, DeclareHire, RegisterConsultant, VerifyQualification
from domain.consultant.refusals import NotQualified
from domain.language import Level
from domain.law.employment import EMP_6, EMP_7
from domain.law.employment_conditions import CC_22
from domain.refusals import AlreadyKnown, NothingKnown
from tests.domain.given import ALTO, ANNE, DOCUMENT, given
from tests.domain.people import (
    A_CONSULTANT,
    AN_EMPLOYED_CONSULTANT,
    HIRE_DECLARED,
    QUALIFIED,
    REGISTERED_CONSULTANT,
)
from tests.domain.words import (
    EMPLOYMENT_CLAUSES,
    FIRST_DAY,
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


def concluding(clauses: EmploymentClauses = EMPLOYMENT_CLAUSES) -> ConcludeEmploymentContract:
    return ConcludeEmploymentContract(
        consultant=ANNE,
        kind=ContractKind.OPEN_ENDED,
        starts_on=FIRST_DAY,
        mention=True,
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
def test_cc_2_two_years_of_study_or_three_of_experience_qualify(kind: QualificationKind, years: int) -> None:
    event = QualificationVerified(kind=kind, years=years, document=DOCUMENT)
    given(REGISTERED_CONSULTANT).when(qualifying(kind, years)).then(event)
    refusal = NotQualified(kind=kind, years=years - 1)
    given(REGISTERED_CONSULTANT).when(qualifying(kind, years - 1)).refused(refusal)


def test_a_consultant_is_classified_from_a_date() -> None:
    command = AssignLevel(consultant=ANNE, level=Level.EXPERT, from_on=FIRST_DAY)
    given(A_CONSULTANT).when(command).then(LevelAssigned(level=Level.EXPERT, from_on=FIRST_DAY))


@pytest.mark.parametrize(
    ("declared_on", "before", "near"),
    [
        (date(2026, 2, 21), True, False),
        (date(2026, 2, 22), True, True),
        (date(2026, 2, 23), True, True),
        (date(2026, 3, 1), True, True),
        (FIRST_DAY, True, True),
        (date(2026, 3, 3), False, True),
    ],
)
def test_emp_6_and_r1221_4_a_hire_is_declared_before_it_and_eight_days_before_at_the_earliest(
    declared_on: date, before: bool, near: bool
) -> None:
    command = DeclareHire(consultant=ANNE, declared_on=declared_on, hired_on=FIRST_DAY, reference="DPAE-1")
    seen = {"declared_on": declared_on, "hired_on": FIRST_DAY}
    grounds = (
        EMP_6.make_ground(met=before, **seen),
        EMP_7.make_ground(met=near, **seen, earliest=date(2026, 2, 22)),
    )
    event = HireDeclared(declared_on=declared_on, hired_on=FIRST_DAY, reference="DPAE-1", grounds=grounds)
    given(A_CONSULTANT).when(command).then(event)


def test_a_hire_that_was_declared_is_noted() -> None:
    command = DeclareHire(
        consultant=ANNE, declared_on=date(2026, 2, 23), hired_on=FIRST_DAY, reference="DPAE-1"
    )
    given(A_CONSULTANT).when(command).then(HIRE_DECLARED)
    given().when(command).refused(UNKNOWN)


@pytest.mark.parametrize(
    ("again_on", "met"),
    [(date(2028, 3, 1), True), (date(2028, 3, 2), False), (date(2028, 3, 3), False)],
)
def test_cc_22_the_first_level_is_looked_at_again_after_twenty_four_months(again_on: date, met: bool) -> None:
    review_on = date(2028, 3, 2)
    first = AssignLevel(consultant=ANNE, level=Level.FIRST, from_on=FIRST_DAY)
    asked = CC_22.make_ground(met=True, since=FIRST_DAY, review_on=review_on)
    assigned = LevelAssigned(level=Level.FIRST, from_on=FIRST_DAY, review_on=review_on, grounds=(asked,))
    given(A_CONSULTANT).when(first).then(assigned)
    again = replace(first, from_on=again_on)
    still = CC_22.make_ground(met=met, since=FIRST_DAY, review_on=review_on)
    event = LevelAssigned(level=Level.FIRST, from_on=again_on, review_on=review_on, grounds=(still,))
    given(A_CONSULTANT, assigned).when(again).then(event)


@pytest.mark.parametrize(
    "command",
    [
        qualifying(QualificationKind.DEGREE, 5),
        AssignLevel(consultant=ANNE, level=Level.EXPERT, from_on=FIRST_DAY),
        concluding(),
    ],
)
def test_nothing_is_noted_of_a_person_nobody_registered(command: object) -> None:
    given().when(command).refused(UNKNOWN)


def test_the_level_of_a_day_is_the_last_one_assigned_before_it() -> None:
    later = LevelAssigned(level=Level.EXPERT, from_on=date(2026, 7, 1))
    history = given(A_CONSULTANT, QUALIFIED, later).history
    anne = next(state for state in history.states.values() if hasattr(state, "levels"))
    days = (date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1))
    assert [anne.level_on(day) for day in days] == [Level.FIRST, Level.SENIOR, Level.SENIOR, Level.EXPERT]


def test_a_later_declaration_does_not_move_the_hire() -> None:
    again = HireDeclared(declared_on=FIRST_DAY, hired_on=date(2026, 5, 4), reference="DPAE-2")
    history = given(AN_EMPLOYED_CONSULTANT, again).history
    anne = next(state for state in history.states.values() if hasattr(state, "levels"))
    assert anne.was_hire_declared(FIRST_DAY)
