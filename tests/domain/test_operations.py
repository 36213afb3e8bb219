"""The operations of a store: its simulated clock moves forward, never back."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.language import Party
from domain.operations.operations import AdvanceClock, ClockAdvanced
from tests.domain.given import SYSTEM, UMBRELLA, given

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)  # when the tests act
LATER = NOON + timedelta(days=1)


def advancing(to: datetime) -> AdvanceClock:
    return AdvanceClock(tenant="demo", to=to)


@pytest.mark.parametrize("party", [UMBRELLA, SYSTEM])
def test_the_clock_moves_forward(party: Party) -> None:
    given().when(advancing(LATER), by=party).then(ClockAdvanced(to=LATER))


def test_an_instant_already_reached_changes_nothing() -> None:
    given().when(advancing(NOON), by=SYSTEM).then()
    given(ClockAdvanced(to=NOON)).when(advancing(NOON - timedelta(hours=1)), by=SYSTEM).then()
