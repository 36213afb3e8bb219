"""The rows of a running mission that is taken over, as if its past events were recorded here."""

from collections.abc import Iterator
from typing import Any

from domain.language import Party
from domain.mission.events.scoping import MissionTakenOver
from domain.mission.terms import Trigger
from domain.record import ProjectedEvent
from projections.invoice_balance import Owed
from projections.mission_sheet import row_builders
from projections.mission_sheet.money_rows import Before, Billed, Issued
from projections.mission_sheet.row_updates import update_row
from projections.mission_sheet.sheet_rows import AnyRow, Changed, Days, Need, OnSheet, Rows, place_rows
from projections.mission_sheet.states import DeliverableState, MilestoneState, Stage


def take_over(rows: Rows, recorded: ProjectedEvent[Any], event: MissionTakenOver) -> Changed:
    """Return the rows of the past of a mission."""
    steps = [row_builders.step_row(recorded, Stage.NEEDED), row_builders.step_row(recorded, Stage.SCOPED)]
    if event.past.signed_on is not None:
        steps.append(row_builders.step_row(recorded, Stage.SIGNED, event.past.signed_on))
    steps.append(row_builders.step_row(recorded, Stage.WORKING, event.past.started_on))
    agreed = row_builders.agreement_rows(rows, recorded, event.scope)
    begun = row_builders.start_row(recorded, event.past.started_on, event.contract_due_on)
    return {
        **agreed,
        **_finish_rows({place: row for place, row in agreed.items() if row is not None}, recorded, event),
        **place_rows(
            _need_row(recorded, event),
            *steps,
            begun,
            *_signature_rows(recorded, event),
            *_past_rows(recorded, event),
        ),
    }


def _need_row(recorded: ProjectedEvent[Any], event: MissionTakenOver) -> Need:
    return Need(
        **row_builders.stamp_of(recorded),
        mission=recorded.stream.id,
        client=event.client,
        consultant=event.consultant,
        umbrella=event.umbrella,
        what=event.need.what,
        ground=event.need.ground,
    )


def _signature_rows(recorded: ProjectedEvent[Any], event: MissionTakenOver) -> list[OnSheet]:
    if event.past.signed_on is None:
        return []
    return [
        row_builders.assent_row(recorded, party, None)
        for party in (Party.CLIENT, Party.CONSULTANT, Party.UMBRELLA)
    ]


def _finish_rows(agreed: Rows, recorded: ProjectedEvent[Any], event: MissionTakenOver) -> Changed:
    done: dict[str, AnyRow | None] = {}
    for key in event.past.validated:
        done.update(update_row(agreed, recorded, f"milestone/{key}", state=MilestoneState.VALIDATED))
    for key in event.past.accepted:
        done.update(
            update_row(agreed, recorded, f"deliverable/{key}", state=DeliverableState.ACCEPTED, attempts=1)
        )
    return done


def _past_rows(recorded: ProjectedEvent[Any], event: MissionTakenOver) -> Iterator[OnSheet]:
    """Return the worked months, their billed items, and the issued invoices."""
    past, stamp = event.past, row_builders.stamp_of(recorded)
    days = [
        Days(**stamp, month=month.month, half_days=month.half_days, paid=month.salary_paid)
        for month in past.months
    ]
    billed = [
        Billed(Trigger.APPROVED_DAYS, month.month, month.billed_half_days)
        for month in past.months
        if month.billed_half_days
    ]
    billed += [
        Billed(part.trigger, part.key, 1) for part in event.scope.price.schedule if part.key in past.billed
    ]
    invoices = [
        Issued(
            **stamp,
            number=invoice.number,
            issued_on=invoice.issued_on,
            due_on=invoice.issued_on,
            net=invoice.net,
            billed=(),
            money=Owed(invoice.total, paid=invoice.paid),
            transmitted=True,
        )
        for invoice in past.invoices
    ]
    yield from days
    yield Before(**stamp, billed=tuple(billed))
    yield from invoices
