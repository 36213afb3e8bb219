"""Billing: what became due is invoiced as negotiated; what the client pays is recorded once."""

from datetime import date, timedelta

from domain.client.client import Client
from domain.language import Cents, Count, Key, Label, MissionId, command, portion, value
from domain.law.billing import BIL_2, RECOVERY_INDEMNITY, VAT_STANDARD
from domain.law.contract import CC_5
from domain.mission.closing import closing
from domain.mission.events import MissionEvent
from domain.mission.events.billing import Invoiced, InvoiceTransmitted, PaymentReceived
from domain.mission.evolve import after
from domain.mission.mission import Acceptance, Invoice, Mission
from domain.mission.refusals import AlreadyDone, NoSuchInvoice, NothingDue, OutOfOrder, PaymentKnown
from domain.mission.scoping import scoped
from domain.mission.terms import Company, InvoiceLine, PriceMode, Scope, Trigger
from domain.record import Act
from domain.umbrella.umbrella import UmbrellaCompany


@value
class Due:
    """What is to be invoiced: an instalment by its key, a month of days, or an expense by its key."""

    trigger: Trigger
    key: Key


@command
class IssueInvoice:
    """The umbrella company invoices what became due."""

    mission: MissionId
    series: Key
    issued_on: date
    due: tuple[Due, ...]


@command
class TransmitInvoice:
    """The umbrella company sends an invoice; `code` is its life-cycle status, 200 when filed."""

    mission: MissionId
    number: Label
    code: Count = 200


@command
class RecordPayment:
    """The umbrella company records a line of its bank statement; cents, tax included."""

    mission: MissionId
    number: Label
    reference: Label
    received_on: date
    amount: Cents


def invoice(
    mission: Mission, umbrella: UmbrellaCompany, client: Client, number: str, order: IssueInvoice
) -> list[MissionEvent]:
    """Invoice what the contract and the facts make due, each thing once, under this number."""
    agreed = scoped(mission, "IssueInvoice")
    if mission.signed_on is None:
        raise OutOfOrder(act="IssueInvoice", stands_on="MissionSigned")
    if not order.due:
        raise NothingDue(trigger=Trigger.ACCEPTANCE, key="")
    lines = tuple(_line(mission, agreed, due) for due in dict.fromkeys(order.due))
    net = sum(line.net for line in lines)
    rate = VAT_STANDARD.on(order.issued_on)
    vat = portion(net, rate, 10_000)
    return [
        Invoiced(
            series=order.series,
            number=number,
            issued_on=order.issued_on,
            due_on=order.issued_on + timedelta(days=agreed.clauses.payment_days),
            seller=Company(
                name=umbrella.name,
                siren=umbrella.siren,
                vat_number=umbrella.vat_number,
                address=umbrella.address,
            ),
            buyer=Company(
                name=client.name,
                siren=client.siren,
                vat_number=client.vat_number,
                address=client.address,
            ),
            lines=lines,
            vat_rate=rate,
            net=net,
            vat=vat,
            total=net + vat,
            late_rate="ECB refinancing rate + 10 points (C. com. L441-10 II)",
            recovery_indemnity=RECOVERY_INDEMNITY.on(order.issued_on),
            grounds=(
                CC_5.asked(met=True, mode=agreed.price.mode),
                *(BIL_2.asked(met=True, trigger=line.trigger, key=line.key) for line in lines),
            ),
        )
    ]


def transmit(mission: Mission, order: TransmitInvoice, _: Act) -> list[MissionEvent]:
    """Send an invoice, once."""
    if _issued(mission, order.number).transmitted:
        raise AlreadyDone(act="TransmitInvoice", of=order.number)
    return [InvoiceTransmitted(number=order.number, code=order.code)]


def receive(mission: Mission, order: RecordPayment, _: Act) -> list[MissionEvent]:
    """Record what the client paid; it may be the last thing that the mission waited for."""
    if (order.reference, order.number) in mission.payments:
        raise PaymentKnown(reference=order.reference)
    owed = _issued(mission, order.number)
    allocated = min(order.amount, owed.open)
    received = PaymentReceived(
        reference=order.reference,
        number=order.number,
        received_on=order.received_on,
        amount=order.amount,
        allocated=allocated,
        net=_net_of(owed, allocated),
        surplus=order.amount - allocated,
    )
    return [received, *closing(after(mission, received))]


def _net_of(owed: Invoice, allocated: int) -> int:
    """Return the part before tax of a payment, so that the parts of all of them make the whole."""
    if not owed.total:
        return 0
    return portion(owed.paid + allocated, owed.net, owed.total) - owed.net_paid


def _issued(mission: Mission, number: str) -> Invoice:
    issued = mission.invoices.get(number)
    if issued is None:
        raise NoSuchInvoice(number=number)
    return issued


def _line(mission: Mission, agreed: Scope, due: Due) -> InvoiceLine:
    quantity, net = due_now(mission, agreed, due.trigger, due.key)
    if quantity == 0:
        raise NothingDue(trigger=due.trigger, key=due.key)
    unit_price = agreed.price.amount if due.trigger is Trigger.APPROVED_DAYS else net
    return InvoiceLine(trigger=due.trigger, key=due.key, quantity=quantity, unit_price=unit_price, net=net)


def due_now(mission: Mission, agreed: Scope, trigger: Trigger, key: Key) -> tuple[int, int]:
    """Return the quantity and the amount before tax that may be invoiced now, (0, 0) when none.

    The quantity is half-days for approved days and 1 otherwise; the amount is in cents.
    """
    billed = mission.billed.get((trigger, key), 0)
    if trigger is Trigger.APPROVED_DAYS:
        return _days_due(mission, agreed, key, billed)
    if billed:
        return (0, 0)
    if trigger is Trigger.EXPENSE:
        return _expense_due(mission, key)
    return _instalment_due(mission, agreed, trigger, key)


def _days_due(mission: Mission, agreed: Scope, month: str, billed: int) -> tuple[int, int]:
    unbilled = mission.half_days.get(month, 0) - billed
    if agreed.price.mode is not PriceMode.DAILY_RATE or unbilled <= 0:
        return (0, 0)
    rate = agreed.price.amount
    return (unbilled, portion(rate, billed + unbilled, 2) - portion(rate, billed, 2))


def _expense_due(mission: Mission, key: Key) -> tuple[int, int]:
    claim = mission.claims.get(key)
    if claim is None or not claim.approved or not claim.expense.rebilled:
        return (0, 0)
    return (1, claim.expense.net)


def _instalment_due(mission: Mission, agreed: Scope, trigger: Trigger, key: Key) -> tuple[int, int]:
    for instalment in agreed.price.schedule:
        if (instalment.trigger, instalment.key) == (trigger, key):
            met = _is_met(mission, trigger, instalment.of)
            return (1, instalment.amount) if met else (0, 0)
    return (0, 0)


def _is_met(mission: Mission, trigger: Trigger, of: Key | None) -> bool:
    match trigger:
        case Trigger.SIGNATURE:
            return mission.signed_on is not None
        case Trigger.MILESTONE:
            return of in mission.validated
        case _:
            handover = mission.handovers.get(of or "")
            return handover is not None and handover.acceptance is Acceptance.ACCEPTED
