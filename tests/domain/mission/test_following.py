"""Following an invoice: the platform's words, what was collected, reminders, penalties, documents."""

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace as with_

from domain.language import Audience, Cents, Kind
from domain.law.billing import BIL_5
from domain.mission.billing import TransmitInvoice
from domain.mission.events.billing import DocumentFiled, DocumentKind, InvoiceTransmitted
from domain.mission.events.invoice_following import (
    InvoiceApproved,
    InvoiceCashed,
    InvoiceDisputed,
    InvoiceMadeAvailable,
    InvoicePaymentSent,
    InvoiceRefused,
    InvoiceRejectedByPlatform,
    InvoiceTakenInCharge,
    LatePenaltyCharged,
    PaymentReminded,
)
from domain.mission.invoice_following import (
    ChargeLatePenalty,
    DeclareCashed,
    FileDocument,
    RecordInvoiceStatus,
    RemindPayment,
)
from domain.mission.invoice_state import Reminder
from domain.mission.money_refusals import (
    AlreadyReminded,
    NoSuchInvoice,
    NoSuchStatus,
    NothingCashed,
    NothingOwed,
)
from domain.mission.refusals import AlreadyDone
from tests.domain.given import DOCUMENT, MISSION, SYSTEM, UMBRELLA, event_of, given
from tests.domain.mission.test_billing import INVOICED, SIGNATURE, SIGNED, invoiced, paid
from tests.domain.people import EVERYONE
from tests.domain.words import said

A_DAY = timedelta(days=1)
WHY = said("the rate is wrong")
HERE = (EVERYONE, SIGNED, INVOICED)
DUE_ON = date(2026, 4, 1)


def status_command(code: int) -> RecordInvoiceStatus:
    return RecordInvoiceStatus(
        mission=MISSION, number="F-00001", code=code, role="BY", reason="TX_TVA_ERR", text=WHY
    )


@pytest.mark.parametrize(
    ("code", "event"),
    [
        (202, InvoiceMadeAvailable),
        (203, InvoiceMadeAvailable),
        (204, InvoiceTakenInCharge),
        (205, InvoiceApproved),
        (206, InvoiceApproved),
        (207, InvoiceDisputed),
        (208, InvoiceDisputed),
        (209, InvoiceDisputed),
        (210, InvoiceRefused),
        (211, InvoicePaymentSent),
        (213, InvoiceRejectedByPlatform),
    ],
)
def test_bil_8_what_a_platform_says_is_recorded_word_for_word(code: int, event: Any) -> None:
    said_so = event(number="F-00001", code=code, role="BY", reason="TX_TVA_ERR", text=WHY)
    for party in (UMBRELLA, SYSTEM):
        given(HERE).when(status_command(code), by=party).then(said_so)
    given(HERE, said_so).when(status_command(code), by=SYSTEM).then(said_so)


def test_bil_8_a_filing_stated_by_the_platform_is_a_transmission() -> None:
    for code in (200, 201):
        sent = InvoiceTransmitted(number="F-00001", code=code)
        given(HERE).when(status_command(code), by=SYSTEM).then(sent)


@pytest.mark.parametrize("code", [199, 212, 214])
def test_bil_8_a_status_nobody_else_may_say_is_refused(code: int) -> None:
    given(HERE).when(status_command(code), by=SYSTEM).refused(NoSuchStatus(code=code))


def test_bil_8_an_invoice_rejected_by_a_platform_is_sent_again() -> None:
    command = TransmitInvoice(mission=MISSION, number="F-00001")
    sent = InvoiceTransmitted(number="F-00001", code=200)
    rejected = InvoiceRejectedByPlatform(number="F-00001", code=213, role="WK", reason="REJ_SEMAN", text=None)
    given(HERE, sent, rejected).when(command).then(sent)
    given(HERE, sent, rejected, sent).when(command).refused(AlreadyDone(act="TransmitInvoice", of="F-00001"))


def test_bil_8_what_was_collected_is_declared_once() -> None:
    command = DeclareCashed(mission=MISSION, number="F-00001")
    part, cashed = paid(100_000, 83_333), InvoiceCashed(number="F-00001", code=212, amount=100_000)
    given(HERE, part).when(command, by=SYSTEM).then(cashed)
    given(HERE, part, cashed).when(command, by=SYSTEM).refused(NothingCashed(number="F-00001"))
    given(HERE).when(command, by=UMBRELLA).refused(NothingCashed(number="F-00001"))
    rest = paid(140_000, 116_667, reference="VIR-2")
    again = given(HERE, part, cashed, rest).when(command, by=SYSTEM)
    again.then(InvoiceCashed(number="F-00001", code=212, amount=140_000))


def reminding(reminder: Reminder = Reminder.AFTER_DUE) -> RemindPayment:
    return RemindPayment(mission=MISSION, number="F-00001", reminder=reminder)


def reminded(reminder: Reminder = Reminder.AFTER_DUE, left: Cents = 240_000) -> PaymentReminded:
    return PaymentReminded(number="F-00001", reminder=reminder, due_on=DUE_ON, open=left)


def test_bil_5_a_client_is_reminded_of_what_is_due_once() -> None:
    late, owed = DUE_ON + A_DAY, NothingOwed(number="F-00001", due_on=DUE_ON)
    for day in (DUE_ON - A_DAY, DUE_ON):
        given(HERE).when(reminding(), by=SYSTEM, on=day).refused(owed)
        before = reminding(Reminder.BEFORE_DUE)
        given(HERE).when(before, by=SYSTEM, on=day).then(reminded(Reminder.BEFORE_DUE))
    given(HERE).when(reminding(), by=SYSTEM, on=late).then(reminded())
    given(HERE).when(reminding(Reminder.BEFORE_DUE), by=SYSTEM, on=late).refused(owed)
    given(HERE, paid(240_000, 200_000)).when(reminding(), by=SYSTEM, on=late).refused(owed)
    again = given(HERE, reminded()).when(reminding(), by=UMBRELLA, on=late)
    again.refused(AlreadyReminded(number="F-00001", reminder=Reminder.AFTER_DUE))
    nothing = given(EVERYONE, SIGNED).when(reminding(), by=UMBRELLA)
    nothing.refused(NoSuchInvoice(number="F-00001"))


def charging(until: date) -> ChargeLatePenalty:
    return ChargeLatePenalty(mission=MISSION, number="F-00001", until_on=until)


def charged(
    first: date, last: date, amount: Cents, indemnity: Cents = 4_000, rate: int = 1_215
) -> LatePenaltyCharged:
    ground = BIL_5.make_ground(met=True, due_on=DUE_ON, rate=rate, days=(last - first).days + 1)
    return LatePenaltyCharged(
        number="F-00001",
        from_on=first,
        until_on=last,
        rate=rate,
        amount=amount,
        indemnity=indemnity,
        grounds=(ground,),
    )


def test_bil_5_lateness_costs_the_yearly_rate_of_each_day_and_forty_euros_once() -> None:
    """2 400 € at 12.15 % is 0.80 € a day."""
    later = date(2026, 8, 1)
    given(HERE).when(charging(DUE_ON), on=later).refused(NothingOwed(number="F-00001", due_on=DUE_ON))
    given(HERE).when(charging(DUE_ON + A_DAY), on=later).then(charged(DUE_ON + A_DAY, DUE_ON + A_DAY, 80))
    first = charged(DUE_ON + A_DAY, date(2026, 4, 11), 799)
    given(HERE).when(charging(date(2026, 4, 11)), on=later).then(first)
    given(HERE).when(charging(later), on=date(2026, 4, 11)).then(first)
    ten_more = charged(date(2026, 4, 12), date(2026, 4, 21), 799, indemnity=0)
    given(HERE, first).when(charging(date(2026, 4, 21)), on=later).then(ten_more)


def test_bil_5_the_rate_is_that_of_the_half_year() -> None:
    until = date(2026, 7, 1)
    spring = charged(date(2026, 4, 2), date(2026, 6, 30), 7_190)
    summer = charged(until, until, 80, indemnity=0)
    given(HERE).when(charging(until), on=until).then(spring, summer)


def test_bil_5_a_part_paid_bears_no_more_penalty_from_its_day() -> None:
    half = with_(paid(120_000, 100_000), received_on=date(2026, 4, 7))
    answer = given(HERE, half).when(charging(date(2026, 4, 11)), on=date(2026, 4, 11))
    answer.then(charged(DUE_ON + A_DAY, date(2026, 4, 11), 599))


def test_a_payment_pays_the_invoice_then_what_lateness_cost() -> None:
    first = charged(DUE_ON + A_DAY, date(2026, 4, 11), 799)
    history = given(EVERYONE, SIGNED, invoiced(SIGNATURE), first, paid(240_000, 200_000)).history
    assert history.mission().invoices["F-00001"].penalties_open == 4_799
    late = with_(paid(241_000, 200_000), allocated=240_000, penalties=1_000)
    history = given(EVERYONE, SIGNED, invoiced(SIGNATURE), first, late).history
    assert history.mission().invoices["F-00001"].penalties_open == 3_799


@pytest.mark.parametrize(
    ("kind", "audience"),
    [
        (DocumentKind.INVOICE, Audience.CLIENT),
        (DocumentKind.SERVICE_CONTRACT, Audience.ALL),
        (DocumentKind.BREAKDOWN, Audience.CONSULTANT),
    ],
)
def test_a_document_is_filed_once_and_read_as_its_subject(kind: DocumentKind, audience: Audience) -> None:
    renders = event_of(Kind.MISSION, 1)
    command = FileDocument(mission=MISSION, renders=renders, kind=kind, document=DOCUMENT)
    filed = DocumentFiled(renders=renders, kind=kind, document=DOCUMENT)
    assert filed.audience is audience
    given(HERE).when(command).then(filed)
    given(HERE, filed).when(command).refused(AlreadyDone(act="FileDocument", of=kind))
