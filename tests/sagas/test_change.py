"""A change: asked of the others, countered, agreed and signed; or declined, withdrawn, lapsed."""

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
from tests.sagas.harness import Stage, lived_in_every_order, same_end, stage
from tests.sagas.lives import at_work

A_DAY = timedelta(days=1)
TODAY = date(2026, 3, 2)
request, agree, decline, withdraw = commands.of_change()
counter, agree_2, *_ = commands.of_change(change="C2", effect=commands.more(SCOPE, 2), counters="C1")
consent, sign, *_ = commands.of_signing(MISSION, "C1")
ASKED = (request, CLIENT)
AGREED = ((agree, CONSULTANT), (agree, UMBRELLA))


def town(*steps: Any) -> Stage:
    return stage(CHANGE).must(*at_work(), *steps)


@pytest.mark.parametrize("asker", [CLIENT, CONSULTANT, UMBRELLA])
def test_the_two_others_are_asked_for_their_answer_by_the_day_agreed(asker: Party) -> None:
    asked = town((request, asker)).at_rest()
    assert asked.asked() == sorted(
        (str(party), "change_answer", "C1") for party in (CLIENT, CONSULTANT, UMBRELLA) if party is not asker
    )
    assert {one.due_on for one in asked.told(PartyAsked)} == {TODAY + 10 * A_DAY}


def test_once_all_agree_the_amendment_is_signed_and_consented_to_and_the_story_is_over() -> None:
    agreed = town(ASKED, *AGREED).at_rest()
    assert agreed.asked() == [
        ("client", "signature", "C1"),
        ("consultant", "consent", "C1"),
        ("umbrella", "signature", "C1"),
    ]
    assert agreed.deadlines() == {}, "what all agreed to does not lapse"
    amended = agreed.must((sign, CLIENT), (consent, CONSULTANT), (sign, UMBRELLA)).at_rest()
    assert amended.told(ScopeAmended)
    assert amended.waits() == []
    assert not amended.told(AskWithdrawn)


@pytest.mark.parametrize(("end", "party"), [(decline, UMBRELLA), (withdraw, CLIENT)])
def test_a_change_declined_or_withdrawn_is_asked_of_nobody_any_more(end: Any, party: Party) -> None:
    over = town(ASKED, (end, party)).at_rest()
    assert over.asked() == []
    assert over.deadlines() == {}
    assert len(over.told(AskAnswered)) == (end is decline)


def test_a_counter_proposal_answers_the_request_and_is_asked_of_the_others() -> None:
    countered = town(ASKED, (counter, CONSULTANT)).at_rest()
    assert countered.asked() == [("client", "change_answer", "C2"), ("umbrella", "change_answer", "C2")]
    (answer,) = countered.told(AskAnswered)
    assert answer.party is CONSULTANT
    assert countered.must((agree_2, CLIENT), (agree_2, UMBRELLA)).at_rest().whats(CONSULTANT) == {"consent"}


@pytest.mark.parametrize(
    "asked_on", [TODAY, date(2026, 3, 19), date(2026, 4, 21), date(2026, 4, 22), date(2026, 10, 15)],
    ids=["plain", "summer time", "the first of May", "a Saturday", "winter time"],
)  # fmt: skip
def test_a_change_lapses_once_its_day_is_over_not_before_nor_on_it(asked_on: date) -> None:
    asked = town().on(asked_on).must(ASKED, (agree, CONSULTANT))
    last = asked_on + 10 * A_DAY
    assert asked.deadlines() == {"LapseChange": last}
    assert not asked.on(last).told(ChangeLapsed)
    (lapsed,) = asked.on(last + A_DAY).at_rest().told(ChangeLapsed)
    assert (lapsed.answer_due_on, lapsed.unanswered) == (last, (UMBRELLA,))
    assert asked.asked() == []


def test_cc_8_the_umbrella_company_is_told_of_a_new_price_as_soon_as_it_is_asked_for() -> None:
    told_by = datetime(2026, 3, 4, 12, tzinfo=UTC)
    asked = town(ASKED)
    (told,) = (
        event for event in asked.log if isinstance(event.data, PartyAsked) and event.data.party is UMBRELLA
    )
    assert told.time <= told_by
    assert not [event for event in asked.log if event.type.endswith("breach-recorded.v1")]


def test_who_lets_it_lapse_first_spares_the_story_and_a_refusal_never_loops() -> None:
    asked = town(ASKED)
    (late,) = (one for one in asked.owed() if isinstance(one.command, LapseChange))
    asked.refuse(CHANGE, f"mission/{MISSION}", late, rule="AGR-1")
    assert not asked.on(date(2026, 6, 1)).at_rest().told(ChangeLapsed)
    assert [wait.refused for wait in asked.waits() if wait.party is SYSTEM] == ["AGR-1"]
    first = town(ASKED).on(TODAY + 10 * A_DAY)
    assert first.give(LapseChange(mission=MISSION, change="C1"), UMBRELLA, TODAY + 11 * A_DAY)
    assert first.settle().at_rest().deadlines() == {}


def test_a_change_asked_for_again_under_another_name_is_another_one() -> None:
    again = town(ASKED, (decline, UMBRELLA), (replace(request, change="C9"), CLIENT)).at_rest()
    assert again.asked() == [("consultant", "change_answer", "C9"), ("umbrella", "change_answer", "C9")]


def test_in_every_order_that_the_domain_accepts_the_end_is_the_same() -> None:
    steps = [ASKED, *AGREED, (sign, CLIENT), (sign, UMBRELLA), (consent, CONSULTANT)]
    end = same_end(lived_in_every_order(lambda: stage(CHANGE).must(*at_work()), steps))
    assert end.asked() == []
    assert len(end.told(ScopeAmended)) == 1
