"""What sagas owe: orders to give now, orders to give when they are due; each once, under a derived id."""

from collections import defaultdict
from collections.abc import Callable, Collection, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from adapters.engine.clock import end_of_day
from adapters.engine.follow.derived import KEYS_AT_ONCE, Checkpoint, Derived, Parked, every_row
from adapters.engine.follow.derived_database import Row, Session, in_pages
from adapters.engine.follow.followed_log import Log
from adapters.engine.follow.follower import Follower
from adapters.engine.follow.log_subscription import PROGRESS, RowCodec, of_saga
from adapters.engine.follow.parking_decisions import Decisions
from domain.asking.outside_ask import AskAbout
from domain.mission.asking import AskParty
from domain.record import Recorded
from sagas.saga import Deadline, Saga, SagaDue, command_id

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
        self, saga: Saga[Any], stand: Checkpoint, log: Log, derived: Derived, decisions: Decisions
    ) -> None:
        super().__init__(of_saga(saga), stand, log, derived, decisions)
        self._saga = saga
        self._went_on: dict[str, Any] = {}
        self._times: dict[UUID, datetime] = {}
        self._owed: dict[str, frozenset[SagaDue]] = {}
        self._each = False

    def _fold(self, until: int | None) -> Checkpoint | None:
        """Fold a page, then tell what is owed; should a line not tell, fold again, to park it at its fact."""
        to = super()._fold(until)
        try:
            self._tell()
        except Exception:
            self._forget()
            with self._asked_after_each():
                return super()._fold(until)
        return to

    def _go_on(self, parked: Parked) -> None:
        with self._asked_after_each():
            super()._go_on(parked)

    def _evolved(self, key: str, recorded: Recorded[Any]) -> Mapping[str, Any]:
        rows = super()._evolved(key, recorded)
        if rows:
            self._went_on[key] = rows[PROGRESS]
            self._times[recorded.id] = recorded.time
            if self._each:
                self._tell()
        return rows

    def _tell(self) -> None:
        """Say what is owed of every line that went on."""
        owed, went_on = self._saga.due, self._went_on
        self._went_on = {}
        self._owed |= {key: owed(key, progress) for key, progress in went_on.items()}

    @contextmanager
    def _asked_after_each(self) -> Generator[None]:
        """Tell what is owed after each fact: a saga that cannot is parked there."""
        self._each = True
        try:
            yield
        finally:
            self._each = False

    def _forget(self) -> None:
        super()._forget()
        self._went_on, self._times, self._owed = {}, {}, {}

    def _keep(self, session: Session) -> None:
        super()._keep(session)
        if self.stand.live:
            name, times = self.reader.name, self._times
            late = {one for each in self._owed.values() for one in each if _came_late(one, times)}
            owed = {key: told(name, key, each, late) for key, each in self._owed.items()}
            settle(session, name, owed, self._log.store.select_answers)
        self._times, self._owed = {}, {}


def _came_late(owed: SagaDue, times: Mapping[UUID, datetime]) -> bool:
    """Was the day of an ask over before the fact, now taken, because of which it is asked?

    It is then asked at once: nobody was asked before there was a reason to.
    """
    if not isinstance(owed, Deadline) or not isinstance(owed.order, AskParty | AskAbout):
        return False
    time = times.get(owed.because_of)
    return time is not None and (_due(owed) or time) <= time


def told(saga: str, key: str, owed: Iterable[SagaDue], at_once: Collection[SagaDue] = ()) -> dict[UUID, Owed]:
    """Return what a saga owes under a key as it is kept, by id; the same step, the same id, for ever."""
    return {
        one.id: one._replace(due=None) if each in at_once else one
        for each, one in ((each, _told(saga, key, each)) for each in owed)
    }


def _told(saga: str, key: str, owed: SagaDue) -> Owed:
    identity = command_id(saga, key, owed.step, owed.occasion)
    order = owed.order
    body = msgspec.json.encode(order, order="deterministic")
    return Owed(
        identity, saga, key, owed.step, owed.occasion, type(order).__name__, body, owed.because_of, _due(owed)
    )


def _due(owed: SagaDue) -> datetime | None:
    match owed:
        case Deadline(at=datetime() as at):
            return at
        case Deadline(on=day) if day is not None:
            return end_of_day(day)
        case _:
            return None


Answered = Callable[[Sequence[UUID]], Collection[UUID]]


def resettle(session: Session, saga: Saga[Any], stand: Checkpoint, answered: Answered) -> None:
    """Keep what a rebuilt saga owes; what was answered by the dispatcher before is not sent again."""
    codec = RowCodec(saga.progress_type)
    session.tell("UPDATE owed SET state = 'cancelled' WHERE saga = ? AND state = 'owed'", saga.name)
    for page in in_pages(every_row(session, stand), KEYS_AT_ONCE):
        owed = {key: told(saga.name, key, saga.due(key, codec.row(body))) for key, _, body in page}
        done = answered([id for under in owed.values() for id in under])
        settle(session, saga.name, {key: _sent(under, done) for key, under in owed.items()}, answered)


def _sent(owed: Mapping[UUID, Owed], done: Collection[UUID]) -> dict[UUID, Owed]:
    """Return what is owed, sent as far as it was answered."""
    return {id: one._replace(state=State.SENT) if id in done else one for id, one in owed.items()}


def settle(session: Session, saga: str, owed: Mapping[str, Mapping[UUID, Owed]], answered: Answered) -> None:
    """Keep what is newly owed under some keys, and cancel what is no longer owed there and was not sent.

    What was sent, and its answer lost with the process, is no longer owed because of that very answer.
    """
    new: list[Row] = []
    rows: list[Row] = []
    gone: dict[UUID, Owed] = {}
    kept = kept_under(session, saga, owed)
    for key, under in owed.items():
        before = kept.get(key, {})
        gone |= {one.id: one for one in before.values() if one.state is State.OWED and one.id not in under}
        new += [one.row for one in under.values() if one.id not in before]
        rows += [one.row for one in under.values() if one.id in before and _replaces(before[one.id], one)]
    done = answered(list(gone)) if gone else ()
    rows += [
        one._replace(state=State.SENT if id in done else State.CANCELLED).row for id, one in gone.items()
    ]
    if new:
        session.add("owed", COLUMNS, new)
    if rows:
        session.put("owed", COLUMNS, 1, rows)


def _replaces(kept: Owed, owed: Owed) -> bool:
    return kept.state in (State.OWED, State.CANCELLED) and kept != owed


def kept_under(session: Session, saga: str, keys: Iterable[str]) -> dict[str, dict[UUID, Owed]]:
    """Return everything that a saga ever owed under each of these keys."""
    kept: dict[str, dict[UUID, Owed]] = defaultdict(dict)
    for page in in_pages(keys, KEYS_AT_ONCE):
        rows = session.ask(
            f"SELECT {', '.join(COLUMNS)} FROM owed WHERE saga = ? AND key IN ({', '.join('?' * len(page))})",
            *(saga, *page),
        )
        for one in map(Owed.of_row, rows):
            kept[one.key][one.id] = one
    return kept
