"""A turn is valid only on the head it was decided on; an unknown outcome is looked up, not guessed."""

import asyncio
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from adapters.compose import Engine, open_archive
from adapters.dispatcher import Dispatcher, Outcome
from adapters.dispatcher.erasing import Erasing
from adapters.dispatcher.turn import Means
from adapters.dispatcher.when import When
from adapters.door import Door, Request
from adapters.store.sqlite import SQLiteStore, Turn
from adapters.store.stored import ClockKind, StoreFailed
from domain.language import Kind, Stream
from tests.adapters.acts import (
    CLIENT,
    CONSULTANT,
    START,
    UMBRELLA,
    engine_at,
    give,
    lived,
    order,
    parties,
    scoping,
    signing,
)
from tests.adapters.dispatcher.test_answers import LATER, names, reach


class Breakdown(SQLiteStore):
    """A real store whose connection is lost during some commits, before or after they took."""

    before = 0
    after = 0

    @contextmanager
    def turn(self) -> Generator[Turn]:
        with super().turn() as turn:
            yield turn
            if self.before:
                self.before -= 1
                raise StoreFailed(sqlite3.OperationalError("connection lost before the commit"))
        if self.after and turn.appended:
            self.after -= 1
            raise StoreFailed(sqlite3.OperationalError("connection lost after the commit"))


def with_store(engine: Engine, store: SQLiteStore) -> Dispatcher:
    calendar = engine.dispatcher._means.calendar
    means = Means(
        Door(engine.keys),
        engine.codec,
        calendar,
        When(ClockKind.SIMULATED, lambda: START, "demo"),
        "/jalon/demo",
        Erasing(store, engine.codec, engine.keys),
    )
    return Dispatcher(store, means)


async def prepared(path: Path, mission: UUID) -> None:
    async with engine_at(path) as engine:
        await give(engine, parties())
        await give(engine, lived(mission))


def test_no_answer_comes_from_stale_knowledge(tmp_path: Path) -> None:
    """One engine knows the mission as unsigned; another signs it; the first must see that."""

    async def test() -> None:
        mission, path = uuid4(), tmp_path / "x.db"
        async with engine_at(path) as one, engine_at(path) as other:
            await give(one, parties())
            await give(one, scoping(mission))
            body = {"mission": str(mission), "change": "C1", "what": "w", "why": "y", "effect": {}}
            refused = await one.submit(order(CONSULTANT, "RequestChange", at=LATER, **body))
            assert refused.outcome is Outcome.REFUSED
            await give(other, signing(mission))
            taken = await one.submit(order(CONSULTANT, "RequestChange", at=LATER, **body))
            assert names(taken) == ["ChangeRequested"]
            assert await other.submit(order(CONSULTANT, "RequestChange", at=LATER, **body))

    asyncio.run(test())


@pytest.mark.parametrize("when", ["before", "after"])
def test_an_unknown_outcome_is_looked_up_and_the_command_taken_once(tmp_path: Path, when: str) -> None:
    async def test() -> None:
        mission, path = uuid4(), tmp_path / "x.db"
        await prepared(path, mission)
        async with engine_at(path) as engine:
            store = Breakdown.existing(path)
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
            assert [answer.outcome for answer in answers] == [Outcome.ACCEPTED] * 3
            assert [line.position for line in reached] == [a.facts[0].position for a in answers]

    asyncio.run(test())


def test_a_store_that_keeps_failing_stops_the_dispatcher_and_loses_no_answer(tmp_path: Path) -> None:
    async def test() -> None:
        mission, path = uuid4(), tmp_path / "x.db"
        await prepared(path, mission)
        async with engine_at(path) as engine:
            store, head = Breakdown.existing(path), engine.store.head()
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

    def of(self, region: object) -> "BrokenCalendar":
        return self

    def add_working_days(self, day: date, count: int) -> date:
        return day + timedelta(days=count // 0)


def test_a_bug_in_one_decision_answers_it_defect_and_leaves_the_others_alone(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def test() -> None:
        working, starting, path = uuid4(), uuid4(), tmp_path / "x.db"
        await prepared(path, working)
        async with engine_at(path) as engine:
            await give(engine, scoping(starting))
            store = SQLiteStore.existing(path)
            dispatcher = with_store(engine, store)
            dispatcher._means = dispatcher._means._replace(calendar=BrokenCalendar())
            first = {"mission": str(starting), "first_day": "2026-01-05"}
            async with dispatcher:
                bug, fine = await asyncio.gather(
                    dispatcher.submit(order(CONSULTANT, "StartMission", at=LATER, **first)),
                    dispatcher.submit(reach(working)),
                )
            store.close()
            assert (bug.outcome, bug.facts) == (Outcome.DEFECT, ())
            assert str(bug.incident) in caplog.text
            assert "ZeroDivisionError" in caplog.text
            assert fine.outcome is Outcome.ACCEPTED

    asyncio.run(test())


def test_invoice_numbers_have_no_gap_when_many_ask_at_once(tmp_path: Path) -> None:
    async def test() -> None:
        missions, path = [uuid4(), uuid4()], tmp_path / "x.db"
        async with engine_at(path) as one, engine_at(path) as other:
            await give(one, parties())
            for mission in missions:
                await give(one, lived(mission, instalments=25))
            for step in zip(*(invoicing(mission, 25) for mission in missions), strict=True):
                requests = [request for of_mission in step for request in of_mission]
                engines = [one, other] * len(requests)
                await asyncio.gather(
                    *(engine.submit(request) for engine, request in zip(engines, requests, strict=False))
                )
        with open_archive(path) as archive:
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
        [order(CLIENT, "ValidateMilestone", at=LATER, **named, milestone=key) for key in keys],
        [
            order(
                UMBRELLA,
                "IssueInvoice",
                at=LATER,
                **billed,
                due=[{"trigger": "milestone", "key": f"E{key}"}],
            )
            for key in keys
        ],
    )
