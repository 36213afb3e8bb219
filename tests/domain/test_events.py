"""Each event is stated by somebody and read by somebody, whoever else may not."""

import pytest

from domain.aggregates import EVENT_TYPES
from domain.record import Event
from tests.domain.events_as_agreed import AGREED, events


@pytest.mark.parametrize("event", EVENT_TYPES.values(), ids=EVENT_TYPES.keys())
def test_an_event_has_who_may_state_it_and_who_may_read_it(event: type[Event]) -> None:
    assert event.BY
    assert event.READERS


def test_who_states_and_who_reads_each_event_is_what_was_agreed() -> None:
    assert events() == AGREED.read_text(encoding="utf-8")
