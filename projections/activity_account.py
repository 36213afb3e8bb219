"""What did the client pay, what was deducted, what was paid out, and does the account reconcile?

The view lists every entry of a consultant's account by month. Each entry must balance, and the balance at
the end of a closed month must equal the balance in its closing and in its statement.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from itertools import accumulate
from operator import attrgetter
from typing import Any
from uuid import UUID

from msgspec import Struct

from domain.account.events import (
    SOURCES,
    EntryKind,
    EntryPosted,
    Ledger,
    MonthClosed,
    OpeningBalancePosted,
    Posting,
)
from domain.language import Audience, Kind, Month
from domain.paymonth.events import StatementDelivered
from domain.record import Recorded
from projections import may_read
from projections.projection import PureProjection, event_types

EVENT_TYPES = event_types(EntryPosted, OpeningBalancePosted, MonthClosed, StatementDelivered)


class EntryRow(Struct, frozen=True, kw_only=True, tag_field="row", tag="entry"):
    """A movement of money and the event that explains it, if it was not taken over; signed cents."""

    audience: Audience
    month: Month
    of_month: Month
    kind: EntryKind | None
    postings: tuple[Posting, ...]
    because: str
    fact: UUID
    mission: UUID | None = None


class Closing(Struct, frozen=True, kw_only=True, tag_field="row", tag="closing"):
    """The closing of a month; cents."""

    audience: Audience
    month: Month
    opening: int
    closing: int


class Statement(Struct, frozen=True, kw_only=True, tag_field="row", tag="statement"):
    """The delivery of a statement of account to the consultant; cents."""

    audience: Audience
    time: datetime
    opening: int
    closing: int
    net_pay: int
    fact: UUID


Row = EntryRow | Closing | Statement
Rows = Mapping[str, Row]


class Line(Struct, frozen=True, kw_only=True):
    """An entry, and the available balance after it; signed cents."""

    month: Month
    of_month: Month
    kind: EntryKind | None
    because: str
    amount: int
    available: int
    mission: UUID | None
    fact: UUID


class AccountMonth(Struct, frozen=True, kw_only=True):
    """The receipts of a month and their use; cents. `reconciles` is true if each entry is explained."""

    month: Month
    opening: int
    received: int
    fee: int
    expenses: int
    levies: int
    employer_cost: int
    reserve: int
    advances: int
    borne: int
    closing: int
    closed: bool
    reconciles: bool


class ActivityAccountView(Struct, frozen=True, kw_only=True):
    """The account today; cents. `reconciles` is true if it does for every month, entry and closing."""

    on: date
    balance: int
    reserve: int
    advances: int
    received: int
    reconciles: bool
    months: tuple[AccountMonth, ...]
    lines: tuple[Line, ...]
    statements: tuple[Statement, ...]


def keys(recorded: Recorded[Any]) -> set[str]:
    """Return the key of the consultant whose account it is."""
    consultant = recorded.consultant_id
    return set() if consultant is None else {f"{Kind.CONSULTANT}/{consultant}"}


def evolve(_: str, __: Rows, recorded: Recorded[Any]) -> Mapping[str, Row]:
    """Return the row of the event; places sort the entries of an account by their version in the stream."""
    event, audience = recorded.data, recorded.audience
    match event:
        case EntryPosted():
            entry = _entry_row(recorded, event.of_month, event.kind, event.because, event.mission)
            return {f"entry/{recorded.sequence}": entry}
        case OpeningBalancePosted(month=month):
            return {f"entry/{recorded.sequence}": _entry_row(recorded, month, None, "opening_balance")}
        case MonthClosed(month=month, opening=opening, closing=closing):
            row = Closing(audience=audience, month=month, opening=opening, closing=closing)
            return {f"closing/{month}": row}
        case StatementDelivered():
            return {recorded.subject: _statement_row(recorded, event)}
        case _:
            return {}


def _entry_row(
    recorded: Recorded[EntryPosted] | Recorded[OpeningBalancePosted],
    of_month: Month,
    kind: EntryKind | None,
    because: str,
    mission: UUID | None = None,
) -> EntryRow:
    return EntryRow(
        audience=recorded.audience,
        month=recorded.data.month,
        of_month=of_month,
        kind=kind,
        postings=recorded.data.postings,
        because=because,
        fact=recorded.causation_id,
        mission=mission,
    )


def _statement_row(recorded: Recorded[Any], event: StatementDelivered) -> Statement:
    return Statement(
        audience=recorded.audience,
        time=recorded.time,
        opening=event.opening,
        closing=event.closing,
        net_pay=event.net_pay,
        fact=recorded.id,
    )


def show(rows: Rows, today: date, reader: Audience | None = None) -> ActivityAccountView:
    """Show the account to its consultant, the umbrella company and an auditor."""
    seen = [row for row in rows.values() if may_read(reader, row.audience)]
    entries = [row for row in seen if isinstance(row, EntryRow)]
    closings = {row.month: row for row in seen if isinstance(row, Closing)}
    months = tuple(_sum_months(entries, closings))
    return ActivityAccountView(
        on=today,
        balance=_sum_ledger(entries, Ledger.AVAILABLE),
        reserve=_sum_ledger(entries, Ledger.RESERVE),
        advances=-_sum_ledger(entries, Ledger.ADVANCES),
        received=-_sum_ledger(entries, Ledger.RECEIVED),
        reconciles=all(month.reconciles for month in months),
        months=months,
        lines=tuple(_list_lines(entries)),
        statements=tuple(sorted((row for row in seen if isinstance(row, Statement)), key=_TIME)),
    )


_TIME = attrgetter("time")


def _sum_months(entries: Iterable[EntryRow], closings: Mapping[Month, Closing]) -> Iterable[AccountMonth]:
    by_month: dict[Month, list[EntryRow]] = defaultdict(list)
    for entry in entries:
        by_month[entry.month].append(entry)
    opening = 0
    for month in sorted({*by_month, *closings}):
        summed = _sum_month(month, opening, by_month[month], closings.get(month))
        yield summed
        opening = summed.closing


def _sum_month(month: Month, opening: int, entries: list[EntryRow], closing: Closing | None) -> AccountMonth:
    """Sum a month; check that every entry balances, and that the balance equals that of the closing."""
    available = opening + _sum_ledger(entries, Ledger.AVAILABLE)
    balanced = all(sum(posting.amount for posting in entry.postings) == 0 for entry in entries)
    matches_closing = closing is None or (closing.opening, closing.closing) == (opening, available)
    return AccountMonth(
        month=month,
        opening=opening,
        received=-_sum_ledger(entries, Ledger.RECEIVED),
        fee=_sum_ledger(entries, Ledger.FEE),
        expenses=_sum_ledger(entries, Ledger.EXPENSES),
        levies=_sum_ledger(entries, Ledger.LEVIES),
        employer_cost=_sum_ledger(entries, Ledger.EMPLOYER_COST),
        reserve=_sum_ledger(entries, Ledger.RESERVE),
        advances=-_sum_ledger(entries, Ledger.ADVANCES),
        borne=-_sum_ledger(entries, Ledger.BORNE),
        closing=available,
        closed=closing is not None,
        reconciles=balanced and matches_closing,
    )


def _list_lines(entries: list[EntryRow]) -> Iterable[Line]:
    available_changes = [_sum_ledger([entry], Ledger.AVAILABLE) for entry in entries]
    for entry, available in zip(entries, accumulate(available_changes), strict=True):
        sources = -sum(posting.amount for posting in entry.postings if posting.ledger in SOURCES)
        uses = sum(abs(posting.amount) for posting in entry.postings) // 2
        yield Line(
            month=entry.month,
            of_month=entry.of_month,
            kind=entry.kind,
            because=entry.because,
            amount=sources or uses,
            available=available,
            mission=entry.mission,
            fact=entry.fact,
        )


def _sum_ledger(entries: Iterable[EntryRow], ledger: Ledger) -> int:
    return sum(posting.amount for entry in entries for posting in entry.postings if posting.ledger is ledger)


ACTIVITY_ACCOUNT = PureProjection(
    name="activity_account",
    version=2,
    event_types=EVENT_TYPES,
    row_type=Row,
    view_type=ActivityAccountView,
    keys=keys,
    evolve=evolve,
    show=show,
)
