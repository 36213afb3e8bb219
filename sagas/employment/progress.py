"""The progress of the saga of employment: contracts, hires, missions, interviews and days of a consultant."""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct, field

from domain.consultant.consultant import NO_END, Span, any_lasts_until, cover_all_days
from domain.language import EventId, Key, MissionId, Party
from sagas.asks import SagaProgress

YEAR_MONTHS = 12


class TrackedContract(Struct, frozen=True, kw_only=True, gc=False):
    """An employment contract; `since` is the event of its last renewal, or of its conclusion."""

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
        """The first and the last day; without an end, the last day is `NO_END`."""
        return (self.starts_on, self.ended_on or self.ends_on or NO_END)


class Signing(Struct, frozen=True, gc=False):
    """The signatures and the consent to the service contract, or to the amendment of a change."""

    signed: frozenset[Party] = frozenset()
    consented: bool = False

    @property
    def is_complete(self) -> bool:
        """True if both parties signed and the consultant consented; an employment contract may be missing."""
        return self.consented and self.signed >= {Party.CLIENT, Party.UMBRELLA}


class EmployedMission(Struct, frozen=True, kw_only=True, gc=False):
    """A mission of the consultant: its dates, its signatures, and the event that ended it."""

    id: MissionId
    starts_on: date | None = None
    ends_on: date | None = None
    verified: EventId | None = None
    started: EventId | None = None
    signings: Mapping[Key, Signing] = field(default_factory=dict[Key, Signing])
    complete: Mapping[Key, EventId] = field(default_factory=dict[Key, EventId])
    over: EventId | None = None


class DueDay(Struct, frozen=True, gc=False):
    """A day by which an act is due, and the event that caused it."""

    fact: EventId
    on: date


class TrackedProspecting(Struct, frozen=True, gc=False):
    """A period without mission: the first day for a dismissal, and the last day of the allowance."""

    fact: EventId
    dismissal_from: date
    allocation_until: date | None


class EmploymentProgress(SagaProgress, frozen=True, kw_only=True):
    """The employment of a consultant."""

    contracts: Mapping[str, TrackedContract] = field(default_factory=dict[str, TrackedContract])
    hires: frozenset[date] = frozenset()
    missions: Mapping[str, EmployedMission] = field(default_factory=dict[str, EmployedMission])
    interviews: Mapping[Key, DueDay] = field(default_factory=dict[Key, DueDay])
    level: DueDay | None = None
    prospecting: TrackedProspecting | None = None
    half_days: Mapping[str, Mapping[str, int]] = field(default_factory=dict[str, Mapping[str, int]])
    extra_days: Mapping[str, int] = field(default_factory=dict[str, int])
    beyond: EventId | None = None

    @property
    def latest_contract(self) -> TrackedContract | None:
        """The last concluded contract."""
        return next(reversed(tuple(self.contracts.values())), None)

    def is_covered(self, mission: EmployedMission) -> bool:
        """Return true if contracts cover the mission; once work began, the remaining days are enough."""
        first, last = mission.starts_on, mission.ends_on
        if first is None:
            return False
        spans = [
            contract.span for contract in self.contracts.values() if contract.mission in (None, mission.id)
        ]
        return cover_all_days(spans, first, last) or (
            mission.started is not None and any_lasts_until(spans, first, last)
        )
