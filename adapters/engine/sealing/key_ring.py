"""The keys of persons and missions, one for each retention class; without the key a value is erased."""

from dataclasses import dataclass
from threading import RLock
from uuid import UUID

from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from adapters.engine.sealing.data_key import DataKey, Tampered, draw_key
from adapters.engine.sealing.key_rows import KeyOwner, KeyRows
from domain.language import Retention


@dataclass(unsafe_hash=True)
class KeyDestroyed(Exception):
    """The subject was erased for this retention class: nothing can be sealed for it again."""

    subject: UUID
    retention: Retention


@dataclass(unsafe_hash=True)
class TraceRemains(Exception):
    """The key is destroyed, but its old bytes are still in the write-ahead log: destroy it again later."""

    subject: UUID
    retention: Retention


class DataKeys:
    """The unwrapped keys, with a cache.

    Each use compares the version of the rows, and clears the cache if another process may have destroyed a
    key: a key destroyed elsewhere is not used again.
    """

    def __init__(self, rows: KeyRows, master: bytes) -> None:
        self._rows = rows
        self._master = master
        self._unwrapped_keys: dict[KeyOwner, DataKey] = {}
        self._version = -1
        self._lock = RLock()

    def ensure_key(self, owner: KeyOwner) -> DataKey:
        """Return the owner's key, made on first use; raises `KeyDestroyed`."""
        key = self.find_key(owner) or self._draw_key(owner)
        if key is None:
            raise KeyDestroyed(owner.subject, owner.retention)
        return key

    def find_key(self, owner: KeyOwner) -> DataKey | None:
        """Return the owner's key, none if it was never made or is destroyed."""
        with self._lock:
            self._forget_if_destroyed_elsewhere()
            if (known := self._unwrapped_keys.get(owner)) is not None:
                return known
            if (wrapped := self._rows.load_wrapped_key(owner)) is None:
                return None
            return self._unwrapped_keys.setdefault(owner, DataKey(self._unwrap_key(owner, wrapped)))

    def destroy_key(self, owner: KeyOwner) -> None:
        """Destroy the owner's key for ever, even one that was never made; raises `TraceRemains`."""
        with self._lock:
            self._unwrapped_keys.pop(owner, None)
            is_clean = self._rows.destroy_key(owner)
        if not is_clean:
            raise TraceRemains(owner.subject, owner.retention)

    def _draw_key(self, owner: KeyOwner) -> DataKey | None:
        """Store a new key unless there is one or it was destroyed; return the stored one."""
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
