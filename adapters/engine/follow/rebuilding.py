"""Rebuilds the rows of a follower beside the live ones, which stay readable until the switch."""

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, suppress
from dataclasses import dataclass
from itertools import zip_longest
from typing import NamedTuple

from adapters.engine.follow.derived import (
    Checkpoint,
    Derived,
    ParkedKey,
    drop_generation,
    find_live_checkpoint,
    iterate_rows,
)
from adapters.engine.follow.derived_database import DerivedDatabase, Row, Session
from adapters.engine.follow.followed_log import FollowedLog
from adapters.engine.follow.follower import Follower
from adapters.engine.follow.log_subscription import LogSubscription
from adapters.engine.follow.parking_decisions import ALL_KEYS, ParkingDecisions
from adapters.engine.follow.row_views import create_views, drop_views
from adapters.engine.store.database import DatabaseAway

OUTAGES_MAX = 8  # in one rebuild
# On a server, a longer step writes a row once that changes several times within it.
SERVED_STEP_FACTOR = 2

logger = logging.getLogger("jalon.runners")


class RowDifference(NamedTuple):
    """A live row (`kept`), and the row that a replay gives at its place; None where there is no row."""

    kept: Row | None
    replayed: Row | None


class NoRows(Exception):
    """There is nothing to compare with: the follower has no live rows."""


OnProgress = Callable[[int, int], None]
"""Called with the position reached and the last position to reach."""

OnSwitch = Callable[[Session, Checkpoint], None]
"""Called in the transaction of the switch, with the checkpoint of the new rows."""

OpenAside = Callable[[], AbstractContextManager[DerivedDatabase]]
"""Opens an empty database for the rows of one replay; it is deleted when its context ends."""


@dataclass(unsafe_hash=True)
class RebuildStopped(Exception):
    """A rebuild came to an event that parks the whole follower."""

    parked: ParkedKey


def ensure_checkpoint(derived: Derived, log: FollowedLog, subscription: LogSubscription) -> Checkpoint:
    """Return the checkpoint; start at zero if there is none or it belongs to another log."""
    with derived.database.write_session() as session:
        checkpoint = find_live_checkpoint(session, subscription.name)
        if checkpoint is not None and not log.contains_checkpoint(checkpoint):
            logger.warning("%s has read a log that was replaced: it starts again", subscription.name)
            # The outbox goes too: the log that is now in place knows which commands it has answered.
            drop_views(session, subscription)
            drop_generation(session, checkpoint)
            session.execute("DELETE FROM owed WHERE saga = ?", subscription.name)
            checkpoint = None
        if checkpoint is None:
            checkpoint = derived.begin_generation(session, subscription.name, subscription.version, live=True)
            create_views(session, derived.database, subscription, checkpoint)
        return checkpoint


def rebuild_rows(
    subscription: LogSubscription,
    log: FollowedLog,
    derived: Derived,
    on_progress: OnProgress,
    on_switch: OnSwitch | None = None,
) -> Checkpoint:
    """Fold the whole log into new rows, then replace the live ones in one transaction.

    An interrupted rebuild of the same version continues where it stopped, and a server restart is waited for.
    Raises `RebuildStopped`, and the live rows stay, if the keys of an event cannot be determined.
    """
    for _ in range(OUTAGES_MAX):
        with suppress(DatabaseAway):
            return _run_rebuild(subscription, log, derived, on_progress, on_switch)
        log.store.head()  # waits for a server that restarts; the stored part of the rebuild is not repeated
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
    """Return the generation of the rebuild: a new one, or an unfinished one of the same version."""
    unfinished = derived.find_rebuild(subscription.name)
    if unfinished is not None and unfinished.version == subscription.version:
        return unfinished
    if unfinished is not None:
        derived.drop_generation(unfinished)
    with derived.database.write_session() as session:
        return derived.begin_generation(session, subscription.name, subscription.version, live=False)


def _switch_generation(
    derived: Derived, subscription: LogSubscription, checkpoint: Checkpoint, on_switch: OnSwitch | None
) -> bool:
    """Replace the live generation; return False if that one is of the same version and further on."""
    with derived.database.write_session() as session:
        # Lock the row of the live generation, so that its follower cannot move it meanwhile.
        session.execute("UPDATE stand SET position = position WHERE name = ? AND live = 1", checkpoint.name)
        old = find_live_checkpoint(session, checkpoint.name)
        if old is not None and old.version == checkpoint.version and old.position > checkpoint.position:
            return False
        session.execute("UPDATE stand SET live = 0 WHERE name = ?", checkpoint.name)
        session.execute("UPDATE stand SET live = 1 WHERE generation = ?", checkpoint.generation)
        create_views(session, derived.database, subscription, checkpoint)
        if on_switch is not None:
            on_switch(session, checkpoint._replace(live=True))
        if old is not None:
            drop_generation(session, old)
    return True


def compare_with_replay(
    subscription: LogSubscription,
    log: FollowedLog,
    derived: Derived,
    open_aside: OpenAside,
    on_progress: OnProgress,
) -> RowDifference | None:
    """Compare the live rows byte by byte with those of a replay from zero; return the first difference.

    The replay applies the parking decisions, so a key that is parked in one is parked in both.
    Its rows go to a database that `open_aside` opens. Raises `NoRows`.
    """
    checkpoint = derived.find_live(subscription.name)
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
    """Let the replay catch up with the live rows, which may have moved meanwhile; compare."""
    with derived.database.read_session() as live_session:
        checkpoint = find_live_checkpoint(live_session, replay.subscription.name)
        assert checkpoint is not None, "a live generation is only ever replaced"
        while replay.follow_step(until=checkpoint.position):
            pass
        with aside_store.database.read_session() as replay_session:
            return next(
                _find_differences(
                    iterate_rows(live_session, checkpoint), iterate_rows(replay_session, replay.checkpoint)
                ),
                None,
            )


def _find_differences(kept: Iterator[Row], replayed: Iterator[Row]) -> Iterator[RowDifference]:
    for kept_row, replayed_row in zip_longest(kept, replayed):
        if kept_row != replayed_row:
            yield RowDifference(kept_row, replayed_row)
