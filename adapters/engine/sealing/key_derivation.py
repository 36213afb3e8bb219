"""Keys derived from another key, and the errors of a master key.

The master key wraps every other key. It is stored apart from the rows that it protects, so it can be lost,
damaged or replaced on its own.
"""

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32


class MasterKeyMissing(Exception):
    """There are wrapped keys but no master key: restore it, because a new one could not unwrap them."""


class MasterKeyDamaged(Exception):
    """The stored master key does not have 256 bits."""


class WrongMasterKey(Exception):
    """The master key is not the one that wrapped the keys."""


def derive_key(key: bytes, purpose: str) -> bytes:
    """Derive a key for a single purpose from another key (HKDF-SHA256, RFC 5869)."""
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=f"jalon {purpose}".encode()).derive(key)


def derive_fingerprint(master: bytes) -> bytes:
    """Derive the fingerprint of a master key, stored beside the keys that it wraps."""
    return derive_key(master, "fingerprint")
