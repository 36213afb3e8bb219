"""The state of invoices and bank lines: amounts paid, credited, written off, and the parts of each line."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from enum import StrEnum

from msgspec import Struct, field
from msgspec.structs import replace

from domain.cents_and_months import portion
from domain.language import NOBODY, EventId, Key, value
from domain.mission.terms import InvoiceLine, Trigger


class Reminder(StrEnum):
    """The last reminder sent for an invoice (relances)."""

    BEFORE_DUE = "before_due"
    AFTER_DUE = "after_due"
    SECOND = "second"
    FORMAL_NOTICE = "formal_notice"  # mise en demeure


AFTER_DUE = (Reminder.AFTER_DUE, Reminder.SECOND, Reminder.FORMAL_NOTICE)
"""The reminders of a late invoice, in the order of sending."""


@value
class ReminderDay:
    """The day of a reminder; it is sent once this day is over, if the invoice is still owed."""

    reminder: Reminder
    after: date


def reminders_to_come(due_on: date, days: Iterable[int], today: date) -> tuple[ReminderDay, ...]:
    """Return the reminders still to send for an invoice, from days counted from the due day.

    An invoice recorded after all of them is reminded once, the same night.
    """
    early, late = [day for day in days if day <= 0][-1:], [day for day in days if day > 0]
    named = (*zip((Reminder.BEFORE_DUE,), early, strict=False), *zip(AFTER_DUE, late, strict=False))
    dated = [ReminderDay(reminder=name, after=due_on + timedelta(days=day - 1)) for name, day in named]
    coming = tuple(one for one in dated if one.after >= today)
    return coming or (ReminderDay(reminder=Reminder.AFTER_DUE, after=max(today, due_on)),)


class Invoice(Struct, frozen=True, gc=False):
    """An invoice as issued, with its payments and credits; cents."""

    net: int
    total: int
    paid: int = 0
    net_paid: int = 0
    transmitted: bool = False
    event_id: EventId = EventId(NOBODY)
    due_on: date = date.max
    lines: tuple[InvoiceLine, ...] = ()
    credited: int = 0
    credited_net: int = 0
    cancelled: frozenset[tuple[Trigger, Key]] = frozenset()
    written_off: int = 0
    receipts: tuple[tuple[date, int], ...] = ()
    reminders: frozenset[Reminder] = frozenset()
    charged_until: date | None = None
    penalties: int = 0
    penalties_paid: int = 0
    declared: int = 0

    @property
    def payable(self) -> int:
        """The amount that a payment may still settle, written-off amounts included; cents."""
        return self.total - self.credited - self.paid

    @property
    def amount_open(self) -> int:
        """The amount that the client still owes on it, in cents; negative if it is owed money back."""
        return self.payable - self.written_off

    @property
    def penalties_open(self) -> int:
        """The late penalties that the client still owes, in cents."""
        return self.penalties - self.penalties_paid

    def net_of(self, allocated: int) -> int:
        """Return the part before tax of a payment, rounded so that all parts add up to the whole."""
        total, net = self.total - self.credited, self.net - self.credited_net
        if total <= 0:
            return 0
        return max(portion(self.paid + allocated, net, total) - self.net_paid, 0)

    def owed_on(self, day: date) -> int:
        """Return the debt at the end of a day, in cents, with the credits known now."""
        paid = sum(amount for on, amount in self.receipts if on <= day)
        return max(self.total - self.credited - self.written_off - paid, 0)

    def with_payment(self, allocated: int, net: int, on: date) -> "Invoice":
        """Return the invoice after a payment or its reversal: the amount, and its part before tax."""
        receipts = (*self.receipts, (on, allocated)) if allocated else self.receipts
        lost = min(self.written_off, max(self.payable - allocated, 0))
        return replace(
            self,
            paid=self.paid + allocated,
            net_paid=self.net_paid + net,
            receipts=receipts,
            written_off=lost,
        )


class PaymentPart(Struct, frozen=True, gc=False):
    """The part of a bank line that pays an invoice, with its amount before tax; cents."""

    allocated: int = 0
    net: int = 0


class Payment(Struct, frozen=True, gc=False):
    """A line of the bank statement: its event, its parts by invoice, and its surplus."""

    event_id: EventId
    received_on: date
    parts: Mapping[str, PaymentPart] = field(default_factory=dict[str, PaymentPart])
    penalties: Mapping[str, int] = field(default_factory=dict[str, int])
    surplus: int = 0
    reversed: bool = False

    @property
    def net(self) -> int:
        """The amount that it brought to the activity account, before tax and fee; cents."""
        return sum(part.net for part in self.parts.values())

    def part_of(self, number: str) -> PaymentPart:
        """Return the part that pays an invoice; an empty part if none."""
        return self.parts.get(number, PaymentPart())

    def with_part_moved(self, number: str, allocated: int, net: int) -> "Payment":
        """Return the line with its part on an invoice changed by an amount."""
        before = self.part_of(number)
        part = PaymentPart(before.allocated + allocated, before.net + net)
        return replace(self, parts={**self.parts, number: part})


class ClientInsolvency(Struct, frozen=True, gc=False):
    """The insolvency of the client: the last day for claims, and whether ours is lodged."""

    claim_due_on: date
    lodged: bool = False
