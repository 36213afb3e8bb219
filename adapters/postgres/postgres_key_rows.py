"""Wrapped keys and the vault as rows of a database; the master key is a file outside of it.

No query finds a destroyed key. Its old row remains in the file of the table until VACUUM, and in the
write-ahead log and in backups until they are recycled or expire. It is a wrapped key, which only the master
key opens; still, the erasure is complete only when these copies are gone.
"""

import hmac
from collections.abc import Collection, Iterator

from adapters.engine.sealing.key_derivation import WrongMasterKey
from adapters.engine.sealing.key_rows import KeyOwner, VaultedValue
from adapters.postgres.arrays import pack_texts
from adapters.postgres.connections import Connections
from domain.language import Retention

FINGERPRINT = "SELECT fingerprint FROM jalon.master"
STORE_FINGERPRINT = "INSERT INTO jalon.master (fingerprint) VALUES (%s) ON CONFLICT DO NOTHING"
DESTRUCTIONS = "SELECT count FROM jalon.destruction"
WRAPPED = "SELECT wrapped FROM jalon.data_key WHERE subject = %s AND retention = %s"
DRAW = "INSERT INTO jalon.data_key VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"
DESTROY = "SELECT jalon.destroy_key(%s, %s)"
ERASED_UP_TO = "SELECT erased_up_to FROM jalon.destruction"
NOTE_ERASED = "UPDATE jalon.destruction SET erased_up_to = %s"
WITHDRAW = "SELECT jalon.withdraw(%s)"
KEEP = "INSERT INTO jalon.vault VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING"
VAULTED = "SELECT subject, retention, field, box FROM jalon.vault WHERE commitment = %s"

KEYS = "SELECT subject, retention, wrapped FROM jalon.data_key ORDER BY subject::text, retention"
ALL_VAULTED = "SELECT commitment, subject, retention, field, box FROM jalon.vault ORDER BY commitment"


class PostgresKeyRows:
    """The rows of the tables of keys."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def read_version(self) -> int:
        """Return how many keys were destroyed; this costs one round trip for each use of a key."""
        ((count,),) = self._connections.select_rows(DESTRUCTIONS)
        return count

    def load_wrapped_key(self, owner: KeyOwner) -> bytes | None:
        """Return the owner's wrapped key, none if it was never made or is destroyed."""
        rows = self._connections.select_rows(WRAPPED, (owner.subject, str(owner.retention)))
        return rows[0][0] if rows else None

    def add_key(self, owner: KeyOwner, wrapped: bytes) -> None:
        """Store a new key, unless there is one or it was destroyed."""
        self._connections.execute_idempotent(DRAW, (owner.subject, str(owner.retention), wrapped))

    def destroy_key(self, owner: KeyOwner) -> bool:
        """Destroy the owner's key and vault, so that no query finds them again; always returns true."""
        self._connections.execute_idempotent(DESTROY, (owner.subject, str(owner.retention)))
        return True

    def erased_up_to(self) -> int:
        """Return the position up to which the erasures of the log are carried out."""
        ((position,),) = self._connections.select_rows(ERASED_UP_TO)
        return position

    def note_erased(self, position: int) -> None:
        """Store the position up to which the erasures of the log are carried out."""
        self._connections.execute_idempotent(NOTE_ERASED, (position,))

    def add_vaulted(self, vaulted: VaultedValue) -> None:
        """Store a sealed value; a commitment that exists keeps the one it has."""
        owner = vaulted.owner
        row = (vaulted.commitment, owner.subject, str(owner.retention), vaulted.field, vaulted.sealed)
        self._connections.execute_idempotent(KEEP, row)

    def remove_vaulted(self, commitments: Collection[str]) -> None:
        """Remove the values of these commitments."""
        self._connections.execute_idempotent(WITHDRAW, (pack_texts(list(commitments)),))

    def find_vaulted(self, commitment: str) -> VaultedValue | None:
        """Return the sealed value of a commitment, none if there is none."""
        for subject, retention, field, sealed in self._connections.select_rows(VAULTED, (commitment,)):
            return VaultedValue(commitment, KeyOwner(subject, Retention(retention)), field, sealed)
        return None

    def list_keys(self) -> Iterator[tuple[KeyOwner, bytes | None]]:
        """Return every owner with the wrapped key, or with none if the key is destroyed."""
        for subject, retention, wrapped in self._connections.select_rows(KEYS):
            yield KeyOwner(subject, Retention(retention)), wrapped

    def list_vaulted(self) -> Iterator[VaultedValue]:
        """Return everything in the vault."""
        for commitment, subject, retention, field, sealed in self._connections.select_rows(ALL_VAULTED):
            yield VaultedValue(commitment, KeyOwner(subject, Retention(retention)), field, sealed)

    def close(self) -> None:
        """Do nothing: the connections belong to the caller."""


def has_master_key(connections: Connections) -> bool:
    """Whether a master key wraps the keys of this database already."""
    return bool(connections.select_rows(FINGERPRINT))


def open_key_table(connections: Connections, fingerprint: bytes) -> PostgresKeyRows:
    """Open the keys that the master key of this fingerprint wraps; the first fingerprint is stored.

    Raises `WrongMasterKey` if another master key wraps them.
    """
    if not has_master_key(connections):
        connections.execute_idempotent(STORE_FINGERPRINT, (fingerprint,))
    ((expected,),) = connections.select_rows(FINGERPRINT)
    if not hmac.compare_digest(expected, fingerprint):
        raise WrongMasterKey(connections.database.name)
    return PostgresKeyRows(connections)
