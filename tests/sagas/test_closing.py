"""The end: what is late, the word that the work is over, the last months, the settlement of its contract."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from domain.language import Party
from domain.mission.course_terms import AskedFor, TerminationClause
from domain.mission.ending import CompleteMission, TerminateMission
from domain.mission.events.asking import AskWithdrawn, PartyAsked
from domain.mission.terms import Trigger
from sagas.closing import CLOSING
from tests.domain import employment_commands
from tests.domain import every_command as commands
from tests.domain import mission_commands as turns
from tests.domain.given import CLIENT, CONSULTANT, MISSION, UMBRELLA
from tests.domain.words import LAST_DAY
from tests.sagas.harness import Stage, lived_in_every_order, same_end, stage
from tests.sagas.lives import at_work, month, scoped, signed

A_DAY = timedelta(days=1)
TODAY = date(2026, 3, 2)
submit, accept, _, reject = commands.of_delivery()
_, reach, validate, *_, complete = commands.of_work()
DELIVERED = ((submit, CONSULTANT), (accept, CLIENT))
REACHED = ((reach, CONSULTANT), (validate, CLIENT))
DONE = (complete, CONSULTANT)


def town(*steps: Any) -> Stage:
    return stage(CLOSING).must(*at_work(), *steps)


def asked(living: Stage) -> list[tuple[str, str | None]]:
    return [(what, of) for _, what, of in living.at_rest().asked()]


@pytest.mark.parametrize(
    ("what", "key", "due_on"),
    [("milestone", "M1", date(2026, 4, 1)), ("deliverable", "D1", date(2026, 5, 29))],
)
def test_what_is_late_is_asked_of_the_consultant_once_its_day_is_over(
    what: str, key: str, due_on: date
) -> None:
    living = town()
    assert (what, key) not in asked(living.on(due_on))
    assert (what, key) in asked(living.on(due_on + A_DAY))
    living.must(*DELIVERED, *REACHED)
    assert asked(living) == []
    assert not living.told(AskWithdrawn)


def test_a_result_rejected_after_its_day_is_asked_for_again() -> None:
    living = town(*REACHED, (submit, CONSULTANT)).on(date(2026, 6, 10)).must((reject, CLIENT))
    assert asked(living) == [("deliverable", "D1")]
    assert asked(living.must((submit, CONSULTANT))) == []


def test_once_its_last_day_is_over_the_consultant_is_asked_whether_the_work_is() -> None:
    living = town(*REACHED, *DELIVERED)
    assert asked(living.on(LAST_DAY)) == []
    assert asked(living.on(LAST_DAY + A_DAY)) == [("completion", "")]
    assert asked(living.must(DONE)) == []
    assert not living.told(AskWithdrawn)


def test_a_mission_extended_is_asked_after_its_new_last_day() -> None:
    longer = replace(commands.of_change()[0], effect=commands.ScopeChange(ends_on=date(2026, 7, 31)))
    agree = commands.of_change()[1]
    consent, sign, *_ = commands.of_signing(MISSION, "C1")
    living = town(*REACHED, *DELIVERED, (longer, CLIENT), (agree, CONSULTANT), (agree, UMBRELLA))
    living.must((consent, CONSULTANT), (sign, CLIENT), (sign, UMBRELLA))
    assert living.deadlines() == {"completion": date(2026, 7, 31)}


def test_the_party_that_gave_notice_is_asked_to_end_the_mission_once_it_has_run() -> None:
    notice, _ = turns.of_an_early_end(MISSION)
    living = town(*REACHED, *DELIVERED, (notice, CLIENT)).on(TODAY + 16 * A_DAY)
    assert living.at_rest().asked() == [("client", "completion", "")]
    end = TerminateMission(
        mission=MISSION,
        terminated_on=TODAY + 15 * A_DAY,
        clause=TerminationClause.NOTICE,
        reason=commands.WORDS,
    )
    assert asked(living.must((end, CLIENT))) == []


@pytest.mark.parametrize("rank", [0, 1])
def test_a_mission_given_up_is_asked_for_nothing(rank: int) -> None:
    given_up = commands.of_giving_up()[rank]
    living = stage(CLOSING).must(*scoped(), (given_up, UMBRELLA)).on(LAST_DAY + A_DAY)
    assert asked(living) == []
    assert asked(stage(CLOSING).must(*scoped()).on(LAST_DAY + A_DAY)) == [], "it never began"


def test_a_mission_that_is_over_names_the_months_that_are_not_paid_yet() -> None:
    report, _, _, approve, compute, transfer, _ = month("2026-03")
    over = town(*REACHED, *DELIVERED, report, approve, DONE)
    assert [(wait.what, wait.of) for wait in over.at_rest().waits()] == [(AskedFor.SALARY, "2026-03")]
    assert over.must(compute, transfer).at_rest().waits() == []


def test_the_file_closes_with_its_last_payment_and_nothing_is_waited_for() -> None:
    report, _, _, approve, compute, transfer, _ = month("2026-03")
    living = town(*REACHED, *DELIVERED, report, approve, compute, transfer, DONE)
    dues = ((Trigger.SIGNATURE, "I1", 240_000), (Trigger.MILESTONE, "I2", 360_000))
    for rank, (trigger, key, amount) in enumerate((*dues, (Trigger.ACCEPTANCE, "I3", 600_000)), start=1):
        number = f"F-{rank:05d}"
        for command in commands.of_billing(MISSION, (trigger, key), number, (f"VIR-{rank}", amount)):
            living.must((command, UMBRELLA))
    assert living.mission().closed
    assert living.at_rest().waits() == []


def test_cdd_9_the_settlement_of_a_fixed_term_contract_is_asked_for_in_the_file_of_its_mission() -> None:
    fixed, hand_over, *_ = employment_commands.of_a_fixed_term()
    *_, conclude, deliver = commands.of_a_consultant()
    resign, settle, _ = employment_commands.of_leaving()
    ours = {"mission": MISSION}
    living = stage(CLOSING, leaving_out=(conclude, deliver)).must(
        *scoped(), (fixed, UMBRELLA), (hand_over, UMBRELLA)
    )
    end = replace(resign, **ours, because=employment_commands.EndGround.END_OF_TERM)
    living.must((end, UMBRELLA, LAST_DAY))
    (ask,) = [one for one in living.told(PartyAsked) if one.what == "final_settlement"]
    assert (ask.party, ask.due_on is not None) == (UMBRELLA, True)
    assert asked(living.must((replace(settle, **ours), UMBRELLA))) == []


def test_a_mission_taken_over_owes_what_its_past_had_not_delivered() -> None:
    living = stage(CLOSING).must((turns.of_taking_over(MISSION), UMBRELLA)).at_rest()
    assert living.deadlines() == {"completion": LAST_DAY}
    assert {wait.party for wait in living.waits()} == {Party.CONSULTANT}


def test_in_every_order_that_the_domain_accepts_the_end_is_the_same() -> None:
    steps = [*DELIVERED, *REACHED, (CompleteMission(mission=MISSION, completed_on=LAST_DAY), CONSULTANT)]
    end = same_end(lived_in_every_order(lambda: stage(CLOSING).must(*signed(), at_work()[-1]), steps))
    assert end.asked() == []
    assert end.deadlines() == {}
