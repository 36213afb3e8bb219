"""The state of a client company: registered, its billing terms agreed, its contacts named."""

from datetime import date
from typing import assert_never

from msgspec import Struct
from msgspec.structs import replace

from domain.client.events import (
    BillingTermsAgreed,
    ClientEvent,
    ClientRegistered,
    ContactNamed,
    ContactReplaced,
    InsolvencyRecorded,
    Proceedings,
    Solvency,
    SolvencyChecked,
    VigilanceCertificateDelivered,
)
from domain.language import (
    ClientId,
    ContactEmail,
    ContactId,
    ContactText,
    Label,
    Siren,
    Siret,
    VatNumber,
    client_id_of,
    command,
)
from domain.law.billing import PaymentTerm
from domain.record import Act, IdentifiedEvent
from domain.refusals import AlreadyKnown, NothingKnown, check_same_company


class Client(Struct, frozen=True, kw_only=True):
    """The state of a client company; company names are not personal data."""

    siren: str = ""
    siret: str = ""
    vat_number: str = ""
    name: str = ""
    address: str = ""
    contacts: frozenset[ContactId] = frozenset()
    payment_term: PaymentTerm = PaymentTerm.FROM_INVOICE
    certificate_due_on: date | None = None
    solvency: Solvency | None = None
    proceedings: Proceedings | None = None


@command
class RegisterClient:
    """The umbrella company registers a client company; its SIREN identifies it."""

    siren: Siren
    siret: Siret
    vat_number: VatNumber
    name: Label
    address: Label

    @property
    def client(self) -> ClientId:
        """The id derived from its SIREN."""
        return client_id_of(self.siren)


@command
class AgreeBillingTerms:
    """The umbrella company notes how this client is invoiced."""

    client: ClientId
    order_reference_required: bool = False
    electronic: bool = True
    payment_term: PaymentTerm = PaymentTerm.FROM_INVOICE


@command
class NameContact:
    """The umbrella company names a contact of the client, and what that person may decide there."""

    client: ClientId
    contact: ContactId
    name: ContactText
    email: ContactEmail
    capacity: ContactText


def evolve(client: Client, recorded: IdentifiedEvent[ClientEvent]) -> Client:  # noqa: C901 -- one short case an event
    """Return the client company after one more event."""
    event = recorded.data
    match event:
        case ClientRegistered():
            return replace(
                client,
                siren=event.siren,
                siret=event.siret,
                vat_number=event.vat_number,
                name=event.name,
                address=event.address,
            )
        case ContactNamed(contact=contact):
            return replace(client, contacts=client.contacts | {contact})
        case ContactReplaced(replaces=gone, contact=contact):
            return replace(client, contacts=client.contacts - {gone} | {contact})
        case VigilanceCertificateDelivered(next_due_on=day):
            return replace(client, certificate_due_on=day)
        case SolvencyChecked(solvency=solvency):
            return replace(client, solvency=solvency)
        case InsolvencyRecorded(proceedings=proceedings):
            return replace(client, proceedings=proceedings)
        case BillingTermsAgreed(payment_term=term):
            return replace(client, payment_term=term)
        case _:
            assert_never(event)


def register(client: Client, command: RegisterClient, _: Act) -> list[ClientEvent]:
    """Register a company; the same content again adds no event."""
    asked = replace(
        client,
        siren=command.siren,
        siret=command.siret,
        vat_number=command.vat_number,
        name=command.name,
        address=command.address,
    )
    if client == asked:
        return []
    if client.siren:
        raise AlreadyKnown(about=client.name)
    check_same_company(command.siren, command.siret, command.vat_number)
    return [
        ClientRegistered(
            siren=command.siren,
            siret=command.siret,
            vat_number=command.vat_number,
            name=command.name,
            address=command.address,
        )
    ]


def agree_terms(client: Client, command: AgreeBillingTerms, _: Act) -> list[ClientEvent]:
    """Record how a registered client is invoiced."""
    require_registered(client, command.client)
    return [
        BillingTermsAgreed(
            order_reference_required=command.order_reference_required,
            electronic=command.electronic,
            payment_term=command.payment_term,
        )
    ]


def name_contact(client: Client, command: NameContact, _: Act) -> list[ClientEvent]:
    """Name a contact of a registered client, once."""
    require_registered(client, command.client)
    if command.contact in client.contacts:
        raise AlreadyKnown(about=str(command.contact))
    return [
        ContactNamed(
            contact=command.contact, name=command.name, email=command.email, capacity=command.capacity
        )
    ]


def require_registered(client: Client, identity: ClientId) -> None:
    """Check that a client was registered; raises `NothingKnown`."""
    if not client.siren:
        raise NothingKnown(about=f"client/{identity}")
