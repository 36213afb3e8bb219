"""The tables of the followers: their checkpoints, rows, parked keys and outbox."""

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress

from eventsourcing.persistence import IntegrityError, Tracking, TrackingRecorder

from adapters.engine.follow.checkpoints import (
    Checkpoint,
    CheckpointMoved,
    ParkedKey,
    find_live_checkpoint,
    select_checkpoints,
    table_of,
)
from adapters.engine.follow.derived_database import (
    DerivedDatabase,
    GenerationGone,
    Row,
    Session,
    split_chunks,
)
from adapters.engine.follow.log_subscription import RowCodec, Rows

TABLES = (
    """CREATE TABLE IF NOT EXISTS stand (
        generation INTEGER PRIMARY KEY, name TEXT NOT NULL, version INTEGER NOT NULL,
        position BIGINT NOT NULL, last TEXT NOT NULL, live INTEGER NOT NULL)""",
    "CREATE TABLE IF NOT EXISTS shown (view TEXT PRIMARY KEY, name TEXT NOT NULL)",
    "CREATE UNIQUE INDEX IF NOT EXISTS one_is_live ON stand (name) WHERE live = 1",
    """CREATE TABLE IF NOT EXISTS parked (
        generation INTEGER, key TEXT, fact TEXT NOT NULL, position BIGINT NOT NULL, why TEXT NOT NULL,
        decided BIGINT NOT NULL, PRIMARY KEY (generation, key))""",
    """CREATE TABLE IF NOT EXISTS deferred (
        generation INTEGER, key TEXT, position BIGINT, PRIMARY KEY (generation, key, position))""",
    """CREATE TABLE IF NOT EXISTS owed (
        id TEXT PRIMARY KEY, saga TEXT NOT NULL, key TEXT NOT NULL, step TEXT NOT NULL,
        occasion TEXT NOT NULL, command TEXT NOT NULL, body TEXT NOT NULL, cause TEXT NOT NULL,
        due TEXT, state TEXT NOT NULL, answer TEXT)""",
    "CREATE INDEX IF NOT EXISTS owed_by_key ON owed (saga, key)",
    "CREATE INDEX IF NOT EXISTS owed_by_due ON owed (state, due)",
)
KEYS_AT_ONCE = 500


class Derived(TrackingRecorder):
    """The rows and checkpoints of all followers; all of it can be rebuilt from the log.

    It is a tracking recorder of the library: it tracks the checkpoints of the live rows by follower name.
    """

    def __init__(self, database: DerivedDatabase) -> None:
        self.database = database
        with database.write_session() as session:
            for statement in TABLES:
                session.execute(statement.replace("TEXT", database.text_type))

    def list_checkpoints(self) -> list[Checkpoint]:
        """Return every checkpoint, live or of a rebuild."""
        with self.database.read_session() as session:
            return select_checkpoints(session)

    def find_live(self, name: str) -> Checkpoint | None:
        """Return the checkpoint of the live rows of a follower."""
        return next(
            (
                checkpoint
                for checkpoint in self.list_checkpoints()
                if checkpoint.name == name and checkpoint.live
            ),
            None,
        )

    def max_tracking_id(self, application_name: str) -> int | None:
        """Return the position of the live rows of a follower, None before its first step."""
        checkpoint = self.find_live(application_name)
        return checkpoint.position if checkpoint is not None else None

    def insert_tracking(self, tracking: Tracking) -> None:
        """Move the checkpoint of a follower with rows elsewhere; raises `IntegrityError` for a step back."""
        with self.database.write_session() as session:
            name, position = tracking.application_name, tracking.notification_id
            if find_live_checkpoint(session, name) is None:
                self.begin_generation(session, name, 0, live=True)
            move_forward = "UPDATE stand SET position = ? WHERE name = ? AND live = 1 AND position < ?"
            if not session.execute(move_forward, position, name, position):
                raise IntegrityError(f"the checkpoint of {name} is beyond {position}")

    def find_rebuild(self, name: str) -> Checkpoint | None:
        """Return the checkpoint of a running or abandoned rebuild of a follower, None without one."""
        return next(
            (
                checkpoint
                for checkpoint in self.list_checkpoints()
                if checkpoint.name == name and not checkpoint.live
            ),
            None,
        )

    def begin_generation(self, session: Session, name: str, version: int, *, live: bool) -> Checkpoint:
        """Create an empty generation with its checkpoint at zero."""
        ((last,),) = session.fetch_rows("SELECT coalesce(max(generation), 0) FROM stand")
        checkpoint = Checkpoint(last + 1, name, version, 0, "", live)
        session.execute(
            f"CREATE TABLE {table_of(checkpoint)}"
            f" (key {self.database.text_type}, place {self.database.text_type},"
            f" body TEXT NOT NULL, PRIMARY KEY (key, place)){self.database.table_options}"
        )
        session.execute("INSERT INTO stand VALUES (?, ?, ?, ?, ?, ?)", *checkpoint._replace(live=int(live)))
        return checkpoint

    def drop_generation(self, checkpoint: Checkpoint) -> None:
        """Delete a generation."""
        with self.database.write_session() as session:
            drop_generation(session, checkpoint)

    def load_keys(self, checkpoint: Checkpoint, keys: Iterable[str]) -> list[Row]:
        """Return key, place and body of every row of these keys."""
        return self._select_by_keys(
            f"SELECT key, place, body FROM {table_of(checkpoint)} WHERE key IN ({{}})", "?", keys
        )

    def find_last_places(self, checkpoint: Checkpoint, keys: Iterable[str]) -> list[Row]:
        """Return the keys that have rows, each with its last place."""
        last = f"SELECT max(place) FROM {table_of(checkpoint)} AS of WHERE of.key = asked.key"
        statement = f"WITH asked (key) AS (VALUES {{}}) SELECT key, ({last}) FROM asked"
        return [row for row in self._select_by_keys(statement, "(?)", keys) if row[1] is not None]

    def _select_by_keys(self, statement: str, placeholder: str, keys: Iterable[str]) -> list[Row]:
        """Select by many keys in chunks, because a statement takes a limited number of values."""
        with self.database.read_session() as session:
            return [
                row
                for chunk in split_chunks(keys, KEYS_AT_ONCE)
                for row in session.fetch_rows(statement.format(", ".join([placeholder] * len(chunk))), *chunk)
            ]

    def load_rows(self, name: str, version: int, key: str) -> tuple[dict[str, str], int] | None:
        """Return the rows of a key by place, in order of place, and the position up to which they are valid.

        Return None if there are no live rows, or another version of the code made them.
        """
        while True:
            with suppress(GenerationGone), self.open_rows(name, version) as rows:  # retry after a switch
                return (rows.load_key(key), rows.position) if rows is not None else None

    @contextmanager
    def open_rows(self, name: str, version: int) -> Generator["LiveRows | None"]:
        """Open a snapshot of the live rows of a follower; None without rows of this version.

        Raises `GenerationGone` if a rebuild replaces them meanwhile.
        """
        with self.database.read_session() as session:
            checkpoint = find_live_checkpoint(session, name)
            yield (
                None if checkpoint is None or checkpoint.version != version else LiveRows(session, checkpoint)
            )

    def load_parked(self, checkpoint: Checkpoint) -> dict[str, ParkedKey]:
        """Return the parked keys of a generation."""
        with self.database.read_session() as session:
            rows = session.fetch_rows(
                "SELECT key, fact, position, why, decided FROM parked WHERE generation = ? ORDER BY key",
                checkpoint.generation,
            )
            return {row[0]: ParkedKey(*row) for row in rows}

    def load_deferred(self, checkpoint: Checkpoint, key: str) -> list[int]:
        """Return the positions of the deferred events of a parked key, in order."""
        with self.database.read_session() as session:
            rows = session.fetch_rows(
                "SELECT position FROM deferred WHERE generation = ? AND key = ? ORDER BY position",
                checkpoint.generation,
                key,
            )
            return [position for (position,) in rows]

    @contextmanager
    def move_checkpoint(self, checkpoint: Checkpoint, to: Checkpoint) -> Generator[Session]:
        """Move a checkpoint together with its rows; raises `CheckpointMoved` if it is elsewhere."""
        with self.database.write_session() as session:
            moved = session.execute(
                "UPDATE stand SET position = ?, last = ? WHERE generation = ? AND position = ? AND live = ?",
                to.position,
                to.last,
                checkpoint.generation,
                checkpoint.position,
                int(checkpoint.live),
            )
            if moved != 1:
                raise CheckpointMoved(checkpoint.name)
            yield session


class LiveRows:
    """A snapshot of the live rows of a follower; `position` is valid for all rows loaded so far."""

    def __init__(self, session: Session, checkpoint: Checkpoint) -> None:
        self._session = session
        self._checkpoint = checkpoint
        self.position = checkpoint.position

    def load_key(self, key: str) -> dict[str, str]:
        """Return the rows of a key by place, in order; a parked key lowers `position` to before its event."""
        for (parked_at,) in self._session.fetch_rows(
            "SELECT position FROM parked WHERE generation = ? AND key = ?", self._checkpoint.generation, key
        ):
            self.position = min(self.position, parked_at - 1)
        statement = f"SELECT place, body FROM {table_of(self._checkpoint)} WHERE key = ? ORDER BY place"
        return dict(self._session.fetch_rows(statement, key))


def drop_generation(session: Session, checkpoint: Checkpoint) -> None:
    """Delete a generation."""
    for table in ("stand", "parked", "deferred"):
        session.execute(f"DELETE FROM {table} WHERE generation = ?", checkpoint.generation)
    session.execute(f"DROP TABLE {table_of(checkpoint)}")


def park_keys(
    session: Session,
    checkpoint: Checkpoint,
    parked_keys: Sequence[ParkedKey],
    deferred: Sequence[tuple[str, int]],
) -> None:
    """Park keys, and defer the events of parked keys."""
    if parked_keys:
        columns = ("generation", "key", "fact", "position", "why", "decided")
        session.upsert_rows(
            "parked", columns, 2, [(checkpoint.generation, *parked) for parked in parked_keys]
        )
    if deferred:
        rows = [(checkpoint.generation, key, position) for key, position in deferred]
        session.upsert_rows("deferred", ("generation", "key", "position"), 3, rows)


def unpark_key(session: Session, checkpoint: Checkpoint, key: str) -> None:
    """Delete a parked key and its deferred events."""
    for table in ("parked", "deferred"):
        session.execute(f"DELETE FROM {table} WHERE generation = ? AND key = ?", checkpoint.generation, key)


def iterate_rows(session: Session, checkpoint: Checkpoint) -> Iterator[Row]:
    """Yield key, place and body of every row of a generation, in order."""
    last = ("", "")
    while rows := session.fetch_rows(
        f"SELECT key, place, body FROM {table_of(checkpoint)} WHERE (key, place) > (?, ?)"
        f" ORDER BY key, place LIMIT {KEYS_AT_ONCE}",
        *last,
    ):
        yield from rows
        last = rows[-1][:2]


COLUMNS = ("key", "place", "body")


def insert_new_rows(
    session: Session, checkpoint: Checkpoint, codec: RowCodec, added: Mapping[str, Rows]
) -> None:
    """Insert rows at free places."""
    session.insert_rows(table_of(checkpoint), COLUMNS, _encode_rows(codec, added))


def write_changed_rows(
    session: Session, checkpoint: Checkpoint, codec: RowCodec, changed: Mapping[str, Rows]
) -> None:
    """Upsert the changed rows, and delete those that are None."""
    table = table_of(checkpoint)
    for key, rows in changed.items():
        for place in (place for place, row in rows.items() if row is None):
            session.execute(f"DELETE FROM {table} WHERE key = ? AND place = ?", key, place)
    session.upsert_rows(table, COLUMNS, 2, _encode_rows(codec, changed))


def _encode_rows(codec: RowCodec, rows: Mapping[str, Rows]) -> Iterator[Row]:
    for key in sorted(rows):  # neighbours in the table and its index, which makes inserts faster
        for place, row in rows[key].items():
            if row is not None:
                yield key, place, codec.encode_row(row)
