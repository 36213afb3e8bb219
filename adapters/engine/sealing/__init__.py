"""Seal personal values, hold NIR and IBAN in the vault, and erase a person by destroying a key.

Keys are stored outside the log: a master key wraps the data keys, and the data keys seal the values.
Read `key_store.py` for the operations, `key_ring.py` for how a person is erased, `key_rows.py` for the port
that a database fulfils.
"""

from adapters.engine.sealing.data_key import Tampered
from adapters.engine.sealing.key_derivation import MasterKeyDamaged, MasterKeyMissing, WrongMasterKey
from adapters.engine.sealing.key_ring import KeyDestroyed, TraceRemains
from adapters.engine.sealing.key_store import KeyStore

__all__ = [
    "KeyDestroyed",
    "KeyStore",
    "MasterKeyDamaged",
    "MasterKeyMissing",
    "Tampered",
    "TraceRemains",
    "WrongMasterKey",
]
