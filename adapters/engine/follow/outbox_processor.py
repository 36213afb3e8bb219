"""Sends the due commands of the outbox to the dispatcher, and stores their answers."""

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


class OutboxProcessor:
    """Sends due commands; one whose answer was lost is sent again, and its id gives the same answer."""

    def __init__(self, derived: Derived, submit: Submit) -> None:
        self._derived = derived
        self._submit = submit

    async def send_due(self, now: datetime, sagas: Collection[str]) -> int:
        """Send the commands of these sagas that are due at once, else those of the first deadline passed.

        Return the number of commands. One call sends the deadlines of one instant only: their events may
        cancel a later one.
        """
        commands = await asyncio.to_thread(self._load_due, now, sorted(sagas))
        if commands:
            answered = await asyncio.gather(*(self._submit_command(command) for command in commands))
            await asyncio.to_thread(self._store_outcomes, answered)
        return len(commands)

    def next_due(self) -> datetime | None:
        """Return the instant of the next deadline, None without one."""
        with self._derived.database.read_session() as session:
            ((due,),) = session.fetch_rows(
                "SELECT min(due) FROM owed WHERE state = 'owed' AND due IS NOT NULL"
            )
            return datetime.fromisoformat(due) if due else None

    def count_commands(self) -> dict[OutboxState, int]:
        """Return the number of commands in each state."""
        with self._derived.database.read_session() as session:
            counts = dict(session.fetch_rows("SELECT state, count(*) FROM owed GROUP BY state"))
            return {state: counts.get(str(state), 0) for state in OutboxState}

    def _load_due(self, now: datetime, sagas: list[str]) -> list[OutboxCommand]:
        """Return due commands of these sagas only, so that a lagging saga does not block the others."""
        of_sagas = f"AND saga IN ({', '.join('?' * len(sagas))})"
        at = now.astimezone(UTC).isoformat(timespec="microseconds")
        with self._derived.database.read_session() as session:
            rows = session.fetch_rows(
                f"{SELECT_OWED} {of_sagas} AND due IS NULL ORDER BY id LIMIT {SENT_AT_ONCE}", *sagas
            )
            if not rows:
                first = f"(SELECT min(due) FROM owed WHERE state = 'owed' {of_sagas})"
                rows = session.fetch_rows(
                    f"{SELECT_OWED} {of_sagas} AND due = {first} AND due <= ?"
                    f" ORDER BY id LIMIT {SENT_AT_ONCE}",
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
            log.error("%s sent a malformed command: %s", command.saga, reason)  # noqa: TRY400 -- the reason is enough
            return command._replace(state=OutboxState.DEFECT, answer=reason)
        if answer.outcome is CommandOutcome.DEFECT:
            return command._replace(state=OutboxState.DEFECT, answer=str(answer.incident))
        return command._replace(state=OutboxState.SENT, answer=_describe_answer(answer))

    def _store_outcomes(self, answered: list[OutboxCommand]) -> None:
        with self._derived.database.write_session() as session:
            for command in answered:
                session.execute(
                    "UPDATE owed SET state = ?, answer = ? WHERE id = ?",
                    str(command.state),
                    command.answer,
                    str(command.id),
                )


def _build_request(command: OutboxCommand) -> Request:
    """Return the command as a request; the time of a deadline is the instant at which it fell due."""
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
