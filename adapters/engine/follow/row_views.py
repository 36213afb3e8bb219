"""SQL views of a projection for spreadsheets and reports: a view per kind of row, a column per field."""

from typing import Any, get_args

import msgspec

from adapters.engine.follow.derived import Checkpoint, table_of
from adapters.engine.follow.derived_database import DerivedDatabase, Session
from adapters.engine.follow.log_subscription import LogSubscription

ROW_COLUMNS = ("key", "place")


def create_views(
    session: Session, database: DerivedDatabase, subscription: LogSubscription, checkpoint: Checkpoint
) -> None:
    """Replace the views of a follower by views of this generation."""
    drop_views(session, subscription)
    views: list[str] = []
    for kind in get_args(subscription.row) or (subscription.row,):
        view, condition = _name_view(subscription, kind), _tag_condition(database, kind)
        columns = "".join(
            f', {database.json_field(field, whole=whole)} AS "{_name_column(field, kind)}"'
            for field, whole in _list_fields(kind).items()
        )
        session.execute(
            f"CREATE VIEW {view} AS SELECT {', '.join(ROW_COLUMNS)}{columns}"
            f" FROM {table_of(checkpoint)}{condition}"
        )
        views.append(view)
    session.insert_rows("shown", ("view", "name"), [(view, subscription.name) for view in views])
    database.grant_views(session, views)


def drop_views(session: Session, subscription: LogSubscription) -> None:
    """Drop the views of a follower."""
    for (view,) in session.fetch_rows("SELECT view FROM shown WHERE name = ?", subscription.name):
        session.execute(f"DROP VIEW {view}")
    session.execute("DELETE FROM shown WHERE name = ?", subscription.name)


def _list_fields(kind: Any) -> dict[str, bool]:
    """Return the fields of a kind of row, each with whether it is an integer."""
    return {field.encode_name: field.type is int for field in msgspec.structs.fields(kind)}


def _name_column(field: str, kind: Any) -> str:
    """Return the column of a field, prefixed if the name is `key` or `place`."""
    return f"{kind.__struct_config__.tag or 'row'}_{field}" if field in ROW_COLUMNS else field


def _name_view(subscription: LogSubscription, kind: Any) -> str:
    tag = kind.__struct_config__.tag
    return f"{subscription.name}_{tag}" if tag is not None else subscription.name


def _tag_condition(database: DerivedDatabase, kind: Any) -> str:
    config = kind.__struct_config__
    if config.tag is None:
        return ""
    return f" WHERE {database.json_field(config.tag_field)} = '{config.tag}'"
