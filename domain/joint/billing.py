"""Invoices take their number from a series; payments reach the consultant's account."""

from domain.account import account
from domain.invoicing.series import allot
from domain.joint import Facts, mission_of
from domain.language import account as account_of
from domain.language import series as series_of
from domain.mission import billing
from domain.mission.billing import IssueInvoice, RecordPayment
from domain.record import Act
from domain.world import World


def invoice(world: World, order: IssueInvoice, _: Act) -> Facts:
    """The number is allotted in the transaction that issues the invoice: none is ever lost."""
    mission = world.mission(order.mission)
    umbrella, client = world.umbrella(mission.umbrella), world.client(mission.client)
    stream = series_of(mission.umbrella, order.series)
    allotted = allot(world.at(stream), order.series, order.mission, order.issued_on)
    issued = billing.invoice(mission, umbrella, client, allotted.number, order)
    return {mission_of(order.mission): issued, stream: [allotted]}


def receive(world: World, order: RecordPayment, act: Act) -> Facts:
    """What the client paid before tax reaches the consultant's account, less the fee of the day."""
    mission = world.mission(order.mission)
    received, *closed = billing.receive(mission, order, act)
    assert isinstance(received, billing.PaymentReceived)
    entries = account.receive(
        world.account(mission.consultant),
        received.net,
        world.umbrella(mission.umbrella).fee(order.received_on),
        str(order.received_on)[:7],
        f"payment {order.reference} of invoice {order.number}",
        order.mission,
    )
    return {
        mission_of(order.mission): [received, *closed],
        account_of(mission.consultant): entries,
    }
