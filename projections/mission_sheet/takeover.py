"""A running mission taken over: its past is on the sheet as if each of its facts had been recorded here."""

from collections.abc import Iterator
from typing import Any

from domain.language import Party
from domain.mission.events.scoping import MissionTakenOver
from domain.mission.terms import Trigger
from domain.record import Brief
from projections.invoice_balance import Owed
from projections.mission_sheet import row_builders
from projections.mission_sheet.money_rows import Before, Billed, Issued
from projections.mission_sheet.row_updates import moved
from projections.mission_sheet.sheet_rows import AnyRow, Changed, Days, Need, OnSheet, Rows, put
from projections.mission_sheet.states import DeliverableState, MilestoneState, Stage


def taken_over(rows: Rows, fact: Brief[Any], said: MissionTakenOver) -> Changed:
    """Return all that the mission had behind it."""
    steps = [row_builders.step(fact, Stage.NEEDED), row_builders.step(fact, Stage.SCOPED)]
    if said.past.signed_on is not None:
        steps.append(row_builders.step(fact, Stage.SIGNED, said.past.signed_on))
    steps.append(row_builders.step(fact, Stage.WORKING, said.past.started_on))
    agreed = row_builders.agreed(rows, fact, said.scope)
    begun = row_builders.start(fact, said.past.started_on, said.contract_due_on)
    return {
        **agreed,
        **_done({place: row for place, row in agreed.items() if row is not None}, fact, said),
        **put(_need(fact, said), *steps, begun, *_signatures(fact, said), *_behind(fact, said)),
    }


def _need(fact: Brief[Any], said: MissionTakenOver) -> Need:
    return Need(
        **row_builders.seen(fact),
        mission=fact.stream.id,
        client=said.client,
        consultant=said.consultant,
        umbrella=said.umbrella,
        what=said.need.what,
        ground=said.need.ground,
    )


def _signatures(fact: Brief[Any], said: MissionTakenOver) -> list[OnSheet]:
    if said.past.signed_on is None:
        return []
    return [
        row_builders.assent(fact, party, None) for party in (Party.CLIENT, Party.CONSULTANT, Party.UMBRELLA)
    ]


def _done(agreed: Rows, fact: Brief[Any], said: MissionTakenOver) -> Changed:
    done: dict[str, AnyRow | None] = {}
    for key in said.past.validated:
        done.update(moved(agreed, fact, f"milestone/{key}", state=MilestoneState.VALIDATED))
    for key in said.past.accepted:
        done.update(moved(agreed, fact, f"deliverable/{key}", state=DeliverableState.ACCEPTED, attempts=1))
    return done


def _behind(fact: Brief[Any], said: MissionTakenOver) -> Iterator[OnSheet]:
    """Return the months worked, what was billed of them, and the invoices issued."""
    past, seen = said.past, row_builders.seen(fact)
    days = [
        Days(**seen, month=one.month, half_days=one.half_days, paid=one.salary_paid) for one in past.months
    ]
    billed = [
        Billed(Trigger.APPROVED_DAYS, one.month, one.billed_half_days)
        for one in past.months
        if one.billed_half_days
    ]
    billed += [
        Billed(part.trigger, part.key, 1) for part in said.scope.price.schedule if part.key in past.billed
    ]
    invoices = [
        Issued(
            **seen,
            number=one.number,
            issued_on=one.issued_on,
            due_on=one.issued_on,
            net=one.net,
            billed=(),
            money=Owed(one.total, paid=one.paid),
            transmitted=True,
        )
        for one in past.invoices
    ]
    yield from days
    yield Before(**seen, billed=tuple(billed))
    yield from invoices
