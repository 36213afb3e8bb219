"""Answers commands: the address names principal and verb, the headers the context, the body the fields."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple, Protocol, TypeVar
from uuid import UUID

import msgspec

from adapters.engine.access import header_names, replies
from adapters.engine.access.approvals import Approvals
from adapters.engine.access.replies import CONTRACT, Outcome, Reply, make_fault
from adapters.engine.access.requests import (
    COMMANDS,
    IncomingRequest,
    PrincipalLookup,
    PrincipalRole,
    RequestAddress,
    current_traceparent,
    find_command_name,
    request_span,
)
from adapters.engine.clock import real_now
from adapters.engine.dispatch import CommandAnswer, StoreAway
from adapters.engine.instants import parse_instant
from adapters.engine.validation import Fault, Malformed, Request
from domain.language import Form, Party
from domain.operations.operations import AdvanceClock
from domain.record import Actor, AuthMethod, Channel

T = TypeVar("T")

ADVANCE_CLOCK = AdvanceClock.__name__


class CommandHeaders(NamedTuple):
    """The parsed headers of a command."""

    command_id: UUID | None
    expires: datetime | None
    time: datetime | None
    on_behalf: Party | None
    evidence: str | None
    channel: Channel | None
    approve: bool
    approval: str | None
    dry_run: bool
    correlation_id: UUID | None


class CommandDecider(Protocol):
    """Decides commands: the dispatcher, as the handler needs it."""

    async def submit(self, request: Request, *, dry_run: bool = False) -> CommandAnswer:
        """Decide a command and return the answer; raises `Malformed` or `StoreAway`."""
        ...

    def validate_command(self, request: Request) -> None:
        """Check the form of a command only; raises `Malformed`."""
        ...

    async def was_answered(self, command_id: UUID) -> bool:
        """Return whether this command has an answer already."""
        ...


class CommandHandler:
    """Answers commands, each as an act of its principal."""

    kind = "command"

    def __init__(
        self,
        decider: CommandDecider,
        principals: PrincipalLookup,
        sign: Callable[[bytes], bytes],
        now: Callable[[], datetime] = real_now,
    ) -> None:
        self._decider = decider
        self._principals = principals
        self._approvals = Approvals(principals, sign)
        self._now = now

    def is_known(self, name: str) -> bool:
        """Return whether there is a command with this verb."""
        return name in COMMANDS

    async def answer_request(self, request: IncomingRequest) -> Reply:
        """Answer one command."""
        with request_span(self, request) as span:
            reply = await self._answer_command(request)
            span.set_attribute("jalon.outcome", reply.outcome)
            if reply.position:
                span.set_attribute("jalon.position", reply.position)
        return reply

    async def _answer_command(self, request: IncomingRequest) -> Reply:
        headers, faults = read_headers(request.headers)
        try:
            actor = self._identify_actor(request, headers, faults)
            assert headers.command_id is not None  # else it is a fault, and `_identify_actor` has raised
            command = _make_request(request, headers, actor, headers.command_id)
            return await self._decide_command(request.address, headers, command)
        except Malformed as malformed:
            return replies.make_malformed_reply(malformed, headers.command_id)
        except StoreAway:
            return _reply_store_away(headers.command_id)

    async def _decide_command(
        self, address: RequestAddress, headers: CommandHeaders, request: Request
    ) -> Reply:
        id, now = request.command_id, self._now()
        # A repeated command gets its old answer even after its expiry.
        if headers.expires is not None and now > headers.expires and not await self._decider.was_answered(id):
            return replies.make_reply(Outcome.EXPIRED, command_id=id)
        if headers.approve:
            self._decider.validate_command(request)
            approval = self._approvals.issue_approval(address, id, request.body, now)
            return Reply(outcome=Outcome.APPROVED, command_id=id, approval=approval)
        answer = await self._decider.submit(request, dry_run=headers.dry_run)
        return replies.make_answer_reply(answer, request.actor, dry_run=headers.dry_run)

    def _identify_actor(
        self, request: IncomingRequest, headers: CommandHeaders, faults: tuple[Fault, ...]
    ) -> Actor:
        """Return the actor; raises `Malformed` with all faults of the address and the headers."""
        address = request.address
        actor = self._principals.find_actor(address.role, address.principal)
        all_faults = [*_find_actor_faults(address, actor), *faults]
        if actor is not None and headers.command_id is not None and headers.approval is not None:
            approval = (headers.approval, address, headers.command_id, request.body)
            second = self._approvals.find_approver(*approval, self._now())
            actor = msgspec.structs.replace(actor, second=second)
            all_faults += [_STALE_APPROVAL] if second is None else []
        if actor is None or all_faults:
            raise Malformed(tuple(all_faults))
        return _set_acting_party(actor, headers)


def _set_acting_party(actor: Actor, headers: CommandHeaders) -> Actor:
    return msgspec.structs.replace(
        actor,
        method=AuthMethod.ON_BEHALF if headers.on_behalf else actor.method,
        acting_for=headers.on_behalf,
        channel=headers.channel,
        evidence=headers.evidence,
    )


def _make_request(
    request: IncomingRequest, headers: CommandHeaders, actor: Actor, command_id: UUID
) -> Request:
    return Request(
        command_id=command_id,
        name=find_command_name(request.address.what),
        body=request.body,
        actor=actor,
        time=headers.time,
        correlation_id=headers.correlation_id,
        traceparent=current_traceparent(),
    )


def _find_actor_faults(address: RequestAddress, actor: Actor | None) -> list[Fault]:
    """Return the faults of the principal: it is unknown, or this command is (or is not) the operator's."""
    if actor is None:
        return [_UNKNOWN_PRINCIPAL]
    if (address.role is PrincipalRole.OPERATOR) != (find_command_name(address.what) == ADVANCE_CLOCK):
        return [_OPERATOR_ONLY]
    return []


def _reply_store_away(command_id: UUID | None) -> Reply:
    return replies.make_busy_reply(
        "le registre ne répond pas ; redemandez avec le même identifiant de commande",
        "the store does not answer; ask again with the same command id",
        command_id,
    )


def read_headers(raw_headers: Mapping[str, str]) -> tuple[CommandHeaders, tuple[Fault, ...]]:
    """Read the headers of a command; an unreadable one is a fault, and None."""
    reader = _HeaderReader(raw_headers)
    found = CommandHeaders(
        command_id=reader.read_header(header_names.COMMAND_ID, UUID, "uuid_parsing"),
        expires=reader.read_header(header_names.EXPIRES, parse_instant, Form.INSTANT),
        time=reader.read_header(header_names.TIME, parse_instant, Form.INSTANT),
        on_behalf=reader.read_header(header_names.ON_BEHALF, Party, "enum", expected="client, consultant"),
        evidence=raw_headers.get(header_names.EVIDENCE),
        channel=reader.read_header(header_names.CHANNEL, Channel, "enum", expected=", ".join(Channel)),
        approve=bool(reader.read_header(header_names.APPROVE, _parse_bool, "bool_type")),
        approval=raw_headers.get(header_names.APPROVAL),
        dry_run=bool(reader.read_header(header_names.DRY_RUN, _parse_bool, "bool_type")),
        correlation_id=reader.read_header(header_names.CORRELATION_ID, UUID, "uuid_parsing"),
    )
    return found, (*reader.find_missing(header_names.COMMAND_ID), *reader.faults, *reader.find_unknown())


class _HeaderReader:
    """Reads the headers of one command and collects their faults."""

    def __init__(self, raw_headers: Mapping[str, str]) -> None:
        self._raw_headers = raw_headers
        self.faults: list[Fault] = []

    def read_header(self, header: str, parse: Callable[[str], T], wording: str, **values: Any) -> T | None:
        """Return the parsed header, None if it is missing or unreadable."""
        text = self._raw_headers.get(header)
        if text is None:
            return None
        try:
            return parse(text)
        except ValueError:
            self.faults.append(make_fault(header, wording, **values))
            return None

    def find_missing(self, header: str) -> list[Fault]:
        """Return the fault of a missing header."""
        return [] if header in self._raw_headers else [make_fault(header, "missing")]

    def find_unknown(self) -> list[Fault]:
        """Return a fault for each unknown `Jalon-` header, for example one that names a role."""
        ours = (name for name in self._raw_headers if name.lower().startswith(header_names.PREFIX))
        unknown = sorted(name for name in ours if name not in header_names.COMMAND_HEADERS)
        return [make_fault(_replace_unprintable(name), "unexpected_keyword_argument") for name in unknown]


def _parse_bool(text: str) -> bool:
    return msgspec.convert(text.lower(), bool, strict=False)


def _replace_unprintable(name: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in name[:40])


_UNKNOWN_PRINCIPAL = Fault(
    "subject",
    "principal",
    CONTRACT,
    "ce demandeur n'est pas inscrit, ou plus, ou ne donne pas d'ordre",
    "this principal is not registered, or no longer, or may not give commands",
)
_OPERATOR_ONLY = Fault(
    "subject",
    "operator",
    CONTRACT,
    f"l'exploitant donne {ADVANCE_CLOCK} et rien d'autre ; lui seul le donne",
    f"the operator gives {ADVANCE_CLOCK} and nothing else; nobody but the operator gives it",
)
_STALE_APPROVAL = Fault(
    "Jalon-Approval",
    "approval",
    CONTRACT,
    "cette approbation est périmée, ou celle d'une autre commande",
    "this approval has expired, or is for another command",
)
