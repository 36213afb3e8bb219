"""The door: a request is checked, whole, then the personal values of its command are sealed."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from adapters.engine.validation.command_contract import contract_named, unknown_command
from adapters.engine.validation.command_sealing import Blank, Keys, Sealing, is_personal, vaulted
from adapters.engine.validation.fault_texts import WORDINGS
from adapters.engine.validation.faults import Fault, Malformed
from domain.language import Form
from domain.record import Actor

HASH = re.compile("sha256:[0-9a-f]{64}")


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """A command as it arrives: its name and JSON body, who gives it, and when the actor says it was.

    It does not show its body, where personal values stand in clear. `moves_clock` says that its time
    moves the simulated clock forward, as a scenario's does. `traceparent` is the trace that it is part of.
    """

    command_id: UUID
    name: str
    body: bytes
    actor: Actor
    time: datetime | None = None
    correlation_id: UUID | None = None
    causation_id: UUID | None = None
    moves_clock: bool = False
    traceparent: str | None = None

    def __repr__(self) -> str:
        return f"Request({self.name}, {self.command_id}, {len(self.body)} bytes, by {self.actor.principal})"


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """A request that can be decided about.

    In `command` personal values are still clear, each in a `Clear`; `digest` tells its content, with a key.
    """

    request: Request
    command: Any
    digest: bytes


class Door:
    """Checks every command, wherever it comes from, and seals what is personal in it."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys

    def check(self, request: Request) -> Checked:
        """Read the command of a request; all that is wrong with it is said at once (`Malformed`)."""
        timing = _naive(request.time) + _unfounded(request.actor)
        if (contract := contract_named(request.name)) is None:
            raise Malformed((*timing, unknown_command(request.name)))
        command, unread = contract.read(request.body)
        if timing or unread:
            raise Malformed((*timing, *unread))
        who = msgspec.json.encode((request.actor, request.time))
        digest = self._keys.digest(who + b"\n" + contract.canonical(command))
        return Checked(request=request, command=command, digest=digest)

    def is_personal(self, checked: Checked) -> bool:
        """Say whether the command may hold something to seal."""
        return is_personal(checked.command.__class__)

    def seal(self, checked: Checked, *, kept: bool = True) -> Any:
        """Return the command with every personal value sealed, or replaced by its commitment.

        What is only tried is not `kept`: its values are blanked, and the keys hear nothing of them.
        """
        if not self.is_personal(checked):
            return checked.command
        keys = self._keys if kept else Blank()
        return Sealing(keys, checked.command, checked.request.command_id).result()

    def withdraw(self, refused: Iterable[Any], accepted: Iterable[Any]) -> None:
        """Let go of what the vault keeps for sealed commands that were refused, and for no accepted one."""
        kept = {commitment for command in accepted for commitment in vaulted(command)}
        self._keys.withdraw({one for command in refused for one in vaulted(command)} - kept)

    def schema(self, name: str) -> dict[str, Any]:
        """Return the JSON Schema of a command."""
        if (contract := contract_named(name)) is None:
            raise Malformed((unknown_command(name),))
        return contract.json_schema()


def _naive(time: datetime | None) -> tuple[Fault, ...]:
    if time is None or time.utcoffset() is not None:
        return ()
    expected = WORDINGS[Form.INSTANT]
    return (Fault("time", expected.rule, expected.article, expected.fr, expected.en),)


def _unfounded(actor: Actor) -> tuple[Fault, ...]:
    """Find what is wrong with the document and the channel of another's act."""
    faults: tuple[Fault, ...] = ()
    if actor.evidence is not None and not HASH.fullmatch(actor.evidence):
        expected = WORDINGS[Form.HASH]
        faults = (Fault("evidence", expected.rule, expected.article, expected.fr, expected.en),)
    if actor.acting_for is not None and actor.channel is None:
        faults += (
            Fault(
                "channel",
                "missing_field",
                "C. civ. 1353",
                "l'acte d'une autre partie dit par quel canal il est parvenu",
                "another party's act says how it was received",
            ),
        )
    return faults
