"""Each fact is stated by somebody and read by somebody, whoever else may not."""

import pytest

from domain.aggregates import FACTS
from domain.record import Event
from tests.domain.facts_as_agreed import AGREED, facts


@pytest.mark.parametrize("fact", FACTS.values(), ids=FACTS.keys())
def test_a_fact_has_who_may_state_it_and_who_may_read_it(fact: type[Event]) -> None:
    assert fact.BY
    assert fact.READERS


def test_who_states_and_who_reads_each_fact_is_what_was_agreed() -> None:
    assert facts() == AGREED.read_text(encoding="utf-8")
