"""Deadlines: given events that stored a day, then what is due and by whom; done, it is gone."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from domain.asking import events as outside
from domain.client.events import InsolvencyRecorded, Proceedings
from domain.consultant.employment_terms import InterviewKind
from domain.consultant.events.employer_care import InterviewHeld, InterviewRequested
from domain.consultant.events.hiring import LevelAssigned
from domain.language import Audience, EventId, Level, Party
from domain.mission.course_terms import AskedFor
from domain.mission.events.asking import AskAnswered, PartyAsked
from domain.mission.events.changing import ChangeConsented, ChangeRequested
from domain.mission.events.collecting import ClaimLodged, ClientInsolvencyRecorded, PaymentReversed
from domain.mission.events.ending import MissionClosed, MissionCompleted
from domain.mission.events.signing import ContractCopyDelivered
from domain.mission.terms import ScopeChange, Trigger
from projections import EVERYBODY
from projections.deadlines import DEADLINES
from tests.projections.life import (
    ACCEPTED,
    ACME,
    ANNE,
    CLIENT,
    CONSULTANT,
    DOCUMENT,
    SCOPED,
    SIGNED,
    STARTED,
    SUBJECT,
    SUBMITTED,
    UMBRELLA,
    event_id,
    issue_invoice,
    receive_payment,
    record_events,
    sealed_text,
    view_rows,
)

TODAY = date(2026, 3, 10)
BILL = issue_invoice("F-1", "I1", Trigger.SIGNATURE, 300_000)
AWAITED = replace(SUBMITTED, answer_due_on=date(2026, 3, 20))
COPIED = ContractCopyDelivered(delivered_on=date(2026, 3, 3), document=DOCUMENT)


def list_due(
    *events: Any, key: str = SUBJECT, on: date = TODAY, reader: Audience | None = None
) -> list[tuple[date, Party, str, str | None]]:
    page = DEADLINES.show(view_rows(DEADLINES, record_events(*events), key), on, reader)
    return [(line.due_on, line.party, line.matter, line.of) for line in page.lines]


def test_work_begun_makes_contract_and_copy_due_by_the_legal_day() -> None:
    assert list_due(STARTED) == [
        (date(2026, 3, 11), UMBRELLA, "contract_copy", None),
        (date(2026, 3, 11), UMBRELLA, "service_contract", None),
    ]
    assert list_due(STARTED, SIGNED, COPIED) == []


def test_a_contract_signed_before_the_work_is_never_due() -> None:
    assert list_due(SIGNED, COPIED, STARTED) == []


def test_a_deliverable_is_due_until_handed_over_then_its_answer_until_given() -> None:
    planned, submitted = list_due(SCOPED), list_due(SCOPED, AWAITED)
    assert (date(2026, 3, 31), CONSULTANT, "deliverable", "D1") in planned
    assert (date(2026, 3, 20), CLIENT, "acceptance", "D1") in submitted
    assert not [one for one in list_due(SCOPED, AWAITED, ACCEPTED) if one[3] == "D1"]


def test_once_the_mission_is_completed_nothing_planned_is_due() -> None:
    assert list_due(SCOPED, MissionCompleted(completed_on=TODAY)) == []


@pytest.mark.parametrize("key", [SUBJECT, EVERYBODY])
def test_of_a_mission_that_is_closed_no_row_is_left(key: str) -> None:
    life = (SCOPED, SIGNED, COPIED, STARTED, AWAITED, ACCEPTED, MissionCompleted(completed_on=TODAY))
    assert view_rows(DEADLINES, record_events(*life), key) != {}
    assert view_rows(DEADLINES, record_events(*life, MissionClosed()), key) == {}


def test_a_change_waits_for_each_silent_party() -> None:
    asked = ChangeRequested(
        change="C1",
        by=CLIENT,
        what=sealed_text(),
        why=sealed_text(),
        effect=ScopeChange(),
        answer_due_on=date(2026, 3, 15),
    )
    assert {party for _, party, _, _ in list_due(asked)} == {CONSULTANT, UMBRELLA}
    assert {one[1] for one in list_due(asked, ChangeConsented(change="C1", by=UMBRELLA))} == {CONSULTANT}


def test_an_invoice_is_due_as_long_as_it_is_open() -> None:
    page = DEADLINES.show(
        view_rows(DEADLINES, record_events(BILL, receive_payment("F-1", 60_000))), date(2026, 4, 3)
    )
    (line,) = page.lines
    assert (line.amount, line.days_left, line.article, page.late) == (300_000, -1, "C. com. L441-10", 1)
    assert list_due(BILL, receive_payment("F-1", 360_000)) == []


@pytest.mark.parametrize("key", [SUBJECT, f"client/{ACME}", EVERYBODY])
def test_an_invoice_whose_payment_was_taken_back_is_due_again_wherever_it_stands(key: str) -> None:
    back = PaymentReversed(
        payment=EventId(event_id(1)), reference="R1", reversed_on=TODAY, net=300_000, reason=sealed_text()
    )
    assert [one[2:] for one in list_due(BILL, key=key)] == [("payment", "F-1")]
    assert list_due(BILL, receive_payment("F-1", 360_000), key=key) == []
    assert list_due(BILL, receive_payment("F-1", 360_000), back, key=key) == list_due(BILL, key=key)


def test_an_interview_asked_for_is_due_until_held() -> None:
    key = f"consultant/{ANNE}"
    asked = InterviewRequested(subject=sealed_text(), due_on=date(2026, 3, 18), calendar="c")
    held = InterviewHeld(
        kind=InterviewKind.ON_REQUEST,
        held_on=TODAY,
        request=EventId(event_id(0)),
        invited_on=None,
        reminded_on=None,
        minutes=DOCUMENT,
        copy_due_on=None,
        next_due_on=date(2027, 3, 10),
        grounds=(),
    )
    assert [one[2] for one in list_due(asked, key=key)] == ["interview"]
    assert [one[2] for one in list_due(asked, held, key=key)] == ["next_interview"]


def test_a_level_that_needs_no_review_takes_the_review_away() -> None:
    first = LevelAssigned(level=Level.FIRST, from_on=TODAY, review_on=date(2028, 3, 10))
    senior = LevelAssigned(level=Level.SENIOR, from_on=TODAY)
    assert len(list_due(first, key=f"consultant/{ANNE}")) == 1
    assert list_due(first, senior, key=f"consultant/{ANNE}") == []


def test_an_ask_is_due_until_answered() -> None:
    asked = PartyAsked(
        ask="A1",
        party=CONSULTANT,
        what=AskedFor.MITIGATION,
        because_of=EventId(event_id(0)),
        due_on=date(2026, 3, 17),
    )
    assert list_due(asked) == [(date(2026, 3, 17), CONSULTANT, "asked", None)]
    assert list_due(asked, AskAnswered(ask="A1", party=CONSULTANT, answer=EventId(event_id(1)))) == []


def test_an_ask_outside_of_a_mission_is_due_under_what_it_is_about() -> None:
    about = f"consultant/{ANNE}"
    named = {"about": about, "ask": "A1", "party": CONSULTANT}
    what = AskedFor.ACTIVITY_REPORT
    asked = outside.PartyAsked(
        **named, what=what, of="2026-02", because_of=EventId(event_id(0)), due_on=date(2026, 2, 28)
    )
    line = (date(2026, 2, 28), CONSULTANT, "asked", "2026-02")
    assert list_due(asked, key=about) == list_due(asked, key=EVERYBODY) == [line]
    (shown,) = DEADLINES.show(view_rows(DEADLINES, record_events(asked), about), TODAY).lines
    assert (shown.asked, shown.rule, shown.subject, shown.days_left) == (what, "CC-7", about, -10)
    assert list_due(asked, key=SUBJECT) == []
    for done in (
        outside.AskAnswered(**named, answer=EventId(event_id(1))),
        outside.AskWithdrawn(**named, why="no longer owed"),
    ):
        assert list_due(asked, done, key=about) == list_due(asked, done, key=EVERYBODY) == []


def test_a_claim_lodged_settles_what_the_proceedings_made_due() -> None:
    day, due_on = date(2026, 3, 1), date(2026, 5, 1)
    opened: dict[str, Any] = {"proceedings": Proceedings.RECEIVERSHIP, "published_on": day}
    of_client = InsolvencyRecorded(**opened, judged_on=day, claims_due_on=due_on, document=DOCUMENT)
    of_mission = ClientInsolvencyRecorded(**opened, claim_due_on=due_on, document=DOCUMENT)
    lodged = ClaimLodged(amount=1, lodged_on=date(2026, 3, 9), document=DOCUMENT, grounds=())
    client = f"client/{ACME}"
    first, *others = record_events(of_client, of_mission, lodged)
    events = [replace(first, subject=client), *others]
    for key, count in ((client, 1), (SUBJECT, 1), (EVERYBODY, 2)):
        assert len(DEADLINES.show(view_rows(DEADLINES, events[:2], key), TODAY).lines) == count
        assert DEADLINES.show(view_rows(DEADLINES, events, key), TODAY).lines == ()


def test_everything_is_for_the_house_and_a_party_sees_its_own() -> None:
    assert len(list_due(STARTED, BILL, key=EVERYBODY)) == 3
    assert list_due(STARTED, BILL, key=EVERYBODY, reader=Audience.CLIENT) == []
    assert [one[2] for one in list_due(BILL, reader=Audience.CLIENT)] == ["payment"]
    assert list_due(BILL, reader=Audience.CONSULTANT) == []
