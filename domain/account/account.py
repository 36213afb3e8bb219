"""An activity account's life: opened, fed by clients, used for fee, costs and pay, closed by month.

Received + advances + losses borne = fee + expenses + levies + employer cost + reserve + available, after
every entry.
"""

from collections.abc import Mapping, Sequence
from typing import assert_never

from msgspec import Struct, UnsetType, field
from msgspec.structs import replace

from domain.account.events import (
    SOURCES,
    AccountEvent,
    AccountOpened,
    EntryKind,
    EntryPosted,
    Ledger,
    MonthClosed,
    OpeningBalancePosted,
    Posting,
)
from domain.language import ConsultantId, Label, Month
from domain.record import Fact

Balances = Mapping[tuple[Month, Ledger], int]


class Receipt(Struct, frozen=True):
    """What a bank line brought to the account before tax, and the fee taken from it; cents."""

    net: int = 0
    fee: int = 0


class Account(Struct, frozen=True, kw_only=True):
    """What is on the account, ledger by ledger, and month by month."""

    opened: bool = False
    consultant: ConsultantId | None = None
    balances: Mapping[Ledger, int] = field(default_factory=dict[Ledger, int])
    moved: Balances = field(default_factory=dict[tuple[Month, Ledger], int])
    receipts: Mapping[Label, Receipt] = field(default_factory=dict[Label, Receipt])
    allowances: frozenset[Month] = frozenset()
    closed_until: Month = ""

    def on(self, ledger: Ledger) -> int:
        """Return what stands on a ledger, in signed cents."""
        return self.balances.get(ledger, 0)

    @property
    def advances(self) -> int:
        """Return what the umbrella company advanced and did not get back, in cents."""
        return -self.on(Ledger.ADVANCES)

    @property
    def unexplained(self) -> int:
        """Return what the sources brought and no use explains: always nothing, in cents."""
        brought = -sum(self.on(ledger) for ledger in SOURCES)
        return brought - sum(self.on(ledger) for ledger in Ledger if ledger not in SOURCES)

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
        case OpeningBalancePosted(month=month, postings=postings):
            return _moved(account, month, postings)
        case EntryPosted(month=month, postings=postings):
            return _noted(_moved(account, month, postings), event)
        case MonthClosed(month=month):
            return replace(account, closed_until=month)
        case _:
            assert_never(event)


def _moved(account: Account, month: Month, postings: Sequence[Posting]) -> Account:
    balances, moved = dict(account.balances), dict(account.moved)
    for posting in postings:
        ledger, amount = posting.ledger, posting.amount
        balances[ledger] = balances.get(ledger, 0) + amount
        moved[month, ledger] = moved.get((month, ledger), 0) + amount
    return replace(account, balances=balances, moved=moved)


def _noted(account: Account, entry: EntryPosted) -> Account:
    if entry.kind is EntryKind.PROSPECTING_ALLOWANCE:
        return replace(account, allowances=account.allowances | {entry.of_month})
    if isinstance(entry.reference, UnsetType):
        return account
    known = account.receipts.get(entry.reference, Receipt())
    on = {posting.ledger: posting.amount for posting in entry.postings}
    line = Receipt(known.net - on.get(Ledger.RECEIVED, 0), known.fee + on.get(Ledger.FEE, 0))
    return replace(account, receipts={**account.receipts, entry.reference: line})
