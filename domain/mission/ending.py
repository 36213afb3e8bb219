"""Decide on the end of a mission: shares of salary, notice, completion, early end."""

from datetime import date

from msgspec.structs import replace

from domain.language import Cents, Happened, MissionId, MissionText, Month, command
from domain.law.contract import AGR_5
from domain.law.employment import EMP_2
from domain.law.recourse import DEF_4, REC_4
from domain.mission.amounts_owed import amounts_owed
from domain.mission.breaching import record_breach
from domain.mission.closing import check_not_over, close_if_done, get_scope
from domain.mission.course_terms import Remains, TerminationClause, days_later
from domain.mission.events import MissionEvent
from domain.mission.events.ending import (
    MissionCompleted,
    MissionTerminated,
    NoticeGiven,
    SalaryPaid,
)
from domain.mission.events.working import DaysWorkedRecorded
from domain.mission.evolve import apply_events
from domain.mission.mission import Acceptance, EarlyEnd, Mission
from domain.mission.refusals import AlreadyDone, OutOfOrder, TermsDisagree
from domain.mission.scope_checks import A_DAY, last_lawful_day
from domain.mission.working import get_running_scope
from domain.record import Act


@command
class CompleteMission:
    """Consultant or umbrella company states that the work is over as agreed."""

    mission: MissionId
    completed_on: Happened


@command
class GiveNotice:
    """A party gives notice under the contract."""

    mission: MissionId
    reason: MissionText


@command
class TerminateMission:
    """A party ends the mission early; notice not worked and indemnity follow the contract, in cents."""

    mission: MissionId
    terminated_on: date
    clause: TerminationClause
    notice: Cents = 0
    indemnity: Cents = 0
    reason: MissionText


def record_days(
    mission: Mission, month: Month, half_days: int, last_day: date | None = None
) -> list[MissionEvent]:
    """Record a month's approved days; days beyond the 36 months are recorded with a breach.

    A month without days may close the mission.
    """
    days = DaysWorkedRecorded(month=month, half_days=half_days)
    return [days, *_breach_of_length(mission, last_day), *close_if_done(apply_events(mission, days))]


def pay_share(mission: Mission, month: Month, gross: Cents, net_paid: Cents) -> list[MissionEvent]:
    """Record this mission's share of a salary; it may close the mission."""
    paid = SalaryPaid(month=month, gross=gross, net_paid=net_paid)
    return [paid, *close_if_done(apply_events(mission, paid))]


def complete(mission: Mission, command: CompleteMission, _: Act) -> list[MissionEvent]:
    """Complete the mission, once every deliverable of the scope is accepted."""
    agreed = get_running_scope(mission, "CompleteMission")
    _check_not_over(mission)
    for deliverable in agreed.deliverables:
        handover = mission.handovers.get(deliverable.key)
        if handover is None or handover.acceptance is not Acceptance.ACCEPTED:
            raise OutOfOrder(act="CompleteMission", stands_on=f"AcceptDeliverable {deliverable.key}")
    completed = MissionCompleted(completed_on=command.completed_on)
    late = _breach_of_length(mission, command.completed_on)
    return [completed, *late, *close_if_done(apply_events(mission, completed))]


def give_notice(mission: Mission, command: GiveNotice, act: Act) -> list[MissionEvent]:
    """Give the agreed notice, once; the mission runs until the notice ends."""
    agreed = get_scope(mission, "GiveNotice")
    if mission.signed_on is None:
        raise OutOfOrder(act="GiveNotice", stands_on="MissionSigned")
    _check_not_over(mission)
    if mission.notice_ends_on is not None:
        raise AlreadyDone(act="GiveNotice", of=str(mission.notice_ends_on))
    days = agreed.clauses.termination_notice_days
    return [
        NoticeGiven(
            by=act.by.effective_party,
            given_on=act.day,
            notice_days=days,
            ends_on=days_later(act.day, days),
            reason=command.reason,
        )
    ]


def terminate(mission: Mission, command: TerminateMission, act: Act) -> list[MissionEvent]:
    """End a signed or running mission early; employment continues, and due amounts stay due."""
    check_not_over(mission)
    _check_not_over(mission)
    if mission.signed_on is None and mission.started_on is None:
        raise OutOfOrder(act="TerminateMission", stands_on="MissionSigned")
    _check_clause(mission, command)
    terminated = MissionTerminated(
        by=act.by.effective_party,
        terminated_on=command.terminated_on,
        clause=command.clause,
        notice_ends_on=mission.notice_ends_on,
        remains=Remains(
            work=_amount_unbilled(mission, command.terminated_on),
            notice=command.notice,
            indemnity=command.indemnity,
        ),
        reason=command.reason,
        grounds=(
            EMP_2.make_ground(met=True, employment="goes on"),
            DEF_4.make_ground(met=True, work_owed="none", employment="goes on"),
        ),
    )
    return [
        terminated,
        *_breach_of_notice(mission, command),
        *close_if_done(apply_events(mission, terminated)),
    ]


def _check_not_over(mission: Mission) -> None:
    if mission.completed_on is not None:
        raise AlreadyDone(act="CompleteMission")
    if mission.ended is not None:
        raise AlreadyDone(act="TerminateMission")


def _check_clause(mission: Mission, command: TerminateMission) -> None:
    unsigned = mission.signed_on is None
    if unsigned is not (command.clause is TerminationClause.NEVER_SIGNED):
        raise TermsDisagree(what="clause")
    if unsigned and (command.notice or command.indemnity):
        raise TermsDisagree(what="notice or indemnity")
    if mission.started_on is not None and command.terminated_on < mission.started_on:
        raise TermsDisagree(what="terminated_on")


def _amount_unbilled(mission: Mission, on: date) -> int:
    """Return the amount of the work done and not yet invoiced."""
    due = amounts_owed(replace(mission, ended=EarlyEnd(on, Remains())))
    return sum(max(amount - mission.billed_net.get(item, 0), 0) for item, amount in due.items())


def _breach_of_notice(mission: Mission, command: TerminateMission) -> list[MissionEvent]:
    """Return the breach of an end without the agreed notice; the end itself is recorded."""
    notice = mission.notice_ends_on
    kept = command.clause is not TerminationClause.NOTICE or (
        notice is not None and command.terminated_on >= notice
    )
    return record_breach(
        mission,
        AGR_5,
        kept,
        command.terminated_on,
        concerns_consultant=True,
        terminated_on=command.terminated_on,
        notice_ends_on=notice,
    )


def _breach_of_length(mission: Mission, worked_on: date | None) -> list[MissionEvent]:
    """Return the breach of work beyond the 36 months, from the day after the last lawful one."""
    if worked_on is None or mission.began_on is None:
        return []
    last = last_lawful_day(mission, mission.began_on, worked_on)
    return record_breach(
        mission,
        REC_4,
        worked_on <= last,
        last + A_DAY,
        began_on=mission.began_on,
        last_lawful_day=last,
        worked_on=worked_on,
    )
