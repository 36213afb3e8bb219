"""What shows autonomy: documents kept for it, and acts of the mission that are evidence themselves."""

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


class Shown(NamedTuple):
    """What a fact shows: the kind of evidence, the day of what it shows, its document, what it is about."""

    kind: EvidenceKind
    on: date | None = None
    document: DocumentHash | None = None
    about: Sealed | None = None


Reading = Callable[[Any], Shown | None]

SHOWS: Mapping[type, Reading] = {
    AutonomyEvidenceRecorded: lambda said: Shown(said.kind, said.made_on, said.document, said.about),
    NeedStated: lambda said: Shown(EvidenceKind.RECOURSE_JUSTIFICATION, about=said.need.justification),
    MissionTakenOver: lambda said: Shown(
        EvidenceKind.RECOURSE_JUSTIFICATION, document=said.document, about=said.need.justification
    ),
    ProposalMade: lambda said: Shown(EvidenceKind.PROPOSAL, about=said.proposal.method),
    TermsNegotiated: lambda said: (
        Shown(EvidenceKind.NEGOTIATION, about=said.reasons) if said.proposed_by is Party.CONSULTANT else None
    ),
    MissionScoped: lambda said: Shown(EvidenceKind.CONTRACT) if said.scope.clauses.autonomy else None,
    MilestoneReached: lambda said: Shown(EvidenceKind.MILESTONES, document=said.evidence),
    ProgressReviewed: lambda said: Shown(EvidenceKind.MINUTES, said.held_on, about=said.minutes),
    DeliverableAccepted: lambda _: Shown(EvidenceKind.ACCEPTANCE),
    AcceptedWithReservations: lambda _: Shown(EvidenceKind.ACCEPTANCE),
    PartlyAccepted: lambda said: Shown(EvidenceKind.ACCEPTANCE, about=said.reasons),
    DeliverableRejected: lambda said: Shown(EvidenceKind.ACCEPTANCE, about=said.reasons),
    ChangeDeclined: lambda said: (
        Shown(EvidenceKind.INSTRUCTION_DECLINED, about=said.reason) if said.by is Party.CONSULTANT else None
    ),
    ProspectingLogged: lambda said: Shown(EvidenceKind.PROSPECTION, said.day, said.document, said.what),
    OtherActivityDeclared: lambda said: Shown(EvidenceKind.OTHER_CLIENTS, said.from_on, about=said.what),
    QualificationVerified: lambda said: Shown(EvidenceKind.QUALIFICATION, document=said.document),
}
"""What each fact shows, if anything."""


def shown(fact: Recorded[Event]) -> Shown | None:
    """Return the evidence that a fact is."""
    kind: type[Event] = type(fact.data)
    reading = SHOWS.get(kind)
    return reading(fact.data) if reading is not None else None


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
"""Who could supply each kind of evidence."""


def _families() -> Mapping[EvidenceKind, Family]:
    found: dict[EvidenceKind, Family] = {}
    for family in Family:
        for term in SIGNALS.values():
            if term.family is family:
                for kind in term.answers:
                    found.setdefault(kind, family)
    return found


FAMILY_OF: Mapping[EvidenceKind, Family] = _families()
"""The first family, power before all others, that each kind of evidence answers."""

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
"""The evidence that a sound file holds, be no signal ever raised."""
