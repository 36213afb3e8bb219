"""Every projection has small rows, and gives the same rows when it starts from nothing."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import msgspec
import pytest

from adapters.engine.follow.registry import PROJECTIONS, PROJECTIONS_BY_NAME
from domain.aggregates import EVENT_TYPES
from domain.language import Audience
from domain.record import Recorded
from projections.projection import Projection, compose_rows, fold_rows
from tests.projections.life import build_example, record_event, town_history

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 6, 1)
EVERY = pytest.mark.parametrize("projection", PROJECTIONS, ids=PROJECTIONS_BY_NAME)
AnyProjection = Projection[Any, Any]
READERS = [None, *Audience]


@cache
def town_events() -> tuple[Recorded[Any], ...]:
    return tuple(town_history())


@cache
def sample_events() -> tuple[Recorded[Any], ...]:
    return tuple(
        record_event(build_example(kind), position) for position, kind in enumerate(EVENT_TYPES.values())
    )


def show_views(
    projection: AnyProjection, events: tuple[Recorded[Any], ...], reader: Audience | None
) -> Iterator[Any]:
    pages = fold_rows(projection, events)
    for key in pages:
        yield projection.show(compose_rows(projection, key, lambda name: pages.get(name, {})), TODAY, reader)


def test_there_are_the_eleven_of_the_design() -> None:
    assert sorted(PROJECTIONS_BY_NAME) == [
        "activity_account",
        "audit_trail",
        "autonomy_file",
        "client_exposure",
        "compliance",
        "deadlines",
        "dependence",
        "mission_sheet",
        "month_desk",
        "payroll_register",
        "receivables",
    ]


def test_each_is_among_those_that_know_no_other() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    (independent,) = [one for one in contracts["contracts"] if one["id"] == "projections"]
    assert independent["modules"] == [f"projections.{name}" for name in sorted(PROJECTIONS_BY_NAME)]


@EVERY
def test_it_has_its_name_its_version_its_events_and_a_docstring_that_asks(projection: AnyProjection) -> None:
    module = import_module(f"projections.{projection.name}")
    assert getattr(module, projection.name.upper()) is projection
    assert projection.version >= 1
    assert projection.event_types
    assert set(EVENT_TYPES) >= projection.event_types
    first = re.split(r"\n\n", module.__doc__ or "")[0]
    assert "?" in first or projection.name == "payroll_register"


class Lookup(Mapping[str, Any]):
    """Rows that can only be looked up one by one, like those of a store."""

    def __init__(self, rows: dict[str, Any]) -> None:
        self._rows = rows

    def get(self, place: str, default: Any = None) -> Any:
        return self._rows.get(place, default)

    def __getitem__(self, place: str) -> Any:
        raise AssertionError("rows are looked up with get")

    def __iter__(self) -> Iterator[str]:
        raise AssertionError("rows are never iterated")

    def __len__(self) -> int:
        raise AssertionError("rows are never counted")


def lend_rows(projection: AnyProjection, rows: dict[str, Any]) -> Mapping[str, Any]:
    """Return rows as a store gives them; for an append-only projection only the last one."""
    if projection.append_only:
        return dict.fromkeys([max(rows)]) if rows else {}
    return Lookup(rows)


@EVERY
@pytest.mark.parametrize("events", [town_events, sample_events], ids=["a town", "a sample"])
def test_rows_are_looked_up_one_by_one_and_are_the_same_from_their_bytes(
    projection: AnyProjection, events: Any
) -> None:
    """Encode and decode every row between two events, as between two batches."""
    pages: dict[str, dict[str, Any]] = {}
    for event in events():
        for key in projection.keys(event) if event.type in projection.event_types else ():
            rows = pages.setdefault(key, {})
            before = set(rows)
            for place, row in projection.evolve(key, lend_rows(projection, rows), event).items():
                if row is None:
                    rows.pop(place, None)
                else:
                    assert not projection.append_only or place > max(before, default="")
                    rows[place] = msgspec.json.decode(msgspec.json.encode(row), type=projection.row_type)
    whole = fold_rows(projection, events())
    assert pages
    assert {key: rows for key, rows in pages.items() if rows} == {
        key: rows for key, rows in whole.items() if rows
    }
    assert msgspec.json.encode(fold_rows(projection, events())) == msgspec.json.encode(whole)


@EVERY
@pytest.mark.parametrize("reader", READERS, ids=str)
def test_every_page_can_be_shown_to_every_reader_and_read_by_programs(
    projection: AnyProjection, reader: Audience | None
) -> None:
    for page in (
        *show_views(projection, town_events(), reader),
        *show_views(projection, sample_events(), reader),
    ):
        assert msgspec.json.decode(msgspec.json.encode(page), type=type(page)) == page


@EVERY
def test_an_auditor_sees_what_the_umbrella_company_sees(projection: AnyProjection) -> None:
    assert list(show_views(projection, town_events(), None)) == list(
        show_views(projection, town_events(), Audience.UMBRELLA)
    )


SALARIES = {"salary-paid", "salary-computed", "salary-transferred"}
PAY = re.compile(rb'"(?:gross|net_paid|net_before_tax|employer_cost|net_pay)":(?!0\b|null)')


@EVERY
def test_a_client_sees_no_pay_no_signal_and_no_loss(projection: AnyProjection) -> None:
    for page in show_views(projection, town_events(), Audience.CLIENT):
        encoded = msgspec.json.encode(page)
        assert not PAY.search(encoded), encoded
        assert b"autonomy-signal" not in encoded
        assert not re.search(rb'"written_off":[1-9]', encoded)


@EVERY
def test_a_consultant_sees_no_invoice_of_the_client(projection: AnyProjection) -> None:
    for page in show_views(projection, town_events(), Audience.CONSULTANT):
        assert not re.search(rb'"(?:invoiced|number)":(?:[1-9]|"F-)', msgspec.json.encode(page))


@EVERY
def test_types_that_it_does_not_need_change_nothing(projection: AnyProjection) -> None:
    needless = [event for event in sample_events() if event.type not in projection.event_types]
    assert fold_rows(projection, needless) == {}
