"""The next acts of each party, read from the rows in the usual order of a mission.

An act has a day only if an event stored it. Its readers are those of the row that makes it due.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from msgspec.structs import replace

from domain.language import Audience, Key, Party
from projections.mission_sheet.amounts_due import ACCEPTED, list_amounts_due
from projections.mission_sheet.deeds import DEEDS, Deed, NextAct
from projections.mission_sheet.money_rows import Insolvency, Issued
from projections.mission_sheet.sheet import Sheet
from projections.mission_sheet.sheet_rows import (
    Agreement,
    Breach,
    Change,
    Copy,
    Days,
    Deliverable,
    End,
    Expense,
    Milestone,
    Salary,
    Start,
)
from projections.mission_sheet.states import (
    ChangeState,
    DeliverableState,
    ExpenseState,
    MilestoneState,
    SheetRow,
    Stage,
)
from projections.mission_sheet.unrecorded_months import unrecorded_months

CLIENT, CONSULTANT, UMBRELLA = Party.CLIENT, Party.CONSULTANT, Party.UMBRELLA


def find_next_acts(sheet: Sheet, today: date) -> tuple[NextAct, ...]:
    """Return the acts that each party owes; none once the mission is given up."""
    if sheet.step_of(Stage.GIVEN_UP) is not None:
        return ()
    parts = (
        _negotiation_acts,
        _signing_acts,
        _change_acts,
        _work_acts,
        _delivery_acts,
        _reporting_acts,
        _billing_acts,
        _pay_acts,
        _cure_acts,
    )
    return tuple(act for part in parts for act in part(_ActBuilder(sheet, today)))


@dataclass(frozen=True)
class _ActBuilder:
    """The sheet on a day, and the builder of its next acts."""

    sheet: Sheet
    today: date

    def build_act(
        self, party: Party, deed: Deed, row: SheetRow, of: Key | None = None, due_on: date | None = None
    ) -> NextAct:
        """Build an act that a row makes due."""
        wording = DEEDS[deed]
        return NextAct(
            party=party,
            deed=deed,
            of=of,
            since=row.since,
            due_on=due_on,
            overdue=due_on is not None and due_on < self.today,
            audience=row.audience,
            fr=wording.fr.format(of=of),
            en=wording.en.format(of=of),
        )


def _negotiation_acts(builder: _ActBuilder) -> Iterator[NextAct]:
    sheet = builder.sheet
    if sheet.row_of(Agreement) is not None:
        return
    if proposed := sheet.step_of(Stage.PROPOSED):
        yield builder.build_act(CONSULTANT, Deed.SCOPE, proposed)
    elif needed := sheet.step_of(Stage.NEEDED):
        yield builder.build_act(CONSULTANT, Deed.PROPOSE, needed)


def _signing_acts(builder: _ActBuilder) -> Iterator[NextAct]:
    """Return the acts of signing; the legal delay starts with the first day worked."""
    sheet = builder.sheet
    started, signed = sheet.row_of(Start), sheet.step_of(Stage.SIGNED)
    due_on = started.contract_due_on if started is not None else None
    if signed is None:
        yield from _signature_acts(builder, due_on)
    both = sheet.last_assent(CLIENT, UMBRELLA)
    if both is not None and sheet.row_of(Copy) is None:
        yield builder.build_act(UMBRELLA, Deed.DELIVER_COPY, both, due_on=due_on)


def _signature_acts(builder: _ActBuilder, due_on: date | None) -> Iterator[NextAct]:
    """Return the missing signatures; the umbrella company signs only after its verification."""
    sheet = builder.sheet
    scoped, verified = sheet.step_of(Stage.SCOPED), sheet.step_of(Stage.VERIFIED)
    if scoped is not None and verified is None:
        yield builder.build_act(UMBRELLA, Deed.VERIFY, scoped, due_on=due_on)
    signers = (
        (CONSULTANT, Deed.CONSENT, scoped),
        (CLIENT, Deed.SIGN, scoped),
        (UMBRELLA, Deed.SIGN, verified),
    )
    for party, deed, because in signers:
        if because is not None and sheet.assent_of(party) is None:
            yield builder.build_act(party, deed, because, due_on=due_on)
    if last := sheet.last_assent(CLIENT, CONSULTANT, UMBRELLA):
        yield builder.build_act(UMBRELLA, Deed.EMPLOY, last, due_on=due_on)


def _change_acts(builder: _ActBuilder) -> Iterator[NextAct]:
    """Return the missing answers to each open change; once all agreed, the acts of its amendment."""
    for change in builder.sheet.rows_of(Change):
        if change.state is not ChangeState.OPEN:
            continue
        silent = [
            party for party in (CLIENT, CONSULTANT, UMBRELLA) if party not in (change.by, *change.agreed)
        ]
        for party in silent:
            yield builder.build_act(party, Deed.ANSWER_CHANGE, change, change.key, change.answer_due_on)
        if not silent:
            yield from _amendment_acts(builder, change)


def _amendment_acts(builder: _ActBuilder, change: Change) -> Iterator[NextAct]:
    for party in (CONSULTANT, CLIENT, UMBRELLA):
        if builder.sheet.assent_of(party, change.key) is None:
            deed = Deed.CONSENT_TO_CHANGE if party is CONSULTANT else Deed.SIGN_CHANGE
            yield builder.build_act(party, deed, change, change.key)


def _work_acts(builder: _ActBuilder) -> Iterator[NextAct]:
    sheet = builder.sheet
    agreement, signed = sheet.row_of(Agreement), sheet.step_of(Stage.SIGNED)
    if _is_at_work(sheet):
        yield from _milestone_acts(builder)
    elif sheet.row_of(Start) is None and signed is not None and agreement is not None:
        yield builder.build_act(CONSULTANT, Deed.START, signed, due_on=agreement.starts_on)


def _milestone_acts(builder: _ActBuilder) -> Iterator[NextAct]:
    for milestone in builder.sheet.rows_of(Milestone):
        match milestone.state:
            case MilestoneState.PLANNED:
                yield builder.build_act(CONSULTANT, Deed.REACH, milestone, milestone.key, milestone.due_on)
            case MilestoneState.REACHED:
                yield builder.build_act(CLIENT, Deed.VALIDATE, milestone, milestone.key)
            case MilestoneState.VALIDATED:
                pass


def _delivery_acts(builder: _ActBuilder) -> Iterator[NextAct]:
    sheet = builder.sheet
    if not _is_at_work(sheet):
        return
    deliverables = sheet.rows_of(Deliverable)
    for deliverable in deliverables:
        match deliverable.state:
            case DeliverableState.PLANNED | DeliverableState.REJECTED:
                yield builder.build_act(
                    CONSULTANT, Deed.SUBMIT, deliverable, deliverable.key, deliverable.due_on
                )
            case DeliverableState.SUBMITTED:
                due_on = deliverable.answer_due_on
                yield builder.build_act(CLIENT, Deed.JUDGE, deliverable, deliverable.key, due_on)
            case _:
                pass
    if all(deliverable.state in ACCEPTED for deliverable in deliverables):
        yield from _completion_acts(builder, deliverables)


def _completion_acts(builder: _ActBuilder, accepted: tuple[Deliverable, ...]) -> Iterator[NextAct]:
    """Return the completion, due after the last acceptance, or after the last day if nothing is delivered."""
    agreement, started = builder.sheet.row_of(Agreement), builder.sheet.row_of(Start)
    ends_on = agreement.ends_on if agreement is not None else None
    if started is None:
        return
    if accepted:
        last = max(accepted, key=lambda deliverable: deliverable.since)
        yield builder.build_act(CONSULTANT, Deed.COMPLETE, last, due_on=ends_on)
    elif ends_on is not None and ends_on <= builder.today:
        yield builder.build_act(CONSULTANT, Deed.COMPLETE, started, due_on=ends_on)


def _reporting_acts(builder: _ActBuilder) -> Iterator[NextAct]:
    """Return the acts about days and expenses; the client does not read them."""
    sheet = builder.sheet
    started = sheet.row_of(Start)
    if started is not None:
        for month in unrecorded_months(sheet, builder.today):
            act = builder.build_act(CONSULTANT, Deed.HAVE_DAYS_APPROVED, started, month)
            yield replace(act, since=None, audience=Audience.CONSULTANT)
    for expense in sheet.rows_of(Expense):
        if expense.state is ExpenseState.CLAIMED:
            yield builder.build_act(UMBRELLA, Deed.ANSWER_EXPENSE, expense, expense.key)


def _billing_acts(builder: _ActBuilder) -> Iterator[NextAct]:
    """Return the acts of invoicing; the client reads them, as it reads its invoices."""
    sheet = builder.sheet
    for amount_due in list_amounts_due(sheet):
        act = builder.build_act(UMBRELLA, Deed.INVOICE, amount_due.because, amount_due.key)
        yield replace(act, amount=amount_due.amount, audience=Audience.CLIENT)
    for invoice in sheet.rows_of(Issued):
        if not invoice.transmitted:
            yield builder.build_act(UMBRELLA, Deed.TRANSMIT, invoice, invoice.number)
        yield from _collection_acts(builder, invoice)
    insolvency = sheet.row_of(Insolvency)
    if insolvency is not None and not insolvency.lodged:
        yield builder.build_act(UMBRELLA, Deed.LODGE_CLAIM, insolvency, due_on=insolvency.claim_due_on)


def _collection_acts(builder: _ActBuilder, invoice: Issued) -> Iterator[NextAct]:
    owing = invoice.money.open + invoice.money.penalties_open
    if owing > 0:
        act = builder.build_act(CLIENT, Deed.PAY_INVOICE, invoice, invoice.number, invoice.due_on)
        yield replace(act, amount=owing)
    elif owing < 0:
        act = builder.build_act(UMBRELLA, Deed.PAY_BACK, invoice, invoice.number)
        yield replace(act, amount=-owing)


def _pay_acts(builder: _ActBuilder) -> Iterator[NextAct]:
    """Return the salary of each unpaid month; it does not wait for the client's payment (L1254-8)."""
    paid = {salary.month for salary in builder.sheet.rows_of(Salary)}
    for days in builder.sheet.rows_of(Days):
        if days.half_days and not days.paid and days.month not in paid:
            act = builder.build_act(UMBRELLA, Deed.PAY_SALARY, days, days.month)
            yield replace(act, audience=Audience.CONSULTANT)


def _cure_acts(builder: _ActBuilder) -> Iterator[NextAct]:
    for breach in builder.sheet.rows_of(Breach):
        if not breach.cured:
            yield builder.build_act(UMBRELLA, Deed.CURE, breach, breach.rule)


def _is_at_work(sheet: Sheet) -> bool:
    started, over = sheet.row_of(Start), sheet.step_of(Stage.COMPLETED) or sheet.row_of(End)
    return started is not None and over is None
