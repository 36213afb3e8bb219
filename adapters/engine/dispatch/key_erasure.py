"""Erasure follows its fact: once the log says that a key was destroyed, it is, here and after any crash."""

import logging
from typing import Any

from adapters.engine.sealing import KeyStore, TraceRemains
from adapters.engine.store.codec import Codec
from adapters.engine.store.recorder import Store
from domain.consultant.events.leaving import SubjectKeyDestroyed

ERASED = SubjectKeyDestroyed.TYPE

log = logging.getLogger("jalon.dispatcher")


class KeyErasure:
    """Destroys the keys that the log says are destroyed; the keys remember how far it was followed."""

    def __init__(self, store: Store, codec: Codec, keys: KeyStore) -> None:
        self._store = store
        self._codec = codec
        self._keys = keys

    def catch_up(self) -> None:
        """Follow the log to its end; a key whose trace is still being read is destroyed again next time."""
        head, followed = self._store.head(), self._keys.erased_up_to
        if head == followed:
            return
        for event in self._store.read_log(followed if followed < head else 0):
            if event.topic == ERASED:
                recorded: Any = self._codec.decode(event.topic, event.state)
                try:
                    self._keys.destroy_key(recorded.stream.id, recorded.data.retention)
                except TraceRemains:
                    log.warning("the key of %s leaves a trace until its readers are gone", recorded.subject)
                    return
        self._keys.erased_up_to = head
