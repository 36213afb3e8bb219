"""Who can still read what about a person: sealing, the vault of NIR and IBAN, and erasure by key.

Everything is kept outside the log: a master key wraps the data keys, and the data keys seal the values.
Read `key_store.py` for what the engine may ask, `key_ring.py` for how a person is erased, `key_rows.py` for
what a database has to keep.
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
