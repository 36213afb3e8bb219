"""Signals that the events themselves show: by a scope, by the length of a work, by one client's share."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace as changed

from domain.language import ClientId, Kind, Party
from domain.law import Force
from domain.mission.autonomy import WatchDependence, WatchDuration
from domain.mission.derived_signals import dependence_on_client, lateness, make_signal
from domain.mission.events.autonomy import (
    AutonomySignalDismissed,
    AutonomySignalMitigated,
    AutonomySignalRaised,
    SingleClientReviewed,
)
from domain.mission.events.scoping import EarlierMissionWeighed, ScopeRevised
from domain.mission.scoping import ReviseScope, ScopeMission
from domain.mission.signal_refusals import NothingToRaise
from domain.mission.signals import Attention, Invoicing, Lateness, Measure, SignalCode, Source
from domain.mission.terms import Governance, Price, PriceMode, Scope
from tests.domain.given import (
    ACME,
    CLIENT,
    GLOBEX,
    MISSION,
    OTHER_MISSION,
    SYSTEM,
    TODAY,
    UMBRELLA,
    event_of,
    given,
)
from tests.domain.words import (
    ASSISTANCE,
    CLAUSES,
    DAILY_RATE,
    FIRST_DAY,
    PROPOSED,
    SCOPE,
    SIGNED,
    need,
    needed,
    recourse_asked,
    said,
    scoped,
    started,
)

WORDS = said("as we said")
EXCLUSIVE = replace(SCOPE, clauses=replace(CLAUSES, exclusivity=True))
FOUND = replace(SCOPE, found_by=UMBRELLA)


def shown(code: SignalCode, **saw: object) -> AutonomySignalRaised:
    return make_signal(code, Source.SCOPE, TODAY, **saw)  # type: ignore[arg-type]


def writing(scope: Scope) -> ScopeMission:
    return ScopeMission(mission=MISSION, scope=scope)


def at_rhythm(days: int) -> Scope:
    return replace(SCOPE, governance=Governance(progress_every_days=days))


def until(day: date) -> Scope:
    return replace(SCOPE, ends_on=day)


# Shown by the scope ---------------------------------------------------------------------------


def test_a_scope_without_anything_to_doubt_raises_nothing() -> None:
    given(PROPOSED).when(writing(SCOPE)).then(scoped())


@pytest.mark.parametrize("days", [1, 4])
def test_s05_progress_points_more_often_than_weekly_raise_a_signal(days: int) -> None:
    scope = at_rhythm(days)
    signal = shown(SignalCode.S05, progress_every_days=days)
    given(PROPOSED).when(writing(scope)).then(scoped(scope), signal)


@pytest.mark.parametrize("days", [5, 6, 7, 14])
def test_s05_weekly_progress_points_raise_none(days: int) -> None:
    given(PROPOSED).when(writing(at_rhythm(days))).then(scoped(at_rhythm(days)))


def test_s10_an_exclusivity_clause_raises_a_signal() -> None:
    signal = shown(SignalCode.S10, exclusivity=True)
    given(PROPOSED).when(writing(EXCLUSIVE)).then(scoped(EXCLUSIVE), signal)


def test_s11_a_daily_rate_without_deliverables_raises_a_signal() -> None:
    signal = shown(SignalCode.S11, price=PriceMode.DAILY_RATE, deliverables=0)
    given(PROPOSED).when(writing(ASSISTANCE)).then(scoped(ASSISTANCE), signal)


def test_s11_neither_a_daily_rate_with_deliverables_nor_a_fixed_price_without_raises_one() -> None:
    rated = replace(SCOPE, price=DAILY_RATE)
    given(PROPOSED).when(writing(rated)).then(scoped(rated))
    part = replace(SCOPE.price.schedule[0], amount=100)
    bare = replace(ASSISTANCE, price=Price(mode=PriceMode.FIXED, amount=100, schedule=(part,)))
    given(PROPOSED).when(writing(bare)).then(scoped(bare))


def test_s12_earlier_employment_at_the_client_raises_a_signal() -> None:
    of = need(former_employee=True)
    signal = make_signal(SignalCode.S12, Source.NEED, TODAY, former_employee=True)
    given(needed(of), PROPOSED[1:]).when(writing(SCOPE)).then(scoped(SCOPE, of), signal)


@pytest.mark.parametrize("finder", [UMBRELLA, CLIENT])
def test_s19_a_mission_that_the_consultant_did_not_find_raises_a_signal(finder: Party) -> None:
    scope = replace(SCOPE, found_by=finder)
    signal = shown(SignalCode.S19, accuses=finder, found_by=finder)
    assert signal.accuses is finder
    given(PROPOSED).when(writing(scope)).then(scoped(scope), signal)


@pytest.mark.parametrize("last", [date(2028, 9, 2), date(2028, 9, 3), date(2029, 3, 1)])
def test_s14_a_mission_planned_for_thirty_months_raises_a_warning(last: date) -> None:
    signal = shown(
        SignalCode.S14, attention=Attention.HIGH, force=Force.ADVICE, starts_on=FIRST_DAY, until=last
    )
    given(PROPOSED).when(writing(until(last))).then(scoped(until(last)), signal)


def test_s14_a_mission_planned_for_less_raises_none() -> None:
    scope = until(date(2028, 9, 1))
    given(PROPOSED).when(writing(scope)).then(scoped(scope))


def test_a_revised_scope_raises_what_it_newly_shows_and_nothing_twice() -> None:
    before = (PROPOSED, scoped(EXCLUSIVE), shown(SignalCode.S10, exclusivity=True))
    scope = replace(EXCLUSIVE, found_by=UMBRELLA)
    command = ReviseScope(mission=MISSION, scope=scope, reason=WORDS)
    then = ScopeRevised(scope=scope, reason=WORDS, grounds=recourse_asked(scope=scope))
    signal = shown(SignalCode.S19, accuses=UMBRELLA, found_by=UMBRELLA)
    given(before).when(command).then(then, signal)
    given(before, signal).when(command).then(then)


# Shown by the length of the work --------------------------------------------------------------

THIRTY, LIMIT = date(2028, 9, 2), date(2029, 3, 2)
STARTED = (*SIGNED, started())


def lasted(on: date, *, beyond: bool = False) -> AutonomySignalRaised:
    return make_signal(
        SignalCode.S14,
        Source.CALENDAR,
        on,
        attention=Attention.CRITICAL if beyond else Attention.HIGH,
        force=Force.BREACH if beyond else Force.ADVICE,
        starts_on=FIRST_DAY,
        until=on,
    )


def watching(on: date) -> WatchDuration:
    return WatchDuration(mission=MISSION, on=on)


def no_news(code: SignalCode, on: date) -> NothingToRaise:
    return NothingToRaise(code=code, saw_on=on)


@pytest.mark.parametrize("on", [THIRTY, THIRTY + timedelta(1), LIMIT - timedelta(1)])
def test_s14_a_work_of_thirty_months_is_signalled(on: date) -> None:
    given(STARTED).when(watching(on), by=SYSTEM).then(lasted(on))


@pytest.mark.parametrize("on", [LIMIT, LIMIT + timedelta(1)])
def test_s14_a_work_beyond_thirty_six_months_is_signalled_as_a_breach_even_after_the_warning(
    on: date,
) -> None:
    given(STARTED).when(watching(on), by=SYSTEM).then(lasted(on, beyond=True))
    given(STARTED, lasted(THIRTY)).when(watching(on), by=UMBRELLA).then(lasted(on, beyond=True))


def test_aut_5_the_length_of_a_work_is_signalled_once_at_each_threshold() -> None:
    code = SignalCode.S14
    early = THIRTY - timedelta(1)
    nothing = NothingToRaise(code=code, saw_on=early)
    given(STARTED).when(watching(early), by=SYSTEM).refused(nothing)
    given(SIGNED).when(watching(LIMIT), by=SYSTEM).refused(no_news(code, LIMIT))
    warned = given(STARTED, lasted(THIRTY))
    warned.when(watching(THIRTY), by=SYSTEM).refused(no_news(code, THIRTY))
    signalled = given(STARTED, lasted(THIRTY), lasted(LIMIT, beyond=True))
    signalled.when(watching(LIMIT), by=SYSTEM).refused(no_news(code, LIMIT))


def test_s14_the_days_of_an_earlier_mission_of_the_same_work_count() -> None:
    earlier = EarlierMissionWeighed(
        earlier=OTHER_MISSION,
        began_on=date(2025, 1, 1),
        ended_on=date(2025, 1, 10),
        days=10,
        same_work=True,
        reason=WORDS,
    )
    warned, limit = THIRTY - timedelta(10), LIMIT - timedelta(10)
    before = warned - timedelta(1)
    given(STARTED, earlier).when(watching(before), by=SYSTEM).refused(no_news(SignalCode.S14, before))
    given(STARTED, earlier).when(watching(warned), by=SYSTEM).then(lasted(warned))
    eve = limit - timedelta(1)
    given(STARTED, earlier).when(watching(eve), by=SYSTEM).then(lasted(eve))
    given(STARTED, earlier).when(watching(limit), by=SYSTEM).then(lasted(limit, beyond=True))


def test_s14_a_warning_in_the_scope_does_not_silence_the_calendar() -> None:
    planned = shown(
        SignalCode.S14, attention=Attention.HIGH, force=Force.ADVICE, starts_on=FIRST_DAY, until=LIMIT
    )
    given(STARTED, planned).when(watching(THIRTY), by=SYSTEM).then(lasted(THIRTY))


# Shown by the share of one client -------------------------------------------------------------

ON = date(2026, 9, 1)


def invoiced(of_acme: int, of_globex: int) -> tuple[Invoicing, ...]:
    amounts: Iterable[tuple[ClientId, int]] = ((ACME, of_acme), (GLOBEX, of_globex))
    return tuple(Invoicing(client=client, net=net) for client, net in amounts)


def sharing(of_acme: int, months: int = 12, on: date = ON) -> WatchDependence:
    """ACME's share, in basis points, of all that was invoiced."""
    return WatchDependence(
        mission=MISSION, on=on, invoiced=invoiced(of_acme, 10_000 - of_acme), months=months
    )


def depended(attention: Attention, share: int, months: int = 12, on: date = ON) -> AutonomySignalRaised:
    return make_signal(
        SignalCode.S09,
        Source.INVOICES,
        on,
        attention=attention,
        share_basis_points=share,
        months=months,
    )


@pytest.mark.parametrize(
    ("share", "months", "attention"),
    [
        (4_999, 12, None),
        (5_000, 12, None),
        (5_001, 12, Attention.INFORMATION),
        (7_000, 12, Attention.INFORMATION),
        (7_001, 12, Attention.HIGH),
        (7_001, 6, Attention.HIGH),
        (7_001, 5, Attention.INFORMATION),
        (9_000, 12, Attention.HIGH),
        (9_001, 12, Attention.CRITICAL),
        (9_001, 11, Attention.HIGH),
        (10_000, 1, Attention.INFORMATION),
        (10_000, 0, Attention.INFORMATION),
        (0, 12, None),
    ],
)
def test_s09_the_share_of_one_client_has_a_level(
    share: int, months: int, attention: Attention | None
) -> None:
    found = dependence_on_client(invoiced(share, 10_000 - share), ACME, months, ON)
    assert (found.share, found.attention) == (share, attention)


def test_s09_a_share_is_of_all_invoices_to_the_client_and_exact_to_the_cent() -> None:
    twice = (*invoiced(35_000, 29_999), Invoicing(client=ACME, net=35_000))
    assert dependence_on_client(twice, ACME, 12, ON).attention is Attention.HIGH
    assert dependence_on_client(twice, ACME, 12, ON).share == 7_000  # stated rounded down, compared exactly
    assert dependence_on_client((), ACME, 12, ON).attention is None
    assert dependence_on_client(invoiced(0, 0), ACME, 12, ON).share == 0


def test_s09_a_dependence_is_signalled() -> None:
    given(STARTED).when(sharing(7_500), by=SYSTEM).then(depended(Attention.HIGH, 7_500))
    given(STARTED).when(sharing(7_500), by=UMBRELLA).then(depended(Attention.HIGH, 7_500))


def test_aut_5_a_dependence_is_signalled_once_at_each_level() -> None:
    signalled = (STARTED, depended(Attention.HIGH, 7_500))
    given(STARTED).when(sharing(5_000), by=SYSTEM).refused(no_news(SignalCode.S09, ON))
    given(signalled).when(sharing(8_000), by=SYSTEM).refused(no_news(SignalCode.S09, ON))
    given(signalled).when(sharing(6_000), by=SYSTEM).refused(no_news(SignalCode.S09, ON))
    given(signalled).when(sharing(9_500), by=SYSTEM).then(depended(Attention.CRITICAL, 9_500))
    signal = event_of(Kind.MISSION, len(STARTED) + 1)
    clauses = AutonomySignalMitigated(
        signal=signal, code=SignalCode.S09, measure=Measure.CLAUSES, how=WORDS, evidence=()
    )
    aside = AutonomySignalDismissed(signal=signal, code=SignalCode.S09, reason=WORDS)
    for treatment in (clauses, aside):
        given(signalled, treatment).when(sharing(8_000), by=SYSTEM).refused(no_news(SignalCode.S09, ON))


def test_aut_4_a_review_closes_the_dependence_until_the_next_is_due() -> None:
    due = date(2027, 3, 2)
    review = SingleClientReviewed(reviewed_on=TODAY, reasons=WORDS, clauses=WORDS, plan=WORDS, next_on=due)
    looked_at = given(STARTED, depended(Attention.HIGH, 7_500), review)
    eve = due - timedelta(1)
    looked_at.when(sharing(9_500, on=eve), by=SYSTEM).refused(no_news(SignalCode.S09, eve))
    for on in (due, due + timedelta(1)):
        again = depended(Attention.HIGH, 7_500, on=on)
        looked_at.when(sharing(7_500, on=on), by=SYSTEM).then(again)


# Late entries ---------------------------------------------------------------------------------

HAPPENED = datetime(2026, 3, 2, 9, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("after", "days", "late"),
    [
        (timedelta(0), 0, False),
        (timedelta(days=1) - SECOND, 0, False),
        (timedelta(days=1), 1, False),
        (timedelta(days=1) + SECOND, 1, True),
        (timedelta(days=40), 40, True),
        (-SECOND, 0, False),
    ],
)
def test_a_record_is_late_when_it_comes_more_than_a_day_after(
    after: timedelta, days: int, late: bool
) -> None:
    mark = Lateness(days=days, late=late, after_control=False)
    assert lateness(HAPPENED, HAPPENED + after) == mark


@pytest.mark.parametrize(("since", "marked"), [(-SECOND, True), (timedelta(0), True), (SECOND, False)])
def test_what_is_recorded_once_a_control_is_open_is_marked(since: timedelta, marked: bool) -> None:
    mark = lateness(HAPPENED, HAPPENED, HAPPENED + since)
    assert mark == changed(mark, after_control=marked)
    assert mark.after_control is marked
