"""The saga of closing: late results, completion, the last months of pay, the final settlement."""

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
from tests.domain import employment_commands, mission_commands
from tests.domain import every_command as commands
from tests.domain.given import CLIENT, CONSULTANT, MISSION, UMBRELLA
from tests.domain.words import LAST_DAY
from tests.sagas.harness import Stage, build_stage, play_in_every_order, same_end
from tests.sagas.lives import month_steps, scoping_steps, signing_steps, steps_to_work

A_DAY = timedelta(days=1)
TODAY = date(2026, 3, 2)
submit, accept, _, reject = commands.of_delivery()
_, reach, validate, *_, complete = commands.of_work()
DELIVERED = ((submit, CONSULTANT), (accept, CLIENT))
REACHED = ((reach, CONSULTANT), (validate, CLIENT))
DONE = (complete, CONSULTANT)


def build_town(*steps: Any) -> Stage:
    return build_stage(CLOSING).play_steps(*steps_to_work(), *steps)


def open_things(living: Stage) -> list[tuple[str, str | None]]:
    return [(what, of) for _, what, of in living.at_rest().open_asks()]


@pytest.mark.parametrize(
    ("what", "key", "due_on"),
    [("milestone", "M1", date(2026, 4, 1)), ("deliverable", "D1", date(2026, 5, 29))],
)
def test_what_is_late_is_asked_of_the_consultant_once_its_day_is_over(
    what: str, key: str, due_on: date
) -> None:
    living = build_town()
    assert (what, key) not in open_things(living.advance_to(due_on))
    assert (what, key) in open_things(living.advance_to(due_on + A_DAY))
    living.play_steps(*DELIVERED, *REACHED)
    assert open_things(living) == []
    assert not living.events_of(AskWithdrawn)


def test_a_result_rejected_after_its_day_is_asked_for_again() -> None:
    living = (
        build_town(*REACHED, (submit, CONSULTANT)).advance_to(date(2026, 6, 10)).play_steps((reject, CLIENT))
    )
    assert open_things(living) == [("deliverable", "D1")]
    assert open_things(living.play_steps((submit, CONSULTANT))) == []


def test_once_its_last_day_is_over_the_consultant_is_asked_to_complete_the_mission() -> None:
    living = build_town(*REACHED, *DELIVERED)
    assert open_things(living.advance_to(LAST_DAY)) == []
    assert open_things(living.advance_to(LAST_DAY + A_DAY)) == [("completion", "")]
    assert open_things(living.play_steps(DONE)) == []
    assert not living.events_of(AskWithdrawn)


def test_a_mission_extended_is_asked_after_its_new_last_day() -> None:
    longer = replace(commands.of_change()[0], effect=commands.ScopeChange(ends_on=date(2026, 7, 31)))
    agree = commands.of_change()[1]
    consent, sign, *_ = commands.of_signing(MISSION, "C1")
    living = build_town(*REACHED, *DELIVERED, (longer, CLIENT), (agree, CONSULTANT), (agree, UMBRELLA))
    living.play_steps((consent, CONSULTANT), (sign, CLIENT), (sign, UMBRELLA))
    assert living.deadlines() == {"completion": date(2026, 7, 31)}


def test_the_party_that_gave_notice_is_asked_to_end_the_mission_once_it_has_run() -> None:
    notice, _ = mission_commands.of_an_early_end(MISSION)
    living = build_town(*REACHED, *DELIVERED, (notice, CLIENT)).advance_to(TODAY + 16 * A_DAY)
    assert living.at_rest().open_asks() == [("client", "completion", "")]
    end = TerminateMission(
        mission=MISSION,
        terminated_on=TODAY + 15 * A_DAY,
        clause=TerminationClause.NOTICE,
        reason=commands.WORDS,
    )
    assert open_things(living.play_steps((end, CLIENT))) == []


@pytest.mark.parametrize("index", [0, 1])
def test_a_mission_given_up_is_asked_for_nothing(index: int) -> None:
    given_up = commands.of_giving_up()[index]
    living = (
        build_stage(CLOSING).play_steps(*scoping_steps(), (given_up, UMBRELLA)).advance_to(LAST_DAY + A_DAY)
    )
    assert open_things(living) == []
    assert (
        open_things(build_stage(CLOSING).play_steps(*scoping_steps()).advance_to(LAST_DAY + A_DAY)) == []
    ), "it never began"


def test_a_mission_that_is_over_names_the_months_that_are_not_paid_yet() -> None:
    report, _, _, approve, compute, transfer, _ = month_steps("2026-03")
    over = build_town(*REACHED, *DELIVERED, report, approve, DONE)
    assert [(wait.what, wait.of) for wait in over.at_rest().waits()] == [(AskedFor.SALARY, "2026-03")]
    assert over.play_steps(compute, transfer).at_rest().waits() == []


def test_the_file_closes_with_its_last_payment_and_nothing_is_waited_for() -> None:
    report, _, _, approve, compute, transfer, _ = month_steps("2026-03")
    living = build_town(*REACHED, *DELIVERED, report, approve, compute, transfer, DONE)
    dues = ((Trigger.SIGNATURE, "I1", 240_000), (Trigger.MILESTONE, "I2", 360_000))
    for count, (trigger, key, amount) in enumerate((*dues, (Trigger.ACCEPTANCE, "I3", 600_000)), start=1):
        number = f"F-{count:05d}"
        for command in commands.of_billing(MISSION, (trigger, key), number, (f"VIR-{count}", amount)):
            living.play_steps((command, UMBRELLA))
    assert living.mission().closed
    assert living.at_rest().waits() == []


def test_cdd_9_the_settlement_of_a_fixed_term_contract_is_asked_for_in_the_file_of_its_mission() -> None:
    fixed, hand_over, *_ = employment_commands.of_a_fixed_term()
    *_, conclude, deliver = commands.of_a_consultant()
    resign, settle, _ = employment_commands.of_leaving()
    ours = {"mission": MISSION}
    living = build_stage(CLOSING, leaving_out=(conclude, deliver)).play_steps(
        *scoping_steps(), (fixed, UMBRELLA), (hand_over, UMBRELLA)
    )
    end = replace(resign, **ours, because=employment_commands.EndGround.END_OF_TERM)
    living.play_steps((end, UMBRELLA, LAST_DAY))
    (ask,) = [one for one in living.events_of(PartyAsked) if one.what == "final_settlement"]
    assert (ask.party, ask.due_on is not None) == (UMBRELLA, True)
    assert open_things(living.play_steps((replace(settle, **ours), UMBRELLA))) == []


def test_a_mission_taken_over_owes_what_its_past_had_not_delivered() -> None:
    living = build_stage(CLOSING).play_steps((mission_commands.of_taking_over(MISSION), UMBRELLA)).at_rest()
    assert living.deadlines() == {"completion": LAST_DAY}
    assert {wait.party for wait in living.waits()} == {Party.CONSULTANT}


def test_in_every_order_that_the_domain_accepts_the_end_is_the_same() -> None:
    steps = [*DELIVERED, *REACHED, (CompleteMission(mission=MISSION, completed_on=LAST_DAY), CONSULTANT)]
    end = same_end(
        play_in_every_order(
            lambda: build_stage(CLOSING).play_steps(*signing_steps(), steps_to_work()[-1]), steps
        )
    )
    assert end.open_asks() == []
    assert end.deadlines() == {}
