"""Builds a JSON Schema 2020-12 of the encoded values of a domain type.

Others read events and pages, so these schemas accept unknown fields: a later version may add some.
"""

import dataclasses
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from enum import Enum
from inspect import cleandoc
from types import NoneType, UnionType
from typing import Annotated, Any, NamedTuple, NewType, TypeVar, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from adapters.contracts.units import find_unit
from domain.language import Form, Seal, Sealed

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_BASIC_SCHEMAS: dict[object, Schema] = {
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    str: {"type": "string"},
    NoneType: {"type": "null"},
    UUID: {"type": "string", "format": "uuid"},
    date: {"type": "string", "format": "date"},
    datetime: {"type": "string", "format": "date-time"},
}
_FORM_SCHEMAS: dict[Form, Schema] = {
    Form.SIREN: {"pattern": "^[0-9]{9}$", "description": "A SIREN."},
    Form.SIRET: {"pattern": "^[0-9]{14}$", "description": "A SIRET."},
    Form.VAT: {"pattern": "^[A-Z]{2}[0-9A-Z+*]{2,13}$", "description": "A VAT number."},
    Form.AMOUNT: {"minimum": 0, "x-jalon-unit": "cents"},
    Form.COUNT: {"minimum": 1},
    Form.HALF_DAYS: {"minimum": 1, "maximum": 2, "x-jalon-unit": "half_days"},
    Form.BASIS_POINTS: {"minimum": 0, "maximum": 10_000, "x-jalon-unit": "basis_points"},
    Form.MONTH: {"pattern": "^[0-9]{4}-(?:0[1-9]|1[0-2])$", "description": "A month, as 2026-01."},
    Form.KEY: {"pattern": "^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$"},
    Form.TEXT: {"minLength": 1},
    Form.HASH: {"pattern": "^sha256:[0-9a-f]{64}$"},
}
"""The stored format of each form; validation accepts some other spellings and normalizes them."""


class SchemaField(NamedTuple):
    """An encoded field; `default` is the value that its absence means, if it is not required."""

    name: str
    hint: Any
    required: bool
    default: Any


class SchemaBuilder:
    """Builds the schemas of types; each inner type is defined once, in `defs`.

    If values are `opened`, the schema of a sealed value is that of its text.
    """

    def __init__(self, *, opened: bool = False) -> None:
        self.defs: dict[str, Schema] = {}
        self._names: dict[type, str] = {}
        self._opened = opened

    def build_schema(self, hint: Any) -> Schema:
        """Return the schema of any type that occurs in events and pages."""
        if isinstance(hint, NewType):
            return self.build_schema(hint.__supertype__)
        if get_origin(hint) is not None:
            return self._generic_schema(get_origin(hint), get_args(hint))
        if hint in _BASIC_SCHEMAS:
            return dict(_BASIC_SCHEMAS[hint])
        if hint in {Any, msgspec.Raw} or isinstance(hint, TypeVar):
            return {}
        if hint is Sealed and self._opened:
            return {"anyOf": [{"type": "string"}, {"type": "null"}], "x-jalon-opened": True}
        return {"$ref": f"#/$defs/{self._define_type(hint)}"}

    def build_fields(self, kind: type[Any], given: Schema | None = None) -> Schema:
        """Return `properties` and `required` of a Struct or a dataclass; `given` ones are not built."""
        given = given or {}
        properties = {
            field.name: given.get(field.name) or self._field_schema(field, kind)
            for field in list_fields(kind)
        }
        required = [field.name for field in list_fields(kind) if field.required]
        if (tag := _struct_tag(kind)) is not None:
            properties = {tag[0]: {"const": tag[1]}, **properties}
            required = [tag[0], *required]
        return {"properties": properties, "required": required}

    def _field_schema(self, field: SchemaField, kind: type[Any]) -> Schema:
        """Return the schema of a field.

        A type that omits defaults never writes null for a field whose default is null.
        """
        schema = self.build_schema(field.hint)
        if not field.required and field.default is None and _omits_defaults(kind):
            schema = _drop_null(schema)
        set_unit(schema, find_unit(field.name))
        if field.default is not None and field.default is not UNSET:
            schema["default"] = msgspec.json.decode(msgspec.json.encode(field.default))
        return schema

    def _generic_schema(self, origin: Any, parts: tuple[Any, ...]) -> Schema:
        if origin is Annotated:
            return self._annotated_schema(*parts)
        if origin in {Union, UnionType}:
            return _any_of([self.build_schema(part) for part in parts if part is not UnsetType])
        if issubclass(origin, Mapping):
            key_schema, value_schema = map(self.build_schema, parts)
            names = {} if key_schema == _BASIC_SCHEMAS[str] else {"propertyNames": key_schema}
            return {"type": "object", **names, "additionalProperties": value_schema}
        return {"type": "array", "items": self.build_schema(parts[0])}

    def _annotated_schema(self, hint: Any, *marks: object) -> Schema:
        schema = self.build_schema(hint)
        for mark in marks:
            if isinstance(mark, Form):
                schema |= _FORM_SCHEMAS.get(mark, {})
            elif isinstance(mark, Seal):
                schema |= {"x-jalon-personal": {"of": mark.subject_field, "retention": mark.retention.value}}
        return schema

    def _define_type(self, kind: type[Any]) -> str:
        """Return the name of a type in `defs`; a second type of that name gets its module as a prefix."""
        if kind not in self._names:
            name = kind.__name__
            if name in self.defs:
                name = f"{kind.__module__.rpartition('.')[2]}_{name}"
            assert name not in self.defs, f"two types would be called {name}"
            self._names[kind] = name
            # Registered before it is built: a type may contain itself.
            self.defs[name] = {}
            self.defs[name] |= self._type_schema(kind)
        return self._names[kind]

    def _type_schema(self, kind: type[Any]) -> Schema:
        schema: Schema = {"title": kind.__name__, "description": read_docstring(kind)}
        if issubclass(kind, Enum):
            return schema | {"type": "string", "enum": [member.value for member in kind]}
        return schema | {"type": "object", **self.build_fields(kind)}


def read_docstring(kind: type[Any]) -> str:
    """Return the docstring of a type, without indentation."""
    return cleandoc(kind.__doc__ or "")


def set_unit(schema: Schema, unit: str | None) -> None:
    """Set the unit of every whole number in a field, unless its type has set one."""
    for inner in (schema, schema.get("items", {}), *schema.get("anyOf", ())):
        if inner.get("type") == "integer" and unit is not None:
            inner.setdefault("x-jalon-unit", unit)


def list_fields(kind: type[Any]) -> Iterator[SchemaField]:
    """Return the fields of a Struct or a dataclass under their encoded names."""
    if issubclass(kind, msgspec.Struct):
        for field in msgspec.structs.fields(kind):
            yield SchemaField(field.encode_name, field.type, field.required, _field_default(field))
    else:
        hints = get_type_hints(kind, include_extras=True)
        for field in dataclasses.fields(kind):
            required = field.default is dataclasses.MISSING
            yield SchemaField(field.name, hints[field.name], required, None if required else field.default)


def _field_default(field: msgspec.structs.FieldInfo) -> Any:
    if field.required:
        return None
    return field.default if field.default is not msgspec.NODEFAULT else field.default_factory()


def _struct_tag(kind: type[Any]) -> tuple[str, str] | None:
    if not issubclass(kind, msgspec.Struct) or kind.__struct_config__.tag_field is None:
        return None
    return kind.__struct_config__.tag_field, str(kind.__struct_config__.tag)


def _omits_defaults(kind: type[Any]) -> bool:
    return issubclass(kind, msgspec.Struct) and kind.__struct_config__.omit_defaults


def _any_of(schemas: list[Schema]) -> Schema:
    return schemas[0] if len(schemas) == 1 else {"anyOf": schemas}


def _drop_null(schema: Schema) -> Schema:
    return _any_of([part for part in schema.get("anyOf", [schema]) if part != _BASIC_SCHEMAS[NoneType]])
