"""Invoices take a number from a series; payments are posted on, and reversed from, the activity account."""

from datetime import date

from domain.account import posting
from domain.account.events import AccountEvent
from domain.account.posting import EntryReason
from domain.aggregates import DecisionContext
from domain.cents_and_months import portion
from domain.invoicing.bank import BankLineAllocated, allocate
from domain.invoicing.series import allot
from domain.language import account_stream as account_of
from domain.language import bank_line_stream, mission_stream
from domain.language import series_stream as series_of
from domain.mission import billing, collecting, crediting
from domain.mission.billing import IssueInvoice, RecordPayment
from domain.mission.collecting import ReallocatePayment, ReversePayment, WriteOffReceivable
from domain.mission.crediting import IssueCreditNote
from domain.mission.events.collecting import PaymentReallocated, PaymentReversed, ReceivableWrittenOff
from domain.mission.mission import Mission
from domain.multi_stream import EventsByStream
from domain.record import Act


def invoice(context: DecisionContext, command: IssueInvoice, act: Act) -> EventsByStream:
    """Issue an invoice; its number is allotted in the same transaction, so that no number is lost."""
    mission = context.mission(command.mission)
    umbrella, client = context.umbrella(mission.umbrella), context.client(mission.client)
    stream = series_of(mission.umbrella, command.series)
    allotted = allot(context.state_of(stream), command.series, command.mission, command.issued_on)
    issued = billing.invoice(mission, umbrella, client, allotted.number, command, act)
    return {mission_stream(command.mission): issued, stream: [allotted]}


def credit(context: DecisionContext, command: IssueCreditNote, act: Act) -> EventsByStream:
    """Issue a credit note; it takes the next number of its series."""
    mission = context.mission(command.mission)
    stream = series_of(mission.umbrella, command.series)
    allotted = allot(context.state_of(stream), command.series, command.mission, command.issued_on)
    issued = crediting.credit(mission, allotted.number, command, act)
    return {mission_stream(command.mission): issued, stream: [allotted]}


def receive(context: DecisionContext, command: RecordPayment, act: Act) -> EventsByStream:
    """Record a payment; post its amount before tax on the consultant's account, less the fee of the day."""
    mission = context.mission(command.mission)
    received, *others = billing.receive(mission, command, act)
    assert isinstance(received, billing.PaymentReceived)
    stream = bank_line_stream(mission.umbrella, command.reference)
    part = BankLineAllocated(
        reference=command.reference,
        received_on=command.received_on,
        total=command.amount if command.line_amount is None else command.line_amount,
        mission=command.mission,
        amount=command.amount,
    )
    because = EntryReason(
        str(command.received_on)[:7],
        f"payment {command.reference} of invoice {command.number}",
        command.mission,
        command.reference,
    )
    return {
        mission_stream(command.mission): [received, *others],
        account_of(mission.consultant): _post_receipt(
            context, mission, received.net, command.received_on, because
        ),
        stream: [allocate(context.state_of(stream), part)],
    }


def reallocate(context: DecisionContext, command: ReallocatePayment, act: Act) -> EventsByStream:
    """Move a part of a payment; post the difference before tax on the consultant's account."""
    mission = context.mission(command.mission)
    moved, *others = collecting.reallocate(mission, command, act)
    assert isinstance(moved, PaymentReallocated)
    month = str(command.reallocated_on)[:7]
    cause = f"payment {command.reference} moved to invoice {command.to_number}"
    because = EntryReason(month, cause, command.mission, command.reference)
    more = moved.net_to - moved.net_from
    if more > 0:
        day = mission.payments[command.reference].received_on
        entries = _post_receipt(context, mission, more, day, because)
    else:
        entries = posting.post_receipt_reversal(context.account(mission.consultant), -more, because)
    return {mission_stream(command.mission): [moved, *others], account_of(mission.consultant): entries}


def reverse(context: DecisionContext, command: ReversePayment, act: Act) -> EventsByStream:
    """Reverse a bank line; its receipt leaves the account and its fee returns to it."""
    mission = context.mission(command.mission)
    (gone,) = collecting.reverse(mission, command, act)
    assert isinstance(gone, PaymentReversed)
    because = EntryReason(
        str(command.reversed_on)[:7],
        f"payment {command.reference} reversed",
        command.mission,
        command.reference,
    )
    entries = posting.post_receipt_reversal(context.account(mission.consultant), gone.net, because)
    return {mission_stream(command.mission): [gone], account_of(mission.consultant): entries}


def write_off(context: DecisionContext, command: WriteOffReceivable, act: Act) -> EventsByStream:
    """Write an invoice off; the umbrella company bears its advances, which no other client pays back."""
    mission = context.mission(command.mission)
    written, *others = collecting.write_off(mission, command, act)
    assert isinstance(written, ReceivableWrittenOff)
    fee = portion(written.net, context.umbrella(mission.umbrella).fee_on(act.day), 10_000)
    because = EntryReason(str(act.day)[:7], f"invoice {command.number} written off", command.mission)
    entries = posting.post_loss(context.account(mission.consultant), written.net - fee, because)
    return {mission_stream(command.mission): [written, *others], account_of(mission.consultant): entries}


def _post_receipt(
    context: DecisionContext, mission: Mission, net: int, day: date, because: EntryReason
) -> list[AccountEvent]:
    share = context.umbrella(mission.umbrella).fee_on(day)
    return posting.post_receipt(context.account(mission.consultant), net, share, because)
