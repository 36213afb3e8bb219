"""How far each follower has read the log, and the keys that it has parked."""

from typing import NamedTuple

from adapters.engine.follow.derived_database import Session


class CheckpointMoved(Exception):
    """Another process moved the checkpoint or replaced the generation: read the checkpoint again."""


class Checkpoint(NamedTuple):
    """The checkpoint of a follower: the rows of `generation` hold everything up to `position`.

    One generation of a follower is live; another one is a rebuild beside it. `last` is the id of the event at
    the position: if it differs, another log has taken the place of this one.
    """

    generation: int
    name: str
    version: int
    position: int
    last: str
    live: bool


class ParkedKey(NamedTuple):
    """A key that is parked at an event which its follower could not handle; later events are deferred.

    `fact` is the id of that event. Decisions up to the position `decided` have been applied.
    """

    key: str
    fact: str
    position: int
    why: str
    decided: int


def table_of(checkpoint: Checkpoint) -> str:
    """Return the table of a generation's rows."""
    return f"rows_{checkpoint.generation}"


def select_checkpoints(session: Session) -> list[Checkpoint]:
    """Return every checkpoint."""
    rows = session.fetch_rows(
        "SELECT generation, name, version, position, last, live FROM stand ORDER BY name, generation"
    )
    return [Checkpoint(*row[:5], live=bool(row[5])) for row in rows]


def find_live_checkpoint(session: Session, name: str) -> Checkpoint | None:
    """Return the checkpoint of the live rows of a follower."""
    return next(
        (
            checkpoint
            for checkpoint in select_checkpoints(session)
            if checkpoint.name == name and checkpoint.live
        ),
        None,
    )
