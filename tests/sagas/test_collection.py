"""Collection: sent, reminded on its days, disputed, credited, written off, claimed from the insolvent."""

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
from tests.domain import mission_commands as turns
from tests.domain import money_commands as money
from tests.domain.given import CLIENT, MISSION, SYSTEM, UMBRELLA
from tests.sagas.harness import Stage, lived_in_every_order, same_end, stage
from tests.sagas.lives import at_work

A_DAY = timedelta(days=1)
TODAY = date(2026, 3, 2)
F1 = "F-00001"
issue, transmit, pay = commands.of_billing()
ISSUED, SENT = (issue, UMBRELLA), (transmit, UMBRELLA)
credit, _, back, _, insolvent, lodge, write_off = money.of_collecting()
DUE = date(2026, 4, 1)
PAID = (replace(pay, received_on=DUE), UMBRELLA)


def town(*steps: Any) -> Stage:
    return stage(COLLECTION).must(*at_work(), *steps)


def status(code: int) -> Any:
    return (money.of_following(code=code)[0], UMBRELLA)


def reminders(living: Stage) -> list[str]:
    return [one.reminder for one in living.told(PaymentReminded)]


def test_an_invoice_is_the_umbrella_companys_to_send_and_then_the_clients_to_pay() -> None:
    issued = town(ISSUED).at_rest()
    assert issued.asked() == [("umbrella", "transmission", F1)]
    assert issued.deadlines() == {}, "who has not received an invoice is not reminded of it"
    sent = issued.must(SENT).at_rest()
    assert sent.asked() == [("client", "payment", F1)]
    (ask,) = (one for one in sent.told(PartyAsked) if one.party is CLIENT)
    assert ask.due_on == DUE
    paid = sent.must(PAID).at_rest()
    assert paid.asked() == []
    assert not paid.told(AskWithdrawn)


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
    assert reminders(town(ISSUED, SENT).on(until).at_rest()) == given


def test_after_the_formal_notice_penalties_are_the_umbrella_companys_to_charge() -> None:
    noticed = town(ISSUED, SENT).on(DUE + 30 * A_DAY).at_rest()
    assert noticed.whats(UMBRELLA) == {"late_penalty"}
    penalty = money.of_following()[3]
    charged = noticed.must((replace(penalty, until_on=DUE + 30 * A_DAY), UMBRELLA)).at_rest()
    assert charged.asked() == [("client", "payment", F1)]


def test_who_pays_is_reminded_no_more_and_in_part_still_is() -> None:
    part = (replace(pay, amount=100_000, reference="VIR-0", received_on=TODAY), UMBRELLA)
    partly = town(ISSUED, SENT, part).at_rest()
    assert partly.asked() == [("client", "payment", F1)]
    rest = (replace(pay, amount=140_000, received_on=partly.today), UMBRELLA)
    assert partly.must(rest).at_rest().asked() == []
    assert reminders(partly.on(DUE + 60 * A_DAY)) == []


def test_what_was_collected_is_declared_each_time_and_once() -> None:
    part = (replace(pay, amount=100_000, reference="VIR-0"), UMBRELLA)
    partly = town(ISSUED, SENT, part)
    assert [one.amount for one in partly.told(InvoiceCashed)] == [100_000]
    paid = partly.must((replace(pay, amount=140_000), UMBRELLA)).at_rest()
    assert [one.amount for one in paid.told(InvoiceCashed)] == [100_000, 140_000]


@pytest.mark.parametrize("code", [207, 208, 210])
def test_a_dispute_stops_the_reminders_and_waits_for_its_answer(code: int) -> None:
    disputed = town(ISSUED, SENT, status(code)).at_rest()
    assert disputed.whats(UMBRELLA) == {"dispute_answer"}
    assert reminders(disputed.on(DUE + 60 * A_DAY).at_rest()) == []


@pytest.mark.parametrize("code", [205, 209])
def test_a_dispute_that_is_over_lets_the_reminders_go_on_with_the_last_that_passed(code: int) -> None:
    disputed = town(ISSUED, SENT, status(207)).on(DUE + 20 * A_DAY)
    over = disputed.must(status(code)).at_rest()
    assert over.whats(UMBRELLA) == set()
    assert reminders(over) == ["second"]
    assert reminders(over.on(DUE + 30 * A_DAY).at_rest()) == ["second", "formal_notice"]


def test_a_dispute_ends_with_a_credit_note_and_nothing_is_owed_any_more() -> None:
    credited = town(ISSUED, SENT, status(207), (credit, UMBRELLA)).at_rest()
    assert credited.asked() == []
    assert reminders(credited.on(DUE + 60 * A_DAY)) == []


def test_an_invoice_rejected_by_a_platform_is_sent_again() -> None:
    rejected = town(ISSUED, SENT, status(213)).at_rest()
    assert rejected.asked() == [("umbrella", "transmission", F1)]
    sent = (money.of_following(code=200)[0], UMBRELLA)
    assert rejected.must(sent).at_rest().asked() == [("client", "payment", F1)]


def test_a_payment_that_the_bank_took_back_is_owed_again() -> None:
    returned = town(ISSUED, SENT, PAID, (back, UMBRELLA)).at_rest()
    assert returned.asked() == [("client", "payment", F1)]
    again = (replace(pay, reference="VIR-9"), UMBRELLA)
    assert returned.must(again).at_rest().asked() == []


def test_an_insolvent_clients_debt_is_claimed_by_a_day_and_no_longer_reminded_of() -> None:
    living = town(ISSUED, SENT, (insolvent, UMBRELLA)).at_rest()
    assert living.asked() == [("umbrella", "claim", "")]
    (claim,) = (one for one in living.told(PartyAsked) if one.what == "claim")
    assert claim.due_on == living.mission().insolvency.claim_due_on
    assert reminders(living.on(DUE + 60 * A_DAY).at_rest()) == []
    assert living.must((lodge, UMBRELLA)).at_rest().asked() == []


def test_what_was_given_up_is_owed_no_more() -> None:
    lost = town(ISSUED, SENT, (write_off, UMBRELLA)).at_rest()
    assert lost.asked() == []
    assert reminders(lost.on(DUE + 60 * A_DAY)) == []


def test_an_invoice_sent_after_its_days_is_reminded_of_once_that_night() -> None:
    late = town(ISSUED).on(DUE + 20 * A_DAY).must(SENT)
    assert reminders(late.at_rest()) == ["second"]


def test_an_invoice_of_the_past_is_owed_without_a_day() -> None:
    taken = turns.of_taking_over(MISSION)
    unpaid = tuple(replace(one, paid=0) for one in taken.past.invoices)
    living = stage(COLLECTION).must((replace(taken, past=replace(taken.past, invoices=unpaid)), UMBRELLA))
    assert living.at_rest().asked() == [("client", "payment", "OLD-1")]
    assert living.deadlines() == {}


def test_who_reminds_first_spares_the_story_its_reminder_and_a_refusal_never_loops() -> None:
    living = town(ISSUED, SENT).on(DUE + A_DAY)
    second = RemindPayment(mission=MISSION, number=F1, reminder=Reminder.SECOND)
    living.must((second, UMBRELLA)).at_rest()
    assert reminders(living.on(DUE + 20 * A_DAY).at_rest()) == ["before_due", "after_due", "second"]
    assert not living.refused
    (last,) = (one for one in living.owed() if isinstance(one.command, RemindPayment))
    living.refuse(COLLECTION, f"mission/{MISSION}", last, rule="BIL-5")
    assert len(reminders(living.on(DUE + 60 * A_DAY).at_rest())) == 3
    assert [wait.refused for wait in living.waits() if wait.party is SYSTEM] == ["BIL-5"]


def test_in_every_order_that_the_domain_accepts_the_end_is_the_same() -> None:
    part = (replace(pay, amount=100_000, reference="VIR-0"), UMBRELLA)
    rest = (replace(pay, amount=140_000), UMBRELLA)
    steps = [ISSUED, SENT, status(207), status(203), part, rest]
    end = same_end(lived_in_every_order(lambda: stage(COLLECTION).must(*at_work()), steps))
    assert end.asked() == []
    assert sum(one.amount for one in end.told(InvoiceCashed)) == 240_000


def test_a_part_that_the_bank_took_back_changes_nothing_of_what_was_asked() -> None:
    part = (replace(pay, amount=100_000, reference="VIR-0"), UMBRELLA)
    other = (replace(pay, amount=40_000), UMBRELLA)
    partly = town(ISSUED, SENT, part, other, (back, UMBRELLA)).at_rest()
    assert partly.asked() == [("client", "payment", F1)]
    assert not partly.told(AskWithdrawn)
