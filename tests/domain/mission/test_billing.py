"""Billing: what became due is invoiced once, as negotiated; what the client pays is recorded once."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.account.events import EntryKind, EntryPosted, Ledger, Posting
from domain.invoicing.bank import BankLineAllocated
from domain.invoicing.series import NumberAllotted
from domain.language import Cents, Key, Kind, bank_line_stream
from domain.law.billing import BIL_2, BIL_3, BIL_6, BIL_7, BIL_10
from domain.law.contract import CC_5
from domain.mission.billing import Due, IssueInvoice, RecordPayment, TransmitInvoice
from domain.mission.events.billing import Invoiced, InvoiceTransmitted, PaymentReceived
from domain.mission.events.delivering import AcceptedWithReservations, DeliverableSubmitted
from domain.mission.events.expenses import ExpenseApproved, ExpenseClaimed
from domain.mission.events.working import (
    BreachRecorded,
    DaysWorkedRecorded,
    MilestoneReached,
    MilestoneValidated,
)
from domain.mission.invoice_state import Reminder, ReminderDay, reminders_to_come
from domain.mission.money_refusals import NoSuchInvoice, NothingDue, PaymentKnown
from domain.mission.refusals import AlreadyDone, OutOfOrder
from domain.mission.terms import Company, Expense, ExpenseNature, InvoiceLine, PriceMode, Trigger
from tests.domain.given import ALTO, DOCUMENT, MISSION, MONTH, SERIES, STREAMS, Within, given, within
from tests.domain.people import A_CLIENT, EVERYONE, REGISTERED_COMPANY
from tests.domain.words import (
    ASSISTANCE,
    DAILY_RATE,
    MET,
    RUNNING,
    SIGNED,
    VERIFIED,
    a_running,
    said,
)

ISSUED_ON = date(2026, 3, 2)
SIGNATURE = InvoiceLine(trigger=Trigger.SIGNATURE, key="I1", quantity=1, unit_price=200_000, net=200_000)
REACHED = (MilestoneReached(milestone="M1", evidence=DOCUMENT), MilestoneValidated(milestone="M1"))
ACCEPTED = (
    DeliverableSubmitted(deliverable="D1", attempt=1, document=DOCUMENT),
    AcceptedWithReservations(deliverable="D1", criteria=MET, reservations=(said("typos"),)),
)
TRAIN = Expense(
    key="E1",
    nature=ExpenseNature.TRAVEL,
    spent_on=ISSUED_ON,
    net=30_000,
    receipt=DOCUMENT,
    rebilled=True,
)
APPROVED = (ExpenseClaimed(expense=TRAIN), ExpenseApproved(expense="E1", rebilled=True))
ASSISTING = a_running(ASSISTANCE)


def company(of: object) -> Company:
    assert of in (REGISTERED_COMPANY, A_CLIENT)
    return Company(name=of.name, siren=of.siren, vat_number=of.vat_number, address=of.address)


def line(trigger: Trigger, key: Key, net: Cents, quantity: int = 1, unit_price: Cents = 0) -> InvoiceLine:
    return InvoiceLine(trigger=trigger, key=key, quantity=quantity, unit_price=unit_price or net, net=net)


def invoiced(*lines: InvoiceLine, number_in_series: int = 1, mode: PriceMode = PriceMode.FIXED) -> Invoiced:
    net = sum(each.net for each in lines)
    return Invoiced(
        series=SERIES,
        number=f"F-{number_in_series:05d}",
        issued_on=ISSUED_ON,
        due_on=date(2026, 4, 1),
        seller=company(REGISTERED_COMPANY),
        buyer=company(A_CLIENT),
        lines=lines,
        vat_rate=2_000,
        net=net,
        vat=net // 5,
        total=net + net // 5,
        late_rate="ECB refinancing rate + 10 points (C. com. L441-10 II)",
        recovery_indemnity=4_000,
        grounds=(
            CC_5.make_ground(met=True, mode=mode),
            *(BIL_2.make_ground(met=True, trigger=each.trigger, key=each.key) for each in lines),
            BIL_3.make_ground(met=True, term="from_invoice", payment_days=30),
            BIL_6.make_ground(met=True, vat_number="FR", rate=2_000),
            BIL_7.make_ground(met=True, issued_on=ISSUED_ON),
        ),
        reminders=reminders(date(2026, 4, 1)),
    )


def reminders(due_on: date) -> tuple[ReminderDay, ...]:
    """Five days before, then one, fifteen and thirty days after: each once the day before it is over."""
    days = zip(Reminder, (-6, 0, 14, 29), strict=True)
    return tuple(ReminderDay(reminder=name, after=due_on + timedelta(days=day)) for name, day in days)


def allotted(number_in_series: int = 1) -> NumberAllotted:
    number = f"F-{number_in_series:05d}"
    return NumberAllotted(
        series=SERIES, rank=number_in_series, number=number, issued_on=ISSUED_ON, mission=MISSION
    )


def issuing(*due: tuple[Trigger, Key]) -> IssueInvoice:
    dues = tuple(Due(trigger=trigger, key=key) for trigger, key in due)
    return IssueInvoice(mission=MISSION, series=SERIES, issued_on=ISSUED_ON, due=dues)


def paying(amount: Cents, reference: str = "VIR-1", number: str = "F-00001") -> RecordPayment:
    return RecordPayment(
        mission=MISSION, number=number, reference=reference, received_on=date(2026, 4, 15), amount=amount
    )


def paid(
    amount: Cents, net: Cents, allocated: Cents | None = None, reference: str = "VIR-1"
) -> PaymentReceived:
    allocated = amount if allocated is None else allocated
    return PaymentReceived(
        reference=reference,
        number="F-00001",
        received_on=date(2026, 4, 15),
        amount=amount,
        allocated=allocated,
        net=net,
        surplus=amount - allocated,
    )


def entry(
    kind: EntryKind, source: Ledger, target: Ledger, amount: Cents, reference: str = "VIR-1"
) -> EntryPosted:
    return EntryPosted(
        month="2026-04",
        of_month="2026-04",
        kind=kind,
        postings=(Posting(ledger=source, amount=-amount), Posting(ledger=target, amount=amount)),
        because=f"payment {reference} of invoice F-00001",
        mission=MISSION,
        reference=reference,
    )


def line_of(amount: Cents, reference: str = "VIR-1", total: Cents | None = None) -> tuple[Within, ...]:
    """The part of a bank line allocated to the mission; the whole line by default."""
    part = BankLineAllocated(
        reference=reference,
        received_on=date(2026, 4, 15),
        total=amount if total is None else total,
        mission=MISSION,
        amount=amount,
    )
    return within(bank_line_stream(ALTO, reference), part)


def entries(net: Cents, fee: Cents, reference: str = "VIR-1") -> tuple[EntryPosted, ...]:
    return (
        entry(EntryKind.RECEIPT, Ledger.RECEIVED, Ledger.AVAILABLE, net, reference),
        entry(EntryKind.FEE, Ledger.AVAILABLE, Ledger.FEE, fee, reference),
    )


INVOICED = (invoiced(SIGNATURE), allotted())


@pytest.mark.parametrize(
    ("events", "due"),
    [
        ((), SIGNATURE),
        (REACHED, line(Trigger.MILESTONE, "I2", 300_000)),
        (ACCEPTED, line(Trigger.ACCEPTANCE, "I3", 500_000)),
        (APPROVED, line(Trigger.EXPENSE, "E1", 30_000)),
    ],
    ids=["signature", "milestone", "acceptance", "expense"],
)
def test_what_became_due_is_invoiced_once(events: tuple[object, ...], due: InvoiceLine) -> None:
    command = issuing((due.trigger, due.key))
    given(EVERYONE, RUNNING, events).when(command).then(invoiced(due), allotted())
    again = given(EVERYONE, RUNNING, events, invoiced(due), allotted()).when(command)
    again.refused(NothingDue(trigger=due.trigger, key=due.key))


@pytest.mark.parametrize(
    "due",
    [
        (Trigger.MILESTONE, "I2"),
        (Trigger.ACCEPTANCE, "I3"),
        (Trigger.EXPENSE, "E1"),
        (Trigger.APPROVED_DAYS, MONTH),
        (Trigger.SIGNATURE, "I9"),
    ],
)
def test_what_is_not_yet_due_is_not_invoiced(due: tuple[Trigger, Key]) -> None:
    waiting = (REACHED[0], ACCEPTED[0], APPROVED[0], DaysWorkedRecorded(month=MONTH, half_days=2))
    refusal = NothingDue(trigger=due[0], key=due[1])
    given(EVERYONE, RUNNING, waiting).when(issuing(due)).refused(refusal)


def test_an_invoice_has_a_line() -> None:
    given(EVERYONE, RUNNING).when(issuing()).refused(NothingDue(trigger=Trigger.ACCEPTANCE, key=""))


def test_nothing_is_invoiced_before_the_mission_is_signed() -> None:
    refusal = OutOfOrder(act="IssueInvoice", stands_on="MissionSigned")
    given(EVERYONE, VERIFIED).when(issuing((Trigger.SIGNATURE, "I1"))).refused(refusal)


def test_the_same_thing_asked_for_twice_stands_once_on_the_invoice() -> None:
    twice = issuing((Trigger.SIGNATURE, "I1"), (Trigger.SIGNATURE, "I1"))
    given(EVERYONE, SIGNED).when(twice).then(invoiced(SIGNATURE), allotted())


def test_approved_days_are_invoiced_at_the_daily_rate_and_later_only_those_added() -> None:
    ten = DaysWorkedRecorded(month=MONTH, half_days=10)
    first = line(Trigger.APPROVED_DAYS, MONTH, 325_000, 10, 65_000)
    bill = invoiced(first, mode=PriceMode.DAILY_RATE)
    command = issuing((Trigger.APPROVED_DAYS, MONTH))
    given(EVERYONE, ASSISTING, ten).when(command).then(bill, allotted())
    two_more = DaysWorkedRecorded(month=MONTH, half_days=12)
    then = invoiced(
        line(Trigger.APPROVED_DAYS, MONTH, 65_000, 2, 65_000), number_in_series=2, mode=PriceMode.DAILY_RATE
    )
    given(EVERYONE, ASSISTING, ten, bill, allotted(), two_more).when(command).then(then, allotted(2))


def test_two_halves_of_a_day_cost_a_day_to_the_cent() -> None:
    odd = a_running(replace(ASSISTANCE, price=replace(DAILY_RATE, amount=65_001)))
    days = [DaysWorkedRecorded(month=MONTH, half_days=count) for count in (1, 2)]
    command = issuing((Trigger.APPROVED_DAYS, MONTH))
    first = given(EVERYONE, odd, days[0])
    halves = []
    for day in days:
        first.history.add(STREAMS[Kind.MISSION], day)
        for stream, events in first.when(command).answer().items():
            halves += [event.net for event in events if isinstance(event, Invoiced)]
            for event in events:
                first.history.add(stream, event)
    assert sum(halves) == 65_001


def test_an_invoice_is_sent_once() -> None:
    command = TransmitInvoice(mission=MISSION, number="F-00001")
    sent = InvoiceTransmitted(number="F-00001", code=200)
    given(EVERYONE, SIGNED, INVOICED).when(command).then(sent)
    given(EVERYONE, SIGNED, INVOICED, sent).when(command).refused(
        AlreadyDone(act="TransmitInvoice", of="F-00001")
    )
    given(EVERYONE, SIGNED).when(command).refused(NoSuchInvoice(number="F-00001"))


def test_cc_9_a_payment_reaches_the_account_before_tax_less_the_fee() -> None:
    command = paying(240_000)
    events = paid(240_000, 200_000), entries(200_000, 20_000), line_of(240_000)
    given(EVERYONE, SIGNED, INVOICED).when(command).then(events)


def test_a_payment_in_two_parts_loses_no_cent() -> None:
    first = (paid(100_000, 83_333), entries(83_333, 8_333), line_of(100_000))
    given(EVERYONE, SIGNED, INVOICED).when(paying(100_000)).then(first)
    rest = (
        paid(140_000, 116_667, reference="VIR-2"),
        entries(116_667, 11_667, "VIR-2"),
        line_of(140_000, "VIR-2"),
    )
    given(EVERYONE, SIGNED, INVOICED, first).when(paying(140_000, "VIR-2")).then(rest)


def test_bil_10_what_a_client_paid_too_much_is_kept_apart_with_its_breach() -> None:
    breach = BreachRecorded(
        since=date(2026, 4, 15),
        ground=BIL_10.make_ground(met=False, reference="VIR-1", surplus=10_000),
        concerns_consultant=False,
    )
    events = paid(250_000, 200_000, allocated=240_000), breach, entries(200_000, 20_000), line_of(250_000)
    given(EVERYONE, SIGNED, INVOICED).when(paying(250_000)).then(events)


def test_many_small_payments_never_make_a_negative_one() -> None:
    """Twelve cents of which ten before tax, paid one by one: rounding must not take back a cent."""
    small = invoiced(line(Trigger.SIGNATURE, "I1", 10))
    mission = given(EVERYONE, SIGNED, small)
    nets = []
    for number_in_series in range(12):
        for stream, events in mission.when(paying(1, f"VIR-{number_in_series}")).answer().items():
            nets += [event.net for event in events if isinstance(event, PaymentReceived)]
            for event in events:
                mission.history.add(stream, event)
    assert sum(nets) == 10
    assert min(nets) >= 0


def test_a_line_of_the_bank_statement_is_recorded_once_on_an_invoice_that_exists() -> None:
    before = given(EVERYONE, SIGNED, INVOICED, paid(100_000, 83_333))
    before.when(paying(100_000)).refused(PaymentKnown(reference="VIR-1"))
    lost = paying(100_000, number="F-00009")
    given(EVERYONE, SIGNED, INVOICED).when(lost).refused(NoSuchInvoice(number="F-00009"))


@pytest.mark.parametrize(
    ("due_on", "days", "today", "expected"),
    [
        (date(2026, 4, 1), (-5, 1, 15, 30), date(2026, 3, 26), reminders(date(2026, 4, 1))),
        (date(2026, 4, 1), (-5, 1, 15, 30), date(2026, 3, 27), reminders(date(2026, 4, 1))[1:]),
        (date(2026, 4, 1), (-5, 1, 15, 30), date(2026, 4, 16), reminders(date(2026, 4, 1))[3:]),
        (
            date(2026, 4, 1),
            (-5, 1, 15, 30),
            date(2026, 5, 1),
            (ReminderDay(reminder=Reminder.AFTER_DUE, after=date(2026, 5, 1)),),
        ),
        (
            date(2026, 4, 1),
            (-7, -2, 10),
            date(2026, 3, 2),
            (
                ReminderDay(reminder=Reminder.BEFORE_DUE, after=date(2026, 3, 29)),
                ReminderDay(reminder=Reminder.AFTER_DUE, after=date(2026, 4, 10)),
            ),
        ),
        (
            date(2026, 4, 1),
            (),
            date(2026, 3, 2),
            (ReminderDay(reminder=Reminder.AFTER_DUE, after=date(2026, 4, 1)),),
        ),
    ],
    ids=[
        "in time",
        "too late for the first",
        "only the last",
        "after all",
        "a policy of its own",
        "no policy",
    ],
)
def test_the_reminders_of_an_invoice_are_those_still_to_come(
    due_on: date, days: tuple[int, ...], today: date, expected: tuple[ReminderDay, ...]
) -> None:
    assert reminders_to_come(due_on, days, today) == expected
