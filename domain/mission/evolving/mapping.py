"""A mapping with one value changed."""

from collections.abc import Callable, Mapping
from typing import TypeVar

V = TypeVar("V")


def changed(known: Mapping[str, V], key: str, how: Callable[[V], V]) -> Mapping[str, V]:
    """Return the mapping with one value changed; a view that leaves its fact out leaves it out too."""
    return {**known, key: how(known[key])} if key in known else known
