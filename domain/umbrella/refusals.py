"""Why the umbrella company itself may sign nothing new, or not do as it says; pay goes on."""

from datetime import date

from domain.language import Key, Label
from domain.law.company import HLD_1, POL_1
from domain.law.contract import AGR_1
from domain.law.employment import CC_17, EPS_2, EPS_5
from domain.refused import Refused, refusal


@refusal
class NotGuaranteed(Refused):
    """Without a sufficient financial guarantee the umbrella company signs nothing new."""

    rule = EPS_2
    day: date


@refusal
class NotInsured(Refused):
    """Without an insurance of its liability the umbrella company signs nothing new."""

    rule = CC_17
    day: date


@refusal
class NotDeclared(Refused):
    """Before its activity is declared the umbrella company signs nothing."""

    rule = EPS_5
    day: date


@refusal
class BegunUndeclared(Refused):
    """The activity begins with the stamped copy of its declaration, or fifteen days later; never before."""

    rule = EPS_5
    declared_on: date
    may_begin_on: date


@refusal
class NothingToLapse(Refused):
    """What lapses stood until the day before, or on that day."""

    rule = AGR_1
    of: Label
    lapsed_on: date


@refusal
class SettingsDisordered(Refused):
    """Thresholds rise one after the other, and each reminder has a day of its own."""

    rule = POL_1
    thresholds: tuple[int, ...]
    reminder_days: Label


@refusal
class MatterKnown(Refused):
    """A control or a dispute is opened once, under a name of its own, and closed once."""

    rule = AGR_1
    matter: Key


@refusal
class NoSuchMatter(Refused):
    """What is closed, or holds something, is a control or a dispute that is open."""

    rule = AGR_1
    matter: Key


@refusal
class NoSuchHold(Refused):
    """A hold is placed once under its name, and lifted while it stands."""

    rule = AGR_1
    hold: Key


@refusal
class MatterStillOpen(Refused):
    """What a control or a dispute holds is held while it lasts."""

    rule = HLD_1
    hold: Key
    matter: Key
