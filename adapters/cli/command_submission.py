"""Submit one typed command and print its answer: its events, the rule that refused it, or its faults."""

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

from adapters.cli.cli_context import CliContext
from adapters.cli.exit_codes import DEFECT, REFUSED, BadInput
from adapters.cli.hanging_text import HangingText
from adapters.cli.terminal import Terminal
from adapters.compose import Engine, open_engine
from adapters.compose.opening import store_exists
from adapters.engine.clock import new_command_id
from adapters.engine.dispatch import CommandAnswer, CommandOutcome
from adapters.engine.store.stored import ClockKind
from adapters.engine.validation import Malformed, Request
from domain.language import DocumentHash, Language, Party, Retention, Role
from domain.record import Actor, AuthMethod, Channel

HASH_PREFIX = "sha256:"
SUBJECT_FIELDS = ("mission", "consultant", "client", "umbrella")


class TypedCommand(NamedTuple):
    """The arguments of `jalon do`, as typed."""

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


def submit_typed(cli: CliContext, typed: TypedCommand, *, dry_run: bool, json: bool) -> None:
    """Submit the command and print the answer; raise `Malformed` when its form is wrong."""
    attachment = _read_attachment(typed)
    request = _build_request(typed, attachment)
    try:
        with TemporaryDirectory() as folder:
            scratch_store = Path(folder) / "aside.db"
            asyncio.run(_submit_request(cli, scratch_store, request, attachment, dry_run=dry_run, json=json))
    except Malformed as malformed:
        if json:
            result = {"command_id": request.command_id, "outcome": "malformed", "dry_run": dry_run}
            cli.terminal.print_json({**result, "faults": malformed.faults})
        raise


async def _submit_request(
    cli: CliContext,
    scratch_store: Path,
    request: Request,
    attachment: bytes | None,
    *,
    dry_run: bool,
    json: bool,
) -> None:
    """Submit a command; try it in a scratch store first when there is no store yet.

    A command with a typing error must not leave an empty store behind.
    """
    store = cli.store
    if not store_exists(store):
        async with open_engine(scratch_store, clock=ClockKind.REAL) as engine:
            await engine.submit(request, dry_run=True)
        store = scratch_store if dry_run else store
    async with open_engine(store, clock=ClockKind.REAL) as engine:
        if attachment is not None and not dry_run:
            await _file_document(engine, request, attachment)
        answer = await engine.submit(request, dry_run=dry_run)
        if json:
            cli.terminal.print_json(_answer_to_json(answer, dry_run=dry_run))
        else:
            _print_answer(cli, engine, answer, dry_run=dry_run)
    exit_with_outcome(answer)


def exit_with_outcome(answer: CommandAnswer) -> None:
    """Exit with 1 when the command was refused, with 70 when it met a defect."""
    if answer.outcome is not CommandOutcome.ACCEPTED:
        raise typer.Exit(REFUSED if answer.outcome is CommandOutcome.REFUSED else DEFECT)


def print_failure(terminal: Terminal, answer: CommandAnswer) -> None:
    """Print why the command was refused or failed; nothing if it was accepted."""
    if answer.outcome is CommandOutcome.DEFECT:
        terminal.print_errors([terminal.translate("defect", incident=answer.incident)])
    elif answer.outcome is CommandOutcome.REFUSED:
        refusal = answer.events[0].recorded.data
        terminal.print_errors([refusal.fr if terminal.language is Language.FRENCH else refusal.en])


async def _file_document(engine: Engine, request: Request, attachment: bytes) -> None:
    """File the document that proves another party's act, unless that act would be refused."""
    trial = await engine.submit(request, dry_run=True)
    if trial.outcome is CommandOutcome.ACCEPTED:
        engine.file_document(
            attachment,
            subject=_find_subject(request),
            retention=Retention.EVIDENCE,
            kind=f"{request.name}.evidence",
        )


def _find_subject(request: Request) -> UUID:
    """Return the owner of the document: the mission, or the party that the command names."""
    body = msgspec.json.decode(request.body)
    return UUID(next((body[name] for name in SUBJECT_FIELDS if name in body), str(request.command_id)))


def _build_request(typed: TypedCommand, attachment: bytes | None) -> Request:
    acting_for = typed.on_behalf_of
    if (acting_for is None) != (typed.channel is None) or (acting_for and typed.document is None):
        raise BadInput("on_behalf_needs")
    actor = Actor(
        principal=typed.principal,
        party=typed.party,
        method=AuthMethod.OPERATOR if acting_for is None else AuthMethod.ON_BEHALF,
        represents=typed.represents,
        role=typed.role,
        acting_for=acting_for,
        channel=typed.channel,
        evidence=_evidence_hash(typed, attachment),
    )
    return Request(
        command_id=typed.id or new_command_id(),
        name=typed.command,
        body=_read_body(typed.body),
        actor=actor,
        time=_parse_time(typed.time),
    )


def _read_body(typed: str) -> bytes:
    try:
        if typed == "-":
            return sys.stdin.buffer.read()
        return Path(typed[1:]).read_bytes() if typed.startswith("@") else typed.encode()
    except OSError as error:
        raise BadInput("no_body", why=f"{typed[1:]}: {error.strerror}") from error


def _read_attachment(typed: TypedCommand) -> bytes | None:
    """Read the document, unless it is named by its hash."""
    if typed.document is None or typed.document.startswith(HASH_PREFIX):
        return None
    try:
        return Path(typed.document).read_bytes()
    except OSError as error:
        raise BadInput("no_document", why=f"{typed.document}: {error.strerror}") from error


def _evidence_hash(typed: TypedCommand, attachment: bytes | None) -> DocumentHash | None:
    return typed.document if attachment is None else HASH_PREFIX + sha256(attachment).hexdigest()


def _parse_time(typed: str | None) -> datetime | None:
    """Return the instant; the validation refuses one without an offset."""
    if typed is None:
        return None
    try:
        return datetime.fromisoformat(typed)
    except ValueError:
        raise BadInput("bad_instant", option="--time", text=typed) from None


def _answer_to_json(answer: CommandAnswer, *, dry_run: bool) -> dict[str, Any]:
    return {
        "command_id": answer.command_id,
        "outcome": answer.outcome,
        "dry_run": dry_run,
        "facts": [
            {"position": stored.position or None, "fact": msgspec.Raw(stored.body)}
            for stored in answer.events
        ],
        "incident": answer.incident,
    }


def _print_answer(cli: CliContext, engine: Engine, answer: CommandAnswer, *, dry_run: bool) -> None:
    terminal = cli.terminal
    print_failure(terminal, answer)
    if answer.outcome is CommandOutcome.ACCEPTED:
        for line in _render_events(cli, engine, answer):
            terminal.out.print(line)
    terminal.print_note(terminal.translate("command_id", id=answer.command_id))
    if dry_run:
        terminal.print_note(terminal.translate("dry_run"))


def _render_events(cli: CliContext, engine: Engine, answer: CommandAnswer) -> Iterator[HangingText]:
    terminal, renderer = cli.terminal, cli.make_renderer(engine)
    for stored in answer.events:
        recorded, position = stored.recorded, f"{stored.position} " if stored.position else ""
        party = terminal.translate_word(recorded.acted_for or recorded.party)
        yield HangingText(
            f"{position}{recorded.subject}  ",
            f"{party}: {renderer.describe_event(recorded.data)}",
            mark_style="dim",
        )
    if not answer.events:
        yield HangingText("", terminal.translate("accepted_nothing"))
