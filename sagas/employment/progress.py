"""What the saga of employment remembers of a consultant: contracts, hires, missions, care, days."""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct, field

from domain.consultant.consultant import NO_END, Span, any_lasts_until, cover_all_days
from domain.language import EventId, Key, MissionId, Party
from sagas.asks import SagaProgress

YEAR_MONTHS = 12


class TrackedContract(Struct, frozen=True, kw_only=True, gc=False):
    """An employment contract; `since` is its last renewal, or its conclusion."""

    fact: EventId
    since: EventId
    mission: MissionId | None
    fixed_term: bool
    starts_on: date
    ends_on: date | None = None
    uncertain: bool = False
    deliver_by: date | None = None
    delivered: bool = False
    trial_ends_on: date | None = None
    trial_over: bool = False
    days_a_year: int | None = None
    ended: EventId | None = None
    ended_on: date | None = None
    settlement_due_on: date | None = None
    settled: bool = False

    @property
    def span(self) -> Span:
        """Its first day and its last, as far as it is known."""
        return (self.starts_on, self.ended_on or self.ends_on or NO_END)


class Signing(Struct, frozen=True, gc=False):
    """Who signed and consented: to the service contract, or to the amendment of a change."""

    signed: frozenset[Party] = frozenset()
    consented: bool = False

    @property
    def is_complete(self) -> bool:
        """Is nothing missing but an employment contract, if anything?"""
        return self.consented and self.signed >= {Party.CLIENT, Party.UMBRELLA}


class EmployedMission(Struct, frozen=True, kw_only=True, gc=False):
    """A mission of the consultant's: its dates, its signatures, whether it is over."""

    id: MissionId
    starts_on: date | None = None
    ends_on: date | None = None
    verified: EventId | None = None
    started: EventId | None = None
    signings: Mapping[Key, Signing] = field(default_factory=dict[Key, Signing])
    complete: Mapping[Key, EventId] = field(default_factory=dict[Key, EventId])
    over: EventId | None = None


class DueDay(Struct, frozen=True, gc=False):
    """Something due by a day, because of an event."""

    fact: EventId
    on: date


class ProspectingPeriod(Struct, frozen=True, gc=False):
    """A time between two missions: when a dismissal may begin, until when the reserve pays."""

    fact: EventId
    dismissal_from: date
    allocation_until: date | None


class EmploymentProgress(SagaProgress, frozen=True, kw_only=True):
    """How far the employment of a consultant is."""

    contracts: Mapping[str, TrackedContract] = field(default_factory=dict[str, TrackedContract])
    hires: frozenset[date] = frozenset()
    missions: Mapping[str, EmployedMission] = field(default_factory=dict[str, EmployedMission])
    interviews: Mapping[Key, DueDay] = field(default_factory=dict[Key, DueDay])
    level: DueDay | None = None
    prospecting: ProspectingPeriod | None = None
    half_days: Mapping[str, Mapping[str, int]] = field(default_factory=dict[str, Mapping[str, int]])
    extra_days: Mapping[str, int] = field(default_factory=dict[str, int])
    beyond: EventId | None = None

    @property
    def latest(self) -> TrackedContract | None:
        """The contract concluded last."""
        return next(reversed(tuple(self.contracts.values())), None)

    def is_covered(self, mission: EmployedMission) -> bool:
        """Is nothing left to conclude for it? Once its work has begun, what is past stays as it was."""
        first, last = mission.starts_on, mission.ends_on
        if first is None:
            return False
        spans = [one.span for one in self.contracts.values() if one.mission in (None, mission.id)]
        return cover_all_days(spans, first, last) or (
            mission.started is not None and any_lasts_until(spans, first, last)
        )
