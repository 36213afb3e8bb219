"""The first page of a trail, its histories and its gaps."""

from datetime import date, timedelta
from typing import Any

from domain.consultant.events.hiring import HireDeclared
from domain.language import Audience, Party
from domain.mission.events.signing import ContractCopyDelivered
from domain.mission.terms import Trigger
from domain.umbrella.events import Authority, ControlOpened, GuaranteeLapsed, GuaranteeProvided, LapseCause
from projections.audit_trail import AUDIT_TRAIL, AuditTrailView
from tests.projections.life import (
    ACCEPTED,
    ACME,
    ALTO,
    ANNE,
    AT_WORK,
    BROKEN,
    CONSULTANT,
    DOCUMENT,
    MISSION,
    NEEDED,
    PAID,
    PROPOSED,
    REJECTED,
    SCOPED,
    STARTED,
    SUBMITTED,
    WORKED,
    issue_invoice,
    receive_payment,
    record_event,
    record_events,
    time_at,
    view_rows,
)

TODAY = date(2026, 4, 10)
HIRED = HireDeclared(declared_on=date(2026, 3, 5), hired_on=date(2026, 3, 9), reference="DPAE-1")
GUARANTEED = GuaranteeProvided(
    guarantor="Caution",
    amount=48_060_000,
    valid_from=date(2026, 1, 1),
    valid_until=date(2026, 12, 31),
    document=DOCUMENT,
)
BILL = issue_invoice("F-1", "I1", Trigger.SIGNATURE, 300_000)


def show_page(*events: Any, reader: Audience | None = None) -> AuditTrailView:
    return AUDIT_TRAIL.show(view_rows(AUDIT_TRAIL, record_events(*events)), TODAY, reader)


def list_gaps(*events: Any) -> set[str]:
    return {gap.what.en for gap in show_page(*events).gaps}


def test_it_names_the_parties_the_ground_and_who_signed_for_it() -> None:
    first = show_page(*AT_WORK).first_page
    assert first.parties is not None
    assert (first.parties.client, first.parties.consultant, first.parties.umbrella) == (ACME, ANNE, ALTO)
    assert first.recourse is not None
    assert (first.recourse.ground, first.recourse.signed_on) == ("missing_expertise", date(2026, 3, 2))
    assert (first.found_by, first.price_set_by, first.price) == (CONSULTANT, CONSULTANT, 1_000_000)
    assert [(offer.by, offer.price) for offer in first.offers] == [(CONSULTANT, 1_100_000)]


def test_dates_stand_against_the_legal_clock() -> None:
    late = ContractCopyDelivered(delivered_on=date(2026, 3, 13), document=DOCUMENT)
    clock = {one.what: one for one in show_page(*AT_WORK, late, HIRED).first_page.clock}
    assert (clock["concluded"].due_on, clock["concluded"].late) == (date(2026, 3, 11), False)  # type: ignore[index]
    assert clock["copy_delivered"].late is True  # type: ignore[index]
    assert clock["hire_declared"].late is False  # type: ignore[index]


def test_a_guarantee_that_lapsed_says_since_when() -> None:
    lapsed = GuaranteeLapsed(guarantor="Caution", lapsed_on=date(2026, 3, 20), cause=LapseCause.UNPAID)
    (cover,) = show_page(*AT_WORK, GUARANTEED, lapsed).first_page.covers
    assert (cover.by, cover.amount, cover.lapsed_on) == ("Caution", 48_060_000, date(2026, 3, 20))


def test_days_money_and_pay_stand_by_month_with_their_totals() -> None:
    first = show_page(*AT_WORK, BILL, receive_payment("F-1", 360_000), WORKED, PAID).first_page
    march, april = first.months
    assert (march.half_days, march.invoiced, march.gross, march.net_paid) == (12, 300_000, 310_000, 240_000)
    assert (april.month, april.received) == ("2026-04", 300_000)
    assert (first.total.invoiced, first.total.received) == (300_000, 300_000)


def test_what_is_missing_is_named_with_who_could_supply_it() -> None:
    gaps = {gap.what.en: gap for gap in show_page(NEEDED, PROPOSED, SCOPED, STARTED).gaps}
    contract = gaps["The service contract is not signed by all."]
    assert (contract.by, contract.article) == (Party.UMBRELLA, "L1254-22 al. 1")
    assert "No declaration of the hire is on file." in gaps
    assert "No guarantee covers the first day." in gaps
    assert "A deliverable due was not handed over." in gaps


def test_what_is_supplied_is_missing_no_more() -> None:
    assert "No declaration of the hire is on file." not in list_gaps(*AT_WORK, HIRED)
    assert "No guarantee covers the first day." not in list_gaps(*AT_WORK, GUARANTEED)
    assert "The client has not answered a deliverable." in list_gaps(*AT_WORK, SUBMITTED)
    assert "The client has not answered a deliverable." not in list_gaps(*AT_WORK, SUBMITTED, ACCEPTED)
    assert "A breach is not cured." in list_gaps(*AT_WORK, BROKEN)
    assert "The salary of a month worked is missing." in list_gaps(*AT_WORK, WORKED)
    assert "The salary of a month worked is missing." not in list_gaps(*AT_WORK, WORKED, PAID)


def test_the_history_of_a_deliverable_has_each_criterion() -> None:
    (one,) = show_page(*AT_WORK, SUBMITTED, REJECTED, SUBMITTED, ACCEPTED).stories.deliverables
    assert [entry.title.en for entry in one.turns] == [
        "Deliverable submitted",
        "Deliverable rejected",
        "Deliverable submitted",
        "Deliverable accepted",
    ]
    assert [met.met for entry in one.turns for met in entry.criteria] == [False, True]
    assert [criterion.key for criterion in one.criteria] == ["C1"]


def test_a_reader_of_a_part_sees_no_gap_and_no_money_that_is_not_his() -> None:
    life = (*AT_WORK, BILL, WORKED, PAID, BROKEN)
    client, consultant = (
        show_page(*life, reader=Audience.CLIENT),
        show_page(*life, reader=Audience.CONSULTANT),
    )
    assert (client.gaps, client.whole, client.first_page.total.gross) == ((), False, 0)
    assert (consultant.stories.invoices, consultant.first_page.total.invoiced) == ((), 0)
    assert client.first_page.total.invoiced == 300_000
    assert consultant.first_page.total.gross == 310_000


def test_what_is_recorded_after_a_control_is_marked_for_those_who_may_not_read_of_the_control() -> None:
    control = ControlOpened(
        control="K1",
        authority=Authority.URSSAF,
        opened_on=date(2026, 3, 10),
        missions=(MISSION,),
        document=DOCUMENT,
    )
    days = timedelta(days=9)
    events = [
        record_event(NEEDED),
        record_event(control, 1),
        record_event(SUBMITTED, 2, recorded_at=time_at(2) + days),
    ]
    seen = AUDIT_TRAIL.show(view_rows(AUDIT_TRAIL, events), TODAY, Audience.CLIENT)
    assert [(line.late, line.after_control) for line in seen.lines] == [(False, False), (True, True)]
    assert seen.first_page.matters == ()
    assert AUDIT_TRAIL.show(view_rows(AUDIT_TRAIL, events), TODAY).first_page.matters[0].key == "K1"
