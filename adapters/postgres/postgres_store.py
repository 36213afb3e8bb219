"""The store in a PostgreSQL database: writers decide without a lock, and the server keeps what still holds.

A turn takes the head last heard of, and the commands as never answered, on trust; `jalon.append` then
checks both and keeps the turn, or nothing (`HeadMoved`): in one call, or, of a long turn, in several that
are one transaction, with which others wait from the first on.
"""

import time
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from threading import RLock
from typing import LiteralString, Self, cast
from uuid import UUID

import psycopg
from eventsourcing.persistence import IntegrityError

from adapters.engine.store.database import DatabaseAway, DatabaseFailed, DatabaseUnusable
from adapters.engine.store.recorder import PAGE
from adapters.engine.store.stored import (
    ClockKind,
    HeadMoved,
    StoredAnswer,
    StoredFact,
    StoreFailed,
    StoreMissing,
    StoreUnusable,
    ToldFact,
)
from adapters.postgres import postgres_statements as rows
from adapters.postgres.arrays import long, texts, uuids
from adapters.postgres.connections import Connection, Connections, Row
from adapters.postgres.migrations import recognise
from adapters.postgres.postgres_checking import UNSAFE, faults

HEAD_MOVED = "JL001"
ANSWERED_BEFORE = "answers_pkey"
OVERTAKEN_MAX = 3
LOST_MAX = 8
MANY = 16
"""So many answers are sent at once; fewer wait for the end of the turn."""
HEARTBEAT_SECONDS = 1.0  # at most so late is a fact seen whose notification was lost


class PostgresTurn:
    """One turn to write, on a head that is known to have been.

    Few commands are kept in one round trip at its end; of many, the server is at work on the first while
    the last are decided. What stood before is asked of the store, on another connection.
    """

    def __init__(self, store: "PostgresStore", connection: Connection, head: int, *, trusting: bool) -> None:
        self._store = store
        self._connection = connection
        self._trusting = trusting
        self._over = False
        self._facts: list[StoredFact] = []
        self._answers: list[StoredAnswer] = []
        self._reached = head  # with what was sent
        self._asked: set[int] = set()
        self._answered: set[int] = set()
        self.head = head

    def after(self, position: int, limit: int | None = None) -> list[StoredFact]:
        """Return the facts that follow a position, up to the head."""
        return rows.facts(self._ask(rows.AFTER, position, self.head, limit))

    def told(self, stream_id: UUID) -> list[tuple[str, bytes]]:
        """Return the types and bytes of a stream's facts, up to the head."""
        return [(type, body) for type, body in self._ask(rows.TOLD, stream_id, self.head)]

    def answers(self, command_ids: Sequence[UUID]) -> dict[UUID, StoredAnswer]:
        """Say none, on trust; after a turn that was wrong, what was answered."""
        found = {} if self._trusting else rows.answers(self._ask(rows.ANSWERS, uuids(command_ids)))
        self._asked |= {id.int for id in command_ids} - {id.int for id in found}
        return found

    def append(self, facts: Sequence[StoredFact], answers: Sequence[StoredAnswer]) -> None:
        """Add facts, numbered from `head + 1` on, and answers, when the turn ends; after a fault, nothing."""
        assert not self._over, "the turn is over"
        first = self._reached + len(self._facts) + 1
        commands = {answer.command_id.int for answer in answers}
        if [fact.position for fact in facts] != list(range(first, first + len(facts))):
            self._over = True
            raise IntegrityError(f"positions go from {first} on")
        if len(commands) < len(answers) or commands & self._answered:
            self._over = True
            raise IntegrityError("a command has one answer")
        self._answered |= commands
        self._facts += facts
        self._answers += answers
        if len(self._answers) >= MANY:
            self._connection.send(rows.APPEND, self._taken(()))

    def end(self) -> None:
        """Keep what was appended, if all that was taken on trust is true; then the head is beyond it."""
        if self._over:
            return
        self._over = True
        try:
            self._keep(self._asked - self._answered)
        except psycopg.Error as error:
            if error.sqlstate == HEAD_MOVED or error.diag.constraint_name == ANSWERED_BEFORE:
                raise HeadMoved from error
            if isinstance(error, psycopg.errors.UniqueViolation):
                raise IntegrityError(error) from error
            raise
        self.head = self._reached

    def _ask(self, question: LiteralString, *asked: object) -> list[Row]:
        self._connection.stay()
        return self._store.ask(question, *asked)

    def _keep(self, unanswered: set[int]) -> None:
        if self._connection.busy:
            if self._facts or self._answers or unanswered:
                self._connection.send(rows.APPEND, self._taken(unanswered))
            self._connection.settle()
        else:
            self._connection.call(rows.APPEND, self._taken(unanswered))

    def _taken(self, unanswered: Iterable[int]) -> list[bytes]:
        """Return what the server is told of what was appended and not sent, which then counts as sent."""
        told = rows.appended(self._reached, self._facts, self._answers, [UUID(int=id) for id in unanswered])
        self._reached += len(self._facts)
        self._facts, self._answers = [], []
        return told


class PostgresStore:
    """The log of one tenant under one clock, in a database of its own."""

    def __init__(self, connections: Connections) -> None:
        self.connections = connections
        self._turns = RLock()
        self._head: int | None = None
        self._overtaken = 0
        with understood():
            whose = connections.ask(rows.WHOSE)
        if not whose:
            raise StoreMissing(connections.database, "no store at path")
        ((self.tenant, clock),) = whose
        self.clock = ClockKind(clock)

    @classmethod
    def open(cls, connections: Connections, *, tenant: str, clock: ClockKind) -> Self:
        """Open the store, begun for this tenant and clock if there is none; an existing one says its own."""
        with understood(), connections.lend() as connection:
            recognise(connections.database, connection)
            if not connection.execute(rows.WHOSE).fetchall():
                connection.execute("SELECT jalon.begin_store(%s, %s)", [tenant, clock])
        return cls(connections)

    @classmethod
    def existing(cls, connections: Connections) -> Self:
        """Open the store that is there; `StoreUnusable` when there is none, and nothing is changed."""
        with understood(), connections.lend() as connection:
            recognise(connections.database, connection)
        return cls(connections)

    @contextmanager
    def turn(self) -> Generator[PostgresTurn]:
        """Take the turn to write; the turns of one store follow each other, other stores do not wait.

        Who was overtaken a few times on end takes the lock first: a long turn is not for ever beaten by
        short ones.
        """
        with self._turns:
            trusted, self._head = self._head, None
            head = self.head() if trusted is None else trusted
            alone, self._overtaken = self._overtaken >= OVERTAKEN_MAX, self._overtaken + 1
            with understood(), self.connections.lend() as connection:
                position = _alone(connection) if alone else head
                turn = PostgresTurn(self, connection, position, trusting=trusted is not None)
                yield turn
                turn.end()
                self._head, self._overtaken = turn.head, 0

    def head(self) -> int:
        """Return the position of the last fact, 0 before any."""
        ((position,),) = self.ask(rows.HEAD)
        return position

    def read(self, after: int = 0, limit: int = PAGE) -> list[StoredFact]:
        """Return one page of the log: the facts that follow a position."""
        return rows.facts(self.ask(rows.AFTER, after, rows.TO_THE_END, limit))

    def pages(self, after: int, limit: int, only: frozenset[str]) -> Iterator[list[ToldFact]]:
        """Read the facts of some types to the end of the log; the next page is asked for ahead."""
        types = texts(sorted(only))
        lost = 0
        while lost < LOST_MAX:
            self.head()  # a server that restarts is waited for, here as for every question
            lost += 1
            with understood(), suppress(DatabaseAway), self.connections.lend() as connection:
                for page in connection.answer(rows.OF_TYPES, [long(after), types], limit):
                    after, *_ = page[-1]
                    lost = 0
                    yield cast("list[ToldFact]", page)
                return
        raise StoreFailed(f"{self.connections.database}: {lost} answers on end were lost before they began")

    def facts(self, after: int = 0) -> Iterator[StoredFact]:
        """Read the log to its end, page by page."""
        while page := self.read(after):
            yield from page
            after = page[-1].position

    def stream(self, stream_id: UUID) -> list[StoredFact]:
        """Return all facts of a stream, in its order."""
        return rows.facts(self.ask(rows.STREAM, stream_id))

    def told(self, stream_id: UUID) -> list[tuple[str, bytes]]:
        """Return the types and bytes of a stream's facts: all that its state is folded from."""
        return [(type, body) for type, body in self.ask(rows.TOLD, stream_id, rows.TO_THE_END)]

    def answers(self, command_ids: Sequence[UUID]) -> dict[UUID, StoredAnswer]:
        """Return what was answered to those of these commands that were answered."""
        return rows.answers(self.ask(rows.ANSWERS, uuids(command_ids)))

    def answered(self) -> Iterator[StoredAnswer]:
        """Read every answer, in the order of the command ids; one given meanwhile may be missed."""
        after = UUID(int=0)
        while page := rows.answers(self.ask(rows.ANSWERED, after, PAGE)):
            yield from page.values()
            after = next(reversed(page))

    def await_beyond(self, position: int, seconds: float) -> int:
        """Wait, so long at most, until the log goes beyond a position; return its head.

        The commit wakes us; should its notification be lost, we look again within a second.
        """
        deadline = time.monotonic() + seconds
        while (head := self.head()) <= position and (left := deadline - time.monotonic()) > 0:
            with understood():
                self._listen(position, min(left, HEARTBEAT_SECONDS))
        return head

    def check(self) -> list[str]:
        """Say in sentences what is wrong with the store; nothing, if all is well."""
        with understood(), self.connections.lend() as connection:
            return faults(connection)

    def unsafe_settings(self) -> list[str]:
        """Name the settings, of the server or of a login that writes, that do not wait for the disk."""
        return [said for (said,) in self.ask(UNSAFE)]

    def close(self) -> None:
        """Close the store; what is still at work closes behind itself."""
        self.connections.close()

    def _listen(self, position: int, seconds: float) -> None:
        """Return at the next commit, or after so long; a connection that is lost meanwhile is no matter."""
        try:
            with self.connections.lend() as connection:
                connection.execute("LISTEN jalon")
                ((head,),) = connection.execute(rows.HEAD, prepare=True).fetchall()
                if head <= position:
                    list(connection.notifies(timeout=seconds, stop_after=1))
                connection.execute("UNLISTEN *")
        except DatabaseAway:
            return

    def ask(self, question: LiteralString, *asked: object) -> list[Row]:
        """Ask the database; a server that restarts is waited for, a dozen seconds at most."""
        with understood():
            return self.connections.ask(question, asked)


def _alone(connection: Connection) -> int:
    """Let nobody else append until the turn ends, and return the head."""
    connection.begin()
    connection.execute("SELECT jalon.take_turn()")
    ((head,),) = connection.execute(rows.HEAD).fetchall()
    return head


@contextmanager
def understood() -> Generator[None]:
    """Say what a database refused in the words of a store."""
    try:
        yield
    except DatabaseUnusable as unusable:
        raise StoreUnusable(unusable.database, unusable.found) from unusable
    except DatabaseFailed as failed:
        raise StoreFailed(str(failed)) from failed
