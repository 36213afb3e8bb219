"""What a saga owes is done once, whatever dies between two steps; what is owed no more is not done."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from adapters.compose import Engine
from adapters.engine.dispatch import CommandAnswer
from adapters.engine.follow.derived import Derived
from adapters.engine.follow.followed_log import FollowedLog
from adapters.engine.follow.log_subscription import subscription_of_saga
from adapters.engine.follow.outbox import OutboxState, load_outbox, rebuild_outbox
from adapters.engine.follow.rebuilding import rebuild_rows
from adapters.engine.validation import Request
from adapters.sqlite.sqlite_derived_database import SQLiteDerivedDatabase
from domain.language import Kind, Stream
from domain.mission.delivering import DeemAccepted
from domain.mission.events.asking import PartyAsked
from sagas.saga import Deadline
from tests.adapters.acts import UMBRELLA, command
from tests.adapters.engine.follow.conftest import lived_missions, runner_of
from tests.adapters.engine.follow.readers import Progress, asking
from tests.adapters.engine.follow.test_following import Fragile, PowerCut


def asks(engine: Engine, mission: UUID) -> list[Any]:
    events = engine.read_stream(Stream(Kind.MISSION, mission))
    return [line.recorded for line in events if isinstance(line.recorded.data, PartyAsked)]


def kept(derived: Derived, mission: UUID) -> list[Any]:
    with derived.database.reading() as session:
        return list(load_outbox(session, "asking", [key := f"mission/{mission}"])[key].values())


def test_what_is_owed_is_asked_once_by_the_saga_because_of_its_event(
    tmp_path: Path, derived: Derived
) -> None:
    async def scene() -> None:
        async with lived_missions(tmp_path / "x.db", 2) as (engine, missions):
            await runner_of(engine, derived, sagas=[asking()]).run_until_settled()
            for mission in missions:
                (asked,) = asks(engine, mission)
                assert (asked.auth_id, asked.auth_method, asked.party) == ("saga:asking", "saga", "system")
                assert asked.causation_id == asked.data.because_of
                (owed,) = kept(derived, mission)
                assert (owed.state, owed.answer, owed.id) == (OutboxState.SENT, "accepted", asked.command_id)

    asyncio.run(scene())


@pytest.mark.parametrize("lost", [True, False])
def test_a_death_between_any_two_steps_asks_once_and_never_not(tmp_path: Path, lost: bool) -> None:
    """The process dies at each change of its tables in turn, before or after it was kept."""

    async def scene() -> None:
        for at in range(2, 40):
            folder = tmp_path / str(at)
            folder.mkdir()
            async with lived_missions(folder / "x.db", 1) as (engine, (mission,)):
                database = Fragile(folder / "derived.db", at, kept=not lost)
                died = False
                try:
                    await runner_of(engine, Derived(database), sagas=[asking()], page=5).run_until_settled()
                except PowerCut:
                    died = True
                database.close()
                derived = Derived(SQLiteDerivedDatabase(folder / "derived.db"))
                await runner_of(engine, derived, sagas=[asking()], page=5).settle()
                derived.database.close()
                assert len(asks(engine, mission)) == 1
                if not died:
                    return
        raise AssertionError("it never got to the end")

    asyncio.run(scene())


def test_an_answer_that_was_lost_is_found_in_the_log_and_not_asked_for_twice(
    tmp_path: Path, derived: Derived
) -> None:
    async def scene() -> None:
        async with lived_missions(tmp_path / "x.db", 1) as (engine, (mission,)):
            runner = runner_of(engine, derived, sagas=[asking()])
            heard: list[UUID] = []

            async def losing(request: Request) -> CommandAnswer:
                heard.append(request.command_id)
                answer = await engine.submit(request)
                if len(heard) == 1:
                    raise PowerCut
                return answer

            runner._outbox_sender._submit = losing
            with pytest.raises(PowerCut):
                await runner.run_until_settled()
            await runner.run_until_settled()
            assert set(heard) == {heard[0]}
            assert len(asks(engine, mission)) == 1

    asyncio.run(scene())


def test_what_is_no_longer_owed_is_cancelled_before_it_falls_due(tmp_path: Path, derived: Derived) -> None:
    def owed(_: str, progress: Progress) -> Any:
        if progress.started is None:
            return frozenset()
        command = DeemAccepted(mission=UUID(int=1), deliverable="D1")  # type: ignore[arg-type]
        return frozenset(
            {
                Deadline(
                    step="deem",
                    occasion="",
                    on=date(2027, 1, 1),
                    command=command,
                    because_of=progress.started,
                )
            }
        )

    async def scene() -> None:
        async with lived_missions(tmp_path / "x.db", 1) as (engine, (mission,)):
            runner = runner_of(engine, derived, sagas=[asking(due=owed)])
            await runner.run_until_settled()
            (waiting,) = kept(derived, mission)
            assert waiting.due == datetime(2027, 1, 1, 23, tzinfo=UTC)  # the day is over in Paris
            assert waiting.state is OutboxState.OWED
            done = command(
                UMBRELLA,
                "CompleteMission",
                at=datetime(2026, 7, 1, tzinfo=UTC),
                mission=str(mission),
                completed_on="2026-06-30",
            )
            assert (await engine.submit(done)).outcome == "accepted"
            await runner.run_until_settled()
            (waiting,) = kept(derived, mission)
            assert waiting.state is OutboxState.CANCELLED

    asyncio.run(scene())


def test_a_deadline_fires_at_its_instant_not_before_and_says_that_instant(
    tmp_path: Path, derived: Derived
) -> None:
    due = datetime(2026, 3, 28, 23, tzinfo=UTC)  # the night in which summer time begins

    async def scene() -> None:
        async with lived_missions(tmp_path / "x.db", 1) as (engine, (mission,)):
            asked = asking()

            def owed(key: str, progress: Progress) -> Any:
                return frozenset(
                    Deadline(
                        step=one.step,
                        occasion="",
                        on=date(2026, 3, 28),
                        command=one.command,
                        because_of=one.because_of,
                    )
                    for one in asked.due(key, progress)
                )

            runner = runner_of(engine, derived, sagas=[asking(due=owed)])
            for instant, count in ((due - timedelta(seconds=1), 0), (due, 1), (due + timedelta(days=40), 1)):
                body = {"tenant": engine.tenant, "to": instant.isoformat().replace("+00:00", "Z")}
                await engine.submit(command(UMBRELLA, "AdvanceClock", **body))
                await runner.run_until_settled()
                assert len(asks(engine, mission)) == count
            (event,) = asks(engine, mission)
            assert event.time == due

    asyncio.run(scene())


def test_a_deadline_that_passed_while_nobody_ran_fires_once_at_its_due_instant(
    tmp_path: Path, derived: Derived
) -> None:
    async def scene() -> None:
        async with lived_missions(tmp_path / "x.db", 1) as (engine, (mission,)):
            asked = asking()

            def owed(key: str, progress: Progress) -> Any:
                return frozenset(
                    Deadline(
                        step=one.step,
                        occasion="",
                        on=date(2026, 1, 10),
                        command=one.command,
                        because_of=one.because_of,
                    )
                    for one in asked.due(key, progress)
                )

            await engine.submit(
                command(UMBRELLA, "AdvanceClock", tenant=engine.tenant, to="2026-06-01T00:00:00Z")
            )
            await runner_of(engine, derived, sagas=[asking(due=owed)]).run_until_settled()
            (event,) = asks(engine, mission)
            assert (event.time, event.recorded_at) == (
                datetime(2026, 1, 10, 23, tzinfo=UTC),
                datetime(2026, 6, 1, tzinfo=UTC),
            )

    asyncio.run(scene())


def test_a_saga_that_is_rebuilt_sends_nothing_again(tmp_path: Path, derived: Derived) -> None:
    async def scene() -> None:
        async with lived_missions(tmp_path / "x.db", 2) as (engine, missions):
            saga = asking()
            await runner_of(engine, derived, sagas=[saga]).run_until_settled()
            head = engine.store.head()

            def switched(session: Any, stand: Any) -> None:
                rebuild_outbox(session, saga, stand, engine.store.select_answers)

            rebuild_rows(
                subscription_of_saga(saga),
                FollowedLog(engine.store, engine.codec),
                derived,
                lambda *_: None,
                switched,
            )
            await runner_of(engine, derived, sagas=[saga]).settle()
            assert engine.store.head() == head
            with derived.database.write_session() as session:
                session.tell("DELETE FROM owed")
            rebuild_rows(
                subscription_of_saga(saga),
                FollowedLog(engine.store, engine.codec),
                derived,
                lambda *_: None,
                switched,
            )
            await runner_of(engine, derived, sagas=[saga]).settle()
            assert [len(asks(engine, mission)) for mission in missions] == [1, 1]
            assert engine.store.head() == head

    asyncio.run(scene())


def test_a_refusal_is_kept_with_its_rule_and_not_asked_again(tmp_path: Path, derived: Derived) -> None:
    async def scene() -> None:
        async with lived_missions(tmp_path / "x.db", 1) as (engine, (mission,)):

            def owed(key: str, progress: Progress) -> Any:
                if progress.started is None:
                    return frozenset()
                command = DeemAccepted(mission=mission, deliverable="D9")  # type: ignore[arg-type]
                return frozenset(
                    {
                        Deadline(
                            step="deem",
                            occasion="",
                            on=date(2026, 1, 6),
                            command=command,
                            because_of=progress.started,
                        )
                    }
                )

            await engine.submit(
                command(UMBRELLA, "AdvanceClock", tenant=engine.tenant, to="2026-02-01T00:00:00Z")
            )
            runner = runner_of(engine, derived, sagas=[asking(due=owed)])
            await runner.run_until_settled()
            head = engine.store.head()
            (refused,) = kept(derived, mission)
            assert refused.state is OutboxState.SENT
            assert refused.answer is not None
            assert refused.answer.startswith("refused ")
            await runner.run_until_settled()
            assert engine.store.head() == head

    asyncio.run(scene())
