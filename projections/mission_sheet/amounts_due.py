"""What may be invoiced now: what the contract and the facts make due, less what was invoiced."""

from collections.abc import Iterator
from typing import NamedTuple

from domain.cents_and_months import portion
from domain.language import Key
from domain.mission.course_terms import WHOLE
from domain.mission.terms import Instalment, PriceMode, Trigger
from projections.mission_sheet.money_rows import Before, Billed, Credit, Issued
from projections.mission_sheet.sheet import Sheet
from projections.mission_sheet.sheet_rows import Agreement, Days, Deliverable, End, Expense, Milestone
from projections.mission_sheet.states import DeliverableState, ExpenseState, MilestoneState, Row, Stage

ACCEPTED = (
    DeliverableState.ACCEPTED,
    DeliverableState.WITH_RESERVATIONS,
    DeliverableState.IN_PART,
    DeliverableState.DEEMED,
)


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
            share = made_due.share if isinstance(made_due, Deliverable) else WHOLE
            amount = portion(instalment.amount, share, WHOLE)
            yield Due(instalment.trigger, instalment.key, amount, made_due)
    if agreement.mode is PriceMode.DAILY_RATE:
        yield from _days(sheet, agreement)
    yield from _expenses(sheet)
    yield from _after_the_end(sheet)


def _made_due(sheet: Sheet, instalment: Instalment) -> Row | None:
    """Return the row that meets the trigger of an instalment."""
    match instalment.trigger:
        case Trigger.SIGNATURE:
            return sheet.step(Stage.SIGNED)
        case Trigger.MILESTONE:
            milestone = sheet.rows.get(f"milestone/{instalment.of}")
            if isinstance(milestone, Milestone) and milestone.state is MilestoneState.VALIDATED:
                return milestone
        case _:
            deliverable = sheet.rows.get(f"deliverable/{instalment.of}")
            if isinstance(deliverable, Deliverable) and deliverable.state in ACCEPTED:
                return deliverable
    return None


def _days(sheet: Sheet, agreement: Agreement) -> Iterator[Due]:
    for days in sheet.every(Days):
        unbilled = days.half_days - _billed(sheet, Trigger.APPROVED_DAYS, days.month)
        if unbilled > 0:
            amount = portion(agreement.rate(days.month), unbilled, 2)
            yield Due(Trigger.APPROVED_DAYS, days.month, amount, days)


def _expenses(sheet: Sheet) -> Iterator[Due]:
    for expense in sheet.every(Expense):
        approved = expense.rebilled and expense.state is ExpenseState.APPROVED
        if approved and not _billed(sheet, Trigger.EXPENSE, expense.key):
            yield Due(Trigger.EXPENSE, expense.key, expense.net, expense)


def _after_the_end(sheet: Sheet) -> Iterator[Due]:
    """What an early end leaves due beside the work itself: the notice not worked, the indemnity."""
    end = sheet.the(End)
    if end is None:
        return
    for key, amount in (("notice", end.notice), ("indemnity", end.indemnity)):
        if amount and not _billed(sheet, Trigger.CLAUSE, key):
            yield Due(Trigger.CLAUSE, key, amount, end)


def _billed(sheet: Sheet, trigger: Trigger, key: Key) -> int:
    """Return how much was billed of it, less what a credit note took back."""
    billed = (line for kind in (Issued, Before) for row in sheet.every(kind) for line in row.billed)
    credited = (line for note in sheet.every(Credit) for line in note.billed)
    return _of(billed, trigger, key) - _of(credited, trigger, key)


def _of(lines: Iterator[Billed], trigger: Trigger, key: Key) -> int:
    return sum(line.quantity for line in lines if (line.trigger, line.key) == (trigger, key))
