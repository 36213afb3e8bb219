"""What the saga of collection remembers: each invoice, what moved on it, how far its reminders came."""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct, field

from domain.language import EventId
from domain.mission.invoice_state import Reminder, ReminderDay
from sagas.asks import SagaProgress


class Receivable(Struct, frozen=True, kw_only=True, gc=False):
    """An invoice and what became of it, in cents; `owed_since` is the event that made it owed, or again.

    `money` holds the parts of bank lines, `credits` the credit notes, `cashed` what was declared.
    """

    fact: EventId
    owed_since: EventId
    total: int
    due_on: date | None = None
    reminders: tuple[ReminderDay, ...] = ()
    transmitted: bool = False
    rejected: EventId | None = None
    money: Mapping[str, int] = field(default_factory=dict[str, int])
    last_money: EventId | None = None
    credits: Mapping[str, int] = field(default_factory=dict[str, int])
    cashed: Mapping[str, int] = field(default_factory=dict[str, int])
    written_off: int = 0
    reminded: frozenset[Reminder] = frozenset()
    noticed: EventId | None = None
    charged: bool = False
    disputed: EventId | None = None

    @property
    def paid(self) -> int:
        """What the client paid on it."""
        return sum(self.money.values())

    @property
    def payable(self) -> int:
        """What a payment may still be for, what was given up as lost included."""
        return self.total - sum(self.credits.values()) - self.paid

    @property
    def open(self) -> int:
        """What the client still owes on it."""
        return self.payable - self.written_off


class ClientProceedings(Struct, frozen=True, gc=False):
    """The client's proceedings: the claim is lodged by a day."""

    fact: EventId
    claim_due_on: date
    lodged: bool = False


class CollectionProgress(SagaProgress, frozen=True, kw_only=True):
    """The invoices of a mission by their number, and the proceedings against its client."""

    invoices: Mapping[str, Receivable] = field(default_factory=dict[str, Receivable])
    insolvency: ClientProceedings | None = None
