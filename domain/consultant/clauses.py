"""May this employment contract be concluded? Its name, its clauses, its term, its trial, its time."""

from dataclasses import fields
from datetime import date

from domain.cents_and_months import add_months
from domain.consultant.consultant import A_DAY, NO_END, Consultant
from domain.consultant.contract_commands import ConcludeEmploymentContract
from domain.consultant.contract_refusals import (
    ClausesMissing,
    DayCountForbidden,
    ExclusivityForbidden,
    MentionMissing,
    MissionUnnamed,
    TermTooLong,
    TermUnclear,
    TrialTooLong,
)
from domain.consultant.employment_terms import ContractKind, EmploymentClauses, WorkClauses
from domain.language import Level
from domain.law.employment import CC_2, CC_16
from domain.law.employment_conditions import CC_15, CC_19, CC_20, DAYS_A_YEAR_MAX
from domain.law.fixed_term import (
    CDD_1,
    CDD_2,
    CDD_3,
    CDD_5,
    CDD_6,
    CDD_10,
    FIXED_TERM_MONTHS_MAX,
    TRIAL_DAYS_MAX,
    TRIAL_LONG_MONTHS,
    TRIAL_SHORT_MONTHS,
)
from domain.law.open_ended import CC_6, CDI_1, CDI_2, CDI_3, TRIAL_MONTHS_MAX
from domain.record import Ground

WEEK_DAYS = 7
NOT_CLAUSES = {"trial_period_days", "exclusivity"}
"""What stands among the clauses, and may be none."""


def lawful(
    consultant: Consultant, order: ConcludeEmploymentContract, *, exclusive: bool
) -> tuple[Ground, ...]:
    """Ask what the law wants of the contract; `exclusive` says whether the service contract is."""
    _named(order)
    missing = _missing(order)
    if missing:
        raise ClausesMissing(kind=order.kind, missing=missing)
    bound = order.clauses.exclusivity or order.non_compete
    if bound and not exclusive:
        raise ExclusivityForbidden()
    own = _fixed_term(order) if order.kind is ContractKind.FIXED_TERM else _open_ended(order)
    return (
        CC_2.asked(met=True, qualified=True),
        (CDD_6 if order.kind is ContractKind.FIXED_TERM else CDI_3).asked(met=True, clauses="complete"),
        CC_16.asked(met=True, exclusivity=bound),
        *own,
        CC_15.asked(met=not order.habitual_workplace, habitual_workplace=order.habitual_workplace),
        *_time(consultant, order),
    )


def trial_end(order: ConcludeEmploymentContract) -> date | None:
    """Return the last day of the trial, if there is one."""
    days = order.clauses.trial_period_days
    return order.starts_on + days * A_DAY - A_DAY if days else None


def within_fixed_term(starts_on: date, ends_on: date) -> Ground:
    """A fixed-term contract keeps to its longest term, renewals included."""
    months_max = FIXED_TERM_MONTHS_MAX.on(starts_on)
    if ends_on >= add_months(starts_on, months_max):
        raise TermTooLong(starts_on=starts_on, ends_on=ends_on, months_max=months_max)
    return CDD_3.asked(met=True, starts_on=starts_on, ends_on=ends_on)


def _named(order: ConcludeEmploymentContract) -> None:
    if not order.mention:
        raise MentionMissing(kind=order.kind)


def _open_ended(order: ConcludeEmploymentContract) -> tuple[Ground, ...]:
    months = TRIAL_MONTHS_MAX.on(order.starts_on)[order.executive]
    _tried(order, add_months(order.starts_on, months) - A_DAY)
    return (
        CDI_1.asked(met=True, kind=order.kind),
        CDI_2.asked(met=True, mention=True),
        CC_6.asked(met=True, days=order.clauses.trial_period_days, executive=order.executive),
    )


def _fixed_term(order: ConcludeEmploymentContract) -> tuple[Ground, ...]:
    """A fixed-term contract names its one mission, its term, and keeps to the longest one."""
    if order.mission is None:
        raise MissionUnnamed()
    uncertain = order.uncertain_term
    if (order.ends_on is None) == (uncertain is None):
        least = uncertain.least_until if uncertain else None
        raise TermUnclear(ends_on=order.ends_on, least_until=least)
    last = order.ends_on or (uncertain.least_until if uncertain else NO_END)
    term = within_fixed_term(order.starts_on, last)
    _tried(order, _latest_trial(order.starts_on, last))
    return (
        CDD_1.asked(met=True, mission=order.mission),
        CDD_2.asked(met=True, term="precise" if order.ends_on else "uncertain", until=last),
        term,
        CDD_5.asked(met=True, mention=True),
        CDD_10.asked(met=True, days=order.clauses.trial_period_days, until=last),
    )


def _latest_trial(first: date, last: date) -> date:
    """A day for each whole week, two weeks at most; of a longer contract, one month."""
    if last >= add_months(first, TRIAL_SHORT_MONTHS.on(first)):
        return add_months(first, TRIAL_LONG_MONTHS.on(first)) - A_DAY
    weeks = ((last - first).days + 1) // WEEK_DAYS
    return first + min(weeks, TRIAL_DAYS_MAX.on(first)) * A_DAY - A_DAY


def _tried(order: ConcludeEmploymentContract, latest: date) -> None:
    ends_on = trial_end(order)
    if ends_on is not None and ends_on > latest:
        raise TrialTooLong(kind=order.kind, ends_on=ends_on, latest=latest)


def _time(consultant: Consultant, order: ConcludeEmploymentContract) -> tuple[Ground, ...]:
    """Days a year are for executives of the expert level; hours a week may be few."""
    if order.time is None:
        return ()
    if order.time.days_a_year is None:
        return (CC_20.asked(met=True, hours_a_week=order.time.hours_a_week),)
    days, most = order.time.days_a_year, DAYS_A_YEAR_MAX.on(order.starts_on)
    level = consultant.level(order.starts_on)
    if days > most or level is not Level.EXPERT or not order.executive:
        raise DayCountForbidden(days=days, days_max=most, level=level, executive=order.executive)
    return (CC_19.asked(met=True, days=days, level=level),)


def _missing(order: ConcludeEmploymentContract) -> tuple[str, ...]:
    """Name the clauses that are not there: of the parties, and of the work where one is named."""
    missing = _unsaid(order.clauses)
    if order.kind is not ContractKind.FIXED_TERM:
        return missing
    return missing + (_unsaid(order.work) if order.work else tuple(one.name for one in fields(WorkClauses)))


def _unsaid(clauses: EmploymentClauses | WorkClauses) -> tuple[str, ...]:
    names = [one.name for one in fields(clauses) if one.name not in NOT_CLAUSES]
    return tuple(name for name in names if not getattr(clauses, name))
