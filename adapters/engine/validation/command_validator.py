"""The validation of a command: its form is checked, all faults at once, then its personal values are sealed.

`Contract` says what one command must look like; `Door` checks a whole request.
"""

import re
from collections.abc import Iterable
from datetime import datetime
from difflib import get_close_matches
from functools import cache
from typing import Any
from uuid import UUID

import msgspec
from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import SchemaSerializer, SchemaValidator, ValidationError

from adapters.engine.validation.command_sealing import Blank, Keys, Sealing, is_personal, vaulted
from adapters.engine.validation.consistency import backwards, said_twice
from adapters.engine.validation.fault_texts import BODY, WORDINGS, told
from adapters.engine.validation.fault_texts import contract as contract_of
from adapters.engine.validation.faults import TABLE, Fault, Malformed
from adapters.engine.validation.form_schemas import teach_pydantic, tightened
from domain.commands import ORDER_NAMED
from domain.language import Form
from domain.record import Actor

BODY_BYTES_MAX = 2**20
HASH = re.compile("sha256:[0-9a-f]{64}")

teach_pydantic()


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


class Contract:
    """The contract of a command, made from its class in the domain."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._schema = tightened(TypeAdapter(ORDER_NAMED[name].command).core_schema)
        self._validator = SchemaValidator(self._schema)
        self._serializer = SchemaSerializer(self._schema)

    def read(self, body: bytes) -> tuple[Any, tuple[Fault, ...]]:
        """Return the command, or everything that is wrong with it."""
        if len(body) > BODY_BYTES_MAX:
            return None, (_too_large(self._name, len(body)),)
        twice = said_twice(body)
        try:
            command = self._validator.validate_json(body)
        except ValidationError as invalid:
            return None, (*told(self._name, invalid.errors(include_url=False, include_input=False)), *twice)
        return command, (*twice, *backwards(self._name, command))

    def canonical(self, command: Any) -> bytes:
        """Write a checked command: the same content is the same bytes, also once the command has grown.

        A default says nothing that its absence does not say, so it is left out.
        """
        return self._name.encode() + b"\n" + self._serializer.to_json(command, exclude_defaults=True)

    def json_schema(self) -> dict[str, Any]:
        """Return the JSON Schema of what senders may write."""
        dialect = GenerateJsonSchema.schema_dialect
        return {"$schema": dialect, **GenerateJsonSchema().generate(self._schema, mode="validation")}


def contract_named(name: str) -> Contract | None:
    """Return the contract of a command, if there is one of that name."""
    return _made(name) if name in ORDER_NAMED else None


def unknown_command(name: str) -> Fault:
    """Say that there is no such command, and which name is close to it."""
    close = get_close_matches(name[:100], ORDER_NAMED, n=1)
    fr, en = ("vouliez-vous dire {} ?", "did you mean {}?") if close else ("", "")
    return Fault(
        "name",
        "unknown_command",
        TABLE,
        f"cette commande est inconnue ; {fr.format(*close)}".removesuffix(" ; "),
        f"this command is unknown; {en.format(*close)}".removesuffix("; "),
    )


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


@cache
def _made(name: str) -> Contract:
    return Contract(name)


def _too_large(name: str, size: int) -> Fault:
    return Fault(
        BODY,
        "body_size",
        contract_of(name),
        f"{size} octets sont plus que le million ({BODY_BYTES_MAX}) permis ; un document se dépose à part",
        f"{size} bytes are more than the {BODY_BYTES_MAX} allowed; documents are stored apart",
    )


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
