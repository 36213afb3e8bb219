"""The activity account: given entries, then each month explained to the cent."""

from datetime import date
from typing import Any
from uuid import UUID

from domain.account.events import EntryKind, EntryPosted, Ledger, MonthClosed, Posting
from domain.language import Audience
from projections.activity_account import ACTIVITY_ACCOUNT, ActivityAccountView
from tests.projections.life import ANNE, record_event, view_rows
from tests.projections.test_months_of_pay import STATEMENT

TODAY = date(2026, 5, 1)


def post_entry(month: str, kind: EntryKind, source: Ledger, to: Ledger, amount: int) -> EntryPosted:
    postings = (Posting(ledger=source, amount=-amount), Posting(ledger=to, amount=amount))
    return EntryPosted(month=month, of_month=month, kind=kind, postings=postings, because=str(kind))


RECEIPT = post_entry("2026-03", EntryKind.RECEIPT, Ledger.RECEIVED, Ledger.AVAILABLE, 1_000_000)
FEE = post_entry("2026-03", EntryKind.FEE, Ledger.AVAILABLE, Ledger.FEE, 80_000)
SALARY = post_entry("2026-03", EntryKind.SALARY, Ledger.AVAILABLE, Ledger.EMPLOYER_COST, 600_000)
LATER = post_entry("2026-04", EntryKind.RESERVE, Ledger.AVAILABLE, Ledger.RESERVE, 20_000)


def close_month(opening: int, closing: int) -> MonthClosed:
    return MonthClosed(month="2026-03", opening=opening, closing=closing)


def show_page(*events: Any, reader: Audience | None = None) -> ActivityAccountView:
    stated = [record_event(event, position) for position, event in enumerate(events, 1)]
    return ACTIVITY_ACCOUNT.show(view_rows(ACTIVITY_ACCOUNT, stated, f"consultant/{ANNE}"), TODAY, reader)


def test_each_month_opens_where_the_one_before_closed() -> None:
    march, april = show_page(RECEIPT, FEE, SALARY, close_month(0, 320_000), LATER).months
    assert (march.received, march.fee, march.employer_cost, march.closing) == (
        1_000_000,
        80_000,
        600_000,
        320_000,
    )
    assert (april.opening, april.reserve, april.closing, april.closed) == (320_000, 20_000, 300_000, False)


def test_the_account_reconciles_when_every_closing_equals_its_balance() -> None:
    assert show_page(RECEIPT, FEE, SALARY, close_month(0, 320_000)).reconciles
    assert not show_page(RECEIPT, FEE, SALARY, close_month(0, 320_001)).reconciles


def test_an_entry_that_does_not_balance_is_seen() -> None:
    unbalanced = EntryPosted(
        month="2026-03",
        of_month="2026-03",
        kind=EntryKind.FEE,
        postings=(Posting(ledger=Ledger.FEE, amount=1),),
        because="x",
    )
    assert not show_page(RECEIPT, unbalanced).reconciles


def test_each_line_has_the_available_balance_after_it() -> None:
    assert [(one.amount, one.available) for one in show_page(RECEIPT, FEE, SALARY).lines] == [
        (1_000_000, 1_000_000),
        (80_000, 920_000),
        (600_000, 320_000),
    ]


def test_the_consultant_reads_his_account_and_a_client_reads_none() -> None:
    assert show_page(RECEIPT, reader=Audience.CONSULTANT) == show_page(RECEIPT)
    assert show_page(RECEIPT, reader=Audience.CLIENT).lines == ()


def test_statements_stand_in_the_order_in_which_they_were_delivered() -> None:
    delivered = [
        record_event(STATEMENT, position, stream=f"pay-month/{UUID(int=9 - position)}")
        for position in (1, 2, 3)
    ]
    shown = ACTIVITY_ACCOUNT.show(view_rows(ACTIVITY_ACCOUNT, delivered, f"consultant/{ANNE}"), TODAY)
    assert [one.fact for one in shown.statements] == [event.id for event in delivered]
