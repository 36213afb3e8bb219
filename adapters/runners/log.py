"""The log as readers take it: page by page, each fact decoded once for all who need it."""

from collections import OrderedDict
from typing import Any

import msgspec

from adapters.runners.derived import Stand
from adapters.runners.reading import Reader
from adapters.store.codec import Codec
from adapters.store.port import Store
from adapters.store.stored import StoredFact
from domain.record import Recorded

PAGE = 5_000
PAGES_KEPT = 2


class Line:
    """A stored fact, decoded when a reader first needs it."""

    __slots__ = ("_codec", "_recorded", "body", "position", "type")

    def __init__(self, fact: StoredFact, codec: Codec) -> None:
        self.position, self.type, self.body = fact.position, fact.type, fact.body
        self._codec = codec
        self._recorded: Recorded[Any] | None = None

    @property
    def recorded(self) -> Recorded[Any]:
        """The fact; raises `UnknownFact` or `UnreadableFact`."""
        if self._recorded is None:
            self._recorded = self._codec.decode(self.type, self.body)
        return self._recorded

    @property
    def envelope(self) -> Recorded[Any]:
        """The fact with its data left as it is stored: all that can be read of a type not known here."""
        return _ENVELOPE.decode(self.body)


_ENVELOPE = msgspec.json.Decoder(Recorded[msgspec.Raw])


class Log:
    """The log of a store; those who stand at the same place are given the same page."""

    def __init__(
        self, store: Store, codec: Codec, page: int = PAGE, only: frozenset[str] | None = None
    ) -> None:
        self.store = store
        self.codec = codec
        self._page = page
        self._only = only
        self._pages: OrderedDict[int, list[Line]] = OrderedDict()

    def only(self, reader: Reader) -> "Log":
        """Return the log as one reader needs it: no fact of another type, but for the last of all."""
        return Log(self.store, self.codec, self._page, reader.unversioned)

    def page(self, after: int) -> list[Line]:
        """Return the facts that follow a position, some thousands at most."""
        page = self._pages.get(after)
        if page is None:
            page = self._read(after)
            if page:
                self._pages[after] = page
            if len(self._pages) > PAGES_KEPT:
                self._pages.popitem(last=False)
        return page

    def _read(self, after: int) -> list[Line]:
        only = self._only
        facts = self.store.read(after, self._page) if only is None else self._needed(after, only)
        return [Line(fact, self.codec) for fact in facts]

    def _needed(self, after: int, only: frozenset[str]) -> list[StoredFact]:
        """Return the facts of some types; the end of the log is its last fact, of whatever type."""
        head = self.store.head()
        facts = self.store.read(after, self._page, only)
        last = facts[-1].position if facts else after
        if len(facts) < self._page and last < head:
            facts += self.store.read(head - 1, 1)
        return facts

    def holds(self, stand: Stand) -> bool:
        """Say whether this is the log that a reader stands on: an older copy may have taken its place."""
        if stand.position == 0:
            return True
        facts = self.store.read(stand.position - 1, 1)
        return bool(facts) and str(Line(facts[0], self.codec).envelope.id) == stand.last

    def at(self, position: int) -> Line:
        """Return the fact of a position."""
        (fact,) = self.store.read(position - 1, 1)
        return Line(fact, self.codec)
