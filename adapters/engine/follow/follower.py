"""A follower of the log: rows and checkpoint in one transaction, so each event counts exactly once."""

import gc
import logging
from collections.abc import Generator, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from adapters.engine.follow.derived import (
    Checkpoint,
    Derived,
    ParkedKey,
    insert_new_rows,
    park_keys,
    unpark_key,
    write_changed_rows,
)
from adapters.engine.follow.derived_database import OUTAGES, Session
from adapters.engine.follow.followed_log import FollowedLog, LogEvent
from adapters.engine.follow.log_subscription import LogSubscription, RowCodec
from adapters.engine.follow.parking_decisions import ALL_KEYS, ParkingDecisions
from adapters.engine.follow.row_cache import LoadRows, RowCache
from adapters.engine.store.codec import UnknownEvent, UnreadableEvent
from domain.record import Recorded

log = logging.getLogger("jalon.runners")

UNKNOWN = "an event of a type that this version of Jalon does not know"


FollowedWork = tuple[LogEvent, Iterable[str]]
"""An event, and its keys for one follower."""


class Follower:
    """Folds the log into the rows of one subscription, one step of events a transaction.

    After any exception, discard this follower: its cache no longer matches the database.
    With `ahead` it folds the next step while the server stores the last; `finish_storing` waits for that.
    """

    def __init__(
        self,
        subscription: LogSubscription,
        checkpoint: Checkpoint,
        log: FollowedLog,
        derived: Derived,
        decisions: ParkingDecisions,
        *,
        ahead: bool = False,
    ) -> None:
        self.subscription = subscription
        self.checkpoint = checkpoint
        self._log = log
        self._derived = derived
        self._decisions = decisions
        self._codec = RowCodec(subscription.row)
        self._needed_types: dict[str, bool] = {}
        self._ahead = ahead
        self._storing = ExitStack()
        load = _row_loader(derived, subscription, checkpoint, self._codec, self._storing)
        self._cache = RowCache(load, grows=subscription.grows, empty=checkpoint.position == 0)
        self._parked = derived.load_parked(checkpoint)
        self._newly_parked: list[ParkedKey] = []
        self._deferred: list[tuple[str, int]] = []

    @property
    def parked_keys(self) -> dict[str, ParkedKey]:
        """The parked keys of this follower."""
        return self._parked

    def follow_step(self, until: int | None = None) -> bool:
        """Fold and store one step of the log, up to position `until`; return whether there were events.

        Raises `CheckpointMoved` if another process moved the checkpoint; nothing of the step is then stored.
        """
        self._apply_decisions()
        if ALL_KEYS in self._parked:
            return False
        with pause_gc():
            to = self._fold_step(until)
            if to is not None:
                self._commit_changes(to)
        return to is not None

    def finish_storing(self) -> None:
        """Wait until the last step is committed; only `ahead` leaves one open."""
        self._storing.close()

    def _fold_step(self, until: int | None) -> Checkpoint | None:
        """Fold one step, or less if the whole follower parks; return the new checkpoint, None if unmoved."""
        to = None
        for batch in self._log.read_batches(self.checkpoint.position):
            log_events = (
                batch if until is None else [log_event for log_event in batch if log_event.position <= until]
            )
            if not log_events:
                break
            to = self._handle_batch(log_events, to or self.checkpoint)
            if ALL_KEYS in self._parked:
                break
        return to

    def _handle_batch(self, log_events: list[LogEvent], start: Checkpoint) -> Checkpoint:
        """Fold a batch of events; return the checkpoint after it."""
        work, read = self._select_work(log_events)
        self._cache.expect_keys(key for _, keys in work for key in keys)
        for log_event, keys in work:
            for key in keys:
                self._handle_event(key, log_event)
        if not read:
            return start
        return start._replace(position=read[-1].position, last=str(read[-1].envelope.id))

    def _select_work(self, log_events: list[LogEvent]) -> tuple[list[FollowedWork], list[LogEvent]]:
        """Return the needed events with their keys, and all events up to one whose keys are unknown."""
        work: list[FollowedWork] = []
        keys, needed_types = self.subscription.keys, self._needed_types
        for index, log_event in enumerate(log_events):
            needed = needed_types.get(log_event.type)
            if needed is None:
                needed = needed_types[log_event.type] = self.subscription.needs_type(log_event.type)
            if not needed:
                continue
            try:
                work.append((log_event, keys(_read_recorded(log_event))))
            except Exception as bug:  # the keys of the event are unknown: the whole follower stops here
                if not (self._decisions.skips_any and self._is_skipped(ALL_KEYS, log_event)):
                    self._park_key(ALL_KEYS, log_event, bug)
                    return work, log_events[:index]
        return work, log_events

    def _handle_event(self, key: str, log_event: LogEvent) -> None:
        """Fold an event into the rows of a key, defer it if the key is parked, or park the key at it."""
        if key in self._parked:
            self._deferred.append((key, log_event.position))
        elif not (self._decisions.skips_any and self._is_skipped(key, log_event)):
            try:
                self._cache.change_rows(key, self._evolve_rows(key, log_event.recorded_event))
            except OUTAGES:
                raise
            except Exception as bug:  # only this key stops here
                self._park_key(key, log_event, bug)

    def _evolve_rows(self, key: str, recorded: Recorded[Any]) -> Any:
        return self.subscription.evolve(key, self._cache.get_rows(key), recorded)

    def _park_key(self, key: str, log_event: LogEvent, bug: Exception) -> None:
        why = UNKNOWN if isinstance(bug, UnknownEvent | UnreadableEvent) else type(bug).__name__
        event_id = str(log_event.envelope.id)
        parked = ParkedKey(key, event_id, log_event.position, why, self._log.store.head())
        self._parked[key] = parked
        self._newly_parked.append(parked)
        log.error("%s: key %s is parked at event %s: %s", self.subscription.name, key, event_id, why)

    def _commit_changes(self, to: Checkpoint, resumed_key: str | None = None) -> None:
        """Store rows, parked keys and the new checkpoint in one transaction; unpark `resumed_key`."""
        self.finish_storing()
        with ExitStack() as storing:
            session = storing.enter_context(self._derived.move_checkpoint(self.checkpoint, to))
            if resumed_key is not None:
                unpark_key(session, self.checkpoint, resumed_key)
            self._write_changes(session)
            if self._ahead:
                self._storing.enter_context(storing.pop_all())
        self._newly_parked, self._deferred = [], []
        self.checkpoint = to
        self._cache.mark_stored()

    def _discard_changes(self) -> None:
        """Discard all changes that are not stored."""
        self._cache.discard_all()
        self._parked = self._derived.load_parked(self.checkpoint)
        self._newly_parked, self._deferred = [], []

    def _write_changes(self, session: Session) -> None:
        park_keys(session, self.checkpoint, self._newly_parked, self._deferred)
        write_changed_rows(session, self.checkpoint, self._codec, self._cache.changed)
        insert_new_rows(session, self.checkpoint, self._codec, self._cache.added)

    def _apply_decisions(self) -> None:
        """Resume the parked keys that an operator has decided about."""
        if not self._parked:
            return
        self._decisions.read_new()
        for parked in list(self._parked.values()):
            decision = self._decisions.find_decision(self.subscription.name, parked)
            if decision is not None:
                self._resume_key(parked)

    def _resume_key(self, parked: ParkedKey) -> None:
        """Fold the events of a parked key again, in order of position, without the skipped ones."""
        del self._parked[parked.key]
        if parked.key != ALL_KEYS:
            self._cache.expect_keys([parked.key])
            self.finish_storing()
            deferred = self._derived.load_deferred(self.checkpoint, parked.key)
            for position in (parked.position, *deferred):
                self._handle_event(parked.key, self._log.read_event(position))
        self._commit_changes(self.checkpoint, resumed_key=parked.key)

    def _is_skipped(self, key: str, log_event: LogEvent) -> bool:
        return self._decisions.is_skipped(self.subscription.name, key, str(log_event.envelope.id))


def _row_loader(
    derived: Derived,
    subscription: LogSubscription,
    checkpoint: Checkpoint,
    codec: RowCodec,
    storing: ExitStack,
) -> LoadRows:
    """Return a row loader without a reference to the follower: a cycle would keep its cache alive."""

    def load_rows(keys: Iterable[str]) -> Iterator[tuple[str, str, Any]]:
        storing.close()
        if subscription.grows:
            return ((key, place, None) for key, place in derived.find_last_places(checkpoint, keys))
        return (
            (key, place, codec.decode_row(body)) for key, place, body in derived.load_keys(checkpoint, keys)
        )

    return load_rows


def _read_recorded(log_event: LogEvent) -> Recorded[Any]:
    """Return the event, or only its envelope if this version cannot read its data.

    The keys of most events are in the envelope, so only these keys are parked and not the whole follower.
    """
    try:
        return log_event.recorded_event
    except (UnknownEvent, UnreadableEvent):
        return log_event.envelope


@contextmanager
def pause_gc() -> Generator[None]:
    """Pause the cyclic garbage collector; rows and events hold no cycles."""
    # Measured on SQLite, Python 3.11: without the pause the collector takes 11 to 23 % of the processor time
    # of a follower (delivery, mission_sheet, audit_trail), with it 0 to 3 %. For a batch of the dispatcher
    # it is worth 0 to 4 %, so only followers pause it.
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
