"""Follows the log for one saga; stores its progress and reconciles its outbox in one transaction."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from adapters.engine.follow.checkpoints import Checkpoint, ParkedKey
from adapters.engine.follow.derived import Derived
from adapters.engine.follow.derived_database import Session
from adapters.engine.follow.followed_log import FollowedLog
from adapters.engine.follow.follower import Follower
from adapters.engine.follow.log_subscription import PROGRESS, subscription_of_saga
from adapters.engine.follow.outbox import build_outbox_commands, due_instant, reconcile_outbox
from adapters.engine.follow.parking_decisions import ParkingDecisions
from domain.asking.outside_ask import AskAbout
from domain.mission.asking import AskParty
from domain.record import Recorded
from sagas.saga import Deadline, Saga, SagaDue


class SagaFollower(Follower):
    """The follower of a saga: it also adds new due commands to the outbox and cancels obsolete ones."""

    def __init__(
        self,
        saga: Saga[Any],
        checkpoint: Checkpoint,
        log: FollowedLog,
        derived: Derived,
        decisions: ParkingDecisions,
    ) -> None:
        super().__init__(subscription_of_saga(saga), checkpoint, log, derived, decisions)
        self._saga = saga
        self._changed_progress: dict[str, Any] = {}
        self._event_times: dict[UUID, datetime] = {}
        self._due_by_key: dict[str, frozenset[SagaDue]] = {}
        self._collects_each = False

    def _fold_step(self, until: int | None) -> Checkpoint | None:
        """Fold one step of the log, then collect the due commands of all changed keys."""
        to = super()._fold_step(until)
        # Collecting once a step is cheaper than once an event. If one key fails, the step is folded again
        # and collects after each event, so that exactly this key is parked at exactly this event.
        try:
            self._collect_due()
        except Exception:
            self._discard_changes()
            with self._collect_after_each():
                return super()._fold_step(until)
        return to

    def _resume_key(self, parked: ParkedKey) -> None:
        with self._collect_after_each():
            super()._resume_key(parked)

    def _evolve_rows(self, key: str, recorded: Recorded[Any]) -> Mapping[str, Any]:
        rows = super()._evolve_rows(key, recorded)
        if rows:
            self._changed_progress[key] = rows[PROGRESS]
            self._event_times[recorded.id] = recorded.time
            if self._collects_each:
                self._collect_due()
        return rows

    def _collect_due(self) -> None:
        """Compute the due commands of each key whose progress changed."""
        due_commands, changed = self._saga.due, self._changed_progress
        self._changed_progress = {}
        self._due_by_key |= {key: due_commands(key, progress) for key, progress in changed.items()}

    @contextmanager
    def _collect_after_each(self) -> Generator[None]:
        """Collect after each event: a key whose due commands cannot be computed is parked at that event."""
        self._collects_each = True
        try:
            yield
        finally:
            self._collects_each = False

    def _discard_changes(self) -> None:
        super()._discard_changes()
        self._changed_progress, self._event_times, self._due_by_key = {}, {}, {}

    def _write_changes(self, session: Session) -> None:
        super()._write_changes(session)
        # A rebuild beside the live rows sends nothing: `rebuild_outbox` runs when it replaces them.
        if self.checkpoint.live:
            name, times = self.subscription.name, self._event_times
            late = {due for dues in self._due_by_key.values() for due in dues if _is_already_late(due, times)}
            commands_by_key = {
                key: build_outbox_commands(name, key, dues, late) for key, dues in self._due_by_key.items()
            }
            reconcile_outbox(session, name, commands_by_key, self._log.store.select_answers)
        self._event_times, self._due_by_key = {}, {}


def _is_already_late(due: SagaDue, times: Mapping[UUID, datetime]) -> bool:
    """Return whether the ask was already late when its cause was recorded; it is then sent at once."""
    if not isinstance(due, Deadline) or not isinstance(due.command, AskParty | AskAbout):
        return False
    time = times.get(due.because_of)
    return time is not None and (due_instant(due) or time) <= time
