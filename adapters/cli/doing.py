"""Giving one command by hand, and what is answered: what it stated, the rule that refused, or its faults."""

import asyncio
import sys
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
import typer

from adapters.cli.desk import Desk
from adapters.cli.exits import DEFECT, REFUSED, BadInput
from adapters.cli.flowing import Flowing
from adapters.clock import command_id
from adapters.compose import Engine, open_engine
from adapters.dispatcher import Answer, Outcome
from adapters.door import Request
from adapters.store.stored import ClockKind
from domain.language import DocumentHash, Language, Party, Retention, Role
from domain.record import Actor, AuthMethod, Channel

HASH = "sha256:"
SUBJECTS = ("mission", "consultant", "client", "umbrella")


class Order(NamedTuple):
    """A command as it was typed."""

    command: str
    body: str
    party: Party
    principal: str
    represents: UUID | None
    role: Role | None
    on_behalf_of: Party | None
    document: str | None
    channel: Channel | None
    time: str | None
    id: UUID | None


def do(desk: Desk, order: Order, *, dry_run: bool, json: bool) -> None:
    """Give the command, and say what was answered."""
    attached = _attached(order)
    request = _request(order, attached)
    asyncio.run(_do(desk, request, attached, dry_run=dry_run, json=json))


async def _do(desk: Desk, request: Request, attached: bytes | None, *, dry_run: bool, json: bool) -> None:
    """Try a command before a store is made for it, so that a slip of the pen leaves no store behind."""
    missing = not desk.store.exists()
    if missing:
        with TemporaryDirectory() as folder:
            tried = desk._replace(store=Path(folder) / desk.store.name)
            await _give(tried, request, None, dry_run=True, say=dry_run, json=json)
    if not (missing and dry_run):
        await _give(desk, request, attached, dry_run=dry_run, say=True, json=json)
