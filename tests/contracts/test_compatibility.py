"""What programs written against a contract bear, and what they do not: one example of each change."""

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

FACT = "urn:jalon:schema:fr.jalon.mission.invoiced.v1"
COMMAND = "urn:jalon:schema:command:IssueInvoice"
PAGE = "urn:jalon:schema:page:invoices"

Alter = Callable[[dict[str, Any]], object]


def schema() -> Schema:
    """A schema with one field of each sort."""
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


def changes(name: str, alter: Alter) -> list[BreakingChange]:
    after = schema()
    alter(after)
    return find_breaking_changes({name: strip_explanations(schema())}, {name: after})


def found(name: str, alter: Alter) -> list[tuple[str, ChangeKind]]:
    return [(change.path, change.what) for change in changes(name, alter)]


def alone(alter: Callable[[Schema], object]) -> Alter:
    return lambda after: alter(after["properties"])


def of_line(alter: Callable[[Schema], object]) -> Alter:
    return lambda after: alter(after["$defs"]["Line"])


FIELD_REMOVED = alone(lambda fields: fields.pop("total"))
RETYPED = alone(lambda fields: fields.update(total={"type": "string"}))
OTHER_UNIT = alone(lambda fields: fields["total"].update({"x-jalon-unit": "basis_points"}))
OTHER_FORMAT = alone(lambda fields: fields["due_on"].update(format="date-time"))
UNSEALED = alone(lambda fields: fields.update(title={"type": "string"}))
OTHER_KEY = alone(lambda fields: fields["title"]["x-jalon-personal"].update(of="consultant"))
NEVER_NULL = alone(lambda fields: fields.update(mention={"type": "string"}))
ALSO_NULL = alone(lambda fields: fields.update(number={"anyOf": [{"type": "string"}, {"type": "null"}]}))
OTHER_DEFAULT = alone(lambda fields: fields["days"].update(default=45))
LESS = alone(lambda fields: fields["total"].update(maximum=99))
MORE = alone(lambda fields: fields["total"].update(maximum=9_999))
PATTERN = alone(lambda fields: fields["number"].update(pattern="^F"))
NEW_FIELD = alone(lambda fields: fields.update(note={"type": "string"}))
OTHER_VALUES = alone(lambda fields: fields["saw"].update(additionalProperties={"type": "integer"}))
NOW_REQUIRED: Alter = lambda after: after["required"].append("mention")  # noqa: E731
NEW_REQUIRED: Alter = lambda after: (NEW_FIELD(after), after["required"].append("note"))  # noqa: E731
NOT_SURE: Alter = lambda after: after["required"].remove("total")  # noqa: E731
VALUE_GONE: Alter = lambda after: after["$defs"]["Trigger"]["enum"].remove("milestone")  # noqa: E731
NEW_VALUE: Alter = lambda after: after["$defs"]["Trigger"]["enum"].append("clause")  # noqa: E731
UNIT_SAID = of_line(lambda line: line["properties"]["net"].update({"x-jalon-unit": "cents"}))
INNER_GONE = of_line(lambda line: line["properties"].pop("net"))
CLOSED = of_line(lambda line: line.update(additionalProperties=False))
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
    ("a field is removed", FIELD_REMOVED, "total", ChangeKind.FIELD_REMOVED, {FACT, COMMAND, PAGE}),
    ("a field is retyped", RETYPED, "total", ChangeKind.FIELD_RETYPED, {FACT, COMMAND, PAGE}),
    ("cents become basis points", OTHER_UNIT, "total", ChangeKind.FIELD_RETYPED, {FACT, COMMAND, PAGE}),
    ("a date becomes an instant", OTHER_FORMAT, "due_on", ChangeKind.FIELD_RETYPED, {FACT, COMMAND, PAGE}),
    ("a sealed text is clear", UNSEALED, "title", ChangeKind.FIELD_RETYPED, {FACT, COMMAND, PAGE}),
    ("another's key seals it", OTHER_KEY, "title", ChangeKind.FIELD_RETYPED, {FACT, COMMAND, PAGE}),
    ("null is no longer taken", NEVER_NULL, "mention", ChangeKind.FIELD_RETYPED, {FACT, COMMAND}),
    ("null is now written", ALSO_NULL, "number", ChangeKind.FIELD_RETYPED, {FACT, PAGE}),
    ("a default changes", OTHER_DEFAULT, "days", ChangeKind.DEFAULT_CHANGED, {FACT, COMMAND, PAGE}),
    ("a limit is lowered", LESS, "total", ChangeKind.NARROWED, {FACT, COMMAND}),
    ("a pattern is asked", PATTERN, "number", ChangeKind.NARROWED, {FACT, COMMAND}),
    ("unknown fields are refused", CLOSED, "lines[]", ChangeKind.NARROWED, {FACT, COMMAND}),
    ("a mapping holds others", OTHER_VALUES, "saw{}", ChangeKind.FIELD_RETYPED, {FACT, COMMAND, PAGE}),
    ("an old field is required", NOW_REQUIRED, "mention", ChangeKind.FIELD_NOW_REQUIRED, {FACT, COMMAND}),
    ("a new field is required", NEW_REQUIRED, "note", ChangeKind.FIELD_NOW_REQUIRED, {FACT, COMMAND}),
    ("a field may be missing", NOT_SURE, "total", ChangeKind.FIELD_NO_LONGER_SURE, {FACT, PAGE}),
    ("a value is removed", VALUE_GONE, "lines[].trigger", ChangeKind.VALUE_REMOVED, {FACT, COMMAND, PAGE}),
    ("an inner field is removed", INNER_GONE, "lines[].net", ChangeKind.FIELD_REMOVED, {FACT, COMMAND, PAGE}),
    (
        "others may read it",
        READ_BY_MORE,
        "x-jalon-audiences",
        ChangeKind.AUDIENCE_ADDED,
        {FACT, COMMAND, PAGE},
    ),
    ("a party may not give it", STATED_BY_FEWER, "x-jalon-by", ChangeKind.PARTY_REMOVED, {COMMAND}),
    ("it travels elsewhere", MOVED, "x-jalon-subject", ChangeKind.SUBJECT_MOVED, {FACT, COMMAND, PAGE}),
]

COMPATIBLE = [
    ("an optional field is added", NEW_FIELD, {FACT, COMMAND, PAGE}),
    ("a value is added", NEW_VALUE, {FACT, COMMAND, PAGE}),
    ("fewer may read it", READ_BY_FEWER, {FACT}),
    ("more may state it", STATED_BY_MORE, {FACT, COMMAND}),
    ("a limit is raised", MORE, {FACT, COMMAND, PAGE}),
    ("it is said in better words", SAID_BETTER, {FACT, COMMAND, PAGE}),
    ("a unit is said", UNIT_SAID, {FACT, COMMAND, PAGE}),
    ("an inner type is renamed", RENAMED_INSIDE, {FACT, COMMAND, PAGE}),
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
def test_programs_do_not_bear_that(alter: Alter, path: str, what: ChangeKind, of: set[str]) -> None:
    for name in of:
        assert (path, what) in found(name, alter)
    for name in {FACT, COMMAND, PAGE} - of:
        assert (path, what) not in found(name, alter)


@pytest.mark.parametrize(
    ("alter", "of"), [case[1:] for case in COMPATIBLE], ids=[case[0] for case in COMPATIBLE]
)
def test_programs_bear_that(alter: Alter, of: set[str]) -> None:
    for name in of:
        assert found(name, alter) == []


def test_a_type_that_is_gone_or_has_another_name_is_missed() -> None:
    gone = BreakingChange(FACT, "", ChangeKind.TYPE_REMOVED)
    assert find_breaking_changes({FACT: strip_explanations(schema())}, {}) == [gone]
    assert find_breaking_changes(
        {FACT: strip_explanations(schema())}, {FACT.replace("v1", "v2"): schema()}
    ) == [gone]


def test_a_new_type_troubles_nobody() -> None:
    assert (
        find_breaking_changes({FACT: strip_explanations(schema())}, {FACT: schema(), COMMAND: schema()}) == []
    )


def test_what_is_kept_of_a_schema_has_no_words_but_fields_that_are_called_so() -> None:
    promised = strip_explanations(schema())
    assert "description" not in promised
    assert "title" not in promised
    assert promised["properties"]["title"] == schema()["properties"]["title"]
    assert strip_explanations(deepcopy(promised)) == promised


def test_each_kind_of_break_has_an_example() -> None:
    assert {case[3] for case in INCOMPATIBLE} | {ChangeKind.TYPE_REMOVED} == set(ChangeKind)
