"""What one command must look like: read it, write it in one way only, show its schema."""

from difflib import get_close_matches
from functools import cache
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import SchemaSerializer, SchemaValidator, ValidationError

from adapters.engine.validation.consistency import backwards, said_twice
from adapters.engine.validation.fault_texts import BODY, told
from adapters.engine.validation.fault_texts import contract as contract_of
from adapters.engine.validation.faults import TABLE, Fault
from adapters.engine.validation.form_schemas import teach_pydantic, tightened
from domain.commands import ORDER_NAMED

BODY_BYTES_MAX = 2**20

teach_pydantic()


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
