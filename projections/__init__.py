"""What readers see: one file or folder, one reader's question, folded from the facts alone.

A projection keeps small rows, each at its place under a key, and shows a page of them. Whatever runs it
keeps the rows; `fold` does in memory. Where a page needs what stands under other keys, such as the
consultant of a mission, `related` names those keys from the page's own rows, and `composed` lays their
rows beside them: a projection gives each kind of key places of its own, so that none hides another.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol, cast

from msgspec import Struct

from domain.account.events import EntryPosted
from domain.invoicing.series import NumberAllotted
from domain.language import Audience, Kind, Language, Stream
from domain.record import Brief, Event, Recorded
from domain.refused import RefusalRecorded

EVERYBODY = "all"
"""The key of a page that is about no one in particular."""

_MISSION = f"{Kind.MISSION}/"

Pages = dict[str, dict[str, Any]]
"""The rows of a projection by key, and by place under it."""


class Projection(Protocol):
    """What a module of this package offers.

    `TYPES` are the stored names of the facts that it needs, `VERSION` rises when its code changes
    meaning, `ROW` is the union of its rows, `Page` what it shows.
    """

    @property
    def NAME(self) -> str: ...  # noqa: D102, N802 -- a constant of the module
    @property
    def VERSION(self) -> int: ...  # noqa: D102, N802
    @property
    def ROW(self) -> Any: ...  # noqa: D102, N802
    @property
    def Page(self) -> Any: ...  # noqa: D102, N802
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

    # A module whose pages only grow says so (`GROWS = True`): its `evolve` asks for the last place alone and
    # puts rows behind it, so no long page is read to add a line to it. One that reads no more of a fact than
    # what is `Brief` says so too (`BRIEF = True`): the rest of the fact need not be decoded for it.

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


def last_place(rows: Mapping[str, Any]) -> str | None:
    """Return the last place taken under a key of a page that only grows."""
    return next(reversed(cast("dict[str, Any]", rows)), None)


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


def of_the_house(reader: Audience | None) -> bool:
    """Say whether the reader sees a file whole: the umbrella company, or an auditor."""
    return reader in (None, Audience.UMBRELLA)


def missions_of(recorded: Brief[Any]) -> set[str]:
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
