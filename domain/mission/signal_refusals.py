"""Why the answer about a signal may be no; nobody is ever refused to say one, nor to keep evidence."""

from datetime import date

from domain.language import EventId, Party
from domain.law.autonomy_treatment import AUT_1, AUT_2, AUT_3, AUT_4, AUT_5
from domain.mission.signals import Measure, SignalCode
from domain.refused import Refused, refusal


@refusal
class NoSuchSignal(Refused):
    """A signal is treated after it was raised, until it is dismissed."""

    rule = AUT_1
    signal: EventId


@refusal
class NoSuchEvidence(Refused):
    """The evidence of a measure is in the file of the mission."""

    rule = AUT_1
    unknown: tuple[EventId, ...]


@refusal
class MeasureUnfit(Refused):
    """A signal is treated by a measure that the guide names for it."""

    rule = AUT_1
    code: SignalCode
    measure: Measure
    fit: tuple[Measure, ...]


@refusal
class BreachNotDismissed(Refused):
    """A statutory breach is cured, never dismissed."""

    rule = AUT_2
    code: SignalCode


@refusal
class DismissedByAccused(Refused):
    """Nobody dismisses a signal that accuses him."""

    rule = AUT_3
    code: SignalCode
    accuses: Party | None


@refusal
class ReviewOutOfTime(Refused):
    """The next review of a single client comes after this one, at most a year later."""

    rule = AUT_4
    next_on: date
    latest: date


@refusal
class NothingToRaise(Refused):
    """The engine raises a signal when its threshold is passed, and was not told of before."""

    rule = AUT_5
    code: SignalCode
    saw_on: date
