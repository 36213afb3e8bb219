"""Every saga has its own module, and its module imports no other saga."""

import tomllib
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from adapters.engine.follow.registry import SAGAS, SAGAS_BY_NAME
from domain.aggregates import EVENT_TYPES
from sagas.saga import Saga

ROOT = Path(__file__).resolve().parents[2]


def test_there_are_nine_and_each_is_among_those_that_import_no_other() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    (independent,) = [one for one in contracts["contracts"] if one["id"] == "sagas"]
    assert len(SAGAS_BY_NAME) == len(SAGAS) == 9
    assert independent["modules"] == [f"sagas.{name}" for name in sorted(SAGAS_BY_NAME)]


@pytest.mark.parametrize("saga", SAGAS, ids=SAGAS_BY_NAME)
def test_it_is_the_object_of_its_module_and_begins_with_an_empty_progress(saga: Saga[Any]) -> None:
    assert getattr(import_module(f"sagas.{saga.name}"), saga.name.upper()) is saga
    assert saga.version >= 1
    assert set(EVENT_TYPES) >= saga.event_types
    assert saga.initial == saga.progress_type()
    assert (saga.initial.asks, saga.initial.refused) == ({}, {})
