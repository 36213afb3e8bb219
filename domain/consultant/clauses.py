"""Check an employment contract before it is concluded: name, clauses, term, trial period, working time."""

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
"""The fields of the clauses that may be empty."""


def check_contract(
    consultant: Consultant, command: ConcludeEmploymentContract, *, exclusive: bool
) -> tuple[Ground, ...]:
    """Check the contract against the law; `exclusive` is true if the service contract is exclusive."""
    _check_mention(command)
    missing = _missing_clauses(command)
    if missing:
        raise ClausesMissing(kind=command.kind, missing=missing)
    bound = command.clauses.exclusivity or command.non_compete
    if bound and not exclusive:
        raise ExclusivityForbidden()
    own = (
        _check_fixed_term(command) if command.kind is ContractKind.FIXED_TERM else _check_open_ended(command)
    )
    return (
        CC_2.make_ground(met=True, qualified=True),
        (CDD_6 if command.kind is ContractKind.FIXED_TERM else CDI_3).make_ground(
            met=True, clauses="complete"
        ),
        CC_16.make_ground(met=True, exclusivity=bound),
        *own,
        CC_15.make_ground(met=not command.habitual_workplace, habitual_workplace=command.habitual_workplace),
        *_check_working_time(consultant, command),
    )


def last_trial_day(command: ConcludeEmploymentContract) -> date | None:
    """Return the last day of the trial period, if there is one."""
    days = command.clauses.trial_period_days
    return command.starts_on + days * A_DAY - A_DAY if days else None


def check_longest_term(starts_on: date, ends_on: date) -> Ground:
    """Check that a fixed-term contract does not exceed its longest term, renewals included."""
    months_max = FIXED_TERM_MONTHS_MAX.value_on(starts_on)
    if ends_on >= add_months(starts_on, months_max):
        raise TermTooLong(starts_on=starts_on, ends_on=ends_on, months_max=months_max)
    return CDD_3.make_ground(met=True, starts_on=starts_on, ends_on=ends_on)


def _check_mention(command: ConcludeEmploymentContract) -> None:
    if not command.mention:
        raise MentionMissing(kind=command.kind)


def _check_open_ended(command: ConcludeEmploymentContract) -> tuple[Ground, ...]:
    months = TRIAL_MONTHS_MAX.value_on(command.starts_on)[command.executive]
    _check_trial(command, add_months(command.starts_on, months) - A_DAY)
    return (
        CDI_1.make_ground(met=True, kind=command.kind),
        CDI_2.make_ground(met=True, mention=True),
        CC_6.make_ground(met=True, days=command.clauses.trial_period_days, executive=command.executive),
    )


def _check_fixed_term(command: ConcludeEmploymentContract) -> tuple[Ground, ...]:
    """Check that a fixed-term contract names one mission and a term within the longest one."""
    if command.mission is None:
        raise MissionUnnamed()
    uncertain = command.uncertain_term
    if (command.ends_on is None) == (uncertain is None):
        least = uncertain.least_until if uncertain else None
        raise TermUnclear(ends_on=command.ends_on, least_until=least)
    last = command.ends_on or (uncertain.least_until if uncertain else NO_END)
    term = check_longest_term(command.starts_on, last)
    _check_trial(command, _latest_trial_end(command.starts_on, last))
    return (
        CDD_1.make_ground(met=True, mission=command.mission),
        CDD_2.make_ground(met=True, term="precise" if command.ends_on else "uncertain", until=last),
        term,
        CDD_5.make_ground(met=True, mention=True),
        CDD_10.make_ground(met=True, days=command.clauses.trial_period_days, until=last),
    )


def _latest_trial_end(first: date, last: date) -> date:
    """Return the latest end of a trial: a day per whole week, two weeks at most; one month if longer."""
    if last >= add_months(first, TRIAL_SHORT_MONTHS.value_on(first)):
        return add_months(first, TRIAL_LONG_MONTHS.value_on(first)) - A_DAY
    weeks = ((last - first).days + 1) // WEEK_DAYS
    return first + min(weeks, TRIAL_DAYS_MAX.value_on(first)) * A_DAY - A_DAY


def _check_trial(command: ConcludeEmploymentContract, latest: date) -> None:
    ends_on = last_trial_day(command)
    if ends_on is not None and ends_on > latest:
        raise TrialTooLong(kind=command.kind, ends_on=ends_on, latest=latest)


def _check_working_time(consultant: Consultant, command: ConcludeEmploymentContract) -> tuple[Ground, ...]:
    """Check that only an executive of the expert level counts days a year, up to the limit."""
    if command.time is None:
        return ()
    if command.time.days_a_year is None:
        return (CC_20.make_ground(met=True, hours_a_week=command.time.hours_a_week),)
    days, most = command.time.days_a_year, DAYS_A_YEAR_MAX.value_on(command.starts_on)
    level = consultant.level_on(command.starts_on)
    if days > most or level is not Level.EXPERT or not command.executive:
        raise DayCountForbidden(days=days, days_max=most, level=level, executive=command.executive)
    return (CC_19.make_ground(met=True, days=days, level=level),)


def _missing_clauses(command: ConcludeEmploymentContract) -> tuple[str, ...]:
    """Return the names of the missing clauses, about the parties and about the work if there is one."""
    missing = _empty_clauses(command.clauses)
    if command.kind is not ContractKind.FIXED_TERM:
        return missing
    return missing + (
        _empty_clauses(command.work) if command.work else tuple(one.name for one in fields(WorkClauses))
    )


def _empty_clauses(clauses: EmploymentClauses | WorkClauses) -> tuple[str, ...]:
    names = [one.name for one in fields(clauses) if one.name not in NOT_CLAUSES]
    return tuple(name for name in names if not getattr(clauses, name))
