"""Who owes what next: read from where things stand, in the order of the life of a mission.

A date is shown only where a fact gave it; who may read an act is who may read what makes it due.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from msgspec.structs import replace

from domain.language import Audience, Key, Party
from projections.mission_sheet.amounts_due import ACCEPTED, due
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
    Row,
    Stage,
)
from projections.mission_sheet.unrecorded_months import unrecorded

CLIENT, CONSULTANT, UMBRELLA = Party.CLIENT, Party.CONSULTANT, Party.UMBRELLA


def next_acts(sheet: Sheet, today: date) -> tuple[NextAct, ...]:
    """Return what each party owes; nothing once the mission is given up."""
    if sheet.step(Stage.GIVEN_UP) is not None:
        return ()
    parts = (_negotiating, _signing, _changing, _working, _delivering, _reporting, _billing, _paying, _curing)
    return tuple(act for part in parts for act in part(_Turn(sheet, today)))


@dataclass(frozen=True)
class _Turn:
    """Where things stand on a day."""

    sheet: Sheet
    today: date

    def owes(
        self, party: Party, deed: Deed, row: Row, of: Key | None = None, due_on: date | None = None
    ) -> NextAct:
        """Say that it is a party's turn, because of a row."""
        words = DEEDS[deed]
        return NextAct(
            party=party,
            deed=deed,
            of=of,
            since=row.since,
            due_on=due_on,
            overdue=due_on is not None and due_on < self.today,
            audience=row.audience,
            fr=words.fr.format(of=of),
            en=words.en.format(of=of),
        )


def _negotiating(turn: _Turn) -> Iterator[NextAct]:
    sheet = turn.sheet
    if sheet.the(Agreement) is not None:
        return
    if proposed := sheet.step(Stage.PROPOSED):
        yield turn.owes(CONSULTANT, Deed.SCOPE, proposed)
    elif needed := sheet.step(Stage.NEEDED):
        yield turn.owes(CONSULTANT, Deed.PROPOSE, needed)


def _signing(turn: _Turn) -> Iterator[NextAct]:
    """The clock of the law runs from the first day worked; before it, nothing is late."""
    sheet = turn.sheet
    started, signed = sheet.the(Start), sheet.step(Stage.SIGNED)
    due_on = started.contract_due_on if started is not None else None
    if signed is None:
        yield from _to_sign(turn, due_on)
    both = sheet.agreed(CLIENT, UMBRELLA)
    if both is not None and sheet.the(Copy) is None:
        yield turn.owes(UMBRELLA, Deed.DELIVER_COPY, both, due_on=due_on)


def _to_sign(turn: _Turn, due_on: date | None) -> Iterator[NextAct]:
    """The umbrella company signs only what it has verified; the contract of employment may come last."""
    sheet = turn.sheet
    scoped, verified = sheet.step(Stage.SCOPED), sheet.step(Stage.VERIFIED)
    if scoped is not None and verified is None:
        yield turn.owes(UMBRELLA, Deed.VERIFY, scoped, due_on=due_on)
    asked = (
        (CONSULTANT, Deed.CONSENT, scoped),
        (CLIENT, Deed.SIGN, scoped),
        (UMBRELLA, Deed.SIGN, verified),
    )
    for party, deed, because in asked:
        if because is not None and sheet.assent(party) is None:
            yield turn.owes(party, deed, because, due_on=due_on)
    if last := sheet.agreed(CLIENT, CONSULTANT, UMBRELLA):
        yield turn.owes(UMBRELLA, Deed.EMPLOY, last, due_on=due_on)


def _changing(turn: _Turn) -> Iterator[NextAct]:
    """Each other party answers; once all agreed, the amendment is consented to and signed."""
    for change in turn.sheet.every(Change):
        if change.state is not ChangeState.OPEN:
            continue
        silent = [
            party for party in (CLIENT, CONSULTANT, UMBRELLA) if party not in (change.by, *change.agreed)
        ]
        for party in silent:
            yield turn.owes(party, Deed.ANSWER_CHANGE, change, change.key, change.answer_due_on)
        if not silent:
            yield from _amending(turn, change)


def _amending(turn: _Turn, change: Change) -> Iterator[NextAct]:
    for party in (CONSULTANT, CLIENT, UMBRELLA):
        if turn.sheet.assent(party, change.key) is None:
            deed = Deed.CONSENT_TO_CHANGE if party is CONSULTANT else Deed.SIGN_CHANGE
            yield turn.owes(party, deed, change, change.key)


def _working(turn: _Turn) -> Iterator[NextAct]:
    sheet = turn.sheet
    agreement, signed = sheet.the(Agreement), sheet.step(Stage.SIGNED)
    if _at_work(sheet):
        yield from _reaching(turn)
    elif sheet.the(Start) is None and signed is not None and agreement is not None:
        yield turn.owes(CONSULTANT, Deed.START, signed, due_on=agreement.starts_on)


def _reaching(turn: _Turn) -> Iterator[NextAct]:
    for milestone in turn.sheet.every(Milestone):
        match milestone.state:
            case MilestoneState.PLANNED:
                yield turn.owes(CONSULTANT, Deed.REACH, milestone, milestone.key, milestone.due_on)
            case MilestoneState.REACHED:
                yield turn.owes(CLIENT, Deed.VALIDATE, milestone, milestone.key)
            case MilestoneState.VALIDATED:
                pass


def _delivering(turn: _Turn) -> Iterator[NextAct]:
    sheet = turn.sheet
    if not _at_work(sheet):
        return
    deliverables = sheet.every(Deliverable)
    for deliverable in deliverables:
        match deliverable.state:
            case DeliverableState.PLANNED | DeliverableState.REJECTED:
                yield turn.owes(CONSULTANT, Deed.SUBMIT, deliverable, deliverable.key, deliverable.due_on)
            case DeliverableState.SUBMITTED:
                due_on = deliverable.answer_due_on
                yield turn.owes(CLIENT, Deed.JUDGE, deliverable, deliverable.key, due_on)
            case _:
                pass
    if all(one.state in ACCEPTED for one in deliverables):
        yield from _completing(turn, deliverables)


def _completing(turn: _Turn, accepted: tuple[Deliverable, ...]) -> Iterator[NextAct]:
    """The last acceptance ends the work; without deliverables, the agreed date does."""
    agreement, started = turn.sheet.the(Agreement), turn.sheet.the(Start)
    ends_on = agreement.ends_on if agreement is not None else None
    if started is None:
        return
    if accepted:
        last = max(accepted, key=lambda one: one.since)
        yield turn.owes(CONSULTANT, Deed.COMPLETE, last, due_on=ends_on)
    elif ends_on is not None and ends_on <= turn.today:
        yield turn.owes(CONSULTANT, Deed.COMPLETE, started, due_on=ends_on)


def _reporting(turn: _Turn) -> Iterator[NextAct]:
    """Days and expenses are between the consultant and the umbrella company."""
    sheet = turn.sheet
    started = sheet.the(Start)
    if started is not None:
        for month in unrecorded(sheet, turn.today):
            act = turn.owes(CONSULTANT, Deed.HAVE_DAYS_APPROVED, started, month)
            yield replace(act, since=None, audience=Audience.CONSULTANT)
    for expense in sheet.every(Expense):
        if expense.state is ExpenseState.CLAIMED:
            yield turn.owes(UMBRELLA, Deed.ANSWER_EXPENSE, expense, expense.key)


def _billing(turn: _Turn) -> Iterator[NextAct]:
    """What is billed is read by the client, as invoices are."""
    sheet = turn.sheet
    for owed in due(sheet):
        act = turn.owes(UMBRELLA, Deed.INVOICE, owed.because, owed.key)
        yield replace(act, amount=owed.amount, audience=Audience.CLIENT)
    for invoice in sheet.every(Issued):
        if not invoice.transmitted:
            yield turn.owes(UMBRELLA, Deed.TRANSMIT, invoice, invoice.number)
        yield from _collecting(turn, invoice)
    insolvency = sheet.the(Insolvency)
    if insolvency is not None and not insolvency.lodged:
        yield turn.owes(UMBRELLA, Deed.LODGE_CLAIM, insolvency, due_on=insolvency.claim_due_on)


def _collecting(turn: _Turn, invoice: Issued) -> Iterator[NextAct]:
    owing = invoice.money.open + invoice.money.penalties_open
    if owing > 0:
        act = turn.owes(CLIENT, Deed.PAY_INVOICE, invoice, invoice.number, invoice.due_on)
        yield replace(act, amount=owing)
    elif owing < 0:
        act = turn.owes(UMBRELLA, Deed.PAY_BACK, invoice, invoice.number)
        yield replace(act, amount=-owing)


def _paying(turn: _Turn) -> Iterator[NextAct]:
    """A month worked is a month paid, whatever the client did (L1254-8)."""
    paid = {salary.month for salary in turn.sheet.every(Salary)}
    for days in turn.sheet.every(Days):
        if days.half_days and not days.paid and days.month not in paid:
            act = turn.owes(UMBRELLA, Deed.PAY_SALARY, days, days.month)
            yield replace(act, audience=Audience.CONSULTANT)


def _curing(turn: _Turn) -> Iterator[NextAct]:
    for breach in turn.sheet.every(Breach):
        if not breach.cured:
            yield turn.owes(UMBRELLA, Deed.CURE, breach, breach.rule)


def _at_work(sheet: Sheet) -> bool:
    started, over = sheet.the(Start), sheet.step(Stage.COMPLETED) or sheet.the(End)
    return started is not None and over is None
