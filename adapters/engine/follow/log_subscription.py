"""The subscription of a follower: a projection maintains rows, a saga its progress as one row."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import msgspec

from domain.record import Recorded
from projections.projection import Projection
from sagas.saga import Saga

PROGRESS = ""
"""The place of a saga's progress, which is its only row under a key."""

Rows = Mapping[str, Any]


class LogSubscription(NamedTuple):
    """Which events a follower needs, the keys of an event, and how an event changes the rows of a key.

    `types` are the stored types that it needs. Another `version` means that the same events give other rows.
    `grows`: rows are only appended, so `evolve` needs only the last place of a key.
    `brief`: the follower reads only the part of an event that is in `Brief`.
    """

    name: str
    version: int
    types: frozenset[str]
    row: Any
    keys: Callable[[Recorded[Any]], set[str]]
    evolve: Callable[[str, Rows, Recorded[Any]], Mapping[str, Any | None]]
    grows: bool = False
    brief: bool = False

    @property
    def unversioned_types(self) -> frozenset[str]:
        """The needed types, without their version numbers."""
        return frozenset(map(_strip_version, self.types))

    def needs_type(self, type: str) -> bool:
        """Return whether the follower needs this type; also true for a newer version of a needed type."""
        return type in self.types or _strip_version(type) in self.unversioned_types


def subscription_of_projection(projection: Projection[Any, Any]) -> LogSubscription:
    """Return the subscription that maintains the rows of a projection."""
    return LogSubscription(
        projection.name,
        projection.version,
        projection.event_types,
        projection.row_type,
        projection.keys,
        projection.evolve,
        projection.append_only,
        projection.brief,
    )


def subscription_of_saga(saga: Saga[Any]) -> LogSubscription:
    """Return the subscription that maintains the progress of a saga."""
    initial, evolve_progress = saga.initial, saga.evolve

    def evolve(_: str, rows: Rows, recorded: Recorded[Any]) -> Mapping[str, Any]:
        before = rows.get(PROGRESS) or initial
        after = evolve_progress(before, recorded)
        # Most events about asks belong to another saga and change nothing: then there is no row to write.
        return {} if after is before else {PROGRESS: after}

    return LogSubscription(saga.name, saga.version, saga.event_types, saga.progress_type, saga.keys, evolve)


class RowCodec:
    """Encodes the rows of a follower as JSON text; equal rows give equal text."""

    def __init__(self, row: Any) -> None:
        self._encode = msgspec.json.Encoder(order="deterministic").encode
        self._decode = msgspec.json.Decoder(row).decode

    def encode_row(self, row: Any) -> str:
        """Return the stored text of a row."""
        return self._encode(row).decode()

    def decode_row(self, text: str) -> Any:
        """Return the row of a stored text."""
        return self._decode(text)


def _strip_version(type: str) -> str:
    return type.rstrip("0123456789")
