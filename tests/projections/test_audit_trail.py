"""The audit trail: given events, then its lines, whole, as each reader may see them."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest

from domain.account.events import EntryKind, EntryPosted, Ledger, Posting
from domain.aggregates import EVENT_TYPES
from domain.invoicing.series import NumberAllotted
from domain.language import Audience, Language
from domain.mission.events.scoping import TermsNegotiated
from domain.mission.terms import Trigger
from domain.record import AuthMethod, AuthType, Channel, Event, Recorded
from domain.refused import RefusalRecorded
from projections import Wording
from projections.audit_trail import (
    AUDIT_TRAIL,
    TITLES,
    Detail,
    Document,
    Line,
    LineKind,
    Unit,
    keys,
    show,
)
from tests.projections.life import (
    ACCEPTED,
    AT_WORK,
    BROKEN,
    CLIENT,
    CONSULTANT,
    DOCUMENT,
    LATE,
    MET,
    MISSION,
    NEEDED,
    PAID,
    SCOPED,
    SIGNED,
    SUBJECT,
    SUBMITTED,
    SYSTEM,
    UMBRELLA,
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
    view_rows,
)

TODAY = date(2026, 4, 10)


def trail_lines(*events: Event) -> tuple[Line, ...]:
    return show_lines(record_events(*events))


def show_lines(events: list[Recorded[Any]]) -> tuple[Line, ...]:
    return show(view_rows(AUDIT_TRAIL, events), TODAY).lines


def of_mission() -> list[type[Event]]:
    elsewhere = ("refusal-recorded", "number-allotted", "entry-posted")
    return [
        kind for name, kind in EVENT_TYPES.items() if ".mission." in name or name.split(".")[3] in elsewhere
    ]


def test_a_trail_says_who_did_what_when_on_what_and_what_was_refused() -> None:
    by_email = record_event(
        sign_contract(CLIENT),
        position=0,
        party=UMBRELLA,
        auth_id="adviser-1",
        auth_method=AuthMethod.ON_BEHALF,
        acted_for=CLIENT,
        channel=Channel.EMAIL,
        evidence=DOCUMENT,
        recorded_at=time_at(0) + timedelta(days=3, hours=1),
    )
    breach = record_event(
        BROKEN, position=1, auth_type=AuthType.SYSTEM, auth_id="jalon", causation_id=event_id(0)
    )
    no = record_event(record_refusal(), position=2, auth_type=AuthType.SYSTEM, auth_id="jalon")

    page = show(view_rows(AUDIT_TRAIL, [by_email, breach, no]), TODAY)
    assert page.lines == (
        Line(
            fact=event_id(0),
            stream=SUBJECT,
            type="fr.jalon.mission.contract-signed.v1",
            kind=LineKind.EVENT,
            party=UMBRELLA,
            acted_for=CLIENT,
            principal="adviser-1",
            second=None,
            auth_type=AuthType.USER,
            method=AuthMethod.ON_BEHALF,
            channel=Channel.EMAIL,
            evidence=DOCUMENT,
            time=time_at(0),
            recorded_at=time_at(0) + timedelta(days=3, hours=1),
            days_after=3,
            late=True,
            after_control=False,
            caused_by=UUID(int=0x6),
            command=UUID(int=0x6),
            story=UUID(int=0x5),
            audience=Audience.ALL,
            grounds=(),
            documents=(Document("document", DOCUMENT),),
            details=(
                Detail("contract", "service"),
                Detail("party", "client"),
                Detail("signed_on", "2026-03-02", Unit.DATE),
                Detail("signatory", sealed_text("signatory")),
                Detail("capacity", sealed_text("capacity")),
                Detail("method", "electronic"),
            ),
        ),
        Line(
            fact=event_id(1),
            stream=SUBJECT,
            type="fr.jalon.mission.breach-recorded.v1",
            kind=LineKind.BREACH,
            party=SYSTEM,
            acted_for=None,
            principal="jalon",
            second=None,
            auth_type=AuthType.SYSTEM,
            method=AuthMethod.SCENARIO,
            channel=None,
            evidence=None,
            time=time_at(1),
            recorded_at=time_at(1),
            days_after=0,
            late=False,
            after_control=False,
            caused_by=event_id(0),
            command=UUID(int=0x6),
            story=UUID(int=0x5),
            audience=Audience.UMBRELLA,
            grounds=(LATE,),
            documents=(),
            details=(
                Detail("since", "2026-03-11", Unit.DATE),
                Detail("concerns_consultant", value=False),
            ),
        ),
        Line(
            fact=event_id(2),
            stream="refusal/00000000-0000-0000-0000-000000000009",
            type="fr.jalon.refusal.refusal-recorded.v1",
            kind=LineKind.REFUSAL,
            party=SYSTEM,
            acted_for=None,
            principal="jalon",
            second=None,
            auth_type=AuthType.SYSTEM,
            method=AuthMethod.SCENARIO,
            channel=None,
            evidence=None,
            time=time_at(2),
            recorded_at=time_at(2),
            days_after=0,
            late=False,
            after_control=False,
            caused_by=UUID(int=0x6),
            command=UUID(int=0x6),
            story=UUID(int=0x5),
            audience=Audience.CLIENT,
            grounds=(),
            documents=(),
            details=(),
            refusal=record_refusal(),
        ),
    )
    assert page.titles == {
        "fr.jalon.mission.contract-signed.v1": Wording(
            "Contrat signé par une partie", "Contract signed by a party"
        ),
        "fr.jalon.mission.breach-recorded.v1": Wording("Manquement constaté", "Breach recorded"),
        "fr.jalon.refusal.refusal-recorded.v1": Wording("Acte refusé", "Act refused"),
    }
    assert page.counts == {
        LineKind.EVENT: 1,
        LineKind.CONSEQUENCE: 0,
        LineKind.BREACH: 1,
        LineKind.REFUSAL: 1,
    }
    assert (page.late, page.after_control, page.whole) == (1, 0, True)


def test_a_replay_from_nothing_gives_the_same_bytes() -> None:
    life = (
        *AT_WORK,
        SUBMITTED,
        ACCEPTED,
        issue_invoice("F-1", "I1", Trigger.SIGNATURE, 300_000),
        BROKEN,
        record_refusal(),
    )
    once = msgspec.json.encode(view_rows(AUDIT_TRAIL, record_events(*life)))
    assert msgspec.json.encode(view_rows(AUDIT_TRAIL, record_events(*life))) == once
    assert msgspec.json.decode(once, type=dict[str, AUDIT_TRAIL.row_type]) == view_rows(
        AUDIT_TRAIL, record_events(*life)
    )


@pytest.mark.parametrize("kind", of_mission(), ids=lambda kind: kind.__name__)
def test_every_event_of_a_mission_has_its_line_and_a_title_in_both_languages(kind: type[Event]) -> None:
    event = record_event(record_refusal() if kind is RefusalRecorded else build_example(kind))
    (key,) = keys(event)
    page = show(view_rows(AUDIT_TRAIL, [event], key), TODAY)
    (line,) = page.lines
    title = page.titles[line.type]
    assert (line.fact, line.type) == (event_id(0), kind.TYPE)
    assert title.text_in(Language.FRENCH)
    assert title.text_in(Language.ENGLISH)


def test_every_event_there_is_has_a_title() -> None:
    assert TITLES.keys() == EVENT_TYPES.keys()


def test_what_is_recorded_the_next_morning_is_not_late_and_what_is_recorded_two_days_after_is() -> None:
    morning = record_event(SUBMITTED, recorded_at=time_at(0) + timedelta(hours=20))
    days_after = record_event(SUBMITTED, recorded_at=time_at(0) + timedelta(days=2))
    assert [(line.days_after, line.late) for line in show_lines([morning, days_after])] == [
        (0, False),
        (2, True),
    ]


def test_what_the_engine_states_is_a_consequence_and_what_a_party_states_is_an_event() -> None:
    assert [line.kind for line in trail_lines(SUBMITTED, SIGNED)] == [LineKind.EVENT, LineKind.CONSEQUENCE]


def test_a_decision_shows_the_rules_that_it_asked() -> None:
    (line,) = trail_lines(SCOPED)
    assert line.grounds == (MET,)


def test_a_nested_value_has_a_dotted_name_and_an_amount_says_that_it_is_in_cents() -> None:
    (line,) = trail_lines(SCOPED)
    details = {detail.name: detail for detail in line.details}
    assert details["scope.object"].value == sealed_text("object")
    assert details["scope.price.amount"] == Detail("scope.price.amount", 1_000_000, Unit.CENTS)
    assert details["scope.price.schedule.I2.of"] == Detail("scope.price.schedule.I2.of", "D1")
    assert details["scope.clauses.payment_days"].unit is None
    assert "scope.price.schedule.I2.key" not in details


def test_a_share_is_in_basis_points_and_a_signed_amount_in_cents() -> None:
    negotiated = TermsNegotiated(proposed_by=CLIENT, price=900_000, reasons=sealed_text())
    offer, bill = trail_lines(negotiated, issue_invoice("F-1", "I1", Trigger.SIGNATURE, 300_000))
    assert Detail("price", 900_000, Unit.CENTS) in offer.details
    assert Detail("vat_rate", 2_000, Unit.BASIS_POINTS) in bill.details


def test_the_number_and_the_entry_of_a_payment_stand_on_the_trail_of_their_mission() -> None:
    number = NumberAllotted(series="F", rank=1, number="F-1", issued_on=TODAY, mission=MISSION)
    entry = EntryPosted(
        month="2026-04",
        of_month="2026-04",
        kind=EntryKind.RECEIPT,
        postings=(Posting(ledger=Ledger.RECEIVED, amount=-300_000),),
        because="payment",
        mission=MISSION,
    )
    assert [keys(event) for event in record_events(SUBMITTED, number, entry, record_refusal())] == [
        {SUBJECT}
    ] * 4
    assert Detail("postings.1.amount", -300_000, Unit.CENTS) in trail_lines(entry)[0].details


def test_an_event_that_names_no_mission_stands_on_no_trail() -> None:
    salary = EntryPosted(
        month="2026-04", of_month="2026-04", kind=EntryKind.SALARY, postings=(), because="salary of 2026-04"
    )
    strangers = [salary, record_refusal(about=None), record_refusal(about=f"pay-month/{MISSION}")]
    assert {name for event in record_events(*strangers) for name in keys(event)} == set()


def test_what_a_mission_leans_on_stands_under_its_consultant_and_its_umbrella_company() -> None:
    beside = [
        kind
        for name, kind in EVENT_TYPES.items()
        if name in AUDIT_TRAIL.event_types and kind not in of_mission()
    ]
    found = {name.partition("/")[0] for kind in beside for name in keys(record_event(build_example(kind)))}
    assert found == {"consultant", "umbrella"}


LIFE = (
    NEEDED,
    PAID,
    receive_payment("F-1", 120_000),
    BROKEN,
    record_refusal(CLIENT),
    record_refusal(CONSULTANT),
)


@pytest.mark.parametrize(
    ("reader", "read"),
    [
        (Audience.CLIENT, ["need-stated", "payment-received", "refusal-recorded"]),
        (Audience.CONSULTANT, ["need-stated", "salary-paid", "refusal-recorded"]),
        (Audience.ALL, ["need-stated"]),
    ],
)
def test_a_reader_sees_what_is_for_all_and_what_is_its_own(reader: Audience, read: list[str]) -> None:
    page = show(view_rows(AUDIT_TRAIL, record_events(*LIFE)), TODAY, reader)
    assert [line.type.split(".")[3] for line in page.lines] == read
    assert page.titles.keys() == {line.type for line in page.lines}
    assert sum(page.counts.values()) == len(read)


@pytest.mark.parametrize("reader", [Audience.UMBRELLA, None])
def test_the_umbrella_company_and_an_auditor_read_all(reader: Audience | None) -> None:
    assert show(view_rows(AUDIT_TRAIL, record_events(*LIFE)), TODAY, reader).lines == trail_lines(*LIFE)


def test_a_client_never_sees_a_salary() -> None:
    shown = msgspec.json.encode(
        show(view_rows(AUDIT_TRAIL, record_events(*AT_WORK, PAID)), TODAY, Audience.CLIENT)
    )
    assert b"salary" not in shown
    assert b"240000" not in shown
