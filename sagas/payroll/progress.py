"""What the saga of pay remembers of a consultant: the spans of his missions, and his months."""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct, field

from domain.language import EventId, Month
from sagas.asks import SagaProgress


class MissionMonths(Struct, frozen=True, gc=False):
    """The months in which a mission is under way; those of its past were paid before it came here."""

    fact: EventId
    first: Month
    last: Month | None = None
    past: frozenset[Month] = frozenset()

    def includes_month(self, month: Month) -> bool:
        """Is the mission under way in a month?"""
        return self.first <= month and (self.last is None or month <= self.last)


class PayMonthDays(Struct, frozen=True, gc=False):
    """The days of a month, as they were stored when it began, and the month after it."""

    fact: EventId
    ends_on: date
    pay_on: date
    contributions_due_on: date
    statement_due_on: date
    next_month: Month


class MonthOfPay(Struct, frozen=True, kw_only=True, gc=False):
    """How far a month is; what is there names the event that brought it."""

    month: Month
    days: PayMonthDays | None = None
    missing: EventId | None = None
    reported: EventId | None = None
    returned: EventId | None = None
    half_days: int = 0
    approved: bool = False
    computed: EventId | None = None
    transferred: bool = False
    sent_back: EventId | None = None
    declared: EventId | None = None
    paid: bool = False
    moved: EventId | None = None
    stated: bool = False


class PayrollProgress(SagaProgress, frozen=True, kw_only=True):
    """The months of a consultant by their stream, his missions by theirs."""

    missions: Mapping[str, MissionMonths] = field(default_factory=dict[str, MissionMonths])
    months: Mapping[str, MonthOfPay] = field(default_factory=dict[str, MonthOfPay])

    def has_mission_in(self, month: Month) -> bool:
        """Is a mission under way in a month?"""
        return any(span.includes_month(month) for span in self.missions.values())

    def expects_report(self, month: Month) -> bool:
        """Is a report of this month to come: was a mission under way in it, here?"""
        return any(span.includes_month(month) and month not in span.past for span in self.missions.values())
