"""The facts of money from the client: invoiced, filed, sent, credited, paid."""

from datetime import date
from enum import StrEnum

from domain.language import (
    Audience,
    BasisPoints,
    Cents,
    Count,
    DocumentHash,
    FactId,
    Key,
    Label,
    MissionText,
)
from domain.mission.invoice_state import ReminderDay
from domain.mission.terms import Company, InvoiceLine
from domain.record import BY_SYSTEM, BY_UMBRELLA, FOR_CLIENT, Event, Ground


class Invoiced(Event, frozen=True, kw_only=True, omit_defaults=True):
    """The umbrella company invoices what became due, under the next number of a series (facture).

    Amounts in cents; each line names what made it due, and the invoice what its document must show.
    `reminders` are the days of the company's policy, as they fall for this one.
    """

    TYPE = "fr.jalon.mission.invoiced.v1"
    BY = BY_UMBRELLA
    READERS = FOR_CLIENT

    series: Key
    number: Label
    issued_on: date
    due_on: date
    seller: Company
    buyer: Company
    lines: tuple[InvoiceLine, ...]
    vat_rate: BasisPoints
    net: Cents
    vat: Cents
    total: Cents
    late_rate: Label
    recovery_indemnity: Cents
    grounds: tuple[Ground, ...]
    vat_mention: Label | None = None
    reminders: tuple[ReminderDay, ...] = ()


class InvoiceTransmitted(Event, frozen=True, kw_only=True):
    """The invoice was sent to the client (200, déposée)."""

    TYPE = "fr.jalon.mission.invoice-transmitted.v1"
    BY = BY_UMBRELLA
    READERS = FOR_CLIENT

    number: Label
    code: Count


class CreditNoteIssued(Event, frozen=True, kw_only=True):
    """A credit note cancels lines of an invoice, or a part of its price (avoir); cents.

    What its lines had made due may be invoiced again; a rebate is given for good.
    """

    TYPE = "fr.jalon.mission.credit-note-issued.v1"
    BY = BY_UMBRELLA
    READERS = FOR_CLIENT

    series: Key
    number: Label
    corrects: FactId
    invoice: Label
    issued_on: date
    lines: tuple[InvoiceLine, ...]
    rebate: Cents
    net: Cents
    vat: Cents
    total: Cents
    reason: MissionText
    grounds: tuple[Ground, ...]


class PaymentReceived(Event, frozen=True, kw_only=True, omit_defaults=True):
    """The client paid, in full or in part; what exceeds the invoice is kept apart (encaissement).

    `net` is the part of `allocated` before tax, which the activity account receives; `penalties` is the
    part that pays for lateness.
    """

    TYPE = "fr.jalon.mission.payment-received.v1"
    BY = BY_UMBRELLA
    READERS = FOR_CLIENT

    reference: Label
    number: Label
    received_on: date
    amount: Cents
    allocated: Cents
    net: Cents
    surplus: Cents
    penalties: Cents = 0


class DocumentKind(StrEnum):
    """What was rendered from a fact."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    REMINDER = "reminder"
    SERVICE_CONTRACT = "service_contract"
    AMENDMENT = "amendment"
    MINUTES = "minutes"
    BREAKDOWN = "breakdown"  # décompte, for the consultant


_FOR_ALL = (DocumentKind.SERVICE_CONTRACT, DocumentKind.AMENDMENT, DocumentKind.MINUTES)


class DocumentFiled(Event, frozen=True, kw_only=True):
    """A document was rendered from a fact, after it, and filed under its hash; read as its subject."""

    TYPE = "fr.jalon.mission.document-filed.v1"
    BY = BY_SYSTEM
    READERS = frozenset({Audience.ALL, Audience.CLIENT, Audience.CONSULTANT})

    renders: FactId
    kind: DocumentKind
    document: DocumentHash

    @property
    def audience(self) -> Audience:
        """Those who read the fact that the document shows."""
        if self.kind is DocumentKind.BREAKDOWN:
            return Audience.CONSULTANT
        return Audience.ALL if self.kind in _FOR_ALL else Audience.CLIENT


BillingEvent = Invoiced | InvoiceTransmitted | CreditNoteIssued | PaymentReceived | DocumentFiled
