"""The facts of money from the client: invoiced, sent, paid."""

from datetime import date

from domain.language import BasisPoints, Cents, Count, Key, Label
from domain.mission.terms import Company, InvoiceLine
from domain.record import BY_UMBRELLA, FOR_CLIENT, Event, Ground


class Invoiced(Event, frozen=True, kw_only=True):
    """The umbrella company invoices what became due, under the next number of a series (facture).

    Amounts in cents; each line names what made it due, and the invoice what its document must show.
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


class InvoiceTransmitted(Event, frozen=True, kw_only=True):
    """The invoice was sent to the client (200, déposée)."""

    TYPE = "fr.jalon.mission.invoice-transmitted.v1"
    BY = BY_UMBRELLA
    READERS = FOR_CLIENT

    number: Label
    code: Count


class PaymentReceived(Event, frozen=True, kw_only=True):
    """The client paid, in full or in part; what exceeds the invoice is kept apart (encaissement).

    `net` is the part of `allocated` before tax, which the activity account receives.
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


BillingEvent = Invoiced | InvoiceTransmitted | PaymentReceived
