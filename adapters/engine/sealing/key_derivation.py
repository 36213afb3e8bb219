"""The keys that are derived from another key, and what can be wrong with the master key of a store.

The master key wraps every other key. It is kept outside of the rows that it protects, so it can be lost,
damaged or replaced on its own.
"""

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32


class MasterKeyMissing(Exception):
    """There are wrapped keys but no master key: restore it, a new one would read nothing."""


class MasterKeyDamaged(Exception):
    """What is kept as the master key does not hold 256 bits."""


class WrongMasterKey(Exception):
    """The master key is not the one that wrapped the keys."""


def derive_key(key: bytes, purpose: str) -> bytes:
    """Derive from a key another one that serves a single purpose."""
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=f"jalon {purpose}".encode()).derive(key)


def derive_fingerprint(master: bytes) -> bytes:
    """Derive the fingerprint that is stored beside wrapped keys, to recognise their master key."""
    return derive_key(master, "fingerprint")
