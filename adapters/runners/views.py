"""A view for each kind of row of a projection, one column a field, for spreadsheets and reports."""

from typing import Any, get_args

import msgspec

from adapters.runners.derived import Stand, table_of
from adapters.runners.reading import Reader
from adapters.runners.session import Database, Session


def show_rows(session: Session, database: Database, reader: Reader, stand: Stand) -> None:
    """Make the views of a projection anew, on the rows of this generation."""
    for kind in get_args(reader.row) or (reader.row,):
        name, condition = _name(reader, kind), _condition(database, kind)
        columns = "".join(f", {database.field(field)} AS {_quoted(field)}" for field in _fields(kind))
        session.tell(f"DROP VIEW IF EXISTS {name}")
        session.tell(f"CREATE VIEW {name} AS SELECT key, place{columns} FROM {table_of(stand)}{condition}")


def hide_rows(session: Session, reader: Reader) -> None:
    """Take the views of a projection away, as before the table under them is dropped."""
    for kind in get_args(reader.row) or (reader.row,):
        session.tell(f"DROP VIEW IF EXISTS {_name(reader, kind)}")


def _fields(kind: Any) -> tuple[str, ...]:
    return tuple(one.encode_name for one in msgspec.structs.fields(kind))


def _name(reader: Reader, kind: Any) -> str:
    tag = kind.__struct_config__.tag
    return f"{reader.name}_{tag}" if tag is not None else reader.name


def _condition(database: Database, kind: Any) -> str:
    config = kind.__struct_config__
    if config.tag is None:
        return ""
    return f" WHERE {database.field(config.tag_field)} = '{config.tag}'"


def _quoted(name: str) -> str:
    return f'"{name}"'
