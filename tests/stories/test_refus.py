"""A forbidden decision is refused with its rule; a forbidden act that happened is a breach."""

from datetime import date
from pathlib import Path

import pytest

from domain.mission.events.billing import PaymentReceived
from domain.mission.events.scoping import MissionScoped
from domain.mission.events.signing import MissionSigned
from domain.mission.events.working import BreachRecorded
from domain.paymonth.events import SalaryTransferred
from tests.stories.scenario_run import (
    ScenarioRun,
    acts_of_parties,
    data_of_type,
    event_names,
    find_faults,
    fold_state,
    run_on_store,
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("refus") / "store.db"


@pytest.fixture(scope="module")
def refus(store: Path) -> ScenarioRun:
    return run_on_store(store, "refus")


def list_breaches(refus: ScenarioRun, mission: str) -> dict[str, date]:
    return {
        breach.ground.rule: breach.since for breach in data_of_type(refus.mission(mission), BreachRecorded)
    }


def test_each_forbidden_mission_is_refused_with_its_rule(refus: ScenarioRun) -> None:
    assert refus.refusals == ["REC-2", "REC-5", "REC-1", "REC-4", "CC-16"]


def test_no_work_begins_in_a_mission_that_was_refused(refus: ScenarioRun) -> None:
    assert event_names(acts_of_parties(refus.mission("quai"))) == ["NeedStated", "MissionDeclined"]
    assert event_names(acts_of_parties(refus.mission("domicile"))) == ["NeedStated", "MissionAbandoned"]
    assert event_names(acts_of_parties(refus.mission("tournees"))) == ["NeedStated", "MissionAbandoned"]


def test_thirty_six_months_to_the_day_are_allowed(refus: ScenarioRun) -> None:
    (scoped,) = data_of_type(refus.mission("schema"), MissionScoped)
    assert (scoped.scope.starts_on, scoped.scope.ends_on) == (date(2026, 2, 2), date(2029, 2, 1))


def test_a_contract_signed_on_the_third_day_is_valid_with_its_breach(refus: ScenarioRun) -> None:
    (signed,) = data_of_type(refus.mission("entrepot"), MissionSigned)
    mission = fold_state(refus.mission("entrepot"))
    assert (mission.contract_due_on, signed.signed_on) == (date(2026, 3, 4), date(2026, 3, 5))
    assert {"COM-1", "COM-3"} <= list_breaches(refus, "entrepot").keys()


def test_eleven_hours_of_a_day_are_recorded_and_paid_with_their_breach(refus: ScenarioRun) -> None:
    assert list_breaches(refus, "entrepot")["CC-23"] == date(2026, 3, 19)
    assert len(data_of_type(refus.pay_month("nora", "2026-03"), SalaryTransferred)) == 1


def test_work_of_the_thirty_seventh_month_is_recorded_and_paid_with_its_breach(refus: ScenarioRun) -> None:
    assert list_breaches(refus, "bilans") == {"REC-4": date(2026, 3, 20)}
    assert fold_state(refus.mission("bilans")).half_days["2026-03"] == 16
    assert len(data_of_type(refus.pay_month("hugo", "2026-03"), SalaryTransferred)) == 1


def test_an_overpayment_is_no_income_and_pays_the_next_invoice(refus: ScenarioRun) -> None:
    assert "BIL-10" in list_breaches(refus, "entrepot")
    too_much, rest = data_of_type(refus.mission("entrepot"), PaymentReceived)
    assert (too_much.surplus, rest.surplus) == (600_00, 0)
    assert all(
        invoice.amount_open == 0 for invoice in fold_state(refus.mission("entrepot")).invoices.values()
    )
    assert event_names(acts_of_parties(refus.mission("entrepot")))[-1] == "MissionClosed"


def test_a_second_run_answers_the_same_and_adds_no_event(store: Path, refus: ScenarioRun) -> None:
    again = run_on_store(store, "refus")
    assert again.report == refus.report
    assert [entry.body for entry in again.entries] == [entry.body for entry in refus.entries]
    assert find_faults(store) == []
