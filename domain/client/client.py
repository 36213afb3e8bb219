"""A client company's life: registered, its billing terms agreed, its contacts named."""

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
    client_of,
    command,
)
from domain.law.billing import PaymentTerm
from domain.record import Act, Fact
from domain.refusals import AlreadyKnown, NothingKnown, of_one_company


class Client(Struct, frozen=True, kw_only=True):
    """What is true of a client company now; its names are not personal."""

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
    """The umbrella company registers a client company; the SIREN names it for ever."""

    siren: Siren
    siret: Siret
    vat_number: VatNumber
    name: Label
    address: Label

    @property
    def client(self) -> ClientId:
        """The id that its SIREN gives."""
        return client_of(self.siren)


@command
class AgreeBillingTerms:
    """The umbrella company notes how this client is invoiced."""

    client: ClientId
    order_reference_required: bool = False
    electronic: bool = True
    payment_term: PaymentTerm = PaymentTerm.FROM_INVOICE


@command
class NameContact:
    """A person to speak to at the client's, and what that person may decide there."""

    client: ClientId
    contact: ContactId
    name: ContactText
    email: ContactEmail
    capacity: ContactText


def evolve(client: Client, fact: Fact[ClientEvent]) -> Client:  # noqa: C901 -- one short case a fact
    """Return the client company after one more fact."""
    event = fact.data
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


def register(client: Client, order: RegisterClient, _: Act) -> list[ClientEvent]:
    """Register a company; the same content again adds nothing."""
    asked = replace(
        client,
        siren=order.siren,
        siret=order.siret,
        vat_number=order.vat_number,
        name=order.name,
        address=order.address,
    )
    if client == asked:
        return []
    if client.siren:
        raise AlreadyKnown(about=client.name)
    of_one_company(order.siren, order.siret, order.vat_number)
    return [
        ClientRegistered(
            siren=order.siren,
            siret=order.siret,
            vat_number=order.vat_number,
            name=order.name,
            address=order.address,
        )
    ]


def agree_terms(client: Client, order: AgreeBillingTerms, _: Act) -> list[ClientEvent]:
    """Note how a known client is invoiced."""
    known(client, order.client)
    return [
        BillingTermsAgreed(
            order_reference_required=order.order_reference_required,
            electronic=order.electronic,
            payment_term=order.payment_term,
        )
    ]


def name_contact(client: Client, order: NameContact, _: Act) -> list[ClientEvent]:
    """Name a person at a known client's, once."""
    known(client, order.client)
    if order.contact in client.contacts:
        raise AlreadyKnown(about=str(order.contact))
    return [ContactNamed(contact=order.contact, name=order.name, email=order.email, capacity=order.capacity)]


def known(client: Client, identity: ClientId) -> None:
    """Check that a client was registered; raises `NothingKnown`."""
    if not client.siren:
        raise NothingKnown(about=f"client/{identity}")
