"""A subscription of the library for our stores: its own can stall on PostgreSQL, and SQLite has none."""

from collections import deque
from collections.abc import Sequence
from typing import TYPE_CHECKING

from eventsourcing.persistence import Notification, Subscription

if TYPE_CHECKING:
    from adapters.engine.store.recorder import Store

LIMIT = 5_000
PATIENCE_SECONDS = 0.1  # the longest wait before the subscription sees that it was stopped


class StoreSubscription(Subscription["Store"]):
    """Reads the log to its end, then waits for more."""

    def __init__(self, store: "Store", gt: int | None, topics: Sequence[str]) -> None:
        super().__init__(store, gt, topics)
        self._waiting: deque[Notification] = deque()

    def __next__(self) -> Notification:
        while not self._waiting and not self._has_been_stopped:
            self._waiting.extend(self._select_more())
        if self._has_been_stopped:
            raise StopIteration
        return self._waiting.popleft()

    def _select_more(self) -> Sequence[Notification]:
        position = self._last_notification_id or 0
        head = self._recorder.await_beyond(position, PATIENCE_SECONDS)
        more = self._recorder.select_notifications(
            position, LIMIT, head, self._topics, inclusive_of_start=False
        )
        self._last_notification_id = more[-1].id if len(more) == LIMIT else max(head, position)
        return more
