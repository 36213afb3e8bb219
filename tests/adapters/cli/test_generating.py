import asyncio
import json
from pathlib import Path

from adapters.compose import Settings, open_engine, private_folder
from adapters.compose.opening import open_existing_store
from adapters.engine.store.stored import ClockKind
from adapters.scenarios.generated_missions import generate_acts
from domain.mission.events.ending import MissionClosed
from tests.adapters.cli.conftest import typed

MISSIONS = 12


def events_of(store: Path) -> list[tuple[str, str, str]]:
    """What the log of a store tells: of each event its type, whom it is about and when it happened."""
    opened = open_existing_store(store)
    try:
        read = [json.loads(event.state) for event in opened.read_log()]
        return [(event["type"], event["subject"], event["time"]) for event in read]
    finally:
        opened.close()


def test_the_missions_made_up_are_all_closed_and_no_rule_refuses_any_of_their_acts(tmp_path: Path) -> None:
    store = tmp_path / "made-up.db"
    said = typed("generate", MISSIONS, "--store", store, "--json")
    assert said.code == 0
    told = json.loads(said.out)
    events = events_of(store)
    closed = [subject for type, subject, _ in events if type == MissionClosed.TYPE]
    assert len(set(closed)) == len(closed) == MISSIONS
    assert (told["missions"], told["refused"], told["added"]) == (MISSIONS, 0, len(events))
    assert told["acts"] == sum(1 for _ in generate_acts(0, MISSIONS))


def test_the_same_seed_makes_up_the_same_events_and_another_one_others(tmp_path: Path) -> None:
    stores = {name: tmp_path / f"{name}.db" for name in ("one", "same", "other")}
    for name, store in stores.items():
        assert typed("generate", 3, "--seed", 8 if name == "other" else 7, "--store", store).code == 0
    one, same, other = map(events_of, stores.values())
    assert one == same
    assert {subject for _, subject, _ in one}.isdisjoint(subject for _, subject, _ in other)


def test_made_up_again_nothing_is_added_and_more_of_them_go_on_where_they_stopped(tmp_path: Path) -> None:
    store = tmp_path / "made-up.db"
    assert "2 missions made up (seed 5)" in typed("generate", 2, "--seed", 5, "--store", store).out
    before = events_of(store)
    again = typed("generate", 2, "--seed", 5, "--store", store)
    assert (again.code, again.out) == (0, "2 missions made up (seed 5): same answers, nothing added\n")
    assert events_of(store) == before
    more = json.loads(typed("generate", 3, "--seed", 5, "--store", store, "--json").out)
    assert more["refused"] == 0
    assert len(events_of(store)) == len(before) + more["added"] > len(before)


def test_two_seeds_live_side_by_side_in_one_store(tmp_path: Path) -> None:
    store = tmp_path / "made-up.db"
    for seed in (1, 2):
        assert typed("generate", 1, "--seed", seed, "--store", store).code == 0
    assert [type for type, *_ in events_of(store)].count(MissionClosed.TYPE) == 2


def test_a_store_that_lives_in_real_time_is_refused_unchanged(tmp_path: Path) -> None:
    store = tmp_path / "real.db"

    async def made() -> None:
        async with open_engine(store, clock=ClockKind.REAL, settings=Settings(private=private_folder(store))):
            pass

    asyncio.run(made())
    said = typed("generate", 1, "--store", store)
    assert said.code == 2
    assert "this store lives in real time" in said.err
    assert events_of(store) == []


def test_how_many_and_which_seed_are_checked_before_anything_is_made(tmp_path: Path) -> None:
    store = tmp_path / "none.db"
    for words in ([0], [20_001], [1, "--seed", 1_000]):
        assert typed("generate", *words, "--store", store).code == 2
    assert not store.exists()
