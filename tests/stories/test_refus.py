"""What must not be is refused with its rule; what was done all the same is recorded, with its breach."""

from datetime import date
from pathlib import Path

import pytest

from domain.mission.events.billing import PaymentReceived
from domain.mission.events.scoping import MissionScoped
from domain.mission.events.signing import MissionSigned
from domain.mission.events.working import BreachRecorded
from domain.paymonth.events import SalaryTransferred
from tests.stories.living import Lived, acts, faults, live, names, only, state


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("refus") / "store.db"


@pytest.fixture(scope="module")
def refus(store: Path) -> Lived:
    return live(store, "refus")


def broken(refus: Lived, mission: str) -> dict[str, date]:
    return {breach.ground.rule: breach.since for breach in only(refus.mission(mission), BreachRecorded)}


def test_each_mission_that_must_not_be_is_refused_with_its_rule(refus: Lived) -> None:
    assert refus.refusals == ["REC-2", "REC-5", "REC-1", "REC-4", "CC-16"]


def test_no_work_begins_in_a_mission_that_was_refused(refus: Lived) -> None:
    assert names(acts(refus.mission("quai"))) == ["NeedStated", "MissionDeclined"]
    assert names(acts(refus.mission("domicile"))) == ["NeedStated", "MissionAbandoned"]
    assert names(acts(refus.mission("tournees"))) == ["NeedStated", "MissionAbandoned"]


def test_thirty_six_months_to_the_day_are_allowed(refus: Lived) -> None:
    (scoped,) = only(refus.mission("schema"), MissionScoped)
    assert (scoped.scope.starts_on, scoped.scope.ends_on) == (date(2026, 2, 2), date(2029, 2, 1))


def test_a_contract_signed_on_the_third_day_stands_with_its_breach(refus: Lived) -> None:
    (signed,) = only(refus.mission("entrepot"), MissionSigned)
    mission = state(refus.mission("entrepot"))
    assert (mission.contract_due_on, signed.signed_on) == (date(2026, 3, 4), date(2026, 3, 5))
    assert {"COM-1", "COM-3"} <= broken(refus, "entrepot").keys()


def test_eleven_hours_of_a_day_are_recorded_and_paid_with_their_breach(refus: Lived) -> None:
    assert broken(refus, "entrepot")["CC-23"] == date(2026, 3, 19)
    assert len(only(refus.pay_month("nora", "2026-03"), SalaryTransferred)) == 1


def test_work_of_the_thirty_seventh_month_is_recorded_and_paid_with_its_breach(refus: Lived) -> None:
    assert broken(refus, "bilans") == {"REC-4": date(2026, 3, 20)}
    assert state(refus.mission("bilans")).half_days["2026-03"] == 16
    assert len(only(refus.pay_month("hugo", "2026-03"), SalaryTransferred)) == 1


def test_what_was_paid_too_much_is_no_income_and_pays_the_next_invoice(refus: Lived) -> None:
    assert "BIL-10" in broken(refus, "entrepot")
    too_much, rest = only(refus.mission("entrepot"), PaymentReceived)
    assert (too_much.surplus, rest.surplus) == (600_00, 0)
    assert all(invoice.amount_open == 0 for invoice in state(refus.mission("entrepot")).invoices.values())
    assert names(acts(refus.mission("entrepot")))[-1] == "MissionClosed"


def test_living_it_again_answers_the_same_and_adds_no_event(store: Path, refus: Lived) -> None:
    again = live(store, "refus")
    assert again.report == refus.report
    assert [line.body for line in again.lines] == [line.body for line in refus.lines]
    assert faults(store) == []
