"""Faults between values: a span that ends before it begins, a field that a body has twice."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from itertools import islice
from typing import Any, cast, get_args, get_type_hints

from adapters.engine.validation.fault_texts import FAULTS_MAX, format_path, name_source
from adapters.engine.validation.faults import Fault

FieldPath = tuple[str | int, ...]

SPANS = (
    ("starts_on", "ends_on"),
    ("started_on", "ended_on"),
    ("valid_from", "valid_until"),
    ("from_on", "until_on"),
    ("from_on", "allocation_until"),
    ("issued_on", "delivered_on"),
    ("judged_on", "published_on"),
    ("first", "last"),
)
"""First and last field of each kind of span; the first is never after the last, which may be missing."""


def find_reversed_spans(name: str, command: Any) -> tuple[Fault, ...]:
    """Return a fault for each span of a command that ends before it begins."""
    if not _has_spans(command.__class__):
        return ()
    return tuple(
        Fault(
            format_path((*where, last)),
            "span",
            name_source(name),
            f"la fin ne précède pas le début ({first})",
            f"the end does not come before the beginning ({first})",
        )
        for where, first, last in _walk_spans(command, ())
    )


def _walk_spans(value: Any, where: FieldPath) -> Iterator[tuple[FieldPath, str, str]]:
    if isinstance(value, tuple):
        for index, item in enumerate(cast("tuple[Any, ...]", value)):
            yield from _walk_spans(item, (*where, index))
    elif is_dataclass(value):
        yield from ((where, first, last) for first, last in SPANS if _is_reversed(value, first, last))
        for field in fields(value):
            yield from _walk_spans(getattr(value, field.name), (*where, field.name))


def _is_reversed(value: Any, first: str, last: str) -> bool:
    since, until = getattr(value, first, None), getattr(value, last, None)
    return since is not None and until is not None and until < since


@cache
def _has_spans(kind: type[Any]) -> bool:
    """Whether a command, or a value in it, has a span; the others, which are most, are not walked through."""
    hints = get_type_hints(kind)
    own = any(first in hints and last in hints for first, last in SPANS)
    return own or any(_has_spans(part) for hint in hints.values() for part in _list_dataclasses(hint))


def _list_dataclasses(hint: Any) -> Iterator[type[Any]]:
    if is_dataclass(hint) and isinstance(hint, type):
        yield hint
    for part in get_args(hint):
        yield from _list_dataclasses(part)


def find_duplicate_fields(body: bytes) -> tuple[Fault, ...]:
    """Return a fault for each field that a body has twice: nobody knows which value was meant."""
    try:
        _STRICT_DECODER.raw_decode(body.decode().lstrip())  # pydantic finds what follows the object
    except _DuplicateName:
        return _list_duplicate_fields(body)
    except (ValueError, RecursionError):
        return ()  # pydantic finds invalid JSON, and JSON nested too deep
    return ()


class _DuplicateName(Exception):
    """A JSON object has one name twice."""


def _reject_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _DuplicateName
    return found


_STRICT_DECODER = json.JSONDecoder(object_pairs_hook=_reject_duplicates)


def _list_duplicate_fields(body: bytes) -> tuple[Fault, ...]:
    try:
        document = json.loads(body, object_pairs_hook=_DuplicateAwareObject)
        duplicates = tuple(islice(dict.fromkeys(_walk_duplicates(document, ())), FAULTS_MAX))
    except (ValueError, RecursionError):
        return ()  # invalid JSON after the duplicate: pydantic finds it
    fr, en = "ce champ est écrit deux fois", "this field is written twice"
    return tuple(Fault(format_path(where), "duplicate_field", "RFC 8259", fr, en) for where in duplicates)


class _DuplicateAwareObject(dict[str, Any]):
    """A JSON object that remembers which of its names it has more than once."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.repeated: list[str] = []
        if len(self) < len(pairs):
            counted = Counter(name for name, _ in pairs)
            self.repeated = [name for name, count in counted.items() if count > 1]


def _walk_duplicates(value: Any, where: FieldPath) -> Iterator[FieldPath]:
    match value:
        case _DuplicateAwareObject():
            yield from ((*where, name) for name in value.repeated)
            for name, part in value.items():
                yield from _walk_duplicates(part, (*where, name))
        case list():
            for index, part in enumerate(cast("list[Any]", value)):
                yield from _walk_duplicates(part, (*where, index))
        case _:
            return
