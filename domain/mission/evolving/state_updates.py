"""A mapping with one value changed; a value that an older fact lacks."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from msgspec import UNSET, UnsetType

V = TypeVar("V")


def changed(known: Mapping[str, V], key: str, how: Callable[[V], V]) -> Mapping[str, V]:
    """Return the mapping with one value changed; a view that leaves its fact out leaves it out too."""
    return {**known, key: how(known[key])} if key in known else known


def known(held: V | UnsetType) -> V | None:
    """Return what a fact holds; none when it was stated before such a thing was."""
    return None if held is UNSET else held
