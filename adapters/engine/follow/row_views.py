"""A view for each kind of row of a projection, one column a field, for spreadsheets and reports."""

from typing import Any, get_args

import msgspec

from adapters.engine.follow.derived import Checkpoint, table_of
from adapters.engine.follow.derived_database import Database, Session
from adapters.engine.follow.log_subscription import Reader

OF_THE_ROW = ("key", "place")


def show_rows(session: Session, database: Database, reader: Reader, stand: Checkpoint) -> None:
    """Make the views of a reader anew, on the rows of this generation."""
    hide_rows(session, reader)
    shown: list[str] = []
    for kind in get_args(reader.row) or (reader.row,):
        view, condition = _name(reader, kind), _condition(database, kind)
        columns = "".join(
            f', {database.field(field, whole=whole)} AS "{_column(field, kind)}"'
            for field, whole in _fields(kind).items()
        )
        session.tell(
            f"CREATE VIEW {view} AS SELECT {', '.join(OF_THE_ROW)}{columns} FROM {table_of(stand)}{condition}"
        )
        shown.append(view)
    session.add("shown", ("view", "name"), [(view, reader.name) for view in shown])
    database.show(session, shown)


def hide_rows(session: Session, reader: Reader) -> None:
    """Take the views of a reader away."""
    for (view,) in session.ask("SELECT view FROM shown WHERE name = ?", reader.name):
        session.tell(f"DROP VIEW {view}")
    session.tell("DELETE FROM shown WHERE name = ?", reader.name)


def _fields(kind: Any) -> dict[str, bool]:
    """Return the fields of a kind of row, and whether each one is a whole number."""
    return {field.encode_name: field.type is int for field in msgspec.structs.fields(kind)}


def _column(field: str, kind: Any) -> str:
    """Return the name of a field's column: two names are those of the row itself."""
    return f"{kind.__struct_config__.tag or 'row'}_{field}" if field in OF_THE_ROW else field


def _name(reader: Reader, kind: Any) -> str:
    tag = kind.__struct_config__.tag
    return f"{reader.name}_{tag}" if tag is not None else reader.name


def _condition(database: Database, kind: Any) -> str:
    config = kind.__struct_config__
    if config.tag is None:
        return ""
    return f" WHERE {database.field(config.tag_field)} = '{config.tag}'"
