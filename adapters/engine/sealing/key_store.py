"""What the rest of the engine asks of the keys: seal, unseal, commit to a vaulted value, erase a person."""

from base64 import b64decode, b64encode
from collections.abc import Iterable
from hashlib import blake2b, sha256
from uuid import UUID

from cryptography.hazmat.primitives.padding import PKCS7

from adapters.engine.sealing.data_key import Tampered
from adapters.engine.sealing.key_derivation import derive_fingerprint, derive_key
from adapters.engine.sealing.key_ring import DataKeys
from adapters.engine.sealing.key_rows import KeyOwner, KeyRows, VaultedValue
from domain.language import Retention, Sealed

BLOCK = 256  # bits: sealed values are padded, for a length may tell a word, such as the kind of an absence


class KeyStore:
    """The key store and the vault of one tenant, outside its log; several processes may share it."""

    def __init__(self, rows: KeyRows, master: bytes) -> None:
        self.rows = rows
        self._keys = DataKeys(rows, master)
        self._digesting = blake2b(key=derive_key(master, "digest"), digest_size=32)
        self.fingerprint = derive_fingerprint(master)

    def close(self) -> None:
        """Let go of the rows."""
        self.rows.close()

    def seal(self, subject: UUID, retention: Retention, field: str, clear: str) -> Sealed:
        """Seal a personal value before it is stored; `KeyDestroyed` when its subject was erased."""
        padder = PKCS7(BLOCK).padder()
        padded = padder.update(clear.encode()) + padder.finalize()
        sealed_bytes = self.seal_bytes(subject, retention, field, padded)
        return Sealed(subject=subject, retention=retention, field=field, box=b64encode(sealed_bytes).decode())

    def unseal(self, sealed: Sealed) -> str | None:
        """Return the clear value; nothing when its key was destroyed or is not here."""
        try:
            sealed_bytes = b64decode(sealed.box, validate=True)
        except ValueError as wrong:
            raise Tampered(sealed.field) from wrong
        padded = self.unseal_bytes(sealed.subject, sealed.retention, sealed.field, sealed_bytes)
        if padded is None:
            return None
        unpadder = PKCS7(BLOCK).unpadder()
        return (unpadder.update(padded) + unpadder.finalize()).decode()

    def seal_bytes(self, subject: UUID, retention: Retention, field: str, data: bytes) -> bytes:
        """Seal a document's bytes."""
        key = self._keys.ensure_key(KeyOwner(subject, retention))
        return key.seal_value(data, _associated_data(subject, retention, field))

    def unseal_bytes(self, subject: UUID, retention: Retention, field: str, data: bytes) -> bytes | None:
        """Return a document's clear bytes; nothing when its key was destroyed or is not here."""
        key = self._keys.find_key(KeyOwner(subject, retention))
        return None if key is None else key.open_value(data, _associated_data(subject, retention, field))

    def destroy_key(self, subject: UUID, retention: Retention) -> None:
        """Erase what was sealed for the subject in this class, wherever it was copied, and kept here."""
        self._keys.destroy_key(KeyOwner(subject, retention))

    @property
    def erased_up_to(self) -> int:
        """How far the log was followed, event by event, for what is to be erased; it is kept with the keys."""
        return self.rows.erased_up_to()

    @erased_up_to.setter
    def erased_up_to(self, position: int) -> None:
        self.rows.note_erased(position)

    def commit_value(
        self, subject: UUID, retention: Retention, field: str, clear: str, salt_for: bytes
    ) -> str:
        """Keep a NIR or an IBAN here and return what an event may carry instead.

        The same value asked again for the same `salt_for` has the same commitment, elsewhere another.
        """
        owner = KeyOwner(subject, retention)
        key = self._keys.ensure_key(owner)
        salt = key.derive_salt(len(salt_for).to_bytes(8) + salt_for + subject.bytes + field.encode())
        commitment = "sha256:" + sha256(salt + clear.encode()).hexdigest()
        sealed = key.seal_value(
            clear.encode(), _vaulted_associated_data(commitment, subject, retention, field)
        )
        self.rows.add_vaulted(VaultedValue(commitment, owner, field, sealed))
        return commitment

    def withdraw_values(self, commitments: Iterable[str]) -> None:
        """Let go of values that were kept for acts which were then refused."""
        if gone := list(commitments):
            self.rows.remove_vaulted(gone)

    def reveal_value(self, commitment: str) -> str | None:
        """Return the value behind a commitment; nothing when it was erased or is not here."""
        vaulted = self.rows.find_vaulted(commitment)
        if vaulted is None or (key := self._keys.find_key(vaulted.owner)) is None:
            return None
        return key.open_value(
            vaulted.sealed, _vaulted_associated_data(commitment, *vaulted.owner, vaulted.field)
        ).decode()

    def compute_digest(self, clear: bytes) -> bytes:
        """Fingerprint a command's clear content, so that the same id asked with another content shows."""
        digesting = self._digesting.copy()
        digesting.update(clear)
        return digesting.digest()


def _associated_data(subject: UUID, retention: Retention, field: str) -> bytes:
    return f"{subject}|{retention}|{field}".encode()


def _vaulted_associated_data(commitment: str, subject: UUID, retention: Retention, field: str) -> bytes:
    return f"{commitment}|{subject}|{retention}|{field}".encode()
