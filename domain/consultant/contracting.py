"""Decide on the employment contract: conclude, deliver, renew, postpone, agree extra days."""

from domain.cents_and_months import add_months
from domain.consultant.clauses import check_contract, check_longest_term, last_trial_day
from domain.consultant.consultant import A_DAY, NO_END, Consultant, EmploymentContract
from domain.consultant.contract_commands import (
    AgreeExtraDays,
    ConcludeEmploymentContract,
    DeliverEmploymentContract,
    PostponeEmploymentContract,
    RenewEmploymentContract,
)
from domain.consultant.contract_refusals import (
    DayCountForbidden,
    PostponedTooFar,
    PremiumTooLow,
    TermNotLater,
    TermNotPrecise,
    TermPast,
    TooManyRenewals,
)
from domain.consultant.employer_care import YEAR_MONTHS as INTERVIEW_MONTHS
from domain.consultant.employment_terms import ContractKind
from domain.consultant.events import ConsultantEvent
from domain.consultant.events.contracting import (
    EmploymentContractPostponed,
    EmploymentContractRenewed,
    ExtraDaysAgreed,
)
from domain.consultant.events.hiring import EmploymentContractConcluded, EmploymentContractDelivered
from domain.consultant.hiring import require_registered
from domain.consultant.refusals import (
    AlreadyDelivered,
    AlreadyEmployed,
    AlreadyEnded,
    NotConcluded,
    NotQualified,
)
from domain.language import MissionId
from domain.law.employment_conditions import CC_19, DAYS_A_YEAR_EVER, EXTRA_DAY_PREMIUM
from domain.law.fixed_term import (
    CDD_4,
    CDD_7,
    CDD_8,
    FIXED_TERM_MONTHS_MAX,
    HANDING_OVER_DAYS_MAX,
    POSTPONED_MONTHS_MAX,
    RENEWALS_MAX,
)
from domain.record import Act, Calendar, Ground


def conclude(
    consultant: Consultant,
    calendar: Calendar,
    command: ConcludeEmploymentContract,
    act: Act,
    *,
    exclusive: bool,
) -> list[ConsultantEvent]:
    """Conclude a contract that holds the required clauses and no forbidden one."""
    require_registered(consultant, command.consultant)
    if not consultant.qualified:
        raise NotQualified(kind=None, years=0)
    grounds = check_contract(consultant, command, exclusive=exclusive)
    fixed_term = command.kind is ContractKind.FIXED_TERM
    _check_not_employed(consultant, command, command.mission if fixed_term else None)
    due = calendar.add_working_days(act.day, HANDING_OVER_DAYS_MAX.value_on(act.day)) if fixed_term else None
    return [
        EmploymentContractConcluded(
            kind=command.kind,
            starts_on=command.starts_on,
            ends_on=command.ends_on,
            mission=command.mission,
            clauses=command.clauses,
            document=command.document,
            grounds=grounds,
            concluded_on=act.day,
            deliver_by=due,
            calendar=calendar.version if due else "",
            trial_ends_on=last_trial_day(command),
            executive=command.executive,
            time=command.time,
            work=command.work,
            uncertain_term=command.uncertain_term,
            renewal_clause=command.renewal_clause,
            non_compete=command.non_compete,
            habitual_workplace=command.habitual_workplace,
            interview_due_on=add_months(command.starts_on, INTERVIEW_MONTHS),
        )
    ]


def deliver(consultant: Consultant, command: DeliverEmploymentContract, _: Act) -> list[ConsultantEvent]:
    """Deliver the last contract, once; the rule check stores the day by which it was due."""
    if not consultant.contracts:
        raise NotConcluded()
    contract = consultant.contracts[-1]
    if contract.delivered:
        raise AlreadyDelivered()
    return [
        EmploymentContractDelivered(
            delivered_on=command.delivered_on,
            document=command.document,
            due_on=contract.deliver_by,
            grounds=_handover_grounds(contract, command),
        )
    ]


def renew(consultant: Consultant, command: RenewEmploymentContract, _: Act) -> list[ConsultantEvent]:
    """Renew a contract with a precise term: before that term, twice at most, within eighteen months."""
    contract = _contract_to_prolong(consultant, command)
    most, renewal_number = RENEWALS_MAX.value_on(contract.starts_on), contract.renewals + 1
    if renewal_number > most:
        raise TooManyRenewals(renewals=contract.renewals, renewals_max=most)
    if command.submitted_on > contract.ends_on:
        raise TermPast(agreed_on=command.submitted_on, term=contract.ends_on)
    term = check_longest_term(contract.starts_on, command.ends_on)
    renewal_check = CDD_8.make_ground(
        met=True, rank=renewal_number, submitted_on=command.submitted_on, term=contract.ends_on
    )
    return [
        EmploymentContractRenewed(
            mission=command.mission,
            rank=renewal_number,
            was_until=contract.ends_on,
            ends_on=command.ends_on,
            submitted_on=command.submitted_on,
            document=command.document,
            grounds=(renewal_check, term),
        )
    ]


def postpone(consultant: Consultant, command: PostponeEmploymentContract, _: Act) -> list[ConsultantEvent]:
    """Postpone a precise term for prospecting: three months at most, twenty-one months in all."""
    contract = _contract_to_prolong(consultant, command)
    if command.agreed_on > contract.ends_on:
        raise TermPast(agreed_on=command.agreed_on, term=contract.ends_on)
    first, more = contract.starts_on, POSTPONED_MONTHS_MAX.value_on(contract.starts_on)
    ever = add_months(first, FIXED_TERM_MONTHS_MAX.value_on(first) + more) - A_DAY
    latest = min(add_months(contract.postponed_from or contract.ends_on, more), ever)
    if command.ends_on > latest:
        raise PostponedTooFar(ends_on=command.ends_on, latest=latest)
    return [
        EmploymentContractPostponed(
            mission=command.mission,
            was_until=contract.ends_on,
            ends_on=command.ends_on,
            document=command.document,
            grounds=(CDD_4.make_ground(met=True, ends_on=command.ends_on, latest=latest),),
        )
    ]


def agree_extra_days(consultant: Consultant, command: AgreeExtraDays, _: Act) -> list[ConsultantEvent]:
    """Add days to a yearly count, up to the legal maximum, at the agreed premium."""
    contract = get_running_contract(consultant, None)
    counted = contract.time.days_a_year if contract.time else None
    most, level = DAYS_A_YEAR_EVER.value_on(command.from_on), consultant.level_on(command.from_on)
    in_all = (counted or 0) + command.days
    if counted is None or in_all > most:
        raise DayCountForbidden(days=in_all, days_max=most, level=level, executive=contract.executive)
    least = EXTRA_DAY_PREMIUM.value_on(command.from_on)
    if command.premium < least:
        raise PremiumTooLow(premium=command.premium, premium_min=least)
    return [
        ExtraDaysAgreed(
            from_on=command.from_on,
            days=command.days,
            days_in_all=in_all,
            premium=command.premium,
            document=command.document,
            grounds=(CC_19.make_ground(met=True, days=in_all, premium=command.premium),),
        )
    ]


def get_running_contract(consultant: Consultant, mission: MissionId | None) -> EmploymentContract:
    """Return the contract of a mission, or the open-ended one, that has not ended."""
    contract = consultant.contract_for(mission)
    if contract is None:
        raise NotConcluded()
    if contract.over:
        raise AlreadyEnded(ended_on=contract.last_day)
    return contract


def _check_not_employed(
    consultant: Consultant, command: ConcludeEmploymentContract, mission: MissionId | None
) -> None:
    before = consultant.contract_for(mission)
    if before is not None and before.overlaps_days(command.starts_on, NO_END):
        raise AlreadyEmployed(starts_on=command.starts_on, until=before.last_day)


def _handover_grounds(contract: EmploymentContract, command: DeliverEmploymentContract) -> tuple[Ground, ...]:
    due = contract.deliver_by
    if due is None:
        return ()
    return (
        CDD_7.make_ground(met=command.delivered_on <= due, due_on=due, delivered_on=command.delivered_on),
    )


def _contract_to_prolong(
    consultant: Consultant, command: RenewEmploymentContract | PostponeEmploymentContract
) -> EmploymentContract:
    contract = get_running_contract(consultant, command.mission)
    if contract.ends_on == NO_END:
        raise TermNotPrecise(mission=command.mission)
    if command.ends_on <= contract.ends_on:
        raise TermNotLater(was_until=contract.ends_on, ends_on=command.ends_on)
    return contract
