"""What a contract may never do to those who wrote programs against it: the rules, one function each.

A fact is stored for ever and read by others, so its schema binds on both sides; a page is only read, a
command only written by others, and each may grow on its other side.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, NamedTuple, cast

from adapters.contracts.schema_builder import Schema


class Breaking(StrEnum):
    """What was done that programs written before do not bear."""

    TYPE_REMOVED = "type_removed"
    FIELD_REMOVED = "field_removed"
    FIELD_RETYPED = "field_retyped"
    FIELD_NOW_REQUIRED = "field_now_required"
    FIELD_NO_LONGER_SURE = "field_no_longer_sure"
    VALUE_REMOVED = "value_removed"
    NARROWED = "narrowed"
    DEFAULT_CHANGED = "default_changed"
    AUDIENCE_ADDED = "audience_added"
    PARTY_REMOVED = "party_removed"
    SUBJECT_MOVED = "subject_moved"


class Change(NamedTuple):
    """An incompatible change: of which schema, where in it, and what it is."""

    schema: str
    path: str
    what: Breaking


class Side(NamedTuple):
    """Who holds the other end of a schema: others read what we write, or write what we read."""

    read: bool
    written: bool


_BOTH, _READ, _WRITTEN = Side(True, True), Side(True, False), Side(False, True)

_BY_OTHERS = tuple(f"urn:jalon:schema:{part}" for part in ("command:", "wire:command", "wire:query"))
"""The schemas of what others write."""

_SAID = {"title", "description", "$schema", "$id"}
"""What explains a schema and changes nothing that it lets through."""

_LEAST, _MOST = ("minimum", "minLength", "minItems"), ("maximum", "maxLength", "maxItems")
_SAME = ("const", "x-jalon-personal", "x-jalon-opened")


def incompatible(old: Mapping[str, Schema], new: Mapping[str, Schema]) -> list[Change]:
    """Return what a program written against the old schemas would not bear in the new ones."""
    return [
        change
        for name, schema in old.items()
        for change in (
            _Comparison(name, schema, new[name]).changes()
            if name in new
            else [Change(name, "", Breaking.TYPE_REMOVED)]
        )
    ]


def kept(schema: Schema) -> Schema:
    """Return what a schema promises, without what explains it: all that a later one is compared with."""
    return {word: _part_kept(word, said) for word, said in schema.items() if word not in _SAID}


def _part_kept(word: str, said: Any) -> Any:
    match word:
        case "properties" | "$defs":
            return {name: kept(schema) for name, schema in said.items()}
        case "anyOf" | "oneOf" | "allOf":
            return [kept(schema) for schema in said]
        case "items" | "additionalProperties" | "propertyNames" if isinstance(said, dict):
            return kept(cast("Schema", said))
        case _:
            return said


def _side(name: str) -> Side:
    if name.startswith(_BY_OTHERS):
        return _WRITTEN
    return _BOTH if name.startswith("urn:jalon:schema:fr.") else _READ


class _Comparison:
    """One schema as it was, against what it is now."""

    def __init__(self, name: str, old: Schema, new: Schema) -> None:
        self._name = name
        self._side = _side(name)
        self._old, self._new = old, new

    def changes(self) -> Iterator[Change]:
        yield from self._promises()
        for path, what in self._between("", self._old, self._new):
            yield Change(self._name, path, what)

    def _promises(self) -> Iterator[Change]:
        """Compare what the schema says besides the shape: who reads, who may state it, where it travels."""
        audiences, before = (set(one.get("x-jalon-audiences", ())) for one in (self._new, self._old))
        parties, parties_before = (set(one.get("x-jalon-by", ())) for one in (self._new, self._old))
        if audiences - before:
            yield Change(self._name, "x-jalon-audiences", Breaking.AUDIENCE_ADDED)
        if self._side is _WRITTEN and parties_before - parties:
            yield Change(self._name, "x-jalon-by", Breaking.PARTY_REMOVED)
        if self._old.get("x-jalon-subject") != self._new.get("x-jalon-subject"):
            yield Change(self._name, "x-jalon-subject", Breaking.SUBJECT_MOVED)

    def _between(self, path: str, old: Schema, new: Schema) -> Iterator[tuple[str, Breaking]]:
        """Compare two schemas of one place, alternative by alternative."""
        was, now = _alternatives(old, self._old), _alternatives(new, self._new)
        if (was.keys() - now.keys() and self._side != _READ) or (now.keys() - was.keys() and self._side.read):
            yield path, Breaking.FIELD_RETYPED
        if old.get("default") != new.get("default"):
            yield path, Breaking.DEFAULT_CHANGED
        for kind in was.keys() & now.keys():
            yield from self._alike(path, was[kind], now[kind])

    def _alike(self, path: str, old: Schema, new: Schema) -> Iterator[tuple[str, Breaking]]:
        """Compare two schemas that let through the same kind of value."""
        if any(old.get(word) != new.get(word) for word in _SAME) or _counts_otherwise(old, new):
            yield path, Breaking.FIELD_RETYPED
        if set(old.get("enum", ())) - set(new.get("enum", ())):
            yield path, Breaking.VALUE_REMOVED
        if self._side.written and _narrower(old, new):
            yield path, Breaking.NARROWED
        yield from self._fields(path, old, new)
        for word, mark in (("items", "[]"), ("additionalProperties", "{}"), ("propertyNames", "{}")):
            if isinstance(old.get(word), dict) and isinstance(new.get(word), dict):
                yield from self._between(path + mark, old[word], new[word])

    def _fields(self, path: str, old: Schema, new: Schema) -> Iterator[tuple[str, Breaking]]:
        was, now = old.get("properties", {}), new.get("properties", {})
        needed, needed_now = set(old.get("required", ())), set(new.get("required", ()))
        for name in sorted(was.keys() - now.keys()):
            yield _below(path, name), Breaking.FIELD_REMOVED
        for name in sorted(needed_now - needed) if self._side.written else ():
            yield _below(path, name), Breaking.FIELD_NOW_REQUIRED
        for name in sorted((needed - needed_now) & now.keys()) if self._side.read else ():
            yield _below(path, name), Breaking.FIELD_NO_LONGER_SURE
        for name in (name for name in was if name in now):
            yield from self._between(_below(path, name), was[name], now[name])


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _alternatives(schema: Schema, root: Schema) -> dict[object, Schema]:
    """Return what a schema lets through, by kind: alternatives that nobody could confuse."""
    whole = _followed(schema, root)
    parts = [_followed(part, root) for part in whole.get("anyOf", [whole])]
    return {_kind(part): part for part in parts}


def _followed(schema: Schema, root: Schema) -> Schema:
    """Return the schema with what it refers to in its place."""
    if (ref := schema.get("$ref")) is None:
        return schema
    return root["$defs"][ref.rpartition("/")[2]] | {word: schema[word] for word in schema if word != "$ref"}


def _kind(schema: Schema) -> object:
    """Return what tells a schema from its alternatives: the type, the format, the tag of an object."""
    fields = schema.get("properties", {}).values()
    tag = next((field["const"] for field in fields if "const" in field), None)
    return schema.get("type"), schema.get("format"), tag


def _counts_otherwise(old: Schema, new: Schema) -> bool:
    """Say whether the unit is another; one that was not said may be said."""
    unit = old.get("x-jalon-unit")
    return unit is not None and unit != new.get("x-jalon-unit")


def _narrower(old: Schema, new: Schema) -> bool:
    """Say whether the new bounds keep out what the old ones let through."""
    least = any(word in new and (word not in old or new[word] > old[word]) for word in _LEAST)
    most = any(word in new and (word not in old or new[word] < old[word]) for word in _MOST)
    written = "pattern" in new and new["pattern"] != old.get("pattern")
    listed = "enum" in new and "enum" not in old
    closed = new.get("additionalProperties") is False and old.get("additionalProperties") is not False
    return least or most or written or listed or closed
