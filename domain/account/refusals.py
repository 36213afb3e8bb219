"""The refusals of an entry on an activity account."""

from domain.language import Month
from domain.law.employment import EPS_1
from domain.law.open_ended import CC_13
from domain.law.pay import CC_12
from domain.refused import Refused, refusal


@refusal
class OpeningUnbalanced(Refused):
    """The ledgers of an opening balance sum to zero, each with its own sign; cents."""

    rule = EPS_1
    found: int


@refusal
class AlreadyMoved(Refused):
    """An account is taken over before its first entry."""

    rule = EPS_1
    because = ("des mouvements sont déjà inscrits à ce compte", "something has already moved on this account")


@refusal
class LevyNotAllowed(Refused):
    """Before the agreement on levies was in force, the fee covered them."""

    rule = CC_12
    month: Month


@refusal
class ReserveTooSmall(Refused):
    """A prospecting allowance is paid from the reserve and never exceeds it; cents."""

    rule = CC_13
    asked: int
    reserve: int


@refusal
class AllowanceTooSmall(Refused):
    """A prospecting allowance is at least one day of minimum pay; cents."""

    rule = CC_13
    asked: int
    day: int


@refusal
class AllowanceTooLong(Refused):
    """A prospecting allowance is paid for three months at most, each once."""

    rule = CC_13
    months: tuple[Month, ...]
    months_max: int
