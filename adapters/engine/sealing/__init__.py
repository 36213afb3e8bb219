"""Who can still read what about a person: sealing, the vault of NIR and IBAN, and erasure by key.

Everything lies outside the log, in one folder: `master.key` wraps the keys of `keys.db`, which seal the
values. Read `store.py` for what may be asked, `keys.py` for how a person is erased.
"""

from adapters.engine.sealing.data_key import Tampered
from adapters.engine.sealing.key_ring import KeyDestroyed, TraceRemains
from adapters.engine.sealing.key_store import KeyStore
from adapters.files.master_key import MasterKeyDamaged, MasterKeyMissing, WrongMasterKey

__all__ = [
    "KeyDestroyed",
    "KeyStore",
    "MasterKeyDamaged",
    "MasterKeyMissing",
    "Tampered",
    "TraceRemains",
    "WrongMasterKey",
]
