"""Each fact is stated by somebody and read by somebody, whoever else may not."""

import pytest

from domain.record import Event
from domain.world import FACTS


@pytest.mark.parametrize("fact", FACTS.values(), ids=FACTS.keys())
def test_a_fact_has_who_may_state_it_and_who_may_read_it(fact: type[Event]) -> None:
    assert fact.BY
    assert fact.READERS
