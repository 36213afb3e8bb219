"""What an operator decided about parked lines; decisions are events, honoured by every replay."""

from typing import NamedTuple, cast

from adapters.engine.follow.derived import Parked
from adapters.engine.follow.followed_log import FollowedLog
from adapters.engine.store.codec import Codec
from adapters.engine.store.recorder import Store
from domain.language import Kind, stream_of_key
from domain.operations.events import LineRetried, LineSkipped

ALL_KEYS = "*"
"""The key under which a reader as a whole is parked: it could not tell whom an event is about."""


class ParkingDecision(NamedTuple):
    """What was decided about a parked line: to go on after its event, or to try it again."""

    skips: bool
    position: int


class ParkingDecisions:
    """The decisions in the log; read anew when there are more."""

    def __init__(self, store: Store, codec: Codec) -> None:
        self._store = store
        self._codec = codec
        self._stream = stream_of_key(Kind.OPERATIONS, store.tenant).key
        self._read_count = 0
        self._decided: dict[tuple[str, str, str], ParkingDecision] = {}
        self.skips_any = False
        """Whether any event is to be passed over by anybody."""
        self.read_new()

    def read_new(self) -> None:
        """Read what was decided since."""
        for event in self._store.select_events(self._stream)[self._read_count :]:
            self._read_count += 1
            if event.topic in (LineSkipped.TYPE, LineRetried.TYPE):
                decided = cast("LineSkipped | LineRetried", self._codec.decode(event.topic, event.state).data)
                parked_at = (decided.line.name, decided.line.key, str(decided.fact))
                self._decided[parked_at] = ParkingDecision(isinstance(decided, LineSkipped), event.id)
                self.skips_any |= isinstance(decided, LineSkipped)

    def find_decision(self, subscription: str, parked: Parked) -> ParkingDecision | None:
        """Return what was decided about a parked line since it last heard of a decision."""
        decision = self._decided.get((subscription, parked.key, parked.fact))
        return decision if decision is not None and decision.position > parked.decided else None

    @classmethod
    def from_log(cls, log: FollowedLog) -> "ParkingDecisions":
        """Return the decisions in a log."""
        return cls(log.store, log.codec)

    def is_skipped(self, subscription: str, key: str, event: str) -> bool:
        """Say whether an event is to be passed over under this key, for ever."""
        decision = self._decided.get((subscription, key, event))
        return decision is not None and decision.skips
