"""Why a decision about money from the client may be no."""

from datetime import date

from domain.language import Label
from domain.law.billing import BIL_2, BIL_4, BIL_5, BIL_7, BIL_8, BIL_9, BIL_11
from domain.mission.invoice_state import Reminder
from domain.mission.terms import Trigger
from domain.refused import Refused, refusal


@refusal
class NothingDue(Refused):
    """An invoice line needs what makes it due, once."""

    rule = BIL_2
    trigger: Trigger
    key: Label


@refusal
class NoSuchInvoice(Refused):
    """A payment, or a transmission, is of an invoice that was issued."""

    rule = BIL_4
    number: Label


@refusal
class IssuedAhead(Refused):
    """An invoice or a credit note bears the day of its issue, not one to come."""

    rule = BIL_7
    issued_on: date
    today: date


@refusal
class NothingToCredit(Refused):
    """A credit note cancels lines of its invoice that stand, or a part of its price; cents."""

    rule = BIL_9
    number: Label
    asked: int
    creditable: int


@refusal
class NoSuchStatus(Refused):
    """What a platform may say has a code of its own; what we say ourselves has its own act."""

    rule = BIL_8
    code: int


@refusal
class NothingCashed(Refused):
    """What was collected, and not yet declared, is declared."""

    rule = BIL_8
    number: Label


@refusal
class NothingOwed(Refused):
    """A client is reminded of, or charged for, what it owes and did not pay in time."""

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
    """A bank line that was recorded, and not reversed, is moved or reversed."""

    rule = BIL_4
    reference: Label


@refusal
class TooMuchMoved(Refused):
    """Of a bank line no more is moved than is there, to an invoice that is owed as much; cents."""

    rule = BIL_4
    reference: Label
    asked: int
    movable: int


@refusal
class LineExceeded(Refused):
    """The parts of a bank line are no more than the line; cents."""

    rule = BIL_4
    reference: Label
    total: int
    used: int
    asked: int


@refusal
class NotInsolvent(Refused):
    """A claim is lodged once, in proceedings that were recorded."""

    rule = BIL_11
    because = (
        "aucune procédure n'est connue, ou la créance est déjà déclarée",
        "no proceedings are known, or the claim was lodged already",
    )


@refusal
class NothingToWriteOff(Refused):
    """What a client still owes is written off."""

    rule = BIL_9
    number: Label


@refusal
class PaymentKnown(Refused):
    """A line of the bank statement is recorded once."""

    rule = BIL_4
    reference: Label
