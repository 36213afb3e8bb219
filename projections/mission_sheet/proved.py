"""The rows that facts prove: what the sheet keeps of each."""

from datetime import date
from typing import Any

from msgspec.structs import replace

from domain.language import Key, Party, Sealed
from domain.mission.events.billing import Invoiced
from domain.mission.events.ending import SalaryPaid
from domain.mission.events.scoping import NeedStated
from domain.mission.events.working import BreachRecorded, DaysWorkedRecorded, ExpenseClaimed, MissionStarted
from domain.mission.terms import Scope
from domain.record import Recorded
from domain.refused import RefusalRecorded
from projections.mission_sheet.rows import (
    Agreement,
    AnyRow,
    Assent,
    Billed,
    Breach,
    Change,
    Copy,
    Days,
    Deliverable,
    Expense,
    Issued,
    Milestone,
    Need,
    Offer,
    Refusal,
    Rows,
    Salary,
    Stage,
    Start,
    Step,
    put,
)

Fact = Recorded[Any]


def need(fact: Fact, stated: NeedStated) -> Need:
    """Keep the parties and the need."""
    return Need(
        audience=fact.audience,
        since=fact.time,
        mission=fact.stream.id,
        client=stated.client,
        consultant=stated.consultant,
        umbrella=stated.umbrella,
        what=stated.need.what,
        ground=stated.need.ground,
    )


def step(fact: Fact, stage: Stage, on: date | None = None) -> Step:
    """Keep that the mission came to a stage."""
    return Step(audience=fact.audience, since=fact.time, stage=stage, on=on)


def offer(fact: Fact, by: Party, price: int) -> Offer:
    """Keep the last price offered."""
    return Offer(audience=fact.audience, since=fact.time, by=by, price=price)


def unsigned(rows: Rows, scope: Scope) -> Rows:
    """Return what a scope written anew leaves: nobody has checked or signed it, only what it names is due."""
    named = {f"milestone/{one.key}" for one in scope.milestones}
    named |= {f"deliverable/{one.key}" for one in scope.deliverables}
    return {place: row for place, row in rows.items() if place in named or not _of_earlier_scope(row)}


def _of_earlier_scope(row: AnyRow) -> bool:
    return isinstance(row, Assent | Milestone | Deliverable) or (
        isinstance(row, Step) and row.stage is Stage.VERIFIED
    )


def agreed(rows: Rows, fact: Fact, scope: Scope, *also: AnyRow) -> Rows:
    """Return the rows with the agreement and all that it names; what was already done stays done."""
    agreement = Agreement(
        audience=fact.audience,
        since=fact.time,
        object=scope.object,
        mode=scope.price.mode,
        price=scope.price.amount,
        schedule=scope.price.schedule,
        starts_on=scope.starts_on,
        ends_on=scope.ends_on,
    )
    milestones = (
        Milestone(audience=fact.audience, since=fact.time, key=one.key, title=one.title, due_on=one.due_on)
        for one in scope.milestones
    )
    deliverables = (
        Deliverable(audience=fact.audience, since=fact.time, key=one.key, title=one.title, due_on=one.due_on)
        for one in scope.deliverables
    )
    return put(rows, agreement, *(_kept(rows, one) for one in (*milestones, *deliverables)), *also)


def _kept(rows: Rows, planned: Milestone | Deliverable) -> AnyRow:
    known = rows.get(planned.place)
    return planned if known is None else replace(known, title=planned.title, due_on=planned.due_on)


def assent(fact: Fact, party: Party, change: Key | None) -> Assent:
    """Keep that a party consented or signed."""
    return Assent(audience=fact.audience, since=fact.time, party=party, change=change)


def copy(fact: Fact, on: date) -> Copy:
    """Keep that the consultant has a copy."""
    return Copy(audience=fact.audience, since=fact.time, delivered_on=on)


def start(fact: Fact, started: MissionStarted) -> Start:
    """Keep the first day, and the day that the law counts from it."""
    return Start(
        audience=fact.audience,
        since=fact.time,
        first_day=started.first_day,
        contract_due_on=started.contract_due_on,
    )


def days(rows: Rows, fact: Fact, worked: DaysWorkedRecorded) -> Days:
    """Keep the days of a month; the client's visa stays when they are corrected."""
    before = rows.get(f"days/{worked.month}")
    return Days(
        audience=fact.audience,
        since=fact.time,
        month=worked.month,
        half_days=worked.half_days,
        acknowledged=isinstance(before, Days) and before.acknowledged,
    )


def expense(fact: Fact, claim: ExpenseClaimed) -> Expense:
    """Keep an expense as claimed."""
    claimed = claim.expense
    return Expense(
        audience=fact.audience,
        since=fact.time,
        key=claimed.key,
        net=claimed.net,
        rebilled=claimed.rebilled,
    )


def breach(fact: Fact, broken: BreachRecorded) -> Breach:
    """Keep the rule that was broken."""
    return Breach(
        audience=fact.audience,
        since=fact.time,
        fact=fact.id,
        rule=broken.ground.rule,
        article=broken.ground.article,
        broken_since=broken.since,
    )


def change(fact: Fact, key: Key, by: Party, what: Sealed) -> Change:
    """Keep a change as asked for."""
    return Change(audience=fact.audience, since=fact.time, key=key, by=by, what=what)


def issued(fact: Fact, invoice: Invoiced) -> Issued:
    """Keep an invoice, and what its lines bill."""
    return Issued(
        audience=fact.audience,
        since=fact.time,
        number=invoice.number,
        issued_on=invoice.issued_on,
        due_on=invoice.due_on,
        net=invoice.net,
        total=invoice.total,
        billed=tuple(Billed(line.trigger, line.key, line.quantity) for line in invoice.lines),
    )


def salary(fact: Fact, paid: SalaryPaid) -> Salary:
    """Keep a share of salary as paid."""
    return Salary(
        audience=fact.audience,
        since=fact.time,
        month=paid.month,
        gross=paid.gross,
        net_paid=paid.net_paid,
    )


def refusal(fact: Fact, refused: RefusalRecorded) -> Refusal:
    """Keep that an act was refused."""
    return Refusal(
        audience=fact.audience,
        since=fact.time,
        fact=fact.id,
        asked=refused.command,
        party=refused.party,
        rule=refused.rule,
    )
