"""The rows that facts prove: what the sheet keeps of each."""

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
from domain.record import Brief
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
    put,
)
from projections.mission_sheet.states import Stage

Fact = Brief[Any]


class Seen(TypedDict):
    """What every row takes from its fact."""

    audience: Audience
    since: datetime


def seen(fact: Fact) -> Seen:
    """Return who may read the fact, and when it happened."""
    return {"audience": fact.audience, "since": fact.time}


def need(fact: Fact, stated: NeedStated) -> Need:
    """Keep the parties and the need."""
    return Need(
        **seen(fact),
        mission=fact.stream.id,
        client=stated.client,
        consultant=stated.consultant,
        umbrella=stated.umbrella,
        what=stated.need.what,
        ground=stated.need.ground,
    )


def step(fact: Fact, stage: Stage, on: date | None = None) -> Step:
    """Keep that the mission came to a stage."""
    return Step(**seen(fact), stage=stage, on=on)


def offer(fact: Fact, by: Party, price: int) -> Offer:
    """Keep the last price offered."""
    return Offer(**seen(fact), by=by, price=price)


def unsigned(rows: Rows, scope: Scope) -> Changed:
    """Take away what a scope written anew leaves out, and every check and signature of the one before."""
    before = rows.get("agreement")
    if not isinstance(before, Agreement):
        return {}
    gone = {f"milestone/{key}" for key in before.milestones}
    gone |= {f"deliverable/{key}" for key in before.deliverables}
    gone |= {f"assent//{party}" for party in (Party.CLIENT, Party.CONSULTANT, Party.UMBRELLA)}
    gone |= {f"step/{Stage.VERIFIED}"}
    return dict.fromkeys(sorted(gone), None)


def agreed(rows: Rows, fact: Fact, scope: Scope, rate_from: Month | None = None) -> Changed:
    """Return the agreement and all that it names; what was already done stays done."""
    planned = seen(fact)
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
        rates=_rates(rows, scope.price.amount, rate_from),
    )
    return put(agreement, *(_kept(rows, one) for one in (*milestones, *deliverables)))


def _rates(rows: Rows, amount: int, since: Month | None) -> tuple[Rate, ...]:
    before = rows.get("agreement")
    if not isinstance(before, Agreement):
        return (Rate("", amount),)
    if since is not None:
        return (*(rate for rate in before.rates if rate.since != since), Rate(since, amount))
    return before.rates if before.price == amount else (Rate("", amount),)


def _kept(rows: Rows, planned: Milestone | Deliverable) -> OnSheet:
    known = rows.get(planned.place)
    if not isinstance(known, Milestone | Deliverable):
        return planned
    return replace(known, title=planned.title, due_on=planned.due_on)


def assent(fact: Fact, party: Party, change: Key | None) -> Assent:
    """Keep that a party consented or signed."""
    return Assent(**seen(fact), party=party, change=change)


def copy(fact: Fact, on: date) -> Copy:
    """Keep that the consultant has a copy."""
    return Copy(**seen(fact), delivered_on=on)


def start(fact: Fact, first_day: date, contract_due_on: date) -> Start:
    """Keep the first day, and the day that the law counts from it."""
    return Start(**seen(fact), first_day=first_day, contract_due_on=contract_due_on)


def days(rows: Rows, fact: Fact, worked: DaysWorkedRecorded) -> Days:
    """Keep the days of a month; the client's visa stays when they are corrected."""
    before = rows.get(f"days/{worked.month}")
    return Days(
        **seen(fact),
        month=worked.month,
        half_days=worked.half_days,
        acknowledged=isinstance(before, Days) and before.acknowledged,
    )


def expense(fact: Fact, claim: ExpenseClaimed) -> Expense:
    """Keep an expense as claimed."""
    claimed = claim.expense
    return Expense(
        **seen(fact),
        key=claimed.key,
        net=claimed.net,
        rebilled=claimed.rebilled,
    )


def breach(fact: Fact, broken: BreachRecorded) -> Breach:
    """Keep the rule that was broken."""
    return Breach(
        **seen(fact),
        fact=fact.id,
        rule=broken.ground.rule,
        article=broken.ground.article,
        broken_since=broken.since,
    )


def change(fact: Fact, asked: ChangeRequested) -> Change:
    """Keep a change as asked for."""
    return Change(
        **seen(fact),
        key=asked.change,
        by=asked.by,
        what=asked.what,
        answer_due_on=asked.answer_due_on if asked.answer_due_on is not UNSET else None,
    )


def pause(fact: Fact, suspended: MissionSuspended) -> Pause:
    """Keep that the work stops."""
    return Pause(
        **seen(fact),
        by=suspended.by,
        from_on=suspended.from_on,
        reason=suspended.reason,
    )


def notice(fact: Fact, given: NoticeGiven) -> Notice:
    """Keep that a party gave notice."""
    return Notice(**seen(fact), by=given.by, given_on=given.given_on, ends_on=given.ends_on)


def end(fact: Fact, ended: MissionTerminated) -> End:
    """Keep an early end, and what remains due."""
    remains = ended.remains
    return End(
        **seen(fact),
        by=ended.by,
        terminated_on=ended.terminated_on,
        clause=ended.clause,
        work=remains.work,
        notice=remains.notice,
        indemnity=remains.indemnity,
    )


def salary(fact: Fact, paid: SalaryPaid) -> Salary:
    """Keep a share of salary as paid."""
    return Salary(
        **seen(fact),
        month=paid.month,
        gross=paid.gross,
        net_paid=paid.net_paid,
    )


def refusal(fact: Fact, refused: RefusalRecorded) -> Refusal:
    """Keep that an act was refused."""
    return Refusal(
        **seen(fact),
        fact=fact.id,
        asked=refused.command,
        party=refused.party,
        rule=refused.rule,
    )
