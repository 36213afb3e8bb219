"""What is posted on an activity account; each entry balances, and nothing available goes below zero."""

from collections.abc import Sequence
from typing import NamedTuple

from msgspec import UNSET
from msgspec.structs import replace

from domain.account.account import Account, LineReceipt
from domain.account.events import AccountEvent, EntryKind, EntryPosted, Ledger, MonthClosed, Posting
from domain.cents_and_months import portion
from domain.language import Label, MissionId, Month


class EntryReason(NamedTuple):
    """Of which month and because of what money moves; of which mission and bank line, if of any."""

    month: Month
    cause: Label
    mission: MissionId | None = None
    reference: Label | None = None


class LedgerMove(NamedTuple):
    """Money about to move from one ledger to another; cents, never below zero."""

    kind: EntryKind
    source: Ledger
    target: Ledger
    amount: int


def post_receipt(account: Account, net: int, fee_share: int, because: EntryReason) -> list[AccountEvent]:
    """Post what a client paid before tax, then the fee, then what pays advances back."""
    fee = portion(net, fee_share, 10_000)
    return _post_moves(
        account,
        because,
        LedgerMove(EntryKind.RECEIPT, Ledger.RECEIVED, Ledger.AVAILABLE, net),
        LedgerMove(EntryKind.FEE, Ledger.AVAILABLE, Ledger.FEE, fee),
        _recover_advance(account, net - fee),
    )


def post_receipt_reversal(account: Account, net: int, because: EntryReason) -> list[AccountEvent]:
    """Post back what a bank line had brought, and its part of the fee; what lacks is advanced."""
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
    """Post what a month of pay costs; what the account lacks, the umbrella company advances."""
    return _post_moves(
        account,
        because,
        _advance_shortfall(account, cost + reserve + expenses),
        LedgerMove(EntryKind.SALARY, Ledger.AVAILABLE, Ledger.EMPLOYER_COST, cost),
        LedgerMove(EntryKind.RESERVE, Ledger.AVAILABLE, Ledger.RESERVE, reserve),
        LedgerMove(EntryKind.EXPENSES, Ledger.AVAILABLE, Ledger.EXPENSES, expenses),
    )


def post_pay_reversal(account: Account, cost: int, because: EntryReason) -> list[AccountEvent]:
    """Post back the cost of pay that was too high."""
    return _post_moves(
        account,
        because,
        LedgerMove(EntryKind.SALARY_TAKEN_BACK, Ledger.EMPLOYER_COST, Ledger.AVAILABLE, cost),
        _recover_advance(account, cost),
    )


def post_levy(account: Account, amount: int, because: EntryReason) -> list[AccountEvent]:
    """Post a levy that the account bears; what it lacks is advanced."""
    return _post_moves(
        account,
        because,
        _advance_shortfall(account, amount),
        LedgerMove(EntryKind.LEVY, Ledger.AVAILABLE, Ledger.LEVIES, amount),
    )


def post_advance(account: Account, amount: int, because: EntryReason) -> list[AccountEvent]:
    """Post what the umbrella company advances before any client paid it."""
    return _post_moves(
        account, because, LedgerMove(EntryKind.ADVANCE, Ledger.ADVANCES, Ledger.AVAILABLE, amount)
    )


def post_loss(account: Account, amount: int, because: EntryReason) -> list[AccountEvent]:
    """Post an advance that no client will pay back as a loss of the umbrella company, not the account's."""
    borne = min(amount, account.advances)
    return _post_moves(
        account, because, LedgerMove(EntryKind.LOSS_BORNE, Ledger.BORNE, Ledger.ADVANCES, borne)
    )


def post_allowance(account: Account, amount: int, because: EntryReason) -> list[AccountEvent]:
    """Make a part of the reserve available, for a month of prospecting."""
    kind = EntryKind.PROSPECTING_ALLOWANCE
    return _post_moves(account, because, LedgerMove(kind, Ledger.RESERVE, Ledger.AVAILABLE, amount))


def release_reserve(account: Account, because: EntryReason) -> list[AccountEvent]:
    """Make the whole reserve available, at the end of the employment."""
    kind, reserve = EntryKind.RESERVE_RELEASED, account.balance_of(Ledger.RESERVE)
    return _post_moves(
        account,
        because,
        LedgerMove(kind, Ledger.RESERVE, Ledger.AVAILABLE, reserve),
        _recover_advance(account, reserve),
    )


def close_month(account: Account, month: Month) -> list[AccountEvent]:
    """Close a month with its opening and closing balance; a closed one stays closed."""
    if month <= account.closed_until:
        return []
    closing = account.available(through=month)
    return [MonthClosed(month=month, opening=account.opening_balance(month), closing=closing)]


def sum_advances(entries: Sequence[AccountEvent]) -> int:
    """Return what the umbrella company advances in these entries, in cents."""
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
    """Return the entries of what moves; a late item is posted in the open month."""
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
