"""Stories on one store: in any order, or at once in two processes, none disturbs another."""

from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest

from adapters.engine.store.stored import Place
from domain.language import Kind
from domain.mission.events.ending import MissionClosed
from tests.stories.living import SCENARIOS, faults, live, log, only, versions

ALL = sorted(scenario.stem for scenario in SCENARIOS.glob("*.yaml"))
SPAWN = get_context("spawn")


def assert_both_lived_well(store: Place) -> None:
    lines = log(store)
    history = [line.recorded for line in lines]
    assert len(only(history, MissionClosed)) == 3
    assert sum(event.stream.kind is Kind.UMBRELLA for event in history) == 5
    assert_sound(store)


def assert_sound(store: Place) -> None:
    lines = log(store)
    history = [line.recorded for line in lines]
    assert all(found == list(range(1, len(found) + 1)) for found in versions(lines).values())
    assert [line.position for line in lines] == list(range(1, len(lines) + 1))
    recorded = [event.recorded_at for event in history]
    assert recorded == sorted(recorded)
    assert faults(store) == []


@pytest.mark.parametrize("order", [("audit", "assistance"), ("assistance", "audit")])
def test_one_after_the_other_in_either_order(place: Place, command: tuple[str, str]) -> None:
    store = place
    for scenario in command:
        live(store, scenario)
    assert_both_lived_well(store)
    before = log(store)
    for scenario in command:
        live(store, scenario)
    assert log(store) == before


@pytest.mark.parametrize("order", [ALL, ALL[::-1]], ids=["forwards", "backwards"])
def test_all_of_them_in_any_order(tmp_path: Path, command: list[str]) -> None:
    store = tmp_path / "store.db"
    for scenario in command:
        live(store, scenario)
    history = [line.recorded for line in log(store)]
    assert len(only(history, MissionClosed)) == 15
    assert sum(event.stream.kind is Kind.UMBRELLA for event in history) == 8
    assert_sound(store)
    before = log(store)
    for scenario in command:
        live(store, scenario)
    assert log(store) == before


def live_at_once(store: Place, scenario: str, both_ready: Barrier) -> None:
    both_ready.wait()
    live(store, scenario)


def test_at_once_in_two_processes(place: Place) -> None:
    store = place
    both_ready = SPAWN.Barrier(2)
    lives = [
        SPAWN.Process(target=live_at_once, args=(store, scenario, both_ready))
        for scenario in ("audit", "assistance")
    ]
    for life in lives:
        life.start()
    for life in lives:
        life.join()
    assert [life.exitcode for life in lives] == [0, 0]
    assert_both_lived_well(store)
