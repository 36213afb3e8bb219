"""Whatever is done, in whatever order, by whomever: the history stays true and the money adds up."""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from random import Random
from typing import Any

import msgspec
import pytest
from hypothesis import Phase, event, given, settings
from hypothesis import strategies as st

from domain.account.account import Account
from domain.account.events import EntryPosted, Ledger
from domain.invoicing.series import NumberAllotted
from domain.language import Kind
from domain.mission.events.billing import Invoiced, PaymentReceived
from domain.mission.events.ending import MissionClosed
from domain.mission.events.working import DaysWorkedRecorded
from domain.mission.mission import Mission
from domain.mission.terms import PriceMode, Trigger
from domain.record import Recorded
from domain.world import FACTS, LIVES
from tests.domain.told import told
from tests.domain.town import Town, closed_missions, lived

LIVES_OF = st.tuples(st.lists(st.integers(0, 2**20), min_size=40, max_size=160), st.booleans())
PHASES = tuple(Phase) if os.environ.get("JALON_LONG") else (Phase.explicit, Phase.generate)
"""A life that fails is made shorter only when there is time: that takes minutes."""

NO_ORDER_STATES = {"BreachCured", "RefusalRecorded", "ClockAdvanced"}
"""A cure has no order yet; a refusal is written by whoever asked `decide`; nobody here moves the clock."""

encoder = msgspec.json.Encoder()


@cache
def decoder(type_: str) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(Recorded[FACTS[type_]])


def replayed_equals_lived(town: Town) -> None:
    for stream, facts in town.history.facts.items():
        life, state = LIVES[stream.kind], LIVES[stream.kind].blank
        for fact in facts:
            written = encoder.encode(fact)
            read = decoder(fact.type).decode(written)
            assert read == fact
            assert encoder.encode(read) == written
            state = life.evolve(state, read)
        assert state == town.history.state_of(stream)
        assert life.fold(life.blank, facts) == state


def a_history_with_holes_still_reads(town: Town) -> None:
    """What was known about a day leaves out what happened later, though it was recorded before."""
    for stream, facts in town.history.facts.items():
        life = LIVES[stream.kind]
        for gone in range(len(facts)):
            life.fold(life.blank, facts[:gone] + facts[gone + 1 :])


def the_account_adds_up_after_every_fact(town: Town) -> None:
    for stream, facts in town.history.facts.items():
        if stream.kind is not Kind.ACCOUNT:
            continue
        account: Account = LIVES[Kind.ACCOUNT].blank
        for fact in facts:
            account = LIVES[Kind.ACCOUNT].evolve(account, fact)
            if isinstance(fact.data, EntryPosted):
                assert sum(posting.amount for posting in fact.data.postings) == 0
            received, advances = -account.on(Ledger.RECEIVED), -account.on(Ledger.ADVANCES)
            used = (Ledger.FEE, Ledger.EXPENSES, Ledger.EMPLOYER_COST, Ledger.RESERVE, Ledger.AVAILABLE)
            assert received == sum(account.on(ledger) for ledger in used) - advances
            assert min(received, advances, *(account.on(ledger) for ledger in used)) >= 0


def invoice_numbers_leave_no_gap(town: Town) -> None:
    numbers = [fact.data for fact in town.facts(Kind.SERIES)]
    invoices = [fact.data.number for fact in town.facts(Kind.MISSION) if isinstance(fact.data, Invoiced)]
    assert all(isinstance(number, NumberAllotted) for number in numbers)
    assert [number.rank for number in numbers] == list(range(1, len(numbers) + 1))
    assert Counter(number.number for number in numbers) == Counter(invoices)
    assert len(set(invoices)) == len(invoices)


def nothing_is_billed_twice(town: Town) -> None:
    for stream, facts in town.history.facts.items():
        lines = [line for fact in facts if isinstance(fact.data, Invoiced) for line in fact.data.lines]
        once = Counter((stream, line.trigger, line.key) for line in lines if not _of_days(line))
        assert set(once.values()) <= {1}
        worked: Counter[str] = Counter()
        for fact in facts:
            if isinstance(fact.data, DaysWorkedRecorded):
                worked[fact.data.month] = max(worked[fact.data.month], fact.data.half_days)
        days: Counter[str] = Counter()
        for line in filter(_of_days, lines):
            days[line.key] += line.quantity
        assert days <= worked


def _of_days(line: Any) -> bool:
    return line.trigger is Trigger.APPROVED_DAYS


def no_more_is_paid_than_was_invoiced(town: Town) -> None:
    for mission in missions(town):
        for invoice in mission.invoices.values():
            assert 0 <= invoice.paid <= invoice.total
            assert 0 <= invoice.net_paid <= invoice.net
    for fact in town.facts(Kind.MISSION):
        if isinstance(fact.data, PaymentReceived):
            assert min(fact.data.net, fact.data.surplus, fact.data.allocated) >= 0
            assert fact.data.allocated + fact.data.surplus == fact.data.amount


def a_price_is_always_the_sum_of_its_parts(town: Town) -> None:
    for mission in missions(town):
        if mission.scope is not None and mission.scope.price.schedule:
            price = mission.scope.price
            assert sum(part.amount for part in price.schedule) == price.amount


def a_mission_that_closes_has_nothing_open(town: Town) -> None:
    for mission in as_they_closed(town):
        assert mission.signed_on is not None
        assert mission.completed_on is not None
        assert all(invoice.open == 0 for invoice in mission.invoices.values())
        assert all(claim.approved is not None for claim in mission.claims.values())
        assert {month for month, count in mission.half_days.items() if count} <= mission.paid_months
        assert all(mission.billed.get(item, 0) >= quantity for item, quantity in due_of(mission).items())


def as_they_closed(town: Town) -> Iterator[Mission]:
    """Each mission as it was each time that it closed; days found late open it again."""
    life = LIVES[Kind.MISSION]
    for facts in (facts for stream, facts in town.history.facts.items() if stream.kind is Kind.MISSION):
        for rank, fact in enumerate(facts, start=1):
            if isinstance(fact.data, MissionClosed):
                yield life.fold(life.blank, facts[:rank])


def due_of(mission: Mission) -> dict[tuple[Trigger, str], int]:
    assert mission.scope is not None
    price = mission.scope.price
    due = {(part.trigger, part.key): 1 for part in price.schedule}
    rebilled = [key for key, claim in mission.claims.items() if claim.approved and claim.expense.rebilled]
    due |= {(Trigger.EXPENSE, key): 1 for key in rebilled}
    if price.mode is PriceMode.DAILY_RATE:
        due |= {(Trigger.APPROVED_DAYS, month): count for month, count in mission.half_days.items()}
    return due


def missions(town: Town) -> list[Mission]:
    return [state for stream, state in town.history.states.items() if stream.kind is Kind.MISSION]


INVARIANTS = (
    replayed_equals_lived,
    a_history_with_holes_still_reads,
    the_account_adds_up_after_every_fact,
    invoice_numbers_leave_no_gap,
    nothing_is_billed_twice,
    no_more_is_paid_than_was_invoiced,
    a_price_is_always_the_sum_of_its_parts,
    a_mission_that_closes_has_nothing_open,
)


@pytest.mark.parametrize("invariant", INVARIANTS, ids=lambda invariant: invariant.__name__)
@settings(phases=PHASES)
@given(life=LIVES_OF)
def test_in_any_life(invariant: Callable[[Town], None], life: tuple[list[int], bool]) -> None:
    choices, one = life
    town = lived(choices, one=one)
    event(f"closed missions: {len(closed_missions(town))}")
    invariant(town)


@cache
def seeded_lives() -> tuple[Town, ...]:
    """One life as it is told, and some long ones by chance, always the same."""
    walks = (
        lived([Random(seed * 1_000 + n).randrange(2**20) for n in range(220)], one=bool(seed % 2))
        for seed in range(10)
    )
    return (told(), *walks)


@pytest.mark.parametrize("invariant", INVARIANTS, ids=lambda invariant: invariant.__name__)
def test_in_long_lives(invariant: Callable[[Town], None]) -> None:
    for town in seeded_lives():
        invariant(town)


def test_the_lives_told_here_reach_every_fact() -> None:
    reached = {type(fact.data).__name__ for town in seeded_lives() for fact in town.facts()}
    assert {fact.__name__ for fact in FACTS.values()} - reached - NO_ORDER_STATES == set()
    assert any(closed_missions(town) for town in seeded_lives())
    assert len({name for town in seeded_lives() for name in town.refused}) >= 12
