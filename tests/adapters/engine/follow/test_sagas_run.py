"""A due command is sent once, whenever the process dies; a command that is no longer due is not sent."""

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
from tests.adapters.engine.follow.conftest import make_runner, started_missions
from tests.adapters.engine.follow.readers import Progress, asking_saga
from tests.adapters.engine.follow.test_following import Fragile, PowerCut


def list_asks(engine: Engine, mission: UUID) -> list[Any]:
    events = engine.read_stream(Stream(Kind.MISSION, mission))
    return [entry.recorded for entry in events if isinstance(entry.recorded.data, PartyAsked)]


def load_commands(derived: Derived, mission: UUID) -> list[Any]:
    with derived.database.read_session() as session:
        return list(load_outbox(session, "asking", [key := f"mission/{mission}"])[key].values())


def test_a_due_command_is_sent_once_by_the_saga_with_its_cause(tmp_path: Path, derived: Derived) -> None:
    async def run_scene() -> None:
        async with started_missions(tmp_path / "x.db", 2) as (engine, missions):
            await make_runner(engine, derived, sagas=[asking_saga()]).run_until_settled()
            for mission in missions:
                (asked,) = list_asks(engine, mission)
                assert (asked.auth_id, asked.auth_method, asked.party) == ("saga:asking", "saga", "system")
                assert asked.causation_id == asked.data.because_of
                (sent,) = load_commands(derived, mission)
                assert (sent.state, sent.answer, sent.id) == (OutboxState.SENT, "accepted", asked.command_id)

    asyncio.run(run_scene())


@pytest.mark.parametrize("lost", [True, False])
def test_a_crash_between_any_two_steps_still_sends_exactly_one_ask(tmp_path: Path, lost: bool) -> None:
    """The process dies at each write session, before or after the commit."""

    async def run_scene() -> None:
        for at in range(2, 40):
            folder = tmp_path / str(at)
            folder.mkdir()
            async with started_missions(folder / "x.db", 1) as (engine, (mission,)):
                database = Fragile(folder / "derived.db", at, committed=not lost)
                died = False
                try:
                    await make_runner(
                        engine, Derived(database), sagas=[asking_saga()], step_size=5
                    ).run_until_settled()
                except PowerCut:
                    died = True
                database.close()
                derived = Derived(SQLiteDerivedDatabase(folder / "derived.db"))
                await make_runner(engine, derived, sagas=[asking_saga()], step_size=5).run_until_settled()
                derived.database.close()
                assert len(list_asks(engine, mission)) == 1
                if not died:
                    return
        raise AssertionError("it never got to the end")

    asyncio.run(run_scene())


def test_a_lost_answer_is_found_in_the_log_and_the_ask_is_not_repeated(
    tmp_path: Path, derived: Derived
) -> None:
    async def run_scene() -> None:
        async with started_missions(tmp_path / "x.db", 1) as (engine, (mission,)):
            runner = make_runner(engine, derived, sagas=[asking_saga()])
            heard: list[UUID] = []

            async def submit_and_crash(request: Request) -> CommandAnswer:
                heard.append(request.command_id)
                answer = await engine.submit(request)
                if len(heard) == 1:
                    raise PowerCut
                return answer

            runner._outbox_processor._submit = submit_and_crash
            with pytest.raises(PowerCut):
                await runner.run_until_settled()
            await runner.run_until_settled()
            assert set(heard) == {heard[0]}
            assert len(list_asks(engine, mission)) == 1

    asyncio.run(run_scene())


def test_a_command_that_is_no_longer_due_is_cancelled(tmp_path: Path, derived: Derived) -> None:
    def due_commands(_: str, progress: Progress) -> Any:
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

    async def run_scene() -> None:
        async with started_missions(tmp_path / "x.db", 1) as (engine, (mission,)):
            runner = make_runner(engine, derived, sagas=[asking_saga(due=due_commands)])
            await runner.run_until_settled()
            (waiting,) = load_commands(derived, mission)
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
            (waiting,) = load_commands(derived, mission)
            assert waiting.state is OutboxState.CANCELLED

    asyncio.run(run_scene())


def test_a_deadline_fires_at_its_instant_and_the_event_has_that_time(
    tmp_path: Path, derived: Derived
) -> None:
    due = datetime(2026, 3, 28, 23, tzinfo=UTC)  # the night in which summer time begins

    async def run_scene() -> None:
        async with started_missions(tmp_path / "x.db", 1) as (engine, (mission,)):
            saga = asking_saga()

            def due_commands(key: str, progress: Progress) -> Any:
                return frozenset(
                    Deadline(
                        step=due_now.step,
                        occasion="",
                        on=date(2026, 3, 28),
                        command=due_now.command,
                        because_of=due_now.because_of,
                    )
                    for due_now in saga.due(key, progress)
                )

            runner = make_runner(engine, derived, sagas=[asking_saga(due=due_commands)])
            for instant, count in ((due - timedelta(seconds=1), 0), (due, 1), (due + timedelta(days=40), 1)):
                body = {"tenant": engine.tenant, "to": instant.isoformat().replace("+00:00", "Z")}
                await engine.submit(command(UMBRELLA, "AdvanceClock", **body))
                await runner.run_until_settled()
                assert len(list_asks(engine, mission)) == count
            (event,) = list_asks(engine, mission)
            assert event.time == due

    asyncio.run(run_scene())


def test_a_deadline_missed_while_the_process_was_down_fires_once_at_its_due_instant(
    tmp_path: Path, derived: Derived
) -> None:
    async def run_scene() -> None:
        async with started_missions(tmp_path / "x.db", 1) as (engine, (mission,)):
            saga = asking_saga()

            def due_commands(key: str, progress: Progress) -> Any:
                return frozenset(
                    Deadline(
                        step=due_now.step,
                        occasion="",
                        on=date(2026, 1, 10),
                        command=due_now.command,
                        because_of=due_now.because_of,
                    )
                    for due_now in saga.due(key, progress)
                )

            await engine.submit(
                command(UMBRELLA, "AdvanceClock", tenant=engine.tenant, to="2026-06-01T00:00:00Z")
            )
            await make_runner(engine, derived, sagas=[asking_saga(due=due_commands)]).run_until_settled()
            (event,) = list_asks(engine, mission)
            assert (event.time, event.recorded_at) == (
                datetime(2026, 1, 10, 23, tzinfo=UTC),
                datetime(2026, 6, 1, tzinfo=UTC),
            )

    asyncio.run(run_scene())


def test_a_rebuilt_saga_sends_nothing_again(tmp_path: Path, derived: Derived) -> None:
    async def run_scene() -> None:
        async with started_missions(tmp_path / "x.db", 2) as (engine, missions):
            saga = asking_saga()
            await make_runner(engine, derived, sagas=[saga]).run_until_settled()
            head = engine.store.head()

            def on_switch(session: Any, checkpoint: Any) -> None:
                rebuild_outbox(session, saga, checkpoint, engine.store.select_answers)

            rebuild_rows(
                subscription_of_saga(saga),
                FollowedLog(engine.store, engine.codec),
                derived,
                lambda *_: None,
                on_switch,
            )
            await make_runner(engine, derived, sagas=[saga]).run_until_settled()
            assert engine.store.head() == head
            with derived.database.write_session() as session:
                session.execute("DELETE FROM owed")
            rebuild_rows(
                subscription_of_saga(saga),
                FollowedLog(engine.store, engine.codec),
                derived,
                lambda *_: None,
                on_switch,
            )
            await make_runner(engine, derived, sagas=[saga]).run_until_settled()
            assert [len(list_asks(engine, mission)) for mission in missions] == [1, 1]
            assert engine.store.head() == head

    asyncio.run(run_scene())


def test_a_refusal_is_stored_with_its_rule_and_the_command_is_not_repeated(
    tmp_path: Path, derived: Derived
) -> None:
    async def run_scene() -> None:
        async with started_missions(tmp_path / "x.db", 1) as (engine, (mission,)):

            def due_commands(key: str, progress: Progress) -> Any:
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
            runner = make_runner(engine, derived, sagas=[asking_saga(due=due_commands)])
            await runner.run_until_settled()
            head = engine.store.head()
            (refused,) = load_commands(derived, mission)
            assert refused.state is OutboxState.SENT
            assert refused.answer is not None
            assert refused.answer.startswith("refused ")
            await runner.run_until_settled()
            assert engine.store.head() == head

    asyncio.run(run_scene())
