"""The words: money to the cent, streams with a name for ever, refusals that say their events."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.cents_and_months import portion, split_by_weight
from domain.language import (
    Kind,
    Language,
    Party,
    Stream,
    account_stream,
    client_id_of,
    pay_month_stream,
    series_stream,
    umbrella_id_of,
)
from domain.mission.refusals import CriteriaMissing, MissionOver
from domain.refused import RefusalRecorded
from tests.domain.given import ALTO, ANNE, BASILE

CENTS = st.integers(0, 10**12)


@pytest.mark.parametrize(
    ("amount", "numerator", "denominator", "share"),
    [(5, 1, 2, 3), (-5, 1, 2, -3), (4, 1, 3, 1), (100_000, 2_000, 10_000, 20_000), (0, 1, 7, 0)],
)
def test_a_share_is_rounded_half_away_from_zero(
    amount: int, numerator: int, denominator: int, share: int
) -> None:
    assert portion(amount, numerator, denominator) == share


@given(amount=CENTS, weights=st.dictionaries(st.text(max_size=3), st.integers(1, 62), min_size=1))
def test_a_split_loses_no_cent(amount: int, weights: dict[str, int]) -> None:
    parts = split_by_weight(amount, weights)
    assert sum(parts.values()) == amount
    assert list(parts) == list(weights)
    assert min(parts.values()) >= 0


def test_nothing_is_split_among_nobody() -> None:
    assert split_by_weight(100, {}) == {}


def test_a_natural_key_gives_one_stream_for_ever() -> None:
    assert str(client_id_of("732829320")) == "e107fb20-53fb-562e-b66b-21aea114f13a"
    assert umbrella_id_of("732829320") != client_id_of("732829320")


def test_streams_of_two_persons_or_two_months_are_two() -> None:
    streams = {
        pay_month_stream(ANNE, "2026-03"),
        pay_month_stream(ANNE, "2026-04"),
        pay_month_stream(BASILE, "2026-03"),
        account_stream(ANNE),
        account_stream(BASILE),
        series_stream(ALTO, "F"),
        series_stream(ALTO, "G"),
    }
    assert len(streams) == 7


def test_a_stream_is_written_kind_and_id() -> None:
    stream = Stream(Kind.MISSION, UUID(int=1))
    assert str(stream) == "mission/00000000-0000-0000-0000-000000000001"


def test_a_refusal_says_its_rule_its_article_and_what_it_saw() -> None:
    refusal = CriteriaMissing(deliverable="D1", missing=frozenset({"clear", "complete"}))
    assert refusal.saw == {"deliverable": "D1", "missing": "clear, complete"}
    assert refusal.sentence(Language.ENGLISH) == (
        "A contract is law between those who made it: an act follows what they agreed in it. "
        "[AGR-1, C. civ. 1103] (deliverable: D1, missing: clear, complete)"
    )
    assert (
        MissionOver()
        .sentence(Language.FRENCH)
        .endswith("[AGR-1, C. civ. 1103] (la mission est abandonnée, refusée ou close)")
    )


@pytest.mark.parametrize("party", list(Party))
def test_a_refusal_is_read_by_the_party_refused(party: Party) -> None:
    fields = dict.fromkeys(("command", "principal", "refusal", "rule", "article", "fr", "en"), "x")
    recorded = RefusalRecorded(party=party, about=None, saw={}, **fields)
    assert recorded.audience == ("umbrella" if party is Party.SYSTEM else party)
