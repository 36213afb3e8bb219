"""The amounts to invoice now: those that are due, less those already invoiced."""

from collections.abc import Iterator
from typing import NamedTuple

from domain.cents_and_months import portion
from domain.language import Key
from domain.mission.course_terms import WHOLE
from domain.mission.terms import Instalment, PriceMode, Trigger
from projections.mission_sheet.money_rows import Before, Billed, Credit, Issued
from projections.mission_sheet.sheet import Sheet
from projections.mission_sheet.sheet_rows import Agreement, Days, Deliverable, End, Expense, Milestone
from projections.mission_sheet.states import DeliverableState, ExpenseState, MilestoneState, SheetRow, Stage

ACCEPTED = (
    DeliverableState.ACCEPTED,
    DeliverableState.WITH_RESERVATIONS,
    DeliverableState.IN_PART,
    DeliverableState.DEEMED,
)


class AmountDue(NamedTuple):
    """A due amount in cents before tax, and the row that makes it due."""

    trigger: Trigger
    key: Key
    amount: int
    because: SheetRow


def list_amounts_due(sheet: Sheet) -> Iterator[AmountDue]:
    """Return each amount to invoice, once the contract is signed."""
    agreement, signed = sheet.row_of(Agreement), sheet.step_of(Stage.SIGNED)
    if agreement is None or signed is None:
        return
    for instalment in agreement.schedule:
        trigger_row = _trigger_row(sheet, instalment)
        if trigger_row is not None and not _billed_quantity(sheet, instalment.trigger, instalment.key):
            share = trigger_row.share if isinstance(trigger_row, Deliverable) else WHOLE
            amount = portion(instalment.amount, share, WHOLE)
            yield AmountDue(instalment.trigger, instalment.key, amount, trigger_row)
    if agreement.mode is PriceMode.DAILY_RATE:
        yield from _days_due(sheet, agreement)
    yield from _expenses_due(sheet)
    yield from _due_after_end(sheet)


def _trigger_row(sheet: Sheet, instalment: Instalment) -> SheetRow | None:
    """Return the row that meets the trigger of an instalment."""
    match instalment.trigger:
        case Trigger.SIGNATURE:
            return sheet.step_of(Stage.SIGNED)
        case Trigger.MILESTONE:
            milestone = sheet.rows.get(f"milestone/{instalment.of}")
            if isinstance(milestone, Milestone) and milestone.state is MilestoneState.VALIDATED:
                return milestone
        case _:
            deliverable = sheet.rows.get(f"deliverable/{instalment.of}")
            if isinstance(deliverable, Deliverable) and deliverable.state in ACCEPTED:
                return deliverable
    return None


def _days_due(sheet: Sheet, agreement: Agreement) -> Iterator[AmountDue]:
    for days in sheet.rows_of(Days):
        unbilled = days.half_days - _billed_quantity(sheet, Trigger.APPROVED_DAYS, days.month)
        if unbilled > 0:
            amount = portion(agreement.rate_in(days.month), unbilled, 2)
            yield AmountDue(Trigger.APPROVED_DAYS, days.month, amount, days)


def _expenses_due(sheet: Sheet) -> Iterator[AmountDue]:
    for expense in sheet.rows_of(Expense):
        approved = expense.rebilled and expense.state is ExpenseState.APPROVED
        if approved and not _billed_quantity(sheet, Trigger.EXPENSE, expense.key):
            yield AmountDue(Trigger.EXPENSE, expense.key, expense.net, expense)


def _due_after_end(sheet: Sheet) -> Iterator[AmountDue]:
    """Return the amounts due after an early end beside the work: the notice not worked, the indemnity."""
    end = sheet.row_of(End)
    if end is None:
        return
    for key, amount in (("notice", end.notice), ("indemnity", end.indemnity)):
        if amount and not _billed_quantity(sheet, Trigger.CLAUSE, key):
            yield AmountDue(Trigger.CLAUSE, key, amount, end)


def _billed_quantity(sheet: Sheet, trigger: Trigger, key: Key) -> int:
    """Return the billed quantity of an item, less the credited quantity."""
    billed = (line for kind in (Issued, Before) for row in sheet.rows_of(kind) for line in row.billed)
    credited = (line for note in sheet.rows_of(Credit) for line in note.billed)
    return _sum_quantities(billed, trigger, key) - _sum_quantities(credited, trigger, key)


def _sum_quantities(lines: Iterator[Billed], trigger: Trigger, key: Key) -> int:
    return sum(line.quantity for line in lines if (line.trigger, line.key) == (trigger, key))
