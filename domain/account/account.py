"""An activity account's life: opened, fed by clients, used for fee, costs and pay, closed by month.

Received = fee + expenses + employer cost + reserve + available − advances, after every entry.
"""

from collections.abc import Mapping
from typing import assert_never

from msgspec import Struct, field
from msgspec.structs import replace

from domain.account.events import (
    AccountEvent,
    AccountOpened,
    EntryKind,
    EntryPosted,
    Ledger,
    MonthClosed,
    Posting,
)
from domain.language import ConsultantId, MissionId, Month, portion
from domain.record import Fact

Balances = Mapping[tuple[Month, Ledger], int]


class Account(Struct, frozen=True, kw_only=True):
    """What is on the account, ledger by ledger, and month by month."""

    opened: bool = False
    consultant: ConsultantId | None = None
    balances: Mapping[Ledger, int] = field(default_factory=dict[Ledger, int])
    moved: Balances = field(default_factory=dict[tuple[Month, Ledger], int])
    closed_until: Month = ""

    def on(self, ledger: Ledger) -> int:
        """Return what stands on a ledger, in signed cents."""
        return self.balances.get(ledger, 0)

    def moved_in(self, month: Month, ledger: Ledger) -> int:
        """Return what a month moved on a ledger, in signed cents."""
        return self.moved.get((month, ledger), 0)

    def available(self, *, through: Month) -> int:
        """Return what was available at the end of a month, in cents, whatever came after."""
        return sum(
            amount
            for (month, ledger), amount in self.moved.items()
            if ledger is Ledger.AVAILABLE and month <= through
        )

    def opening(self, month: Month) -> int:
        """Return what was available when a month began, in cents."""
        return self.available(through=month) - self.moved_in(month, Ledger.AVAILABLE)


def evolve(account: Account, fact: Fact[AccountEvent]) -> Account:
    """Return the account after one more fact."""
    return apply(account, fact.data)


def apply(account: Account, event: AccountEvent) -> Account:
    """Return the account as this fact leaves it."""
    match event:
        case AccountOpened(consultant=consultant):
            return replace(account, opened=True, consultant=consultant)
        case EntryPosted(month=month, postings=postings):
            balances, moved = dict(account.balances), dict(account.moved)
            for posting in postings:
                ledger, amount = posting.ledger, posting.amount
                balances[ledger] = balances.get(ledger, 0) + amount
                moved[month, ledger] = moved.get((month, ledger), 0) + amount
            return replace(account, balances=balances, moved=moved)
        case MonthClosed(month=month):
            return replace(account, closed_until=month)
        case _:
            assert_never(event)


def receive(
    account: Account, net: int, fee_share: int, month: Month, because: str, mission: MissionId
) -> list[AccountEvent]:
    """Post what a client paid before tax, then the fee, then what pays advances back."""
    fee = portion(net, fee_share, 10_000)
    entries = [
        _entry(account, EntryKind.RECEIPT, Ledger.RECEIVED, Ledger.AVAILABLE, net, month),
        _entry(account, EntryKind.FEE, Ledger.AVAILABLE, Ledger.FEE, fee, month),
    ]
    owed = min(-account.on(Ledger.ADVANCES), max(account.on(Ledger.AVAILABLE) + net - fee, 0))
    entries.append(
        _entry(account, EntryKind.ADVANCE_RECOVERED, Ledger.AVAILABLE, Ledger.ADVANCES, owed, month)
    )
    return [replace(entry, because=because, mission=mission) for entry in entries if entry.postings[0].amount]


def pay(
    account: Account, *, cost: int, reserve: int, expenses: int, month: Month, because: str
) -> list[AccountEvent]:
    """Post what a month of pay costs; what the account lacks, the umbrella company advances."""
    lacking = max(cost + reserve + expenses - account.on(Ledger.AVAILABLE), 0)
    entries = (
        _entry(account, EntryKind.ADVANCE, Ledger.ADVANCES, Ledger.AVAILABLE, lacking, month),
        _entry(account, EntryKind.SALARY, Ledger.AVAILABLE, Ledger.EMPLOYER_COST, cost, month),
        _entry(account, EntryKind.RESERVE, Ledger.AVAILABLE, Ledger.RESERVE, reserve, month),
        _entry(account, EntryKind.EXPENSES, Ledger.AVAILABLE, Ledger.EXPENSES, expenses, month),
    )
    return [replace(entry, because=because) for entry in entries if entry.postings[0].amount]


def close(account: Account, month: Month) -> list[AccountEvent]:
    """Close a month with its opening and closing balance; a closed one stays closed."""
    if month <= account.closed_until:
        return []
    closing = account.available(through=month)
    return [MonthClosed(month=month, opening=account.opening(month), closing=closing)]


def advanced(entries: list[AccountEvent]) -> int:
    """Return what the umbrella company advances in these entries, in cents."""
    return sum(
        entry.postings[1].amount
        for entry in entries
        if isinstance(entry, EntryPosted) and entry.kind is EntryKind.ADVANCE
    )


def _entry(
    account: Account, kind: EntryKind, source: Ledger, target: Ledger, amount: int, of: Month
) -> EntryPosted:
    postings = (Posting(ledger=source, amount=-amount), Posting(ledger=target, amount=amount))
    month = of if of > account.closed_until else _next(account.closed_until)
    return EntryPosted(month=month, of_month=of, kind=kind, postings=postings, because="")


def _next(month: Month) -> Month:
    year, number = int(month[:4]), int(month[5:])
    return f"{year + number // 12:04d}-{number % 12 + 1:02d}"
