"""The mission sheet: given events, then where the mission stands and who owes what next."""

from datetime import date

import msgspec
import pytest

from domain.aggregates import EVENT_TYPES
from domain.language import Audience, Party
from domain.mission.events.changing import (
    ChangeConsented,
    ChangeDeclined,
    ChangeRequested,
    ChangeWithdrawn,
    ScopeAmended,
)
from domain.mission.events.delivering import AcceptedWithReservations
from domain.mission.events.ending import MissionClosed, MissionCompleted
from domain.mission.events.expenses import ExpenseApproved, ExpenseClaimed
from domain.mission.events.scoping import (
    MissionAbandoned,
    MissionScoped,
    ScopeRevised,
    TermsNegotiated,
)
from domain.mission.events.signing import ConsentGiven, ContractCopyDelivered
from domain.mission.events.working import (
    ActivityAcknowledged,
    BreachCured,
    DaysWorkedRecorded,
    MilestoneReached,
    MilestoneValidated,
)
from domain.mission.terms import Expense as Spent
from domain.mission.terms import ExpenseNature, PriceMode, RecourseGround, ScopeChange, Trigger
from domain.record import Event
from projections.mission_sheet import (
    MISSION_SHEET,
    Dates,
    Deed,
    Invoice,
    MissionSheetView,
    NextAct,
    Price,
    Rows,
    Stage,
    show,
)
from projections.mission_sheet.sheet_rows import (
    Agreement,
    Days,
    Deliverable,
    Milestone,
    Need,
    Rate,
    Salary,
    Step,
)
from projections.mission_sheet.states import DeliverableState, MilestoneState
from projections.projection import fold_rows
from tests.projections.life import (
    ACCEPTED,
    ACME,
    ALTO,
    ANNE,
    AT_WORK,
    BOTH_SIGNED,
    BROKEN,
    CLIENT,
    CONSENTED,
    CONSULTANT,
    DAILY_RATE,
    DOCUMENT,
    ENDS_ON,
    MISSION,
    NEEDED,
    PAID,
    PROPOSED,
    REJECTED,
    SCOPE,
    SCOPED,
    STARTED,
    STARTS_ON,
    SUBMITTED,
    UMBRELLA,
    VERIFIED,
    WORKED,
    build_example,
    event_id,
    issue_invoice,
    receive_payment,
    record_event,
    record_events,
    record_refusal,
    sealed_text,
    sign_contract,
    time_at,
    transmit_invoice,
    view_rows,
)

IN_MARCH, IN_APRIL = date(2026, 3, 10), date(2026, 4, 10)
COPIED = ContractCopyDelivered(delivered_on=date(2026, 3, 3), document=DOCUMENT)
FIRST_BILL = issue_invoice("F-1", "I1", Trigger.SIGNATURE, 300_000)
COMPLETED = MissionCompleted(completed_on=date(2026, 3, 31))
ASKED = ChangeRequested(
    change="C1", by=CLIENT, what=sealed_text("what"), why=sealed_text("why"), effect=ScopeChange()
)
BY_RATE = (NEEDED, PROPOSED, MissionScoped(scope=DAILY_RATE, grounds=()), *BOTH_SIGNED[3:], COPIED, STARTED)


def sheet_rows(*events: Event) -> Rows:
    return view_rows(MISSION_SHEET, record_events(*events))


def show_page(*events: Event, on: date = IN_MARCH, reader: Audience | None = None) -> MissionSheetView:
    return show(sheet_rows(*events), on, reader)


def list_owed(*events: Event, on: date = IN_MARCH, reader: Audience | None = None) -> list[tuple[Party, str]]:
    return [(act.party, act.en) for act in show_page(*events, on=on, reader=reader).next_acts]


def test_a_mission_at_work_shows_where_everything_stands() -> None:
    life = (
        *AT_WORK,
        COPIED,
        FIRST_BILL,
        transmit_invoice("F-1"),
        receive_payment("F-1", 60_000),
        SUBMITTED,
        WORKED,
        PAID,
    )
    first, all_may = len(AT_WORK), Audience.ALL
    assert show_page(*life, record_refusal(), on=IN_APRIL) == MissionSheetView(
        on=IN_APRIL,
        parties=Need(
            audience=all_may,
            since=time_at(0),
            mission=MISSION,
            client=ACME,
            consultant=ANNE,
            umbrella=ALTO,
            what=sealed_text("what"),
            ground=RecourseGround.MISSING_EXPERTISE,
        ),
        stage=Stage.WORKING,
        steps=(
            Step(audience=all_may, since=time_at(0), stage=Stage.NEEDED),
            Step(audience=all_may, since=time_at(1), stage=Stage.PROPOSED),
            Step(audience=all_may, since=time_at(2), stage=Stage.SCOPED),
            Step(audience=all_may, since=time_at(3), stage=Stage.VERIFIED),
            Step(audience=all_may, since=time_at(7), stage=Stage.SIGNED, on=date(2026, 3, 3)),
            Step(audience=all_may, since=time_at(8), stage=Stage.WORKING, on=STARTS_ON),
        ),
        agreement=Agreement(
            audience=all_may,
            since=time_at(2),
            object=sealed_text("object"),
            mode=PriceMode.FIXED,
            price=1_000_000,
            schedule=SCOPE.price.schedule,
            starts_on=STARTS_ON,
            ends_on=ENDS_ON,
            milestones=("M1",),
            deliverables=("D1",),
            rates=(Rate("", 1_000_000),),
        ),
        price=Price(amount=1_000_000, mode=PriceMode.FIXED),
        dates=Dates(
            starts_on=STARTS_ON,
            ends_on=ENDS_ON,
            signed_on=date(2026, 3, 3),
            first_day=STARTS_ON,
            contract_due_on=date(2026, 3, 11),
            copy_delivered_on=date(2026, 3, 3),
            completed_on=None,
        ),
        milestones=(
            Milestone(
                audience=all_may,
                since=time_at(2),
                key="M1",
                title=sealed_text("title"),
                due_on=date(2026, 3, 20),
                state=MilestoneState.PLANNED,
            ),
        ),
        deliverables=(
            Deliverable(
                audience=all_may,
                since=time_at(first + 4),
                key="D1",
                title=sealed_text("title"),
                due_on=date(2026, 3, 31),
                state=DeliverableState.SUBMITTED,
                attempts=1,
            ),
        ),
        changes=(),
        days=(Days(audience=all_may, since=time_at(first + 5), month="2026-03", half_days=12),),
        expenses=(),
        invoices=(
            Invoice(
                number="F-1",
                issued_on=date(2026, 3, 3),
                due_on=date(2026, 4, 2),
                net=300_000,
                total=360_000,
                paid=60_000,
                open=300_000,
                transmitted=True,
                overdue=True,
            ),
        ),
        salaries=(
            Salary(
                audience=Audience.CONSULTANT,
                since=time_at(first + 6),
                month="2026-03",
                gross=310_000,
                net_paid=240_000,
            ),
        ),
        breaches=(),
        refused=1,
        next_acts=(
            NextAct(
                party=CONSULTANT,
                deed=Deed.REACH,
                of="M1",
                since=time_at(2),
                due_on=date(2026, 3, 20),
                overdue=True,
                fr="atteindre le jalon M1",
                en="reach milestone M1",
            ),
            NextAct(
                party=CLIENT,
                deed=Deed.JUDGE,
                of="D1",
                since=time_at(first + 4),
                fr="accepter ou refuser le livrable D1",
                en="accept or reject deliverable D1",
            ),
            NextAct(
                party=CLIENT,
                deed=Deed.PAY_INVOICE,
                of="F-1",
                since=time_at(first + 3),
                due_on=date(2026, 4, 2),
                overdue=True,
                amount=300_000,
                audience=Audience.CLIENT,
                fr="payer la facture F-1",
                en="pay invoice F-1",
            ),
        ),
    )


def test_a_replay_from_nothing_gives_the_same_bytes() -> None:
    life = (*AT_WORK, SUBMITTED, REJECTED, ASKED, FIRST_BILL, WORKED, PAID, BROKEN, record_refusal())
    once = msgspec.json.encode(sheet_rows(*life))
    assert msgspec.json.encode(sheet_rows(*life)) == once
    assert msgspec.json.decode(once, type=Rows) == sheet_rows(*life)


def test_any_event_reads_on_an_empty_sheet() -> None:
    for kind in EVENT_TYPES.values():
        for page in fold_rows(MISSION_SHEET, [record_event(build_example(kind))]).values():
            show(page, IN_APRIL)


def test_nothing_is_known_of_a_mission_before_its_first_event() -> None:
    blank = show_page()
    assert (blank.stage, blank.parties, blank.price, blank.next_acts) == (None, None, None, ())


@pytest.mark.parametrize(
    ("life", "stage", "next_acts"),
    [
        ((NEEDED,), Stage.NEEDED, [(CONSULTANT, "make a proposal")]),
        ((NEEDED, PROPOSED), Stage.PROPOSED, [(CONSULTANT, "write down the scope agreed")]),
        (
            (NEEDED, PROPOSED, SCOPED),
            Stage.SCOPED,
            [
                (UMBRELLA, "verify the mission"),
                (CONSULTANT, "consent to scope and price"),
                (CLIENT, "sign the service contract"),
            ],
        ),
        (
            (NEEDED, PROPOSED, SCOPED, VERIFIED, CONSENTED),
            Stage.VERIFIED,
            [(CLIENT, "sign the service contract"), (UMBRELLA, "sign the service contract")],
        ),
        (
            BOTH_SIGNED[:-1],
            Stage.VERIFIED,
            [
                (UMBRELLA, "conclude an employment contract that covers the mission"),
                (UMBRELLA, "deliver a copy of the signed contract to the consultant"),
            ],
        ),
        (
            (*BOTH_SIGNED, COPIED),
            Stage.SIGNED,
            [(CONSULTANT, "start the work"), (UMBRELLA, "invoice I1")],
        ),
        (
            (*AT_WORK, COPIED, FIRST_BILL),
            Stage.WORKING,
            [
                (CONSULTANT, "reach milestone M1"),
                (CONSULTANT, "submit deliverable D1"),
                (UMBRELLA, "transmit invoice F-1"),
                (CLIENT, "pay invoice F-1"),
            ],
        ),
        ((NEEDED, MissionAbandoned(by=CLIENT, reason=sealed_text())), Stage.GIVEN_UP, []),
    ],
    ids=["needed", "proposed", "scoped", "verified", "all but employed", "signed", "at work", "given up"],
)
def test_each_stage_says_whose_turn_it_is(
    life: tuple[Event, ...], stage: Stage, next_acts: list[tuple[Party, str]]
) -> None:
    assert show_page(*life).stage is stage
    assert list_owed(*life) == next_acts


def test_a_completed_mission_waits_for_invoices_payments_and_salaries_then_closes() -> None:
    second = issue_invoice("F-2", "I2", Trigger.ACCEPTANCE, 700_000)
    life = (
        *AT_WORK,
        COPIED,
        FIRST_BILL,
        transmit_invoice("F-1"),
        receive_payment("F-1", 360_000),
        SUBMITTED,
        ACCEPTED,
    )
    life = (*life, WORKED, COMPLETED)
    assert list_owed(*life) == [(UMBRELLA, "invoice I2"), (UMBRELLA, "pay the salary of 2026-03")]
    closed = (*life, second, transmit_invoice("F-2"), PAID, receive_payment("F-2", 840_000), MissionClosed())
    assert list_owed(*closed) == []
    assert show_page(*closed).stage is Stage.CLOSED


def test_work_may_start_before_the_signature_which_then_has_a_day_by_which_it_is_due() -> None:
    life = (NEEDED, PROPOSED, SCOPED, STARTED)
    late = show_page(*life, on=date(2026, 3, 12))
    assert late.stage is Stage.WORKING
    to_sign = [act for act in late.next_acts if act.deed in (Deed.VERIFY, Deed.CONSENT, Deed.SIGN)]
    assert {(act.due_on, act.overdue) for act in to_sign} == {(date(2026, 3, 11), True)}
    in_time = show_page(*life, on=date(2026, 3, 11))
    assert not any(act.overdue for act in in_time.next_acts)


def test_a_scope_revised_must_be_verified_consented_to_and_signed_again() -> None:
    revised = ScopeRevised(scope=DAILY_RATE, reason=sealed_text(), grounds=())
    life = (NEEDED, PROPOSED, SCOPED, VERIFIED, CONSENTED, sign_contract(CLIENT), revised)
    assert list_owed(*life) == list_owed(NEEDED, PROPOSED, SCOPED)
    after = show_page(*life)
    assert (after.stage, after.milestones, after.deliverables) == (Stage.SCOPED, (), ())
    assert after.price == Price(amount=65_000, mode=PriceMode.DAILY_RATE)


def test_before_the_scope_the_price_is_the_last_one_offered() -> None:
    countered = TermsNegotiated(proposed_by=CLIENT, price=900_000, reasons=sealed_text())
    assert show_page(NEEDED, PROPOSED).price == Price(amount=1_100_000, offered_by=CONSULTANT)
    assert show_page(NEEDED, PROPOSED, countered).price == Price(amount=900_000, offered_by=CLIENT)


def test_a_rejected_deliverable_is_owed_again_and_its_attempts_are_counted() -> None:
    again = (*AT_WORK, SUBMITTED, REJECTED)
    (deliverable,) = show_page(*again).deliverables
    assert (deliverable.state, deliverable.attempts) == (DeliverableState.REJECTED, 1)
    assert (CONSULTANT, "submit deliverable D1") in list_owed(*again)


def test_an_acceptance_with_reservations_makes_its_instalment_due_and_the_work_complete() -> None:
    reserved = AcceptedWithReservations(deliverable="D1", criteria=(), reservations=(sealed_text(),))
    life = (*AT_WORK, SUBMITTED, reserved)
    assert (UMBRELLA, "invoice I2") in list_owed(*life)
    assert (CONSULTANT, "declare the mission completed") in list_owed(*life)


def test_a_milestone_is_reached_then_validated() -> None:
    reached = (*AT_WORK, MilestoneReached(milestone="M1", evidence=DOCUMENT))
    assert (CLIENT, "validate milestone M1") in list_owed(*reached)
    (milestone,) = show_page(*reached, MilestoneValidated(milestone="M1")).milestones
    assert milestone.state is MilestoneState.VALIDATED


def test_a_change_waits_for_each_other_party_then_for_its_amendment() -> None:
    about_change = ("change", "amendment")

    def change_acts(*events: Event) -> list[tuple[Party, str]]:
        return [act for act in list_owed(*AT_WORK, *events) if any(word in act[1] for word in about_change)]

    agreed = [ChangeConsented(change="C1", by=party) for party in (CONSULTANT, UMBRELLA)]
    assert change_acts(ASKED) == [
        (CONSULTANT, "answer change request C1"),
        (UMBRELLA, "answer change request C1"),
    ]
    assert change_acts(ASKED, agreed[0]) == [(UMBRELLA, "answer change request C1")]
    assert change_acts(ASKED, *agreed) == [
        (CONSULTANT, "consent to amendment C1"),
        (CLIENT, "sign amendment C1"),
        (UMBRELLA, "sign amendment C1"),
    ]
    given = (ConsentGiven(change="C1"), sign_contract(CLIENT, "C1"), sign_contract(UMBRELLA, "C1"))
    assert change_acts(ASKED, *agreed, *given, ScopeAmended(change="C1", scope=SCOPE)) == []


def test_only_open_changes_are_shown() -> None:
    other = ChangeRequested(
        change="C2", by=UMBRELLA, what=sealed_text(), why=sealed_text(), effect=ScopeChange(), counters="C1"
    )
    assert [change.key for change in show_page(*AT_WORK, ASKED, other).changes] == ["C2"]
    for over in (
        ChangeDeclined(change="C2", by=CLIENT, reason=sealed_text()),
        ChangeWithdrawn(change="C2", reason=sealed_text()),
    ):
        assert show_page(*AT_WORK, ASKED, other, over).changes == ()


def test_days_at_a_daily_rate_are_to_invoice_and_to_pay_and_a_correction_leaves_its_difference() -> None:
    (bill,) = (act for act in show_page(*BY_RATE, WORKED).next_acts if act.deed is Deed.INVOICE)
    assert (bill.of, bill.amount) == ("2026-03", 390_000)
    march = issue_invoice("F-1", "2026-03", Trigger.APPROVED_DAYS, 32_500)  # one half-day
    corrected = (*BY_RATE, march, DaysWorkedRecorded(month="2026-03", half_days=3))
    (rest,) = (act for act in show_page(*corrected).next_acts if act.deed is Deed.INVOICE)
    assert rest.amount == 65_000
    assert (UMBRELLA, "pay the salary of 2026-03") in list_owed(*corrected)


def test_days_corrected_to_none_are_neither_invoiced_nor_paid() -> None:
    assert list_owed(*BY_RATE, WORKED, DaysWorkedRecorded(month="2026-03", half_days=0)) == []


def test_the_visa_of_the_client_stays_when_days_are_corrected() -> None:
    corrected = DaysWorkedRecorded(month="2026-03", half_days=10)
    (days,) = show_page(*BY_RATE, WORKED, ActivityAcknowledged(month="2026-03"), corrected).days
    assert (days.half_days, days.acknowledged) == (10, True)


def test_a_month_that_is_over_without_days_is_the_consultants_to_report() -> None:
    def months_to_report(*events: Event, on: date) -> list[str | None]:
        acts = show_page(*events, on=on).next_acts
        return [act.of for act in acts if act.deed is Deed.HAVE_DAYS_APPROVED]

    assert months_to_report(*BY_RATE, on=date(2026, 3, 31)) == []
    assert months_to_report(*BY_RATE, on=date(2026, 4, 1)) == ["2026-03"]
    assert months_to_report(*BY_RATE, WORKED, on=date(2026, 6, 1)) == ["2026-04", "2026-05"]
    assert months_to_report(*BY_RATE, WORKED, COMPLETED, on=date(2026, 6, 1)) == []


def test_an_expense_is_answered_then_rebilled() -> None:
    spent = Spent(
        key="E1",
        nature=ExpenseNature.TRAVEL,
        spent_on=STARTS_ON,
        net=12_000,
        receipt=DOCUMENT,
        rebilled=True,
    )
    claimed = (*BY_RATE, ExpenseClaimed(expense=spent))
    assert list_owed(*claimed) == [(UMBRELLA, "answer expense E1")]
    assert list_owed(*claimed, ExpenseApproved(expense="E1", rebilled=True)) == [(UMBRELLA, "invoice E1")]


def test_a_payment_in_part_leaves_the_rest_open_until_the_last() -> None:
    in_part = (*AT_WORK, FIRST_BILL, receive_payment("F-1", 100_000))
    (invoice,) = show_page(*in_part, on=date(2026, 4, 2)).invoices
    assert (invoice.open, invoice.overdue) == (260_000, False)
    (invoice,) = show_page(*in_part, on=date(2026, 4, 3)).invoices
    assert invoice.overdue
    (invoice,) = show_page(*in_part, receive_payment("F-1", 260_000), on=IN_APRIL).invoices
    assert (invoice.open, invoice.overdue) == (0, False)


def test_an_open_breach_is_shown_and_owed_until_it_is_cured() -> None:
    broken = (*AT_WORK, COPIED, BROKEN)
    (breach,) = show_page(*broken).breaches
    assert (breach.rule, breach.article, breach.broken_since) == ("COM-1", "L1254-22", date(2026, 3, 11))
    assert (UMBRELLA, "cure breach COM-1") in list_owed(*broken)
    cured = BreachCured(
        breach=event_id(len(broken) - 1), rule="COM-1", how="signed since", concerns_consultant=False
    )
    assert show_page(*broken, cured).breaches == ()
    assert (UMBRELLA, "cure breach COM-1") not in list_owed(*broken, cured)


def test_a_client_sees_neither_salary_nor_breach_nor_what_is_owed_for_them() -> None:
    seen = show_page(*AT_WORK, COPIED, WORKED, BROKEN, record_refusal(CONSULTANT), reader=Audience.CLIENT)
    assert (seen.salaries, seen.breaches, seen.refused) == ((), (), 0)
    assert {act.deed for act in seen.next_acts} == {Deed.REACH, Deed.SUBMIT, Deed.INVOICE}
    paid = msgspec.json.encode(show_page(*AT_WORK, WORKED, PAID, reader=Audience.CLIENT))
    assert b"240000" not in paid


def test_a_consultant_sees_no_invoice_and_an_auditor_sees_all() -> None:
    life = (*AT_WORK, COPIED, FIRST_BILL, WORKED)
    seen = show_page(*life, reader=Audience.CONSULTANT)
    assert seen.invoices == ()
    assert {act.deed for act in seen.next_acts} == {Deed.REACH, Deed.SUBMIT, Deed.PAY_SALARY}
    assert show_page(*life) == show_page(*life, reader=Audience.UMBRELLA)
