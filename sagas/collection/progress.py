"""The progress of the saga of collection: each invoice with its payments, credits and reminders."""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct, field

from domain.language import EventId
from domain.mission.invoice_state import Reminder, ReminderDay
from sagas.asks import SagaProgress


class Receivable(Struct, frozen=True, kw_only=True, gc=False):
    """An invoice and its movements, in cents; `owed_since` is the last event that made it owed.

    `money` holds the parts of bank lines, `credits` the credit notes, `cashed` the declared collections.
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
    def paid_amount(self) -> int:
        """The paid amount."""
        return sum(self.money.values())

    @property
    def payable_amount(self) -> int:
        """The amount that a payment may still cover, also where it was written off."""
        return self.total - sum(self.credits.values()) - self.paid_amount

    @property
    def open_amount(self) -> int:
        """The amount that the client still owes."""
        return self.payable_amount - self.written_off


class ClientProceedings(Struct, frozen=True, gc=False):
    """The insolvency proceedings of the client, and the last day for the claim."""

    fact: EventId
    claim_due_on: date
    lodged: bool = False


class CollectionProgress(SagaProgress, frozen=True, kw_only=True):
    """The invoices of a mission by number, and the proceedings of its client."""

    invoices: Mapping[str, Receivable] = field(default_factory=dict[str, Receivable])
    insolvency: ClientProceedings | None = None
