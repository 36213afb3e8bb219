"""Finds the changes of a schema that would break programs written against its last release.

We write events and others read them; we also read old ones for ever. So an event schema may break neither
side. Others only read pages, and only write commands: their schemas may change on the other side.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, NamedTuple, cast

from adapters.contracts.schema_builder import Schema


class ChangeKind(StrEnum):
    """A kind of change that breaks existing programs."""

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


class BreakingChange(NamedTuple):
    """A change that breaks existing programs: the `$id` of the schema, the path in it, and the kind."""

    schema: str
    path: str
    what: ChangeKind


class SchemaSide(NamedTuple):
    """Which values a schema describes: those that others read, those that others write, or both."""

    read: bool
    written: bool


_BOTH, _READ, _WRITTEN = SchemaSide(True, True), SchemaSide(True, False), SchemaSide(False, True)

_WRITTEN_BY_OTHERS = tuple(f"urn:jalon:schema:{part}" for part in ("command:", "wire:command", "wire:query"))
"""The beginnings of the `$id` of schemas whose values others write."""

_EXPLANATORY_WORDS = {"title", "description", "$schema", "$id"}
"""Keywords that explain a schema, and do not change which values it accepts."""

_LOWER_BOUNDS, _UPPER_BOUNDS = ("minimum", "minLength", "minItems"), ("maximum", "maxLength", "maxItems")
_FIXED_WORDS = ("const", "x-jalon-personal", "x-jalon-opened")


def find_breaking_changes(old: Mapping[str, Schema], new: Mapping[str, Schema]) -> list[BreakingChange]:
    """Return the changes from the old schemas to the new ones that break existing programs."""
    return [
        change
        for name, schema in old.items()
        for change in (
            _Comparison(name, schema, new[name]).find_changes()
            if name in new
            else [BreakingChange(name, "", ChangeKind.TYPE_REMOVED)]
        )
    ]


def strip_explanations(schema: Schema) -> Schema:
    """Return a schema without titles and descriptions: the part that a later version is compared with."""
    return {
        word: _strip_part(word, value) for word, value in schema.items() if word not in _EXPLANATORY_WORDS
    }


def _strip_part(word: str, value: Any) -> Any:
    match word:
        case "properties" | "$defs":
            return {name: strip_explanations(schema) for name, schema in value.items()}
        case "anyOf" | "oneOf" | "allOf":
            return [strip_explanations(schema) for schema in value]
        case "items" | "additionalProperties" | "propertyNames" if isinstance(value, dict):
            return strip_explanations(cast("Schema", value))
        case _:
            return value


def _choose_side(name: str) -> SchemaSide:
    if name.startswith(_WRITTEN_BY_OTHERS):
        return _WRITTEN
    return _BOTH if name.startswith("urn:jalon:schema:fr.") else _READ


class _Comparison:
    """The comparison of the old and the new version of one schema."""

    def __init__(self, name: str, old: Schema, new: Schema) -> None:
        self._name = name
        self._side = _choose_side(name)
        self._old, self._new = old, new

    def find_changes(self) -> Iterator[BreakingChange]:
        yield from self._compare_promises()
        for path, what in self._compare_places("", self._old, self._new):
            yield BreakingChange(self._name, path, what)

    def _compare_promises(self) -> Iterator[BreakingChange]:
        """Compare what the schema says besides the shape: audiences, parties and subject."""
        audiences, old_audiences = (
            set(schema.get("x-jalon-audiences", ())) for schema in (self._new, self._old)
        )
        parties, old_parties = (set(schema.get("x-jalon-by", ())) for schema in (self._new, self._old))
        if audiences - old_audiences:
            yield BreakingChange(self._name, "x-jalon-audiences", ChangeKind.AUDIENCE_ADDED)
        if self._side is _WRITTEN and old_parties - parties:
            yield BreakingChange(self._name, "x-jalon-by", ChangeKind.PARTY_REMOVED)
        if self._old.get("x-jalon-subject") != self._new.get("x-jalon-subject"):
            yield BreakingChange(self._name, "x-jalon-subject", ChangeKind.SUBJECT_MOVED)

    def _compare_places(self, path: str, old: Schema, new: Schema) -> Iterator[tuple[str, ChangeKind]]:
        """Compare the schemas of one place, alternative by alternative."""
        was, now = _list_alternatives(old, self._old), _list_alternatives(new, self._new)
        if (was.keys() - now.keys() and self._side != _READ) or (now.keys() - was.keys() and self._side.read):
            yield path, ChangeKind.FIELD_RETYPED
        if old.get("default") != new.get("default"):
            yield path, ChangeKind.DEFAULT_CHANGED
        for kind in was.keys() & now.keys():
            yield from self._compare_alternative(path, was[kind], now[kind])

    def _compare_alternative(self, path: str, old: Schema, new: Schema) -> Iterator[tuple[str, ChangeKind]]:
        """Compare two schemas that accept the same kind of value."""
        if any(old.get(word) != new.get(word) for word in _FIXED_WORDS) or _unit_changed(old, new):
            yield path, ChangeKind.FIELD_RETYPED
        if set(old.get("enum", ())) - set(new.get("enum", ())):
            yield path, ChangeKind.VALUE_REMOVED
        if self._side.written and _is_narrower(old, new):
            yield path, ChangeKind.NARROWED
        yield from self._compare_fields(path, old, new)
        for word, mark in (("items", "[]"), ("additionalProperties", "{}"), ("propertyNames", "{}")):
            if isinstance(old.get(word), dict) and isinstance(new.get(word), dict):
                yield from self._compare_places(path + mark, old[word], new[word])

    def _compare_fields(self, path: str, old: Schema, new: Schema) -> Iterator[tuple[str, ChangeKind]]:
        was, now = old.get("properties", {}), new.get("properties", {})
        needed, needed_now = set(old.get("required", ())), set(new.get("required", ()))
        for name in sorted(was.keys() - now.keys()):
            yield _join_path(path, name), ChangeKind.FIELD_REMOVED
        for name in sorted(needed_now - needed) if self._side.written else ():
            yield _join_path(path, name), ChangeKind.FIELD_NOW_REQUIRED
        for name in sorted((needed - needed_now) & now.keys()) if self._side.read else ():
            yield _join_path(path, name), ChangeKind.FIELD_NO_LONGER_SURE
        for name in (name for name in was if name in now):
            yield from self._compare_places(_join_path(path, name), was[name], now[name])


def _join_path(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _list_alternatives(schema: Schema, root: Schema) -> dict[object, Schema]:
    """Return the alternatives of a schema by kind; two of one kind do not occur."""
    resolved = _resolve_ref(schema, root)
    parts = [_resolve_ref(part, root) for part in resolved.get("anyOf", [resolved])]
    return {_schema_kind(part): part for part in parts}


def _resolve_ref(schema: Schema, root: Schema) -> Schema:
    """Return the schema with its `$ref` replaced by the definition."""
    if (ref := schema.get("$ref")) is None:
        return schema
    return root["$defs"][ref.rpartition("/")[2]] | {word: schema[word] for word in schema if word != "$ref"}


def _schema_kind(schema: Schema) -> object:
    """Return what distinguishes a schema from its alternatives: type, format, and the tag of an object."""
    fields = schema.get("properties", {}).values()
    tag = next((field["const"] for field in fields if "const" in field), None)
    return schema.get("type"), schema.get("format"), tag


def _unit_changed(old: Schema, new: Schema) -> bool:
    """Return whether the unit changed; adding a unit is no change."""
    unit = old.get("x-jalon-unit")
    return unit is not None and unit != new.get("x-jalon-unit")


def _is_narrower(old: Schema, new: Schema) -> bool:
    """Return whether the new schema refuses values that the old one accepts."""
    raised_minimum = any(word in new and (word not in old or new[word] > old[word]) for word in _LOWER_BOUNDS)
    lowered_maximum = any(
        word in new and (word not in old or new[word] < old[word]) for word in _UPPER_BOUNDS
    )
    new_pattern = "pattern" in new and new["pattern"] != old.get("pattern")
    new_enum = "enum" in new and "enum" not in old
    now_closed = new.get("additionalProperties") is False and old.get("additionalProperties") is not False
    return raised_minimum or lowered_maximum or new_pattern or new_enum or now_closed
