"""The state of a consultant: registered, qualified, hired, followed, until the end of employment."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from msgspec import Struct, field
from msgspec.structs import replace

from domain.consultant.employment_terms import ContractKind, InterviewKind, WorkingTime
from domain.language import NOBODY, ClientId, EventId, Level, MissionId, Retention, UmbrellaId

NO_END = date.max
A_DAY = timedelta(days=1)

Span = tuple[date, date]


class EmploymentContract(Struct, frozen=True, kw_only=True):
    """An employment contract: its kind, its dates, its trial, whether it was delivered and settled."""

    kind: ContractKind
    starts_on: date
    ends_on: date = NO_END
    mission: MissionId | None = None
    delivered: bool = False
    deliver_by: date | None = None
    renewals: int = 0
    postponed_from: date | None = None
    least_until: date | None = None
    executive: bool = False
    time: WorkingTime | None = None
    trial_ends_on: date | None = None
    trial_renewed: bool = False
    trial_over: bool = False
    ended_on: date | None = None
    over: bool = False
    to_heirs: bool = False
    settled: bool = False

    @property
    def is_fixed_term(self) -> bool:
        """True for a fixed-term contract."""
        return self.kind is ContractKind.FIXED_TERM

    @property
    def last_day(self) -> date:
        """The last day that it covers: the day of its end, or of its term."""
        return self.ended_on or self.ends_on

    def overlaps_days(self, first: date, last: date) -> bool:
        """True if it covers at least one of these days."""
        return self.starts_on <= last and first <= self.last_day


class ProspectingPeriod(Struct, frozen=True, kw_only=True):
    """A time between two missions."""

    from_on: date
    dismissal_from: date
    closed_on: date | None = None


class EmployerCare(Struct, frozen=True, kw_only=True):
    """What the employer follows: the time between missions, the interviews, the plans."""

    prospecting: tuple[ProspectingPeriod, ...] = ()
    interview_requests: Mapping[EventId, date] = field(default_factory=dict[EventId, date])  # due on
    interviews_due: Mapping[InterviewKind, date] = field(default_factory=dict[InterviewKind, date])
    plans: frozenset[EventId] = frozenset()


class Consultant(Struct, frozen=True, kw_only=True):
    """The state of a consultant; the identity stays sealed in the events."""

    registered: bool = False
    umbrella: UmbrellaId = UmbrellaId(NOBODY)
    qualified: bool = False
    levels: Mapping[date, Level] = field(default_factory=dict[date, Level])
    hires: frozenset[tuple[date, date]] = frozenset()  # declared on, hired on
    contracts: tuple[EmploymentContract, ...] = ()
    care: EmployerCare = EmployerCare()
    erased: frozenset[Retention] = frozenset()
    missions: Mapping[MissionId, ClientId] = field(default_factory=dict[MissionId, ClientId])

    @property
    def contract_kind(self) -> str:
        """The kind of the last employment contract, as the rule checks store it."""
        return self.contracts[-1].kind if self.contracts else "none"

    @property
    def prospecting(self) -> ProspectingPeriod | None:
        """The prospecting period that is open now, if any."""
        last = self.care.prospecting[-1:]
        return next((period for period in last if period.closed_on is None), None)

    def is_fixed_term(self, first: date, last: date) -> bool:
        """True if the contract of these days is fixed-term; of several, the latest to begin counts."""
        theirs = [contract for contract in self.contracts if contract.overlaps_days(first, last)]
        return bool(theirs) and max(theirs, key=lambda contract: contract.starts_on).is_fixed_term

    def contract_for(self, mission: MissionId | None) -> EmploymentContract | None:
        """Return the last fixed-term contract of a mission; without a mission, the last open-ended one."""
        theirs = [contract for contract in self.contracts if contract.mission == mission]
        return theirs[-1] if theirs else None

    def is_only_contract(self, mission: MissionId | None) -> bool:
        """True if the contract of a mission, or the open-ended one, is the only one that has not ended."""
        return all(contract.over or contract.mission == mission for contract in self.contracts)

    def level_on(self, day: date) -> Level:
        """Return the classification on a day; the first level is the default."""
        known = [start for start in self.levels if start <= day]
        return self.levels[max(known)] if known else Level.FIRST

    def first_level_since(self, day: date) -> date | None:
        """Return the day since which the first level has applied without a break, seen from a day."""
        since = None
        for start in sorted(start for start in self.levels if start <= day):
            first = self.levels[start] is Level.FIRST
            since = (since or start) if first else None
        return since

    def was_hire_declared(self, day: date) -> bool:
        """True if the hire that covers this day was declared by this day (L1221-10).

        An employment that ended before the one of this day was another hire, with its own declaration.
        """
        began = min((one.starts_on for one in self.contracts if one.overlaps_days(day, day)), default=day)
        over = max((one.last_day for one in self.contracts if one.last_day < began), default=date.min)
        return any(declared <= day and over < hired <= day for declared, hired in self.hires)

    def is_covered(self, mission: MissionId, first: date, last: date | None) -> bool:
        """True if an open-ended contract and the fixed-term ones of this mission cover each of these days."""
        return cover_all_days(self._contract_spans(mission), first, last)

    def is_employed(self, mission: MissionId, first: date, last: date | None, *, begun: bool) -> bool:
        """True if no contract is missing for these days; once work has begun, past gaps do not count."""
        spans = self._contract_spans(mission)
        return cover_all_days(spans, first, last) or (begun and any_lasts_until(spans, first, last))

    def _contract_spans(self, mission: MissionId) -> list[Span]:
        theirs = [contract for contract in self.contracts if contract.mission in (None, mission)]
        return [(contract.starts_on, contract.last_day) for contract in theirs]


def cover_all_days(spans: Iterable[Span], first: date, last: date | None) -> bool:
    """True if these spans cover every day from first to last; only the first if the end is unknown."""
    day, until = first, last or first
    for starts_on, ends_on in sorted(spans):
        if starts_on <= day <= ends_on:
            if ends_on >= until:
                return True
            day = ends_on + A_DAY
    return False


def any_lasts_until(spans: Iterable[Span], first: date, last: date | None) -> bool:
    """True if one of these spans lasts to the end, even if it began late."""
    return any(starts_on <= (last or max(first, starts_on)) <= ends_on for starts_on, ends_on in spans)


def with_contract(consultant: Consultant, mission: MissionId | None, **changes: object) -> Consultant:
    """Return the consultant with a change in the last contract of a mission, or in the open-ended one."""
    theirs = consultant.contract_for(mission)
    altered = tuple(
        replace(contract, **changes) if contract is theirs else contract for contract in consultant.contracts
    )
    return replace(consultant, contracts=altered)
