"""What is left to chance, made the same everywhere, so that all that is stored can be compared literally.

Two things are drawn: UUIDv7 (ids of events) and the bytes of `os.urandom` (keys and nonces). Here an id is a
pure function of its millisecond, and every byte drawn is the same. Then ids that are made of ids, sealed
values, salts and commitments are the same at every run as well: nothing has to be left out of a comparison.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch
from uuid import UUID

import uuid_utils

_BYTE = b"\x5a"
_VERSION_7 = 7 << 76 | 2 << 62


def _uuid7(timestamp: int | None = None, nanos: int | None = None, *, nanoseconds: int = 0) -> UUID:
    del timestamp, nanos
    return UUID(int=(nanoseconds // 1_000_000) << 80 | _VERSION_7)


def _urandom(size: int, /) -> bytes:
    return _BYTE * size


@contextmanager
def no_chance() -> Iterator[None]:
    """Draw the same ids, keys and nonces at every run."""
    with patch.object(uuid_utils, "uuid7", _uuid7), patch.object(os, "urandom", _urandom):
        yield
