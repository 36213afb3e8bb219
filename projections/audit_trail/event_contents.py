"""The contents of an event, read from its fields: rule checks, documents, and other values by name.

A nested value has a dotted name. An item of a tuple is named by its key in the contract, or by its index.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple, cast, get_args, get_type_hints

from msgspec import Struct

from domain.language import DocumentHash, Form, Sealed
from domain.record import Ground

HASH = "sha256:"
SIGNED_CENTS = {"price", "amount"}
"""The amounts that may be below zero: their type is a plain number without a unit."""


class Unit(StrEnum):
    """The unit of a value whose type does not show it."""

    CENTS = "cents"
    BASIS_POINTS = "basis_points"
    DATE = "date"  # ISO 8601
    INSTANT = "instant"  # ISO 8601, with its offset


class Document(Struct, frozen=True):
    """A document of the event, and the name of its field."""

    name: str
    hash: DocumentHash


class Detail(Struct, frozen=True):
    """One value of an event; the code that displays it opens a sealed value."""

    name: str
    value: bool | int | str | Sealed
    unit: Unit | None = None


class Contents(NamedTuple):
    """The contents of an event, by kind."""

    grounds: tuple[Ground, ...]
    documents: tuple[Document, ...]
    details: tuple[Detail, ...]


def read_contents(event: object) -> Contents:
    """Read the contents of an event, in the order of its fields."""
    read = tuple(_read_value(event, "", None))
    return Contents(
        tuple(part for part in read if isinstance(part, Ground)),
        tuple(part for part in read if isinstance(part, Document)),
        tuple(part for part in read if isinstance(part, Detail)),
    )


def _read_value(value: object, name: str, unit: Unit | None) -> Iterator[Ground | Document | Detail]:
    if isinstance(value, Ground):
        yield value
    elif (parts := _split_value(value, unit)) is None:
        yield _read_leaf(value, name, unit)
    else:
        for inner, part, its_unit in parts:
            if (inner, part) != ("key", name.rpartition(".")[2]):
                yield from _read_value(part, f"{name}.{inner}" if name else inner, its_unit)


def _split_value(value: object, unit: Unit | None) -> list[tuple[str, object, Unit | None]] | None:
    """Return the named parts of a value: no part if it is absent, `None` if it has no parts."""
    match value:
        case None:
            return []
        case Sealed():
            return None
        case tuple():
            several = cast("tuple[object, ...]", value)
            return [(_part_name(part, number), part, unit) for number, part in enumerate(several, start=1)]
        case Mapping():
            return [(str(key), part, unit) for key, part in cast("Mapping[Any, object]", value).items()]
        case _:
            if not isinstance(value, Struct) and not is_dataclass(value):
                return None
            return [(field, getattr(value, field), its_unit) for field, its_unit in _fields_of(type(value))]


def _part_name(part: object, number: int) -> str:
    return str(getattr(part, "key", number))


def _read_leaf(value: object, name: str, unit: Unit | None) -> Document | Detail:
    match value:
        case str() if value.startswith(HASH):
            return Document(name, value)
        case StrEnum():
            return Detail(name, value.value)
        case bool() | int() | str() | Sealed():
            return Detail(name, value, unit)
        case datetime():
            return Detail(name, value.isoformat(), Unit.INSTANT)
        case date():
            return Detail(name, value.isoformat(), Unit.DATE)
        case _:
            return Detail(name, str(value))


@cache
def _fields_of(kind: type[Any]) -> tuple[tuple[str, Unit | None], ...]:
    """Return the fields of a Struct or a dataclass with their units; nothing for other types."""
    if issubclass(kind, Struct):
        names = kind.__struct_fields__
    elif is_dataclass(kind):
        names = tuple(field.name for field in fields(kind))
    else:
        return ()
    hints = get_type_hints(kind, include_extras=True)
    return tuple((name, _unit_of(name, hints[name])) for name in names)


def _unit_of(name: str, hint: object) -> Unit | None:
    forms = _forms_of(hint)
    if Form.AMOUNT in forms or (hint is int and name in SIGNED_CENTS):
        return Unit.CENTS
    return Unit.BASIS_POINTS if Form.BASIS_POINTS in forms else None


def _forms_of(hint: object) -> set[Form]:
    """Return the forms in an annotation, at any depth."""
    return {hint} if isinstance(hint, Form) else {form for part in get_args(hint) for form in _forms_of(part)}
