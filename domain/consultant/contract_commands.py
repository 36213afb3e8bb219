"""The commands about the employment contract itself: conclude, deliver, prolong."""

from datetime import date

from domain.consultant.employment_terms import (
    ContractKind,
    EmploymentClauses,
    UncertainTerm,
    WorkClauses,
    WorkingTime,
)
from domain.language import BasisPoints, ConsultantId, Count, DocumentHash, Happened, MissionId, command


@command
class ConcludeEmploymentContract:
    """Umbrella company and consultant conclude a contract under its legal name, for one or any mission."""

    consultant: ConsultantId
    kind: ContractKind
    starts_on: date
    ends_on: date | None = None
    mission: MissionId | None = None
    mention: bool
    clauses: EmploymentClauses
    work: WorkClauses | None = None
    uncertain_term: UncertainTerm | None = None
    renewal_clause: bool = False
    executive: bool = False
    time: WorkingTime | None = None
    non_compete: bool = False
    habitual_workplace: bool = False
    document: DocumentHash


@command
class DeliverEmploymentContract:
    """The umbrella company handed the contract to the consultant."""

    consultant: ConsultantId
    delivered_on: Happened
    document: DocumentHash


@command
class RenewEmploymentContract:
    """A fixed-term contract is renewed by an amendment submitted before its term."""

    consultant: ConsultantId
    mission: MissionId
    ends_on: date
    submitted_on: Happened
    document: DocumentHash


@command
class PostponeEmploymentContract:
    """Umbrella company and consultant postpone the term, so that the consultant can prospect."""

    consultant: ConsultantId
    mission: MissionId
    ends_on: date
    agreed_on: Happened
    document: DocumentHash


@command
class AgreeExtraDays:
    """Days beyond the yearly count are agreed for a year, at a premium in basis points."""

    consultant: ConsultantId
    from_on: date
    days: Count
    premium: BasisPoints
    document: DocumentHash
