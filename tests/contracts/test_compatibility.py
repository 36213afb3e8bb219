"""Which changes of a contract break existing programs, and which do not: one example of each."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from adapters.contracts.compatibility import (
    BreakingChange,
    ChangeKind,
    find_breaking_changes,
    strip_explanations,
)
from adapters.contracts.schema_builder import Schema

EVENT = "urn:jalon:schema:fr.jalon.mission.invoiced.v1"
COMMAND = "urn:jalon:schema:command:IssueInvoice"
PAGE = "urn:jalon:schema:page:invoices"

Alter = Callable[[dict[str, Any]], object]


def schema() -> Schema:
    """Return a schema with one field of each kind."""
    return {
        "title": "Invoiced",
        "description": "The umbrella company invoices.",
        "x-jalon-by": ["umbrella"],
        "x-jalon-audiences": ["client"],
        "x-jalon-subject": "jalon.{tenant}.event.{audience}.mission.{id}.{client}.{consultant}.invoiced",
        "type": "object",
        "properties": {
            "number": {"type": "string", "minLength": 1},
            "total": {"type": "integer", "minimum": 0, "maximum": 999, "x-jalon-unit": "cents"},
            "due_on": {"type": "string", "format": "date"},
            "title": {
                "$ref": "#/$defs/Sealed",
                "x-jalon-personal": {"of": "mission", "retention": "evidence"},
            },
            "mention": {"anyOf": [{"type": "string"}, {"type": "null"}]},
            "days": {"type": "integer", "default": 30},
            "lines": {"type": "array", "items": {"$ref": "#/$defs/Line"}},
            "saw": {"type": "object", "additionalProperties": {"type": "string"}},
        },
        "required": ["number", "total", "due_on", "title", "lines"],
        "$defs": {
            "Sealed": {"type": "object", "properties": {"box": {"type": "string"}}, "required": ["box"]},
            "Line": {
                "type": "object",
                "properties": {"trigger": {"$ref": "#/$defs/Trigger"}, "net": {"type": "integer"}},
                "required": ["trigger", "net"],
            },
            "Trigger": {"type": "string", "enum": ["signature", "milestone"]},
        },
    }


def find_changes(name: str, alter: Alter) -> list[BreakingChange]:
    after = schema()
    alter(after)
    return find_breaking_changes({name: strip_explanations(schema())}, {name: after})


def find_kinds(name: str, alter: Alter) -> list[tuple[str, ChangeKind]]:
    return [(change.path, change.what) for change in find_changes(name, alter)]


def alter_fields(alter: Callable[[Schema], object]) -> Alter:
    return lambda after: alter(after["properties"])


def alter_line(alter: Callable[[Schema], object]) -> Alter:
    return lambda after: alter(after["$defs"]["Line"])


FIELD_REMOVED = alter_fields(lambda fields: fields.pop("total"))
RETYPED = alter_fields(lambda fields: fields.update(total={"type": "string"}))
OTHER_UNIT = alter_fields(lambda fields: fields["total"].update({"x-jalon-unit": "basis_points"}))
OTHER_FORMAT = alter_fields(lambda fields: fields["due_on"].update(format="date-time"))
UNSEALED = alter_fields(lambda fields: fields.update(title={"type": "string"}))
OTHER_KEY = alter_fields(lambda fields: fields["title"]["x-jalon-personal"].update(of="consultant"))
NEVER_NULL = alter_fields(lambda fields: fields.update(mention={"type": "string"}))
ALSO_NULL = alter_fields(
    lambda fields: fields.update(number={"anyOf": [{"type": "string"}, {"type": "null"}]})
)
OTHER_DEFAULT = alter_fields(lambda fields: fields["days"].update(default=45))
LESS = alter_fields(lambda fields: fields["total"].update(maximum=99))
MORE = alter_fields(lambda fields: fields["total"].update(maximum=9_999))
PATTERN = alter_fields(lambda fields: fields["number"].update(pattern="^F"))
NEW_FIELD = alter_fields(lambda fields: fields.update(note={"type": "string"}))
OTHER_VALUES = alter_fields(lambda fields: fields["saw"].update(additionalProperties={"type": "integer"}))
NOW_REQUIRED: Alter = lambda after: after["required"].append("mention")  # noqa: E731
NEW_REQUIRED: Alter = lambda after: (NEW_FIELD(after), after["required"].append("note"))  # noqa: E731
NOT_SURE: Alter = lambda after: after["required"].remove("total")  # noqa: E731
VALUE_GONE: Alter = lambda after: after["$defs"]["Trigger"]["enum"].remove("milestone")  # noqa: E731
NEW_VALUE: Alter = lambda after: after["$defs"]["Trigger"]["enum"].append("clause")  # noqa: E731
UNIT_SAID = alter_line(lambda line: line["properties"]["net"].update({"x-jalon-unit": "cents"}))
INNER_GONE = alter_line(lambda line: line["properties"].pop("net"))
CLOSED = alter_line(lambda line: line.update(additionalProperties=False))
READ_BY_MORE: Alter = lambda after: after["x-jalon-audiences"].append("consultant")  # noqa: E731
READ_BY_FEWER: Alter = lambda after: after["x-jalon-audiences"].clear()  # noqa: E731
STATED_BY_FEWER: Alter = lambda after: after["x-jalon-by"].clear()  # noqa: E731
STATED_BY_MORE: Alter = lambda after: after["x-jalon-by"].append("client")  # noqa: E731
MOVED: Alter = lambda after: after.update({"x-jalon-subject": "jalon.{tenant}.invoices"})  # noqa: E731
SAID_BETTER: Alter = lambda after: after.update(title="Invoice", description="Other words.")  # noqa: E731
RENAMED_INSIDE: Alter = lambda after: (  # noqa: E731 -- a name under `$defs` is not part of what travels
    after["$defs"].update(Row=after["$defs"].pop("Line")),
    after["properties"]["lines"].update(items={"$ref": "#/$defs/Row"}),
)

INCOMPATIBLE = [
    ("a field is removed", FIELD_REMOVED, "total", ChangeKind.FIELD_REMOVED, {EVENT, COMMAND, PAGE}),
    ("a field is retyped", RETYPED, "total", ChangeKind.FIELD_RETYPED, {EVENT, COMMAND, PAGE}),
    ("cents become basis points", OTHER_UNIT, "total", ChangeKind.FIELD_RETYPED, {EVENT, COMMAND, PAGE}),
    ("a date becomes an instant", OTHER_FORMAT, "due_on", ChangeKind.FIELD_RETYPED, {EVENT, COMMAND, PAGE}),
    ("a sealed text is clear", UNSEALED, "title", ChangeKind.FIELD_RETYPED, {EVENT, COMMAND, PAGE}),
    ("another's key seals it", OTHER_KEY, "title", ChangeKind.FIELD_RETYPED, {EVENT, COMMAND, PAGE}),
    ("null is no longer taken", NEVER_NULL, "mention", ChangeKind.FIELD_RETYPED, {EVENT, COMMAND}),
    ("null is now written", ALSO_NULL, "number", ChangeKind.FIELD_RETYPED, {EVENT, PAGE}),
    ("a default changes", OTHER_DEFAULT, "days", ChangeKind.DEFAULT_CHANGED, {EVENT, COMMAND, PAGE}),
    ("a limit is lowered", LESS, "total", ChangeKind.NARROWED, {EVENT, COMMAND}),
    ("a pattern is asked", PATTERN, "number", ChangeKind.NARROWED, {EVENT, COMMAND}),
    ("unknown fields are refused", CLOSED, "lines[]", ChangeKind.NARROWED, {EVENT, COMMAND}),
    ("a mapping holds others", OTHER_VALUES, "saw{}", ChangeKind.FIELD_RETYPED, {EVENT, COMMAND, PAGE}),
    ("an old field is required", NOW_REQUIRED, "mention", ChangeKind.FIELD_NOW_REQUIRED, {EVENT, COMMAND}),
    ("a new field is required", NEW_REQUIRED, "note", ChangeKind.FIELD_NOW_REQUIRED, {EVENT, COMMAND}),
    ("a field may be missing", NOT_SURE, "total", ChangeKind.FIELD_NO_LONGER_SURE, {EVENT, PAGE}),
    ("a value is removed", VALUE_GONE, "lines[].trigger", ChangeKind.VALUE_REMOVED, {EVENT, COMMAND, PAGE}),
    (
        "an inner field is removed",
        INNER_GONE,
        "lines[].net",
        ChangeKind.FIELD_REMOVED,
        {EVENT, COMMAND, PAGE},
    ),
    (
        "others may read it",
        READ_BY_MORE,
        "x-jalon-audiences",
        ChangeKind.AUDIENCE_ADDED,
        {EVENT, COMMAND, PAGE},
    ),
    ("a party may not give it", STATED_BY_FEWER, "x-jalon-by", ChangeKind.PARTY_REMOVED, {COMMAND}),
    ("it travels elsewhere", MOVED, "x-jalon-subject", ChangeKind.SUBJECT_MOVED, {EVENT, COMMAND, PAGE}),
]

COMPATIBLE = [
    ("an optional field is added", NEW_FIELD, {EVENT, COMMAND, PAGE}),
    ("a value is added", NEW_VALUE, {EVENT, COMMAND, PAGE}),
    ("fewer may read it", READ_BY_FEWER, {EVENT}),
    ("more may state it", STATED_BY_MORE, {EVENT, COMMAND}),
    ("a limit is raised", MORE, {EVENT, COMMAND, PAGE}),
    ("it is said in better words", SAID_BETTER, {EVENT, COMMAND, PAGE}),
    ("a unit is said", UNIT_SAID, {EVENT, COMMAND, PAGE}),
    ("an inner type is renamed", RENAMED_INSIDE, {EVENT, COMMAND, PAGE}),
    ("a command may leave a field out", NOT_SURE, {COMMAND}),
    ("a command may say null", ALSO_NULL, {COMMAND}),
    ("a page always says a field", NOW_REQUIRED, {PAGE}),
    ("a page no longer says null", NEVER_NULL, {PAGE}),
]


@pytest.mark.parametrize(
    ("alter", "path", "what", "of"),
    [case[1:] for case in INCOMPATIBLE],
    ids=[case[0] for case in INCOMPATIBLE],
)
def test_the_change_breaks_programs(alter: Alter, path: str, what: ChangeKind, of: set[str]) -> None:
    for name in of:
        assert (path, what) in find_kinds(name, alter)
    for name in {EVENT, COMMAND, PAGE} - of:
        assert (path, what) not in find_kinds(name, alter)


@pytest.mark.parametrize(
    ("alter", "of"), [case[1:] for case in COMPATIBLE], ids=[case[0] for case in COMPATIBLE]
)
def test_the_change_breaks_no_program(alter: Alter, of: set[str]) -> None:
    for name in of:
        assert find_kinds(name, alter) == []


def test_a_removed_or_renamed_type_breaks_programs() -> None:
    removed = BreakingChange(EVENT, "", ChangeKind.TYPE_REMOVED)
    assert find_breaking_changes({EVENT: strip_explanations(schema())}, {}) == [removed]
    assert find_breaking_changes(
        {EVENT: strip_explanations(schema())}, {EVENT.replace("v1", "v2"): schema()}
    ) == [removed]


def test_a_new_type_breaks_no_program() -> None:
    assert (
        find_breaking_changes({EVENT: strip_explanations(schema())}, {EVENT: schema(), COMMAND: schema()})
        == []
    )


def test_a_stripped_schema_has_no_explanations_but_keeps_fields_of_those_names() -> None:
    promised = strip_explanations(schema())
    assert "description" not in promised
    assert "title" not in promised
    assert promised["properties"]["title"] == schema()["properties"]["title"]
    assert strip_explanations(deepcopy(promised)) == promised


def test_each_kind_of_break_has_an_example() -> None:
    assert {case[3] for case in INCOMPATIBLE} | {ChangeKind.TYPE_REMOVED} == set(ChangeKind)
