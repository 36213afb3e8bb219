"""The refusals about the umbrella company itself; they never stop pay."""

from datetime import date

from domain.language import Key, Label
from domain.law.company import HLD_1, POL_1
from domain.law.contract import AGR_1
from domain.law.employment import CC_17, EPS_2, EPS_5
from domain.refused import Refused, refusal


@refusal
class NotGuaranteed(Refused):
    """The umbrella company signs nothing new without a sufficient financial guarantee."""

    rule = EPS_2
    day: date


@refusal
class NotInsured(Refused):
    """The umbrella company signs nothing new without liability insurance."""

    rule = CC_17
    day: date


@refusal
class NotDeclared(Refused):
    """The umbrella company signs nothing before its activity is declared."""

    rule = EPS_5
    day: date


@refusal
class BegunUndeclared(Refused):
    """The activity begins with the stamped copy of its declaration, or fifteen days after it, not before."""

    rule = EPS_5
    declared_on: date
    may_begin_on: date


@refusal
class NothingToLapse(Refused):
    """Only a cover in force on that day, or on the day before, lapses."""

    rule = AGR_1
    of: Label
    lapsed_on: date


@refusal
class SettingsDisordered(Refused):
    """Thresholds are in increasing order, and each reminder has a different day."""

    rule = POL_1
    thresholds: tuple[int, ...]
    reminder_days: Label


@refusal
class MatterKnown(Refused):
    """A control or a dispute is opened once under its own name, and closed once."""

    rule = AGR_1
    matter: Key


@refusal
class NoSuchMatter(Refused):
    """Only an open control or dispute is closed or holds data."""

    rule = AGR_1
    matter: Key


@refusal
class NoSuchHold(Refused):
    """A hold is placed once under its name, and lifted while it is in force."""

    rule = AGR_1
    hold: Key


@refusal
class MatterStillOpen(Refused):
    """A hold stays in force as long as its control or dispute lasts."""

    rule = HLD_1
    hold: Key
    matter: Key
