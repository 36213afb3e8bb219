"""The table of signals: rule, family, sources, measures of the guide, and answering evidence of each."""

from dataclasses import dataclass

from domain.language import Party
from domain.law import Rule
from domain.law import autonomy as law
from domain.mission.signals import Attention, EvidenceKind, Family, Measure, SignalCode, Source

POWER, INTEGRATION, DEPENDENCE, STATUTORY = Family
_, MEDIUM, HIGH, CRITICAL = Attention
CLIENT, UMBRELLA = Party.CLIENT, Party.UMBRELLA
REPORTED = (Source.STATEMENT, Source.DOCUMENT)


@dataclass(frozen=True)
class SignalTerm:
    """A signal of the table; `accuses` is the party that usually causes it, `fr` and `en` its short name."""

    rule: Rule
    family: Family
    attention: Attention
    accuses: Party | None
    sources: tuple[Source, ...]
    fr: str
    en: str
    measures: tuple[Measure, ...]
    answers: tuple[EvidenceKind, ...]


def _power_signal(rule: Rule, attention: Attention, fr: str, en: str, *answers: EvidenceKind) -> SignalTerm:
    """Return a signal of the family of power; the guide answers them all with the same measures."""
    return SignalTerm(rule, POWER, attention, CLIENT, REPORTED, fr, en, _INSTEAD_OF_COMMANDS, answers)


_INSTEAD_OF_COMMANDS = (
    Measure.FORMAL_AUTONOMY,
    Measure.MEASURABLE_OBJECTIVES,
    Measure.CLEAR_CONTRACT,
    Measure.PROGRESS_POINTS,
    Measure.EXCHANGES_DOCUMENTED,
    Measure.METHOD_PROVED,
    Measure.CHANGE_PROCEDURE,
)
_APART = (Measure.EXTERNAL_CHANNELS, Measure.LESS_HR_VISIBILITY, Measure.FORMAL_AUTONOMY)
_LESS_DEPENDENT = (Measure.CLAUSES, Measure.DIVERSIFICATION, Measure.PROSPECTING)
_IN_THE_FRAME = (Measure.RECOURSE_CHECKED,)
_COMPLETE = (Measure.RECORDS_COMPLETED,)
_Kind = EvidenceKind

SIGNALS: dict[SignalCode, SignalTerm] = {
    SignalCode.S01: _power_signal(
        law.S01, CRITICAL, "Horaires imposés", "Imposed hours", _Kind.OWN_PLANNING, _Kind.CONTRACT
    ),
    SignalCode.S02: _power_signal(
        law.S02,
        CRITICAL,
        "Ordres et directives sur la méthode",
        "Orders on method",
        _Kind.METHODOLOGY,
        _Kind.PROPOSAL,
        _Kind.INSTRUCTION_DECLINED,
    ),
    SignalCode.S03: _power_signal(
        law.S03, CRITICAL, "Pouvoir de sanction", "Power to sanction", _Kind.CONTRACT, _Kind.ACCEPTANCE
    ),
    SignalCode.S04: _power_signal(
        law.S04,
        CRITICAL,
        "Contrôle des congés et absences",
        "Approval of leave",
        _Kind.ABSENCE_INFORMED,
        _Kind.OWN_PLANNING,
    ),
    SignalCode.S05: _power_signal(
        law.S05,
        HIGH,
        "Compte rendu quotidien ou validation hiérarchique",
        "Daily reporting or hierarchical approval",
        _Kind.MINUTES,
        _Kind.ACCEPTANCE,
        _Kind.MILESTONES,
    ),
    SignalCode.S06: SignalTerm(
        law.S06, INTEGRATION, HIGH, CLIENT, REPORTED, "Intégration dans un service organisé",
        "Integration in an organised service", _APART, (_Kind.OWN_PLANNING, _Kind.EXTERNAL_CHANNEL),
    ),
    SignalCode.S07: SignalTerm(
        law.S07, INTEGRATION, MEDIUM, CLIENT, REPORTED, "Adresse, badge ou signature de salarié",
        "Employee's address, badge or signature", _APART,
        (_Kind.EXTERNAL_CHANNEL, _Kind.SECURITY_REQUIREMENT),
    ),
    SignalCode.S08: SignalTerm(
        law.S08, INTEGRATION, MEDIUM, CLIENT, REPORTED, "Matériel fourni par le client",
        "Equipment supplied by the client", _APART, (_Kind.OWN_EQUIPMENT, _Kind.SECURITY_REQUIREMENT),
    ),
    SignalCode.S09: SignalTerm(
        law.S09, DEPENDENCE, HIGH, None, (Source.INVOICES, *REPORTED), "Client unique ou majoritaire",
        "Single or majority client", _LESS_DEPENDENT, (_Kind.OTHER_CLIENTS, _Kind.PROSPECTION),
    ),
    SignalCode.S10: SignalTerm(
        law.S10, DEPENDENCE, HIGH, CLIENT, (Source.SCOPE, *REPORTED), "Exclusivité",
        "Exclusivity", _LESS_DEPENDENT, (_Kind.OTHER_CLIENTS, _Kind.PROSPECTION, _Kind.CONTRACT),
    ),
    SignalCode.S11: SignalTerm(
        law.S11, DEPENDENCE, MEDIUM, None, (Source.SCOPE,), "Facturation au temps sans livrable",
        "Billing by time without deliverables",
        (Measure.CLEAR_CONTRACT, Measure.MEASURABLE_OBJECTIVES, Measure.VALUE_PRICE, Measure.PROGRESS_POINTS),
        (_Kind.MILESTONES, _Kind.MINUTES, _Kind.ACCEPTANCE),
    ),
    SignalCode.S12: SignalTerm(
        law.S12, DEPENDENCE, HIGH, CLIENT, (Source.NEED, *REPORTED), "Ancien salarié du client",
        "Former employee of the client", (Measure.RECOURSE_CHECKED, Measure.EXCHANGES_DOCUMENTED),
        (_Kind.RECOURSE_JUSTIFICATION, _Kind.NEGOTIATION),
    ),
    SignalCode.S13: SignalTerm(
        law.S13, STATUTORY, CRITICAL, CLIENT, (Source.NEED, *REPORTED), "Activité normale et permanente",
        "Normal and permanent activity", _IN_THE_FRAME, (_Kind.RECOURSE_JUSTIFICATION,),
    ),
    SignalCode.S14: SignalTerm(
        law.S14, STATUTORY, CRITICAL, None, (Source.SCOPE, Source.CALENDAR), "Durée de la prestation",
        "Length of the work", _IN_THE_FRAME, (_Kind.CONTRACT, _Kind.RECOURSE_JUSTIFICATION),
    ),
    SignalCode.S15: SignalTerm(
        law.S15, STATUTORY, CRITICAL, UMBRELLA, (Source.CALENDAR, *REPORTED),
        "Contrat à durée déterminée trop long ou trop renouvelé",
        "Fixed-term contract too long or renewed too often", _COMPLETE, (_Kind.CONTRACT,),
    ),
    SignalCode.S16: SignalTerm(
        law.S16, STATUTORY, CRITICAL, UMBRELLA, (Source.CALENDAR, *REPORTED),
        "Contrat de prestation ou copie en retard", "Service contract or copy too late", _COMPLETE,
        (_Kind.CONTRACT,),
    ),
    SignalCode.S17: SignalTerm(
        law.S17, STATUTORY, CRITICAL, CLIENT, (Source.NEED, *REPORTED),
        "Gréviste remplacé, travaux dangereux ou services à la personne",
        "Striker replaced, dangerous work or home services", _IN_THE_FRAME,
        (_Kind.RECOURSE_JUSTIFICATION,),
    ),
    SignalCode.S18: SignalTerm(
        law.S18, STATUTORY, HIGH, CLIENT, (Source.SCOPE, *REPORTED), "Prix non négocié par le salarié porté",
        "Price not negotiated by the consultant", (Measure.VALUE_PRICE, Measure.METHOD_PROVED),
        (_Kind.NEGOTIATION, _Kind.PROPOSAL),
    ),
    SignalCode.S19: SignalTerm(
        law.S19, DEPENDENCE, MEDIUM, UMBRELLA, (Source.SCOPE, *REPORTED), "Mission apportée par un autre",
        "Mission found by another", (Measure.PROSPECTING, Measure.DIVERSIFICATION, Measure.VALUE_PRICE),
        (_Kind.PROSPECTION, _Kind.NEGOTIATION),
    ),
    SignalCode.S20: SignalTerm(
        law.S20, STATUTORY, CRITICAL, UMBRELLA, (Source.ACTIVITY, *REPORTED),
        "Compte d'activité ou compte rendu manquant", "Activity account or report missing", _COMPLETE, (),
    ),
    SignalCode.S21: SignalTerm(
        law.S21, STATUTORY, HIGH, CLIENT, (Source.ACTIVITY, *REPORTED), "Durées du travail et repos",
        "Working times and rests", (Measure.FORMAL_AUTONOMY, Measure.RECORDS_COMPLETED),
        (_Kind.OWN_PLANNING,),
    ),
    SignalCode.S22: SignalTerm(
        law.S22, INTEGRATION, MEDIUM, CLIENT, REPORTED, "Vie d'équipe du client imposée",
        "Client's team life imposed", _APART, (_Kind.INSTRUCTION_DECLINED, _Kind.OWN_PLANNING),
    ),
    SignalCode.S23: SignalTerm(
        law.S23, STATUTORY, CRITICAL, UMBRELLA, REPORTED, "Qualification insuffisante",
        "Qualification too low", (Measure.QUALIFICATION_CHECKED,), (_Kind.QUALIFICATION,),
    ),
}  # fmt: skip
"""Each signal by its code."""
