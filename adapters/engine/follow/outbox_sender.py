"""Doing what sagas owe: each command is given through the dispatcher, and its answer kept."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection
from datetime import UTC, datetime

from adapters.engine.dispatch import CommandAnswer, CommandOutcome
from adapters.engine.follow.derived import Derived
from adapters.engine.follow.outbox import OUTBOX_COLUMNS, OutboxCommand, OutboxState
from adapters.engine.validation import Malformed, Request
from domain.language import Language, Party
from domain.record import Actor, AuthMethod
from sagas.saga import principal_of

log = logging.getLogger("jalon.runners")

Submit = Callable[[Request], Awaitable[CommandAnswer]]

SELECT_OWED = f"SELECT {', '.join(OUTBOX_COLUMNS)} FROM owed WHERE state = 'owed'"
SENT_AT_ONCE = 256


class OutboxSender:
    """Gives the commands that are due; one whose answer was lost is given again and answered the same."""

    def __init__(self, derived: Derived, submit: Submit) -> None:
        self._derived = derived
        self._submit = submit

    async def send_due(self, now: datetime, sagas: Collection[str]) -> int:
        """Give what these sagas owe at once, or else what fell due first; return how many commands that was.

        Deadlines are taken one instant after the other, for what follows from one may cancel the next.
        """
        commands = await asyncio.to_thread(self._load_due, now, sorted(sagas))
        if commands:
            answered = await asyncio.gather(*(self._submit_command(one) for one in commands))
            await asyncio.to_thread(self._store_outcomes, answered)
        return len(commands)

    def next_due(self) -> datetime | None:
        """Return the instant at which something falls due next."""
        with self._derived.database.read_session() as session:
            ((due,),) = session.fetch_rows(
                "SELECT min(due) FROM owed WHERE state = 'owed' AND due IS NOT NULL"
            )
            return datetime.fromisoformat(due) if due else None

    def count_commands(self) -> dict[OutboxState, int]:
        """Return how many commands there are in each state."""
        with self._derived.database.read_session() as session:
            counted = dict(session.fetch_rows("SELECT state, count(*) FROM owed GROUP BY state"))
            return {state: counted.get(str(state), 0) for state in OutboxState}

    def _load_due(self, now: datetime, sagas: list[str]) -> list[OutboxCommand]:
        """Return some of what these sagas owe: what others owe and may not give is not in the way."""
        theirs = f"AND saga IN ({', '.join('?' * len(sagas))})"
        at = now.astimezone(UTC).isoformat(timespec="microseconds")
        with self._derived.database.read_session() as session:
            rows = session.fetch_rows(
                f"{SELECT_OWED} {theirs} AND due IS NULL ORDER BY id LIMIT {SENT_AT_ONCE}", *sagas
            )
            if not rows:
                first = f"(SELECT min(due) FROM owed WHERE state = 'owed' {theirs})"
                rows = session.fetch_rows(
                    f"{SELECT_OWED} {theirs} AND due = {first} AND due <= ? ORDER BY id LIMIT {SENT_AT_ONCE}",
                    *sagas,
                    *sagas,
                    at,
                )
            return [OutboxCommand.from_row(row) for row in rows]

    async def _submit_command(self, command: OutboxCommand) -> OutboxCommand:
        try:
            answer = await self._submit(_build_request(command))
        except Malformed as malformed:
            reason = "; ".join(malformed.sentences(Language.ENGLISH))
            log.error("%s asked what cannot be understood: %s", command.saga, reason)  # noqa: TRY400 -- said whole
            return command._replace(state=OutboxState.DEFECT, answer=reason)
        if answer.outcome is CommandOutcome.DEFECT:
            return command._replace(state=OutboxState.DEFECT, answer=str(answer.incident))
        return command._replace(state=OutboxState.SENT, answer=_describe_answer(answer))

    def _store_outcomes(self, answered: list[OutboxCommand]) -> None:
        with self._derived.database.write_session() as session:
            for one in answered:
                session.execute(
                    "UPDATE owed SET state = ?, answer = ? WHERE id = ?",
                    str(one.state),
                    one.answer,
                    str(one.id),
                )


def _build_request(command: OutboxCommand) -> Request:
    """Return the order as a request; that of a deadline says the instant at which it fell due."""
    return Request(
        command_id=command.id,
        name=command.command,
        body=command.body,
        actor=Actor(principal=principal_of(command.saga), party=Party.SYSTEM, method=AuthMethod.SAGA),
        time=command.due,
        causation_id=command.cause,
    )


def _describe_answer(answer: CommandAnswer) -> str:
    if answer.outcome is CommandOutcome.REFUSED:
        return f"refused {answer.events[0].recorded.data.rule}"
    return str(answer.outcome)
