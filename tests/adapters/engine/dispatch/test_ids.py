"""Ids that a sender chooses, and events that this version cannot read, harm nobody else."""

import asyncio
from uuid import UUID, uuid4

import msgspec
import pytest

from adapters.compose import Engine
from adapters.engine.dispatch import CommandOutcome
from adapters.engine.dispatch.dispatcher import DispatcherStopped
from adapters.engine.store.stored import Place
from adapters.engine.validation import CommandIdReused, Malformed
from domain.language import Kind, Party, Stream, pay_month_stream
from domain.record import AuthMethod, Channel
from tests.adapters.acts import (
    CLIENT,
    CLIENT_ID,
    CONSULTANT,
    CONSULTANT_ID,
    DOCUMENT,
    UMBRELLA,
    UMBRELLA_ID,
    command,
    engine_at,
    give,
    parties,
    scoping,
    started_mission,
)
from tests.adapters.engine.dispatch.test_answers import LATER, at_work, reach
from tests.adapters.places import count_rows, tamper_with

ON_BEHALF = msgspec.structs.replace(
    UMBRELLA,
    method=AuthMethod.ON_BEHALF,
    acting_for=Party.CONSULTANT,
    channel=Channel.LETTER,
    evidence=DOCUMENT,
)


def mission_stream(engine: Engine, mission: UUID) -> list[object]:
    return [line.body for line in engine.stream(Stream(Kind.MISSION, mission))]


def test_a_refused_command_with_the_id_of_a_mission_leaves_the_mission_alone(place: Place) -> None:
    async def test() -> None:
        mission = uuid4()
        async with engine_at(place) as engine:
            await at_work(engine, mission)
            before = mission_stream(engine, mission)
            refused = await engine.submit(msgspec.structs.replace(reach(mission, "J9"), command_id=mission))
            assert refused.outcome is CommandOutcome.REFUSED
            assert mission_stream(engine, mission) == before
        async with engine_at(place) as engine:
            assert (await engine.submit(reach(mission))).outcome is CommandOutcome.ACCEPTED

    asyncio.run(test())


def test_a_mission_with_the_id_of_a_month_of_pay_does_not_stop_the_report(place: Place) -> None:
    async def test() -> None:
        taken = pay_month_stream(CONSULTANT_ID, "2026-01").id  # type: ignore[arg-type]
        async with engine_at(place) as engine:
            await give(engine, parties())
            need = {"what": "w", "ground": "occasional_task", "justification": "j"}
            ids = {"client": str(CLIENT_ID), "consultant": str(CONSULTANT_ID), "umbrella": str(UMBRELLA_ID)}
            stated = command(CLIENT, "StateNeed", at=LATER, mission=str(taken), need=need, **ids)
            assert (await engine.submit(stated)).outcome is CommandOutcome.ACCEPTED
            days = [{"day": "2026-01-05", "half_days": 2, "kind": "prospecting"}]
            month = {"consultant": str(CONSULTANT_ID), "month": "2026-01", "days": days}
            report = await engine.submit(command(CONSULTANT, "ReportActivity", at=LATER, **month))
            assert report.outcome is CommandOutcome.ACCEPTED

    asyncio.run(test())


def test_an_event_of_a_newer_version_stops_only_what_needs_it(place: Place) -> None:
    async def test() -> None:
        newer, mine = uuid4(), uuid4()
        async with engine_at(place) as engine:
            await give(engine, parties())
            await give(engine, started_mission(newer))
            await give(engine, started_mission(mine))
            last = engine.store.select_events(Stream(Kind.MISSION, newer).key)[-1].id
            tamper_with(place, f"UPDATE {{events}} SET topic = 'x.v9' WHERE notification_id = {last}")
        async with engine_at(place) as engine:
            assert (await engine.submit(reach(newer))).outcome is CommandOutcome.DEFECT
            assert (await engine.submit(reach(mine))).outcome is CommandOutcome.ACCEPTED

    asyncio.run(test())


def test_a_closed_dispatcher_says_so(place: Place) -> None:
    async def test() -> None:
        async with engine_at(place) as engine:
            await give(engine, parties())
        with pytest.raises(DispatcherStopped):
            await engine.submit(reach(uuid4()))

    asyncio.run(test())


def test_the_same_id_for_another_partys_act_is_not_answered_with_the_first(place: Place) -> None:
    async def test() -> None:
        async with engine_at(place) as engine:
            mission = uuid4()
            await at_work(engine, mission)
            first = msgspec.structs.replace(reach(mission), actor=ON_BEHALF)
            assert (await engine.submit(first)).outcome is CommandOutcome.ACCEPTED
            other = msgspec.structs.replace(ON_BEHALF, acting_for=Party.CLIENT)
            with pytest.raises(CommandIdReused):
                await engine.submit(msgspec.structs.replace(first, actor=other))

    asyncio.run(test())


@pytest.mark.parametrize("wrong", [{"channel": None}, {"evidence": "sha256:nonsense"}])
def test_another_partys_act_says_how_it_came_and_on_which_document(
    place: Place, wrong: dict[str, object]
) -> None:
    async def test() -> None:
        async with engine_at(place) as engine:
            mission = uuid4()
            await give(engine, parties())
            await give(engine, scoping(mission))
            actor = msgspec.structs.replace(ON_BEHALF, **wrong)
            with pytest.raises(Malformed):
                await engine.submit(msgspec.structs.replace(reach(mission), actor=actor))

    asyncio.run(test())


def test_only_a_scenario_moves_the_simulated_clock(place: Place) -> None:
    async def test() -> None:
        async with engine_at(place) as engine:
            mission = uuid4()
            await give(engine, parties())
            await give(engine, scoping(mission))
            by_hand = msgspec.structs.replace(reach(mission), actor=ON_BEHALF, moves_clock=False)
            with pytest.raises(Malformed):
                await engine.submit(by_hand)
            elsewhere = {"tenant": "another", "to": LATER.isoformat()}
            with pytest.raises(Malformed):
                await engine.submit(command(UMBRELLA, "AdvanceClock", **elsewhere))

    asyncio.run(test())


def test_a_dry_run_leaves_no_trace_with_the_keys(place: Place) -> None:
    async def test() -> None:
        async with engine_at(place) as engine:
            *_, registered = [told for told in parties() if told[1] == "RegisterConsultant"]
            company = next(parties())
            await give(engine, iter([company]))
            actor, name, body = registered
            tried = await engine.submit(command(actor, name, at=LATER, **body), dry_run=True)
            assert tried.outcome is CommandOutcome.ACCEPTED
            assert [count_rows(place, table) for table in ("data_key", "vault")] == [0, 0]

    asyncio.run(test())
