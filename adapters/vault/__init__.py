"""Who can still read what about a person: sealing, the vault of NIR and IBAN, and erasure by key.

Everything lies outside the log, in one folder: `master.key` wraps the keys of `keys.db`, which seal the
values. Read `store.py` for what may be asked, `keys.py` for how a person is erased.
"""

from adapters.vault.box import Tampered
from adapters.vault.keys import KeyDestroyed, TraceRemains
from adapters.vault.master import MasterKeyDamaged, MasterKeyMissing, WrongMasterKey
from adapters.vault.store import KeyStore

__all__ = [
    "KeyDestroyed",
    "KeyStore",
    "MasterKeyDamaged",
    "MasterKeyMissing",
    "Tampered",
    "TraceRemains",
    "WrongMasterKey",
]
