"""The employment contract: concluded with its clauses, handed over, renewed, put off."""

from domain.cents_and_months import add_months
from domain.consultant.clauses import lawful, trial_end, within_fixed_term
from domain.consultant.consultant import A_DAY, NO_END, Consultant, Employment
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
from domain.consultant.hiring import known
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
    order: ConcludeEmploymentContract,
    act: Act,
    *,
    exclusive: bool,
) -> list[ConsultantEvent]:
    """Conclude a contract that holds its clauses and none that is forbidden."""
    known(consultant, order.consultant)
    if not consultant.qualified:
        raise NotQualified(kind=None, years=0)
    grounds = lawful(consultant, order, exclusive=exclusive)
    fixed_term = order.kind is ContractKind.FIXED_TERM
    _free(consultant, order, order.mission if fixed_term else None)
    due = calendar.add_working_days(act.day, HANDING_OVER_DAYS_MAX.on(act.day)) if fixed_term else None
    return [
        EmploymentContractConcluded(
            kind=order.kind,
            starts_on=order.starts_on,
            ends_on=order.ends_on,
            mission=order.mission,
            clauses=order.clauses,
            document=order.document,
            grounds=grounds,
            concluded_on=act.day,
            deliver_by=due,
            calendar=calendar.version if due else "",
            trial_ends_on=trial_end(order),
            executive=order.executive,
            time=order.time,
            work=order.work,
            uncertain_term=order.uncertain_term,
            renewal_clause=order.renewal_clause,
            non_compete=order.non_compete,
            habitual_workplace=order.habitual_workplace,
            interview_due_on=add_months(order.starts_on, INTERVIEW_MONTHS),
        )
    ]


def deliver(consultant: Consultant, order: DeliverEmploymentContract, _: Act) -> list[ConsultantEvent]:
    """Hand the last contract over, once; the fact says when that was due."""
    if not consultant.contracts:
        raise NotConcluded()
    contract = consultant.contracts[-1]
    if contract.delivered:
        raise AlreadyDelivered()
    return [
        EmploymentContractDelivered(
            delivered_on=order.delivered_on,
            document=order.document,
            due_on=contract.deliver_by,
            grounds=_handed_over(contract, order),
        )
    ]


def renew(consultant: Consultant, order: RenewEmploymentContract, _: Act) -> list[ConsultantEvent]:
    """Renew a contract with a precise term, before that term, twice at most, within eighteen months."""
    contract = _prolonged(consultant, order)
    most, rank = RENEWALS_MAX.on(contract.starts_on), contract.renewals + 1
    if rank > most:
        raise TooManyRenewals(renewals=contract.renewals, renewals_max=most)
    if order.submitted_on > contract.ends_on:
        raise TermPast(agreed_on=order.submitted_on, term=contract.ends_on)
    term = within_fixed_term(contract.starts_on, order.ends_on)
    asked = CDD_8.asked(met=True, rank=rank, submitted_on=order.submitted_on, term=contract.ends_on)
    return [
        EmploymentContractRenewed(
            mission=order.mission,
            rank=rank,
            was_until=contract.ends_on,
            ends_on=order.ends_on,
            submitted_on=order.submitted_on,
            document=order.document,
            grounds=(asked, term),
        )
    ]


def postpone(consultant: Consultant, order: PostponeEmploymentContract, _: Act) -> list[ConsultantEvent]:
    """Put a precise term off for prospecting: three months at most, twenty-one months in all."""
    contract = _prolonged(consultant, order)
    if order.agreed_on > contract.ends_on:
        raise TermPast(agreed_on=order.agreed_on, term=contract.ends_on)
    first, more = contract.starts_on, POSTPONED_MONTHS_MAX.on(contract.starts_on)
    ever = add_months(first, FIXED_TERM_MONTHS_MAX.on(first) + more) - A_DAY
    latest = min(add_months(contract.postponed_from or contract.ends_on, more), ever)
    if order.ends_on > latest:
        raise PostponedTooFar(ends_on=order.ends_on, latest=latest)
    return [
        EmploymentContractPostponed(
            mission=order.mission,
            was_until=contract.ends_on,
            ends_on=order.ends_on,
            document=order.document,
            grounds=(CDD_4.asked(met=True, ends_on=order.ends_on, latest=latest),),
        )
    ]


def agree_extra_days(consultant: Consultant, order: AgreeExtraDays, _: Act) -> list[ConsultantEvent]:
    """Add days to a yearly count, up to the most there may ever be, for the premium."""
    contract = in_force(consultant, None)
    counted = contract.time.days_a_year if contract.time else None
    most, level = DAYS_A_YEAR_EVER.on(order.from_on), consultant.level(order.from_on)
    in_all = (counted or 0) + order.days
    if counted is None or in_all > most:
        raise DayCountForbidden(days=in_all, days_max=most, level=level, executive=contract.executive)
    least = EXTRA_DAY_PREMIUM.on(order.from_on)
    if order.premium < least:
        raise PremiumTooLow(premium=order.premium, premium_min=least)
    return [
        ExtraDaysAgreed(
            from_on=order.from_on,
            days=order.days,
            days_in_all=in_all,
            premium=order.premium,
            document=order.document,
            grounds=(CC_19.asked(met=True, days=in_all, premium=order.premium),),
        )
    ]


def in_force(consultant: Consultant, mission: MissionId | None) -> Employment:
    """Return the contract of a mission, or the open-ended one, that has not ended."""
    contract = consultant.contract(mission)
    if contract is None:
        raise NotConcluded()
    if contract.over:
        raise AlreadyEnded(ended_on=contract.last_day)
    return contract


def _free(consultant: Consultant, order: ConcludeEmploymentContract, mission: MissionId | None) -> None:
    before = consultant.contract(mission)
    if before is not None and before.within(order.starts_on, NO_END):
        raise AlreadyEmployed(starts_on=order.starts_on, until=before.last_day)


def _handed_over(contract: Employment, order: DeliverEmploymentContract) -> tuple[Ground, ...]:
    due = contract.deliver_by
    if due is None:
        return ()
    return (CDD_7.asked(met=order.delivered_on <= due, due_on=due, delivered_on=order.delivered_on),)


def _prolonged(
    consultant: Consultant, order: RenewEmploymentContract | PostponeEmploymentContract
) -> Employment:
    contract = in_force(consultant, order.mission)
    if contract.ends_on == NO_END:
        raise TermNotPrecise(mission=order.mission)
    if order.ends_on <= contract.ends_on:
        raise TermNotLater(was_until=contract.ends_on, ends_on=order.ends_on)
    return contract
