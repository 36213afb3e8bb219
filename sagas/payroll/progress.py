"""The progress of the saga of pay: the months of a consultant, and those of his missions."""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct, field

from domain.language import EventId, Month
from sagas.asks import SagaProgress


class MissionMonths(Struct, frozen=True, gc=False):
    """The months of a mission; the months in `past` were paid before the mission was taken over."""

    fact: EventId
    first: Month
    last: Month | None = None
    past: frozenset[Month] = frozenset()

    def includes_month(self, month: Month) -> bool:
        """Return true if the mission is under way in a month."""
        return self.first <= month and (self.last is None or month <= self.last)


class PayMonthDays(Struct, frozen=True, gc=False):
    """The due days of a month, as its opening stored them, and the next month."""

    fact: EventId
    ends_on: date
    pay_on: date
    contributions_due_on: date
    statement_due_on: date
    next_month: Month


class MonthOfPay(Struct, frozen=True, kw_only=True, gc=False):
    """The steps of a month of pay; most steps name the event that made them."""

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
    """The months of pay and the missions of a consultant, both by stream."""

    missions: Mapping[str, MissionMonths] = field(default_factory=dict[str, MissionMonths])
    months: Mapping[str, MonthOfPay] = field(default_factory=dict[str, MonthOfPay])

    def has_mission_in(self, month: Month) -> bool:
        """Return true if a mission is under way in a month."""
        return any(span.includes_month(month) for span in self.missions.values())

    def expects_report(self, month: Month) -> bool:
        """Return true if a mission is under way in a month and was not paid before its take-over."""
        return any(span.includes_month(month) and month not in span.past for span in self.missions.values())
