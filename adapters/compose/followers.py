"""The followers of one store, with all projections and sagas."""

from collections.abc import Collection, Generator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from adapters.compose import Archive
from adapters.compose.opening import connections_of
from adapters.engine.clock import real_now
from adapters.engine.follow.derived import Derived, LiveRows, find_live_checkpoint
from adapters.engine.follow.derived_database import DerivedDatabase, GenerationGone
from adapters.engine.follow.followed_log import FollowedLog
from adapters.engine.follow.follower_runner import FollowerRunner
from adapters.engine.follow.log_subscription import PROGRESS, RowCodec
from adapters.engine.follow.outbox_processor import Submit
from adapters.engine.follow.registry import PROJECTIONS, SAGAS
from adapters.engine.query.saga_waits import FindProgress, ProgressByKey
from adapters.engine.query.views import FindRows, ViewRows
from adapters.engine.store.database import DatabaseFailed
from adapters.engine.store.stored import ClockKind, StoreFailed
from adapters.sqlite.sqlite_derived_database import SQLiteDerivedDatabase
from adapters.sqlite.sqlite_store import SQLiteStore
from projections.projection import Projection, compose_rows
from sagas.saga import Saga


def open_derived_rows(archive: Archive) -> Derived:
    """Open the derived rows of a store: in a file beside it, or in its database."""
    return Derived(_open_database(archive))


@contextmanager
def open_aside() -> Generator[DerivedDatabase]:
    """Open an empty temporary database, for rows that are only compared."""
    with TemporaryDirectory() as folder:
        database = SQLiteDerivedDatabase(Path(folder) / "aside.db")
        try:
            yield database
        finally:
            database.close()


def make_follower_log(archive: Archive) -> FollowedLog:
    """Return the log as followers read it."""
    return FollowedLog(archive.store, archive.codec)


def make_runner(archive: Archive, derived: Derived, submit: Submit) -> FollowerRunner:
    """Return the runner of all projections and sagas; it passes due commands to `submit`."""

    def now() -> datetime:
        return read_clock(archive)

    return FollowerRunner(PROJECTIONS, SAGAS, make_follower_log(archive), derived, submit, now)


def make_row_finder(derived: Derived, min_position: int = 0) -> FindRows:
    """Return a function that finds the stored rows of a view in one snapshot.

    It ignores rows that have not reached `min_position`: a follower is still building them.
    """
    codecs = {projection.name: RowCodec(projection.row_type) for projection in PROJECTIONS}

    def find_rows(projection: Projection[Any, Any], key: str) -> ViewRows | None:
        decode = codecs[projection.name].decode_row
        with suppress(GenerationGone), derived.open_rows(projection.name, projection.version) as live_rows:
            if live_rows is not None and live_rows.position >= min_position:
                rows = compose_rows(
                    projection,
                    key,
                    lambda name: {place: decode(body) for place, body in live_rows.load_key(name).items()},
                )
                return ViewRows(rows, live_rows.position)
        return None

    return find_rows


@contextmanager
def open_progress_finder(archive: Archive) -> Generator[FindProgress]:
    """Open a function that finds the stored progress of sagas, if it includes the whole log.

    It creates no database, and finds nothing if the database is missing or cannot be read.
    """
    head, log = archive.store.head(), make_follower_log(archive)
    database = _open_database(archive) if _has_derived_rows(archive) else None

    def find_progress(saga: Saga[Any], keys: Collection[str]) -> ProgressByKey | None:
        if database is None:
            return None
        with suppress(GenerationGone, StoreFailed, DatabaseFailed), database.read_session() as session:
            checkpoint = find_live_checkpoint(session, saga.name)
            if (
                checkpoint is not None
                and checkpoint.version == saga.version
                and log.contains_checkpoint(checkpoint)
            ):
                live_rows, decode = LiveRows(session, checkpoint), RowCodec(saga.progress_type).decode_row
                rows = {key: live_rows.load_key(key).get(PROGRESS) for key in keys}
                if live_rows.position >= head:
                    return {key: decode(body) if body else saga.initial for key, body in rows.items()}
        return None

    try:
        yield find_progress
    finally:
        if database is not None:
            database.close()


def read_clock(archive: Archive) -> datetime:
    """Return the time of the store's clock; a simulated clock shows the time of the last event."""
    last = archive.store.head() - 1
    if archive.store.clock is ClockKind.REAL or last < 0:
        return real_now()
    (event,) = archive.store.select_notifications(last, 1, inclusive_of_start=False)
    return archive.codec.recorded_at(event.state)


def _has_derived_rows(archive: Archive) -> bool:
    store = archive.store
    return not isinstance(store, SQLiteStore) or _derived_path(store).exists()


def _derived_path(store: SQLiteStore) -> Path:
    return store.path.with_name(f"{store.path.name}.derived")


def _open_database(archive: Archive) -> DerivedDatabase:
    store = archive.store
    if isinstance(store, SQLiteStore):
        return SQLiteDerivedDatabase(_derived_path(store))
    from adapters.postgres.postgres_derived_database import PostgresDerivedDatabase  # noqa: PLC0415 -- an extra

    return PostgresDerivedDatabase(connections_of(store))
