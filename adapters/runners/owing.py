"""What sagas owe: orders to give now, orders to give when they are due; each once, under a derived id."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from types import ModuleType
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from adapters.clock import end_of_day
from adapters.runners.derived import Derived, Stand, every_row
from adapters.runners.following import Follower
from adapters.runners.log import Log
from adapters.runners.parking import Decisions
from adapters.runners.reading import PROGRESS, RowCodec, of_saga
from adapters.runners.session import Session
from domain.record import Recorded
from sagas import Deadline, Send, command_id

COLUMNS = ("id", "saga", "key", "step", "occasion", "command", "body", "cause", "due", "state", "answer")


class State(StrEnum):
    """How it stands with an order that was owed."""

    OWED = "owed"
    SENT = "sent"
    CANCELLED = "cancelled"  # no longer owed before it was sent
    DEFECT = "defect"  # sent, and our own bug answered


class Owed(NamedTuple):
    """An order that a saga owes, as it is kept; `due` is the instant, none for at once."""

    id: UUID
    saga: str
    key: str
    step: str
    occasion: str
    command: str
    body: bytes
    cause: UUID
    due: datetime | None
    state: State = State.OWED
    answer: str | None = None

    @property
    def row(self) -> tuple[Any, ...]:
        """The row that keeps it."""
        due = self.due.astimezone(UTC).isoformat(timespec="microseconds") if self.due else None
        head = (str(self.id), self.saga, self.key, self.step, self.occasion, self.command)
        return (*head, self.body.decode(), str(self.cause), due, str(self.state), self.answer)

    @classmethod
    def of_row(cls, row: tuple[Any, ...]) -> "Owed":
        """Return what a row keeps."""
        identity, saga, key, step, occasion, command, body, cause, due, state, answer = row
        when = datetime.fromisoformat(due) if due else None
        told = (saga, key, step, occasion, command, body.encode(), UUID(cause), when, State(state), answer)
        return cls(UUID(identity), *told)


class SagaFollower(Follower):
    """A saga at its stand: with its progress it stores what it newly owes, and cancels what no more."""

    def __init__(
        self, saga: ModuleType, stand: Stand, log: Log, derived: Derived, decisions: Decisions
    ) -> None:
        super().__init__(of_saga(saga), stand, log, derived, decisions)
        self._saga = saga
        self._owed: dict[str, frozenset[Send | Deadline]] = {}

    def _evolved(self, key: str, recorded: Recorded[Any]) -> Mapping[str, Any]:
        """Take a fact; what is then owed is told at once, so that a saga that cannot tell is parked there."""
        rows = super()._evolved(key, recorded)
        if rows:
            self._owed[key] = self._saga.owed(key, rows[PROGRESS])
        return rows

    def _keep(self, session: Session) -> None:
        super()._keep(session)
        if self.stand.live:
            for key, owed in self._owed.items():
                owes = told(self.reader.name, key, owed)
                settle(session, self.reader.name, key, owes, self._log.store.answers)
        self._owed = {}


def told(saga: str, key: str, owed: Iterable[Send | Deadline]) -> dict[UUID, Owed]:
    """Return what a saga owes under a key as it is kept, by id; the same step, the same id, for ever."""
    return {one.id: one for one in (_told(saga, key, each) for each in owed)}


def _told(saga: str, key: str, owed: Send | Deadline) -> Owed:
    identity = command_id(saga, key, owed.step, owed.occasion)
    order = owed.order
    body = msgspec.json.encode(order, order="deterministic")
    return Owed(
        identity, saga, key, owed.step, owed.occasion, type(order).__name__, body, owed.because_of, _due(owed)
    )


def _due(owed: Send | Deadline) -> datetime | None:
    match owed:
        case Deadline(at=datetime() as at):
            return at
        case Deadline(on=day) if day is not None:
            return end_of_day(day)
        case _:
            return None


Answered = Callable[[Sequence[UUID]], Collection[UUID]]


def resettle(session: Session, saga: ModuleType, stand: Stand, answered: Answered) -> None:
    """Keep what a rebuilt saga owes; what was answered by the dispatcher before is not sent again."""
    codec = RowCodec(saga.Progress)
    session.tell("UPDATE owed SET state = 'cancelled' WHERE saga = ? AND state = 'owed'", saga.NAME)
    for key, _, body in every_row(session, stand):
        owed = told(saga.NAME, key, saga.owed(key, codec.row(body)))
        done = answered(list(owed))
        owes = {**owed, **{id: owed[id]._replace(state=State.SENT) for id in done}}
        settle(session, saga.NAME, key, owes, answered)


def settle(session: Session, saga: str, key: str, owed: Mapping[UUID, Owed], answered: Answered) -> None:
    """Keep what is newly owed under a key, and cancel what is no longer owed and was not sent.

    What was sent, and its answer lost with the process, is no longer owed because of that very answer.
    """
    kept = {one.id: one for one in kept_under(session, saga, key)}
    gone = [one for one in kept.values() if one.state is State.OWED and one.id not in owed]
    new = [one for one in owed.values() if _replaces(kept.get(one.id), one)]
    done = answered([one.id for one in gone]) if gone else ()
    over = [one._replace(state=State.SENT if one.id in done else State.CANCELLED) for one in gone]
    rows = [one.row for one in (*over, *new)]
    if rows:
        session.put("owed", COLUMNS, 1, rows)


def _replaces(kept: Owed | None, owed: Owed) -> bool:
    return kept is None or (kept.state in (State.OWED, State.CANCELLED) and kept != owed)


def kept_under(session: Session, saga: str, key: str) -> list[Owed]:
    """Return everything that a saga ever owed under a key."""
    rows = session.ask(
        f"SELECT {', '.join(COLUMNS)} FROM owed WHERE saga = ? AND key = ? ORDER BY id", saga, key
    )
    return [Owed.of_row(row) for row in rows]
