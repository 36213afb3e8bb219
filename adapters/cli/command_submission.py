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

from adapters.cli.cli_context import Desk
from adapters.cli.exit_codes import DEFECT, REFUSED, BadInput
from adapters.cli.hanging_text import Flowing
from adapters.cli.terminal import Voice
from adapters.compose import Engine, open_engine
from adapters.compose.opening import store_exists
from adapters.engine.clock import command_id
from adapters.engine.dispatch import Answer, Outcome
from adapters.engine.store.stored import ClockKind
from adapters.engine.validation import Malformed, Request
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
    try:
        with TemporaryDirectory() as folder:
            aside = Path(folder) / "aside.db"
            asyncio.run(_do(desk, aside, request, attached, dry_run=dry_run, json=json))
    except Malformed as malformed:
        if json:
            said = {"command_id": request.command_id, "outcome": "malformed", "dry_run": dry_run}
            desk.voice.json({**said, "faults": malformed.faults})
        raise


async def _do(
    desk: Desk, aside: Path, request: Request, attached: bytes | None, *, dry_run: bool, json: bool
) -> None:
    """Try a command aside when there is no store yet, so that a slip of the pen leaves none behind."""
    store = desk.store
    if not store_exists(store):
        async with open_engine(aside, clock=ClockKind.REAL) as engine:
            await engine.submit(request, dry_run=True)
        store = aside if dry_run else store
    async with open_engine(store, clock=ClockKind.REAL) as engine:
        if attached is not None and not dry_run:
            await _keep(engine, request, attached)
        answer = await engine.submit(request, dry_run=dry_run)
        if json:
            desk.voice.json(_for_programs(answer, dry_run=dry_run))
        else:
            _tell(desk, engine, answer, dry_run=dry_run)
    leave(answer)


def leave(answer: Answer) -> None:
    """Leave with the exit code of an answer that is no."""
    if answer.outcome is not Outcome.ACCEPTED:
        raise typer.Exit(REFUSED if answer.outcome is Outcome.REFUSED else DEFECT)


def tell_no(voice: Voice, answer: Answer) -> None:
    """Say why an answer is no, if it is."""
    if answer.outcome is Outcome.DEFECT:
        voice.fail([voice.say("defect", incident=answer.incident)])
    elif answer.outcome is Outcome.REFUSED:
        refusal = answer.facts[0].recorded.data
        voice.fail([refusal.fr if voice.language is Language.FRENCH else refusal.en])


async def _keep(engine: Engine, request: Request, attached: bytes) -> None:
    """File the document that shows another party's act, unless that act would be refused."""
    tried = await engine.submit(request, dry_run=True)
    if tried.outcome is Outcome.ACCEPTED:
        engine.keep(
            attached, subject=_subject(request), retention=Retention.EVIDENCE, kind=f"{request.name}.evidence"
        )


def _subject(request: Request) -> UUID:
    """Return whose the document is: the mission's, or the party's that the command is about."""
    body = msgspec.json.decode(request.body)
    return UUID(next((body[name] for name in SUBJECTS if name in body), str(request.command_id)))


def _request(order: Order, attached: bytes | None) -> Request:
    acting_for = order.on_behalf_of
    if (acting_for is None) != (order.channel is None) or (acting_for and order.document is None):
        raise BadInput("on_behalf_needs")
    actor = Actor(
        principal=order.principal,
        party=order.party,
        method=AuthMethod.OPERATOR if acting_for is None else AuthMethod.ON_BEHALF,
        represents=order.represents,
        role=order.role,
        acting_for=acting_for,
        channel=order.channel,
        evidence=_evidence(order, attached),
    )
    return Request(
        command_id=order.id or command_id(),
        name=order.command,
        body=_body(order.body),
        actor=actor,
        time=_time(order.time),
    )


def _body(typed: str) -> bytes:
    try:
        if typed == "-":
            return sys.stdin.buffer.read()
        return Path(typed[1:]).read_bytes() if typed.startswith("@") else typed.encode()
    except OSError as error:
        raise BadInput("no_body", why=f"{typed[1:]}: {error.strerror}") from error


def _attached(order: Order) -> bytes | None:
    """Read the document, unless it is named by its hash."""
    if order.document is None or order.document.startswith(HASH):
        return None
    try:
        return Path(order.document).read_bytes()
    except OSError as error:
        raise BadInput("no_document", why=f"{order.document}: {error.strerror}") from error


def _evidence(order: Order, attached: bytes | None) -> DocumentHash | None:
    return order.document if attached is None else HASH + sha256(attached).hexdigest()


def _time(typed: str | None) -> datetime | None:
    """Return the instant; one without its offset is left for the door to refuse."""
    if typed is None:
        return None
    try:
        return datetime.fromisoformat(typed)
    except ValueError:
        raise BadInput("bad_instant", option="--time", text=typed) from None


def _for_programs(answer: Answer, *, dry_run: bool) -> dict[str, Any]:
    return {
        "command_id": answer.command_id,
        "outcome": answer.outcome,
        "dry_run": dry_run,
        "facts": [
            {"position": stated.position or None, "fact": msgspec.Raw(stated.body)} for stated in answer.facts
        ],
        "incident": answer.incident,
    }


def _tell(desk: Desk, engine: Engine, answer: Answer, *, dry_run: bool) -> None:
    voice = desk.voice
    tell_no(voice, answer)
    if answer.outcome is Outcome.ACCEPTED:
        for line in _lines(desk, engine, answer):
            voice.out.print(line)
    voice.note(voice.say("command_id", id=answer.command_id))
    if dry_run:
        voice.note(voice.say("dry_run"))


def _lines(desk: Desk, engine: Engine, answer: Answer) -> Iterator[Flowing]:
    voice, telling = desk.voice, desk.telling(engine)
    for stated in answer.facts:
        recorded, place = stated.recorded, f"{stated.position} " if stated.position else ""
        who = voice.word(recorded.acted_for or recorded.party)
        yield Flowing(
            f"{place}{recorded.subject}  ", f"{who}: {telling.sentence(recorded.data)}", mark_style="dim"
        )
    if not answer.facts:
        yield Flowing("", voice.say("accepted_nothing"))
