"""What is due, by whom, by when, under which article?

A mission, a consultant, a client and the umbrella company each have a key; the key `all` has everything. The
view of `all` takes invoices from the keys of the clients, because a paid invoice may become due again. Each
event stores the day that it sets, and the view computes no day. A settled matter is removed.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.asking.events import OutsideAskEvent
from domain.language import Audience, Key, Kind, Party
from domain.law.contract import AGR_1
from domain.mission.course_terms import AskedFor
from domain.mission.events.billing import Invoiced
from domain.mission.events.collecting import ClaimLodged
from domain.mission.events.ending import MissionClosed
from domain.mission.terms import Scope
from domain.record import Event, ProjectedEvent
from projections import EVERYBODY, may_read, may_read_all
from projections.deadlines.deadline_rows import DueRow, Matter, Plan, Planned, Row, Settled
from projections.deadlines.matters import DONE, EARLY, OPENS, OVER, SCOPED, SETTLES, UNDONE, OpenedMatter
from projections.invoice_balance import (
    BALANCE_TYPES,
    Owed,
    change_balances,
    client_key,
    debtor_keys,
    debtor_row,
    is_all_clients,
)
from projections.projection import PureProjection, event_types

EVENT_TYPES = BALANCE_TYPES | event_types(*OPENS, *SETTLES, *SCOPED, *OVER, *DONE, *UNDONE)
_MONEY_TYPES = BALANCE_TYPES | event_types(Invoiced)

Rows = Mapping[str, Row]
Changed = dict[str, Row | None]


class Line(Struct, frozen=True, kw_only=True):
    """A matter that is due; `days_left` is below zero if it is late.

    `amount` is in cents, tax included. `asked` is the act of an ask.
    """

    due_on: date
    days_left: int
    party: Party
    matter: Matter
    asked: AskedFor | None
    of: str | None
    rule: Key
    article: str
    subject: str
    amount: int | None
    fact: UUID


class DeadlinesView(Struct, frozen=True, kw_only=True):
    """The due matters, sorted by day."""

    on: date
    late: int
    lines: tuple[Line, ...]


def keys(recorded: ProjectedEvent[Any]) -> set[str]:
    """Return the keys that the event changes; payments change only the mission and the client."""
    if isinstance(recorded.data, ClaimLodged):
        return {recorded.subject, client_key(recorded.client_id), EVERYBODY}
    if recorded.data.TYPE not in _MONEY_TYPES:
        return {_subject_of(recorded), EVERYBODY}
    owing = {recorded.subject, client_key(recorded.client_id)}
    return {*owing, EVERYBODY} if isinstance(recorded.data, Invoiced) else owing


def evolve(key: str, rows: Rows, recorded: ProjectedEvent[Event]) -> Mapping[str, Row | None]:
    """Add the rows that the event makes due and remove those that it settles.

    Only the umbrella company may read the rows of `all`, whatever the audience of their events.
    """
    if key == EVERYBODY:
        if isinstance(recorded.data, Invoiced):
            return debtor_row(rows, recorded)
        seen: Any = recorded
        recorded = replace(seen, audience=Audience.UMBRELLA)
    event, subject = recorded.data, _subject_of(recorded)
    kind: type[Event] = type(event)
    changed: Changed = dict(change_balances(rows, recorded))
    if kind in SETTLES:
        changed |= {
            _place_of(closed.about or subject, closed.matter, closed.of): _settled_row(
                recorded, closed.matter
            )
            for closed in SETTLES[kind](recorded, event)
        }
    if kind in OPENS:
        dues = (_due_row(recorded, subject, opened) for opened in OPENS[kind](recorded, event))
        changed |= {place: due for place, due in dues if not isinstance(rows.get(place), Settled)}
    if subject.startswith(Kind.MISSION):
        changed |= _change_plan(rows, recorded)
    return changed


def _subject_of(recorded: ProjectedEvent[Any]) -> str:
    """Return the subject of an event; an ask outside of a mission names its own."""
    return recorded.data.about if isinstance(recorded.data, OutsideAskEvent) else recorded.subject


def _place_of(subject: str, matter: Matter, of: str | None) -> str:
    """Return the place of a matter; `change_balances` looks up invoices at `issued/<number>`."""
    return f"issued/{of}" if matter is Matter.PAYMENT else f"{subject}/{matter}/{of or ''}"


def _settled_row(recorded: ProjectedEvent[Any], matter: Matter) -> Row | None:
    return Settled(fact=recorded.id) if matter in EARLY and type(recorded.data) not in OVER else None


def _due_row(recorded: ProjectedEvent[Any], subject: str, opened: OpenedMatter) -> tuple[str, Row | None]:
    place = _place_of(subject, opened.matter, opened.settled_by)
    if opened.due_on is None:
        return place, None
    money = Owed(recorded.data.total) if isinstance(recorded.data, Invoiced) else None
    return place, DueRow(
        audience=recorded.audience,
        subject=subject,
        matter=opened.matter,
        party=opened.party,
        due_on=opened.due_on,
        rule=opened.rule.id,
        article=opened.rule.article,
        fact=recorded.id,
        of=opened.of,
        asked=opened.asked,
        money=money,
    )


def _change_plan(rows: Rows, recorded: ProjectedEvent[Any]) -> Changed:
    """Return the open rows of the plan after an event; once the mission is over, there is none."""
    event, place = recorded.data, f"{recorded.subject}/plan"
    before = rows.get(place)
    plan = before if isinstance(before, Plan) else None
    if isinstance(event, SCOPED):
        done = plan.done if plan is not None else ()
        after = Plan(
            audience=recorded.audience, fact=recorded.id, planned=_planned_by(event.scope), done=done
        )
    elif plan is None or type(event) not in _PLAN_EVENTS:
        return {}
    else:
        after = None if isinstance(event, MissionClosed) else _update_plan(plan, event)
    removed: Changed = (
        {_place_of(recorded.subject, item.matter, item.key): None for item in plan.planned} if plan else {}
    )
    return {**removed, place: after, **(_open_plan(recorded.subject, after) if after else {})}


_PLAN_EVENTS = {*OVER, *DONE, *UNDONE}


def _update_plan(plan: Plan, event: Event) -> Plan:
    kind = type(event)
    if kind in DONE:
        _, field = DONE[kind]
        return replace(plan, done=(*plan.done, getattr(event, field)))
    if kind in UNDONE:
        _, field = UNDONE[kind]
        return replace(plan, done=tuple(key for key in plan.done if key != getattr(event, field)))
    return replace(plan, planned=())


def _planned_by(scope: Scope) -> tuple[Planned, ...]:
    milestones = (Planned(Matter.MILESTONE, item.key, item.due_on) for item in scope.milestones)
    deliverables = (Planned(Matter.DELIVERABLE, item.key, item.due_on) for item in scope.deliverables)
    return (*milestones, *deliverables)


def _open_plan(subject: str, plan: Plan) -> Changed:
    return {
        _place_of(subject, planned.matter, planned.key): DueRow(
            audience=plan.audience,
            subject=subject,
            matter=planned.matter,
            party=Party.CONSULTANT,
            due_on=planned.due_on,
            rule=AGR_1.id,
            article=AGR_1.article,
            fact=plan.fact,
            of=planned.key,
        )
        for planned in plan.planned
        if planned.key not in plan.done
    }


def show(rows: Rows, today: date, reader: Audience | None = None) -> DeadlinesView:
    """Show the due matters that the reader may see; only the umbrella company and an auditor read `all`."""
    if not may_read_all(reader) and is_all_clients(rows):
        rows = {}
    due = [row for row in rows.values() if isinstance(row, DueRow) and may_read(reader, row.audience)]
    lines = sorted(_list_lines(due, today, reader), key=lambda line: line.due_on)
    return DeadlinesView(on=today, late=sum(line.days_left < 0 for line in lines), lines=tuple(lines))


def _list_lines(due: Iterable[DueRow], today: date, reader: Audience | None) -> Iterable[Line]:
    for row in due:
        amount = _open_amount(row, reader)
        if amount is None or amount > 0:
            yield Line(
                due_on=row.due_on,
                days_left=(row.due_on - today).days,
                party=row.party,
                matter=row.matter,
                asked=row.asked,
                of=row.of,
                rule=row.rule,
                article=row.article,
                subject=row.subject,
                amount=amount,
                fact=row.fact,
            )


def _open_amount(row: DueRow, reader: Audience | None) -> int | None:
    """Return the open amount of an invoice in cents; only the umbrella company and an auditor see a loss."""
    if row.money is None:
        return None
    return row.money.open + (0 if may_read_all(reader) else row.money.written_off)


DEADLINES = PureProjection(
    name="deadlines",
    version=3,
    event_types=EVENT_TYPES,
    row_type=Row,
    view_type=DeadlinesView,
    brief=True,
    keys=keys,
    evolve=evolve,
    related_keys=debtor_keys,
    show=show,
)
