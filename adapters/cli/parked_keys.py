"""The parked keys: keys whose event a follower could not handle, and the decisions about them."""

import asyncio
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from rich.table import Table

from adapters.cli.cli_context import CliContext
from adapters.cli.command_submission import exit_with_outcome, print_failure
from adapters.cli.exit_codes import BadInput
from adapters.cli.follower_admin import open_derived
from adapters.compose import open_engine
from adapters.compose.followers import make_follower_log
from adapters.engine.clock import new_command_id
from adapters.engine.dispatch import CommandAnswer
from adapters.engine.follow.derived import Derived, ParkedKey
from adapters.engine.follow.registry import SAGAS_BY_NAME, SUBSCRIPTIONS
from adapters.engine.validation import Request
from domain.language import Party, Role
from domain.record import Actor, AuthMethod

COLUMNS = ("reader", "key", "fact", "position", "why", "waiting")


class ParkedEntry(NamedTuple):
    """A parked key, the follower that parked it, and how many events wait behind it."""

    reader: str
    parked: ParkedKey
    waiting: int

    @property
    def json_fields(self) -> dict[str, Any]:
        """The fields of this entry in JSON."""
        parked = self.parked
        at = {"key": parked.key, "fact": parked.fact, "position": parked.position, "why": parked.why}
        return {"reader": self.reader, **at, "waiting": self.waiting}


def list_parked(cli: CliContext, *, json: bool) -> None:
    """Print the parked keys."""
    with cli.read_archive() as archive, open_derived(archive) as derived:
        entries = [entry.json_fields for entry in _list_entries(derived)]
    if json:
        cli.terminal.print_json(entries)
    elif not entries:
        cli.terminal.print_note(cli.terminal.translate("nothing_parked"))
    else:
        table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
        for column in COLUMNS:
            table.add_column(cli.terminal.translate(f"column_{column}"))
        for entry in entries:
            table.add_row(*(str(entry[column]) for column in COLUMNS))
        cli.terminal.out.print(table)


def show_parked(cli: CliContext, reader: str, key: str) -> None:
    """Write the stored bytes of the event that parked a key, then of the events that wait behind it."""
    with cli.read_archive() as archive, open_derived(archive) as derived:
        entry = _find_entry(derived, reader, key)
        checkpoint = derived.find_live(reader)
        assert checkpoint is not None
        for position in (entry.parked.position, *derived.load_deferred(checkpoint, key)):
            cli.terminal.write_line(make_follower_log(archive).read_event(position).body)


def decide_parked(cli: CliContext, command: str, reader: str, key: str, reason: str) -> None:
    """Submit the decision to skip the event that parked a key, or to read it again.

    The decision is itself an event, so that a replay makes the same rows.
    """
    with cli.read_archive() as archive, open_derived(archive) as derived:
        entry, tenant = _find_entry(derived, reader, key), archive.tenant
    kind = "saga" if reader in SAGAS_BY_NAME else "projection"
    body = {
        "tenant": tenant,
        "line": {"reader": kind, "name": reader, "key": key},
        "fact": entry.parked.fact,
        "reason": reason,
    }
    answer = asyncio.run(_submit_decision(cli, command, body))
    print_failure(cli.terminal, answer)
    exit_with_outcome(answer)
    cli.terminal.out.print(
        cli.terminal.translate(f"decided_{command}", reader=reader, line=key), markup=False
    )


async def _submit_decision(cli: CliContext, command: str, body: dict[str, Any]) -> CommandAnswer:
    actor = Actor(principal="operator", party=Party.UMBRELLA, method=AuthMethod.OPERATOR, role=Role.DIRECTOR)
    identity: UUID = new_command_id()
    with cli.read_archive() as archive:
        clock = archive.store.clock
    async with open_engine(cli.store, clock=clock) as engine:
        return await engine.submit(
            Request(command_id=identity, name=command, body=msgspec.json.encode(body), actor=actor)
        )


def _find_entry(derived: Derived, reader: str, key: str) -> ParkedEntry:
    for entry in _list_entries(derived):
        if (entry.reader, entry.parked.key) == (reader, key):
            return entry
    raise BadInput("not_parked", reader=reader, line=key)


def _list_entries(derived: Derived) -> list[ParkedEntry]:
    return [
        ParkedEntry(checkpoint.name, parked, len(derived.load_deferred(checkpoint, parked.key)))
        for checkpoint in derived.list_checkpoints()
        if checkpoint.live and checkpoint.name in SUBSCRIPTIONS
        for parked in derived.load_parked(checkpoint).values()
    ]
