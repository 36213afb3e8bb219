"""The published schemas are true and complete for everything that is stored, sent or shown."""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import msgspec
import pytest
from jsonschema import Draft202012Validator, ValidationError

from adapters.compose import open_archive
from adapters.contracts.schema_builder import Schema
from adapters.contracts.wire_schemas import page_schemas
from adapters.engine.access import header_names
from adapters.engine.follow.registry import PROJECTIONS_BY_NAME
from adapters.engine.query.reader_views import make_views
from adapters.engine.query.views import choose_day, open_sealed_values
from adapters.engine.validation import Request
from domain.aggregates import EVENT_TYPES
from domain.commands import COMMANDS
from domain.language import Audience
from domain.record import Event, Recorded
from projections.projection import compose_rows, fold_rows
from tests.contracts.conftest import Everything
from tests.contracts.sample import path_of
from tests.domain.test_any_life import encoder, seeded_lives

EVERY_EVENT = pytest.mark.parametrize("event", EVENT_TYPES.values(), ids=EVENT_TYPES.keys())

COUNTS = {
    "after_control", "appended", "at_least", "at_work", "attempt", "attempts", "code", "consultants", "done",
    "first", "former_employees", "last", "late", "position", "quantity", "rank", "refused", "times_asked",
}  # fmt: skip
"""Whole numbers that count or name something and have no unit."""


def close_schema(schema: Any) -> Any:
    """Return the schema without room for unknown fields: so a test sees that it is complete."""
    match schema:
        case {"properties": _, **others} if "additionalProperties" not in others:
            return {word: close_schema(part) for word, part in schema.items()} | {
                "additionalProperties": False
            }
        case dict():
            return {word: close_schema(part) for word, part in schema.items()}
        case list():
            return [close_schema(part) for part in schema]
        case _:
            return schema


@cache
def _validator(written: str) -> Draft202012Validator:
    schema = json.loads(written)
    return Draft202012Validator(close_schema(schema), format_checker=Draft202012Validator.FORMAT_CHECKER)


def find_faults(schema: Schema, document: Any) -> list[str]:
    errors = _validator(json.dumps(schema)).iter_errors(document)
    return [f"{error.json_path}: {error.message}" for error in errors]


def list_fields(schema: Schema) -> Iterator[tuple[str, Schema]]:
    """Return every field of a schema, also inner ones."""
    yield from schema.get("properties", {}).items()
    for part in (*schema.get("properties", {}).values(), *schema.get("$defs", {}).values()):
        yield from list_fields(part)


def whole_numbers(field: Schema) -> Iterator[Schema]:
    for part in (field, field.get("items", {}), *field.get("anyOf", ())):
        if part.get("type") == "integer":
            yield part


def test_every_schema_is_valid_json_schema(schemas: dict[str, Schema]) -> None:
    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)
        assert schema["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
        assert schema["title"]
        assert schema["description"]


def test_there_is_a_schema_of_every_event_command_and_page(schemas: dict[str, Schema]) -> None:
    commands = {f"command:{command.command_type.__name__}" for command in COMMANDS}
    assert {
        name for name in schemas if not name.startswith(("wire:", "page:"))
    } == EVENT_TYPES.keys() | commands
    log: Any = None  # the names of the pages need no log
    assert page_schemas().keys() == make_views(log, lambda _: {}).keys()


@EVERY_EVENT
def test_a_stored_sample_matches_its_schema(event: type[Event], schemas: dict[str, Schema]) -> None:
    stored = json.loads(path_of(event).read_bytes())
    assert find_faults(schemas[event.TYPE], stored) == []
    assert stored["dataschema"] == schemas[event.TYPE]["$id"]


def test_every_event_of_every_scenario_matches_its_schema(
    everything: Everything, schemas: dict[str, Schema]
) -> None:
    for line in everything.lines:
        assert find_faults(schemas[line.recorded.type], json.loads(line.body)) == [], line.position


def test_every_event_of_any_life_matches_its_schema(schemas: dict[str, Schema]) -> None:
    for town in seeded_lives():
        for event in town.events():
            assert find_faults(schemas[event.type], json.loads(encoder.encode(event))) == []


def test_every_command_of_every_scenario_matches_its_schema(
    everything: Everything, schemas: dict[str, Schema]
) -> None:
    for request in everything.requests:
        assert find_faults(schemas[f"command:{request.name}"], json.loads(request.body)) == [], request


def test_a_command_with_an_unknown_field_is_not(everything: Everything, schemas: dict[str, Schema]) -> None:
    request: Request = everything.requests[0]
    with pytest.raises(ValidationError, match="Additional properties"):
        Draft202012Validator(schemas[f"command:{request.name}"]).validate(
            json.loads(request.body) | {"role": "director"}
        )


@pytest.mark.parametrize("page", PROJECTIONS_BY_NAME)
def test_every_page_matches_its_schema(page: str, everything: Everything, schemas: dict[str, Schema]) -> None:
    """Every page of the scenarios, for an auditor, a client and a consultant."""
    projection = PROJECTIONS_BY_NAME[page]
    folded = fold_rows(projection, (line.recorded for line in everything.lines))
    assert folded
    with open_archive(everything.store) as archive:
        for key in tuple(folded):
            rows = compose_rows(projection, key, lambda other: folded.get(other, {}))
            for reader in (None, Audience.CLIENT, Audience.CONSULTANT):
                shown = projection.show(rows, choose_day(archive.store), reader)
                document = json.loads(
                    msgspec.json.encode(open_sealed_values(msgspec.to_builtins(shown), archive.open_sealed))
                )
                assert find_faults(schemas[f"page:{page}"], document) == [], key


@EVERY_EVENT
def test_our_schema_of_an_event_agrees_with_that_of_the_library_that_writes_it(
    event: type[Event], schemas: dict[str, Schema]
) -> None:
    """The oracle: msgspec's own schemas, which know no forms and no units."""
    theirs = msgspec.json.schema(Recorded[event])["$defs"]  # type: ignore[valid-type]
    ours = schemas[event.TYPE]
    by_title = {part["title"]: part for part in theirs.values()}
    for part in (ours | {"title": f"Recorded[{event.__name__}]"}, *ours["$defs"].values()):
        other = by_title[part["title"]]
        assert sorted(part.get("properties", {})) == sorted(other.get("properties", {}))
        assert sorted(part.get("required", [])) == sorted(other.get("required", []))
        assert sorted(part.get("enum", [])) == sorted(other.get("enum", []))


def test_every_whole_number_has_a_unit_or_is_a_mere_count(schemas: dict[str, Schema]) -> None:
    without = {
        name
        for schema in schemas.values()
        for name, field in list_fields(schema)
        for number in whole_numbers(field)
        if "x-jalon-unit" not in number
    }
    assert without - {"value"} == COUNTS & without  # a detail of the trail has its unit beside it


def test_a_schema_says_who_may_state_an_event_and_who_reads_it(schemas: dict[str, Schema]) -> None:
    for event in EVENT_TYPES.values():
        schema = schemas[event.TYPE]
        assert set(schema["x-jalon-by"]) == event.BY
        assert (
            set(schema["x-jalon-audiences"]) == event.READERS == set(schema["properties"]["audience"]["enum"])
        )
    for command in COMMANDS:
        assert set(schemas[f"command:{command.command_type.__name__}"]["x-jalon-by"]) == command.by


def test_a_personal_value_says_so_and_under_which_key_it_is_sealed(schemas: dict[str, Schema]) -> None:
    data = schemas["fr.jalon.mission.scope-revised.v1"]["$defs"]["Criterion"]["properties"]["text"]
    assert data == {
        "$ref": "#/$defs/Sealed",
        "x-jalon-personal": {"of": "mission", "retention": "evidence"},
    }


def test_the_headers_of_a_command_are_those_the_service_reads(schemas: dict[str, Schema]) -> None:
    document = schemas["wire:command-headers"]
    assert set(document["properties"]) == {*header_names.COMMAND_HEADERS, header_names.TRACEPARENT}
    assert all(field["description"] for field in document["properties"].values())
