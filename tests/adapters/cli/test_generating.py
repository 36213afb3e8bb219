import asyncio
import json
from pathlib import Path

from adapters.compose import Settings, open_engine, private_folder
from adapters.compose.opening import open_existing_store
from adapters.engine.store.stored import ClockKind
from adapters.scenarios.generated_missions import generate_acts
from domain.mission.events.ending import MissionClosed
from tests.adapters.cli.conftest import run_jalon

MISSIONS = 12


def read_events(store: Path) -> list[tuple[str, str, str]]:
    """Return the type, the subject and the time of each event in the log of a store."""
    opened = open_existing_store(store)
    try:
        events = [json.loads(event.state) for event in opened.read_log()]
        return [(event["type"], event["subject"], event["time"]) for event in events]
    finally:
        opened.close()


def test_every_generated_mission_is_closed_and_no_rule_refuses_its_acts(tmp_path: Path) -> None:
    store = tmp_path / "generated.db"
    output = run_jalon("generate", MISSIONS, "--store", store, "--json")
    assert output.code == 0
    result = json.loads(output.out)
    events = read_events(store)
    closed = [subject for type, subject, _ in events if type == MissionClosed.TYPE]
    assert len(set(closed)) == len(closed) == MISSIONS
    assert (result["missions"], result["refused"], result["added"]) == (MISSIONS, 0, len(events))
    assert result["acts"] == sum(1 for _ in generate_acts(0, MISSIONS))


def test_the_same_seed_generates_the_same_events_and_another_seed_others(tmp_path: Path) -> None:
    stores = {name: tmp_path / f"{name}.db" for name in ("one", "same", "other")}
    for name, store in stores.items():
        assert run_jalon("generate", 3, "--seed", 8 if name == "other" else 7, "--store", store).code == 0
    first, same, other = map(read_events, stores.values())
    assert first == same
    assert {subject for _, subject, _ in first}.isdisjoint(subject for _, subject, _ in other)


def test_a_second_run_adds_nothing_and_more_missions_continue_the_first(tmp_path: Path) -> None:
    store = tmp_path / "generated.db"
    assert "2 missions generated (seed 5)" in run_jalon("generate", 2, "--seed", 5, "--store", store).out
    before = read_events(store)
    again = run_jalon("generate", 2, "--seed", 5, "--store", store)
    assert (again.code, again.out) == (0, "2 missions generated (seed 5): same answers, nothing added\n")
    assert read_events(store) == before
    more = json.loads(run_jalon("generate", 3, "--seed", 5, "--store", store, "--json").out)
    assert more["refused"] == 0
    assert len(read_events(store)) == len(before) + more["added"] > len(before)


def test_two_seeds_share_one_store(tmp_path: Path) -> None:
    store = tmp_path / "generated.db"
    for seed in (1, 2):
        assert run_jalon("generate", 1, "--seed", seed, "--store", store).code == 0
    assert [type for type, *_ in read_events(store)].count(MissionClosed.TYPE) == 2


def test_a_store_in_real_time_is_refused_unchanged(tmp_path: Path) -> None:
    store = tmp_path / "real.db"

    async def make_store() -> None:
        async with open_engine(store, clock=ClockKind.REAL, settings=Settings(private=private_folder(store))):
            pass

    asyncio.run(make_store())
    output = run_jalon("generate", 1, "--store", store)
    assert output.code == 2
    assert "this store runs in real time" in output.err
    assert read_events(store) == []


def test_number_and_seed_are_checked_before_a_store_is_made(tmp_path: Path) -> None:
    store = tmp_path / "none.db"
    for words in ([0], [20_001], [1, "--seed", 1_000]):
        assert run_jalon("generate", *words, "--store", store).code == 2
    assert not store.exists()
