"""What may be invoiced now: what the contract and the facts make due, less what was invoiced."""

from collections.abc import Iterator
from typing import NamedTuple

from domain.language import Key, portion
from domain.mission.terms import Instalment, PriceMode, Trigger
from projections.mission_sheet.rows import (
    Agreement,
    Billed,
    Days,
    Deliverable,
    DeliverableState,
    Expense,
    ExpenseState,
    Issued,
    Milestone,
    MilestoneState,
    Row,
    Stage,
)
from projections.mission_sheet.sheet import Sheet

ACCEPTED = (DeliverableState.ACCEPTED, DeliverableState.WITH_RESERVATIONS)


class Due(NamedTuple):
    """An amount that became due, in cents before tax, and the row that makes it so."""

    trigger: Trigger
    key: Key
    amount: int
    because: Row


def due(sheet: Sheet) -> Iterator[Due]:
    """Return each amount to invoice, once the contract is signed."""
    agreement, signed = sheet.the(Agreement), sheet.step(Stage.SIGNED)
    if agreement is None or signed is None:
        return
    for instalment in agreement.schedule:
        made_due = _made_due(sheet, instalment)
        if made_due is not None and not _billed(sheet, instalment.trigger, instalment.key):
            yield Due(instalment.trigger, instalment.key, instalment.amount, made_due)
    if agreement.mode is PriceMode.DAILY_RATE:
        yield from _days(sheet, agreement.price)
    yield from _expenses(sheet)


def _made_due(sheet: Sheet, instalment: Instalment) -> Row | None:
    """Return the row that meets the trigger of an instalment."""
    match instalment.trigger:
        case Trigger.SIGNATURE:
            return sheet.step(Stage.SIGNED)
        case Trigger.MILESTONE:
            milestone = sheet.rows.get(f"milestone/{instalment.of}")
            reached = isinstance(milestone, Milestone) and milestone.state is MilestoneState.VALIDATED
            return milestone if reached else None
        case _:
            deliverable = sheet.rows.get(f"deliverable/{instalment.of}")
            accepted = isinstance(deliverable, Deliverable) and deliverable.state in ACCEPTED
            return deliverable if accepted else None


def _days(sheet: Sheet, daily_rate: int) -> Iterator[Due]:
    for days in sheet.every(Days):
        unbilled = days.half_days - _billed(sheet, Trigger.APPROVED_DAYS, days.month)
        if unbilled > 0:
            yield Due(Trigger.APPROVED_DAYS, days.month, portion(daily_rate, unbilled, 2), days)


def _expenses(sheet: Sheet) -> Iterator[Due]:
    for expense in sheet.every(Expense):
        approved = expense.rebilled and expense.state is ExpenseState.APPROVED
        if approved and not _billed(sheet, Trigger.EXPENSE, expense.key):
            yield Due(Trigger.EXPENSE, expense.key, expense.net, expense)


def _billed(sheet: Sheet, trigger: Trigger, key: Key) -> int:
    lines: Iterator[Billed] = (line for invoice in sheet.every(Issued) for line in invoice.billed)
    return sum(line.quantity for line in lines if (line.trigger, line.key) == (trigger, key))
