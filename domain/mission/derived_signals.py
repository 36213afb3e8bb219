"""The autonomy signals that follow from the events: from a scope, a length, a share, a date."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from domain.cents_and_months import add_months
from domain.language import ClientId, Party
from domain.law import Force
from domain.law.autonomy_treatment import (
    DEPENDENCE_MONTHS,
    DEPENDENCE_MONTHS_MIN,
    DEPENDENCE_SHARES,
    MISSION_MONTHS_WARNED,
    PROGRESS_DAYS_MIN,
)
from domain.mission.events.autonomy import AutonomySignalRaised
from domain.mission.mission import Mission
from domain.mission.scope_checks import last_lawful_day
from domain.mission.signal_table import SIGNALS
from domain.mission.signals import Attention, Dependence, Invoicing, Lateness, SignalCode, Source
from domain.mission.terms import PriceMode, Scope

WHOLE = 10_000  # basis points
LATE_AFTER = timedelta(days=1)
"""A record within a night of its event is ordinary; a later one is marked as late."""


def make_signal(
    code: SignalCode,
    source: Source,
    seen_on: date,
    *,
    attention: Attention | None = None,
    force: Force | None = None,
    accuses: Party | None = None,
    **saw: object,
) -> AutonomySignalRaised:
    """Return a signal derived from events, with the values that show it."""
    term = SIGNALS[code]
    return AutonomySignalRaised(
        code=code,
        family=term.family,
        force=force or term.rule.force,
        attention=attention or term.attention,
        source=source,
        accuses=accuses or term.accuses,
        seen_on=seen_on,
        ground=term.rule.make_ground(met=False, **saw),
    )


def signals_of_scope(mission: Mission, agreed: Scope, day: date) -> list[AutonomySignalRaised]:
    """Return the signals that a scope shows; a revised scope does not raise a signal again."""
    known_codes = {signal.code for signal in mission.autonomy.signals.values()}
    return [signal for signal in _iter_scope_signals(mission, agreed, day) if signal.code not in known_codes]


def _iter_scope_signals(mission: Mission, agreed: Scope, day: date) -> Iterator[AutonomySignalRaised]:
    yield from _iter_term_signals(agreed, day)
    if mission.need is not None and mission.need.declarations.former_employee:
        yield make_signal(SignalCode.S12, Source.NEED, day, former_employee=True)
    if agreed.found_by is not Party.CONSULTANT:
        found_by = agreed.found_by
        yield make_signal(SignalCode.S19, Source.SCOPE, day, accuses=found_by, found_by=found_by)
    if agreed.ends_on is not None and agreed.ends_on >= _warning_day(mission, agreed.starts_on, day):
        yield _long_signal(mission, Source.SCOPE, (agreed.starts_on, agreed.ends_on), day)


def _iter_term_signals(agreed: Scope, day: date) -> Iterator[AutonomySignalRaised]:
    rhythm = agreed.governance.progress_every_days
    if rhythm < PROGRESS_DAYS_MIN.value_on(day):
        yield make_signal(SignalCode.S05, Source.SCOPE, day, progress_every_days=rhythm)
    if agreed.clauses.exclusivity:
        yield make_signal(SignalCode.S10, Source.SCOPE, day, exclusivity=True)
    if agreed.price.mode is PriceMode.DAILY_RATE and not agreed.deliverables:
        yield make_signal(SignalCode.S11, Source.SCOPE, day, price=agreed.price.mode, deliverables=0)


def length_dates(mission: Mission, started_on: date) -> dict[str, date]:
    """Return the warning day and the last lawful day of a work that began on a day."""
    return {
        "warned_on": _warning_day(mission, started_on, started_on),
        "lawful_until": last_lawful_day(mission, started_on, started_on),
    }


def length_signal(mission: Mission, on: date) -> AutonomySignalRaised | None:
    """Return the signal of a work past its warning or its limit, unless it was raised before."""
    start = mission.started_on
    if start is None or on < _warning_day(mission, start, on):
        return None
    signal = _long_signal(mission, Source.CALENDAR, (start, on), on)
    known_signals = {(one.source, one.force) for one in mission.autonomy.signals_with_code(SignalCode.S14)}
    return None if (signal.source, signal.force) in known_signals else signal


def _long_signal(
    mission: Mission, source: Source, span: tuple[date, date], day: date
) -> AutonomySignalRaised:
    """Return the signal of a long work: advice before the limit, a breach beyond it."""
    start, last = span
    beyond = last > last_lawful_day(mission, start, day)
    return make_signal(
        SignalCode.S14,
        source,
        day,
        attention=Attention.CRITICAL if beyond else Attention.HIGH,
        force=Force.BREACH if beyond else Force.ADVICE,
        starts_on=start,
        until=last,
    )


def _warning_day(mission: Mission, start: date, day: date) -> date:
    """Return the warning day; days of the same work in earlier missions count."""
    earlier = sum(mission.earlier.values())
    return add_months(start, MISSION_MONTHS_WARNED.value_on(day)) - timedelta(days=earlier)


def dependence_on_client(
    invoiced: Iterable[Invoicing], client: ClientId, months: int, on: date
) -> Dependence:
    """Return one client's share of the invoices of a year, and its attention.

    A short history is only information and a whole year is needed for critical, because a single client
    is lawful.
    """
    amounts = [(one.client, one.net) for one in invoiced]
    total = sum(net for _, net in amounts)
    of_client = sum(net for invoiced_client, net in amounts if invoiced_client == client)
    if total == 0:
        return Dependence(0, None)
    shares = DEPENDENCE_SHARES.value_on(on)
    levels = (
        (shares.critical, DEPENDENCE_MONTHS.value_on(on), Attention.CRITICAL),
        (shares.high, DEPENDENCE_MONTHS_MIN.value_on(on), Attention.HIGH),
        (shares.information, 0, Attention.INFORMATION),
    )
    passed = (
        attention
        for share, least, attention in levels
        if of_client * WHOLE > share * total and months >= least
    )
    return Dependence(of_client * WHOLE // total, next(passed, None))


def lateness(happened_at: datetime, recorded_at: datetime, control_since: datetime | None = None) -> Lateness:
    """Return how late a record is, and whether a control or a dispute was already open.

    A late record is kept as it is; the mark is for its reader.
    """
    after = max(recorded_at - happened_at, timedelta(0))
    return Lateness(
        days=after.days,
        late=after > LATE_AFTER,
        after_control=control_since is not None and recorded_at >= control_since,
    )
