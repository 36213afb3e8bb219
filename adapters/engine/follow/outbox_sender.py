"""Doing what sagas owe: each order is given through the dispatcher, and its answer kept."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection
from datetime import UTC, datetime

from adapters.engine.dispatch import Answer, Outcome
from adapters.engine.follow.derived import Derived
from adapters.engine.follow.outbox import COLUMNS, Owed, State
from adapters.engine.validation import Malformed, Request
from domain.language import Language, Party
from domain.record import Actor, AuthMethod
from sagas.saga import principal_of

log = logging.getLogger("jalon.runners")

Submit = Callable[[Request], Awaitable[Answer]]

SELECT = f"SELECT {', '.join(COLUMNS)} FROM owed WHERE state = 'owed'"
SENT_AT_ONCE = 256


class Sender:
    """Gives the orders that are due; one whose answer was lost is given again and answered the same."""

    def __init__(self, derived: Derived, submit: Submit) -> None:
        self._derived = derived
        self._submit = submit

    async def send(self, now: datetime, sagas: Collection[str]) -> int:
        """Give what these sagas owe at once, or else what fell due first; return how many orders that was.

        Deadlines are taken one instant after the other, for what follows from one may cancel the next.
        """
        owed = await asyncio.to_thread(self._due, now, sorted(sagas))
        if owed:
            answered = await asyncio.gather(*(self._give(one) for one in owed))
            await asyncio.to_thread(self._keep, answered)
        return len(owed)

    def next_due(self) -> datetime | None:
        """Return the instant at which something falls due next."""
        with self._derived.database.reading() as session:
            ((due,),) = session.ask("SELECT min(due) FROM owed WHERE state = 'owed' AND due IS NOT NULL")
            return datetime.fromisoformat(due) if due else None

    def orders(self) -> dict[State, int]:
        """Return how many orders there are in each state."""
        with self._derived.database.reading() as session:
            counted = dict(session.ask("SELECT state, count(*) FROM owed GROUP BY state"))
            return {state: counted.get(str(state), 0) for state in State}

    def _due(self, now: datetime, sagas: list[str]) -> list[Owed]:
        """Return some of what these sagas owe: what others owe and may not give is not in the way."""
        theirs = f"AND saga IN ({', '.join('?' * len(sagas))})"
        at = now.astimezone(UTC).isoformat(timespec="microseconds")
        with self._derived.database.reading() as session:
            rows = session.ask(f"{SELECT} {theirs} AND due IS NULL ORDER BY id LIMIT {SENT_AT_ONCE}", *sagas)
            if not rows:
                first = f"(SELECT min(due) FROM owed WHERE state = 'owed' {theirs})"
                rows = session.ask(
                    f"{SELECT} {theirs} AND due = {first} AND due <= ? ORDER BY id LIMIT {SENT_AT_ONCE}",
                    *sagas,
                    *sagas,
                    at,
                )
            return [Owed.of_row(row) for row in rows]

    async def _give(self, owed: Owed) -> Owed:
        try:
            answer = await self._submit(_request(owed))
        except Malformed as malformed:
            said = "; ".join(malformed.sentences(Language.ENGLISH))
            log.error("%s asked what cannot be understood: %s", owed.saga, said)  # noqa: TRY400 -- said whole
            return owed._replace(state=State.DEFECT, answer=said)
        if answer.outcome is Outcome.DEFECT:
            return owed._replace(state=State.DEFECT, answer=str(answer.incident))
        return owed._replace(state=State.SENT, answer=_said(answer))

    def _keep(self, answered: list[Owed]) -> None:
        with self._derived.database.writing() as session:
            for one in answered:
                session.tell(
                    "UPDATE owed SET state = ?, answer = ? WHERE id = ?",
                    str(one.state),
                    one.answer,
                    str(one.id),
                )


def _request(owed: Owed) -> Request:
    """Return the order as a request; that of a deadline says the instant at which it fell due."""
    return Request(
        command_id=owed.id,
        name=owed.command,
        body=owed.body,
        actor=Actor(principal=principal_of(owed.saga), party=Party.SYSTEM, method=AuthMethod.SAGA),
        time=owed.due,
        causation_id=owed.cause,
    )


def _said(answer: Answer) -> str:
    if answer.outcome is Outcome.REFUSED:
        return f"refused {answer.facts[0].recorded.data.rule}"
    return str(answer.outcome)
