"""The outbox of the sagas: their due commands, stored until the dispatcher has answered them.

Each command has an id derived from its saga, key, step and occasion, so it is sent at most once.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from adapters.engine.clock import end_of_day
from adapters.engine.follow.derived import KEYS_AT_ONCE, Checkpoint, iterate_rows
from adapters.engine.follow.derived_database import Row, Session, split_chunks
from adapters.engine.follow.log_subscription import RowCodec
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
    """The state of a command in the outbox."""

    OWED = "owed"
    SENT = "sent"
    CANCELLED = "cancelled"  # no longer due, and never sent
    DEFECT = "defect"  # sent, and a bug of Jalon prevented an answer


class OutboxCommand(NamedTuple):
    """A row of the outbox; `due` is the instant at which the command is sent, None for at once."""

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
        """The stored row."""
        due = self.due.astimezone(UTC).isoformat(timespec="microseconds") if self.due else None
        head = (str(self.id), self.saga, self.key, self.step, self.occasion, self.command)
        return (*head, self.body.decode(), str(self.cause), due, str(self.state), self.answer)

    @classmethod
    def from_row(cls, row: tuple[Any, ...]) -> "OutboxCommand":
        """Return the command of a stored row."""
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


def build_outbox_commands(
    saga: str, key: str, due_commands: Iterable[SagaDue], at_once: Collection[SagaDue] = ()
) -> dict[UUID, OutboxCommand]:
    """Return the outbox commands of a saga under a key, by id; those `at_once` lose their due instant."""
    commands = ((due, _build_outbox_command(saga, key, due)) for due in due_commands)
    return {
        command.id: command._replace(due=None) if due in at_once else command for due, command in commands
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
        due_instant(due),
    )


def due_instant(due: SagaDue) -> datetime | None:
    """Return the instant of a deadline; a day ends at midnight in Paris. None for a command due now."""
    match due:
        case Deadline(at=datetime() as at):
            return at
        case Deadline(on=day) if day is not None:
            return end_of_day(day)
        case _:
            return None


FindAnswered = Callable[[Sequence[UUID]], Collection[UUID]]
"""Return those of these command ids that the dispatcher has already answered."""


def rebuild_outbox(
    session: Session, saga: Saga[Any], checkpoint: Checkpoint, find_answered: FindAnswered
) -> None:
    """Recompute the outbox of a rebuilt saga; commands that the log has answered are not sent again."""
    codec = RowCodec(saga.progress_type)
    session.execute("UPDATE owed SET state = 'cancelled' WHERE saga = ? AND state = 'owed'", saga.name)
    for chunk in split_chunks(iterate_rows(session, checkpoint), KEYS_AT_ONCE):
        commands_by_key = {
            key: build_outbox_commands(saga.name, key, saga.due(key, codec.decode_row(body)))
            for key, _, body in chunk
        }
        answered = find_answered([id for commands in commands_by_key.values() for id in commands])
        reconcile_outbox(
            session,
            saga.name,
            {key: _mark_sent(commands, answered) for key, commands in commands_by_key.items()},
            find_answered,
        )


def _mark_sent(
    commands: Mapping[UUID, OutboxCommand], answered: Collection[UUID]
) -> dict[UUID, OutboxCommand]:
    return {
        id: command._replace(state=OutboxState.SENT) if id in answered else command
        for id, command in commands.items()
    }


def reconcile_outbox(
    session: Session,
    saga: str,
    commands_by_key: Mapping[str, Mapping[UUID, OutboxCommand]],
    find_answered: FindAnswered,
) -> None:
    """Insert the newly due commands of some keys, and cancel those that are no longer due there."""
    new: list[Row] = []
    rows: list[Row] = []
    cancelled: dict[UUID, OutboxCommand] = {}
    stored = load_outbox(session, saga, commands_by_key)
    for key, commands in commands_by_key.items():
        before = stored.get(key, {})
        cancelled |= {
            command.id: command
            for command in before.values()
            if command.state is OutboxState.OWED and command.id not in commands
        }
        new += [command.row for command in commands.values() if command.id not in before]
        rows += [
            command.row
            for command in commands.values()
            if command.id in before and _needs_update(before[command.id], command)
        ]
    # A command may have been answered just before a crash: mark it sent, not cancelled.
    answered = find_answered(list(cancelled)) if cancelled else ()
    rows += [
        command._replace(state=OutboxState.SENT if id in answered else OutboxState.CANCELLED).row
        for id, command in cancelled.items()
    ]
    if new:
        session.insert_rows("owed", OUTBOX_COLUMNS, new)
    if rows:
        session.upsert_rows("owed", OUTBOX_COLUMNS, 1, rows)


def _needs_update(stored: OutboxCommand, due: OutboxCommand) -> bool:
    return stored.state in (OutboxState.OWED, OutboxState.CANCELLED) and stored != due


def load_outbox(session: Session, saga: str, keys: Iterable[str]) -> dict[str, dict[UUID, OutboxCommand]]:
    """Return every outbox command of a saga under these keys, whatever its state, by key and id."""
    stored: dict[str, dict[UUID, OutboxCommand]] = defaultdict(dict)
    for chunk in split_chunks(keys, KEYS_AT_ONCE):
        rows = session.fetch_rows(
            f"SELECT {', '.join(OUTBOX_COLUMNS)} FROM owed"
            f" WHERE saga = ? AND key IN ({', '.join('?' * len(chunk))})",
            *(saga, *chunk),
        )
        for command in map(OutboxCommand.from_row, rows):
            stored[command.key][command.id] = command
    return stored
