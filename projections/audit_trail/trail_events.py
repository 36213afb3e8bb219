"""The facts of a trail, as a reader asks about them."""

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
class Told:
    """All that a reader may see of a mission, in the order of its record."""

    facts: list[Recorded[Any]]

    def every(self, *kinds: type[E]) -> list[Recorded[E]]:
        """Return the facts of some kinds."""
        return [fact for fact in self.facts if isinstance(fact.data, kinds)]

    def last(self, *kinds: type[E]) -> Recorded[E] | None:
        """Return the last fact of some kinds."""
        found = self.every(*kinds)
        return found[-1] if found else None

    @property
    def mission(self) -> UUID | None:
        """The mission that the trail is of."""
        return next((fact.stream.id for fact in self.facts if fact.stream.kind is Kind.MISSION), None)

    @cached_property
    def named(self) -> Recorded[NeedStated] | Recorded[MissionTakenOver] | None:
        """The fact that names the parties and the need."""
        return self.last(NeedStated) or self.last(MissionTakenOver)

    @property
    def need(self) -> Need | None:
        """What the client needs."""
        return self.named.data.need if self.named is not None else None

    @cached_property
    def scope(self) -> Scope | None:
        """The scope as it was last agreed."""
        scoped = self.last(MissionScoped, ScopeRevised, ScopeAmended, MissionTakenOver)
        return scoped.data.scope if scoped is not None else None

    @property
    def first_day(self) -> date | None:
        """The first day worked."""
        started, taken = self.last(MissionStarted), self.last(MissionTakenOver)
        if started is not None:
            return started.data.first_day
        return taken.data.past.started_on if taken is not None else None

    @property
    def contract_due_on(self) -> date | None:
        """The day by which the law wants the contract concluded and its copy delivered."""
        started = self.last(MissionStarted, MissionTakenOver)
        return started.data.contract_due_on if started is not None else None
