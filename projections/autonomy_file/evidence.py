"""The evidence of autonomy: recorded documents, and acts of the mission that are evidence themselves."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

from domain.consultant.events.developing import OtherActivityDeclared, ProspectingLogged
from domain.consultant.events.hiring import QualificationVerified
from domain.language import DocumentHash, Party, Sealed
from domain.mission.events.autonomy import AutonomyEvidenceRecorded
from domain.mission.events.changing import ChangeDeclined
from domain.mission.events.delivering import (
    AcceptedWithReservations,
    DeliverableAccepted,
    DeliverableRejected,
    PartlyAccepted,
)
from domain.mission.events.scoping import (
    MissionScoped,
    MissionTakenOver,
    NeedStated,
    ProposalMade,
    TermsNegotiated,
)
from domain.mission.events.working import MilestoneReached, ProgressReviewed
from domain.mission.signal_table import SIGNALS
from domain.mission.signals import EvidenceKind, Family
from domain.record import Event, Recorded


class ShownEvidence(NamedTuple):
    """The evidence in an event: its kind, its day, its document and its subject."""

    kind: EvidenceKind
    on: date | None = None
    document: DocumentHash | None = None
    about: Sealed | None = None


ReadEvidence = Callable[[Any], ShownEvidence | None]

EVIDENCE_OF: Mapping[type, ReadEvidence] = {
    AutonomyEvidenceRecorded: lambda said: ShownEvidence(said.kind, said.made_on, said.document, said.about),
    NeedStated: lambda said: ShownEvidence(
        EvidenceKind.RECOURSE_JUSTIFICATION, about=said.need.justification
    ),
    MissionTakenOver: lambda said: ShownEvidence(
        EvidenceKind.RECOURSE_JUSTIFICATION, document=said.document, about=said.need.justification
    ),
    ProposalMade: lambda said: ShownEvidence(EvidenceKind.PROPOSAL, about=said.proposal.method),
    TermsNegotiated: lambda said: (
        ShownEvidence(EvidenceKind.NEGOTIATION, about=said.reasons)
        if said.proposed_by is Party.CONSULTANT
        else None
    ),
    MissionScoped: lambda said: ShownEvidence(EvidenceKind.CONTRACT) if said.scope.clauses.autonomy else None,
    MilestoneReached: lambda said: ShownEvidence(EvidenceKind.MILESTONES, document=said.evidence),
    ProgressReviewed: lambda said: ShownEvidence(EvidenceKind.MINUTES, said.held_on, about=said.minutes),
    DeliverableAccepted: lambda _: ShownEvidence(EvidenceKind.ACCEPTANCE),
    AcceptedWithReservations: lambda _: ShownEvidence(EvidenceKind.ACCEPTANCE),
    PartlyAccepted: lambda said: ShownEvidence(EvidenceKind.ACCEPTANCE, about=said.reasons),
    DeliverableRejected: lambda said: ShownEvidence(EvidenceKind.ACCEPTANCE, about=said.reasons),
    ChangeDeclined: lambda said: (
        ShownEvidence(EvidenceKind.INSTRUCTION_DECLINED, about=said.reason)
        if said.by is Party.CONSULTANT
        else None
    ),
    ProspectingLogged: lambda said: ShownEvidence(
        EvidenceKind.PROSPECTION, said.day, said.document, said.what
    ),
    OtherActivityDeclared: lambda said: ShownEvidence(
        EvidenceKind.OTHER_CLIENTS, said.from_on, about=said.what
    ),
    QualificationVerified: lambda said: ShownEvidence(EvidenceKind.QUALIFICATION, document=said.document),
}
"""The function that reads the evidence in each type of event."""


def find_evidence(recorded: Recorded[Event]) -> ShownEvidence | None:
    """Return the evidence in an event, if there is any."""
    kind: type[Event] = type(recorded.data)
    reading = EVIDENCE_OF.get(kind)
    return reading(recorded.data) if reading is not None else None


SUPPLIED_BY: Mapping[EvidenceKind, Party] = {
    EvidenceKind.METHODOLOGY: Party.CONSULTANT,
    EvidenceKind.OWN_PLANNING: Party.CONSULTANT,
    EvidenceKind.PROPOSAL: Party.CONSULTANT,
    EvidenceKind.NEGOTIATION: Party.CONSULTANT,
    EvidenceKind.CONTRACT: Party.UMBRELLA,
    EvidenceKind.MILESTONES: Party.CONSULTANT,
    EvidenceKind.MINUTES: Party.CONSULTANT,
    EvidenceKind.ACCEPTANCE: Party.CLIENT,
    EvidenceKind.OWN_EQUIPMENT: Party.CONSULTANT,
    EvidenceKind.SECURITY_REQUIREMENT: Party.CLIENT,
    EvidenceKind.EXTERNAL_CHANNEL: Party.CONSULTANT,
    EvidenceKind.INSTRUCTION_DECLINED: Party.CONSULTANT,
    EvidenceKind.ABSENCE_INFORMED: Party.CONSULTANT,
    EvidenceKind.PROSPECTION: Party.CONSULTANT,
    EvidenceKind.OTHER_CLIENTS: Party.CONSULTANT,
    EvidenceKind.RECOURSE_JUSTIFICATION: Party.CLIENT,
    EvidenceKind.QUALIFICATION: Party.UMBRELLA,
}
"""The party that could supply each kind of evidence."""


def _first_families() -> Mapping[EvidenceKind, Family]:
    found: dict[EvidenceKind, Family] = {}
    for family in Family:
        for term in SIGNALS.values():
            if term.family is family:
                for kind in term.answers:
                    found.setdefault(kind, family)
    return found


FAMILY_OF: Mapping[EvidenceKind, Family] = _first_families()
"""The first family, in their fixed order, whose signals each kind of evidence answers."""

EXPECTED: tuple[EvidenceKind, ...] = (
    EvidenceKind.OWN_PLANNING,
    EvidenceKind.METHODOLOGY,
    EvidenceKind.PROPOSAL,
    EvidenceKind.ABSENCE_INFORMED,
    EvidenceKind.MINUTES,
    EvidenceKind.ACCEPTANCE,
    EvidenceKind.CONTRACT,
    EvidenceKind.OWN_EQUIPMENT,
    EvidenceKind.RECOURSE_JUSTIFICATION,
    EvidenceKind.QUALIFICATION,
)
"""The evidence that each file should hold, even without a signal."""
