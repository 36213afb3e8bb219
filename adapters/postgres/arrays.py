"""Arrays in the binary format of PostgreSQL: packed as a whole, ten times faster than value by value."""

from collections.abc import Sequence
from functools import lru_cache
from struct import Struct
from typing import Any
from uuid import UUID

import psycopg
from psycopg.adapt import Buffer, Dumper
from psycopg.pq import Format

_HEAD = Struct("!iiIii")  # dimensions, whether nulls, type of the elements, how many, first index
_LENGTH = Struct("!i")
_WHOLE = Struct("!q")
BIGINT = 20  # the type `bigint`


class Packed(bytes):
    """An array in the binary format of the server; the subclass gives the type of its elements."""

    __slots__ = ()
    element = 0
    array = 0

    @classmethod
    def pack_elements(cls, elements: Sequence[bytes]) -> "Packed":
        """Pack elements that have their length in front (`prefix_length`)."""
        return cls(b"".join((_HEAD.pack(1, 0, cls.element, len(elements), 1), *elements)))

    @classmethod
    def pack_equal_sizes(cls, elements: Sequence[bytes], length: int) -> "Packed":
        """Pack elements of one common length, in bytes."""
        head, each = _HEAD.pack(1, 0, cls.element, len(elements), 1), _LENGTH.pack(length)
        return cls(head + each + each.join(elements) if elements else head)


class Uuids(Packed):
    """A `uuid[]`."""

    element, array = 2950, 2951


class Texts(Packed):
    """A `text[]`."""

    element, array = 25, 1009


class Blobs(Packed):
    """A `bytea[]`."""

    element, array = 17, 1001


class Bigints(Packed):
    """A `bigint[]`."""

    element, array = BIGINT, 1016


def pack_bigint(value: int) -> bytes:
    """Pack one whole number, a `bigint`."""
    return _WHOLE.pack(value)


def pack_uuids(values: Sequence[UUID]) -> Packed:
    """Pack ids."""
    return Uuids.pack_equal_sizes([value.int.to_bytes(16) for value in values], 16)


def pack_texts(values: Sequence[str]) -> Packed:
    """Pack texts; packed texts are cached, because the same few return often."""
    return Texts.pack_elements([_pack_text(value) for value in values])


def pack_blobs(values: Sequence[bytes]) -> Packed:
    """Pack byte strings."""
    if len({*map(len, values)}) == 1:
        return Blobs.pack_equal_sizes(values, len(values[0]))
    return Blobs.pack_elements([prefix_length(value) for value in values])


def pack_bigints(values: Sequence[int]) -> Packed:
    """Pack whole numbers."""
    return Bigints.pack_equal_sizes([value.to_bytes(8, signed=True) for value in values], 8)


def prefix_length(element: bytes) -> bytes:
    """Return an element with its length in front."""
    return _LENGTH.pack(len(element)) + element


@lru_cache(maxsize=1_024)
def _pack_text(value: str) -> bytes:
    return prefix_length(value.encode())


def register_arrays(connection: psycopg.Connection[Any]) -> None:
    """Register the packed arrays as parameters of a connection."""
    for packed, dumper in _DUMPERS.items():
        connection.adapters.register_dumper(packed, dumper)


class _PackedDumper(Dumper):
    """Sends a packed array without a change."""

    format = Format.BINARY

    def dump(self, obj: Any) -> Buffer:
        return obj


_DUMPERS = {
    packed: type(f"{packed.__name__}Dumper", (_PackedDumper,), {"oid": packed.array})
    for packed in (
        Uuids,
        Texts,
    )  # the statements of a cursor use these two; a `Call` sends bytes, so it needs no dumper
}
