"""The state of an activity account: opened, fed by clients, used for fee, costs and pay, closed by month.

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
from domain.record import IdentifiedEvent

Balances = Mapping[tuple[Month, Ledger], int]


class LineReceipt(Struct, frozen=True):
    """What a bank line brought to the account before tax, and the fee taken from it; cents."""

    net: int = 0
    fee: int = 0


class Account(Struct, frozen=True, kw_only=True):
    """The state of an account: its balances by ledger, and its movements by month."""

    opened: bool = False
    consultant: ConsultantId | None = None
    balances: Mapping[Ledger, int] = field(default_factory=dict[Ledger, int])
    movements: Balances = field(default_factory=dict[tuple[Month, Ledger], int])
    receipts: Mapping[Label, LineReceipt] = field(default_factory=dict[Label, LineReceipt])
    allowances: frozenset[Month] = frozenset()
    closed_until: Month = ""

    def balance_of(self, ledger: Ledger) -> int:
        """Return the balance of a ledger, in signed cents."""
        return self.balances.get(ledger, 0)

    @property
    def advances(self) -> int:
        """Return the advances of the umbrella company that are not paid back, in cents."""
        return -self.balance_of(Ledger.ADVANCES)

    @property
    def unexplained_amount(self) -> int:
        """Return the money received that no ledger explains, in cents; zero while the account balances."""
        brought = -sum(self.balance_of(ledger) for ledger in SOURCES)
        return brought - sum(self.balance_of(ledger) for ledger in Ledger if ledger not in SOURCES)

    def movement_in(self, month: Month, ledger: Ledger) -> int:
        """Return the movement of a month on a ledger, in signed cents."""
        return self.movements.get((month, ledger), 0)

    def available(self, *, through: Month) -> int:
        """Return the balance available at the end of a month, in cents; later entries do not count."""
        return sum(
            amount
            for (month, ledger), amount in self.movements.items()
            if ledger is Ledger.AVAILABLE and month <= through
        )

    def opening_balance(self, month: Month) -> int:
        """Return the balance available at the start of a month, in cents."""
        return self.available(through=month) - self.movement_in(month, Ledger.AVAILABLE)


def evolve(account: Account, recorded: IdentifiedEvent[AccountEvent]) -> Account:
    """Return the account after one more event."""
    return apply_event(account, recorded.data)


def apply_event(account: Account, event: AccountEvent) -> Account:
    """Return the account as this event leaves it."""
    match event:
        case AccountOpened(consultant=consultant):
            return replace(account, opened=True, consultant=consultant)
        case OpeningBalancePosted(month=month, postings=postings):
            return _add_postings(account, month, postings)
        case EntryPosted(month=month, postings=postings):
            return _note_entry(_add_postings(account, month, postings), event)
        case MonthClosed(month=month):
            return replace(account, closed_until=month)
        case _:
            assert_never(event)


def _add_postings(account: Account, month: Month, postings: Sequence[Posting]) -> Account:
    balances, movements = dict(account.balances), dict(account.movements)
    for posting in postings:
        ledger, amount = posting.ledger, posting.amount
        balances[ledger] = balances.get(ledger, 0) + amount
        movements[month, ledger] = movements.get((month, ledger), 0) + amount
    return replace(account, balances=balances, moved=movements)


def _note_entry(account: Account, entry: EntryPosted) -> Account:
    if entry.kind is EntryKind.PROSPECTING_ALLOWANCE:
        return replace(account, allowances=account.allowances | {entry.of_month})
    if isinstance(entry.reference, UnsetType):
        return account
    receipt = account.receipts.get(entry.reference, LineReceipt())
    by_ledger = {posting.ledger: posting.amount for posting in entry.postings}
    updated = LineReceipt(
        receipt.net - by_ledger.get(Ledger.RECEIVED, 0), receipt.fee + by_ledger.get(Ledger.FEE, 0)
    )
    return replace(account, receipts={**account.receipts, entry.reference: updated})
