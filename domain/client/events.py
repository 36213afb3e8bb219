"""The events of a client company."""

from datetime import date
from enum import StrEnum

from domain.language import Cents, ContactId, DocumentHash, Label, Sealed, Siren, Siret, VatNumber
from domain.law.billing import PaymentTerm
from domain.record import BY_CLIENT, BY_UMBRELLA, FOR_CLIENT, FOR_UMBRELLA, Event, Ground


class Solvency(StrEnum):
    """The result of a solvency check."""

    SOUND = "sound"
    DOUBTFUL = "doubtful"
    FAILING = "failing"


class Proceedings(StrEnum):
    """The proceedings of insolvency (C. com. L620-1, L631-1, L640-1)."""

    SAFEGUARD = "safeguard"  # sauvegarde
    RECEIVERSHIP = "receivership"  # redressement judiciaire
    LIQUIDATION = "liquidation"  # liquidation judiciaire


class ClientRegistered(Event, frozen=True, kw_only=True):
    """A company was registered as a client (entreprise cliente)."""

    TYPE = "fr.jalon.client.client-registered.v1"
    BY = BY_UMBRELLA
    READERS = FOR_CLIENT

    siren: Siren
    siret: Siret
    vat_number: VatNumber
    name: Label
    address: Label


class BillingTermsAgreed(Event, frozen=True, kw_only=True, omit_defaults=True):
    """The invoicing of the client was agreed, and the start of its payment term."""

    TYPE = "fr.jalon.client.billing-terms-agreed.v1"
    BY = BY_UMBRELLA
    READERS = FOR_CLIENT

    order_reference_required: bool
    electronic: bool
    payment_term: PaymentTerm = PaymentTerm.FROM_INVOICE


class ContactNamed(Event, frozen=True, kw_only=True):
    """A contact of the client was named, with the decisions that this person may take (interlocuteur)."""

    TYPE = "fr.jalon.client.contact-named.v1"
    BY = BY_CLIENT | BY_UMBRELLA
    READERS = FOR_CLIENT

    contact: ContactId
    name: Sealed
    email: Sealed
    capacity: Sealed


class ContactReplaced(Event, frozen=True, kw_only=True):
    """Another person replaces a contact from a date (changement d'interlocuteur)."""

    TYPE = "fr.jalon.client.contact-replaced.v1"
    BY = BY_CLIENT | BY_UMBRELLA
    READERS = FOR_CLIENT

    replaces: ContactId
    contact: ContactId
    name: Sealed
    email: Sealed
    capacity: Sealed
    from_on: date


class VigilanceCertificateDelivered(Event, frozen=True, kw_only=True):
    """The client was sent our certificate of social contributions (attestation de vigilance).

    `next_due_on` is the due day of the next one; none for an operation under the legal amount.
    """

    TYPE = "fr.jalon.client.vigilance-certificate-delivered.v1"
    BY = BY_UMBRELLA
    READERS = FOR_CLIENT

    issued_on: date
    delivered_on: date
    amount: Cents
    on_request: bool
    next_due_on: date | None
    grounds: tuple[Ground, ...]
    document: DocumentHash


class SolvencyChecked(Event, frozen=True, kw_only=True):
    """The umbrella company checked whether the client can pay (solvabilité)."""

    TYPE = "fr.jalon.client.solvency-checked.v1"
    BY = BY_UMBRELLA
    READERS = FOR_UMBRELLA

    checked_on: date
    source: Label
    solvency: Solvency
    credit_max: Cents | None
    document: DocumentHash


class InsolvencyRecorded(Event, frozen=True, kw_only=True):
    """A court opened proceedings against the client; claims are lodged by a day (procédure collective)."""

    TYPE = "fr.jalon.client.insolvency-recorded.v1"
    BY = BY_UMBRELLA
    READERS = FOR_CLIENT

    proceedings: Proceedings
    judged_on: date
    published_on: date
    claims_due_on: date
    document: DocumentHash


ClientEvent = (
    ClientRegistered
    | BillingTermsAgreed
    | ContactNamed
    | ContactReplaced
    | VigilanceCertificateDelivered
    | SolvencyChecked
    | InsolvencyRecorded
)
