"""The signature: who is asked for what, when; what is said once the legal delay is over."""

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
from tests.domain import mission_commands as turns
from tests.domain.given import CLIENT, CONSULTANT, MISSION, SYSTEM, UMBRELLA
from tests.sagas.harness import Stage, lived_in_every_order, same_end, stage

need, propose, _, scope, revise, verify = commands.of_scoping(MISSION)
consent, sign, _, copy = commands.of_signing(MISSION)
decline, abandon = commands.of_giving_up(MISSION)
THURSDAY = date(2026, 4, 30)  # the next day is the first of May, then a Saturday and a Sunday
A_DAY = timedelta(days=1)
SCOPED = ((need, CLIENT), (propose, CONSULTANT), (scope, CONSULTANT))
VERIFIED = (*SCOPED, (verify, UMBRELLA))
SIGNED = ((sign, CLIENT), (sign, UMBRELLA), (consent, CONSULTANT))


def start(on: date = THURSDAY) -> StartMission:
    return StartMission(mission=MISSION, first_day=on)


def town(*steps: object) -> Stage:
    return stage(SIGNATURE).must(*steps)  # pyright: ignore[reportArgumentType]


def test_the_umbrella_company_is_asked_to_verify_a_scope_and_its_act_answers() -> None:
    scoped = town(*SCOPED)
    assert scoped.asked() == [("umbrella", "verification", "")]
    verified = scoped.must((verify, UMBRELLA))
    (answer,) = verified.told(AskAnswered)
    assert answer.party is UMBRELLA


def test_all_missing_signatures_and_the_consent_are_asked_for_at_once() -> None:
    assert town(*VERIFIED).at_rest().asked() == [
        ("client", "signature", ""),
        ("consultant", "consent", ""),
        ("umbrella", "signature", ""),
    ]


def test_what_was_signed_before_the_verification_is_not_asked_for() -> None:
    signed = town(*SCOPED, (sign, CLIENT), (verify, UMBRELLA))
    assert signed.whats(CLIENT) == set()
    assert signed.whats(UMBRELLA) == {"signature"}


def test_once_both_have_signed_the_copy_is_asked_for_and_its_delivery_ends_the_story() -> None:
    signed = town(*VERIFIED, *SIGNED)
    assert signed.asked() == [("umbrella", "contract_copy", "")]
    copied = signed.must((copy, UMBRELLA)).at_rest()
    assert copied.asked() == []
    assert copied.waits() == []
    assert not copied.told(AskWithdrawn)


@pytest.mark.parametrize(("giving_up", "party"), [(decline, UMBRELLA), (abandon, CLIENT)])
def test_a_mission_given_up_withdraws_what_was_asked(giving_up: object, party: object) -> None:
    over = town(*VERIFIED, (giving_up, party)).at_rest()
    assert over.asked() == []
    assert len(over.told(AskWithdrawn)) == 3


def test_a_scope_written_anew_withdraws_the_asks_and_starts_them_again() -> None:
    revised = town(*VERIFIED, (sign, CLIENT), (revise, CONSULTANT)).at_rest()
    assert revised.asked() == [("umbrella", "verification", "")]
    again = revised.must((verify, UMBRELLA)).at_rest()
    assert [ask for ask in again.asked() if ask[1] == "signature"] == [
        ("client", "signature", ""),
        ("umbrella", "signature", ""),
    ]


def test_the_first_day_worked_asks_again_with_the_legal_day_before_it_is_over() -> None:
    started = town(*VERIFIED, (sign, CLIENT), (start(), CONSULTANT, THURSDAY)).at_rest()
    due_on = started.mission().contract_due_on
    alerts = [ask for ask in started.told(PartyAsked) if ask.due_on is not None]
    assert {(ask.party, ask.what, ask.due_on) for ask in alerts} == {
        (UMBRELLA, "signature", due_on),
        (CONSULTANT, "consent", due_on),
    }
    assert due_on == date(2026, 5, 4), "neither the first of May nor the Sunday is a jour ouvrable"


def test_nothing_is_overdue_before_nor_on_the_legal_day_and_it_is_once_the_day_is_over() -> None:
    started = town(*VERIFIED, (start(), CONSULTANT, THURSDAY))
    due_on = started.mission().contract_due_on
    assert started.deadlines() == {"DeclareSignatureOverdue": due_on}
    assert not started.on(due_on - A_DAY).told(SignatureOverdue)
    assert not started.on(due_on).told(SignatureOverdue)
    (overdue,) = started.on(due_on + A_DAY).told(SignatureOverdue)
    assert overdue.due_on == due_on
    assert "COM-1" in [breach.ground.rule for breach in started.told(BreachRecorded)]
    started.on(due_on + 30 * A_DAY).at_rest()
    assert len(started.told(SignatureOverdue)) == 1
    assert started.whats(CLIENT) == {"signature"}, "it is late, and still owed"


def test_a_signature_in_time_cancels_the_deadline() -> None:
    signed = town(*VERIFIED, (start(), CONSULTANT, THURSDAY), *((*one, THURSDAY) for one in SIGNED))
    assert signed.deadlines() == {}
    assert not signed.on(date(2026, 6, 1)).told(SignatureOverdue)


def test_an_earlier_first_day_brings_the_legal_day_forward() -> None:
    moved = town(
        *VERIFIED, (start(), CONSULTANT, THURSDAY), (start(THURSDAY - 2 * A_DAY), CONSULTANT, THURSDAY)
    )
    assert moved.deadlines() == {"DeclareSignatureOverdue": THURSDAY}


def test_a_mission_taken_over_signed_asks_for_nothing() -> None:
    assert town((turns.of_taking_over(MISSION), UMBRELLA)).at_rest().asked() == []


def test_work_begun_before_any_scope_waits_for_the_legal_day_alone() -> None:
    begun = town((need, CLIENT), (start(), CONSULTANT, THURSDAY)).at_rest()
    assert begun.asked() == []
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


def test_who_says_first_that_it_is_overdue_spares_the_deadline_its_word() -> None:
    started = town(*VERIFIED, (start(), CONSULTANT, THURSDAY))
    assert started.give(DeclareSignatureOverdue(mission=MISSION), UMBRELLA, date(2026, 5, 5))
    started.settle().at_rest()
    assert started.deadlines() == {}
    assert not started.refused


def test_a_refusal_of_its_own_is_shown_with_its_rule_and_never_loops() -> None:
    started = town(*VERIFIED, (start(), CONSULTANT, THURSDAY))
    key = f"mission/{MISSION}"
    (late,) = (one for one in started.owed() if isinstance(one, Deadline))
    progress = started.refuse(SIGNATURE, key, late)
    assert late not in SIGNATURE.due(key, progress)
    assert [wait.refused for wait in SIGNATURE.waits(key, progress) if wait.party is SYSTEM] == ["COM-1"]
    assert not started.on(date(2026, 6, 1)).told(SignatureOverdue)


def test_in_every_order_that_the_domain_accepts_the_end_is_the_same() -> None:
    steps = [(verify, UMBRELLA), *SIGNED, (start(), CONSULTANT, THURSDAY), (copy, UMBRELLA)]
    end = same_end(lived_in_every_order(lambda: town(*SCOPED), steps))
    assert end.asked() == []
    assert end.deadlines() == {}
