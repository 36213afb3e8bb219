"""A turn is valid only on the head it was decided on; an unknown outcome is looked up, not guessed."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from datetime import date, timedelta
from multiprocessing import get_context
from typing import Any
from uuid import UUID, uuid4

import pytest

from adapters.compose import Engine, locate_store, open_archive
from adapters.compose.opening import open_existing_store
from adapters.engine.dispatch import CommandOutcome, Dispatcher
from adapters.engine.dispatch.batch import Dependencies
from adapters.engine.dispatch.envelope import ActClock
from adapters.engine.dispatch.key_erasure import KeyErasure
from adapters.engine.store.recorder import UnitOfWork
from adapters.engine.store.stored import ClockKind, Place, StoreFailed
from adapters.engine.validation import CommandValidator, Request
from domain.language import Kind, Stream
from tests.adapters.acts import (
    CLIENT,
    CONSULTANT,
    START,
    UMBRELLA,
    command,
    engine_at,
    give,
    parties,
    scoping,
    signing,
    started_mission,
)
from tests.adapters.engine.dispatch.test_answers import LATER, names, reach
from tests.adapters.places import store_address


class Breakdown:
    """A real store whose connection is lost during some commits, before or after they took."""

    def __init__(self, place: Place) -> None:
        self._store = open_existing_store(place)
        self.before = self.after = 0

    def __getattr__(self, asked: str) -> Any:
        return getattr(self._store, asked)

    @contextmanager
    def begin_unit_of_work(self) -> Generator[UnitOfWork]:
        with self._store.begin_unit_of_work() as unit:
            yield unit
            if self.before:
                self.before -= 1
                raise StoreFailed("connection lost before the commit")
        if self.after:
            self.after -= 1
            raise StoreFailed("connection lost after the commit")


def with_store(engine: Engine, store: Any) -> Dispatcher:
    calendar = engine.dispatcher._means.calendar
    means = Dependencies(
        CommandValidator(engine.keys),
        engine.codec,
        calendar,
        ActClock(ClockKind.SIMULATED, lambda: START, "demo"),
        "/jalon/demo",
        KeyErasure(store, engine.codec, engine.keys),
    )
    return Dispatcher(store, means)


async def prepared(place: Place, mission: UUID) -> None:
    async with engine_at(place) as engine:
        await give(engine, parties())
        await give(engine, started_mission(mission))


def test_no_answer_comes_from_stale_knowledge(place: Place) -> None:
    """One engine knows the mission as unsigned; another signs it; the first must see that."""

    async def test() -> None:
        mission = uuid4()
        async with engine_at(place) as one, engine_at(place) as other:
            await give(one, parties())
            await give(one, scoping(mission))
            refused = await one.submit(change_of(mission))
            assert refused.outcome is CommandOutcome.REFUSED
            await give(other, signing(mission))
            taken = await one.submit(change_of(mission))
            assert names(taken) == ["ChangeRequested"]
            assert await other.submit(change_of(mission))

    asyncio.run(test())


def sign_elsewhere(at: str, mission: UUID) -> None:
    """Sign a mission, in whichever process this is."""

    async def sign() -> None:
        async with engine_at(locate_store(at)) as engine:
            await give(engine, signing(mission))

    asyncio.run(sign())


def test_no_answer_comes_from_what_another_process_has_made_stale(place: Place) -> None:
    async def test() -> None:
        mission = uuid4()
        async with engine_at(place) as engine:
            await give(engine, parties())
            await give(engine, scoping(mission))
            refused = await engine.submit(change_of(mission))
            assert refused.outcome is CommandOutcome.REFUSED
            other = get_context("spawn").Process(target=sign_elsewhere, args=(store_address(place), mission))
            other.start()
            await asyncio.to_thread(other.join)
            assert other.exitcode == 0
            assert (await engine.submit(change_of(mission))).outcome is CommandOutcome.ACCEPTED

    asyncio.run(test())


def change_of(mission: UUID) -> Request:
    """Return a request that only a signed mission takes."""
    body = {"mission": str(mission), "change": "C1", "what": "w", "why": "y", "effect": {}}
    return command(CONSULTANT, "RequestChange", at=LATER, **body)


@pytest.mark.parametrize("when", ["before", "after"])
def test_an_unknown_outcome_is_looked_up_and_the_command_taken_once(place: Place, when: str) -> None:
    async def test() -> None:
        mission = uuid4()
        await prepared(place, mission)
        async with engine_at(place) as engine:
            store = Breakdown(place)
            async with with_store(engine, store) as dispatcher:
                setattr(store, when, 1)
                requests = [reach(mission, f"J{n}") for n in (1, 2, 3)]
                answers = await asyncio.gather(*map(dispatcher.submit, requests))
            store.close()
            reached = [
                line
                for line in engine.stream(Stream(Kind.MISSION, mission))
                if line.recorded.type.endswith("reached.v1")
            ]
            assert [answer.outcome for answer in answers] == [CommandOutcome.ACCEPTED] * 3
            assert [line.position for line in reached] == [a.facts[0].position for a in answers]

    asyncio.run(test())


def test_a_store_that_keeps_failing_stops_the_dispatcher_and_loses_no_answer(place: Place) -> None:
    async def test() -> None:
        mission = uuid4()
        await prepared(place, mission)
        async with engine_at(place) as engine:
            store, head = Breakdown(place), engine.store.head()
            async with with_store(engine, store) as dispatcher:
                store.before = 2
                with pytest.raises(StoreFailed):
                    await dispatcher.submit(reach(mission))
                with pytest.raises(StoreFailed):
                    await dispatcher.submit(reach(mission))
            store.close()
            assert engine.store.head() == head

    asyncio.run(test())


class BrokenCalendar:
    """A calendar with a bug in it."""

    version = "broken"

    def for_region(self, region: object) -> "BrokenCalendar":
        return self

    def add_working_days(self, day: date, count: int) -> date:
        return day + timedelta(days=count // 0)


def test_a_bug_in_one_decision_answers_it_defect_and_leaves_the_others_alone(
    place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    async def test() -> None:
        working, starting = uuid4(), uuid4()
        await prepared(place, working)
        async with engine_at(place) as engine:
            await give(engine, scoping(starting))
            store = open_existing_store(place)
            dispatcher = with_store(engine, store)
            dispatcher._means = dispatcher._means._replace(calendar=BrokenCalendar())
            first = {"mission": str(starting), "first_day": "2026-01-05"}
            async with dispatcher:
                bug, fine = await asyncio.gather(
                    dispatcher.submit(command(CONSULTANT, "StartMission", at=LATER, **first)),
                    dispatcher.submit(reach(working)),
                )
            store.close()
            assert (bug.outcome, bug.facts) == (CommandOutcome.DEFECT, ())
            assert str(bug.incident) in caplog.text
            assert "ZeroDivisionError" in caplog.text
            assert fine.outcome is CommandOutcome.ACCEPTED

    asyncio.run(test())


def test_invoice_numbers_have_no_gap_when_many_ask_at_once(place: Place) -> None:
    async def test() -> None:
        missions = [uuid4(), uuid4()]
        async with engine_at(place) as one, engine_at(place) as other:
            await give(one, parties())
            for mission in missions:
                await give(one, started_mission(mission, instalments=25))
            for step in zip(*(invoicing(mission, 25) for mission in missions), strict=True):
                requests = [request for of_mission in step for request in of_mission]
                engines = [one, other] * len(requests)
                await asyncio.gather(
                    *(engine.submit(request) for engine, request in zip(engines, requests, strict=False))
                )
        with open_archive(place) as archive:
            numbers = [
                line.recorded.data.number
                for line in archive.lines()
                if line.recorded.type == "fr.jalon.mission.invoiced.v1"
            ]
        assert sorted(numbers) == [f"A-{n:05d}" for n in range(1, len(numbers) + 1)]
        assert len(numbers) == 50

    asyncio.run(test())


def invoicing(mission: UUID, count: int) -> tuple[list[Request], ...]:
    """Reach, validate and invoice so many milestones: three steps, each of which may run at once."""
    named = {"mission": str(mission)}
    billed = {**named, "series": "A", "issued_on": "2026-01-15"}
    keys = [f"J{n}" for n in range(1, count + 1)]
    return (
        [reach(mission, key) for key in keys],
        [command(CLIENT, "ValidateMilestone", at=LATER, **named, milestone=key) for key in keys],
        [
            command(
                UMBRELLA,
                "IssueInvoice",
                at=LATER,
                **billed,
                due=[{"trigger": "milestone", "key": f"E{key}"}],
            )
            for key in keys
        ],
    )
