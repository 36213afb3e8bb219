"""The saga of collection: sending, reminders, disputes, credit notes, losses, claims."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from domain.mission.events.asking import AskWithdrawn, PartyAsked
from domain.mission.events.invoice_following import InvoiceCashed, PaymentReminded
from domain.mission.invoice_following import RemindPayment
from domain.mission.invoice_state import Reminder
from sagas.collection import COLLECTION
from tests.domain import every_command as commands
from tests.domain import mission_commands
from tests.domain import money_commands as money
from tests.domain.given import CLIENT, MISSION, SYSTEM, UMBRELLA
from tests.sagas.harness import Stage, build_stage, play_in_every_order, same_end
from tests.sagas.lives import steps_to_work

A_DAY = timedelta(days=1)
TODAY = date(2026, 3, 2)
F1 = "F-00001"
issue, transmit, pay = commands.of_billing()
ISSUED, SENT = (issue, UMBRELLA), (transmit, UMBRELLA)
credit, _, back, _, insolvent, lodge, write_off = money.of_collecting()
DUE = date(2026, 4, 1)
PAID = (replace(pay, received_on=DUE), UMBRELLA)


def build_town(*steps: Any) -> Stage:
    return build_stage(COLLECTION).play_steps(*steps_to_work(), *steps)


def platform_status(code: int) -> Any:
    return (money.of_following(code=code)[0], UMBRELLA)


def list_reminders(living: Stage) -> list[str]:
    return [one.reminder for one in living.events_of(PaymentReminded)]


def test_an_invoice_is_the_umbrella_companys_to_send_and_then_the_clients_to_pay() -> None:
    issued = build_town(ISSUED).at_rest()
    assert issued.open_asks() == [("umbrella", "transmission", F1)]
    assert issued.deadlines() == {}, "a client is not reminded of an invoice before it was sent"
    sent = issued.play_steps(SENT).at_rest()
    assert sent.open_asks() == [("client", "payment", F1)]
    (ask,) = (one for one in sent.events_of(PartyAsked) if one.party is CLIENT)
    assert ask.due_on == DUE
    paid = sent.play_steps(PAID).at_rest()
    assert paid.open_asks() == []
    assert not paid.events_of(AskWithdrawn)


@pytest.mark.parametrize(
    ("until", "given"),
    [
        (DUE - 6 * A_DAY, []),
        (DUE - 5 * A_DAY, ["before_due"]),
        (DUE, ["before_due"]),
        (DUE + A_DAY, ["before_due", "after_due"]),
        (DUE + 14 * A_DAY, ["before_due", "after_due"]),
        (DUE + 15 * A_DAY, ["before_due", "after_due", "second"]),
        (DUE + 29 * A_DAY, ["before_due", "after_due", "second"]),
        (DUE + 30 * A_DAY, ["before_due", "after_due", "second", "formal_notice"]),
        (DUE + 90 * A_DAY, ["before_due", "after_due", "second", "formal_notice"]),
    ],
)
def test_the_client_is_reminded_five_days_before_then_one_fifteen_and_thirty_after(
    until: date, given: list[str]
) -> None:
    assert list_reminders(build_town(ISSUED, SENT).advance_to(until).at_rest()) == given


def test_after_the_formal_notice_penalties_are_the_umbrella_companys_to_charge() -> None:
    noticed = build_town(ISSUED, SENT).advance_to(DUE + 30 * A_DAY).at_rest()
    assert noticed.asked_acts(UMBRELLA) == {"late_penalty"}
    penalty = money.of_following()[3]
    charged = noticed.play_steps((replace(penalty, until_on=DUE + 30 * A_DAY), UMBRELLA)).at_rest()
    assert charged.open_asks() == [("client", "payment", F1)]


def test_a_client_that_paid_in_full_is_no_longer_reminded() -> None:
    part = (replace(pay, amount=100_000, reference="VIR-0", received_on=TODAY), UMBRELLA)
    partly = build_town(ISSUED, SENT, part).at_rest()
    assert partly.open_asks() == [("client", "payment", F1)]
    rest = (replace(pay, amount=140_000, received_on=partly.today), UMBRELLA)
    assert partly.play_steps(rest).at_rest().open_asks() == []
    assert list_reminders(partly.advance_to(DUE + 60 * A_DAY)) == []


def test_what_was_collected_is_declared_each_time_and_once() -> None:
    part = (replace(pay, amount=100_000, reference="VIR-0"), UMBRELLA)
    partly = build_town(ISSUED, SENT, part)
    assert [one.amount for one in partly.events_of(InvoiceCashed)] == [100_000]
    paid = partly.play_steps((replace(pay, amount=140_000), UMBRELLA)).at_rest()
    assert [one.amount for one in paid.events_of(InvoiceCashed)] == [100_000, 140_000]


@pytest.mark.parametrize("code", [207, 208, 210])
def test_a_dispute_stops_the_reminders_and_waits_for_its_answer(code: int) -> None:
    disputed = build_town(ISSUED, SENT, platform_status(code)).at_rest()
    assert disputed.asked_acts(UMBRELLA) == {"dispute_answer"}
    assert list_reminders(disputed.advance_to(DUE + 60 * A_DAY).at_rest()) == []


@pytest.mark.parametrize("code", [205, 209])
def test_a_dispute_that_is_over_lets_the_reminders_go_on_with_the_last_that_passed(code: int) -> None:
    disputed = build_town(ISSUED, SENT, platform_status(207)).advance_to(DUE + 20 * A_DAY)
    over = disputed.play_steps(platform_status(code)).at_rest()
    assert over.asked_acts(UMBRELLA) == set()
    assert list_reminders(over) == ["second"]
    assert list_reminders(over.advance_to(DUE + 30 * A_DAY).at_rest()) == ["second", "formal_notice"]


def test_a_dispute_ends_with_a_credit_note_and_nothing_is_owed_any_more() -> None:
    credited = build_town(ISSUED, SENT, platform_status(207), (credit, UMBRELLA)).at_rest()
    assert credited.open_asks() == []
    assert list_reminders(credited.advance_to(DUE + 60 * A_DAY)) == []


def test_an_invoice_rejected_by_a_platform_is_sent_again() -> None:
    rejected = build_town(ISSUED, SENT, platform_status(213)).at_rest()
    assert rejected.open_asks() == [("umbrella", "transmission", F1)]
    sent = (money.of_following(code=200)[0], UMBRELLA)
    assert rejected.play_steps(sent).at_rest().open_asks() == [("client", "payment", F1)]


def test_a_payment_that_the_bank_took_back_is_owed_again() -> None:
    returned = build_town(ISSUED, SENT, PAID, (back, UMBRELLA)).at_rest()
    assert returned.open_asks() == [("client", "payment", F1)]
    again = (replace(pay, reference="VIR-9"), UMBRELLA)
    assert returned.play_steps(again).at_rest().open_asks() == []


def test_an_insolvent_clients_debt_is_claimed_by_a_day_and_no_longer_reminded_of() -> None:
    living = build_town(ISSUED, SENT, (insolvent, UMBRELLA)).at_rest()
    assert living.open_asks() == [("umbrella", "claim", "")]
    (claim,) = (one for one in living.events_of(PartyAsked) if one.what == "claim")
    assert claim.due_on == living.mission().insolvency.claim_due_on
    assert list_reminders(living.advance_to(DUE + 60 * A_DAY).at_rest()) == []
    assert living.play_steps((lodge, UMBRELLA)).at_rest().open_asks() == []


def test_what_was_given_up_is_owed_no_more() -> None:
    lost = build_town(ISSUED, SENT, (write_off, UMBRELLA)).at_rest()
    assert lost.open_asks() == []
    assert list_reminders(lost.advance_to(DUE + 60 * A_DAY)) == []


def test_an_invoice_sent_after_its_days_is_reminded_of_once_that_night() -> None:
    late = build_town(ISSUED).advance_to(DUE + 20 * A_DAY).play_steps(SENT)
    assert list_reminders(late.at_rest()) == ["second"]


def test_an_invoice_of_the_past_is_owed_without_a_day() -> None:
    taken = mission_commands.of_taking_over(MISSION)
    unpaid = tuple(replace(one, paid=0) for one in taken.past.invoices)
    living = build_stage(COLLECTION).play_steps(
        (replace(taken, past=replace(taken.past, invoices=unpaid)), UMBRELLA)
    )
    assert living.at_rest().open_asks() == [("client", "payment", "OLD-1")]
    assert living.deadlines() == {}


def test_a_reminder_that_a_party_sent_is_not_sent_again_and_a_refusal_never_loops() -> None:
    living = build_town(ISSUED, SENT).advance_to(DUE + A_DAY)
    second = RemindPayment(mission=MISSION, number=F1, reminder=Reminder.SECOND)
    living.play_steps((second, UMBRELLA)).at_rest()
    assert list_reminders(living.advance_to(DUE + 20 * A_DAY).at_rest()) == [
        "before_due",
        "after_due",
        "second",
    ]
    assert not living.refused
    (last,) = (one for one in living.all_due() if isinstance(one.command, RemindPayment))
    living.refuse_command(COLLECTION, f"mission/{MISSION}", last, rule="BIL-5")
    assert len(list_reminders(living.advance_to(DUE + 60 * A_DAY).at_rest())) == 3
    assert [wait.refused for wait in living.waits() if wait.party is SYSTEM] == ["BIL-5"]


def test_in_every_order_that_the_domain_accepts_the_end_is_the_same() -> None:
    part = (replace(pay, amount=100_000, reference="VIR-0"), UMBRELLA)
    rest = (replace(pay, amount=140_000), UMBRELLA)
    steps = [ISSUED, SENT, platform_status(207), platform_status(203), part, rest]
    end = same_end(play_in_every_order(lambda: build_stage(COLLECTION).play_steps(*steps_to_work()), steps))
    assert end.open_asks() == []
    assert sum(one.amount for one in end.events_of(InvoiceCashed)) == 240_000


def test_a_part_that_the_bank_took_back_changes_nothing_of_what_was_asked() -> None:
    part = (replace(pay, amount=100_000, reference="VIR-0"), UMBRELLA)
    other = (replace(pay, amount=40_000), UMBRELLA)
    partly = build_town(ISSUED, SENT, part, other, (back, UMBRELLA)).at_rest()
    assert partly.open_asks() == [("client", "payment", F1)]
    assert not partly.events_of(AskWithdrawn)
