"""Seal the personal values of a command, or store them in the vault and leave a commitment."""

from collections.abc import Iterable
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any, Protocol, cast, get_args, get_type_hints
from uuid import UUID

from domain.language import NOBODY, Retention, Seal, Sealed

FieldPath = tuple[str | int, ...]


class SealingKeys(Protocol):
    """The part of the key store that the validation uses."""

    def seal(self, subject: UUID, retention: Retention, field: str, clear: str) -> Sealed:
        """Seal a personal value."""
        ...

    def commit_value(
        self, subject: UUID, retention: Retention, field: str, clear: str, salt_for: bytes
    ) -> str:
        """Store a value in the vault and return its commitment."""
        ...

    def withdraw_values(self, commitments: Iterable[str]) -> None:
        """Remove the values of refused commands from the vault."""
        ...

    def compute_digest(self, clear: bytes) -> bytes:
        """Return a keyed digest of the clear content of a command."""
        ...


class DryRunKeys:
    """The keys of a dry run: they store nothing, and nobody can open what they seal."""

    def seal(self, subject: UUID, retention: Retention, field: str, clear: str) -> Sealed:
        """Return a sealed value without content."""
        return Sealed(subject=NOBODY, retention=retention, field=field, box="")

    def commit_value(
        self, subject: UUID, retention: Retention, field: str, clear: str, salt_for: bytes
    ) -> str:
        """Return a commitment to nothing."""
        return "sha256:" + "0" * 64

    def withdraw_values(self, commitments: Iterable[str]) -> None:
        """Do nothing: a dry run stores nothing."""

    def compute_digest(self, clear: bytes) -> bytes:
        """Return an empty digest."""
        return b""


class ClearValue:
    """A personal value between its check and its sealing.

    Its `repr` hides the value. It is no dataclass, so that no encoder can write it by mistake.
    """

    __slots__ = ("seal", "value")

    def __init__(self, value: str, seal: Seal) -> None:
        self.value = value
        self.seal = seal

    def __repr__(self) -> str:
        return f"Clear({self.seal.form})"


@cache
def is_personal(kind: Any) -> bool:
    """Whether a value of this type may hold a personal value; most commands do not."""
    if any(isinstance(mark, Seal) for mark in getattr(kind, "__metadata__", ())):
        return True
    if isinstance(kind, type) and is_dataclass(kind):
        return any(map(is_personal, get_type_hints(kind, include_extras=True).values()))
    return any(map(is_personal, get_args(kind)))


def list_commitments(command: Any) -> set[str]:
    """Return the commitments of a sealed command, one for each of its values in the vault."""
    return {
        getattr(command, name)
        for name, hint in get_type_hints(command.__class__, include_extras=True).items()
        for mark in getattr(hint, "__metadata__", ())
        if isinstance(mark, Seal) and mark.vaulted
    }


class CommandSealer:
    """Seals one command; a field of the command names the person or mission whose key seals."""

    def __init__(self, keys: SealingKeys, command: Any, command_id: UUID) -> None:
        self._keys = keys
        self._command = command
        self._command_id = command_id

    def seal_command(self) -> Any:
        """Return the command without any personal value in clear."""
        return self._seal_value(self._command, ())

    def _seal_value(self, found: Any, path: FieldPath) -> Any:
        if isinstance(found, ClearValue):
            return self._seal_clear(found, path)
        if isinstance(found, tuple):
            items = enumerate(cast(tuple[Any, ...], found))
            return tuple(self._seal_value(item, (*path, index)) for index, item in items)
        if is_dataclass(found) and not isinstance(found, type):
            return self._rebuild_dataclass(found, path)
        return found

    def _rebuild_dataclass(self, found: Any, path: FieldPath) -> Any:
        changed: dict[str, Any] = {}
        for field in fields(found):
            before = getattr(found, field.name)
            if (after := self._seal_value(before, (*path, field.name))) is not before:
                changed[field.name] = after
        return replace(found, **changed) if changed else found

    def _seal_clear(self, clear: ClearValue, path: FieldPath) -> Sealed | str:
        seal = clear.seal
        subject: UUID = getattr(self._command, seal.subject_field)
        field = ".".join(part for part in path if isinstance(part, str))
        if not seal.vaulted:
            return self._keys.seal(subject, seal.retention, field, clear.value)
        salt_for = self._command_id.bytes + ".".join(map(str, path)).encode()
        return self._keys.commit_value(subject, seal.retention, field, clear.value, salt_for)
