"""The lines that are parked: a fact that a reader could not digest, and what somebody decides about it."""

import asyncio
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from rich.table import Table

from adapters.cli.cli_context import Desk
from adapters.cli.command_submission import leave, tell_no
from adapters.cli.exit_codes import BadInput
from adapters.cli.follower_admin import derived
from adapters.compose import open_engine
from adapters.compose.followers import log_of
from adapters.engine.clock import command_id
from adapters.engine.dispatch import Answer
from adapters.engine.follow.derived import Derived, Parked
from adapters.engine.follow.registry import SAGAS_BY_NAME, SUBSCRIPTIONS
from adapters.engine.validation import Request
from domain.language import Party, Role
from domain.record import Actor, AuthMethod

COLUMNS = ("reader", "key", "fact", "position", "why", "waiting")


class Line(NamedTuple):
    """A parked line, with the reader that parked it and how many facts wait behind it."""

    reader: str
    parked: Parked
    waiting: int

    @property
    def told(self) -> dict[str, Any]:
        """What is said of it."""
        parked = self.parked
        at = {"key": parked.key, "fact": parked.fact, "position": parked.position, "why": parked.why}
        return {"reader": self.reader, **at, "waiting": self.waiting}


def listed(desk: Desk, *, json: bool) -> None:
    """List what is parked."""
    with desk.archive() as archive, derived(archive) as kept:
        lines = [line.told for line in _lines(kept)]
    if json:
        desk.voice.json(lines)
    elif not lines:
        desk.voice.note(desk.voice.say("nothing_parked"))
    else:
        table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
        for column in COLUMNS:
            table.add_column(desk.voice.say(f"column_{column}"))
        for line in lines:
            table.add_row(*(str(line[column]) for column in COLUMNS))
        desk.voice.out.print(table)


def show(desk: Desk, reader: str, key: str) -> None:
    """Write the stored bytes of the fact at which a line stopped, then of those that wait."""
    with desk.archive() as archive, derived(archive) as kept:
        line = _line(kept, reader, key)
        stand = kept.live(reader)
        assert stand is not None
        for position in (line.parked.position, *kept.deferred(stand, key)):
            desk.voice.line(log_of(archive).at(position).body)


def decide(desk: Desk, order: str, reader: str, key: str, reason: str) -> None:
    """Have a line skip the fact at which it stopped, or read it again; the decision is a fact."""
    with desk.archive() as archive, derived(archive) as kept:
        line, tenant = _line(kept, reader, key), archive.tenant
    kind = "saga" if reader in SAGAS_BY_NAME else "projection"
    body = {
        "tenant": tenant,
        "line": {"reader": kind, "name": reader, "key": key},
        "fact": line.parked.fact,
        "reason": reason,
    }
    answer = asyncio.run(_given(desk, order, body))
    tell_no(desk.voice, answer)
    leave(answer)
    desk.voice.out.print(desk.voice.say(f"decided_{order}", reader=reader, line=key), markup=False)


async def _given(desk: Desk, order: str, body: dict[str, Any]) -> Answer:
    actor = Actor(principal="operator", party=Party.UMBRELLA, method=AuthMethod.OPERATOR, role=Role.DIRECTOR)
    identity: UUID = command_id()
    with desk.archive() as archive:
        clock = archive.store.clock
    async with open_engine(desk.store, clock=clock) as engine:
        return await engine.submit(
            Request(command_id=identity, name=order, body=msgspec.json.encode(body), actor=actor)
        )


def _line(kept: Derived, reader: str, key: str) -> Line:
    for line in _lines(kept):
        if (line.reader, line.parked.key) == (reader, key):
            return line
    raise BadInput("not_parked", reader=reader, line=key)


def _lines(kept: Derived) -> list[Line]:
    return [
        Line(stand.name, parked, len(kept.deferred(stand, parked.key)))
        for stand in kept.checkpoints()
        if stand.live and stand.name in SUBSCRIPTIONS
        for parked in kept.parked(stand).values()
    ]
