"""What sagas owe: commands to give now, commands to give when they are due; each once, under a derived id."""

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
from adapters.engine.follow.derived_database import Row, Session, split_chunks
from adapters.engine.follow.followed_log import FollowedLog
from adapters.engine.follow.follower import Follower
from adapters.engine.follow.log_subscription import PROGRESS, RowCodec, subscription_of_saga
from adapters.engine.follow.parking_decisions import ParkingDecisions
from domain.asking.outside_ask import AskAbout
from domain.mission.asking import AskParty
from domain.record import Recorded
from sagas.saga import Deadline, Saga, SagaDue, command_id

OUTBOX_COLUMNS = (
    "id",
    "saga",
    "key",
    "step",
    "occasion",
    "command",
    "body",
    "cause",
    "due",
    "state",
    "answer",
)


class OutboxState(StrEnum):
    """How it stands with a command that was owed."""

    OWED = "owed"
    SENT = "sent"
    CANCELLED = "cancelled"  # no longer owed before it was sent
    DEFECT = "defect"  # sent, and our own bug answered


class OutboxCommand(NamedTuple):
    """A command that a saga owes, as it is kept; `due` is the instant, none for at once."""

    id: UUID
    saga: str
    key: str
    step: str
    occasion: str
    command: str
    body: bytes
    cause: UUID
    due: datetime | None
    state: OutboxState = OutboxState.OWED
    answer: str | None = None

    @property
    def row(self) -> tuple[Any, ...]:
        """The row that keeps it."""
        due = self.due.astimezone(UTC).isoformat(timespec="microseconds") if self.due else None
        head = (str(self.id), self.saga, self.key, self.step, self.occasion, self.command)
        return (*head, self.body.decode(), str(self.cause), due, str(self.state), self.answer)

    @classmethod
    def from_row(cls, row: tuple[Any, ...]) -> "OutboxCommand":
        """Return what a row keeps."""
        identity, saga, key, step, occasion, command, body, cause, due, state, answer = row
        due_at = datetime.fromisoformat(due) if due else None
        values = (
            saga,
            key,
            step,
            occasion,
            command,
            body.encode(),
            UUID(cause),
            due_at,
            OutboxState(state),
            answer,
        )
        return cls(UUID(identity), *values)


class SagaFollower(Follower):
    """A saga at its stand: with its progress it stores what it newly owes, and cancels what no more."""

    def __init__(
        self,
        saga: Saga[Any],
        checkpoint: Checkpoint,
        log: FollowedLog,
        derived: Derived,
        decisions: ParkingDecisions,
    ) -> None:
        super().__init__(subscription_of_saga(saga), checkpoint, log, derived, decisions)
        self._saga = saga
        self._changed_progress: dict[str, Any] = {}
        self._event_times: dict[UUID, datetime] = {}
        self._due_by_key: dict[str, frozenset[SagaDue]] = {}
        self._collects_each = False

    def _fold_step(self, until: int | None) -> Checkpoint | None:
        """Fold a page, then tell what is owed; should a line not tell, fold again, to park it at its event."""
        to = super()._fold_step(until)
        try:
            self._collect_due()
        except Exception:
            self._discard_changes()
            with self._collect_after_each():
                return super()._fold_step(until)
        return to

    def _resume_key(self, parked: Parked) -> None:
        with self._collect_after_each():
            super()._resume_key(parked)

    def _evolve_rows(self, key: str, recorded: Recorded[Any]) -> Mapping[str, Any]:
        rows = super()._evolve_rows(key, recorded)
        if rows:
            self._changed_progress[key] = rows[PROGRESS]
            self._event_times[recorded.id] = recorded.time
            if self._collects_each:
                self._collect_due()
        return rows

    def _collect_due(self) -> None:
        """Say what is owed of every line that went on."""
        due_commands, changed = self._saga.due, self._changed_progress
        self._changed_progress = {}
        self._due_by_key |= {key: due_commands(key, progress) for key, progress in changed.items()}

    @contextmanager
    def _collect_after_each(self) -> Generator[None]:
        """Tell what is owed after each fact: a saga that cannot is parked there."""
        self._collects_each = True
        try:
            yield
        finally:
            self._collects_each = False

    def _discard_changes(self) -> None:
        super()._discard_changes()
        self._changed_progress, self._event_times, self._due_by_key = {}, {}, {}

    def _write_changes(self, session: Session) -> None:
        super()._write_changes(session)
        if self.checkpoint.live:
            name, times = self.subscription.name, self._event_times
            late = {one for each in self._due_by_key.values() for one in each if _is_already_late(one, times)}
            due_by_key = {
                key: build_outbox_commands(name, key, each, late) for key, each in self._due_by_key.items()
            }
            reconcile_outbox(session, name, due_by_key, self._log.store.select_answers)
        self._event_times, self._due_by_key = {}, {}


def _is_already_late(due: SagaDue, times: Mapping[UUID, datetime]) -> bool:
    """Was the day of an ask over before the event, now taken, because of which it is asked?

    It is then asked at once: nobody was asked before there was a reason to.
    """
    if not isinstance(due, Deadline) or not isinstance(due.command, AskParty | AskAbout):
        return False
    time = times.get(due.because_of)
    return time is not None and (_due_instant(due) or time) <= time


def build_outbox_commands(
    saga: str, key: str, due_commands: Iterable[SagaDue], at_once: Collection[SagaDue] = ()
) -> dict[UUID, OutboxCommand]:
    """Return what a saga owes under a key as it is kept, by id; the same step, the same id, for ever."""
    return {
        one.id: one._replace(due=None) if each in at_once else one
        for each, one in ((each, _build_outbox_command(saga, key, each)) for each in due_commands)
    }


def _build_outbox_command(saga: str, key: str, due: SagaDue) -> OutboxCommand:
    identity = command_id(saga, key, due.step, due.occasion)
    command = due.command
    body = msgspec.json.encode(command, order="deterministic")
    return OutboxCommand(
        identity,
        saga,
        key,
        due.step,
        due.occasion,
        type(command).__name__,
        body,
        due.because_of,
        _due_instant(due),
    )


def _due_instant(due: SagaDue) -> datetime | None:
    match due:
        case Deadline(at=datetime() as at):
            return at
        case Deadline(on=day) if day is not None:
            return end_of_day(day)
        case _:
            return None


FindAnswered = Callable[[Sequence[UUID]], Collection[UUID]]


def rebuild_outbox(
    session: Session, saga: Saga[Any], checkpoint: Checkpoint, find_answered: FindAnswered
) -> None:
    """Keep what a rebuilt saga owes; what was answered by the dispatcher before is not sent again."""
    codec = RowCodec(saga.progress_type)
    session.execute("UPDATE owed SET state = 'cancelled' WHERE saga = ? AND state = 'owed'", saga.name)
    for chunk in split_chunks(every_row(session, checkpoint), KEYS_AT_ONCE):
        due_by_key = {
            key: build_outbox_commands(saga.name, key, saga.due(key, codec.decode_row(body)))
            for key, _, body in chunk
        }
        done = find_answered([id for under in due_by_key.values() for id in under])
        reconcile_outbox(
            session,
            saga.name,
            {key: _mark_sent(under, done) for key, under in due_by_key.items()},
            find_answered,
        )


def _mark_sent(commands: Mapping[UUID, OutboxCommand], done: Collection[UUID]) -> dict[UUID, OutboxCommand]:
    """Return what is owed, sent as far as it was answered."""
    return {id: one._replace(state=OutboxState.SENT) if id in done else one for id, one in commands.items()}


def reconcile_outbox(
    session: Session,
    saga: str,
    due_by_key: Mapping[str, Mapping[UUID, OutboxCommand]],
    find_answered: FindAnswered,
) -> None:
    """Keep what is newly owed under some keys, and cancel what is no longer owed there and was not sent.

    What was sent, and its answer lost with the process, is no longer owed because of that very answer.
    """
    new: list[Row] = []
    rows: list[Row] = []
    cancelled: dict[UUID, OutboxCommand] = {}
    stored = load_outbox(session, saga, due_by_key)
    for key, under in due_by_key.items():
        before = stored.get(key, {})
        cancelled |= {
            one.id: one for one in before.values() if one.state is OutboxState.OWED and one.id not in under
        }
        new += [one.row for one in under.values() if one.id not in before]
        rows += [one.row for one in under.values() if one.id in before and _needs_update(before[one.id], one)]
    done = find_answered(list(cancelled)) if cancelled else ()
    rows += [
        one._replace(state=OutboxState.SENT if id in done else OutboxState.CANCELLED).row
        for id, one in cancelled.items()
    ]
    if new:
        session.insert_rows("owed", OUTBOX_COLUMNS, new)
    if rows:
        session.upsert_rows("owed", OUTBOX_COLUMNS, 1, rows)


def _needs_update(stored: OutboxCommand, due: OutboxCommand) -> bool:
    return stored.state in (OutboxState.OWED, OutboxState.CANCELLED) and stored != due


def load_outbox(session: Session, saga: str, keys: Iterable[str]) -> dict[str, dict[UUID, OutboxCommand]]:
    """Return everything that a saga ever owed under each of these keys."""
    stored: dict[str, dict[UUID, OutboxCommand]] = defaultdict(dict)
    for chunk in split_chunks(keys, KEYS_AT_ONCE):
        rows = session.fetch_rows(
            f"SELECT {', '.join(OUTBOX_COLUMNS)} FROM owed WHERE saga = ? AND key IN ({', '.join('?' * len(chunk))})",
            *(saga, *chunk),
        )
        for one in map(OutboxCommand.from_row, rows):
            stored[one.key][one.id] = one
    return stored
