"""What the story of pay remembers of a consultant: the spans of his missions, and his months."""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct, field

from domain.language import FactId, Month
from sagas.asks import SagaProgress


class Span(Struct, frozen=True, gc=False):
    """The months in which a mission is under way; those of its past were paid before it came here."""

    fact: FactId
    first: Month
    last: Month | None = None
    past: frozenset[Month] = frozenset()

    def holds(self, month: Month) -> bool:
        """Is the mission under way in a month?"""
        return self.first <= month and (self.last is None or month <= self.last)


class Days(Struct, frozen=True, gc=False):
    """The days of a month, as they were stored when it began, and the month after it."""

    fact: FactId
    ends_on: date
    pay_on: date
    contributions_due_on: date
    statement_due_on: date
    next_month: Month


class MonthOfPay(Struct, frozen=True, kw_only=True, gc=False):
    """How far a month is; what is there names the fact that brought it."""

    month: Month
    days: Days | None = None
    missing: FactId | None = None
    reported: FactId | None = None
    returned: FactId | None = None
    half_days: int = 0
    approved: bool = False
    computed: FactId | None = None
    transferred: bool = False
    sent_back: FactId | None = None
    declared: FactId | None = None
    paid: bool = False
    moved: FactId | None = None
    stated: bool = False


class PayrollProgress(SagaProgress, frozen=True, kw_only=True):
    """The months of a consultant by their stream, his missions by theirs."""

    missions: Mapping[str, Span] = field(default_factory=dict[str, Span])
    months: Mapping[str, MonthOfPay] = field(default_factory=dict[str, MonthOfPay])

    def under_way(self, month: Month) -> bool:
        """Is a mission under way in a month?"""
        return any(span.holds(month) for span in self.missions.values())

    def expected(self, month: Month) -> bool:
        """Is a report of this month to come: was a mission under way in it, here?"""
        return any(span.holds(month) and month not in span.past for span in self.missions.values())
