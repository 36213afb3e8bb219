"""What changes around a client: who decides there, what it must be sent, whether it can pay."""

from datetime import date

from domain.cents_and_months import add_months
from domain.client.client import Client, known
from domain.client.events import (
    ClientEvent,
    ContactReplaced,
    InsolvencyRecorded,
    Proceedings,
    Solvency,
    SolvencyChecked,
    VigilanceCertificateDelivered,
)
from domain.language import (
    Cents,
    ClientId,
    ContactEmail,
    ContactId,
    ContactText,
    DocumentHash,
    Happened,
    Label,
    command,
)
from domain.law.billing import claim_due_on
from domain.law.company import EPS_4, VIG_1, VIGILANCE_FROM, VIGILANCE_MONTHS
from domain.record import Act, Ground
from domain.refusals import AlreadyKnown, NothingKnown


@command
class ReplaceClientContact:
    """Another person takes the place of a contact, from a date."""

    client: ClientId
    replaces: ContactId
    contact: ContactId
    name: ContactText
    email: ContactEmail
    capacity: ContactText
    from_on: date


@command
class DeliverVigilanceCertificate:
    """The umbrella company sends its certificate; `amount` is that of the operation before tax."""

    client: ClientId
    issued_on: Happened
    delivered_on: Happened
    amount: Cents
    on_request: bool = False
    document: DocumentHash


@command
class CheckSolvency:
    """The umbrella company notes what a source says of the client, and how far it gives credit."""

    client: ClientId
    checked_on: Happened
    source: Label
    solvency: Solvency
    credit_max: Cents | None = None
    document: DocumentHash


@command
class RecordInsolvency:
    """A court opened proceedings against the client."""

    client: ClientId
    proceedings: Proceedings
    judged_on: Happened
    published_on: Happened
    document: DocumentHash


def replace_contact(client: Client, order: ReplaceClientContact, _: Act) -> list[ClientEvent]:
    """Name a new person in the place of one that is known."""
    known(client, order.client)
    if order.replaces not in client.contacts:
        raise NothingKnown(about=str(order.replaces))
    if order.contact in client.contacts:
        raise AlreadyKnown(about=str(order.contact))
    return [
        ContactReplaced(
            replaces=order.replaces,
            contact=order.contact,
            name=order.name,
            email=order.email,
            capacity=order.capacity,
            from_on=order.from_on,
        )
    ]


def deliver_certificate(client: Client, order: DeliverVigilanceCertificate, _: Act) -> list[ClientEvent]:
    """Note a certificate as sent; one that is too old leaves the next due at once."""
    known(client, order.client)
    months = VIGILANCE_MONTHS.on(order.delivered_on)
    fresh = order.delivered_on < add_months(order.issued_on, months)
    due = order.amount >= VIGILANCE_FROM.on(order.delivered_on)
    following = add_months(order.delivered_on, months) if fresh else order.delivered_on
    return [
        VigilanceCertificateDelivered(
            issued_on=order.issued_on,
            delivered_on=order.delivered_on,
            amount=order.amount,
            on_request=order.on_request,
            next_due_on=following if due else None,
            grounds=_asked(order, due=due, fresh=fresh),
            document=order.document,
        )
    ]


def check_solvency(client: Client, order: CheckSolvency, _: Act) -> list[ClientEvent]:
    """Note what was found; it forbids nothing, the umbrella company decides what it takes on."""
    known(client, order.client)
    return [
        SolvencyChecked(
            checked_on=order.checked_on,
            source=order.source,
            solvency=order.solvency,
            credit_max=order.credit_max,
            document=order.document,
        )
    ]


def record_insolvency(client: Client, order: RecordInsolvency, _: Act) -> list[ClientEvent]:
    """Note the proceedings, and the day by which claims are lodged."""
    known(client, order.client)
    return [
        InsolvencyRecorded(
            proceedings=order.proceedings,
            judged_on=order.judged_on,
            published_on=order.published_on,
            claims_due_on=claim_due_on(order.published_on),
            document=order.document,
        )
    ]


def _asked(order: DeliverVigilanceCertificate, *, due: bool, fresh: bool) -> tuple[Ground, ...]:
    rules = [rule for rule, concerned in ((VIG_1, due), (EPS_4, order.on_request)) if concerned]
    return tuple(
        rule.asked(met=fresh, issued_on=order.issued_on, delivered_on=order.delivered_on) for rule in rules
    )
