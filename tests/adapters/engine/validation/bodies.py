"""Well-formed bodies of any command, made from the types of its fields."""

import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID, uuid4

from hypothesis import find
from hypothesis import strategies as st

from adapters.engine.validation import CommandValidator, Request, ValidatedCommand
from adapters.engine.validation.consistency import SPANS
from domain.commands import COMMAND_NAMED
from domain.language import Form, Party, Seal
from domain.record import Actor, AuthMethod

ACTOR = Actor(principal="lea", party=Party.UMBRELLA, method=AuthMethod.SCENARIO)
SECRET, LABEL = "Wouldn't tell", "A label"

GOOD: dict[str, list[Any]] = {
    Form.SIREN: ["732829320", "552100554"],
    Form.SIRET: ["73282932000074", "35600000049837"],
    Form.VAT: ["FR44732829320", "DE136695976"],
    Form.NIR: ["184127645108946", "253072B07300470"],
    Form.IBAN: ["FR1420041010050500013M02606", "DE89370400440532013000"],
    Form.EMAIL: ["jeanne@aubry.example", "j.d+x@mail.example.org"],
    Form.AMOUNT: [0, 65_000, 10**12 - 1],
    Form.COUNT: [1, 10**9],
    Form.HALF_DAYS: [1, 2],
    Form.BASIS_POINTS: [0, 10_000],
    Form.MONTH: ["2026-01", "1999-12"],
    Form.KEY: ["D1", "a" * 40],
    Form.TEXT: [LABEL, "é" * 10_000],
    Form.HASH: ["sha256:" + "0a" * 32],
    Form.INSTANT: ["2026-01-31T09:00:00+01:00", "2026-01-31T08:00:00Z"],
    Form.HAPPENED: ["1900-01-01", "2026-02-28"],
    Form.ABSENCE: ["sickness", "leave", "other"],
}
SEALED: dict[str, list[Any]] = {Form.TEXT: [SECRET, "é" * 10_000]}
"""A text about a person is never one of the texts that may be in clear."""


def writings(expected: Any) -> st.SearchStrategy[Any]:
    """Return the well-formed JSON values of a type."""
    if get_origin(expected) is Annotated:
        return _marked_writings(expected)
    while hasattr(expected, "__supertype__"):
        expected = expected.__supertype__
    arguments = get_args(expected)
    if get_origin(expected) in (Union, UnionType):
        return st.one_of(st.none() if one is NoneType else writings(one) for one in arguments)
    if get_origin(expected) is tuple:
        return st.lists(writings(arguments[0]), max_size=2)
    return _plain(expected)


def _marked_writings(expected: Any) -> st.SearchStrategy[Any]:
    for marker in expected.__metadata__:
        if isinstance(marker, Seal):
            return st.sampled_from(SEALED.get(marker.form, GOOD[marker.form]))
        if isinstance(marker, Form):
            return st.sampled_from(GOOD[marker])
    raise AssertionError(expected)


def _plain(expected: Any) -> st.SearchStrategy[Any]:
    if is_dataclass(expected):
        return objects(expected)
    if isinstance(expected, type) and issubclass(expected, StrEnum):
        return st.sampled_from([member.value for member in expected])
    return {
        UUID: st.uuids().map(str),
        date: st.dates(date(1900, 1, 1), date(2199, 12, 31)).map(str),
        int: st.integers(-(2**63) + 1, 2**63 - 1),
        bool: st.booleans(),
    }[expected]


def objects(made: Any) -> st.SearchStrategy[dict[str, Any]]:
    """Return the well-formed JSON objects of a command or a value."""
    hints = get_type_hints(made, include_extras=True)
    needed = {field.name for field in fields(made) if field.default is MISSING}
    return st.fixed_dictionaries(
        {name: writings(hints[name]) for name in hints if name in needed},
        optional={name: writings(hints[name]) for name in hints if name not in needed},
    ).map(_forwards)


def _forwards(body: dict[str, Any]) -> dict[str, Any]:
    """Return the object with the days of its spans sorted, so that none ends before it begins."""
    for first, last in SPANS:
        if body.get(first) is not None and body.get(last) is not None:
            body |= dict(zip((first, last), sorted((body[first], body[last])), strict=True))
    return body


@cache
def _one_body(name: str) -> str:
    return json.dumps(find(objects(COMMAND_NAMED[name].command), lambda _: True))


def one_body(name: str) -> dict[str, Any]:
    """Return a well-formed body of a command, always the same."""
    return json.loads(_one_body(name))


def places(body: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Return the path of every part of a JSON value, the whole first."""
    yield path
    below = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    for key, part in below:
        yield from places(part, (*path, key))


def put(body: Any, path: tuple[str | int, ...], value: Any) -> Any:
    """Return the JSON value with the part at a path replaced."""
    if not path:
        return value
    changed = deepcopy(body)
    holder = changed
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = value
    return changed


def request(name: str, body: Any, **others: Any) -> Request:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Request(**{"command_id": uuid4(), "name": name, "body": raw, "actor": ACTOR, **others})


def check_request(validator: CommandValidator, name: str, body: Any, **others: Any) -> ValidatedCommand:
    return validator.validate_command(request(name, body, **others))


commands = st.sampled_from(sorted(COMMAND_NAMED))


@st.composite
def well_made(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """Return any command with a well-formed body."""
    name = draw(commands)
    return name, draw(objects(COMMAND_NAMED[name].command_type))


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["1700006400", "2026-02-30", "\x00", "{expected}", 10**400]),
    lambda deeper: st.lists(deeper, max_size=3) | st.dictionaries(st.text(max_size=8), deeper, max_size=3),
    max_leaves=8,
)


@st.composite
def badly_made(draw: st.DrawFn) -> tuple[str, Any]:
    """Return any command with a body in which some parts, or all, are replaced by anything."""
    name, body = draw(well_made())
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.sampled_from(list(places(body))))
        body = put(body, place, draw(anything))
    if isinstance(body, dict) and draw(st.booleans()):
        body = {**body, draw(st.text(max_size=60)): draw(anything)}
    return name, body
