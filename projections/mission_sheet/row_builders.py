"""The rows that events prove: what the sheet keeps of each."""

from datetime import date, datetime
from typing import Any, TypedDict

from msgspec import UNSET
from msgspec.structs import replace

from domain.language import Audience, Key, Month, Party
from domain.mission.events.changing import ChangeRequested
from domain.mission.events.ending import MissionTerminated, NoticeGiven, SalaryPaid
from domain.mission.events.expenses import ExpenseClaimed
from domain.mission.events.pausing import MissionSuspended
from domain.mission.events.scoping import NeedStated
from domain.mission.events.working import BreachRecorded, DaysWorkedRecorded
from domain.mission.terms import Scope
from domain.record import ProjectedEvent
from domain.refused import RefusalRecorded
from projections.mission_sheet.sheet_rows import (
    Agreement,
    Assent,
    Breach,
    Change,
    Changed,
    Copy,
    Days,
    Deliverable,
    End,
    Expense,
    Milestone,
    Need,
    Notice,
    Offer,
    OnSheet,
    Pause,
    Rate,
    Refusal,
    Rows,
    Salary,
    Start,
    Step,
    place_rows,
)
from projections.mission_sheet.states import Stage

AnyBrief = ProjectedEvent[Any]


class RowStamp(TypedDict):
    """What every row takes from its event."""

    audience: Audience
    since: datetime


def stamp_of(recorded: AnyBrief) -> RowStamp:
    """Return who may read the event, and when it happened."""
    return {"audience": recorded.audience, "since": recorded.time}


def need_row(recorded: AnyBrief, stated: NeedStated) -> Need:
    """Keep the parties and the need."""
    return Need(
        **stamp_of(recorded),
        mission=recorded.stream.id,
        client=stated.client,
        consultant=stated.consultant,
        umbrella=stated.umbrella,
        what=stated.need.what,
        ground=stated.need.ground,
    )


def step_row(recorded: AnyBrief, stage: Stage, on: date | None = None) -> Step:
    """Keep that the mission came to a stage."""
    return Step(**stamp_of(recorded), stage=stage, on=on)


def offer_row(recorded: AnyBrief, by: Party, price: int) -> Offer:
    """Keep the last price offered."""
    return Offer(**stamp_of(recorded), by=by, price=price)


def drop_scope(rows: Rows, scope: Scope) -> Changed:
    """Take away what a scope written anew leaves out, and every check and signature of the one before."""
    before = rows.get("agreement")
    if not isinstance(before, Agreement):
        return {}
    gone = {f"milestone/{key}" for key in before.milestones}
    gone |= {f"deliverable/{key}" for key in before.deliverables}
    gone |= {f"assent//{party}" for party in (Party.CLIENT, Party.CONSULTANT, Party.UMBRELLA)}
    gone |= {f"step/{Stage.VERIFIED}"}
    return dict.fromkeys(sorted(gone), None)


def agreement_rows(rows: Rows, recorded: AnyBrief, scope: Scope, rate_from: Month | None = None) -> Changed:
    """Return the agreement and all that it names; what was already done stays done."""
    planned = stamp_of(recorded)
    milestones = [
        Milestone(**planned, key=one.key, title=one.title, due_on=one.due_on) for one in scope.milestones
    ]
    deliverables = [
        Deliverable(**planned, key=one.key, title=one.title, due_on=one.due_on) for one in scope.deliverables
    ]
    agreement = Agreement(
        **planned,
        object=scope.object,
        mode=scope.price.mode,
        price=scope.price.amount,
        schedule=scope.price.schedule,
        starts_on=scope.starts_on,
        ends_on=scope.ends_on,
        milestones=tuple(one.key for one in milestones),
        deliverables=tuple(one.key for one in deliverables),
        rates=_update_rates(rows, scope.price.amount, rate_from),
    )
    return place_rows(agreement, *(_keep_state(rows, one) for one in (*milestones, *deliverables)))


def _update_rates(rows: Rows, amount: int, since: Month | None) -> tuple[Rate, ...]:
    before = rows.get("agreement")
    if not isinstance(before, Agreement):
        return (Rate("", amount),)
    if since is not None:
        return (*(rate for rate in before.rates if rate.since != since), Rate(since, amount))
    return before.rates if before.price == amount else (Rate("", amount),)


def _keep_state(rows: Rows, planned: Milestone | Deliverable) -> OnSheet:
    known = rows.get(planned.place)
    if not isinstance(known, Milestone | Deliverable):
        return planned
    return replace(known, title=planned.title, due_on=planned.due_on)


def assent_row(recorded: AnyBrief, party: Party, change: Key | None) -> Assent:
    """Keep that a party consented or signed."""
    return Assent(**stamp_of(recorded), party=party, change=change)


def copy_row(recorded: AnyBrief, on: date) -> Copy:
    """Keep that the consultant has a copy."""
    return Copy(**stamp_of(recorded), delivered_on=on)


def start_row(recorded: AnyBrief, first_day: date, contract_due_on: date) -> Start:
    """Keep the first day, and the day that the law counts from it."""
    return Start(**stamp_of(recorded), first_day=first_day, contract_due_on=contract_due_on)


def days_row(rows: Rows, recorded: AnyBrief, worked: DaysWorkedRecorded) -> Days:
    """Keep the days of a month; the client's visa stays when they are corrected."""
    before = rows.get(f"days/{worked.month}")
    return Days(
        **stamp_of(recorded),
        month=worked.month,
        half_days=worked.half_days,
        acknowledged=isinstance(before, Days) and before.acknowledged,
    )


def expense_row(recorded: AnyBrief, claim: ExpenseClaimed) -> Expense:
    """Keep an expense as claimed."""
    claimed = claim.expense
    return Expense(
        **stamp_of(recorded),
        key=claimed.key,
        net=claimed.net,
        rebilled=claimed.rebilled,
    )


def breach_row(recorded: AnyBrief, broken: BreachRecorded) -> Breach:
    """Keep the rule that was broken."""
    return Breach(
        **stamp_of(recorded),
        fact=recorded.id,
        rule=broken.ground.rule,
        article=broken.ground.article,
        broken_since=broken.since,
    )


def change_row(recorded: AnyBrief, request: ChangeRequested) -> Change:
    """Keep a change as asked for."""
    return Change(
        **stamp_of(recorded),
        key=request.change,
        by=request.by,
        what=request.what,
        answer_due_on=request.answer_due_on if request.answer_due_on is not UNSET else None,
    )


def pause_row(recorded: AnyBrief, suspended: MissionSuspended) -> Pause:
    """Keep that the work stops."""
    return Pause(
        **stamp_of(recorded),
        by=suspended.by,
        from_on=suspended.from_on,
        reason=suspended.reason,
    )


def notice_row(recorded: AnyBrief, given: NoticeGiven) -> Notice:
    """Keep that a party gave notice."""
    return Notice(**stamp_of(recorded), by=given.by, given_on=given.given_on, ends_on=given.ends_on)


def end_row(recorded: AnyBrief, ended: MissionTerminated) -> End:
    """Keep an early end, and what remains due."""
    remains = ended.remains
    return End(
        **stamp_of(recorded),
        by=ended.by,
        terminated_on=ended.terminated_on,
        clause=ended.clause,
        work=remains.work,
        notice=remains.notice,
        indemnity=remains.indemnity,
    )


def salary_row(recorded: AnyBrief, paid: SalaryPaid) -> Salary:
    """Keep a share of salary as paid."""
    return Salary(
        **stamp_of(recorded),
        month=paid.month,
        gross=paid.gross,
        net_paid=paid.net_paid,
    )


def refusal_row(recorded: AnyBrief, refused: RefusalRecorded) -> Refusal:
    """Keep that an act was refused."""
    return Refusal(
        **stamp_of(recorded),
        fact=recorded.id,
        asked=refused.command,
        party=refused.party,
        rule=refused.rule,
    )
