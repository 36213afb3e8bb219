"""The facts of the umbrella company."""

from datetime import date

from domain.language import BasisPoints, Cents, DocumentHash, Label, Siren, VatNumber
from domain.record import BY_UMBRELLA, FOR_UMBRELLA, Event


class CompanyRegistered(Event, frozen=True, kw_only=True):
    """The umbrella company of this store (entreprise de portage salarial)."""

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


class GuaranteeProvided(Event, frozen=True, kw_only=True):
    """A guarantor stands for wages and contributions, up to an amount in cents (L1254-26)."""

    TYPE = "fr.jalon.umbrella.guarantee-provided.v1"
    BY = BY_UMBRELLA
    READERS = FOR_UMBRELLA

    guarantor: Label
    amount: Cents
    valid_from: date
    valid_until: date
    document: DocumentHash


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


class FeeSchemeAdopted(Event, frozen=True, kw_only=True):
    """The management fee from a date: a share of what clients pay before tax (frais de gestion)."""

    TYPE = "fr.jalon.umbrella.fee-scheme-adopted.v1"
    BY = BY_UMBRELLA
    READERS = FOR_UMBRELLA

    from_on: date
    share: BasisPoints


UmbrellaEvent = (
    CompanyRegistered | ActivityDeclared | GuaranteeProvided | InsuranceProvided | FeeSchemeAdopted
)
