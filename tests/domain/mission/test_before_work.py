"""What the law wants before the first day worked and before a signature: day before, day, day after."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from domain.consultant.employment_terms import ContractKind
from domain.consultant.events.hiring import HireDeclared
from domain.law import Rule
from domain.mission.events.working import BreachRecorded
from domain.mission.working import StartMission
from domain.record import Event
from domain.umbrella.refusals import NotDeclared, NotGuaranteed, NotInsured
from tests.domain.given import (
    CONSULTANT,
    MISSION,
    OTHER_MISSION,
    STREAMS,
    TODAY,
    UMBRELLA,
    Events,
    Kind,
    given,
)
from tests.domain.mission.test_signing import signing
from tests.domain.people import (
    A_CLIENT,
    A_CONSULTANT,
    AN_UMBRELLA_COMPANY,
    DECLARED,
    GUARANTEED,
    HIRE_DECLARED,
    INSURED,
    employed,
)
from tests.domain.words import CLIENT, FIRST_DAY, SIGNED, VERIFIED, signed

A_DAY = timedelta(days=1)
BEFORE, AFTER = FIRST_DAY - A_DAY, FIRST_DAY + A_DAY
FIXED = ContractKind.FIXED_TERM


def breached(*events: Events) -> list[Rule | str]:
    """The rules that a first day worked breaks, read from its breaches."""
    command = StartMission(mission=MISSION, first_day=FIRST_DAY)
    stated = given(*events).when(command, by=CONSULTANT, on=date(2026, 4, 1)).answer()
    return [event.ground.rule for event in stated[STREAMS[Kind.MISSION]] if isinstance(event, BreachRecorded)]


def hired(declared_on: date, hired_on: date = FIRST_DAY) -> HireDeclared:
    return HireDeclared(declared_on=declared_on, hired_on=hired_on, reference="DPAE-1")


def company(*instead: Event) -> tuple[Event, ...]:
    """The umbrella company, with these events in the place of its own of their kind."""
    kinds = {type(event) for event in instead}
    return (*(event for event in AN_UMBRELLA_COMPANY if type(event) not in kinds), *instead)


@pytest.mark.parametrize(("declared_on", "late"), [(BEFORE, False), (FIRST_DAY, False), (AFTER, True)])
def test_emp_6_the_hire_is_declared_by_the_first_day_worked(declared_on: date, late: bool) -> None:
    events = (AN_UMBRELLA_COMPANY, A_CONSULTANT, hired(declared_on), employed(), SIGNED)
    assert breached(*events) == (["EMP-6"] if late else [])


def test_emp_6_a_hire_of_a_later_day_declares_no_work_before_it() -> None:
    events = (AN_UMBRELLA_COMPANY, A_CONSULTANT, hired(BEFORE, AFTER), employed(), SIGNED)
    assert breached(*events) == ["EMP-6"]


@pytest.mark.parametrize(
    ("ended_on", "hired_on", "late"),
    [
        (BEFORE, date(2025, 9, 1), True),  # he was hired anew, and nobody declared it
        (BEFORE, FIRST_DAY, False),
        (FIRST_DAY, date(2025, 9, 1), False),  # the employment that was declared still lasts
    ],
)
def test_emp_6_each_new_employment_is_declared(ended_on: date, hired_on: date, late: bool) -> None:
    earlier = employed(FIXED, OTHER_MISSION, date(2025, 9, 1), ended_on)
    now = employed(FIXED, MISSION, FIRST_DAY, date(2026, 6, 30))
    events = (AN_UMBRELLA_COMPANY, A_CONSULTANT, hired(date(2025, 8, 29), hired_on), earlier, now, SIGNED)
    assert breached(*events) == (["EMP-6"] if late else [])


def test_emp_6_a_fixed_term_contract_beside_a_running_one_is_of_the_same_employment() -> None:
    running = employed(starts_on=date(2025, 1, 1))
    beside = employed(FIXED, OTHER_MISSION, date(2025, 9, 1), BEFORE)
    declared = hired(date(2024, 12, 30), date(2025, 1, 1))
    assert breached(AN_UMBRELLA_COMPANY, A_CONSULTANT, declared, running, beside, SIGNED) == []


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "rules"),
    [
        (BEFORE, date(2026, 6, 30), []),
        (FIRST_DAY, date(2026, 6, 30), []),
        (FIRST_DAY, date(2026, 6, 29), ["EMP-1"]),
        (AFTER, date(2026, 6, 30), ["EMP-1"]),
    ],
)
def test_emp_1_the_employment_contract_covers_each_day_of_the_mission(
    starts_on: date, ends_on: date, rules: list[str]
) -> None:
    contract = employed(FIXED, MISSION, starts_on, ends_on)
    assert breached(AN_UMBRELLA_COMPANY, A_CONSULTANT, HIRE_DECLARED, contract, SIGNED) == rules


@pytest.mark.parametrize(
    ("valid_from", "valid_until", "rules"),
    [
        (BEFORE, AFTER, []),
        (FIRST_DAY, FIRST_DAY, []),
        (AFTER, date(2029, 12, 31), ["EPS-2"]),
        (date(2020, 1, 1), BEFORE, ["EPS-2"]),
    ],
)
def test_eps_2_the_guarantee_stands_on_the_first_day_worked(
    valid_from: date, valid_until: date, rules: list[str]
) -> None:
    guaranteed = replace(GUARANTEED, valid_from=valid_from, valid_until=valid_until)
    events = (company(guaranteed), A_CONSULTANT, HIRE_DECLARED, employed(), SIGNED)
    assert breached(*events) == rules


@pytest.mark.parametrize(("begins", "rules"), [(BEFORE, []), (FIRST_DAY, []), (AFTER, ["EPS-5"])])
def test_eps_5_the_activity_has_begun_by_the_first_day_worked(begins: date, rules: list[str]) -> None:
    declared = replace(DECLARED, may_begin_on=begins)
    events = (company(declared), A_CONSULTANT, HIRE_DECLARED, employed(), SIGNED)
    assert breached(*events) == rules


WAITS = (A_CLIENT, A_CONSULTANT, VERIFIED, signed(CLIENT))


@pytest.mark.parametrize("from_on", [TODAY - A_DAY, TODAY, TODAY + A_DAY])
@pytest.mark.parametrize(
    ("paper", "refusal"),
    [
        (GUARANTEED, NotGuaranteed(day=TODAY)),
        (INSURED, NotInsured(day=TODAY)),
        (DECLARED, NotDeclared(day=TODAY)),
    ],
)
def test_eps_2_cc_17_eps_5_nothing_is_signed_the_day_before_a_paper_holds(
    paper: Event, refusal: NotGuaranteed, from_on: date
) -> None:
    dated = {"may_begin_on": from_on} if paper is DECLARED else {"valid_from": from_on}
    when = given(company(replace(paper, **dated)), WAITS).when(signing(), by=UMBRELLA)
    when.refused(refusal) if from_on > TODAY else when.then(signed(UMBRELLA))


@pytest.mark.parametrize("until", [TODAY - A_DAY, TODAY, TODAY + A_DAY])
@pytest.mark.parametrize(
    ("paper", "refusal"), [(GUARANTEED, NotGuaranteed(day=TODAY)), (INSURED, NotInsured(day=TODAY))]
)
def test_eps_2_cc_17_nothing_is_signed_the_day_after_a_paper_held(
    paper: Event, refusal: NotGuaranteed, until: date
) -> None:
    when = given(company(replace(paper, valid_until=until)), WAITS).when(signing(), by=UMBRELLA)
    when.refused(refusal) if until < TODAY else when.then(signed(UMBRELLA))
