"""The saga of a change: answers, a counter-proposal, the amendment; or a decline, a withdrawal, a lapse."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from domain.language import Party
from domain.mission.changing import LapseChange
from domain.mission.events.asking import AskAnswered, AskWithdrawn, PartyAsked
from domain.mission.events.changing import ChangeLapsed, ScopeAmended
from sagas.change import CHANGE
from tests.domain import every_command as commands
from tests.domain.given import CLIENT, CONSULTANT, MISSION, SYSTEM, UMBRELLA
from tests.domain.words import SCOPE
from tests.sagas.harness import Stage, build_stage, play_in_every_order, same_end
from tests.sagas.lives import steps_to_work

A_DAY = timedelta(days=1)
TODAY = date(2026, 3, 2)
request, agree, decline, withdraw = commands.of_change()
counter, agree_2, *_ = commands.of_change(change="C2", effect=commands.more(SCOPE, 2), counters="C1")
consent, sign, *_ = commands.of_signing(MISSION, "C1")
ASKED = (request, CLIENT)
AGREED = ((agree, CONSULTANT), (agree, UMBRELLA))


def build_town(*steps: Any) -> Stage:
    return build_stage(CHANGE).play_steps(*steps_to_work(), *steps)


@pytest.mark.parametrize("asker", [CLIENT, CONSULTANT, UMBRELLA])
def test_the_two_others_are_asked_for_their_answer_by_the_day_agreed(asker: Party) -> None:
    asked = build_town((request, asker)).at_rest()
    assert asked.open_asks() == sorted(
        (str(party), "change_answer", "C1") for party in (CLIENT, CONSULTANT, UMBRELLA) if party is not asker
    )
    assert {one.due_on for one in asked.events_of(PartyAsked)} == {TODAY + 10 * A_DAY}


def test_once_all_agree_the_amendment_is_signed_and_consented_to_and_the_saga_is_over() -> None:
    agreed = build_town(ASKED, *AGREED).at_rest()
    assert agreed.open_asks() == [
        ("client", "signature", "C1"),
        ("consultant", "consent", "C1"),
        ("umbrella", "signature", "C1"),
    ]
    assert agreed.deadlines() == {}, "what all agreed to does not lapse"
    amended = agreed.play_steps((sign, CLIENT), (consent, CONSULTANT), (sign, UMBRELLA)).at_rest()
    assert amended.events_of(ScopeAmended)
    assert amended.waits() == []
    assert not amended.events_of(AskWithdrawn)


@pytest.mark.parametrize(("end", "party"), [(decline, UMBRELLA), (withdraw, CLIENT)])
def test_a_change_declined_or_withdrawn_is_asked_of_nobody_any_more(end: Any, party: Party) -> None:
    over = build_town(ASKED, (end, party)).at_rest()
    assert over.open_asks() == []
    assert over.deadlines() == {}
    assert len(over.events_of(AskAnswered)) == (end is decline)


def test_a_counter_proposal_answers_the_request_and_is_asked_of_the_others() -> None:
    countered = build_town(ASKED, (counter, CONSULTANT)).at_rest()
    assert countered.open_asks() == [("client", "change_answer", "C2"), ("umbrella", "change_answer", "C2")]
    (answer,) = countered.events_of(AskAnswered)
    assert answer.party is CONSULTANT
    assert countered.play_steps((agree_2, CLIENT), (agree_2, UMBRELLA)).at_rest().asked_acts(CONSULTANT) == {
        "consent"
    }


@pytest.mark.parametrize(
    "asked_on", [TODAY, date(2026, 3, 19), date(2026, 4, 21), date(2026, 4, 22), date(2026, 10, 15)],
    ids=["plain", "summer time", "the first of May", "a Saturday", "winter time"],
)  # fmt: skip
def test_a_change_lapses_once_its_day_is_over_not_before_nor_on_it(asked_on: date) -> None:
    asked = build_town().advance_to(asked_on).play_steps(ASKED, (agree, CONSULTANT))
    last = asked_on + 10 * A_DAY
    assert asked.deadlines() == {"LapseChange": last}
    assert not asked.advance_to(last).events_of(ChangeLapsed)
    (lapsed,) = asked.advance_to(last + A_DAY).at_rest().events_of(ChangeLapsed)
    assert (lapsed.answer_due_on, lapsed.unanswered) == (last, (UMBRELLA,))
    assert asked.open_asks() == []


def test_cc_8_the_umbrella_company_learns_a_new_price_as_soon_as_it_is_requested() -> None:
    latest = datetime(2026, 3, 4, 12, tzinfo=UTC)
    asked = build_town(ASKED)
    (ask,) = (
        event for event in asked.log if isinstance(event.data, PartyAsked) and event.data.party is UMBRELLA
    )
    assert ask.time <= latest
    assert not [event for event in asked.log if event.type.endswith("breach-recorded.v1")]


def test_a_change_that_a_party_let_lapse_is_not_lapsed_again_and_a_refusal_never_loops() -> None:
    asked = build_town(ASKED)
    (late,) = (one for one in asked.all_due() if isinstance(one.command, LapseChange))
    asked.refuse_command(CHANGE, f"mission/{MISSION}", late, rule="AGR-1")
    assert not asked.advance_to(date(2026, 6, 1)).at_rest().events_of(ChangeLapsed)
    assert [wait.refused for wait in asked.waits() if wait.party is SYSTEM] == ["AGR-1"]
    first = build_town(ASKED).advance_to(TODAY + 10 * A_DAY)
    assert first.give_command(LapseChange(mission=MISSION, change="C1"), UMBRELLA, TODAY + 11 * A_DAY)
    assert first.settle_due().at_rest().deadlines() == {}


def test_a_change_asked_for_again_under_another_name_is_another_one() -> None:
    again = build_town(ASKED, (decline, UMBRELLA), (replace(request, change="C9"), CLIENT)).at_rest()
    assert again.open_asks() == [("consultant", "change_answer", "C9"), ("umbrella", "change_answer", "C9")]


def test_in_every_order_that_the_domain_accepts_the_end_is_the_same() -> None:
    steps = [ASKED, *AGREED, (sign, CLIENT), (sign, UMBRELLA), (consent, CONSULTANT)]
    end = same_end(play_in_every_order(lambda: build_stage(CHANGE).play_steps(*steps_to_work()), steps))
    assert end.open_asks() == []
    assert len(end.events_of(ScopeAmended)) == 1
