"""Scenarios on one store, in any sequence or at once in two processes: none disturbs another."""

from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest

from adapters.engine.store.stored import Place
from domain.language import Kind
from domain.mission.events.ending import MissionClosed
from tests.stories.scenario_run import (
    SCENARIOS,
    data_of_type,
    find_faults,
    read_log,
    run_on_store,
    versions_by_stream,
)

ALL = sorted(scenario.stem for scenario in SCENARIOS.glob("*.yaml"))
SPAWN = get_context("spawn")


def assert_both_complete(store: Place) -> None:
    entries = read_log(store)
    history = [entry.recorded for entry in entries]
    assert len(data_of_type(history, MissionClosed)) == 3
    assert sum(event.stream.kind is Kind.UMBRELLA for event in history) == 5
    assert_sound(store)


def assert_sound(store: Place) -> None:
    entries = read_log(store)
    history = [entry.recorded for entry in entries]
    assert all(found == list(range(1, len(found) + 1)) for found in versions_by_stream(entries).values())
    assert [entry.position for entry in entries] == list(range(1, len(entries) + 1))
    recorded = [event.recorded_at for event in history]
    assert recorded == sorted(recorded)
    assert find_faults(store) == []


@pytest.mark.parametrize("scenarios", [("audit", "assistance"), ("assistance", "audit")])
def test_two_scenarios_in_either_sequence(place: Place, scenarios: tuple[str, str]) -> None:
    store = place
    for scenario in scenarios:
        run_on_store(store, scenario)
    assert_both_complete(store)
    before = read_log(store)
    for scenario in scenarios:
        run_on_store(store, scenario)
    assert read_log(store) == before


@pytest.mark.parametrize("scenarios", [ALL, ALL[::-1]], ids=["forwards", "backwards"])
def test_all_scenarios_forwards_and_backwards(tmp_path: Path, scenarios: list[str]) -> None:
    store = tmp_path / "store.db"
    for scenario in scenarios:
        run_on_store(store, scenario)
    history = [entry.recorded for entry in read_log(store)]
    assert len(data_of_type(history, MissionClosed)) == 15
    assert sum(event.stream.kind is Kind.UMBRELLA for event in history) == 8
    assert_sound(store)
    before = read_log(store)
    for scenario in scenarios:
        run_on_store(store, scenario)
    assert read_log(store) == before


def run_when_both_ready(store: Place, scenario: str, both_ready: Barrier) -> None:
    both_ready.wait()
    run_on_store(store, scenario)


def test_at_once_in_two_processes(place: Place) -> None:
    store = place
    both_ready = SPAWN.Barrier(2)
    processes = [
        SPAWN.Process(target=run_when_both_ready, args=(store, scenario, both_ready))
        for scenario in ("audit", "assistance")
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0]
    assert_both_complete(store)
