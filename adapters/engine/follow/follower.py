"""One reader following the log: rows and position in one transaction, so each fact counts exactly once."""

import gc
import logging
from collections.abc import Generator, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from adapters.engine.follow.derived import Checkpoint, Derived, Parked, add_rows, keep_rows, park, unpark
from adapters.engine.follow.derived_database import OUTAGES, Session
from adapters.engine.follow.followed_log import Line, Log
from adapters.engine.follow.log_subscription import Reader, RowCodec
from adapters.engine.follow.parking_decisions import WHOLE, Decisions
from adapters.engine.follow.row_cache import Load, Shelf
from adapters.engine.store.codec import UnknownEvent, UnreadableEvent
from domain.record import Recorded

log = logging.getLogger("jalon.runners")

UNKNOWN = "a fact of a type that this version of Jalon does not know"


Work = tuple[Line, Iterable[str]]
"""A fact, and the keys it is about for one reader."""


class Follower:
    """A reader at its stand; `step` takes it one page on.

    One that goes `ahead` folds the next page while the server is at work on the last; `settle` waits for it.
    """

    def __init__(
        self,
        reader: Reader,
        stand: Checkpoint,
        log: Log,
        derived: Derived,
        decisions: Decisions,
        *,
        ahead: bool = False,
    ) -> None:
        self.reader = reader
        self.stand = stand
        self._log = log
        self._derived = derived
        self._decisions = decisions
        self._codec = RowCodec(reader.row)
        self._needs: dict[str, bool] = {}
        self._ahead = ahead
        self._storing = ExitStack()
        load = _loading(derived, reader, stand, self._codec, self._storing)
        self._shelf = Shelf(load, grows=reader.grows, empty=stand.position == 0)
        self._parked = derived.parked(stand)
        self._stopped: list[Parked] = []
        self._deferred: list[tuple[str, int]] = []

    @property
    def parked(self) -> dict[str, Parked]:
        """The lines that are parked, by key."""
        return self._parked

    def step(self, until: int | None = None) -> bool:
        """Fold one page of the log, no further than `until`, and store it; say whether there was one.

        Raises `Moved` when somebody else moved the reader; nothing of the page is then kept. Who raised, of
        whatever reason, is to be opened anew: what it holds is no longer what is stored.
        """
        self._hear_decisions()
        if WHOLE in self._parked:
            return False
        with pause_gc():
            to = self._fold(until)
            if to is not None:
                self._store(to)
        return to is not None

    def settle(self) -> None:
        """Wait until the pages that were folded are stored."""
        self._storing.close()

    def _fold(self, until: int | None) -> Checkpoint | None:
        """Fold a page, up to a fact of which the reader cannot tell whom it is about; return how far."""
        to = None
        for batch in self._log.page(self.stand.position):
            lines = batch if until is None else [line for line in batch if line.position <= until]
            if not lines:
                break
            to = self._taken(lines, to or self.stand)
            if WHOLE in self._parked:
                break
        return to

    def _taken(self, lines: list[Line], at: Checkpoint) -> Checkpoint:
        """Take some facts on from a stand; return how far."""
        work, read = self._sorted(lines)
        self._shelf.expect(key for _, keys in work for key in keys)
        for line, keys in work:
            for key in keys:
                self._take(key, line)
        if not read:
            return at
        return at._replace(position=read[-1].position, last=str(read[-1].envelope.id))

    def _sorted(self, lines: list[Line]) -> tuple[list[Work], list[Line]]:
        """Return the facts that the reader needs, with their keys, and all that were read."""
        work: list[Work] = []
        keys, needs = self.reader.keys, self._needs
        for rank, line in enumerate(lines):
            needed = needs.get(line.type)
            if needed is None:
                needed = needs[line.type] = self.reader.needs(line.type)
            if not needed:
                continue
            try:
                work.append((line, keys(_read(line))))
            except Exception as bug:  # whom the fact is about is not known: the reader as a whole stops here
                if not (self._decisions.skips_any and self._is_skipped(WHOLE, line)):
                    self._park(WHOLE, line, bug)
                    return work, lines[:rank]
        return work, lines

    def _take(self, key: str, line: Line) -> None:
        """Fold a fact into the rows of a key, or let it wait, or park the key's line at it."""
        if key in self._parked:
            self._deferred.append((key, line.position))
        elif not (self._decisions.skips_any and self._is_skipped(key, line)):
            try:
                self._shelf.change(key, self._evolved(key, line.recorded))
            except OUTAGES:
                raise
            except Exception as bug:  # this key's line stops here, all others go on
                self._park(key, line, bug)

    def _evolved(self, key: str, recorded: Recorded[Any]) -> Any:
        return self.reader.evolve(key, self._shelf.of(key), recorded)

    def _park(self, key: str, line: Line, bug: Exception) -> None:
        why = UNKNOWN if isinstance(bug, UnknownEvent | UnreadableEvent) else type(bug).__name__
        fact = str(line.envelope.id)
        parked = Parked(key, fact, line.position, why, self._log.store.head())
        self._parked[key] = parked
        self._stopped.append(parked)
        log.error("%s: the line of %s is parked at fact %s: %s", self.reader.name, key, fact, why)

    def _store(self, to: Checkpoint, going_on: str | None = None) -> None:
        """Store rows, parked lines and the new position in one transaction; `going_on` waits no more."""
        self.settle()
        with ExitStack() as storing:
            session = storing.enter_context(self._derived.moving(self.stand, to))
            if going_on is not None:
                unpark(session, self.stand, going_on)
            self._keep(session)
            if self._ahead:
                self._storing.enter_context(storing.pop_all())
        self._stopped, self._deferred = [], []
        self.stand = to
        self._shelf.stored()

    def _forget(self) -> None:
        """Forget what was folded and is not stored."""
        self._shelf.forget()
        self._parked = self._derived.parked(self.stand)
        self._stopped, self._deferred = [], []

    def _keep(self, session: Session) -> None:
        park(session, self.stand, self._stopped, self._deferred)
        keep_rows(session, self.stand, self._codec, self._shelf.changed)
        add_rows(session, self.stand, self._codec, self._shelf.added)

    def _hear_decisions(self) -> None:
        """Let parked lines go on about which somebody decided."""
        if not self._parked:
            return
        self._decisions.refresh()
        for parked in list(self._parked.values()):
            decision = self._decisions.about(self.reader.name, parked)
            if decision is not None:
                self._go_on(parked)

    def _go_on(self, parked: Parked) -> None:
        """Take the facts of a parked line, in order; one that is skipped by decision is passed over."""
        del self._parked[parked.key]
        if parked.key != WHOLE:
            self._shelf.expect([parked.key])
            self.settle()
            waiting = self._derived.deferred(self.stand, parked.key)
            for position in (parked.position, *waiting):
                self._take(parked.key, self._log.at(position))
        self._store(self.stand, going_on=parked.key)

    def _is_skipped(self, key: str, line: Line) -> bool:
        return self._decisions.is_skipped(self.reader.name, key, str(line.envelope.id))


def _loading(
    derived: Derived, reader: Reader, stand: Checkpoint, codec: RowCodec, storing: ExitStack
) -> Load:
    """Return what reads the rows of some keys back; not the follower: a circle would hold on to its rows."""

    def load(keys: Iterable[str]) -> Iterator[tuple[str, str, Any]]:
        storing.close()
        if reader.grows:
            return ((key, place, None) for key, place in derived.last_places(stand, keys))
        return ((key, place, codec.row(body)) for key, place, body in derived.load(stand, keys))

    return load


def _read(line: Line) -> Recorded[Any]:
    """Return the fact, or as much of it as can be read: its envelope tells its keys."""
    try:
        return line.recorded
    except (UnknownEvent, UnreadableEvent):
        return line.envelope


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
