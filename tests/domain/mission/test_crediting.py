"""Crediting: an invoice is never erased; a credit note names it, and its lines may be invoiced again."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from msgspec.structs import replace as with_

from domain.client.events import BillingTermsAgreed, ClientRegistered
from domain.invoicing.series import NumberAllotted
from domain.language import Cents, Kind, series_stream
from domain.law.billing import BIL_3, BIL_6, BIL_9, PaymentTerm
from domain.mission.billing import Due
from domain.mission.crediting import IssueCreditNote
from domain.mission.events.billing import CreditNoteIssued, Invoiced
from domain.mission.money_refusals import IssuedAhead, NoSuchInvoice, NothingToCredit
from domain.mission.terms import InvoiceLine, Trigger
from tests.domain.given import ALTO, MISSION, TODAY, Within, event_of, given, within
from tests.domain.mission.test_billing import (
    INVOICED,
    ISSUED_ON,
    SIGNATURE,
    SIGNED,
    allotted,
    invoiced,
    issuing,
    line,
    reminders,
)
from tests.domain.people import EVERYONE
from tests.domain.words import said

A_DAY = timedelta(days=1)
WHY = said("the wrong price")
HERE = (EVERYONE, SIGNED, INVOICED)
CORRECTED = event_of(Kind.MISSION, len(SIGNED) + 1)
CREDIT = IssueCreditNote(mission=MISSION, series="A", issued_on=TODAY, invoice="F-00001", reason=WHY)


def noted(
    net: Cents = 200_000,
    *lines: InvoiceLine,
    rebate: Cents = 0,
    number_in_series: int = 1,
    left: Cents = 200_000,
) -> CreditNoteIssued:
    return CreditNoteIssued(
        series="A",
        number=f"A-{number_in_series:05d}",
        corrects=CORRECTED,
        invoice="F-00001",
        issued_on=TODAY,
        lines=lines,
        rebate=rebate,
        net=net,
        vat=net // 5,
        total=net + net // 5,
        reason=WHY,
        grounds=(BIL_9.make_ground(met=True, invoice="F-00001", credited=net, creditable=left),),
    )


def of_series(number_in_series: int = 1) -> tuple[Within, ...]:
    number = f"A-{number_in_series:05d}"
    event = NumberAllotted(series="A", rank=number_in_series, number=number, issued_on=TODAY, mission=MISSION)
    return within(series_stream(ALTO, "A"), event)


def test_bil_9_a_credit_note_has_its_own_number_and_names_what_it_corrects() -> None:
    given(HERE).when(CREDIT).then(noted(200_000, SIGNATURE), of_series())
    one = replace(CREDIT, lines=(Due(trigger=Trigger.SIGNATURE, key="I1"),))
    given(HERE).when(one).then(noted(200_000, SIGNATURE), of_series())


def test_bil_9_what_was_credited_may_be_invoiced_again() -> None:
    command = issuing((Trigger.SIGNATURE, "I1"))
    again = given(HERE, noted(200_000, SIGNATURE), of_series()).when(command)
    again.then(invoiced(SIGNATURE, number_in_series=2), allotted(2))


def test_bil_9_a_rebate_is_given_for_good() -> None:
    rebate = replace(CREDIT, rebate=50_000)
    note = noted(50_000, rebate=50_000)
    given(HERE).when(rebate).then(note, of_series())
    more = replace(CREDIT, rebate=150_001)
    refusal = NothingToCredit(number="F-00001", asked=150_001, creditable=150_000)
    given(HERE, note, of_series()).when(more).refused(refusal)
    rest = replace(CREDIT, rebate=150_000)
    last = noted(150_000, rebate=150_000, number_in_series=2, left=150_000)
    given(HERE, note, of_series()).when(rest).then(last, of_series(2))


def test_bil_9_no_more_is_credited_than_stands() -> None:
    gone = (HERE, noted(200_000, SIGNATURE), of_series())
    given(gone).when(CREDIT).refused(NothingToCredit(number="F-00001", asked=0, creditable=0))
    lost = replace(CREDIT, lines=(Due(trigger=Trigger.MILESTONE, key="I2"),))
    given(HERE).when(lost).refused(NothingToCredit(number="F-00001", asked=0, creditable=0))
    given(EVERYONE, SIGNED).when(CREDIT).refused(NoSuchInvoice(number="F-00001"))


@pytest.mark.parametrize("command", [CREDIT, issuing((Trigger.SIGNATURE, "I1"))])
def test_bil_7_nothing_is_dated_in_the_future(command: object) -> None:
    """The day before, the day itself, the day after."""
    before = (EVERYONE, SIGNED, invoiced(SIGNATURE)) if command is CREDIT else (EVERYONE, SIGNED)
    for day in (TODAY - A_DAY, TODAY):
        assert given(before).when(replace(command, issued_on=day)).answer()  # type: ignore[type-var]
    late = replace(command, issued_on=TODAY + A_DAY)  # type: ignore[type-var]
    given(before).when(late).refused(IssuedAhead(issued_on=TODAY + A_DAY, today=TODAY))


BELGIAN = ClientRegistered(
    siren="732829320", siret="73282932000074", vat_number="BE0428759497", name="Acme", address="Namur"
)


def test_bil_6_a_client_of_another_member_state_owes_the_tax_itself() -> None:
    (bill, *_), *_ = (
        given(EVERYONE, SIGNED, BELGIAN).when(issuing((Trigger.SIGNATURE, "I1"))).answer().values()
    )
    assert isinstance(bill, Invoiced)
    assert (bill.vat_rate, bill.vat, bill.total) == (0, 0, bill.net)
    assert bill.vat_mention == "Autoliquidation (CGI 259-1° et 283-2)"
    assert BIL_6.make_ground(met=True, vat_number="BE", rate=0) in bill.grounds


@pytest.mark.parametrize(
    ("term", "due_on"),
    [
        (PaymentTerm.FROM_INVOICE, date(2026, 4, 1)),
        (PaymentTerm.THEN_END_OF_MONTH, date(2026, 4, 30)),
        (PaymentTerm.AFTER_END_OF_MONTH, date(2026, 4, 30)),
    ],
)
def test_bil_3_an_invoice_is_due_by_the_reading_agreed(term: PaymentTerm, due_on: date) -> None:
    terms = BillingTermsAgreed(order_reference_required=False, electronic=True, payment_term=term)
    bill = with_(
        invoiced(SIGNATURE),
        due_on=due_on,
        reminders=reminders(due_on),
        grounds=tuple(
            BIL_3.make_ground(met=True, term=term, payment_days=30) if ground.rule == "BIL-3" else ground
            for ground in invoiced(SIGNATURE).grounds
        ),
    )
    given(EVERYONE, SIGNED, terms).when(issuing((Trigger.SIGNATURE, "I1"))).then(bill, allotted())


@pytest.mark.parametrize(
    ("days", "net", "then_end", "after_end"),
    [
        (44, date(2026, 4, 15), date(2026, 4, 30), date(2026, 5, 14)),
        (45, date(2026, 4, 16), date(2026, 4, 30), date(2026, 5, 15)),
        (46, date(2026, 4, 17), date(2026, 4, 30), date(2026, 5, 15)),
        (60, date(2026, 5, 1), date(2026, 4, 30), date(2026, 5, 15)),
        (61, date(2026, 5, 1), date(2026, 4, 30), date(2026, 5, 15)),
    ],
)
def test_bil_3_a_term_is_cut_to_what_the_law_allows(
    days: int, net: date, then_end: date, after_end: date
) -> None:
    assert PaymentTerm.FROM_INVOICE.due_on(ISSUED_ON, days) == net
    assert PaymentTerm.THEN_END_OF_MONTH.due_on(ISSUED_ON, days) == then_end
    assert PaymentTerm.AFTER_END_OF_MONTH.due_on(ISSUED_ON, days) == after_end


def test_a_line_of_its_own_is_credited_alone() -> None:
    two = invoiced(SIGNATURE, line(Trigger.MILESTONE, "I2", 300_000))
    command = replace(CREDIT, lines=(Due(trigger=Trigger.MILESTONE, key="I2"),))
    answer = given(EVERYONE, SIGNED, two).when(command)
    answer.then(noted(300_000, line(Trigger.MILESTONE, "I2", 300_000), left=500_000), of_series())
