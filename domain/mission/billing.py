"""Decide on billing: invoice due items as negotiated, record each payment once."""

from datetime import date

from domain.cents_and_months import portion
from domain.client.client import Client
from domain.language import Cents, Count, Happened, Key, Label, MissionId, command, value
from domain.law.billing import BIL_2, BIL_3, BIL_6, BIL_7, BIL_10, RECOVERY_INDEMNITY, vat_of
from domain.law.contract import CC_5
from domain.mission.amounts_owed import amounts_owed, instalment_due
from domain.mission.closing import close_if_done, get_scope
from domain.mission.events import MissionEvent
from domain.mission.events.billing import Invoiced, InvoiceTransmitted, PaymentReceived
from domain.mission.events.working import BreachRecorded
from domain.mission.evolve import apply_events
from domain.mission.invoice_state import Invoice, reminders_to_come
from domain.mission.mission import Mission
from domain.mission.money_refusals import IssuedAhead, NoSuchInvoice, NothingDue, PaymentKnown
from domain.mission.refusals import AlreadyDone, OutOfOrder
from domain.mission.terms import Company, InvoiceLine, PriceMode, Scope, Trigger
from domain.record import Act
from domain.umbrella.umbrella import UmbrellaCompany


@value
class Due:
    """An item to invoice: an instalment by its key, a month of days, or an expense by its key."""

    trigger: Trigger
    key: Key


@command
class IssueInvoice:
    """The umbrella company invoices due items."""

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
    """The umbrella company records a line of its bank statement; cents, tax included.

    `line_amount` is the whole bank line, if only a part of it pays this mission's invoice.
    """

    mission: MissionId
    number: Label
    reference: Label
    received_on: Happened
    amount: Cents
    line_amount: Cents | None = None


def invoice(
    mission: Mission, umbrella: UmbrellaCompany, client: Client, number: str, command: IssueInvoice, act: Act
) -> list[MissionEvent]:
    """Invoice the due items under this number, each once."""
    agreed = get_scope(mission, "IssueInvoice")
    if mission.signed_on is None:
        raise OutOfOrder(act="IssueInvoice", stands_on="MissionSigned")
    check_not_ahead(command.issued_on, act)
    if not command.due:
        raise NothingDue(trigger=Trigger.ACCEPTANCE, key="")
    lines = tuple(_invoice_line(mission, agreed, due) for due in dict.fromkeys(command.due))
    net = sum(line.net for line in lines)
    rate, mention = vat_of(client.vat_number, command.issued_on)
    vat, days = portion(net, rate, 10_000), agreed.clauses.payment_days
    due_on = client.payment_term.due_on(command.issued_on, days)
    return [
        Invoiced(
            series=command.series,
            number=number,
            issued_on=command.issued_on,
            due_on=due_on,
            seller=_company_shown(umbrella),
            buyer=_company_shown(client),
            lines=lines,
            vat_rate=rate,
            net=net,
            vat=vat,
            total=net + vat,
            late_rate="ECB refinancing rate + 10 points (C. com. L441-10 II)",
            recovery_indemnity=RECOVERY_INDEMNITY.value_on(command.issued_on),
            grounds=(
                CC_5.make_ground(met=True, mode=agreed.price.mode),
                *(BIL_2.make_ground(met=True, trigger=line.trigger, key=line.key) for line in lines),
                BIL_3.make_ground(met=True, term=client.payment_term, payment_days=days),
                BIL_6.make_ground(met=True, vat_number=client.vat_number[:2], rate=rate),
                BIL_7.make_ground(met=True, issued_on=command.issued_on),
            ),
            vat_mention=mention,
            reminders=reminders_to_come(due_on, umbrella.policy_on(act.day).reminder_days, act.day),
        )
    ]


def transmit(mission: Mission, command: TransmitInvoice, _: Act) -> list[MissionEvent]:
    """Send an invoice, once; again after a platform rejected it."""
    if get_invoice(mission, command.number).transmitted:
        raise AlreadyDone(act="TransmitInvoice", of=command.number)
    return [InvoiceTransmitted(number=command.number, code=command.code)]


def receive(mission: Mission, command: RecordPayment, _: Act) -> list[MissionEvent]:
    """Record a payment: first the invoice, then penalties; a surplus is recorded with a breach.

    The payment may close the mission.
    """
    if command.reference in mission.payments:
        raise PaymentKnown(reference=command.reference)
    owed = get_invoice(mission, command.number)
    allocated = min(command.amount, max(owed.payable, 0))
    penalties = min(command.amount - allocated, owed.penalties_open)
    received = PaymentReceived(
        reference=command.reference,
        number=command.number,
        received_on=command.received_on,
        amount=command.amount,
        allocated=allocated,
        net=owed.net_of(allocated),
        surplus=command.amount - allocated - penalties,
        penalties=penalties,
    )
    return [received, *_surplus_breach(received), *close_if_done(apply_events(mission, received))]


def check_not_ahead(issued_on: date, act: Act) -> None:
    """Check that a document has no future date."""
    if issued_on > act.day:
        raise IssuedAhead(issued_on=issued_on, today=act.day)


def get_invoice(mission: Mission, number: str) -> Invoice:
    """Return an invoice of the mission; raises `NoSuchInvoice`."""
    found = mission.invoices.get(number)
    if found is None:
        raise NoSuchInvoice(number=number)
    return found


def _surplus_breach(received: PaymentReceived) -> list[BreachRecorded]:
    if not received.surplus:
        return []
    ground = BIL_10.make_ground(met=False, reference=received.reference, surplus=received.surplus)
    return [BreachRecorded(since=received.received_on, ground=ground, concerns_consultant=False)]


def _company_shown(company: UmbrellaCompany | Client) -> Company:
    return Company(
        name=company.name,
        siren=company.siren,
        vat_number=company.vat_number,
        address=company.address,
    )


def _invoice_line(mission: Mission, agreed: Scope, due: Due) -> InvoiceLine:
    quantity, net = quantity_and_amount_due(mission, agreed, due.trigger, due.key)
    if quantity == 0:
        raise NothingDue(trigger=due.trigger, key=due.key)
    unit_price = mission.daily_rate(due.key) if due.trigger is Trigger.APPROVED_DAYS else net
    return InvoiceLine(trigger=due.trigger, key=due.key, quantity=quantity, unit_price=unit_price, net=net)


def quantity_and_amount_due(mission: Mission, agreed: Scope, trigger: Trigger, key: Key) -> tuple[int, int]:
    """Return the quantity and the amount before tax that may be invoiced now; (0, 0) if none.

    The quantity is half-days for approved days and 1 otherwise; the amount is in cents.
    """
    if trigger is Trigger.APPROVED_DAYS:
        return _days_due(mission, agreed, key, mission.billed.get((trigger, key), 0))
    unbilled = _item_worth_now(mission, agreed, trigger, key) - mission.billed_net.get((trigger, key), 0)
    return (1, unbilled) if unbilled > 0 else (0, 0)


def _days_due(mission: Mission, agreed: Scope, month: str, billed: int) -> tuple[int, int]:
    unbilled = mission.half_days.get(month, 0) - billed
    if agreed.price.mode is not PriceMode.DAILY_RATE or unbilled <= 0:
        return (0, 0)
    rate = mission.daily_rate(month)
    return (unbilled, portion(rate, billed + unbilled, 2) - portion(rate, billed, 2))


def _item_worth_now(mission: Mission, agreed: Scope, trigger: Trigger, key: Key) -> int:
    """Return the amount of an item now; zero for an instalment before its trigger."""
    if trigger in (Trigger.EXPENSE, Trigger.CLAUSE):
        return amounts_owed(mission).get((trigger, key), 0)
    parts = (part for part in agreed.price.schedule if (part.trigger, part.key) == (trigger, key))
    return sum(instalment_due(mission, part) for part in parts)
