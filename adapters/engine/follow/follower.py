"""One reader following the log: rows and position in one transaction, so each event counts exactly once."""

import gc
import logging
from collections.abc import Generator, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from adapters.engine.follow.derived import Checkpoint, Derived, Parked, add_rows, keep_rows, park, unpark
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
"""An event, and the keys it is about for one reader."""


class Follower:
    """A reader at its stand; `step` takes it one page on.

    One that goes `ahead` folds the next page while the server is at work on the last; `settle` waits for it.
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
        self._parked = derived.parked(checkpoint)
        self._newly_parked: list[Parked] = []
        self._deferred: list[tuple[str, int]] = []

    @property
    def parked_keys(self) -> dict[str, Parked]:
        """The lines that are parked, by key."""
        return self._parked

    def follow_step(self, until: int | None = None) -> bool:
        """Fold one page of the log, no further than `until`, and store it; say whether there was one.

        Raises `Moved` when somebody else moved the reader; nothing of the page is then kept. Who raised, of
        whatever reason, is to be opened anew: what it holds is no longer what is stored.
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
        """Wait until the pages that were folded are stored."""
        self._storing.close()

    def _fold_step(self, until: int | None) -> Checkpoint | None:
        """Fold a page, up to an event of which the reader cannot tell whom it is about; return how far."""
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
        """Take some events on from a stand; return how far."""
        work, read = self._select_work(log_events)
        self._cache.expect_keys(key for _, keys in work for key in keys)
        for log_event, keys in work:
            for key in keys:
                self._handle_event(key, log_event)
        if not read:
            return start
        return start._replace(position=read[-1].position, last=str(read[-1].envelope.id))

    def _select_work(self, log_events: list[LogEvent]) -> tuple[list[FollowedWork], list[LogEvent]]:
        """Return the events that the reader needs, with their keys, and all that were read."""
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
            except Exception as bug:  # whom the event is about is not known: the reader as a whole stops here
                if not (self._decisions.skips_any and self._is_skipped(ALL_KEYS, log_event)):
                    self._park_key(ALL_KEYS, log_event, bug)
                    return work, log_events[:index]
        return work, log_events

    def _handle_event(self, key: str, log_event: LogEvent) -> None:
        """Fold an event into the rows of a key, or let it wait, or park the key's line at it."""
        if key in self._parked:
            self._deferred.append((key, log_event.position))
        elif not (self._decisions.skips_any and self._is_skipped(key, log_event)):
            try:
                self._cache.change_rows(key, self._evolve_rows(key, log_event.recorded))
            except OUTAGES:
                raise
            except Exception as bug:  # this key's line stops here, all others go on
                self._park_key(key, log_event, bug)

    def _evolve_rows(self, key: str, recorded: Recorded[Any]) -> Any:
        return self.subscription.evolve(key, self._cache.get_rows(key), recorded)

    def _park_key(self, key: str, log_event: LogEvent, bug: Exception) -> None:
        why = UNKNOWN if isinstance(bug, UnknownEvent | UnreadableEvent) else type(bug).__name__
        event_id = str(log_event.envelope.id)
        parked = Parked(key, event_id, log_event.position, why, self._log.store.head())
        self._parked[key] = parked
        self._newly_parked.append(parked)
        log.error("%s: the line of %s is parked at event %s: %s", self.subscription.name, key, event_id, why)

    def _commit_changes(self, to: Checkpoint, resumed_key: str | None = None) -> None:
        """Store rows, parked lines and the new position in one transaction; `going_on` waits no more."""
        self.finish_storing()
        with ExitStack() as storing:
            session = storing.enter_context(self._derived.moving(self.checkpoint, to))
            if resumed_key is not None:
                unpark(session, self.checkpoint, resumed_key)
            self._write_changes(session)
            if self._ahead:
                self._storing.enter_context(storing.pop_all())
        self._newly_parked, self._deferred = [], []
        self.checkpoint = to
        self._cache.mark_stored()

    def _discard_changes(self) -> None:
        """Forget what was folded and is not stored."""
        self._cache.discard_all()
        self._parked = self._derived.parked(self.checkpoint)
        self._newly_parked, self._deferred = [], []

    def _write_changes(self, session: Session) -> None:
        park(session, self.checkpoint, self._newly_parked, self._deferred)
        keep_rows(session, self.checkpoint, self._codec, self._cache.changed)
        add_rows(session, self.checkpoint, self._codec, self._cache.added)

    def _apply_decisions(self) -> None:
        """Let parked lines go on about which somebody decided."""
        if not self._parked:
            return
        self._decisions.read_new()
        for parked in list(self._parked.values()):
            decision = self._decisions.find_decision(self.subscription.name, parked)
            if decision is not None:
                self._resume_key(parked)

    def _resume_key(self, parked: Parked) -> None:
        """Take the events of a parked line, in order; one that is skipped by decision is passed over."""
        del self._parked[parked.key]
        if parked.key != ALL_KEYS:
            self._cache.expect_keys([parked.key])
            self.finish_storing()
            waiting = self._derived.deferred(self.checkpoint, parked.key)
            for position in (parked.position, *waiting):
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
    """Return what reads the rows of some keys back; not the follower: a circle would hold on to its rows."""

    def load_rows(keys: Iterable[str]) -> Iterator[tuple[str, str, Any]]:
        storing.close()
        if subscription.grows:
            return ((key, place, None) for key, place in derived.last_places(checkpoint, keys))
        return ((key, place, codec.decode_row(body)) for key, place, body in derived.load(checkpoint, keys))

    return load_rows


def _read_recorded(log_event: LogEvent) -> Recorded[Any]:
    """Return the event, or as much of it as can be read: its envelope tells its keys."""
    try:
        return log_event.recorded
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
