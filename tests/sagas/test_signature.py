"""The saga of the signature: the asks, and the overdue signature once the legal day has passed."""

from datetime import date, timedelta

import pytest

from domain.language import EventId
from domain.mission.events.asking import AskAnswered, AskWithdrawn, PartyAsked
from domain.mission.events.signing import SignatureOverdue
from domain.mission.events.working import BreachRecorded, MissionStarted
from domain.mission.signing import DeclareSignatureOverdue
from domain.mission.working import StartMission
from sagas.saga import Deadline, Wait
from sagas.signature import SIGNATURE
from tests.domain import every_command as commands
from tests.domain import mission_commands
from tests.domain.given import CLIENT, CONSULTANT, MISSION, SYSTEM, UMBRELLA
from tests.sagas.harness import Stage, build_stage, play_in_every_order, same_end

need, propose, _, scope, revise, verify = commands.of_scoping(MISSION)
consent, sign, _, copy = commands.of_signing(MISSION)
decline, abandon = commands.of_giving_up(MISSION)
THURSDAY = date(2026, 4, 30)  # the next day is the first of May, then a Saturday and a Sunday
A_DAY = timedelta(days=1)
SCOPED = ((need, CLIENT), (propose, CONSULTANT), (scope, CONSULTANT))
VERIFIED = (*SCOPED, (verify, UMBRELLA))
SIGNED = ((sign, CLIENT), (sign, UMBRELLA), (consent, CONSULTANT))


def start_mission(on: date = THURSDAY) -> StartMission:
    return StartMission(mission=MISSION, first_day=on)


def build_town(*steps: object) -> Stage:
    return build_stage(SIGNATURE).play_steps(*steps)  # pyright: ignore[reportArgumentType]


def test_the_umbrella_company_is_asked_to_verify_a_scope_and_its_act_answers() -> None:
    scoped = build_town(*SCOPED)
    assert scoped.open_asks() == [("umbrella", "verification", "")]
    verified = scoped.play_steps((verify, UMBRELLA))
    (answer,) = verified.events_of(AskAnswered)
    assert answer.party is UMBRELLA


def test_all_missing_signatures_and_the_consent_are_asked_for_at_once() -> None:
    assert build_town(*VERIFIED).at_rest().open_asks() == [
        ("client", "signature", ""),
        ("consultant", "consent", ""),
        ("umbrella", "signature", ""),
    ]


def test_what_was_signed_before_the_verification_is_not_asked_for() -> None:
    signed = build_town(*SCOPED, (sign, CLIENT), (verify, UMBRELLA))
    assert signed.asked_acts(CLIENT) == set()
    assert signed.asked_acts(UMBRELLA) == {"signature"}


def test_once_both_have_signed_the_copy_is_asked_for_and_its_delivery_ends_the_saga() -> None:
    signed = build_town(*VERIFIED, *SIGNED)
    assert signed.open_asks() == [("umbrella", "contract_copy", "")]
    copied = signed.play_steps((copy, UMBRELLA)).at_rest()
    assert copied.open_asks() == []
    assert copied.waits() == []
    assert not copied.events_of(AskWithdrawn)


@pytest.mark.parametrize(("giving_up", "party"), [(decline, UMBRELLA), (abandon, CLIENT)])
def test_a_mission_given_up_withdraws_what_was_asked(giving_up: object, party: object) -> None:
    over = build_town(*VERIFIED, (giving_up, party)).at_rest()
    assert over.open_asks() == []
    assert len(over.events_of(AskWithdrawn)) == 3


def test_a_scope_written_anew_withdraws_the_asks_and_starts_them_again() -> None:
    revised = build_town(*VERIFIED, (sign, CLIENT), (revise, CONSULTANT)).at_rest()
    assert revised.open_asks() == [("umbrella", "verification", "")]
    again = revised.play_steps((verify, UMBRELLA)).at_rest()
    assert [ask for ask in again.open_asks() if ask[1] == "signature"] == [
        ("client", "signature", ""),
        ("umbrella", "signature", ""),
    ]


def test_the_first_day_worked_asks_again_with_the_legal_day_before_it_is_over() -> None:
    started = build_town(*VERIFIED, (sign, CLIENT), (start_mission(), CONSULTANT, THURSDAY)).at_rest()
    due_on = started.mission().contract_due_on
    alerts = [ask for ask in started.events_of(PartyAsked) if ask.due_on is not None]
    assert {(ask.party, ask.what, ask.due_on) for ask in alerts} == {
        (UMBRELLA, "signature", due_on),
        (CONSULTANT, "consent", due_on),
    }
    assert due_on == date(2026, 5, 4), "neither the first of May nor the Sunday is a jour ouvrable"


def test_nothing_is_overdue_before_nor_on_the_legal_day_and_it_is_once_the_day_is_over() -> None:
    started = build_town(*VERIFIED, (start_mission(), CONSULTANT, THURSDAY))
    due_on = started.mission().contract_due_on
    assert started.deadlines() == {"DeclareSignatureOverdue": due_on}
    assert not started.advance_to(due_on - A_DAY).events_of(SignatureOverdue)
    assert not started.advance_to(due_on).events_of(SignatureOverdue)
    (overdue,) = started.advance_to(due_on + A_DAY).events_of(SignatureOverdue)
    assert overdue.due_on == due_on
    assert "COM-1" in [breach.ground.rule for breach in started.events_of(BreachRecorded)]
    started.advance_to(due_on + 30 * A_DAY).at_rest()
    assert len(started.events_of(SignatureOverdue)) == 1
    assert started.asked_acts(CLIENT) == {"signature"}, "it is late, and still owed"


def test_a_signature_in_time_cancels_the_deadline() -> None:
    signed = build_town(
        *VERIFIED, (start_mission(), CONSULTANT, THURSDAY), *((*one, THURSDAY) for one in SIGNED)
    )
    assert signed.deadlines() == {}
    assert not signed.advance_to(date(2026, 6, 1)).events_of(SignatureOverdue)


def test_an_earlier_first_day_brings_the_legal_day_forward() -> None:
    moved = build_town(
        *VERIFIED,
        (start_mission(), CONSULTANT, THURSDAY),
        (start_mission(THURSDAY - 2 * A_DAY), CONSULTANT, THURSDAY),
    )
    assert moved.deadlines() == {"DeclareSignatureOverdue": THURSDAY}


def test_a_mission_taken_over_signed_asks_for_nothing() -> None:
    assert build_town((mission_commands.of_taking_over(MISSION), UMBRELLA)).at_rest().open_asks() == []


def test_work_begun_before_any_scope_waits_for_the_legal_day_alone() -> None:
    begun = build_town((need, CLIENT), (start_mission(), CONSULTANT, THURSDAY)).at_rest()
    assert begun.open_asks() == []
    (started,) = (event for event in begun.log if isinstance(event.data, MissionStarted))
    assert begun.waits() == [
        Wait(
            about=f"mission/{MISSION}",
            party=SYSTEM,
            what="DeclareSignatureOverdue",
            because_of=EventId(started.id),
            until=date(2026, 5, 4),
        )
    ]


def test_an_overdue_signature_that_a_party_declared_is_not_declared_again() -> None:
    started = build_town(*VERIFIED, (start_mission(), CONSULTANT, THURSDAY))
    assert started.give_command(DeclareSignatureOverdue(mission=MISSION), UMBRELLA, date(2026, 5, 5))
    started.settle_due().at_rest()
    assert started.deadlines() == {}
    assert not started.refused


def test_a_refusal_of_its_own_is_shown_with_its_rule_and_never_loops() -> None:
    started = build_town(*VERIFIED, (start_mission(), CONSULTANT, THURSDAY))
    key = f"mission/{MISSION}"
    (late,) = (one for one in started.all_due() if isinstance(one, Deadline))
    progress = started.refuse_command(SIGNATURE, key, late)
    assert late not in SIGNATURE.due(key, progress)
    assert [wait.refused for wait in SIGNATURE.waits(key, progress) if wait.party is SYSTEM] == ["COM-1"]
    assert not started.advance_to(date(2026, 6, 1)).events_of(SignatureOverdue)


def test_in_every_order_that_the_domain_accepts_the_end_is_the_same() -> None:
    steps = [(verify, UMBRELLA), *SIGNED, (start_mission(), CONSULTANT, THURSDAY), (copy, UMBRELLA)]
    end = same_end(play_in_every_order(lambda: build_town(*SCOPED), steps))
    assert end.open_asks() == []
    assert end.deadlines() == {}
