"""Collecting: bank lines moved and returned, penalties, an insolvent client, a loss; no salary changes."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from msgspec.structs import replace as with_

from domain.account.events import EntryKind, EntryPosted, Ledger
from domain.account.posting import EntryReason, post_advance
from domain.client.events import Proceedings
from domain.language import Cents, Kind, Stream
from domain.law.billing import BIL_11
from domain.law.employment import EMP_2
from domain.mission.collecting import (
    ApplyPenalty,
    LodgeClaim,
    ReallocatePayment,
    RecordClientInsolvency,
    ReversePayment,
    WriteOffReceivable,
)
from domain.mission.events.collecting import (
    ClaimLodged,
    ClientInsolvencyRecorded,
    PaymentReallocated,
    PaymentReversed,
    PenaltyApplied,
    ReceivableWrittenOff,
)
from domain.mission.events.working import BreachRecorded
from domain.mission.money_refusals import (
    LineExceeded,
    NoSuchPayment,
    NothingToWriteOff,
    NotInsolvent,
    PaymentKnown,
    TooMuchMoved,
)
from domain.mission.terms import Trigger
from domain.refusals import TwoPersonsNeeded
from tests.domain.given import (
    DOCUMENT,
    MISSION,
    OTHER_MISSION,
    TODAY,
    TWO,
    UMBRELLA,
    event_of,
    given,
    within,
)
from tests.domain.mission.test_billing import (
    INVOICED,
    SIGNED,
    allotted,
    entries,
    entry,
    invoiced,
    line,
    line_of,
    paid,
    paying,
)
from tests.domain.people import EVERYONE
from tests.domain.words import said

A_DAY = timedelta(days=1)
WHY = said("it was for the other one")
SECOND = invoiced(line(Trigger.MILESTONE, "I2", 300_000), number_in_series=2)
BILLS = (EVERYONE, SIGNED, INVOICED, SECOND, allotted(2))
PAID = (*BILLS, paid(240_000, 200_000), entries(200_000, 20_000), line_of(240_000))
PAYMENT = event_of(Kind.MISSION, len(SIGNED) + 3)
MOVED_ON = date(2026, 4, 20)


def moving(amount: Cents, source: str | None = "F-00001", to: str = "F-00002") -> ReallocatePayment:
    return ReallocatePayment(
        mission=MISSION,
        reference="VIR-1",
        from_number=source,
        to_number=to,
        amount=amount,
        reallocated_on=MOVED_ON,
        reason=WHY,
    )


def reallocation(
    amount: Cents, net: Cents, source: str | None = "F-00001", out: Cents | None = None
) -> PaymentReallocated:
    return PaymentReallocated(
        payment=PAYMENT,
        reference="VIR-1",
        from_number=source,
        to_number="F-00002",
        amount=amount,
        net_from=net if out is None else out,
        net_to=net,
        reallocated_on=MOVED_ON,
        reason=WHY,
    )


def test_bil_4_a_part_of_a_bank_line_is_moved_to_another_invoice() -> None:
    given(PAID).when(moving(120_000)).then(reallocation(120_000, 100_000))
    history = given(PAID, reallocation(120_000, 100_000)).history.mission()
    assert [invoice.amount_open for invoice in history.invoices.values()] == [120_000, 240_000]


def test_bil_4_what_was_paid_too_much_reaches_the_account_when_it_is_allocated() -> None:
    too_much = (*BILLS, paid(300_000, 200_000, allocated=240_000), entries(200_000, 20_000), line_of(300_000))
    posted = [
        with_(event, month="2026-04", of_month="2026-04", because="payment VIR-1 moved to invoice F-00002")
        for event in entries(50_000, 5_000)
    ]
    given(too_much).when(moving(60_000, None)).then(reallocation(60_000, 50_000, None, 0), posted)
    refusal = TooMuchMoved(reference="VIR-1", asked=60_001, movable=60_000)
    given(too_much).when(moving(60_001, None)).refused(refusal)
    allocated = (too_much, reallocation(60_000, 50_000, None, 0), posted)
    nothing_left = TooMuchMoved(reference="VIR-1", asked=1, movable=0)
    given(allocated).when(moving(1, None)).refused(nothing_left)


def test_bil_4_no_more_is_moved_than_is_there_and_is_owed() -> None:
    refusal = TooMuchMoved(reference="VIR-1", asked=240_001, movable=240_000)
    given(PAID).when(moving(240_001)).refused(refusal)
    itself = TooMuchMoved(reference="VIR-1", asked=1, movable=0)
    given(PAID).when(moving(1, to="F-00001")).refused(itself)
    lost = replace(moving(1), reference="VIR-9")
    given(PAID).when(lost).refused(NoSuchPayment(reference="VIR-9"))


REVERSE = ReversePayment(mission=MISSION, reference="VIR-1", reversed_on=MOVED_ON, reason=WHY)
REVERSED = PaymentReversed(payment=PAYMENT, reference="VIR-1", reversed_on=MOVED_ON, net=200_000, reason=WHY)


def back(kind: EntryKind, source: Ledger, target: Ledger, amount: Cents) -> EntryPosted:
    return with_(entry(kind, source, target, amount), because="payment VIR-1 reversed")


GONE = (
    back(EntryKind.FEE_REVERSED, Ledger.FEE, Ledger.AVAILABLE, 20_000),
    back(EntryKind.RECEIPT_REVERSED, Ledger.AVAILABLE, Ledger.RECEIVED, 200_000),
)


def test_bil_4_a_line_that_the_bank_took_back_leaves_the_account_with_its_fee() -> None:
    given(PAID).when(REVERSE).then(REVERSED, GONE)
    after = given(PAID, REVERSED, GONE)
    assert after.history.mission().invoices["F-00001"].amount_open == 240_000
    after.when(REVERSE).refused(NoSuchPayment(reference="VIR-1"))
    after.when(paying(240_000)).refused(PaymentKnown(reference="VIR-1"))


def test_emp_2_what_was_spent_meanwhile_is_advanced_not_taken_from_the_consultant() -> None:
    spent = back(EntryKind.SALARY, Ledger.AVAILABLE, Ledger.EMPLOYER_COST, 150_000)
    lacking = back(EntryKind.ADVANCE, Ledger.ADVANCES, Ledger.AVAILABLE, 150_000)
    spent = with_(spent, reference=with_(entries(1, 1)[0]).reference)
    events = given(PAID, spent).when(REVERSE)
    events.then(REVERSED, GONE[0], lacking, GONE[1])


def test_bil_4_a_bank_line_is_recorded_once_in_the_whole_store() -> None:
    there = within(
        Stream(Kind.MISSION, OTHER_MISSION), *SIGNED, invoiced(line(Trigger.SIGNATURE, "I1", 200_000))
    )
    elsewhere = replace(paying(240_000), mission=OTHER_MISSION)
    refusal = LineExceeded(reference="VIR-1", total=240_000, used=240_000, asked=240_000)
    given(PAID, there).when(elsewhere).refused(refusal)
    part = line_of(100_000, total=240_000)
    shared = (*BILLS, paid(100_000, 83_333), entries(83_333, 8_333), part, there)
    for amount, fits in ((139_999, True), (140_000, True), (140_001, False)):
        command = given(shared).when(replace(elsewhere, amount=amount, line_amount=240_000))
        if fits:
            assert command.answer()
        else:
            command.refused(LineExceeded(reference="VIR-1", total=240_000, used=100_000, asked=amount))


def test_emp_2_a_penalty_of_the_client_changes_no_salary() -> None:
    command = ApplyPenalty(mission=MISSION, amount=10_000, reason=WHY)
    grounds = (EMP_2.make_ground(met=True, penalty=10_000, salary="unchanged"),)
    given(EVERYONE, SIGNED).when(command).then(PenaltyApplied(amount=10_000, reason=WHY, grounds=grounds))


INSOLVENT = ClientInsolvencyRecorded(
    proceedings=Proceedings.LIQUIDATION,
    published_on=date(2026, 12, 31),
    claim_due_on=date(2027, 2, 28),
    document=DOCUMENT,
)


def test_bil_11_insolvency_is_recorded_with_the_day_by_which_claims_are_lodged() -> None:
    command = RecordClientInsolvency(
        mission=MISSION,
        proceedings=Proceedings.LIQUIDATION,
        published_on=date(2026, 12, 31),
        document=DOCUMENT,
    )
    given(EVERYONE, SIGNED, INVOICED).when(command).then(INSOLVENT)


@pytest.mark.parametrize("late", [-1, 0, 1])
def test_bil_11_a_claim_lodged_late_is_recorded_with_its_breach(late: int) -> None:
    day = INSOLVENT.claim_due_on + timedelta(days=late)
    command = LodgeClaim(mission=MISSION, lodged_on=day, document=DOCUMENT)
    ground = BIL_11.make_ground(met=late <= 0, due_on=INSOLVENT.claim_due_on, lodged_on=day)
    lodged = ClaimLodged(amount=240_000, lodged_on=day, document=DOCUMENT, grounds=(ground,))
    breach = BreachRecorded(since=INSOLVENT.claim_due_on, ground=ground, concerns_consultant=False)
    before = given(EVERYONE, SIGNED, INVOICED, INSOLVENT)
    before.when(command).then(lodged, *((breach,) if late > 0 else ()))
    given(EVERYONE, SIGNED, INVOICED, INSOLVENT, lodged).when(command).refused(NotInsolvent())
    given(EVERYONE, SIGNED, INVOICED).when(command).refused(NotInsolvent())


WRITE_OFF = WriteOffReceivable(mission=MISSION, number="F-00001", reason=WHY)
WRITTEN = ReceivableWrittenOff(
    number="F-00001",
    amount=240_000,
    net=200_000,
    reason=WHY,
    grounds=(EMP_2.make_ground(met=True, lost=240_000, salary="unchanged"),),
)


def test_ctl_1_two_persons_write_an_invoice_off() -> None:
    before = given(EVERYONE, SIGNED, INVOICED)
    before.when(WRITE_OFF).refused(TwoPersonsNeeded(act="WriteOffReceivable", second_of=(UMBRELLA,)))
    before.when(WRITE_OFF, by=TWO).then(WRITTEN)
    after = given(EVERYONE, SIGNED, INVOICED, WRITTEN)
    after.when(WRITE_OFF, by=TWO).refused(NothingToWriteOff(number="F-00001"))
    assert after.history.mission().invoices["F-00001"].amount_open == 0


def test_emp_2_what_was_advanced_on_a_lost_invoice_is_the_umbrella_companys_loss() -> None:
    history = given(EVERYONE, SIGNED, INVOICED).history
    (advanced,) = post_advance(
        history.state_of(Stream(Kind.ACCOUNT, MISSION)), 250_000, EntryReason("2026-03", "pay")
    )
    borne = with_(
        entry(EntryKind.LOSS_BORNE, Ledger.BORNE, Ledger.ADVANCES, 180_000),
        month="2026-03",
        of_month="2026-03",
        because="invoice F-00001 written off",
        reference=advanced.reference,  # type: ignore[union-attr]
    )
    given(EVERYONE, SIGNED, INVOICED, advanced).when(WRITE_OFF, by=TWO, on=TODAY).then(WRITTEN, borne)


def test_a_lost_invoice_that_is_paid_after_all_is_no_over_payment() -> None:
    given(EVERYONE, SIGNED, INVOICED, WRITTEN).when(paying(240_000)).then(
        paid(240_000, 200_000), entries(200_000, 20_000), line_of(240_000)
    )
