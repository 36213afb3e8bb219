"""The facts of a client company."""

from domain.language import ContactId, Label, Sealed, Siren, Siret, VatNumber
from domain.record import BY_CLIENT, BY_UMBRELLA, FOR_CLIENT, Event


class ClientRegistered(Event, frozen=True, kw_only=True):
    """The umbrella company knows this company as a client (entreprise cliente)."""

    TYPE = "fr.jalon.client.client-registered.v1"
    BY = BY_UMBRELLA
    READERS = FOR_CLIENT

    siren: Siren
    siret: Siret
    vat_number: VatNumber
    name: Label
    address: Label


class BillingTermsAgreed(Event, frozen=True, kw_only=True):
    """How the client is invoiced was agreed."""

    TYPE = "fr.jalon.client.billing-terms-agreed.v1"
    BY = BY_UMBRELLA
    READERS = FOR_CLIENT

    order_reference_required: bool
    electronic: bool


class ContactNamed(Event, frozen=True, kw_only=True):
    """A person at the client's was named, with what that person may decide (interlocuteur)."""

    TYPE = "fr.jalon.client.contact-named.v1"
    BY = BY_CLIENT | BY_UMBRELLA
    READERS = FOR_CLIENT

    contact: ContactId
    name: Sealed
    email: Sealed
    capacity: Sealed


ClientEvent = ClientRegistered | BillingTermsAgreed | ContactNamed
