"""Making the rows of a reader again: beside the live ones, which are read until all is ready."""

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, suppress
from dataclasses import dataclass
from itertools import zip_longest
from typing import NamedTuple

from adapters.engine.follow.derived import Checkpoint, Derived, Parked, drop, every_row, live
from adapters.engine.follow.derived_database import Database, Row, Session
from adapters.engine.follow.followed_log import Log
from adapters.engine.follow.follower import Follower
from adapters.engine.follow.log_subscription import Reader
from adapters.engine.follow.parking_decisions import WHOLE, Decisions
from adapters.engine.follow.row_views import hide_rows, show_rows
from adapters.engine.store.database import DatabaseAway

OUTAGES_MAX = 8  # in one rebuild
PAGES_SERVED = 2  # a server takes so many at once: of a row that changes again, only the last comes to it

logger = logging.getLogger("jalon.runners")


class Difference(NamedTuple):
    """A row that is kept and the one that a replay gives in its place; none where there is no such row."""

    kept: Row | None
    replayed: Row | None


class NoRows(Exception):
    """There is nothing to compare with: the reader never read."""


Told = Callable[[int, int], None]
Also = Callable[[Session, Checkpoint], None]
OpenAside = Callable[[], AbstractContextManager[Database]]
"""Opens an empty database for the rows of one replay; it is deleted when its context ends."""


@dataclass(unsafe_hash=True)
class Stopped(Exception):
    """A rebuild came to a fact that stops its reader as a whole."""

    parked: Parked


def begun(derived: Derived, log: Log, reader: Reader) -> Checkpoint:
    """Return where the live rows of a reader stand, begun if there are none, or none of this log.

    After an older copy of the log took its place, what was read of it is no more, and neither is what a saga
    believes to have sent: the log itself knows which orders it answered.
    """
    with derived.database.writing() as session:
        stand = live(session, reader.name)
        if stand is not None and not log.holds(stand):
            logger.warning("%s has read a log that is no more: it begins again", reader.name)
            hide_rows(session, reader)
            drop(session, stand)
            session.tell("DELETE FROM owed WHERE saga = ?", reader.name)
            stand = None
        if stand is None:
            stand = derived.begin(session, reader.name, reader.version, live=True)
            show_rows(session, derived.database, reader, stand)
        return stand


def rebuild(reader: Reader, log: Log, derived: Derived, told: Told, also: Also | None = None) -> Checkpoint:
    """Make the rows again from nothing, then put them in the place of the live ones, all at once.

    `told` hears of the position reached and of the head. A rebuild that was interrupted goes on where it
    stopped, if the code is still that of its version; a server that restarts is waited for. `also` is done in
    the transaction of the switch.
    Raises `Stopped`, and the live rows stay, when the reader cannot tell whom a fact is about.
    """
    for _ in range(OUTAGES_MAX):
        with suppress(DatabaseAway):
            return _rebuilt(reader, log, derived, told, also)
        log.store.head()  # a server that restarts is waited for; what it had stored is not made again
    return _rebuilt(reader, log, derived, told, also)


def _rebuilt(reader: Reader, log: Log, derived: Derived, told: Told, also: Also | None) -> Checkpoint:
    serves = derived.database.serves
    means = (log.only(reader, log.size * (PAGES_SERVED if serves else 1)), derived, Decisions.of(log))
    follower = Follower(reader, _beside(derived, reader), *means, ahead=serves)
    with ExitStack() as left:
        left.callback(follower.settle)
        while True:
            while follower.step():
                told(follower.stand.position, log.store.head())
            follower.settle()
            if WHOLE in follower.parked:
                raise Stopped(follower.parked[WHOLE])
            if _switch(derived, reader, follower.stand, also):
                return follower.stand._replace(live=True)


def _beside(derived: Derived, reader: Reader) -> Checkpoint:
    """Return the generation that is made beside the live one, begun or taken up again."""
    left = derived.rebuilding(reader.name)
    if left is not None and left.version == reader.version:
        return left
    if left is not None:
        derived.drop(left)
    with derived.database.writing() as session:
        return derived.begin(session, reader.name, reader.version, live=False)


def _switch(derived: Derived, reader: Reader, stand: Checkpoint, also: Also | None) -> bool:
    """Put a generation in the place of the live one, unless that one is already further on."""
    with derived.database.writing() as session:
        # The row of the live generation is held, so that it moves no further meanwhile.
        session.tell("UPDATE stand SET position = position WHERE name = ? AND live = 1", stand.name)
        old = live(session, stand.name)
        if old is not None and old.version == stand.version and old.position > stand.position:
            return False
        session.tell("UPDATE stand SET live = 0 WHERE name = ?", stand.name)
        session.tell("UPDATE stand SET live = 1 WHERE generation = ?", stand.generation)
        show_rows(session, derived.database, reader, stand)
        if also is not None:
            also(session, stand._replace(live=True))
        if old is not None:
            drop(session, old)
    return True


def verify(
    reader: Reader, log: Log, derived: Derived, open_aside: OpenAside, told: Told
) -> Difference | None:
    """Compare the live rows, byte by byte, with those of a replay from nothing; return the first difference.

    The replay honours what was skipped by decision; a line that is parked in one is parked in both.
    The rows of the replay are kept in a database that `open_aside` opens. Raises `NoRows`.
    """
    stand = derived.live(reader.name)
    if stand is None:
        raise NoRows
    with open_aside() as database:
        again = Derived(database)
        replay = Follower(reader, begun(again, log, reader), log.only(reader), again, Decisions.of(log))
        while replay.step(until=stand.position):
            told(replay.stand.position, stand.position)
        return _compared(derived, replay, again)


def _compared(derived: Derived, replay: Follower, again: Derived) -> Difference | None:
    """Let the replay come to where the live rows stand now, for they may be followed meanwhile; compare."""
    with derived.database.reading() as kept:
        stand = live(kept, replay.reader.name)
        assert stand is not None, "there is always a live generation, once there was one"
        while replay.step(until=stand.position):
            pass
        with again.database.reading() as made:
            return next(_differences(every_row(kept, stand), every_row(made, replay.stand)), None)


def _differences(kept: Iterator[Row], replayed: Iterator[Row]) -> Iterator[Difference]:
    for one, other in zip_longest(kept, replayed):
        if one != other:
            yield Difference(one, other)
