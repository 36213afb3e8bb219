"""Decide on the end of employment: its legal ground, the amounts left, the papers."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from domain.account.account import Account
from domain.account.events import Ledger
from domain.cents_and_months import add_months, portion
from domain.consultant.consultant import Consultant, EmploymentContract, Span
from domain.consultant.contracting import get_running_contract
from domain.consultant.employment_terms import ProspectingEnd
from domain.consultant.events import ConsultantEvent
from domain.consultant.events.employer_care import ProspectingPeriodClosed
from domain.consultant.events.leaving import EmploymentEnded, EndGround, FinalSettlementDelivered, Payee
from domain.consultant.refusals import AlreadyEnded, NotConcluded, NotEnded
from domain.language import Cents, ConsultantId, DocumentHash, Happened, MissionId, command
from domain.law.employment import EMP_2, EMP_4, EMP_8
from domain.law.employment_conditions import CC_21, PAID_LEAVE_BASIS_POINTS
from domain.law.fixed_term import (
    CDD_3,
    CDD_9,
    END_INDEMNITY_BASIS_POINTS,
    FIXED_TERM_MONTHS_MAX,
    POSTPONED_MONTHS_MAX,
)
from domain.law.open_ended import CC_14, CDI_1
from domain.record import Act, Ground

OF_FIXED_TERM = {EndGround.END_OF_TERM, EndGround.EVENT_REALISED, EndGround.HIRED_ELSEWHERE}
"""Grounds that exist for a fixed-term contract only."""

OF_OPEN_ENDED = {EndGround.RESIGNATION, EndGround.DISMISSAL, EndGround.RETIREMENT}
"""Grounds that do not exist for a fixed-term contract (L1243-1)."""


class DismissalCause(StrEnum):
    """The cause of a dismissal."""

    WANT_OF_WORK = "want_of_work"  # absence de prestation, IDCC 3219 art. 22.3
    OTHER_CAUSE = "other_cause"  # autre cause réelle et sérieuse


@command
class EndEmployment:
    """Employment under the contract of a mission, or the open-ended one, ended; `missions` were worked."""

    consultant: ConsultantId
    mission: MissionId | None = None
    because: EndGround
    ended_on: date
    cause: DismissalCause | None = None
    procedure_on: Happened | None = None
    missions: tuple[MissionId, ...] = ()
    document: DocumentHash


@command
class DeliverFinalSettlement:
    """The umbrella company hands over the final papers; amounts in cents over the whole contract."""

    consultant: ConsultantId
    mission: MissionId | None = None
    delivered_on: Happened
    gross_in_all: Cents
    indemnity: Cents = 0
    paid_leave: Cents = 0
    balance: Cents = 0
    receipt: DocumentHash
    certificate: DocumentHash | None = None
    attestation: DocumentHash | None = None


def end(
    consultant: Consultant, account: Account, worked: Iterable[Span], command: EndEmployment, _: Act
) -> list[ConsultantEvent]:
    """End employment and state what is left to pay; an end that breaks a rule is recorded with that rule."""
    contract = get_running_contract(consultant, command.mission)
    days = count_seniority_days(worked)
    ended = EmploymentEnded(
        mission=command.mission,
        because=command.because,
        ended_on=command.ended_on,
        seniority_days=days,
        available=account.balance_of(Ledger.AVAILABLE),
        reserve=account.balance_of(Ledger.RESERVE),
        payee=Payee.HEIRS if command.because is EndGround.DEATH else Payee.CONSULTANT,
        settlement_due_on=command.ended_on,
        document=command.document,
        grounds=(*_end_grounds(consultant, contract, command), EMP_4.make_ground(met=True, days=days)),
    )
    if consultant.prospecting is None or contract.is_fixed_term:
        return [ended]
    over = ProspectingEnd.EMPLOYMENT_ENDED
    return [ended, ProspectingPeriodClosed(closed_on=command.ended_on, because=over, mission=None)]


def settle(consultant: Consultant, command: DeliverFinalSettlement, _: Act) -> list[ConsultantEvent]:
    """Record the final papers, for the heirs after a death; a missing paper is a failed rule check."""
    contract = consultant.contract_for(command.mission)
    if contract is None:
        raise NotConcluded()
    if not contract.over:
        raise NotEnded()
    if contract.settled:
        raise AlreadyEnded(ended_on=contract.last_day)
    due = end_indemnity(command.gross_in_all, contract.last_day) if contract.is_fixed_term else 0
    return [
        FinalSettlementDelivered(
            mission=command.mission,
            delivered_on=command.delivered_on,
            payee=Payee.HEIRS if contract.to_heirs else Payee.CONSULTANT,
            gross_in_all=command.gross_in_all,
            indemnity=command.indemnity,
            indemnity_due=due,
            paid_leave=command.paid_leave,
            balance=command.balance,
            receipt=command.receipt,
            certificate=command.certificate,
            attestation=command.attestation,
            grounds=_settlement_grounds(contract, command, due),
        )
    ]


def end_indemnity(gross: Cents, day: date) -> Cents:
    """Return the end indemnity of a fixed-term contract, in cents, a share of its whole gross pay."""
    return portion(gross, END_INDEMNITY_BASIS_POINTS.value_on(day), 10_000)


def count_seniority_days(worked: Iterable[Span]) -> int:
    """Return the days of all periods of work; overlapping days count once (L1254-30)."""
    days: set[int] = set()
    for first, last in worked:
        days.update(range(first.toordinal(), last.toordinal() + 1))
    return len(days)


def _end_grounds(
    consultant: Consultant, contract: EmploymentContract, command: EndEmployment
) -> tuple[Ground, ...]:
    if contract.is_fixed_term:
        return _check_fixed_term_end(contract, command)
    own = command.because not in OF_FIXED_TERM
    ground_checks = (
        CDI_1.make_ground(met=own, ground=command.because),
        EMP_2.make_ground(met=own, ground=command.because, service_contract="not a ground"),
    )
    if command.cause is not DismissalCause.WANT_OF_WORK:
        return ground_checks
    return (*ground_checks, _check_dismissal(consultant, command))


def _check_fixed_term_end(contract: EmploymentContract, command: EndEmployment) -> tuple[Ground, ...]:
    """Check that an early end has a legal ground, and that the contract did not exceed its longest term."""
    day = command.ended_on
    match command.because:
        case EndGround.END_OF_TERM:
            met = day >= contract.ends_on
        case EndGround.EVENT_REALISED:
            met = contract.least_until is not None and day >= contract.least_until
        case _:
            met = command.because not in OF_OPEN_ENDED
    first = contract.starts_on
    more = POSTPONED_MONTHS_MAX.value_on(first) if contract.postponed_from else 0
    ever = add_months(first, FIXED_TERM_MONTHS_MAX.value_on(first) + more)
    return (
        CDD_9.make_ground(met=met, ground=command.because, ended_on=day, term=contract.ends_on),
        CDD_3.make_ground(met=day < ever, starts_on=first, ended_on=day),
    )


def _check_dismissal(consultant: Consultant, command: EndEmployment) -> Ground:
    """Check that a dismissal for lack of work begins after a month of prospecting."""
    period = consultant.prospecting
    began = command.procedure_on or command.ended_on
    met = period is not None and began >= period.dismissal_from
    from_on = period.dismissal_from if period else "no prospecting period"
    return CC_14.make_ground(met=met, procedure_on=began, dismissal_from=from_on)


def _settlement_grounds(
    contract: EmploymentContract, command: DeliverFinalSettlement, due: Cents
) -> tuple[Ground, ...]:
    papers = command.certificate is not None and command.attestation is not None
    papers_check = EMP_8.make_ground(
        met=papers, certificate=command.certificate, attestation=command.attestation
    )
    if not contract.is_fixed_term:
        return (papers_check,)
    leave = portion(command.gross_in_all, PAID_LEAVE_BASIS_POINTS.value_on(contract.last_day), 10_000)
    return (
        papers_check,
        CDD_9.make_ground(met=command.indemnity >= due, indemnity=command.indemnity, due=due),
        CC_21.make_ground(met=command.paid_leave >= leave, paid_leave=command.paid_leave, least=leave),
    )
