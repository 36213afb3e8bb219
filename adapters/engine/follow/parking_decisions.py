"""What an operator decided about parked lines; decisions are facts, honoured by every replay."""

from typing import NamedTuple, cast

from adapters.engine.follow.derived import Parked
from adapters.engine.follow.followed_log import Log
from adapters.engine.store.codec import Codec
from adapters.engine.store.recorder import Store
from domain.language import Kind, named
from domain.operations.events import LineRetried, LineSkipped

WHOLE = "*"
"""The key under which a reader as a whole is parked: it could not tell whom a fact is about."""


class Decision(NamedTuple):
    """What was decided about a parked line: to go on after its fact, or to try it again."""

    skips: bool
    position: int


class Decisions:
    """The decisions in the log; read anew when there are more."""

    def __init__(self, store: Store, codec: Codec) -> None:
        self._store = store
        self._codec = codec
        self._stream = named(Kind.OPERATIONS, store.tenant).key
        self._seen = 0
        self._decided: dict[tuple[str, str, str], Decision] = {}
        self.skips_any = False
        """Whether any fact is to be passed over by anybody."""
        self.refresh()

    def refresh(self) -> None:
        """Read what was decided since."""
        for fact in self._store.select_events(self._stream)[self._seen :]:
            self._seen += 1
            if fact.topic in (LineSkipped.TYPE, LineRetried.TYPE):
                decided = cast("LineSkipped | LineRetried", self._codec.decode(fact.topic, fact.state).data)
                place = (decided.line.name, decided.line.key, str(decided.fact))
                self._decided[place] = Decision(isinstance(decided, LineSkipped), fact.id)
                self.skips_any |= isinstance(decided, LineSkipped)

    def about(self, reader: str, parked: Parked) -> Decision | None:
        """Return what was decided about a parked line since it last heard of a decision."""
        decision = self._decided.get((reader, parked.key, parked.fact))
        return decision if decision is not None and decision.position > parked.decided else None

    @classmethod
    def of(cls, log: Log) -> "Decisions":
        """Return the decisions in a log."""
        return cls(log.store, log.codec)

    def is_skipped(self, reader: str, key: str, fact: str) -> bool:
        """Say whether a fact is to be passed over under this key, for ever."""
        decision = self._decided.get((reader, key, fact))
        return decision is not None and decision.skips
