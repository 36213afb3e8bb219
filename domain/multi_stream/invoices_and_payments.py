"""Invoices take their number from a series; payments reach the consultant's account, and leave it again."""

from datetime import date

from domain.account import posting
from domain.account.events import AccountEvent
from domain.account.posting import Because
from domain.aggregates import World
from domain.cents_and_months import portion
from domain.invoicing.bank import BankLineAllocated, allocate
from domain.invoicing.series import allot
from domain.language import account as account_of
from domain.language import bank_line, mission_of
from domain.language import series as series_of
from domain.mission import billing, collecting, crediting
from domain.mission.billing import IssueInvoice, RecordPayment
from domain.mission.collecting import ReallocatePayment, ReversePayment, WriteOffReceivable
from domain.mission.crediting import IssueCreditNote
from domain.mission.events.collecting import PaymentReallocated, PaymentReversed, ReceivableWrittenOff
from domain.mission.mission import Mission
from domain.multi_stream import Facts
from domain.record import Act


def invoice(world: World, order: IssueInvoice, act: Act) -> Facts:
    """The number is allotted in the transaction that issues the invoice: none is ever lost."""
    mission = world.mission(order.mission)
    umbrella, client = world.umbrella(mission.umbrella), world.client(mission.client)
    stream = series_of(mission.umbrella, order.series)
    allotted = allot(world.at(stream), order.series, order.mission, order.issued_on)
    issued = billing.invoice(mission, umbrella, client, allotted.number, order, act)
    return {mission_of(order.mission): issued, stream: [allotted]}


def credit(world: World, order: IssueCreditNote, act: Act) -> Facts:
    """A credit note, too, takes the next number of its series."""
    mission = world.mission(order.mission)
    stream = series_of(mission.umbrella, order.series)
    allotted = allot(world.at(stream), order.series, order.mission, order.issued_on)
    issued = crediting.credit(mission, allotted.number, order, act)
    return {mission_of(order.mission): issued, stream: [allotted]}


def receive(world: World, order: RecordPayment, act: Act) -> Facts:
    """What the client paid before tax reaches the consultant's account, less the fee of the day."""
    mission = world.mission(order.mission)
    received, *others = billing.receive(mission, order, act)
    assert isinstance(received, billing.PaymentReceived)
    stream = bank_line(mission.umbrella, order.reference)
    part = BankLineAllocated(
        reference=order.reference,
        received_on=order.received_on,
        total=order.amount if order.line_amount is None else order.line_amount,
        mission=order.mission,
        amount=order.amount,
    )
    because = Because(
        str(order.received_on)[:7],
        f"payment {order.reference} of invoice {order.number}",
        order.mission,
        order.reference,
    )
    return {
        mission_of(order.mission): [received, *others],
        account_of(mission.consultant): _brought(world, mission, received.net, order.received_on, because),
        stream: [allocate(world.at(stream), part)],
    }


def reallocate(world: World, order: ReallocatePayment, act: Act) -> Facts:
    """What a moved part brings more, or less, before tax is posted on the consultant's account."""
    mission = world.mission(order.mission)
    moved, *others = collecting.reallocate(mission, order, act)
    assert isinstance(moved, PaymentReallocated)
    month = str(order.reallocated_on)[:7]
    fact = f"payment {order.reference} moved to invoice {order.to_number}"
    because = Because(month, fact, order.mission, order.reference)
    more = moved.net_to - moved.net_from
    if more > 0:
        day = mission.payments[order.reference].received_on
        entries = _brought(world, mission, more, day, because)
    else:
        entries = posting.give_back(world.account(mission.consultant), -more, because)
    return {mission_of(order.mission): [moved, *others], account_of(mission.consultant): entries}


def reverse(world: World, order: ReversePayment, act: Act) -> Facts:
    """What a line had brought leaves the account again, and its fee comes back to it."""
    mission = world.mission(order.mission)
    (gone,) = collecting.reverse(mission, order, act)
    assert isinstance(gone, PaymentReversed)
    because = Because(
        str(order.reversed_on)[:7], f"payment {order.reference} reversed", order.mission, order.reference
    )
    entries = posting.give_back(world.account(mission.consultant), gone.net, because)
    return {mission_of(order.mission): [gone], account_of(mission.consultant): entries}


def write_off(world: World, order: WriteOffReceivable, act: Act) -> Facts:
    """What was advanced on a lost invoice is the umbrella company's loss; no other client pays it back."""
    mission = world.mission(order.mission)
    written, *others = collecting.write_off(mission, order, act)
    assert isinstance(written, ReceivableWrittenOff)
    fee = portion(written.net, world.umbrella(mission.umbrella).fee(act.day), 10_000)
    because = Because(str(act.day)[:7], f"invoice {order.number} written off", order.mission)
    entries = posting.bear(world.account(mission.consultant), written.net - fee, because)
    return {mission_of(order.mission): [written, *others], account_of(mission.consultant): entries}


def _brought(world: World, mission: Mission, net: int, day: date, because: Because) -> list[AccountEvent]:
    share = world.umbrella(mission.umbrella).fee(day)
    return posting.receive(world.account(mission.consultant), net, share, because)
