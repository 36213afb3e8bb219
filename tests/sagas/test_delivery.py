"""The saga of delivery: the client's answers, its silence, and the invoice once the trigger is met."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from domain.language import EventId, Party
from domain.mission.billing import Due
from domain.mission.course_terms import TerminationClause
from domain.mission.delivering import DeemAccepted
from domain.mission.ending import TerminateMission
from domain.mission.events.asking import AskAnswered, AskWithdrawn, PartyAsked
from domain.mission.events.delivering import DeliverableAccepted, DeliverableDeemedAccepted
from domain.mission.terms import Trigger
from sagas.delivery import DELIVERY
from tests.domain import every_command as commands
from tests.domain import mission_commands
from tests.domain import money_commands as money
from tests.domain.given import ANNE, CLIENT, CONSULTANT, MISSION, UMBRELLA
from tests.domain.words import ASSISTANCE, CLAUSES, SCOPE
from tests.sagas.harness import Stage, build_stage, play_in_every_order, same_end
from tests.sagas.lives import scoping_steps, signing_steps, steps_to_work

SILENT = replace(SCOPE, clauses=replace(CLAUSES, deemed_acceptance=True))
submit, accept, reserve, reject = commands.of_delivery()
_, reach, validate, _, _, claim, approve, decline, _, _ = commands.of_work()
report, _, correct, approve_report, *_ = commands.of_pay(ANNE)
share = mission_commands.of_a_share(MISSION)
A_DAY = timedelta(days=1)
TODAY = date(2026, 3, 2)
INVOICE, ACCEPTANCE = ("umbrella", "invoice"), ("client", "acceptance")


def build_town(*steps: Any, scope: Any = SCOPE) -> Stage:
    return build_stage(DELIVERY).play_steps(*steps_to_work(scope=scope), *steps)


def build_bill(*due: tuple[Trigger, str]) -> Any:
    issue = commands.of_billing()[0]
    return (replace(issue, due=tuple(Due(trigger=trigger, key=key) for trigger, key in due)), UMBRELLA)


def answer_due_on(living: Stage) -> date:
    return living.mission().handovers["D1"].answer_due_on


BILL_1 = build_bill((Trigger.SIGNATURE, "I1"))


def test_nothing_is_asked_before_the_signature_which_makes_its_instalment_due() -> None:
    assert build_stage(DELIVERY).play_steps(*scoping_steps()).open_asks() == []
    assert build_stage(DELIVERY).play_steps(*signing_steps()).at_rest().open_asks() == [(*INVOICE, "I1")]
    assert build_town(BILL_1).at_rest().open_asks() == []


@pytest.mark.parametrize("answer", [accept, reserve, reject, share])
def test_the_client_is_asked_for_its_answer_and_any_answer_is_one(answer: Any) -> None:
    submitted = build_town(BILL_1, (submit, CONSULTANT))
    assert submitted.at_rest().open_asks() == [(*ACCEPTANCE, "D1")]
    (ask,) = (one for one in submitted.events_of(PartyAsked) if one.party is CLIENT)
    assert ask.due_on == answer_due_on(submitted)
    answered = submitted.play_steps((answer, CLIENT)).at_rest()
    assert answered.asked_acts(CLIENT) == set()
    assert not answered.events_of(AskWithdrawn)
    assert (answered.asked_acts(UMBRELLA) == {"invoice"}) is (answer is not reject)


def test_a_result_handed_over_again_is_asked_for_again() -> None:
    again = build_town(BILL_1, (submit, CONSULTANT), (reject, CLIENT), (submit, CONSULTANT)).at_rest()
    assert again.open_asks() == [(*ACCEPTANCE, "D1")]
    assert len([one for one in again.events_of(PartyAsked) if one.party is CLIENT]) == 2
    assert again.play_steps((accept, CLIENT)).at_rest().asked_acts(CLIENT) == set()


def test_rejected_and_handed_over_again_before_anything_was_sent_still_answers_then_asks() -> None:
    fast = build_town(BILL_1, (submit, CONSULTANT))
    assert fast.give_command(reject, CLIENT)
    assert fast.give_command(submit, CONSULTANT)
    assert fast.settle_due().at_rest().open_asks() == [(*ACCEPTANCE, "D1")]
    assert len([one for one in fast.events_of(AskAnswered) if one.party is CLIENT]) == 1


def test_where_silence_says_nothing_the_client_is_reminded_once_its_day_is_over() -> None:
    silent = build_town(BILL_1, (submit, CONSULTANT))
    last = answer_due_on(silent)
    assert len(silent.advance_to(last).events_of(PartyAsked)) == 2
    assert len(silent.advance_to(last + A_DAY).events_of(PartyAsked)) == 3
    assert len(silent.advance_to(last + 40 * A_DAY).at_rest().events_of(PartyAsked)) == 3
    assert not silent.events_of(DeliverableDeemedAccepted)
    silent.play_steps((accept, CLIENT)).at_rest()
    assert len([one for one in silent.events_of(AskAnswered) if one.party is CLIENT]) == 2


@pytest.mark.parametrize(
    "handed_over", [TODAY, date(2026, 3, 19), date(2026, 4, 21), date(2026, 4, 22)],
    ids=["plain", "until the clock changes", "until the first of May", "until a Saturday"],
)  # fmt: skip
def test_where_silence_speaks_it_does_once_the_day_is_over_not_before_nor_on_it(handed_over: date) -> None:
    silent = build_town(BILL_1, scope=SILENT).advance_to(handed_over).play_steps((submit, CONSULTANT))
    last = answer_due_on(silent)
    assert last == handed_over + 10 * A_DAY
    assert silent.deadlines() == {"DeemAccepted": last}
    assert not silent.advance_to(last).events_of(DeliverableDeemedAccepted)
    (deemed,) = silent.advance_to(last + A_DAY).events_of(DeliverableDeemedAccepted)
    assert deemed.answer_due_on == last
    assert silent.at_rest().open_asks() == [(*INVOICE, "I3")]


def test_an_answer_in_time_cancels_what_silence_would_have_said() -> None:
    answered = build_town(BILL_1, (submit, CONSULTANT), (reject, CLIENT), scope=SILENT)
    assert answered.deadlines() == {}
    assert not answered.advance_to(date(2026, 6, 1)).events_of(DeliverableDeemedAccepted)


def test_an_answer_taken_back_is_asked_for_again_and_silence_no_longer_speaks() -> None:
    accepted = build_town(BILL_1, (submit, CONSULTANT), (accept, CLIENT), scope=SILENT)
    (event,) = (one for one in accepted.log if isinstance(one.data, DeliverableAccepted))
    reopen = mission_commands.of_correcting(MISSION, EventId(event.id))[1]
    reopened = accepted.play_steps((reopen, CLIENT)).at_rest()
    assert reopened.open_asks() == [(*ACCEPTANCE, "D1")]
    assert reopened.deadlines() == {}


def test_a_milestone_reached_is_the_clients_to_validate_and_then_its_instalment_is_due() -> None:
    reached = build_town(BILL_1, (reach, CONSULTANT))
    assert reached.at_rest().open_asks() == [("client", "milestone_validation", "M1")]
    validated = reached.play_steps((validate, CLIENT)).at_rest()
    assert validated.open_asks() == [(*INVOICE, "I2")]
    assert validated.play_steps(build_bill((Trigger.MILESTONE, "I2"))).at_rest().open_asks() == []


def test_approved_days_are_due_at_a_daily_rate_and_corrected_ones_once_more() -> None:
    living = build_town((report, CONSULTANT), (approve_report, UMBRELLA), scope=ASSISTANCE)
    assert living.at_rest().open_asks() == [(*INVOICE, "2026-03")]
    billed = living.play_steps(build_bill((Trigger.APPROVED_DAYS, "2026-03"))).at_rest()
    assert billed.open_asks() == []
    fewer = billed.play_steps((correct, CONSULTANT), (approve_report, UMBRELLA)).at_rest()
    assert fewer.open_asks() == [("umbrella", "credit_note", "2026-03")]
    credited = fewer.play_steps((money.of_collecting()[0], UMBRELLA)).at_rest()
    assert credited.open_asks() == [(*INVOICE, "2026-03")], "what was cancelled is due again, as it is now"
    assert credited.play_steps(build_bill((Trigger.APPROVED_DAYS, "2026-03"))).at_rest().open_asks() == []


def test_days_at_a_fixed_price_make_nothing_due() -> None:
    assert build_town(BILL_1, (report, CONSULTANT), (approve_report, UMBRELLA)).at_rest().open_asks() == []


@pytest.mark.parametrize(("rebilled", "due"), [(True, [(*INVOICE, "E1")]), (False, [])])
def test_an_expense_waits_for_the_umbrella_company_and_is_due_when_rebilled(rebilled: bool, due: Any) -> None:
    spent = commands.of_work(rebilled=rebilled)[5]
    claimed = build_town(BILL_1, (spent, CONSULTANT))
    assert claimed.at_rest().open_asks() == [("umbrella", "expense_answer", "E1")]
    assert claimed.play_steps((approve, UMBRELLA)).at_rest().open_asks() == due


def test_an_expense_declined_or_taken_back_is_no_longer_due() -> None:
    assert build_town(BILL_1, (claim, CONSULTANT), (decline, UMBRELLA)).at_rest().open_asks() == []
    approved = build_town(BILL_1, (claim, CONSULTANT), (approve, UMBRELLA))
    event = next(one for one in reversed(approved.log) if one.type.endswith("expense-approved.v1"))
    reverse = mission_commands.of_correcting(MISSION, EventId(event.id))[0]
    reversed_ = approved.play_steps((reverse, UMBRELLA)).at_rest()
    assert reversed_.open_asks() == []
    assert len(reversed_.events_of(AskWithdrawn)) == 1


def test_a_share_accepted_is_worth_that_share_and_the_invoice_of_it_is_enough() -> None:
    shared = build_town(BILL_1, (submit, CONSULTANT), (share, CLIENT))
    assert shared.play_steps(build_bill((Trigger.ACCEPTANCE, "I3"))).at_rest().open_asks() == []


def test_a_credit_note_makes_its_lines_due_again_each_time() -> None:
    credit = money.of_collecting()[0]
    living = build_town(BILL_1, (credit, UMBRELLA)).at_rest()
    assert living.open_asks() == [(*INVOICE, "I1")]
    twice = living.play_steps(BILL_1, (replace(credit, invoice="F-00002"), UMBRELLA)).at_rest()
    assert twice.open_asks() == [(*INVOICE, "I1")]
    assert twice.play_steps(BILL_1).at_rest().open_asks() == []


def test_a_mission_ended_early_asks_for_the_notice_that_remains_due() -> None:
    end = TerminateMission(
        mission=MISSION,
        terminated_on=TODAY,
        clause=TerminationClause.NOTICE,
        reason=commands.WORDS,
    )
    ended = build_town(BILL_1, (end, CLIENT)).at_rest()
    remains = ended.mission().ended.remains
    assert ended.open_asks() == ([(*INVOICE, "notice")] if remains.notice else [])


def test_a_mission_taken_over_asks_for_what_its_past_left_uninvoiced() -> None:
    taken = build_stage(DELIVERY).play_steps((mission_commands.of_taking_over(MISSION), UMBRELLA)).at_rest()
    assert taken.open_asks() == [(*INVOICE, "2026-01")]


def test_a_refused_silence_is_never_tried_again() -> None:
    silent = build_town(BILL_1, (submit, CONSULTANT), scope=SILENT)
    key = f"mission/{MISSION}"
    (late,) = (one for one in silent.all_due() if isinstance(one.command, DeemAccepted))
    silent.refuse_command(DELIVERY, key, late, rule="AGR-1")
    assert silent.advance_to(date(2026, 6, 1)).at_rest().events_of(DeliverableDeemedAccepted) == []
    assert [wait.refused for wait in silent.waits() if wait.party is Party.SYSTEM] == ["AGR-1"]


def test_in_every_order_that_the_domain_accepts_the_end_is_the_same() -> None:
    steps = [
        *((submit, CONSULTANT), (accept, CLIENT), (reach, CONSULTANT), (validate, CLIENT)),
        *((claim, CONSULTANT), (approve, UMBRELLA), BILL_1, build_bill((Trigger.ACCEPTANCE, "I3"))),
    ]
    end = same_end(play_in_every_order(lambda: build_stage(DELIVERY).play_steps(*steps_to_work()), steps))
    assert end.open_asks() == [(*INVOICE, "E1"), (*INVOICE, "I2")]


def test_what_was_invoiced_of_an_answer_taken_back_is_credited_only_once_the_mission_has_ended() -> None:
    billed = build_town(
        BILL_1, (submit, CONSULTANT), (accept, CLIENT), build_bill((Trigger.ACCEPTANCE, "I3"))
    )
    (event,) = (one for one in billed.log if isinstance(one.data, DeliverableAccepted))
    reopened = billed.play_steps(
        (mission_commands.of_correcting(MISSION, EventId(event.id))[1], CLIENT)
    ).at_rest()
    assert reopened.asked_acts(UMBRELLA) == set(), "it may still be accepted"
    end = TerminateMission(
        mission=MISSION, terminated_on=TODAY, clause=TerminationClause.AGREEMENT, reason=commands.WORDS
    )
    ended = reopened.play_steps((end, CLIENT)).at_rest()
    assert ("umbrella", "credit_note", "I3") in ended.open_asks()
