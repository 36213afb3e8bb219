"""What follows the log put together: every projection and every saga, over one store."""

from collections.abc import Collection, Generator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from adapters.compose import Archive
from adapters.compose.opening import connections_of
from adapters.engine.clock import real_now
from adapters.engine.follow.derived import Derived, LiveRows, live
from adapters.engine.follow.derived_database import Database, Gone
from adapters.engine.follow.followed_log import Log
from adapters.engine.follow.follower_runner import Runner
from adapters.engine.follow.log_subscription import PROGRESS, RowCodec
from adapters.engine.follow.outbox_sender import Submit
from adapters.engine.follow.registry import PROJECTIONS, SAGAS
from adapters.engine.query.saga_waits import Kept as KeptStories
from adapters.engine.query.saga_waits import Progress
from adapters.engine.query.views import Kept, Rows
from adapters.engine.store.database import DatabaseFailed
from adapters.engine.store.stored import ClockKind, StoreFailed
from adapters.sqlite.sqlite_derived_database import SQLiteDatabase
from adapters.sqlite.sqlite_store import SQLiteStore
from projections.projection import Projection, compose_rows
from sagas.saga import Saga


def derived_of(archive: Archive) -> Derived:
    """Open what was derived from a log: beside the file of a store, or in its database."""
    return Derived(_database(archive))


@contextmanager
def open_aside() -> Generator[Database]:
    """Open an empty database for rows that are made only to be compared; it is deleted afterwards."""
    with TemporaryDirectory() as folder:
        database = SQLiteDatabase(Path(folder) / "aside.db")
        try:
            yield database
        finally:
            database.close()


def log_of(archive: Archive) -> Log:
    """Return the log as readers take it."""
    return Log(archive.store, archive.codec)


def runner_of(archive: Archive, derived: Derived, submit: Submit) -> Runner:
    """Return what runs every projection and every saga; orders that fall due are given to `submit`."""

    def now() -> datetime:
        return clock_of(archive)

    return Runner(PROJECTIONS, SAGAS, log_of(archive), derived, submit, now)


def kept_in(derived: Derived, since: int = 0) -> Kept:
    """Return what finds the rows of a page among those that are kept, all of one instant.

    Rows that do not know the log up to `since` are still being made: they are not found.
    """
    codecs = {projection.name: RowCodec(projection.row_type) for projection in PROJECTIONS}

    def kept(projection: Projection[Any, Any], key: str) -> Rows | None:
        row = codecs[projection.name].row
        with suppress(Gone), derived.open_rows(projection.name, projection.version) as seen:
            if seen is not None and seen.position >= since:
                rows = compose_rows(
                    projection,
                    key,
                    lambda name: {place: row(body) for place, body in seen.load(name).items()},
                )
                return Rows(rows, seen.position)
        return None

    return kept


@contextmanager
def stories_in(archive: Archive) -> Generator[KeptStories]:
    """Give what finds the progress of stories among the live rows, where they tell the whole log.

    Nothing is made where nothing was derived; where it may not be read, nothing is found.
    """
    head, log = archive.store.head(), log_of(archive)
    database = _database(archive) if _is_derived(archive) else None

    def kept(story: Saga[Any], keys: Collection[str]) -> Progress | None:
        if database is None:
            return None
        with suppress(Gone, StoreFailed, DatabaseFailed), database.reading() as session:
            stand = live(session, story.name)
            if stand is not None and stand.version == story.version and log.holds(stand):
                seen, row = LiveRows(session, stand), RowCodec(story.progress_type).row
                rows = {key: seen.load(key).get(PROGRESS) for key in keys}
                if seen.position >= head:
                    return {key: row(body) if body else story.initial for key, body in rows.items()}
        return None

    try:
        yield kept
    finally:
        if database is not None:
            database.close()


def clock_of(archive: Archive) -> datetime:
    """Return what the clock of a store shows; a simulated one stands at its last fact."""
    last = archive.store.head() - 1
    if archive.store.clock is ClockKind.REAL or last < 0:
        return real_now()
    (fact,) = archive.store.select_notifications(last, 1, inclusive_of_start=False)
    return archive.codec.recorded_at(fact.state)


def _is_derived(archive: Archive) -> bool:
    store = archive.store
    return not isinstance(store, SQLiteStore) or _file(store).exists()


def _file(store: SQLiteStore) -> Path:
    return store.path.with_name(f"{store.path.name}.derived")


def _database(archive: Archive) -> Database:
    store = archive.store
    if isinstance(store, SQLiteStore):
        return SQLiteDatabase(_file(store))
    from adapters.postgres.postgres_derived_database import PostgresDatabase  # noqa: PLC0415 -- an extra

    return PostgresDatabase(connections_of(store))
