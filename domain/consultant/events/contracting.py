"""The facts of a contract that runs: trial, renewal, postponement, days beyond the yearly count."""

from datetime import date
from enum import StrEnum

from domain.language import BasisPoints, Count, DocumentHash, MissionId
from domain.record import BY_CONSULTANT, BY_UMBRELLA, FOR_CONSULTANT, Event, Ground


class TrialOutcome(StrEnum):
    """How a trial period ended."""

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
    """The term was put off by agreement, for the consultant to prospect (report du terme, L1254-13)."""

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
    """The trial ended: confirmed, or the contract with it; a ground says whether notice was kept.

    `notice_until` is the first day on which the notice that the convention asks for has run.
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
