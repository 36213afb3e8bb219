"""The keys of persons and missions, one for each retention class; destroying one erases what it sealed."""

from dataclasses import dataclass
from threading import RLock
from uuid import UUID

from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from adapters.engine.sealing.data_key import DataKey, Tampered, draw_key
from adapters.engine.sealing.key_rows import KeyOwner, KeyRows
from domain.language import Retention


@dataclass(unsafe_hash=True)
class KeyDestroyed(Exception):
    """The subject was erased for this class: nothing more is sealed for it."""

    subject: UUID
    retention: Retention


@dataclass(unsafe_hash=True)
class TraceRemains(Exception):
    """The key is destroyed, but a reader holds its old bytes in the journal: destroy it again."""

    subject: UUID
    retention: Retention


class DataKeys:
    """The keys, unwrapped for use.

    They are remembered, and all forgotten as soon as any other process may have destroyed one: each use
    asks the rows for their `version`, so a destroyed key is honoured at once.
    """

    def __init__(self, rows: KeyRows, master: bytes) -> None:
        self._rows = rows
        self._master = master
        self._unwrapped_keys: dict[KeyOwner, DataKey] = {}
        self._version = -1
        self._lock = RLock()

    def ensure_key(self, owner: KeyOwner) -> DataKey:
        """Return the owner's key, drawn on first use; refuse when it was destroyed."""
        key = self.find_key(owner) or self._draw_key(owner)
        if key is None:
            raise KeyDestroyed(owner.subject, owner.retention)
        return key

    def find_key(self, owner: KeyOwner) -> DataKey | None:
        """Return the owner's key if there is one."""
        with self._lock:
            self._forget_if_destroyed_elsewhere()
            if (known := self._unwrapped_keys.get(owner)) is not None:
                return known
            if (wrapped := self._rows.load_wrapped_key(owner)) is None:
                return None
            return self._unwrapped_keys.setdefault(owner, DataKey(self._unwrap_key(owner, wrapped)))

    def destroy_key(self, owner: KeyOwner) -> None:
        """Destroy the owner's key for ever, used or not, and leave no byte of it in our files."""
        with self._lock:
            self._unwrapped_keys.pop(owner, None)
            is_clean = self._rows.destroy_key(owner)
        if not is_clean:
            raise TraceRemains(owner.subject, owner.retention)

    def _draw_key(self, owner: KeyOwner) -> DataKey | None:
        """Draw the key unless another process did, or it was destroyed; the stored one counts."""
        self._rows.add_key(owner, aes_key_wrap(self._master, draw_key()))
        return self.find_key(owner)

    def _unwrap_key(self, owner: KeyOwner, wrapped: bytes) -> bytes:
        try:
            return aes_key_unwrap(self._master, wrapped)
        except InvalidUnwrap as wrong:
            raise Tampered(f"{owner.subject}|{owner.retention}") from wrong

    def _forget_if_destroyed_elsewhere(self) -> None:
        version = self._rows.read_version()
        if version != self._version:
            self._unwrapped_keys.clear()
            self._version = version
