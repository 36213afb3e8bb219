"""The tables of what is derived: where each reader stands, its rows, and what it could not digest."""

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import NamedTuple

from adapters.engine.follow.derived_database import Database, Gone, Row, Session, in_pages
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
KEYS_IN_ONE_QUESTION = 500


class Moved(Exception):
    """Somebody else moved the reader, or put another generation in its place: see anew where it stands."""


class Stand(NamedTuple):
    """Where a reader stands: everything up to `position` is in the rows of `generation`.

    One generation of a reader is live; another one is a rebuild that goes on beside it. `last` is the id of
    the fact at the position, by which the log is known again.
    """

    generation: int
    name: str
    version: int
    position: int
    last: str
    live: bool


class Parked(NamedTuple):
    """A key's line that stopped at a fact which its reader could not digest.

    Later facts of the key wait (`deferred`); decisions up to the position `decided` were heard.
    """

    key: str
    fact: str
    position: int
    why: str
    decided: int


class Derived:
    """What readers keep; all of it can be made again from the log."""

    def __init__(self, database: Database) -> None:
        self.database = database
        with database.writing() as session:
            for statement in TABLES:
                session.tell(statement.replace("TEXT", database.text))

    def stands(self) -> list[Stand]:
        """Return where every reader stands, live or being rebuilt."""
        with self.database.reading() as session:
            return stands(session)

    def live(self, name: str) -> Stand | None:
        """Return where the live generation of a reader stands."""
        return next((stand for stand in self.stands() if stand.name == name and stand.live), None)

    def rebuilding(self, name: str) -> Stand | None:
        """Return where the rebuild of a reader stands, if there is one, running or left."""
        return next((stand for stand in self.stands() if stand.name == name and not stand.live), None)

    def begin(self, session: Session, name: str, version: int, *, live: bool) -> Stand:
        """Make an empty generation, at the beginning of the log."""
        ((last,),) = session.ask("SELECT coalesce(max(generation), 0) FROM stand")
        stand = Stand(last + 1, name, version, 0, "", live)
        session.tell(
            f"CREATE TABLE {table_of(stand)} (key {self.database.text}, place {self.database.text},"
            f" body TEXT NOT NULL, PRIMARY KEY (key, place)){self.database.as_is}"
        )
        session.tell("INSERT INTO stand VALUES (?, ?, ?, ?, ?, ?)", *stand._replace(live=int(live)))
        return stand

    def drop(self, stand: Stand) -> None:
        """Throw a generation away."""
        with self.database.writing() as session:
            drop(session, stand)

    def load(self, stand: Stand, keys: Iterable[str]) -> list[Row]:
        """Return key, place and body of every row of these keys."""
        return self._asked(f"SELECT key, place, body FROM {table_of(stand)} WHERE key IN ({{}})", "?", keys)

    def last_places(self, stand: Stand, keys: Iterable[str]) -> list[Row]:
        """Return each of these keys that has rows, and the last place under it."""
        last = f"SELECT max(place) FROM {table_of(stand)} AS of WHERE of.key = asked.key"
        question = f"WITH asked (key) AS (VALUES {{}}) SELECT key, ({last}) FROM asked"
        return [row for row in self._asked(question, "(?)", keys) if row[1] is not None]

    def _asked(self, question: str, each: str, keys: Iterable[str]) -> list[Row]:
        """Ask about many keys, some hundreds in one question."""
        with self.database.reading() as session:
            return [
                row
                for page in in_pages(keys, KEYS_IN_ONE_QUESTION)
                for row in session.ask(question.format(", ".join([each] * len(page))), *page)
            ]

    def page(self, name: str, version: int, key: str) -> tuple[dict[str, str], int] | None:
        """Return the rows of one page by place, in order, and the position they are true at.

        None when the live rows were made by another version of the code, or there are none yet.
        """
        while True:
            with suppress(Gone), self.seen(name, version) as seen:  # once more after a switch meanwhile
                return (seen.load(key), seen.position) if seen is not None else None

    @contextmanager
    def seen(self, name: str, version: int) -> Generator["Seen | None"]:
        """Look at the live rows of a reader as they stand at one instant; `Gone` after a switch meanwhile."""
        with self.database.reading() as session:
            stand = live(session, name)
            yield None if stand is None or stand.version != version else Seen(session, stand)

    def parked(self, stand: Stand) -> dict[str, Parked]:
        """Return the lines of a reader that are parked, by key."""
        with self.database.reading() as session:
            rows = session.ask(
                "SELECT key, fact, position, why, decided FROM parked WHERE generation = ? ORDER BY key",
                stand.generation,
            )
            return {row[0]: Parked(*row) for row in rows}

    def deferred(self, stand: Stand, key: str) -> list[int]:
        """Return the positions of the facts that wait behind a parked one."""
        with self.database.reading() as session:
            rows = session.ask(
                "SELECT position FROM deferred WHERE generation = ? AND key = ? ORDER BY position",
                stand.generation,
                key,
            )
            return [position for (position,) in rows]

    @contextmanager
    def moving(self, stand: Stand, to: Stand) -> Generator[Session]:
        """Move a reader on, with what it keeps of the way; raises `Moved` when it no longer stands there."""
        with self.database.writing() as session:
            moved = session.tell(
                "UPDATE stand SET position = ?, last = ? WHERE generation = ? AND position = ? AND live = ?",
                to.position,
                to.last,
                stand.generation,
                stand.position,
                int(stand.live),
            )
            if moved != 1:
                raise Moved(stand.name)
            yield session


class Seen:
    """The live rows of a reader at one instant; `position` is where the last page looked at is true."""

    def __init__(self, session: Session, stand: Stand) -> None:
        self._session = session
        self._stand = stand
        self.position = stand.position

    def load(self, key: str) -> dict[str, str]:
        """Return the rows of a key by place, in order; a line that is parked is true only up to its fact."""
        of = (self._stand.generation, key)
        for (stopped,) in self._session.ask(
            "SELECT position FROM parked WHERE generation = ? AND key = ?", *of
        ):
            self.position = min(self.position, stopped - 1)
        question = f"SELECT place, body FROM {table_of(self._stand)} WHERE key = ? ORDER BY place"
        return dict(self._session.ask(question, key))


def table_of(stand: Stand) -> str:
    """Return the table of a generation's rows."""
    return f"rows_{stand.generation}"


def stands(session: Session) -> list[Stand]:
    """Return where every reader stands."""
    rows = session.ask(
        "SELECT generation, name, version, position, last, live FROM stand ORDER BY name, generation"
    )
    return [Stand(*row[:5], live=bool(row[5])) for row in rows]


def live(session: Session, name: str) -> Stand | None:
    """Return where the live generation of a reader stands."""
    return next((stand for stand in stands(session) if stand.name == name and stand.live), None)


def drop(session: Session, stand: Stand) -> None:
    """Throw a generation away."""
    for table in ("stand", "parked", "deferred"):
        session.tell(f"DELETE FROM {table} WHERE generation = ?", stand.generation)
    session.tell(f"DROP TABLE {table_of(stand)}")


def park(
    session: Session, stand: Stand, stopped: Sequence[Parked], waiting: Sequence[tuple[str, int]]
) -> None:
    """Park lines, and let facts of parked lines wait."""
    if stopped:
        columns = ("generation", "key", "fact", "position", "why", "decided")
        session.put("parked", columns, 2, [(stand.generation, *parked) for parked in stopped])
    if waiting:
        rows = [(stand.generation, key, position) for key, position in waiting]
        session.put("deferred", ("generation", "key", "position"), 3, rows)


def unpark(session: Session, stand: Stand, key: str) -> None:
    """Let a line go on; nothing of it waits any more."""
    for table in ("parked", "deferred"):
        session.tell(f"DELETE FROM {table} WHERE generation = ? AND key = ?", stand.generation, key)


def every_row(session: Session, stand: Stand) -> Iterator[Row]:
    """Return key, place and body of every row of a generation, in order."""
    last = ("", "")
    while rows := session.ask(
        f"SELECT key, place, body FROM {table_of(stand)} WHERE (key, place) > (?, ?)"
        f" ORDER BY key, place LIMIT {KEYS_IN_ONE_QUESTION}",
        *last,
    ):
        yield from rows
        last = rows[-1][:2]


COLUMNS = ("key", "place", "body")


def add_rows(session: Session, stand: Stand, codec: RowCodec, added: Mapping[str, Rows]) -> None:
    """Put rows where nothing stands."""
    session.add(table_of(stand), COLUMNS, _written(codec, added))


def keep_rows(session: Session, stand: Stand, codec: RowCodec, changed: Mapping[str, Rows]) -> None:
    """Put the changed rows in their places, and take those away that are no more."""
    table = table_of(stand)
    for key, rows in changed.items():
        for place in (place for place, row in rows.items() if row is None):
            session.tell(f"DELETE FROM {table} WHERE key = ? AND place = ?", key, place)
    session.put(table, COLUMNS, 2, _written(codec, changed))


def _written(codec: RowCodec, rows: Mapping[str, Rows]) -> Iterator[Row]:
    for key in sorted(rows):  # side by side in the table and its index, which grow the faster for it
        for place, row in rows[key].items():
            if row is not None:
                yield key, place, codec.text(row)
