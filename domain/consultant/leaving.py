"""The end of employment: on a ground of the law, with what is left, and its papers."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from domain.account.account import Account
from domain.account.events import Ledger
from domain.cents_and_months import add_months, portion
from domain.consultant.consultant import Consultant, Employment, Span
from domain.consultant.contracting import in_force
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
"""Grounds that only a fixed-term contract knows."""

OF_OPEN_ENDED = {EndGround.RESIGNATION, EndGround.DISMISSAL, EndGround.RETIREMENT}
"""Grounds that a fixed-term contract does not know (L1243-1)."""


class DismissalCause(StrEnum):
    """Why somebody is dismissed."""

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
    """The papers of the end are handed over; amounts in cents over the whole contract."""

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
    consultant: Consultant, account: Account, worked: Iterable[Span], order: EndEmployment, _: Act
) -> list[ConsultantEvent]:
    """End employment; an end that breaks a rule is recorded with it, and what is left is named."""
    contract = in_force(consultant, order.mission)
    days = seniority(worked)
    ended = EmploymentEnded(
        mission=order.mission,
        because=order.because,
        ended_on=order.ended_on,
        seniority_days=days,
        available=account.on(Ledger.AVAILABLE),
        reserve=account.on(Ledger.RESERVE),
        payee=Payee.HEIRS if order.because is EndGround.DEATH else Payee.CONSULTANT,
        settlement_due_on=order.ended_on,
        document=order.document,
        grounds=(*_asked(consultant, contract, order), EMP_4.asked(met=True, days=days)),
    )
    if consultant.prospecting is None or contract.fixed_term:
        return [ended]
    over = ProspectingEnd.EMPLOYMENT_ENDED
    return [ended, ProspectingPeriodClosed(closed_on=order.ended_on, because=over, mission=None)]


def settle(consultant: Consultant, order: DeliverFinalSettlement, _: Act) -> list[ConsultantEvent]:
    """Hand the papers over, to the heirs of one who died; what they lack is a broken ground."""
    contract = consultant.contract(order.mission)
    if contract is None:
        raise NotConcluded()
    if not contract.over:
        raise NotEnded()
    if contract.settled:
        raise AlreadyEnded(ended_on=contract.last_day)
    due = indemnity(order.gross_in_all, contract.last_day) if contract.fixed_term else 0
    return [
        FinalSettlementDelivered(
            mission=order.mission,
            delivered_on=order.delivered_on,
            payee=Payee.HEIRS if contract.to_heirs else Payee.CONSULTANT,
            gross_in_all=order.gross_in_all,
            indemnity=order.indemnity,
            indemnity_due=due,
            paid_leave=order.paid_leave,
            balance=order.balance,
            receipt=order.receipt,
            certificate=order.certificate,
            attestation=order.attestation,
            grounds=_settled(contract, order, due),
        )
    ]


def indemnity(gross: Cents, day: date) -> Cents:
    """Return what the end of a fixed-term contract pays, in cents, on all that it paid."""
    return portion(gross, END_INDEMNITY_BASIS_POINTS.on(day), 10_000)


def seniority(worked: Iterable[Span]) -> int:
    """Return the days of all periods of work, those that overlap counted once (L1254-30)."""
    days: set[int] = set()
    for first, last in worked:
        days.update(range(first.toordinal(), last.toordinal() + 1))
    return len(days)


def _asked(consultant: Consultant, contract: Employment, order: EndEmployment) -> tuple[Ground, ...]:
    if contract.fixed_term:
        return _end_of_fixed_term(contract, order)
    own = order.because not in OF_FIXED_TERM
    asked = (
        CDI_1.asked(met=own, ground=order.because),
        EMP_2.asked(met=own, ground=order.because, service_contract="not a ground"),
    )
    if order.cause is not DismissalCause.WANT_OF_WORK:
        return asked
    return (*asked, _dismissed(consultant, order))


def _end_of_fixed_term(contract: Employment, order: EndEmployment) -> tuple[Ground, ...]:
    """Before its term it ends only on a ground of the law; and it never outlives its longest term."""
    day = order.ended_on
    match order.because:
        case EndGround.END_OF_TERM:
            met = day >= contract.ends_on
        case EndGround.EVENT_REALISED:
            met = contract.least_until is not None and day >= contract.least_until
        case _:
            met = order.because not in OF_OPEN_ENDED
    first = contract.starts_on
    more = POSTPONED_MONTHS_MAX.on(first) if contract.postponed_from else 0
    ever = add_months(first, FIXED_TERM_MONTHS_MAX.on(first) + more)
    return (
        CDD_9.asked(met=met, ground=order.because, ended_on=day, term=contract.ends_on),
        CDD_3.asked(met=day < ever, starts_on=first, ended_on=day),
    )


def _dismissed(consultant: Consultant, order: EndEmployment) -> Ground:
    """A dismissal for want of work begins after a month of prospecting."""
    period = consultant.prospecting
    began = order.procedure_on or order.ended_on
    met = period is not None and began >= period.dismissal_from
    from_on = period.dismissal_from if period else "no prospecting period"
    return CC_14.asked(met=met, procedure_on=began, dismissal_from=from_on)


def _settled(contract: Employment, order: DeliverFinalSettlement, due: Cents) -> tuple[Ground, ...]:
    papers = order.certificate is not None and order.attestation is not None
    asked = EMP_8.asked(met=papers, certificate=order.certificate, attestation=order.attestation)
    if not contract.fixed_term:
        return (asked,)
    leave = portion(order.gross_in_all, PAID_LEAVE_BASIS_POINTS.on(contract.last_day), 10_000)
    return (
        asked,
        CDD_9.asked(met=order.indemnity >= due, indemnity=order.indemnity, due=due),
        CC_21.asked(met=order.paid_leave >= leave, paid_leave=order.paid_leave, least=leave),
    )
