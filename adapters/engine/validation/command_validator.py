"""The validation of a command: its form is checked, all faults at once, then its personal values are sealed.

`CommandContract` knows the form of one command; `CommandValidator` checks a whole request.
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

from adapters.engine.validation.command_sealing import (
    CommandSealer,
    DryRunKeys,
    SealingKeys,
    is_personal,
    list_commitments,
)
from adapters.engine.validation.consistency import find_duplicate_fields, find_reversed_spans
from adapters.engine.validation.fault_texts import BODY, FAULT_TEXTS, describe_errors, name_source
from adapters.engine.validation.faults import TABLE, Fault, Malformed
from adapters.engine.validation.form_schemas import teach_pydantic, tighten_schema
from domain.commands import COMMAND_NAMED
from domain.language import Form
from domain.record import Actor

BODY_BYTES_MAX = 2**20
HASH = re.compile("sha256:[0-9a-f]{64}")

teach_pydantic()


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """A command as it arrives: its name and JSON body, its actor, and the time that the actor states.

    Its `repr` hides the body, which holds personal values in clear. `moves_clock`: the time moves the
    simulated clock forward, as a step of a scenario does. `traceparent` is the W3C trace context.
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


class ValidatedCommand(msgspec.Struct, frozen=True, kw_only=True):
    """A request whose form is good, so that the domain can decide on it.

    In `command` each personal value is still clear, in a `ClearValue`. `digest` is a keyed hash of content
    and actor: it shows whether the same id comes again with another content.
    """

    request: Request
    command: Any
    digest: bytes


class CommandContract:
    """The form of a command, derived from its class in the domain."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._schema = tighten_schema(TypeAdapter(COMMAND_NAMED[name].command_type).core_schema)
        self._validator = SchemaValidator(self._schema)
        self._serializer = SchemaSerializer(self._schema)

    def read_command(self, body: bytes) -> tuple[Any, tuple[Fault, ...]]:
        """Return the command, or none and all its faults."""
        if len(body) > BODY_BYTES_MAX:
            return None, (_too_large_fault(self._name, len(body)),)
        duplicates = find_duplicate_fields(body)
        try:
            command = self._validator.validate_json(body)
        except ValidationError as invalid:
            return None, (
                *describe_errors(self._name, invalid.errors(include_url=False, include_input=False)),
                *duplicates,
            )
        return command, (*duplicates, *find_reversed_spans(self._name, command))

    def encode_canonical(self, command: Any) -> bytes:
        """Encode a checked command so that the same content always gives the same bytes.

        Fields at their default are left out: a field added later does not change the bytes of older commands.
        """
        return self._name.encode() + b"\n" + self._serializer.to_json(command, exclude_defaults=True)

    def json_schema(self) -> dict[str, Any]:
        """Return the JSON Schema of the body."""
        dialect = GenerateJsonSchema.schema_dialect
        return {"$schema": dialect, **GenerateJsonSchema().generate(self._schema, mode="validation")}


def contract_named(name: str) -> CommandContract | None:
    """Return the contract of a command, none if no command has this name."""
    return _build_contract(name) if name in COMMAND_NAMED else None


def unknown_command_fault(name: str) -> Fault:
    """Return the fault of an unknown command, with the closest known name."""
    close = get_close_matches(name[:100], COMMAND_NAMED, n=1)
    fr, en = ("vouliez-vous dire {} ?", "did you mean {}?") if close else ("", "")
    return Fault(
        "name",
        "unknown_command",
        TABLE,
        f"cette commande est inconnue ; {fr.format(*close)}".removesuffix(" ; "),
        f"this command is unknown; {en.format(*close)}".removesuffix("; "),
    )


class CommandValidator:
    """Checks every command, wherever it comes from, and seals its personal values."""

    def __init__(self, keys: SealingKeys) -> None:
        self._keys = keys

    def validate_command(self, request: Request) -> ValidatedCommand:
        """Check a request; raises `Malformed` with all its faults at once."""
        envelope_faults = _check_time(request.time) + _check_actor(request.actor)
        if (contract := contract_named(request.name)) is None:
            raise Malformed((*envelope_faults, unknown_command_fault(request.name)))
        command, faults = contract.read_command(request.body)
        if envelope_faults or faults:
            raise Malformed((*envelope_faults, *faults))
        actor_bytes = msgspec.json.encode((request.actor, request.time))
        digest = self._keys.compute_digest(actor_bytes + b"\n" + contract.encode_canonical(command))
        return ValidatedCommand(request=request, command=command, digest=digest)

    def is_personal(self, checked: ValidatedCommand) -> bool:
        """Whether the command may hold a personal value."""
        return is_personal(checked.command.__class__)

    def seal_command(self, checked: ValidatedCommand, *, persist: bool = True) -> Any:
        """Return the command with every personal value sealed, or replaced by its commitment.

        Without `persist`, as for a dry run, the values are blanked and the key store is not used.
        """
        if not self.is_personal(checked):
            return checked.command
        keys = self._keys if persist else DryRunKeys()
        return CommandSealer(keys, checked.command, checked.request.command_id).seal_command()

    def discard_refused(self, refused: Iterable[Any], accepted: Iterable[Any]) -> None:
        """Remove the values of refused commands from the vault, except those that an accepted one shares."""
        accepted_commitments = {
            commitment for command in accepted for commitment in list_commitments(command)
        }
        self._keys.withdraw_values(
            {commitment for command in refused for commitment in list_commitments(command)}
            - accepted_commitments
        )

    def command_schema(self, name: str) -> dict[str, Any]:
        """Return the JSON Schema of a command."""
        if (contract := contract_named(name)) is None:
            raise Malformed((unknown_command_fault(name),))
        return contract.json_schema()


@cache
def _build_contract(name: str) -> CommandContract:
    return CommandContract(name)


def _too_large_fault(name: str, size: int) -> Fault:
    return Fault(
        BODY,
        "body_size",
        name_source(name),
        f"{size} octets sont plus que le million ({BODY_BYTES_MAX}) permis ; un document se dépose à part",
        f"{size} bytes are more than the {BODY_BYTES_MAX} allowed; documents are stored apart",
    )


def _check_time(time: datetime | None) -> tuple[Fault, ...]:
    if time is None or time.utcoffset() is not None:
        return ()
    expected = FAULT_TEXTS[Form.INSTANT]
    return (Fault("time", expected.rule, expected.article, expected.fr, expected.en),)


def _check_actor(actor: Actor) -> tuple[Fault, ...]:
    """Return the faults of the document and the channel of an act for another party."""
    faults: tuple[Fault, ...] = ()
    if actor.evidence is not None and not HASH.fullmatch(actor.evidence):
        expected = FAULT_TEXTS[Form.HASH]
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
