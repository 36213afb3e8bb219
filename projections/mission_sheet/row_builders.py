"""The builders of rows from events."""

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
    """The fields that every row takes from its event."""

    audience: Audience
    since: datetime


def stamp_of(recorded: AnyBrief) -> RowStamp:
    """Return the audience and the time of an event."""
    return {"audience": recorded.audience, "since": recorded.time}


def need_row(recorded: AnyBrief, stated: NeedStated) -> Need:
    """Build the row of the parties and the need."""
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
    """Build the row of a stage that the mission reached."""
    return Step(**stamp_of(recorded), stage=stage, on=on)


def offer_row(recorded: AnyBrief, by: Party, price: int) -> Offer:
    """Build the row of the last offered price; cents."""
    return Offer(**stamp_of(recorded), by=by, price=price)


def drop_scope(rows: Rows, scope: Scope) -> Changed:
    """Remove the items of the old scope, and its check and signatures."""
    before = rows.get("agreement")
    if not isinstance(before, Agreement):
        return {}
    removed = {f"milestone/{key}" for key in before.milestones}
    removed |= {f"deliverable/{key}" for key in before.deliverables}
    removed |= {f"assent//{party}" for party in (Party.CLIENT, Party.CONSULTANT, Party.UMBRELLA)}
    removed |= {f"step/{Stage.VERIFIED}"}
    return dict.fromkeys(sorted(removed), None)


def agreement_rows(rows: Rows, recorded: AnyBrief, scope: Scope, rate_from: Month | None = None) -> Changed:
    """Build the rows of the agreement and its items; an item keeps the state that it has."""
    planned = stamp_of(recorded)
    milestones = [
        Milestone(**planned, key=item.key, title=item.title, due_on=item.due_on) for item in scope.milestones
    ]
    deliverables = [
        Deliverable(**planned, key=item.key, title=item.title, due_on=item.due_on)
        for item in scope.deliverables
    ]
    agreement = Agreement(
        **planned,
        object=scope.object,
        mode=scope.price.mode,
        price=scope.price.amount,
        schedule=scope.price.schedule,
        starts_on=scope.starts_on,
        ends_on=scope.ends_on,
        milestones=tuple(milestone.key for milestone in milestones),
        deliverables=tuple(deliverable.key for deliverable in deliverables),
        rates=_update_rates(rows, scope.price.amount, rate_from),
    )
    return place_rows(agreement, *(_keep_state(rows, item) for item in (*milestones, *deliverables)))


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
    """Build the row of a consent or a signature."""
    return Assent(**stamp_of(recorded), party=party, change=change)


def copy_row(recorded: AnyBrief, on: date) -> Copy:
    """Build the row of the consultant's copy."""
    return Copy(**stamp_of(recorded), delivered_on=on)


def start_row(recorded: AnyBrief, first_day: date, contract_due_on: date) -> Start:
    """Build the row of the first day and the legal day that follows from it."""
    return Start(**stamp_of(recorded), first_day=first_day, contract_due_on=contract_due_on)


def days_row(rows: Rows, recorded: AnyBrief, worked: DaysWorkedRecorded) -> Days:
    """Build the row of a month's days; a correction keeps the client's visa."""
    before = rows.get(f"days/{worked.month}")
    return Days(
        **stamp_of(recorded),
        month=worked.month,
        half_days=worked.half_days,
        acknowledged=isinstance(before, Days) and before.acknowledged,
    )


def expense_row(recorded: AnyBrief, claim: ExpenseClaimed) -> Expense:
    """Build the row of a claimed expense."""
    claimed = claim.expense
    return Expense(
        **stamp_of(recorded),
        key=claimed.key,
        net=claimed.net,
        rebilled=claimed.rebilled,
    )


def breach_row(recorded: AnyBrief, broken: BreachRecorded) -> Breach:
    """Build the row of a broken rule."""
    return Breach(
        **stamp_of(recorded),
        fact=recorded.id,
        rule=broken.ground.rule,
        article=broken.ground.article,
        broken_since=broken.since,
    )


def change_row(recorded: AnyBrief, request: ChangeRequested) -> Change:
    """Build the row of a requested change."""
    return Change(
        **stamp_of(recorded),
        key=request.change,
        by=request.by,
        what=request.what,
        answer_due_on=request.answer_due_on if request.answer_due_on is not UNSET else None,
    )


def pause_row(recorded: AnyBrief, suspended: MissionSuspended) -> Pause:
    """Build the row of a pause."""
    return Pause(
        **stamp_of(recorded),
        by=suspended.by,
        from_on=suspended.from_on,
        reason=suspended.reason,
    )


def notice_row(recorded: AnyBrief, given: NoticeGiven) -> Notice:
    """Build the row of a notice."""
    return Notice(**stamp_of(recorded), by=given.by, given_on=given.given_on, ends_on=given.ends_on)


def end_row(recorded: AnyBrief, ended: MissionTerminated) -> End:
    """Build the row of an early end, with the amounts that remain due; cents."""
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
    """Build the row of a paid share of salary."""
    return Salary(
        **stamp_of(recorded),
        month=paid.month,
        gross=paid.gross,
        net_paid=paid.net_paid,
    )


def refusal_row(recorded: AnyBrief, refused: RefusalRecorded) -> Refusal:
    """Build the row of a refused act."""
    return Refusal(
        **stamp_of(recorded),
        fact=recorded.id,
        asked=refused.command,
        party=refused.party,
        rule=refused.rule,
    )
