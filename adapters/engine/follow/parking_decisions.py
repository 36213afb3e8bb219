"""The decisions of an operator about parked keys; they are events, so every replay applies them."""

from typing import NamedTuple, cast

from adapters.engine.follow.derived import ParkedKey
from adapters.engine.follow.followed_log import FollowedLog
from adapters.engine.store.codec import Codec
from adapters.engine.store.recorder import Store
from domain.language import Kind, stream_of_key
from domain.operations.events import LineRetried, LineSkipped

ALL_KEYS = "*"
"""The parked key of a follower that stops as a whole, because it cannot determine the keys of an event."""


class ParkingDecision(NamedTuple):
    """A decision about a parked key: skip its event for ever, or retry it."""

    skips: bool
    position: int


class ParkingDecisions:
    """The parking decisions in the log, read incrementally."""

    def __init__(self, store: Store, codec: Codec) -> None:
        self._store = store
        self._codec = codec
        self._stream = stream_of_key(Kind.OPERATIONS, store.tenant).key
        self._read_count = 0
        self._by_event: dict[tuple[str, str, str], ParkingDecision] = {}
        self.skips_any = False
        """Whether any follower skips any event: if not, `is_skipped` need not be called."""
        self.read_new()

    def read_new(self) -> None:
        """Read the decisions since the last call."""
        for event in self._store.select_events(self._stream)[self._read_count :]:
            self._read_count += 1
            if event.topic in (LineSkipped.TYPE, LineRetried.TYPE):
                decision = cast(
                    "LineSkipped | LineRetried", self._codec.decode(event.topic, event.state).data
                )
                parked_at = (decision.line.name, decision.line.key, str(decision.fact))
                self._by_event[parked_at] = ParkingDecision(isinstance(decision, LineSkipped), event.id)
                self.skips_any |= isinstance(decision, LineSkipped)

    def find_decision(self, subscription: str, parked: ParkedKey) -> ParkingDecision | None:
        """Return the decision about a parked key that it has not applied yet, None without one."""
        decision = self._by_event.get((subscription, parked.key, parked.fact))
        return decision if decision is not None and decision.position > parked.decided else None

    @classmethod
    def from_log(cls, log: FollowedLog) -> "ParkingDecisions":
        """Return the decisions in a log."""
        return cls(log.store, log.codec)

    def is_skipped(self, subscription: str, key: str, event: str) -> bool:
        """Return whether the follower skips this event under this key."""
        decision = self._by_event.get((subscription, key, event))
        return decision is not None and decision.skips
