"""The answer to a command, and what the store has after it."""

import asyncio
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from adapters.compose import Engine, open_archive
from adapters.engine.dispatch import CommandAnswer, CommandOutcome
from adapters.engine.store.stored import ClockKind, Place
from adapters.engine.validation import CommandIdReused, Malformed
from domain.language import Kind, Party, Stream
from domain.record import Actor, AuthMethod, AuthType, Channel
from tests.adapters.acts import (
    CLIENT,
    CONSULTANT,
    CONSULTANT_ID,
    DOCUMENT,
    START,
    UMBRELLA,
    command,
    engine_at,
    give,
    parties,
    scoping,
    started_mission,
)

LATER = START + timedelta(days=10)


def reach(mission: UUID, milestone: str = "J1", **others: Any) -> Any:
    body = {"mission": str(mission), "milestone": milestone, "evidence": DOCUMENT}
    return command(CONSULTANT, "ReachMilestone", at=LATER, **{**body, **others})


def run(test: Coroutine[Any, Any, None]) -> None:
    asyncio.run(test)


async def at_work(engine: Engine, mission: UUID) -> None:
    await give(engine, parties())
    await give(engine, started_mission(mission))


def names(answer: CommandAnswer) -> list[str]:
    return [type(stated.recorded.data).__name__ for stated in answer.events]


def test_an_accepted_command_is_answered_with_its_events_and_their_positions(place: Place) -> None:
    async def test() -> None:
        async with engine_at(place) as engine:
            mission = uuid4()
            await at_work(engine, mission)
            answer = await engine.submit(reach(mission))
            assert (answer.outcome, names(answer)) == (CommandOutcome.ACCEPTED, ["MilestoneReached"])
            assert answer.events[-1].position == engine.store.head()

    run(test())


def test_every_event_of_a_command_has_one_root_and_the_correlation_of_its_stream(place: Place) -> None:
    async def test() -> None:
        async with engine_at(place) as engine:
            mission = uuid4()
            await give(engine, parties())
            *_, started = await give(engine, started_mission(mission))
            first, *rest = [stated.recorded for stated in started.events]
            assert first.causation_id == started.command_id
            assert {event.causation_id for event in rest} <= {first.id}
            signed = [line.recorded for line in engine.read_stream(Stream(Kind.MISSION, mission))]
            assert {event.correlation_id for event in signed} == {mission}
            assert [event.version for event in signed] == list(range(1, len(signed) + 1))
            assert {event.client_id for event in signed} == {CLIENT.represents}
            assert {event.consultant_id for event in signed} == {CONSULTANT_ID}

    run(test())


def test_an_event_carries_the_trace_of_its_command_which_is_no_part_of_its_content(place: Place) -> None:
    trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

    async def test() -> None:
        mission = uuid4()
        async with engine_at(place) as engine:
            await at_work(engine, mission)
            untraced = reach(mission, "J2")
            traced = msgspec.structs.replace(untraced, traceparent=trace)
            answer = await engine.submit(traced)
            assert {stated.recorded.traceparent for stated in answer.events} == {trace}
            assert await engine.submit(untraced) == answer
            without = await engine.submit(reach(mission))
            assert (
                b"traceparent"
                not in engine.store.select_notifications(without.events[0].position, 1)[0].state
            )

    run(test())


def test_what_follows_from_an_act_is_the_engines_own_word(place: Place) -> None:
    async def test() -> None:
        async with engine_at(place) as engine:
            mission = uuid4()
            await at_work(engine, mission)
            events = {
                type(line.recorded.data).__name__: line.recorded
                for line in engine.read_stream(Stream(Kind.MISSION, mission))
            }
            assert events["ContractSigned"].party is Party.UMBRELLA
            assert events["MissionSigned"].party is Party.SYSTEM
            assert events["MissionSigned"].auth_type is AuthType.SYSTEM

    run(test())


def test_a_refusal_stands_in_the_journal_and_changes_no_mission(place: Place) -> None:
    async def test() -> None:
        async with engine_at(place) as engine:
            mission = uuid4()
            await give(engine, parties())
            await give(engine, scoping(mission))
            before = engine.read_stream(Stream(Kind.MISSION, mission))
            request = reach(mission)
            answer = await engine.submit(request)
            assert answer.outcome is CommandOutcome.REFUSED
            (refusal,) = answer.events
            assert refusal.recorded.stream == Stream(Kind.REFUSAL, request.command_id)
            assert refusal.recorded.data.refusal == "OutOfOrder"
            assert refusal.recorded.audience == "consultant"
            assert engine.read_stream(Stream(Kind.MISSION, mission)) == before

    run(test())


def test_the_same_command_again_has_the_first_answer(place: Place) -> None:
    async def test() -> None:
        async with engine_at(place) as engine:
            mission = uuid4()
            await at_work(engine, mission)
            request = reach(mission)
            refused = reach(mission, "J9")
            first = [await engine.submit(request), await engine.submit(refused)]
            head = engine.store.head()
            again = await asyncio.gather(engine.submit(request), engine.submit(refused))
            assert again == first
            assert engine.store.head() == head
        async with engine_at(place) as engine:
            assert await engine.submit(request) == first[0]

    run(test())


def test_a_command_sent_twice_at_once_is_taken_once(place: Place) -> None:
    async def test() -> None:
        async with engine_at(place) as engine:
            mission = uuid4()
            await at_work(engine, mission)
            request = reach(mission)
            one, other = await asyncio.gather(engine.submit(request), engine.submit(request))
            assert one == other
            assert one.outcome is CommandOutcome.ACCEPTED

    run(test())


def test_a_command_id_serves_one_content_and_one_principal(place: Place) -> None:
    async def test() -> None:
        async with engine_at(place) as engine:
            mission = uuid4()
            await at_work(engine, mission)
            request = reach(mission)
            await engine.submit(request)
            head = engine.store.head()
            other = msgspec.structs.replace(reach(mission, "J2"), command_id=request.command_id)
            with pytest.raises(CommandIdReused):
                await engine.submit(other)
            someone = msgspec.structs.replace(CONSULTANT, principal="paul")
            with pytest.raises(CommandIdReused):
                await engine.submit(msgspec.structs.replace(request, actor=someone))
            assert engine.store.head() == head

    run(test())


def test_a_dry_run_returns_the_answer_and_stores_nothing(place: Place) -> None:
    async def test() -> None:
        async with engine_at(place) as engine:
            mission = uuid4()
            await at_work(engine, mission)
            head, request = engine.store.head(), reach(mission)
            tried = await engine.submit(request, dry_run=True)
            assert (names(tried), tried.events[0].position) == (["MilestoneReached"], 0)
            assert engine.store.head() == head
            assert (await engine.submit(request)).events[0].position == head + 1

    run(test())


def test_another_partys_act_is_recorded_on_its_document(place: Place) -> None:
    async def test() -> None:
        async with engine_at(place) as engine:
            mission = uuid4()
            await at_work(engine, mission)
            on_behalf = msgspec.structs.replace(
                UMBRELLA,
                method=AuthMethod.ON_BEHALF,
                acting_for=Party.CONSULTANT,
                channel=Channel.LETTER,
                evidence=DOCUMENT,
            )
            request = msgspec.structs.replace(reach(mission), actor=on_behalf, time=None)
            (stated,) = (await engine.submit(request)).events
            event = stated.recorded
            assert (event.party, event.acted_for, event.channel) == ("umbrella", "consultant", "letter")
            assert (event.auth_method, event.evidence) == ("on-behalf", DOCUMENT)

    run(test())


def test_a_real_clock_takes_no_time_that_has_not_come(place: Place) -> None:
    async def test() -> None:
        async with engine_at(place, ClockKind.REAL) as engine:
            actor = Actor(principal="lea", party=Party.UMBRELLA, method=AuthMethod.OPERATOR)
            company = next(parties())[2]
            tomorrow = datetime.now(UTC) + timedelta(days=1)
            with pytest.raises(Malformed):
                await engine.submit(command(actor, "RegisterCompany", at=tomorrow, **company))
            early = command(actor, "RegisterCompany", at=tomorrow - timedelta(days=9), **company)
            refused = await engine.submit(early)
            assert refused.events[0].recorded.data.refusal == "DocumentMissing"
            (stated,) = (await engine.submit(command(actor, "RegisterCompany", **company))).events
            assert stated.recorded.time == stated.recorded.recorded_at

    run(test())


@pytest.mark.parametrize("year", [2019, 2031])
def test_a_simulated_clock_begins_where_it_is_first_advanced_to(place: Place, year: int) -> None:
    async def test() -> None:
        begin = datetime(year, 3, 1, 8, tzinfo=UTC)
        async with engine_at(place) as engine:
            advance = {"tenant": engine.tenant, "to": begin.isoformat()}
            (moved,) = (await engine.submit(command(UMBRELLA, "AdvanceClock", **advance))).events
            (stated,) = (
                await engine.submit(command(UMBRELLA, "RegisterCompany", **next(parties())[2]))
            ).events
            assert moved.recorded.recorded_at == begin
            assert stated.recorded.time == stated.recorded.recorded_at == begin

    run(test())


def test_a_simulated_clock_only_moves_forward(place: Place) -> None:
    async def test() -> None:
        async with engine_at(place) as engine:
            await give(engine, parties())
            to = (START + timedelta(days=90)).isoformat()
            advance = {"tenant": engine.tenant, "to": to}
            moved = await engine.submit(command(UMBRELLA, "AdvanceClock", **advance))
            assert names(moved) == ["ClockAdvanced"]
            again = await engine.submit(command(UMBRELLA, "AdvanceClock", **advance))
            assert names(again) == []
        with open_archive(place) as archive:
            instants = [line.recorded.recorded_at for line in archive.read_log()]
            assert instants == sorted(instants)
            assert instants[-1].isoformat() == to

    run(test())
