"""What is posted on an activity account; each entry balances, and nothing available goes below zero."""

from collections.abc import Sequence
from typing import NamedTuple

from msgspec import UNSET
from msgspec.structs import replace

from domain.account.account import Account, Receipt
from domain.account.events import AccountEvent, EntryKind, EntryPosted, Ledger, MonthClosed, Posting
from domain.cents_and_months import portion
from domain.language import Label, MissionId, Month


class Because(NamedTuple):
    """Of which month and because of what money moves; of which mission and bank line, if of any."""

    month: Month
    fact: Label
    mission: MissionId | None = None
    reference: Label | None = None


class Move(NamedTuple):
    """Money about to move from one ledger to another; cents, never below zero."""

    kind: EntryKind
    source: Ledger
    target: Ledger
    amount: int


def receive(account: Account, net: int, fee_share: int, because: Because) -> list[AccountEvent]:
    """Post what a client paid before tax, then the fee, then what pays advances back."""
    fee = portion(net, fee_share, 10_000)
    return _posted(
        account,
        because,
        Move(EntryKind.RECEIPT, Ledger.RECEIVED, Ledger.AVAILABLE, net),
        Move(EntryKind.FEE, Ledger.AVAILABLE, Ledger.FEE, fee),
        _recovered(account, net - fee),
    )


def give_back(account: Account, net: int, because: Because) -> list[AccountEvent]:
    """Post back what a bank line had brought, and its part of the fee; what lacks is advanced."""
    known = account.receipts.get(because.reference or "", Receipt())
    back = min(net, known.net)
    fee = portion(known.fee, back, known.net) if known.net else 0
    return _posted(
        account,
        because,
        Move(EntryKind.FEE_REVERSED, Ledger.FEE, Ledger.AVAILABLE, fee),
        _covered(account, back - fee),
        Move(EntryKind.RECEIPT_REVERSED, Ledger.AVAILABLE, Ledger.RECEIVED, back),
    )


def pay(account: Account, *, cost: int, reserve: int, expenses: int, because: Because) -> list[AccountEvent]:
    """Post what a month of pay costs; what the account lacks, the umbrella company advances."""
    return _posted(
        account,
        because,
        _covered(account, cost + reserve + expenses),
        Move(EntryKind.SALARY, Ledger.AVAILABLE, Ledger.EMPLOYER_COST, cost),
        Move(EntryKind.RESERVE, Ledger.AVAILABLE, Ledger.RESERVE, reserve),
        Move(EntryKind.EXPENSES, Ledger.AVAILABLE, Ledger.EXPENSES, expenses),
    )


def take_back(account: Account, cost: int, because: Because) -> list[AccountEvent]:
    """Post back the cost of pay that was too high."""
    return _posted(
        account,
        because,
        Move(EntryKind.SALARY_TAKEN_BACK, Ledger.EMPLOYER_COST, Ledger.AVAILABLE, cost),
        _recovered(account, cost),
    )


def charge(account: Account, amount: int, because: Because) -> list[AccountEvent]:
    """Post a levy that the account bears; what it lacks is advanced."""
    return _posted(
        account,
        because,
        _covered(account, amount),
        Move(EntryKind.LEVY, Ledger.AVAILABLE, Ledger.LEVIES, amount),
    )


def advance(account: Account, amount: int, because: Because) -> list[AccountEvent]:
    """Post what the umbrella company advances before any client paid it."""
    return _posted(account, because, Move(EntryKind.ADVANCE, Ledger.ADVANCES, Ledger.AVAILABLE, amount))


def bear(account: Account, amount: int, because: Because) -> list[AccountEvent]:
    """Post an advance that no client will pay back as a loss of the umbrella company, not the account's."""
    borne = min(amount, account.advances)
    return _posted(account, because, Move(EntryKind.LOSS_BORNE, Ledger.BORNE, Ledger.ADVANCES, borne))


def allow(account: Account, amount: int, because: Because) -> list[AccountEvent]:
    """Make a part of the reserve available, for a month of prospecting."""
    kind = EntryKind.PROSPECTING_ALLOWANCE
    return _posted(account, because, Move(kind, Ledger.RESERVE, Ledger.AVAILABLE, amount))


def settle(account: Account, because: Because) -> list[AccountEvent]:
    """Make the whole reserve available, at the end of the employment."""
    kind, reserve = EntryKind.RESERVE_RELEASED, account.on(Ledger.RESERVE)
    return _posted(
        account,
        because,
        Move(kind, Ledger.RESERVE, Ledger.AVAILABLE, reserve),
        _recovered(account, reserve),
    )


def close(account: Account, month: Month) -> list[AccountEvent]:
    """Close a month with its opening and closing balance; a closed one stays closed."""
    if month <= account.closed_until:
        return []
    closing = account.available(through=month)
    return [MonthClosed(month=month, opening=account.opening(month), closing=closing)]


def advanced(entries: Sequence[AccountEvent]) -> int:
    """Return what the umbrella company advances in these entries, in cents."""
    return sum(
        entry.postings[1].amount
        for entry in entries
        if isinstance(entry, EntryPosted) and entry.kind is EntryKind.ADVANCE
    )


def _covered(account: Account, out: int) -> Move:
    lacking = max(out - account.on(Ledger.AVAILABLE), 0)
    return Move(EntryKind.ADVANCE, Ledger.ADVANCES, Ledger.AVAILABLE, lacking)


def _recovered(account: Account, more: int) -> Move:
    owed = min(account.advances, max(account.on(Ledger.AVAILABLE) + more, 0))
    return Move(EntryKind.ADVANCE_RECOVERED, Ledger.AVAILABLE, Ledger.ADVANCES, owed)


def _posted(account: Account, because: Because, *moves: Move) -> list[AccountEvent]:
    """Return the entries of what moves; a late item is posted in the open month."""
    closed = account.closed_until
    open_month = because.month if because.month > closed else _next(closed)
    entry = EntryPosted(
        month=open_month,
        of_month=because.month,
        kind=EntryKind.RECEIPT,
        postings=(),
        because=because.fact,
        mission=because.mission,
        reference=because.reference or UNSET,
    )
    return [replace(entry, kind=move.kind, postings=_postings(move)) for move in moves if move.amount]


def _postings(move: Move) -> tuple[Posting, Posting]:
    return (
        Posting(ledger=move.source, amount=-move.amount),
        Posting(ledger=move.target, amount=move.amount),
    )


def _next(month: Month) -> Month:
    year, number = int(month[:4]), int(month[5:])
    return f"{year + number // 12:04d}-{number % 12 + 1:02d}"
