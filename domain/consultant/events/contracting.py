"""The events of a running contract, and how each changes a consultant: trial, renewal, extra days."""

from datetime import date
from enum import StrEnum
from typing import assert_never
from uuid import UUID

from domain.consultant.consultant import Consultant, with_contract
from domain.language import BasisPoints, Count, DocumentHash, MissionId
from domain.record import BY_CONSULTANT, BY_UMBRELLA, FOR_CONSULTANT, Event, Ground


class TrialOutcome(StrEnum):
    """The outcome of a trial period."""

    CONFIRMED = "confirmed"
    ENDED_BY_UMBRELLA = "ended_by_umbrella"
    ENDED_BY_CONSULTANT = "ended_by_consultant"


class EmploymentContractRenewed(Event, frozen=True, kw_only=True):
    """A fixed-term contract was renewed before its term (renouvellement, L1254-17)."""

    TYPE = "fr.jalon.consultant.employment-contract-renewed.v1"
    BY = BY_UMBRELLA
    READERS = FOR_CONSULTANT

    mission: MissionId
    rank: Count
    was_until: date
    ends_on: date
    submitted_on: date
    document: DocumentHash
    grounds: tuple[Ground, ...]


class EmploymentContractPostponed(Event, frozen=True, kw_only=True):
    """The term was postponed by agreement, for the consultant to prospect (report du terme, L1254-13)."""

    TYPE = "fr.jalon.consultant.employment-contract-postponed.v1"
    BY = BY_UMBRELLA
    READERS = FOR_CONSULTANT

    mission: MissionId
    was_until: date
    ends_on: date
    document: DocumentHash
    grounds: tuple[Ground, ...]


class TrialPeriodRenewed(Event, frozen=True, kw_only=True):
    """The trial of an open-ended contract was renewed, once (IDCC 3219, art. 19)."""

    TYPE = "fr.jalon.consultant.trial-period-renewed.v1"
    BY = BY_UMBRELLA
    READERS = FOR_CONSULTANT

    was_until: date
    ends_on: date
    document: DocumentHash
    grounds: tuple[Ground, ...]


class TrialPeriodEnded(Event, frozen=True, kw_only=True):
    """The trial ended: confirmed, or broken off with the contract; a rule check shows if notice was kept.

    `notice_until` is the first day after the notice that the convention requires.
    """

    TYPE = "fr.jalon.consultant.trial-period-ended.v1"
    BY = BY_UMBRELLA | BY_CONSULTANT
    READERS = FOR_CONSULTANT

    mission: MissionId | None
    outcome: TrialOutcome
    told_on: date
    notice_until: date
    ends_on: date
    document: DocumentHash
    grounds: tuple[Ground, ...]


class ExtraDaysAgreed(Event, frozen=True, kw_only=True):
    """Days beyond the yearly count were agreed, for one year and a premium (IDCC 3219, art. 27.1)."""

    TYPE = "fr.jalon.consultant.extra-days-agreed.v1"
    BY = BY_UMBRELLA
    READERS = FOR_CONSULTANT

    from_on: date
    days: Count
    days_in_all: Count
    premium: BasisPoints
    document: DocumentHash
    grounds: tuple[Ground, ...]


ContractingEvent = (
    EmploymentContractRenewed
    | EmploymentContractPostponed
    | TrialPeriodRenewed
    | TrialPeriodEnded
    | ExtraDaysAgreed
)


def evolve_contracting(consultant: Consultant, event: ContractingEvent, _: UUID) -> Consultant:
    """Return the consultant after one more event of this stage."""
    match event:
        case EmploymentContractRenewed(mission=mission, rank=renewals, ends_on=day):
            return with_contract(consultant, mission, ends_on=day, renewals=renewals)
        case EmploymentContractPostponed(mission=mission, was_until=before, ends_on=day):
            known = consultant.contract_for(mission)
            first = known.postponed_from if known else None
            return with_contract(consultant, mission, ends_on=day, postponed_from=first or before)
        case TrialPeriodRenewed(ends_on=day):
            return with_contract(consultant, None, trial_ends_on=day, trial_renewed=True)
        case TrialPeriodEnded(mission=mission, outcome=TrialOutcome.CONFIRMED):
            return with_contract(consultant, mission, trial_over=True)
        case TrialPeriodEnded(mission=mission, ends_on=day):
            return with_contract(consultant, mission, trial_over=True, ended_on=day)
        case ExtraDaysAgreed():
            return consultant
        case _:
            assert_never(event)
