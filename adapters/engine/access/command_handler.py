"""Commands: the subject says who gives which one, its headers what goes with it, its body what it says."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol
from uuid import UUID

import msgspec
from nats.aio.msg import Msg

from adapters.engine.access import replies
from adapters.engine.access.approvals import Approvals
from adapters.engine.access.command_headers import COMMANDS, CONTRACT, Enclosed, command_named, enclosed
from adapters.engine.access.principals import Principals
from adapters.engine.access.replies import Outcome, Reply
from adapters.engine.access.tracing import asked_by, traceparent
from adapters.engine.clock import real_now
from adapters.engine.dispatch import Answer
from adapters.engine.validation import Fault, Malformed, Request
from adapters.nats.subjects import Asked, WireRole
from domain.operations.operations import AdvanceClock
from domain.record import Actor, AuthMethod

ADVANCE = AdvanceClock.__name__


class StoreAway(Exception):
    """The store did not answer: what became of a command is not known, and asking again tells."""


class Deciding(Protocol):
    """What decides commands."""

    async def submit(self, request: Request, *, dry_run: bool = False) -> Answer:
        """Answer a command; raises `Malformed`, or `StoreAway`."""
        ...

    def check(self, request: Request) -> None:
        """See whether a command is well made, and no more; raises `Malformed`."""
        ...

    async def answered(self, command_id: UUID) -> bool:
        """Say whether a command was answered before."""
        ...


class Commands:
    """Answers the commands that come by the wire, each in the name of its sender."""

    kind = "command"

    def __init__(
        self,
        deciding: Deciding,
        principals: Principals,
        sign: Callable[[bytes], bytes],
        now: Callable[[], datetime] = real_now,
    ) -> None:
        self._deciding = deciding
        self._principals = principals
        self._approvals = Approvals(principals, sign)
        self._now = now

    def known(self, what: str) -> bool:
        """Say whether there is such a command."""
        return what in COMMANDS

    async def answer(self, asked: Asked, msg: Msg) -> Reply:
        """Answer one command."""
        given: Mapping[str, str] = msg.headers or {}
        with asked_by(given, f"command {asked.what if self.known(asked.what) else 'unknown'}") as span:
            reply = await self._answer(asked, given, msg.data)
            span.set_attribute("jalon.outcome", reply.outcome)
            if reply.position:
                span.set_attribute("jalon.position", reply.position)
        return reply

    async def _answer(self, asked: Asked, given: Mapping[str, str], body: bytes) -> Reply:
        found, faults = enclosed(given)
        try:
            actor = self._actor(asked, found, faults, body)
            assert found.command_id is not None  # its absence is a fault
            request = _request(asked, found, actor, body, found.command_id)
            return await self._decided(asked, found, request)
        except Malformed as malformed:
            return replies.malformed(malformed, found.command_id)
        except StoreAway:
            return _store_away(found.command_id)

    async def _decided(self, asked: Asked, found: Enclosed, request: Request) -> Reply:
        id, now = request.command_id, self._now()
        if found.expires is not None and now > found.expires and not await self._deciding.answered(id):
            return replies.said(Outcome.EXPIRED, command_id=id)
        if found.approve:
            self._deciding.check(request)
            approval = self._approvals.give(asked, id, request.body, now)
            return Reply(outcome=Outcome.APPROVED, command_id=id, approval=approval)
        answer = await self._deciding.submit(request, dry_run=found.dry_run)
        return replies.decided(answer, request.actor, dry_run=found.dry_run)

    def _actor(self, asked: Asked, found: Enclosed, faults: tuple[Fault, ...], body: bytes) -> Actor:
        """Return who acts; raises `Malformed` with what is wrong with the subject and the headers."""
        actor = self._principals.actor(asked.role, asked.principal)
        wrong = [*_who(asked, actor), *faults]
        if actor is not None and found.command_id is not None and found.approval is not None:
            second = self._approvals.second(found.approval, asked, found.command_id, body, self._now())
            actor = msgspec.structs.replace(actor, second=second)
            wrong += [_STALE] if second is None else []
        if actor is None or wrong:
            raise Malformed(tuple(wrong))
        return _on_behalf(actor, found)


def _on_behalf(actor: Actor, found: Enclosed) -> Actor:
    return msgspec.structs.replace(
        actor,
        method=AuthMethod.ON_BEHALF if found.on_behalf else actor.method,
        acting_for=found.on_behalf,
        channel=found.channel,
        evidence=found.evidence,
    )


def _request(asked: Asked, found: Enclosed, actor: Actor, body: bytes, command_id: UUID) -> Request:
    return Request(
        command_id=command_id,
        name=command_named(asked.what),
        body=body,
        actor=actor,
        time=found.time,
        correlation_id=found.correlation_id,
        traceparent=traceparent(),
    )


def _who(asked: Asked, actor: Actor | None) -> list[Fault]:
    """Find what is wrong with who asks: a stranger, or the clock moved by anybody but the operator."""
    if actor is None:
        return [_STRANGER]
    if (asked.role is WireRole.OPERATOR) != (command_named(asked.what) == ADVANCE):
        return [_OPERATOR]
    return []


def _store_away(command_id: UUID | None) -> Reply:
    return replies.busy(
        "le registre ne répond pas ; redemandez avec le même identifiant de commande",
        "the store does not answer; ask again with the same command id",
        command_id,
    )


_STRANGER = Fault(
    "subject",
    "principal",
    CONTRACT,
    "ce demandeur n'est pas inscrit, ou plus, ou ne donne pas d'ordre",
    "this sender is not registered, or no longer, or gives no commands",
)
_OPERATOR = Fault(
    "subject",
    "operator",
    CONTRACT,
    f"l'exploitant donne {ADVANCE} et rien d'autre ; lui seul le donne",
    f"the operator gives {ADVANCE} and nothing else; nobody but the operator gives it",
)
_STALE = Fault(
    "Jalon-Approval",
    "approval",
    CONTRACT,
    "cette approbation est périmée, ou celle d'une autre commande",
    "this approval is stale, or of another command",
)
