"""Later changes of a client: its contacts, its vigilance certificates, its solvency."""

from datetime import date

from domain.cents_and_months import add_months
from domain.client.client import Client, require_registered
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
    """Another person replaces a contact from a date."""

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
    """The umbrella company records what a source says of the client's solvency, and the credit it gives."""

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


def replace_contact(client: Client, command: ReplaceClientContact, _: Act) -> list[ClientEvent]:
    """Replace a known contact by a new person."""
    require_registered(client, command.client)
    if command.replaces not in client.contacts:
        raise NothingKnown(about=str(command.replaces))
    if command.contact in client.contacts:
        raise AlreadyKnown(about=str(command.contact))
    return [
        ContactReplaced(
            replaces=command.replaces,
            contact=command.contact,
            name=command.name,
            email=command.email,
            capacity=command.capacity,
            from_on=command.from_on,
        )
    ]


def deliver_certificate(client: Client, command: DeliverVigilanceCertificate, _: Act) -> list[ClientEvent]:
    """Record a certificate as sent; if it is too old, the next one is due at once."""
    require_registered(client, command.client)
    months = VIGILANCE_MONTHS.value_on(command.delivered_on)
    fresh = command.delivered_on < add_months(command.issued_on, months)
    due = command.amount >= VIGILANCE_FROM.value_on(command.delivered_on)
    following = add_months(command.delivered_on, months) if fresh else command.delivered_on
    return [
        VigilanceCertificateDelivered(
            issued_on=command.issued_on,
            delivered_on=command.delivered_on,
            amount=command.amount,
            on_request=command.on_request,
            next_due_on=following if due else None,
            grounds=_certificate_grounds(command, due=due, fresh=fresh),
            document=command.document,
        )
    ]


def check_solvency(client: Client, command: CheckSolvency, _: Act) -> list[ClientEvent]:
    """Record the result; it refuses nothing, because the umbrella company decides which missions it takes."""
    require_registered(client, command.client)
    return [
        SolvencyChecked(
            checked_on=command.checked_on,
            source=command.source,
            solvency=command.solvency,
            credit_max=command.credit_max,
            document=command.document,
        )
    ]


def record_insolvency(client: Client, command: RecordInsolvency, _: Act) -> list[ClientEvent]:
    """Record the proceedings, and the last day to lodge a claim."""
    require_registered(client, command.client)
    return [
        InsolvencyRecorded(
            proceedings=command.proceedings,
            judged_on=command.judged_on,
            published_on=command.published_on,
            claims_due_on=claim_due_on(command.published_on),
            document=command.document,
        )
    ]


def _certificate_grounds(
    command: DeliverVigilanceCertificate, *, due: bool, fresh: bool
) -> tuple[Ground, ...]:
    rules = [rule for rule, concerned in ((VIG_1, due), (EPS_4, command.on_request)) if concerned]
    return tuple(
        rule.make_ground(met=fresh, issued_on=command.issued_on, delivered_on=command.delivered_on)
        for rule in rules
    )
