"""The sheet and the mission fold the same events: their money and their states agree."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.language import Audience, Kind
from domain.mission.course_terms import Remains, SuspensionReason, TerminationClause
from domain.mission.events.collecting import PenaltyApplied
from domain.mission.events.delivering import DeliverableDeemedAccepted, PartlyAccepted
from domain.mission.events.ending import MissionTerminated, NoticeGiven
from domain.mission.events.pausing import MissionResumed, MissionSuspended
from domain.mission.mission import Acceptance, Mission
from domain.mission.terms import Trigger
from projections.mission_sheet import MISSION_SHEET, Deed, Invoice, MissionSheetView, Stage, show
from projections.mission_sheet.amounts_due import ACCEPTED
from projections.mission_sheet.sheet_rows import AnyRow
from projections.projection import fold_rows
from tests.domain.lives import play_life as run_choices
from tests.domain.town import Town
from tests.domain.whole_mission import play_whole_mission as build_town
from tests.projections.life import (
    AT_WORK,
    CLIENT,
    CONSULTANT,
    MET,
    SUBMITTED,
    UMBRELLA,
    receive_payment,
    record_events,
    sealed_text,
    view_rows,
)
from tests.projections.life import issue_invoice as bill_client

TODAY = date(2026, 6, 1)


def missions_with_rows(town: Town) -> list[tuple[Mission, dict[str, AnyRow]]]:
    pages = fold_rows(MISSION_SHEET, town.events(Kind.MISSION))
    states = town.history.states
    return [
        (states[stream], pages[str(stream)])
        for stream in states
        if stream.kind is Kind.MISSION and states[stream].client.int
    ]


def assert_agreement(mission: Mission, page: dict[str, AnyRow]) -> None:
    sheet = show(page, TODAY)
    assert {invoice.number: invoice_amounts(invoice) for invoice in sheet.invoices} == {
        number: (one.total, one.credited, one.paid, one.written_off, one.amount_open, one.penalties_open)
        for number, one in mission.invoices.items()
    }
    accepted = {key for key, one in mission.handovers.items() if one.acceptance is Acceptance.ACCEPTED}
    assert {one.key for one in sheet.deliverables if one.state in ACCEPTED} == accepted
    shares = {one.key: one.share for one in sheet.deliverables if one.key in mission.handovers}
    assert shares == {key: one.share for key, one in mission.handovers.items()}
    assert (sheet.pause.from_on if sheet.pause else None) == mission.suspended_on
    assert (sheet.end.terminated_on if sheet.end else None) == (mission.ended.on if mission.ended else None)
    assert any(step.stage is Stage.CLOSED for step in sheet.steps) == mission.closed
    assert {one.key for one in sheet.changes} == {key for key, one in mission.changes.items() if one.open}
    rate = sheet.agreement.rate_in("2026-03") if sheet.agreement else 0
    assert rate == mission.daily_rate("2026-03")


def invoice_amounts(invoice: Invoice) -> tuple[int, ...]:
    return (
        invoice.total,
        invoice.credited,
        invoice.paid,
        invoice.written_off,
        invoice.open,
        invoice.penalties,
    )


def test_on_one_whole_life_they_agree() -> None:
    missions = missions_with_rows(build_town())
    assert len(missions) >= 5
    for mission, page in missions:
        assert_agreement(mission, page)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(min_value=0, max_value=10**6), min_size=1, max_size=60), st.booleans())
def test_on_any_life_they_agree(choices: list[int], one: bool) -> None:
    for mission, page in missions_with_rows(run_choices(choices, one=one)):
        assert_agreement(mission, page)


def show_page(*events: Any, reader: Audience | None = None) -> MissionSheetView:
    return show(view_rows(MISSION_SHEET, record_events(*events)), TODAY, reader)


def test_a_share_accepted_makes_its_share_of_the_price_due() -> None:
    share = PartlyAccepted(deliverable="D1", criteria=(), share=4_000, reasons=sealed_text())
    (bill,) = [act for act in show_page(*AT_WORK, SUBMITTED, share).next_acts if act.of == "I2"]
    assert (bill.deed, bill.amount) == (Deed.INVOICE, 280_000)


def test_silence_deemed_acceptance_makes_the_whole_due() -> None:
    deemed = DeliverableDeemedAccepted(deliverable="D1", answer_due_on=date(2026, 3, 20))
    acts = show_page(*AT_WORK, SUBMITTED, deemed).next_acts
    assert [act.amount for act in acts if act.of == "I2"] == [700_000]


def test_a_pause_is_shown_until_the_work_goes_on() -> None:
    stop = MissionSuspended(by=CLIENT, from_on=date(2026, 3, 12), reason=SuspensionReason.CLIENT_DECISION)
    suspended = show_page(*AT_WORK, stop).pause
    assert suspended is not None
    assert (suspended.by, suspended.reason) == (CLIENT, SuspensionReason.CLIENT_DECISION)
    assert show_page(*AT_WORK, stop, MissionResumed(by=CLIENT, resumed_on=date(2026, 3, 20))).pause is None


ENDED = MissionTerminated(
    by=CLIENT,
    terminated_on=date(2026, 3, 20),
    clause=TerminationClause.NOTICE,
    notice_ends_on=date(2026, 3, 31),
    remains=Remains(work=0, notice=50_000, indemnity=20_000),
    reason=sealed_text(),
    grounds=(MET,),
)


def test_after_an_early_end_no_work_is_owed_and_what_remains_is_to_be_invoiced() -> None:
    notice = NoticeGiven(
        by=CLIENT, given_on=date(2026, 3, 16), notice_days=15, ends_on=date(2026, 3, 31), reason=sealed_text()
    )
    before, after = show_page(*AT_WORK, notice), show_page(*AT_WORK, notice, ENDED)
    assert before.notice is not None
    assert before.notice.ends_on == date(2026, 3, 31)
    assert Deed.SUBMIT in {act.deed for act in before.next_acts}
    assert after.stage is Stage.TERMINATED
    assert {act.deed for act in after.next_acts} & {Deed.SUBMIT, Deed.REACH, Deed.COMPLETE} == set()
    owed = {act.of: act.amount for act in after.next_acts if act.deed is Deed.INVOICE}
    assert owed == {"I1": 300_000, "notice": 50_000, "indemnity": 20_000}


def test_a_client_that_paid_too_much_is_owed_it_back() -> None:
    paid = (*AT_WORK, bill_client("F-1", "I1", Trigger.SIGNATURE, 300_000), receive_payment("F-1", 400_000))
    (act,) = [act for act in show_page(*paid).next_acts if act.deed is Deed.PAY_BACK]
    assert (act.party, act.amount, act.en) == (UMBRELLA, 40_000, "pay back what is too much on F-1")


@pytest.mark.parametrize(
    ("reader", "seen"), [(Audience.CLIENT, 1), (Audience.CONSULTANT, 0), (None, 1), (Audience.UMBRELLA, 1)]
)
def test_a_penalty_of_the_client_is_no_matter_of_the_consultants(reader: Audience | None, seen: int) -> None:
    withheld = PenaltyApplied(amount=20_000, reason=sealed_text(), grounds=(MET,))
    assert len(show_page(*AT_WORK, withheld, reader=reader).penalties) == seen
    assert CONSULTANT not in {act.party for act in show_page(withheld).next_acts}
