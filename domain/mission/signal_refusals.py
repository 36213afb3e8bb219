"""The refusals about signals; raising a signal and keeping evidence are never refused."""

from datetime import date

from domain.language import EventId, Party
from domain.law.autonomy_treatment import AUT_1, AUT_2, AUT_3, AUT_4, AUT_5
from domain.mission.signals import Measure, SignalCode
from domain.refused import Refused, refusal


@refusal
class NoSuchSignal(Refused):
    """Only a raised signal that is not dismissed is treated."""

    rule = AUT_1
    signal: EventId


@refusal
class NoSuchEvidence(Refused):
    """The evidence of a measure must be in the file of the mission."""

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
    """A person does not dismiss a signal that accuses that person's party."""

    rule = AUT_3
    code: SignalCode
    accuses: Party | None


@refusal
class ReviewOutOfTime(Refused):
    """The next review of a single client comes at most a year after this one."""

    rule = AUT_4
    next_on: date
    latest: date


@refusal
class NothingToRaise(Refused):
    """The engine raises a signal only past its threshold, and once per threshold."""

    rule = AUT_5
    code: SignalCode
    saw_on: date
