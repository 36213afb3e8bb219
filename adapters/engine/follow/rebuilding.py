"""Making the rows of a reader again: beside the live ones, which are read until all is ready."""

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, suppress
from dataclasses import dataclass
from itertools import zip_longest
from typing import NamedTuple

from adapters.engine.follow.derived import Checkpoint, Derived, Parked, drop, every_row, live
from adapters.engine.follow.derived_database import DerivedDatabase, Row, Session
from adapters.engine.follow.followed_log import FollowedLog
from adapters.engine.follow.follower import Follower
from adapters.engine.follow.log_subscription import LogSubscription
from adapters.engine.follow.parking_decisions import ALL_KEYS, ParkingDecisions
from adapters.engine.follow.row_views import create_views, drop_views
from adapters.engine.store.database import DatabaseAway

OUTAGES_MAX = 8  # in one rebuild
SERVED_STEP_FACTOR = (
    2  # a server takes so many at once: of a row that changes again, only the last comes to it
)

logger = logging.getLogger("jalon.runners")


class RowDifference(NamedTuple):
    """A row that is kept and the one that a replay gives in its place; none where there is no such row."""

    kept: Row | None
    replayed: Row | None


class NoRows(Exception):
    """There is nothing to compare with: the reader never read."""


OnProgress = Callable[[int, int], None]
OnSwitch = Callable[[Session, Checkpoint], None]
OpenAside = Callable[[], AbstractContextManager[DerivedDatabase]]
"""Opens an empty database for the rows of one replay; it is deleted when its context ends."""


@dataclass(unsafe_hash=True)
class RebuildStopped(Exception):
    """A rebuild came to an event that stops its reader as a whole."""

    parked: Parked


def ensure_checkpoint(derived: Derived, log: FollowedLog, subscription: LogSubscription) -> Checkpoint:
    """Return where the live rows of a reader stand, begun if there are none, or none of this log.

    After an older copy of the log took its place, what was read of it is no more, and neither is what a saga
    believes to have sent: the log itself knows which commands it answered.
    """
    with derived.database.write_session() as session:
        checkpoint = live(session, subscription.name)
        if checkpoint is not None and not log.contains_checkpoint(checkpoint):
            logger.warning("%s has read a log that is no more: it begins again", subscription.name)
            drop_views(session, subscription)
            drop(session, checkpoint)
            session.execute("DELETE FROM owed WHERE saga = ?", subscription.name)
            checkpoint = None
        if checkpoint is None:
            checkpoint = derived.begin(session, subscription.name, subscription.version, live=True)
            create_views(session, derived.database, subscription, checkpoint)
        return checkpoint


def rebuild_rows(
    subscription: LogSubscription,
    log: FollowedLog,
    derived: Derived,
    on_progress: OnProgress,
    on_switch: OnSwitch | None = None,
) -> Checkpoint:
    """Make the rows again from nothing, then put them in the place of the live ones, all at once.

    `told` hears of the position reached and of the head. A rebuild that was interrupted goes on where it
    stopped, if the code is still that of its version; a server that restarts is waited for. `also` is done in
    the transaction of the switch.
    Raises `Stopped`, and the live rows stay, when the reader cannot tell whom an event is about.
    """
    for _ in range(OUTAGES_MAX):
        with suppress(DatabaseAway):
            return _run_rebuild(subscription, log, derived, on_progress, on_switch)
        log.store.head()  # a server that restarts is waited for; what it had stored is not made again
    return _run_rebuild(subscription, log, derived, on_progress, on_switch)


def _run_rebuild(
    subscription: LogSubscription,
    log: FollowedLog,
    derived: Derived,
    on_progress: OnProgress,
    on_switch: OnSwitch | None,
) -> Checkpoint:
    is_server = derived.database.is_server
    arguments = (
        log.filter_for(subscription, log.step_size * (SERVED_STEP_FACTOR if is_server else 1)),
        derived,
        ParkingDecisions.from_log(log),
    )
    follower = Follower(subscription, _open_generation(derived, subscription), *arguments, ahead=is_server)
    with ExitStack() as cleanup:
        cleanup.callback(follower.finish_storing)
        while True:
            while follower.follow_step():
                on_progress(follower.checkpoint.position, log.store.head())
            follower.finish_storing()
            if ALL_KEYS in follower.parked_keys:
                raise RebuildStopped(follower.parked_keys[ALL_KEYS])
            if _switch_generation(derived, subscription, follower.checkpoint, on_switch):
                return follower.checkpoint._replace(live=True)


def _open_generation(derived: Derived, subscription: LogSubscription) -> Checkpoint:
    """Return the generation that is made beside the live one, begun or taken up again."""
    unfinished = derived.rebuilding(subscription.name)
    if unfinished is not None and unfinished.version == subscription.version:
        return unfinished
    if unfinished is not None:
        derived.drop(unfinished)
    with derived.database.write_session() as session:
        return derived.begin(session, subscription.name, subscription.version, live=False)


def _switch_generation(
    derived: Derived, subscription: LogSubscription, checkpoint: Checkpoint, on_switch: OnSwitch | None
) -> bool:
    """Put a generation in the place of the live one, unless that one is already further on."""
    with derived.database.write_session() as session:
        # The row of the live generation is held, so that it moves no further meanwhile.
        session.execute("UPDATE stand SET position = position WHERE name = ? AND live = 1", checkpoint.name)
        old = live(session, checkpoint.name)
        if old is not None and old.version == checkpoint.version and old.position > checkpoint.position:
            return False
        session.execute("UPDATE stand SET live = 0 WHERE name = ?", checkpoint.name)
        session.execute("UPDATE stand SET live = 1 WHERE generation = ?", checkpoint.generation)
        create_views(session, derived.database, subscription, checkpoint)
        if on_switch is not None:
            on_switch(session, checkpoint._replace(live=True))
        if old is not None:
            drop(session, old)
    return True


def compare_with_replay(
    subscription: LogSubscription,
    log: FollowedLog,
    derived: Derived,
    open_aside: OpenAside,
    on_progress: OnProgress,
) -> RowDifference | None:
    """Compare the live rows, byte by byte, with those of a replay from nothing; return the first difference.

    The replay honours what was skipped by decision; a line that is parked in one is parked in both.
    The rows of the replay are kept in a database that `open_aside` opens. Raises `NoRows`.
    """
    checkpoint = derived.live(subscription.name)
    if checkpoint is None:
        raise NoRows
    with open_aside() as database:
        aside_store = Derived(database)
        replay = Follower(
            subscription,
            ensure_checkpoint(aside_store, log, subscription),
            log.filter_for(subscription),
            aside_store,
            ParkingDecisions.from_log(log),
        )
        while replay.follow_step(until=checkpoint.position):
            on_progress(replay.checkpoint.position, checkpoint.position)
        return _compare_rows(derived, replay, aside_store)


def _compare_rows(derived: Derived, replay: Follower, aside_store: Derived) -> RowDifference | None:
    """Let the replay come to where the live rows stand now, for they may be followed meanwhile; compare."""
    with derived.database.read_session() as live_session:
        checkpoint = live(live_session, replay.subscription.name)
        assert checkpoint is not None, "there is always a live generation, once there was one"
        while replay.follow_step(until=checkpoint.position):
            pass
        with aside_store.database.read_session() as replay_session:
            return next(
                _find_differences(
                    every_row(live_session, checkpoint), every_row(replay_session, replay.checkpoint)
                ),
                None,
            )


def _find_differences(kept: Iterator[Row], replayed: Iterator[Row]) -> Iterator[RowDifference]:
    for one, other in zip_longest(kept, replayed):
        if one != other:
            yield RowDifference(one, other)
