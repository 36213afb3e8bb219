"""What a reader of the log is: a projection that keeps the rows of its pages, or a saga its progress."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import msgspec

from domain.record import Recorded
from projections.projection import Projection
from sagas.saga import Saga

PROGRESS = ""
"""The place of a saga's progress: its only row under a key."""

Rows = Mapping[str, Any]


class LogSubscription(NamedTuple):
    """How a reader takes one fact: whose keys it is about, and the rows of a key that it changes.

    `types` are the stored types that it needs; it is not shown the others. Another `version` means that
    the same events would give other rows. One that `grows` asks only for the last place under a key, and puts
    each row once, behind it. One that is `brief` reads no more of an event than what is `Brief`.
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
        """The types that it needs, each without the number of its version."""
        return frozenset(map(_strip_version, self.types))

    def needs_type(self, type: str) -> bool:
        """Say whether an event of this type is for this reader, be the type a newer version of one it needs."""
        return type in self.types or _strip_version(type) in self.unversioned_types


def subscription_of_projection(projection: Projection[Any, Any]) -> LogSubscription:
    """Return the reader that keeps the pages of a projection."""
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
    """Return the reader that keeps the progress of a saga.

    Most events of asking are another saga's: where nothing came of an event, there is nothing to keep.
    """
    initial, evolve_progress = saga.initial, saga.evolve

    def evolve(_: str, rows: Rows, recorded: Recorded[Any]) -> Mapping[str, Any]:
        before = rows.get(PROGRESS) or initial
        after = evolve_progress(before, recorded)
        return {} if after is before else {PROGRESS: after}

    return LogSubscription(saga.name, saga.version, saga.event_types, saga.progress_type, saga.keys, evolve)


class RowCodec:
    """How the rows of a reader become text and rows again; the same row, the same text."""

    def __init__(self, row: Any) -> None:
        self._encode = msgspec.json.Encoder(order="deterministic").encode
        self._decode = msgspec.json.Decoder(row).decode

    def encode_row(self, row: Any) -> str:
        """Return what is stored."""
        return self._encode(row).decode()

    def decode_row(self, text: str) -> Any:
        """Return the row that was stored."""
        return self._decode(text)


def _strip_version(type: str) -> str:
    return type.rstrip("0123456789")
