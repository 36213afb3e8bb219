"""The terms of autonomy: the evidence for it, the signals against it, the measures of treatment.

The measures are the closed list of the guide. A signal is a matter for a person to examine, with a family
and an urgency. Signals are never summed into a score, and none is a verdict.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from msgspec import Struct, field

from domain.language import Cents, ClientId, EventId, Party, value
from domain.law import Force


class SignalCode(StrEnum):
    """The code of a risk signal in the rulebook; `SIGNALS` gives the meaning."""

    S01 = "S01"
    S02 = "S02"
    S03 = "S03"
    S04 = "S04"
    S05 = "S05"
    S06 = "S06"
    S07 = "S07"
    S08 = "S08"
    S09 = "S09"
    S10 = "S10"
    S11 = "S11"
    S12 = "S12"
    S13 = "S13"
    S14 = "S14"
    S15 = "S15"
    S16 = "S16"
    S17 = "S17"
    S18 = "S18"
    S19 = "S19"
    S20 = "S20"
    S21 = "S21"
    S22 = "S22"
    S23 = "S23"


class Family(StrEnum):
    """The family of a signal, the gravest first (faisceau d'indices)."""

    POWER = "power"  # pouvoir: hours, leave, instructions, reporting, sanctions
    INTEGRATION = "integration"  # service organisé
    DEPENDENCE = "dependence"  # dépendance économique
    STATUTORY = "statutory"  # manquement légal


class Attention(StrEnum):
    """How soon a person should examine a signal; levels are never summed."""

    INFORMATION = "information"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def urgency(self) -> int:
        """The level as a number, from the least to the most urgent."""
        return list(Attention).index(self)


class Source(StrEnum):
    """The source that shows a signal."""

    STATEMENT = "statement"  # a person states it
    DOCUMENT = "document"  # a paper, a message, a chart shows it
    NEED = "need"
    SCOPE = "scope"
    CALENDAR = "calendar"
    INVOICES = "invoices"
    ACTIVITY = "activity"  # compte rendu d'activité


class Measure(StrEnum):
    """A measure of the guide against a signal (mesure préventive)."""

    CLEAR_CONTRACT = "clear_contract"  # livrables et critères d'acceptation
    MEASURABLE_OBJECTIVES = "measurable_objectives"  # des objectifs plutôt que des ordres
    FORMAL_AUTONOMY = "formal_autonomy"  # autonomie d'organisation formulée
    PROGRESS_POINTS = "progress_points"  # points d'avancement, comité de pilotage
    EXCHANGES_DOCUMENTED = "exchanges_documented"
    METHOD_PROVED = "method_proved"  # propositions, jalons, comptes rendus
    CLAUSES = "clauses"
    DIVERSIFICATION = "diversification"
    EXTERNAL_CHANNELS = "external_channels"
    LESS_HR_VISIBILITY = "less_hr_visibility"
    VALUE_PRICE = "value_price"  # prix relié à la valeur, négocié
    PROSPECTING = "prospecting"
    RECOURSE_CHECKED = "recourse_checked"  # cas de recours et exclusions vérifiés
    QUALIFICATION_CHECKED = "qualification_checked"
    CHANGE_PROCEDURE = "change_procedure"
    RECORDS_COMPLETED = "records_completed"  # traçabilité complète


class EvidenceKind(StrEnum):
    """The kind of a proof of autonomy (preuve d'autonomie)."""

    METHODOLOGY = "methodology"
    OWN_PLANNING = "own_planning"
    PROPOSAL = "proposal"
    NEGOTIATION = "negotiation"
    CONTRACT = "contract"
    MILESTONES = "milestones"
    MINUTES = "minutes"
    ACCEPTANCE = "acceptance"
    OWN_EQUIPMENT = "own_equipment"
    SECURITY_REQUIREMENT = "security_requirement"  # matériel ou accès imposé par la sécurité
    EXTERNAL_CHANNEL = "external_channel"
    INSTRUCTION_DECLINED = "instruction_declined"
    ABSENCE_INFORMED = "absence_informed"
    PROSPECTION = "prospection"
    OTHER_CLIENTS = "other_clients"  # facturation multiple
    RECOURSE_JUSTIFICATION = "recourse_justification"
    QUALIFICATION = "qualification"


@value
class Invoicing:
    """The amount invoiced to one client for the consultant in the period, in cents."""

    client: ClientId
    net: Cents


class Dependence(Struct, frozen=True):
    """One client's share of the invoices, and its attention; none if no threshold is passed."""

    share: int  # basis points, rounded down
    attention: Attention | None


class Lateness(Struct, frozen=True):
    """The lateness of a record, in whole days, and whether a control was already open."""

    days: int
    late: bool
    after_control: bool


class RaisedSignal(Struct, frozen=True):
    """The state of a signal: raised, then treated by measures or a review, or dismissed."""

    code: SignalCode
    force: Force
    attention: Attention
    source: Source
    accuses: Party | None
    measures: frozenset[Measure] = frozenset()
    reviewed: bool = False
    dismissed: bool = False

    @property
    def is_breach(self) -> bool:
        """True for a statutory breach, which is cured and never dismissed."""
        return self.force is Force.BREACH

    @property
    def is_open(self) -> bool:
        """True if it still waits for its treatment."""
        return not (self.measures or self.reviewed or self.dismissed)


class Autonomy(Struct, frozen=True):
    """The state of autonomy in a mission; `reviewed_until` comes from the last single-client review."""

    signals: Mapping[EventId, RaisedSignal] = field(default_factory=dict[EventId, RaisedSignal])
    evidence: Mapping[EventId, EvidenceKind] = field(default_factory=dict[EventId, EvidenceKind])
    reviewed_until: date | None = None

    def signals_with_code(self, code: SignalCode) -> list[RaisedSignal]:
        """Return all signals of one code, treated or not."""
        return [signal for signal in self.signals.values() if signal.code is code]
