"""Invariants of any sequence of commands by any party: the history stays true and the money adds up."""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from random import Random
from typing import Any

import msgspec
import pytest
from hypothesis import Phase, given, seed, settings
from hypothesis import strategies as st

from domain.account.account import Account
from domain.account.events import SOURCES, EntryPosted, Ledger, OpeningBalancePosted
from domain.aggregates import AGGREGATES, EVENT_TYPES
from domain.invoicing.series import NumberAllotted
from domain.language import NOBODY, Kind
from domain.mission.billing import quantity_and_amount_due
from domain.mission.events.billing import CreditNoteIssued, Invoiced, PaymentReceived
from domain.mission.events.ending import MissionClosed
from domain.mission.events.working import DaysWorkedRecorded
from domain.mission.mission import Mission
from domain.mission.terms import PriceMode, Trigger
from domain.record import Recorded
from tests.domain.lives import play_life
from tests.domain.reach import NO_COMMAND_STATES, Reach
from tests.domain.town import Town, closed_missions
from tests.domain.whole_mission import play_whole_mission

LONG = bool(os.environ.get("JALON_LONG"))
PARTS, LIVES_A_PART = (40, 250) if LONG else (2, 75)
"""Ten thousand lives in the long form."""


def walk(seed: int) -> list[int]:
    """Return a long random list; the lists that Hypothesis draws resemble each other."""
    chance = Random(seed)
    return [chance.randrange(2**20) for _ in range(LONG_WALK)]


LONG_WALK = 220
CHOICES = st.lists(st.integers(0, 2**20), min_size=40, max_size=160)
LIVES_OF = st.tuples(st.one_of(CHOICES, st.integers(0, 2**64).map(walk)) if LONG else CHOICES, st.booleans())
PHASES = tuple(Phase) if LONG else (Phase.explicit, Phase.generate)
"""A failing life is shrunk only in the long form, because that takes minutes."""

encoder = msgspec.json.Encoder()


@cache
def decoder(type_: str) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(Recorded[EVENT_TYPES[type_]])


def replay_gives_the_same_states(town: Town) -> None:
    for stream, events in town.history.events.items():
        life, state = AGGREGATES[stream.kind], AGGREGATES[stream.kind].initial_state
        for event in events:
            written = encoder.encode(event)
            read = decoder(event.type).decode(written)
            assert read == event
            assert encoder.encode(read) == written
            state = life.evolve(state, read)
        assert state == town.history.state_of(stream)
        assert life.fold_events(life.initial_state, events) == state


def a_history_with_holes_still_reads(town: Town) -> None:
    """The view of a day leaves out later events, even if they were recorded before."""
    for stream, events in town.history.events.items():
        life = AGGREGATES[stream.kind]
        for gone in range(len(events)):
            life.fold_events(life.initial_state, events[:gone] + events[gone + 1 :])


def the_account_adds_up_after_every_event(town: Town) -> None:
    for stream, events in town.history.events.items():
        if stream.kind is not Kind.ACCOUNT:
            continue
        account: Account = AGGREGATES[Kind.ACCOUNT].initial_state
        for event in events:
            account = AGGREGATES[Kind.ACCOUNT].evolve(account, event)
            if isinstance(event.data, EntryPosted):
                assert sum(posting.amount for posting in event.data.postings) == 0
            assert account.unexplained_amount == 0
            assert sum(account.balance_of(ledger) for ledger in Ledger) == 0
            assert all(
                account.balance_of(ledger) * (-1 if ledger in SOURCES else 1) >= 0 for ledger in Ledger
            )


def invoice_numbers_leave_no_gap(town: Town) -> None:
    numbers = [event.data for event in town.events(Kind.SERIES)]
    numbered = (Invoiced, CreditNoteIssued)
    invoices = [event.data.number for event in town.events(Kind.MISSION) if isinstance(event.data, numbered)]
    assert all(isinstance(number, NumberAllotted) for number in numbers)
    for code in {number.series for number in numbers}:
        numbers_in_series = [number.rank for number in numbers if number.series == code]
        assert numbers_in_series == list(range(1, len(numbers_in_series) + 1))
    assert Counter(number.number for number in numbers) == Counter(invoices)
    assert len(set(invoices)) == len(invoices)


def nothing_is_billed_twice(town: Town) -> None:
    """An invoiced item is not due again, unless a credit note reopens it."""
    for stream, events in town.history.events.items():
        mission, worked, days = AGGREGATES[stream.kind].initial_state, Counter[str](), Counter[str]()
        for event in events:
            mission = AGGREGATES[stream.kind].evolve(mission, event)
            if isinstance(event.data, DaysWorkedRecorded):
                worked[event.data.month] = max(worked[event.data.month], event.data.half_days)
            if isinstance(event.data, Invoiced):
                for line in event.data.lines:
                    assert quantity_and_amount_due(mission, mission.scope, line.trigger, line.key) == (0, 0)
            if isinstance(event.data, Invoiced | CreditNoteIssued):
                sign = 1 if isinstance(event.data, Invoiced) else -1
                for line in filter(_of_days, event.data.lines):
                    days[line.key] += sign * line.quantity
        assert +days <= worked
        assert min(days.values(), default=0) >= 0


def _of_days(line: Any) -> bool:
    return line.trigger is Trigger.APPROVED_DAYS


def no_more_is_paid_than_was_invoiced(town: Town) -> None:
    for mission in missions(town):
        for invoice in mission.invoices.values():
            assert 0 <= invoice.paid <= invoice.total
            assert 0 <= invoice.net_paid <= invoice.net
    for event in town.events(Kind.MISSION):
        if isinstance(event.data, PaymentReceived):
            paid = event.data
            assert min(paid.net, paid.surplus, paid.allocated, paid.penalties) >= 0
            assert paid.allocated + paid.penalties + paid.surplus == paid.amount


def a_bank_line_is_used_once(town: Town) -> None:
    """Over the whole store; what each line pays of each invoice is what each invoice was paid."""
    for stream, line in town.history.states.items():
        if stream.kind is Kind.BANK_LINE:
            assert 0 <= line.used <= line.total
    for mission in missions(town):
        for number, invoice in mission.invoices.items():
            if invoice.event_id == NOBODY:  # issued and paid before the mission was taken over
                continue
            parts = [line.part_of(number) for line in mission.payments.values()]
            assert invoice.paid == sum(part.allocated for part in parts)
            assert invoice.net_paid == sum(part.net for part in parts)
            assert 0 <= invoice.penalties_paid <= invoice.penalties
        for line in mission.payments.values():
            amounts = (line.surplus, *(part.allocated for part in line.parts.values()))
            assert min(amounts) >= 0


def what_clients_paid_is_on_the_accounts(town: Town) -> None:
    """Received before tax on all accounts is the part before tax of what stands paid in all missions."""
    paid = sum(line.net for mission in missions(town) for line in mission.payments.values())
    taken_over = sum(
        -posting.amount
        for event in town.events(Kind.ACCOUNT)
        if isinstance(event.data, OpeningBalancePosted)
        for posting in event.data.postings
        if posting.ledger is Ledger.RECEIVED
    )
    accounts = [state for stream, state in town.history.states.items() if stream.kind is Kind.ACCOUNT]
    assert -sum(account.balance_of(Ledger.RECEIVED) for account in accounts) == paid + taken_over


def a_price_is_always_the_sum_of_its_parts(town: Town) -> None:
    for mission in missions(town):
        if mission.scope is not None and mission.scope.price.schedule:
            price = mission.scope.price
            assert sum(part.amount for part in price.schedule) == price.amount


def a_mission_that_closes_has_nothing_open(town: Town) -> None:
    for mission in as_they_closed(town):
        assert mission.ended or (mission.signed_on and mission.completed_on)
        assert all(invoice.amount_open == 0 for invoice in mission.invoices.values())
        assert all(claim.approved is not None for claim in mission.claims.values())
        assert {month for month, count in mission.half_days.items() if count} <= mission.paid_months
        assert all(mission.billed.get(item, 0) >= quantity for item, quantity in due_of(mission).items())


def as_they_closed(town: Town) -> Iterator[Mission]:
    """Yield each mission at each closing; late days may reopen it."""
    life = AGGREGATES[Kind.MISSION]
    for events in (events for stream, events in town.history.events.items() if stream.kind is Kind.MISSION):
        for version, event in enumerate(events, start=1):
            if isinstance(event.data, MissionClosed):
                yield life.fold_events(life.initial_state, events[:version])


def due_of(mission: Mission) -> dict[tuple[Trigger, str], int]:
    if mission.ended is not None or mission.scope is None:
        return {}  # of an early end only what was met is due
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
    replay_gives_the_same_states,
    a_history_with_holes_still_reads,
    the_account_adds_up_after_every_event,
    invoice_numbers_leave_no_gap,
    nothing_is_billed_twice,
    no_more_is_paid_than_was_invoiced,
    a_bank_line_is_used_once,
    what_clients_paid_is_on_the_accounts,
    a_price_is_always_the_sum_of_its_parts,
    a_mission_that_closes_has_nothing_open,
)


@pytest.mark.parametrize("part", range(PARTS))
def test_in_any_life(part: int) -> None:
    """Every invariant, on each of many lives; of the long form `reach` says how far they got."""
    reach = Reach()

    @settings(phases=PHASES, max_examples=LIVES_A_PART, derandomize=False)
    @given(life=LIVES_OF)
    def any_life(life: tuple[list[int], bool]) -> None:
        choices, one = life
        town = play_life(choices, one=one)
        reach.note(town)
        for invariant in INVARIANTS:
            invariant(town)

    seed(int.from_bytes(os.urandom(8)) if LONG else part)(any_life)()
    if LONG:
        reach.keep(part)


@cache
def seeded_lives() -> tuple[Town, ...]:
    """The whole mission, and some long random lives with fixed seeds."""
    walks = (
        play_life([Random(seed * 1_000 + n).randrange(2**20) for n in range(LONG_WALK)], one=bool(seed % 2))
        for seed in range(10)
    )
    return (play_whole_mission(), *walks)


@pytest.mark.parametrize("invariant", INVARIANTS, ids=lambda invariant: invariant.__name__)
def test_in_long_lives(invariant: Callable[[Town], None]) -> None:
    for town in seeded_lives():
        invariant(town)


def test_the_seeded_lives_reach_every_event() -> None:
    reached = {type(event.data).__name__ for town in seeded_lives() for event in town.events()}
    assert {event.__name__ for event in EVENT_TYPES.values()} - reached - NO_COMMAND_STATES == set()
    assert any(closed_missions(town) for town in seeded_lives())
    assert len({name for town in seeded_lives() for name in town.refused}) >= 12
