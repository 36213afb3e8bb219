"""Carry out the erasures of the log: a key is destroyed after the event, also if a crash comes between."""

import logging
from typing import Any

from adapters.engine.sealing import KeyStore, TraceRemains
from adapters.engine.store.codec import Codec
from adapters.engine.store.recorder import Store
from domain.consultant.events.leaving import SubjectKeyDestroyed

ERASED = SubjectKeyDestroyed.TYPE

log = logging.getLogger("jalon.dispatcher")


class KeyErasure:
    """Destroys the keys named by `SubjectKeyDestroyed` events; its checkpoint is stored with the keys."""

    def __init__(self, store: Store, codec: Codec, keys: KeyStore) -> None:
        self._store = store
        self._codec = codec
        self._keys = keys

    def catch_up(self) -> None:
        """Follow the log to its end; a key that leaves a trace is destroyed again at the next call."""
        head, checkpoint = self._store.head(), self._keys.erased_up_to
        if head == checkpoint:
            return
        # A checkpoint beyond the head is of another log, for example before a restore: start again.
        for event in self._store.read_log(checkpoint if checkpoint < head else 0):
            if event.topic == ERASED:
                recorded: Any = self._codec.decode(event.topic, event.state)
                try:
                    self._keys.destroy_key(recorded.stream.id, recorded.data.retention)
                except TraceRemains:
                    log.warning("the key of %s leaves a trace until its readers are gone", recorded.subject)
                    return
        self._keys.erased_up_to = head
