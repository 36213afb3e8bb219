"""The operations of the key store: seal, unseal, commit to a value in the vault, erase a person."""

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

BLOCK = 256  # bits: sealed values are padded, because a length may betray a word, such as a kind of absence


class KeyStore:
    """The key store and the vault of one tenant, outside its log; several processes may share it."""

    def __init__(self, rows: KeyRows, master: bytes) -> None:
        self.rows = rows
        self._keys = DataKeys(rows, master)
        self._keyed_hash = blake2b(key=derive_key(master, "digest"), digest_size=32)
        self.fingerprint = derive_fingerprint(master)

    def close(self) -> None:
        """Close the connection to the rows."""
        self.rows.close()

    def seal(self, subject: UUID, retention: Retention, field: str, clear: str) -> Sealed:
        """Seal a personal value before it is stored; raises `KeyDestroyed` if its subject was erased."""
        padder = PKCS7(BLOCK).padder()
        padded = padder.update(clear.encode()) + padder.finalize()
        sealed_bytes = self.seal_bytes(subject, retention, field, padded)
        return Sealed(subject=subject, retention=retention, field=field, box=b64encode(sealed_bytes).decode())

    def unseal(self, sealed: Sealed) -> str | None:
        """Return the clear value, none if its key is destroyed or not in this store; raises `Tampered`."""
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
        """Seal the bytes of a document; raises `KeyDestroyed`."""
        key = self._keys.ensure_key(KeyOwner(subject, retention))
        return key.seal_value(data, _associated_data(subject, retention, field))

    def unseal_bytes(self, subject: UUID, retention: Retention, field: str, data: bytes) -> bytes | None:
        """Return the clear bytes, none if the key is destroyed or not in this store; raises `Tampered`."""
        key = self._keys.find_key(KeyOwner(subject, retention))
        return None if key is None else key.open_value(data, _associated_data(subject, retention, field))

    def destroy_key(self, subject: UUID, retention: Retention) -> None:
        """Erase all values sealed for the subject in this class, in every copy; raises `TraceRemains`."""
        self._keys.destroy_key(KeyOwner(subject, retention))

    @property
    def erased_up_to(self) -> int:
        """The position up to which the erasures of the log are carried out; stored with the keys."""
        return self.rows.erased_up_to()

    @erased_up_to.setter
    def erased_up_to(self, position: int) -> None:
        self.rows.note_erased(position)

    def commit_value(
        self, subject: UUID, retention: Retention, field: str, clear: str, salt_for: bytes
    ) -> str:
        """Store a NIR or an IBAN in the vault and return the commitment that an event carries instead.

        The same value has the same commitment for the same `salt_for` only, so it links no two events.
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
        """Remove the values of refused commands from the vault."""
        if withdrawn := list(commitments):
            self.rows.remove_vaulted(withdrawn)

    def reveal_value(self, commitment: str) -> str | None:
        """Return the value behind a commitment, none if it is erased or not in this vault."""
        vaulted = self.rows.find_vaulted(commitment)
        if vaulted is None or (key := self._keys.find_key(vaulted.owner)) is None:
            return None
        return key.open_value(
            vaulted.sealed, _vaulted_associated_data(commitment, *vaulted.owner, vaulted.field)
        ).decode()

    def compute_digest(self, clear: bytes) -> bytes:
        """Return a keyed digest of the clear content of a command (BLAKE2b, 32 bytes).

        It shows whether the same command id comes again with another content; without the key nobody can
        check a guessed content.
        """
        keyed_hash = self._keyed_hash.copy()
        keyed_hash.update(clear)
        return keyed_hash.digest()


def _associated_data(subject: UUID, retention: Retention, field: str) -> bytes:
    return f"{subject}|{retention}|{field}".encode()


def _vaulted_associated_data(commitment: str, subject: UUID, retention: Retention, field: str) -> bytes:
    return f"{commitment}|{subject}|{retention}|{field}".encode()
