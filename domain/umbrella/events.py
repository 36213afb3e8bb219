"""The events of the umbrella company."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from domain.language import (
    BasisPoints,
    Cents,
    DocumentHash,
    Key,
    Label,
    MinimumReading,
    MissionId,
    Region,
    Siren,
    VatNumber,
)
from domain.record import BY_SYSTEM, BY_UMBRELLA, FOR_UMBRELLA, Event, Ground


class LapseCause(StrEnum):
    """The cause of the end of a guarantee or an insurance."""

    EXPIRED = "expired"  # échéance non renouvelée
    WITHDRAWN = "withdrawn"  # dénonciation
    UNPAID = "unpaid"  # prime impayée


class Authority(StrEnum):
    """The authority of a control."""

    URSSAF = "urssaf"
    LABOUR_INSPECTORATE = "labour_inspectorate"  # inspection du travail
    TAX = "tax"  # administration fiscale
    OTHER = "other"


class DisputeOutcome(StrEnum):
    """The outcome of a dispute."""

    SETTLED = "settled"  # transaction
    JUDGED = "judged"
    WITHDRAWN = "withdrawn"  # désistement


class CompanyRegistered(Event, frozen=True, kw_only=True):
    """The umbrella company of this store was registered (entreprise de portage salarial)."""

    TYPE = "fr.jalon.umbrella.company-registered.v1"
    BY = BY_UMBRELLA
    READERS = FOR_UMBRELLA

    siren: Siren
    vat_number: VatNumber
    name: Label
    address: Label


class ActivityDeclared(Event, frozen=True, kw_only=True):
    """The activity was declared to the labour inspectorate (L1254-27)."""

    TYPE = "fr.jalon.umbrella.activity-declared.v1"
    BY = BY_UMBRELLA
    READERS = FOR_UMBRELLA

    declared_on: date
    may_begin_on: date
    document: DocumentHash


class GuaranteeProvided(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A guarantor covers wages and contributions up to an amount in cents (L1254-26).

    `payroll` is that of the year before, in cents; `attestation_due_on` is the last day to send the
    guarantor's certificate to the inspectorate.
    """

    TYPE = "fr.jalon.umbrella.guarantee-provided.v1"
    BY = BY_UMBRELLA
    READERS = FOR_UMBRELLA

    guarantor: Label
    amount: Cents
    valid_from: date
    valid_until: date
    document: DocumentHash
    payroll: Cents = 0
    attestation_due_on: date | None = None
    grounds: tuple[Ground, ...] = ()


class GuaranteeAttested(Event, frozen=True, kw_only=True):
    """The labour inspectorate was sent the certificate of the guarantor (attestation de garantie)."""

    TYPE = "fr.jalon.umbrella.guarantee-attested.v1"
    BY = BY_UMBRELLA
    READERS = FOR_UMBRELLA

    guarantor: Label
    sent_on: date
    ground: Ground
    document: DocumentHash


class GuaranteeLapsed(Event, frozen=True, kw_only=True):
    """A guarantee ended on this day; running missions are in breach (défaillance)."""

    TYPE = "fr.jalon.umbrella.guarantee-lapsed.v1"
    BY = BY_UMBRELLA | BY_SYSTEM
    READERS = FOR_UMBRELLA

    guarantor: Label
    lapsed_on: date
    cause: LapseCause


class InsuranceProvided(Event, frozen=True, kw_only=True):
    """Professional liability is insured (IDCC 3219, art. 25)."""

    TYPE = "fr.jalon.umbrella.insurance-provided.v1"
    BY = BY_UMBRELLA
    READERS = FOR_UMBRELLA

    insurer: Label
    policy_number: Label
    valid_from: date
    valid_until: date
    document: DocumentHash


class InsuranceLapsed(Event, frozen=True, kw_only=True):
    """An insurance ended on this day (cessation de garantie)."""

    TYPE = "fr.jalon.umbrella.insurance-lapsed.v1"
    BY = BY_UMBRELLA | BY_SYSTEM
    READERS = FOR_UMBRELLA

    insurer: Label
    policy_number: Label
    lapsed_on: date
    cause: LapseCause


class FeeSchemeAdopted(Event, frozen=True, kw_only=True):
    """The management fee from a date: a share of the clients' payments before tax (frais de gestion)."""

    TYPE = "fr.jalon.umbrella.fee-scheme-adopted.v1"
    BY = BY_UMBRELLA
    READERS = FOR_UMBRELLA

    from_on: date
    share: BasisPoints


class PolicyAdopted(Event, frozen=True, kw_only=True):
    """Settings of the company from a date: its reading of the minimum pay, its thresholds, its reminders.

    The three shares are thresholds for one client in a consultant's invoices (politique interne).
    """

    TYPE = "fr.jalon.umbrella.policy-adopted.v1"
    BY = BY_UMBRELLA
    READERS = FOR_UMBRELLA

    from_on: date
    minimum_reading: MinimumReading
    dependence_noted: BasisPoints
    dependence_high: BasisPoints
    dependence_critical: BasisPoints
    reminder_days: tuple[int, ...]


class CalendarAdopted(Event, frozen=True, kw_only=True):
    """The public holidays by which the company counts jours ouvrables, from a date."""

    TYPE = "fr.jalon.umbrella.calendar-adopted.v1"
    BY = BY_UMBRELLA
    READERS = FOR_UMBRELLA

    from_on: date
    region: Region


class ControlOpened(Event, frozen=True, kw_only=True):
    """An authority began to inspect the company's files (contrôle)."""

    TYPE = "fr.jalon.umbrella.control-opened.v1"
    BY = BY_UMBRELLA
    READERS = FOR_UMBRELLA

    control: Key
    authority: Authority
    opened_on: date
    missions: tuple[MissionId, ...]
    document: DocumentHash


class ControlClosed(Event, frozen=True, kw_only=True):
    """The authority gave its conclusions."""

    TYPE = "fr.jalon.umbrella.control-closed.v1"
    BY = BY_UMBRELLA
    READERS = FOR_UMBRELLA

    control: Key
    closed_on: date
    document: DocumentHash


class DisputeOpened(Event, frozen=True, kw_only=True):
    """A claim about these missions was brought against the company, or by it (litige)."""

    TYPE = "fr.jalon.umbrella.dispute-opened.v1"
    BY = BY_UMBRELLA
    READERS = FOR_UMBRELLA

    dispute: Key
    opened_on: date
    missions: tuple[MissionId, ...]
    document: DocumentHash


class DisputeClosed(Event, frozen=True, kw_only=True):
    """A dispute ended, and how."""

    TYPE = "fr.jalon.umbrella.dispute-closed.v1"
    BY = BY_UMBRELLA
    READERS = FOR_UMBRELLA

    dispute: Key
    closed_on: date
    outcome: DisputeOutcome
    document: DocumentHash


class LegalHoldPlaced(Event, frozen=True, kw_only=True):
    """The keys of these persons, contacts and missions are not destroyed while a matter lasts (gel)."""

    TYPE = "fr.jalon.umbrella.legal-hold-placed.v1"
    BY = BY_UMBRELLA
    READERS = FOR_UMBRELLA

    hold: Key
    matter: Key
    subjects: tuple[UUID, ...]


class LegalHoldLifted(Event, frozen=True, kw_only=True):
    """A legal hold ended; its data may be erased when the retention ends."""

    TYPE = "fr.jalon.umbrella.legal-hold-lifted.v1"
    BY = BY_UMBRELLA
    READERS = FOR_UMBRELLA

    hold: Key


UmbrellaEvent = (
    CompanyRegistered
    | ActivityDeclared
    | GuaranteeProvided
    | GuaranteeAttested
    | GuaranteeLapsed
    | InsuranceProvided
    | InsuranceLapsed
    | FeeSchemeAdopted
    | PolicyAdopted
    | CalendarAdopted
    | ControlOpened
    | ControlClosed
    | DisputeOpened
    | DisputeClosed
    | LegalHoldPlaced
    | LegalHoldLifted
)
