"""The refusals about money from the client."""

from datetime import date

from domain.language import Label
from domain.law.billing import BIL_2, BIL_4, BIL_5, BIL_7, BIL_8, BIL_9, BIL_11
from domain.mission.invoice_state import Reminder
from domain.mission.terms import Trigger
from domain.refused import Refused, refusal


@refusal
class NothingDue(Refused):
    """An invoice line needs a due item, invoiced once."""

    rule = BIL_2
    trigger: Trigger
    key: Label


@refusal
class NoSuchInvoice(Refused):
    """A payment or a transmission concerns an issued invoice."""

    rule = BIL_4
    number: Label


@refusal
class IssuedAhead(Refused):
    """An invoice or a credit note has no future date."""

    rule = BIL_7
    issued_on: date
    today: date


@refusal
class NothingToCredit(Refused):
    """A credit note cancels lines not yet credited, or a part of the price of its invoice; cents."""

    rule = BIL_9
    number: Label
    asked: int
    creditable: int


@refusal
class NoSuchStatus(Refused):
    """A platform status has a known code; our own statements have commands of their own."""

    rule = BIL_8
    code: int


@refusal
class NothingCashed(Refused):
    """Only a collected amount that is not yet declared is declared."""

    rule = BIL_8
    number: Label


@refusal
class NothingOwed(Refused):
    """A reminder or a penalty needs a late debt."""

    rule = BIL_5
    number: Label
    due_on: date


@refusal
class AlreadyReminded(Refused):
    """Each reminder of an invoice is sent once."""

    rule = BIL_5
    number: Label
    reminder: Reminder


@refusal
class NoSuchPayment(Refused):
    """Only a bank line that was recorded and not reversed is moved or reversed."""

    rule = BIL_4
    reference: Label


@refusal
class TooMuchMoved(Refused):
    """A move does not exceed the bank line nor the debt of the target invoice; cents."""

    rule = BIL_4
    reference: Label
    asked: int
    movable: int


@refusal
class LineExceeded(Refused):
    """The parts of a bank line do not exceed the line; cents."""

    rule = BIL_4
    reference: Label
    total: int
    used: int
    asked: int


@refusal
class NotInsolvent(Refused):
    """A claim is lodged once, in recorded proceedings."""

    rule = BIL_11
    because = (
        "aucune procédure n'est connue, ou la créance est déjà déclarée",
        "no proceedings are known, or the claim was lodged already",
    )


@refusal
class NothingToWriteOff(Refused):
    """Only an open debt is written off."""

    rule = BIL_9
    number: Label


@refusal
class PaymentKnown(Refused):
    """A line of the bank statement is recorded once."""

    rule = BIL_4
    reference: Label
