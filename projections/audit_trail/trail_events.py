"""The events of a trail, with lookups by kind."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, TypeVar
from uuid import UUID

from domain.language import Kind
from domain.mission.events.changing import ScopeAmended
from domain.mission.events.scoping import MissionScoped, MissionTakenOver, NeedStated, ScopeRevised
from domain.mission.events.working import MissionStarted
from domain.mission.terms import Need, Scope
from domain.record import Event, Recorded

E = TypeVar("E", bound=Event)


@dataclass(frozen=True)
class TrailEvents:
    """The events of a mission that a reader may see, in the order of the log."""

    events: list[Recorded[Any]]

    def events_of(self, *kinds: type[E]) -> list[Recorded[E]]:
        """Return the events of some kinds."""
        return [event for event in self.events if isinstance(event.data, kinds)]

    def last_of(self, *kinds: type[E]) -> Recorded[E] | None:
        """Return the last event of some kinds."""
        found = self.events_of(*kinds)
        return found[-1] if found else None

    @property
    def mission(self) -> UUID | None:
        """The mission of the trail."""
        return next((event.stream.id for event in self.events if event.stream.kind is Kind.MISSION), None)

    @cached_property
    def naming_event(self) -> Recorded[NeedStated] | Recorded[MissionTakenOver] | None:
        """The event that names the parties and the need."""
        return self.last_of(NeedStated) or self.last_of(MissionTakenOver)

    @property
    def need(self) -> Need | None:
        """The need of the client."""
        return self.naming_event.data.need if self.naming_event is not None else None

    @cached_property
    def scope(self) -> Scope | None:
        """The last agreed scope."""
        scoped = self.last_of(MissionScoped, ScopeRevised, ScopeAmended, MissionTakenOver)
        return scoped.data.scope if scoped is not None else None

    @property
    def first_day(self) -> date | None:
        """The first day worked."""
        started, taken = self.last_of(MissionStarted), self.last_of(MissionTakenOver)
        if started is not None:
            return started.data.first_day
        return taken.data.past.started_on if taken is not None else None

    @property
    def contract_due_on(self) -> date | None:
        """The legal day for the contract and its copy."""
        started = self.last_of(MissionStarted, MissionTakenOver)
        return started.data.contract_due_on if started is not None else None
