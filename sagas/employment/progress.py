"""What the story of employment remembers of a consultant: contracts, hires, missions, care, days."""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct, field

from domain.consultant.consultant import NO_END, Span, lasting, spanned
from domain.language import FactId, Key, MissionId, Party
from sagas.asks import SagaProgress

YEAR_MONTHS = 12


class Contract(Struct, frozen=True, kw_only=True, gc=False):
    """An employment contract; `since` is its last renewal, or its conclusion."""

    fact: FactId
    since: FactId
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
    ended: FactId | None = None
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
    def whole(self) -> bool:
        """Is nothing missing but an employment contract, if anything?"""
        return self.consented and self.signed >= {Party.CLIENT, Party.UMBRELLA}


class MissionOf(Struct, frozen=True, kw_only=True, gc=False):
    """A mission of the consultant's: its dates, its signatures, whether it is over."""

    id: MissionId
    starts_on: date | None = None
    ends_on: date | None = None
    verified: FactId | None = None
    started: FactId | None = None
    signings: Mapping[Key, Signing] = field(default_factory=dict[Key, Signing])
    complete: Mapping[Key, FactId] = field(default_factory=dict[Key, FactId])
    over: FactId | None = None


class Due(Struct, frozen=True, gc=False):
    """Something due by a day, because of a fact."""

    fact: FactId
    on: date


class Prospecting(Struct, frozen=True, gc=False):
    """A time between two missions: when a dismissal may begin, until when the reserve pays."""

    fact: FactId
    dismissal_from: date
    allocation_until: date | None


class EmploymentProgress(SagaProgress, frozen=True, kw_only=True):
    """How far the employment of a consultant is."""

    contracts: Mapping[str, Contract] = field(default_factory=dict[str, Contract])
    hires: frozenset[date] = frozenset()
    missions: Mapping[str, MissionOf] = field(default_factory=dict[str, MissionOf])
    interviews: Mapping[Key, Due] = field(default_factory=dict[Key, Due])
    level: Due | None = None
    prospecting: Prospecting | None = None
    half_days: Mapping[str, Mapping[str, int]] = field(default_factory=dict[str, Mapping[str, int]])
    extra_days: Mapping[str, int] = field(default_factory=dict[str, int])
    beyond: FactId | None = None

    @property
    def latest(self) -> Contract | None:
        """The contract concluded last."""
        return next(reversed(tuple(self.contracts.values())), None)

    def employed(self, mission: MissionOf) -> bool:
        """Is nothing left to conclude for it? Once its work has begun, what is past stays as it was."""
        first, last = mission.starts_on, mission.ends_on
        if first is None:
            return False
        spans = [one.span for one in self.contracts.values() if one.mission in (None, mission.id)]
        return spanned(spans, first, last) or (mission.started is not None and lasting(spans, first, last))
