"""An activity account: every entry balances, nothing available goes below zero, months close."""

from domain.account.account import Account, apply_event
from domain.account.events import SOURCES, AccountEvent, EntryKind, EntryPosted, Ledger, MonthClosed
from domain.account.posting import EntryReason, close_month, post_pay, post_receipt, sum_advances
from tests.domain.given import MISSION

LEDGERS = tuple(Ledger)


def play_steps(*steps: object) -> tuple[Account, list[AccountEvent]]:
    """Apply each step to the account left by the earlier steps."""
    account, events = Account(), []
    for step in steps:
        for event in step(account):  # type: ignore[operator]
            account = apply_event(account, event)
            assert account.unexplained_amount == 0
            assert all(
                account.balance_of(ledger) * (-1 if ledger in SOURCES else 1) >= 0 for ledger in Ledger
            )
            events.append(event)
    return account, events


def receive(net: int, month: str = "2026-03") -> object:
    return lambda account: post_receipt(
        account, net, 1_000, EntryReason(month, "a payment", MISSION, "VIR-1")
    )


def pay(cost: int, reserve: int = 0, expenses: int = 0, month: str = "2026-03") -> object:
    return lambda account: post_pay(
        account, cost=cost, reserve=reserve, expenses=expenses, because=EntryReason(month, "a salary")
    )


def close(month: str) -> object:
    return lambda account: close_month(account, month)


def balances(account: Account) -> dict[Ledger, int]:
    return {ledger: account.balance_of(ledger) for ledger in LEDGERS if account.balance_of(ledger)}


def test_a_payment_is_received_less_the_fee() -> None:
    account, _ = play_steps(receive(100_000))
    assert balances(account) == {
        Ledger.RECEIVED: -100_000,
        Ledger.FEE: 10_000,
        Ledger.AVAILABLE: 90_000,
    }


def test_pay_uses_what_is_available() -> None:
    account, _ = play_steps(receive(100_000), pay(60_000, reserve=5_000, expenses=1_000))
    assert account.balance_of(Ledger.AVAILABLE) == 24_000
    assert account.balance_of(Ledger.EMPLOYER_COST) == 60_000


def test_what_the_account_lacks_is_advanced_and_later_paid_back_first() -> None:
    account, events = play_steps(pay(60_000), receive(100_000))
    assert sum_advances(events) == 60_000
    assert account.balance_of(Ledger.ADVANCES) == 0
    assert account.balance_of(Ledger.AVAILABLE) == 30_000


def test_an_advance_is_paid_back_only_as_far_as_the_money_goes() -> None:
    account, _ = play_steps(pay(60_000), receive(50_000))
    assert balances(account)[Ledger.ADVANCES] == -15_000
    assert account.balance_of(Ledger.AVAILABLE) == 0


def test_every_entry_balances_and_so_does_the_account() -> None:
    account, events = play_steps(pay(12_345, 678, 9), receive(100_001), pay(99_999), receive(1))
    for event in events:
        assert isinstance(event, EntryPosted)
        assert sum(posting.amount for posting in event.postings) == 0
    assert sum(account.balance_of(ledger) for ledger in LEDGERS) == 0


def test_nothing_is_posted_for_nothing() -> None:
    assert play_steps(receive(0), pay(0))[1] == []


def test_a_month_closes_once_with_its_opening_and_closing_balance() -> None:
    _, events = play_steps(receive(100_000), close("2026-03"), close("2026-03"), close("2026-04"))
    assert events[2:] == [
        MonthClosed(month="2026-03", opening=0, closing=90_000),
        MonthClosed(month="2026-04", opening=90_000, closing=90_000),
    ]


def test_a_late_item_is_posted_in_the_open_month_with_its_month_of_origin() -> None:
    _, events = play_steps(close("2026-12"), receive(100_000, "2026-11"))
    late = [(event.month, event.of_month) for event in events if isinstance(event, EntryPosted)]
    assert late == [("2027-01", "2026-11")] * 2


def test_a_month_closed_late_closes_with_its_own_balance_not_with_later_entries() -> None:
    _, events = play_steps(receive(100_000, "2026-03"), receive(50_000, "2026-04"), close("2026-03"))
    assert events[-1] == MonthClosed(month="2026-03", opening=0, closing=90_000)


def test_an_advance_is_an_entry_of_its_own() -> None:
    _, events = play_steps(pay(60_000))
    assert [event.kind for event in events if isinstance(event, EntryPosted)] == [
        EntryKind.ADVANCE,
        EntryKind.SALARY,
    ]
