"""The port of a store, a recorder of the `eventsourcing` library; dispatcher, followers and relay use it."""

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, cast
from uuid import UUID

from eventsourcing.persistence import AggregateRecorder, ProcessRecorder, StoredEvent, Subscription, Tracking

from adapters.engine.store.stored import (
    ClockKind,
    EventRow,
    ForeignTopic,
    HeadMoved,
    StoredAnswer,
    StoredNotification,
)
from adapters.engine.store.subscription import StoreSubscription

LIMIT = 5_000
"""The most events of one select when the log is read to its end."""

OWN_TOPICS = "fr.jalon."


class UnitOfWork(AggregateRecorder):
    """The recorder within one transaction, which the store keeps only if no other writer added after `head`.

    All selects return the log up to `head`, without the events inserted in this unit of work.
    """

    head: int

    @abstractmethod
    def insert_events(
        self,
        stored_events: Sequence[StoredEvent],
        *,
        answers: Sequence[StoredAnswer] = (),
        tracking: Tracking | None = None,
        **_: Any,
    ) -> Sequence[int]:
        """Insert events, with their answers and tracking; return their positions.

        A `StoredNotification` states its position, from `head + 1` on. Raises the library's `IntegrityError`,
        now or at the end, if a version, position or answer is there already.
        """

    @abstractmethod
    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> list[StoredNotification]:
        """Return the events of a stream."""

    @abstractmethod
    def select_notifications(
        self,
        start: int | None,
        limit: int | None = None,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> list[StoredNotification]:
        """Return the events from one position to another, those of other writers included."""

    @abstractmethod
    def select_states(self, originator_id: UUID) -> list[tuple[str, bytes]]:
        """Return topic and state of the events of a stream: all that `evolve` needs."""

    @abstractmethod
    def select_answers(self, command_ids: Sequence[UUID]) -> dict[UUID, StoredAnswer]:
        """Return the known answers to these commands.

        An optimistic unit of work does not look; a duplicate then fails the commit with `HeadMoved`.
        """


class Store(ProcessRecorder):
    """The log of one tenant under one clock."""

    tenant: str
    clock: ClockKind
    foreign_topics_allowed = False

    @abstractmethod
    def begin_unit_of_work(self) -> AbstractContextManager[UnitOfWork]:
        """Begin a unit of work; the store keeps what was inserted if the block ends without an exception.

        Raises `HeadMoved` at the end of the block if the log head moved, even if nothing was inserted.
        """

    def insert_events(
        self, stored_events: Sequence[StoredEvent], *, expected_head: int | None = None, **kwargs: Any
    ) -> Sequence[int]:
        """Insert events, with their answers and tracking, in a unit of work of their own.

        Raises `HeadMoved` if the log head is not `expected_head`; without it, a lost race is tried again.
        Raises `ForeignTopic` for an event that is not of Jalon.
        """
        self._refuse_foreign_topics(stored_events)
        while True:
            try:
                return self._insert_on(expected_head, stored_events, **kwargs)
            except HeadMoved:
                if expected_head is not None:
                    raise

    @abstractmethod
    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> list[StoredNotification]:
        """Return the events of a stream, in its order."""

    @abstractmethod
    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> list[StoredNotification]:
        """Return the events from one position on, at most `limit`."""

    def max_notification_id(self) -> int:
        """Return the log head, none before the first event (the base class declares `int` only)."""
        return cast("int", self.head() or None)

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> Subscription[Any]:
        """Follow the log."""
        return StoreSubscription(self, gt, topics)

    @abstractmethod
    def head(self) -> int:
        """Return the log head, 0 before the first event."""

    def read_log(self, after: int = 0) -> Iterator[StoredNotification]:
        """Read the log to its end."""
        while found := self.select_notifications(after, LIMIT, inclusive_of_start=False):
            yield from found
            after = found[-1].id

    @abstractmethod
    def select_chunks(self, after: int, limit: int, types: frozenset[str]) -> Iterator[list[EventRow]]:
        """Read the events of some types to the end of the log, `limit` at a time.

        The types are without their version number (`fr.jalon.mission.invoiced.v`). A server fetches the next
        chunk while its follower works on one.
        """

    @abstractmethod
    def select_states(self, originator_id: UUID) -> list[tuple[str, bytes]]:
        """Return topic and state of the events of a stream: all that `evolve` needs."""

    @abstractmethod
    def select_answers(self, command_ids: Sequence[UUID]) -> dict[UUID, StoredAnswer]:
        """Return the answers to these commands."""

    @abstractmethod
    def read_answers(self) -> Iterator[StoredAnswer]:
        """Read all answers by command id; one that is added meanwhile may be missing."""

    @abstractmethod
    def await_beyond(self, position: int, seconds: float) -> int:
        """Wait until the log goes beyond a position, at most `seconds`; return the log head."""

    @abstractmethod
    def check(self) -> list[str]:
        """Return the faults of the store, a sentence each."""

    @abstractmethod
    def unsafe_settings(self) -> list[str]:
        """Return the settings under which a power failure could lose an event that was answered."""

    @abstractmethod
    def close(self) -> None:
        """Close the store."""

    def _insert_on(
        self, head: int | None, stored_events: Sequence[StoredEvent], **kwargs: Any
    ) -> Sequence[int]:
        with self.begin_unit_of_work() as unit:
            if head not in (None, unit.head):
                raise HeadMoved
            return unit.insert_events(stored_events, **kwargs)

    def _refuse_foreign_topics(self, stored_events: Sequence[StoredEvent]) -> None:
        # The dispatcher writes through a unit of work, so this check costs it nothing.
        if not self.foreign_topics_allowed:
            for event in stored_events:
                if not event.topic.startswith(OWN_TOPICS):
                    raise ForeignTopic(event.topic)
