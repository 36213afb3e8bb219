"""What readers see: one file or folder, one reader's question, folded from the facts alone.

A projection keeps small rows, each at its place under a key, and shows a page of them. Whatever runs it
keeps the rows; `fold` does in memory. Where a page needs what stands under other keys, such as the
consultant of a mission, `related` names those keys from the page's own rows, and `composed` lays their
rows beside them: a projection gives each kind of key places of its own, so that none hides another.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from heapq import merge
from typing import Any, Protocol

import msgspec
from msgspec import Raw, Struct
from msgspec.structs import replace

from domain.account.events import EntryPosted
from domain.invoicing.series import NumberAllotted
from domain.language import Audience, Kind, Language, Stream
from domain.record import Event, Recorded
from domain.refused import RefusalRecorded
from domain.world import FACTS

_MISSION = f"{Kind.MISSION}/"

Pages = dict[str, dict[str, Any]]
"""The rows of a projection by key, and by place under it."""


class Projection(Protocol):
    """What a module of this package offers.

    `TYPES` are the stored names of the facts that it needs, `VERSION` rises when its code changes
    meaning, `ROW` is the union of its rows.
    """

    @property
    def NAME(self) -> str: ...  # noqa: D102, N802 -- a constant of the module
    @property
    def VERSION(self) -> int: ...  # noqa: D102, N802
    @property
    def ROW(self) -> Any: ...  # noqa: D102, N802
    @property
    def TYPES(self) -> frozenset[str]: ...  # noqa: D102, N802

    def keys(self, recorded: Recorded[Any], /) -> set[str]:
        """Name the pages that the fact is about, from the fact alone."""
        ...

    def evolve(self, key: str, rows: Mapping[str, Any], recorded: Recorded[Any], /) -> Mapping[str, Any]:
        """Return the rows of the key that the fact changes, by place; `None` takes one away.

        The rows as they stand are looked up one by one: they may be fetched when they are asked for.
        """
        ...

    def related(self, rows: Mapping[str, Any], /) -> frozenset[str]:
        """Name the other keys whose rows this page shows too."""
        ...

    def show(self, rows: Mapping[str, Any], today: Any, reader: Audience | None, /) -> Any:
        """Show the page, its rows in the order of their places, as far as the reader may see it."""
        ...


def fold(projection: Projection, facts: Iterable[Recorded[Any]]) -> Pages:
    """Return all pages after these facts."""
    pages: Pages = defaultdict(dict)
    types, keys, evolve = projection.TYPES, projection.keys, projection.evolve
    for recorded in facts:
        if recorded.data.TYPE not in types:
            continue
        for key in keys(recorded):
            rows = pages[key]
            for place, row in evolve(key, rows, recorded).items():
                if row is None:
                    rows.pop(place, None)
                else:
                    rows[place] = row
    return pages


def composed(projection: Projection, key: str, load: Callable[[str], Mapping[str, Any]]) -> dict[str, Any]:
    """Return the rows that a page shows, its own and the related ones, in the order of their places."""
    own = load(key)
    rows = dict(own)
    for other in sorted(projection.related(own) - {key}):
        rows.update(load(other))
    return dict(sorted(rows.items()))


def alone(_: Mapping[str, Any]) -> frozenset[str]:
    """Relate a page to no other: what most projections offer as `related`."""
    return frozenset()


def types_of(*events: type[Event]) -> frozenset[str]:
    """Return the stored names of facts."""
    return frozenset(event.TYPE for event in events)


# Who reads, and in which words -----------------------------------------------------------------


class Wording(Struct, frozen=True):
    """The same words in the two languages of Jalon."""

    fr: str
    en: str

    def said(self, language: Language) -> str:
        """Say it in French or in English."""
        return self.fr if language is Language.FRENCH else self.en


def may_read(reader: Audience | None, audience: Audience) -> bool:
    """Say whether a reader may see what was recorded for an audience.

    The umbrella company reads all, and so does an auditor, who is no audience (`None`).
    """
    return reader in (None, Audience.UMBRELLA, audience) or audience is Audience.ALL


def missions_of(recorded: Recorded[Any]) -> set[str]:
    """Name the mission that a fact belongs to, by its own stream or because the fact names it."""
    if recorded.subject.startswith(_MISSION):
        return {recorded.subject}
    match recorded.data:
        case RefusalRecorded(about=about):
            return {about} if about is not None and about.startswith(_MISSION) else set()
        case NumberAllotted(mission=mission) | EntryPosted(mission=mission):
            return {str(Stream(Kind.MISSION, mission))} if mission is not None else set()
        case _:
            return set()


# Facts kept whole ------------------------------------------------------------------------------


class Entry(Struct, frozen=True, gc=False, tag_field="row", tag="entry"):
    """A fact kept whole on a page, for what it says to be read when it is shown."""

    type: str
    audience: Audience
    fact: Raw


class Rank(Struct, frozen=True, gc=False, tag_field="row", tag="rank"):
    """How many facts a page keeps under a key."""

    last: int


_ENCODER = msgspec.json.Encoder()


def keep(key: str, rows: Mapping[str, Any], recorded: Recorded[Event]) -> Mapping[str, Any]:
    """Keep a fact whole, at the next place under its key: the order of the log, which no clock gives."""
    kind = key[: key.find("/")]
    before: Rank | None = rows.get(kind)
    rank = 1 if before is None else before.last + 1
    # An upcast fact says the words of the newest type, whatever it was stored under.
    entry = Entry(recorded.data.TYPE, recorded.audience, Raw(_ENCODER.encode(recorded)))
    return {kind: Rank(rank), f"{kind}/{rank:08d}": entry}


def kept(rows: Mapping[str, Any], reader: Audience | None) -> list[Recorded[Any]]:
    """Return the facts kept that the reader may see: those of each key as kept, merged by their record."""
    of_keys: dict[str, list[Recorded[Any]]] = defaultdict(list)
    for place, row in rows.items():
        if isinstance(row, Entry) and may_read(reader, row.audience):
            of_keys[place[: place.find("/")]].append(_decoder(row.type).decode(row.fact))
    return list(merge(*of_keys.values(), key=lambda fact: fact.recorded_at))


@cache
def _decoder(stored: str) -> msgspec.json.Decoder[Recorded[Any]]:
    return msgspec.json.Decoder(Recorded[FACTS[stored]])


# Money on an invoice ---------------------------------------------------------------------------


class Owed(Struct, frozen=True, gc=False):
    """What a client owes on one invoice, and what became of it; cents, tax included."""

    total: int
    credited: int = 0
    paid: int = 0
    written_off: int = 0
    penalties: int = 0
    penalties_paid: int = 0

    @property
    def payable(self) -> int:
        """What a payment may still be for, what was given up as lost included."""
        return self.total - self.credited - self.paid

    @property
    def open(self) -> int:
        """What is still owed; below zero, what is owed back."""
        return self.payable - self.written_off

    @property
    def penalties_open(self) -> int:
        """What is still owed for lateness."""
        return self.penalties - self.penalties_paid

    def changed(self, *, paid: int = 0, credited: int = 0, penalties_paid: int = 0) -> "Owed":
        """Return it after money came or went, or was credited; a loss is never more than what is payable."""
        after = replace(
            self,
            paid=self.paid + paid,
            credited=self.credited + credited,
            penalties_paid=self.penalties_paid + penalties_paid,
        )
        return replace(after, written_off=min(self.written_off, max(after.payable, 0)))


class Part(Struct, frozen=True, gc=False):
    """What a bank line pays of an invoice, and of the penalties on it; cents."""

    number: str
    allocated: int
    penalties: int = 0


Parts = tuple[Part, ...]


def moved_to(parts: Parts, number: str, amount: int) -> Parts:
    """Return the parts with so much more, or less, on an invoice."""
    there = next((part for part in parts if part.number == number), Part(number, 0))
    others = tuple(part for part in parts if part.number != number)
    return (*others, replace(there, allocated=there.allocated + amount))
