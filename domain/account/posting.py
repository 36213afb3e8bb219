"""Post entries on an activity account: each entry balances, and the available balance is never negative."""

from collections.abc import Sequence
from typing import NamedTuple

from msgspec import UNSET
from msgspec.structs import replace

from domain.account.account import Account, LineReceipt
from domain.account.events import AccountEvent, EntryKind, EntryPosted, Ledger, MonthClosed, Posting
from domain.cents_and_months import portion
from domain.language import Label, MissionId, Month


class EntryReason(NamedTuple):
    """Why an entry is posted: its month and its cause; its mission and bank line, if it has one."""

    month: Month
    cause: Label
    mission: MissionId | None = None
    reference: Label | None = None


class LedgerMove(NamedTuple):
    """An amount to move from one ledger to another, in cents; never negative."""

    kind: EntryKind
    source: Ledger
    target: Ledger
    amount: int


def post_receipt(account: Account, net: int, fee_share: int, because: EntryReason) -> list[AccountEvent]:
    """Post a client's payment before tax, then the fee, then the repayment of advances."""
    fee = portion(net, fee_share, 10_000)
    return _post_moves(
        account,
        because,
        LedgerMove(EntryKind.RECEIPT, Ledger.RECEIVED, Ledger.AVAILABLE, net),
        LedgerMove(EntryKind.FEE, Ledger.AVAILABLE, Ledger.FEE, fee),
        _recover_advance(account, net - fee),
    )


def post_receipt_reversal(account: Account, net: int, because: EntryReason) -> list[AccountEvent]:
    """Reverse the receipt of a bank line and its part of the fee; an advance covers a shortfall."""
    known = account.receipts.get(because.reference or "", LineReceipt())
    back = min(net, known.net)
    fee = portion(known.fee, back, known.net) if known.net else 0
    return _post_moves(
        account,
        because,
        LedgerMove(EntryKind.FEE_REVERSED, Ledger.FEE, Ledger.AVAILABLE, fee),
        _advance_shortfall(account, back - fee),
        LedgerMove(EntryKind.RECEIPT_REVERSED, Ledger.AVAILABLE, Ledger.RECEIVED, back),
    )


def post_pay(
    account: Account, *, cost: int, reserve: int, expenses: int, because: EntryReason
) -> list[AccountEvent]:
    """Post the cost of a month of pay; the umbrella company advances a shortfall."""
    return _post_moves(
        account,
        because,
        _advance_shortfall(account, cost + reserve + expenses),
        LedgerMove(EntryKind.SALARY, Ledger.AVAILABLE, Ledger.EMPLOYER_COST, cost),
        LedgerMove(EntryKind.RESERVE, Ledger.AVAILABLE, Ledger.RESERVE, reserve),
        LedgerMove(EntryKind.EXPENSES, Ledger.AVAILABLE, Ledger.EXPENSES, expenses),
    )


def post_pay_reversal(account: Account, cost: int, because: EntryReason) -> list[AccountEvent]:
    """Reverse the part of a month's cost by which the pay was too high."""
    return _post_moves(
        account,
        because,
        LedgerMove(EntryKind.SALARY_TAKEN_BACK, Ledger.EMPLOYER_COST, Ledger.AVAILABLE, cost),
        _recover_advance(account, cost),
    )


def post_levy(account: Account, amount: int, because: EntryReason) -> list[AccountEvent]:
    """Post a levy charged to the account; an advance covers a shortfall."""
    return _post_moves(
        account,
        because,
        _advance_shortfall(account, amount),
        LedgerMove(EntryKind.LEVY, Ledger.AVAILABLE, Ledger.LEVIES, amount),
    )


def post_advance(account: Account, amount: int, because: EntryReason) -> list[AccountEvent]:
    """Post an advance of the umbrella company for an amount that no client has paid yet."""
    return _post_moves(
        account, because, LedgerMove(EntryKind.ADVANCE, Ledger.ADVANCES, Ledger.AVAILABLE, amount)
    )


def post_loss(account: Account, amount: int, because: EntryReason) -> list[AccountEvent]:
    """Post an advance that no client will pay back as a loss of the umbrella company, not of the account."""
    borne = min(amount, account.advances)
    return _post_moves(
        account, because, LedgerMove(EntryKind.LOSS_BORNE, Ledger.BORNE, Ledger.ADVANCES, borne)
    )


def post_allowance(account: Account, amount: int, because: EntryReason) -> list[AccountEvent]:
    """Release a part of the reserve for a month of prospecting."""
    kind = EntryKind.PROSPECTING_ALLOWANCE
    return _post_moves(account, because, LedgerMove(kind, Ledger.RESERVE, Ledger.AVAILABLE, amount))


def release_reserve(account: Account, because: EntryReason) -> list[AccountEvent]:
    """Release the whole reserve at the end of the employment."""
    kind, reserve = EntryKind.RESERVE_RELEASED, account.balance_of(Ledger.RESERVE)
    return _post_moves(
        account,
        because,
        LedgerMove(kind, Ledger.RESERVE, Ledger.AVAILABLE, reserve),
        _recover_advance(account, reserve),
    )


def close_month(account: Account, month: Month) -> list[AccountEvent]:
    """Close a month with its opening and closing balance; a closed month stays closed."""
    if month <= account.closed_until:
        return []
    closing = account.available(through=month)
    return [MonthClosed(month=month, opening=account.opening_balance(month), closing=closing)]


def sum_advances(entries: Sequence[AccountEvent]) -> int:
    """Return the sum of the advances of the umbrella company in these entries, in cents."""
    return sum(
        entry.postings[1].amount
        for entry in entries
        if isinstance(entry, EntryPosted) and entry.kind is EntryKind.ADVANCE
    )


def _advance_shortfall(account: Account, out: int) -> LedgerMove:
    lacking = max(out - account.balance_of(Ledger.AVAILABLE), 0)
    return LedgerMove(EntryKind.ADVANCE, Ledger.ADVANCES, Ledger.AVAILABLE, lacking)


def _recover_advance(account: Account, more: int) -> LedgerMove:
    owed = min(account.advances, max(account.balance_of(Ledger.AVAILABLE) + more, 0))
    return LedgerMove(EntryKind.ADVANCE_RECOVERED, Ledger.AVAILABLE, Ledger.ADVANCES, owed)


def _post_moves(account: Account, because: EntryReason, *moves: LedgerMove) -> list[AccountEvent]:
    """Return one entry per move; a late item is posted in the open month."""
    closed = account.closed_until
    open_month = because.month if because.month > closed else _next_month(closed)
    entry = EntryPosted(
        month=open_month,
        of_month=because.month,
        kind=EntryKind.RECEIPT,
        postings=(),
        because=because.cause,
        mission=because.mission,
        reference=because.reference or UNSET,
    )
    return [replace(entry, kind=move.kind, postings=_postings_of(move)) for move in moves if move.amount]


def _postings_of(move: LedgerMove) -> tuple[Posting, Posting]:
    return (
        Posting(ledger=move.source, amount=-move.amount),
        Posting(ledger=move.target, amount=move.amount),
    )


def _next_month(month: Month) -> Month:
    year, number = int(month[:4]), int(month[5:])
    return f"{year + number // 12:04d}-{number % 12 + 1:02d}"
