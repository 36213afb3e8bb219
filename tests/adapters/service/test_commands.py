"""Commands over NATS: the subject identifies the principal; the reply holds only what it may read."""

import asyncio
import threading
from collections.abc import Generator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from adapters.engine.access import header_names
from adapters.engine.clock import real_now
from tests.adapters.acts import CONSULTANT_ID, DOCUMENT
from tests.adapters.service.conftest import Ask
from tests.adapters.service.served import (
    ACME,
    JEANNE,
    LEA,
    MAX,
    MISSION,
    OPERATOR,
    SACHA,
    Asking,
    Served,
    count_requests,
    until,
)

MINE = {"mission": str(MISSION)}
EVIDENCE: dict[str, Any] = {**MINE, "kind": "methodology", "made_on": "2026-01-05", "document": DOCUMENT}


def instant_after(delay: timedelta) -> str:
    return (real_now() + delay).isoformat()


@contextmanager
def hold_write_lock(served: Served, free: threading.Event) -> Generator[None]:
    """Hold the write lock of the store, as another process might, until `free` is set."""
    taken = threading.Event()

    def hold_lock() -> None:
        with served.server.archive.store.begin_unit_of_work():
            taken.set()
            free.wait(60)

    holder = threading.Thread(target=hold_lock)
    holder.start()
    try:
        assert taken.wait(10)
        yield
    finally:
        free.set()
        holder.join()


def faults_of(answer: dict[str, Any]) -> list[tuple[str, str]]:
    return [(fault["path"], fault["rule"]) for fault in answer["faults"]]


def test_a_command_is_answered_with_the_events_as_they_are_stored(ask: Ask, served: Served) -> None:
    id = uuid4()
    first = ask(JEANNE, lambda caller: caller.command("give-consent", MINE, id))
    assert first["outcome"] == "accepted"
    (placed,) = first["facts"]
    assert placed["position"] == first["position"]
    (stored,) = served.server.archive.store.select_notifications(placed["position"], 1)
    assert msgspec.json.decode(stored.state) == placed["fact"]
    assert (placed["fact"]["authid"], placed["fact"]["authmethod"]) == (JEANNE.name, "nats-subject")
    head = served.head
    assert ask(JEANNE, lambda caller: caller.command("give-consent", MINE, id)) == first
    assert served.head == head


def test_a_refusal_says_its_rule_and_its_article_in_both_languages(ask: Ask) -> None:
    answer = ask(ACME, lambda caller: caller.command("verify-mission", MINE))
    assert answer["outcome"] == "refused"
    assert answer["refusal"]["refusal"] == "NotTheirAct"
    assert all(answer["refusal"][part] for part in ("rule", "article", "fr", "en"))
    (entry,) = answer["facts"]
    assert entry["fact"]["audience"] == "client"


def test_a_party_may_not_act_in_the_matters_of_another(ask: Ask) -> None:
    answer = ask(SACHA, lambda caller: caller.command("give-consent", MINE))
    assert answer["refusal"]["refusal"] == "SomeoneElses"


@pytest.mark.parametrize(
    "body", [b"", b"\x00\xff\xfe", b"{", b"[]", b"null", b'"a"', b'{"mission": 12}', b"\xed\xa0\x80" * 99]
)
def test_garbage_gets_a_clear_no_and_nothing_is_stored(ask: Ask, served: Served, body: bytes) -> None:
    head = served.head
    msg = ask(
        JEANNE,
        lambda caller: caller.raw("command", "give-consent", body, {header_names.COMMAND_ID: str(uuid4())}),
    )
    answer = msgspec.json.decode(msg.data)
    assert answer["outcome"] == "malformed"
    assert all(fault["fr"] and fault["en"] for fault in answer["faults"])
    assert (msg.headers[header_names.SERVICE_ERROR], msg.headers[header_names.SERVICE_ERROR_CODE]) == (
        "malformed",
        "400",
    )
    assert served.head == head


def test_an_unknown_verb_gets_a_similar_name(ask: Ask) -> None:
    answer = ask(JEANNE, lambda caller: caller.command("give-consnet", MINE))
    assert answer["outcome"] == "malformed"
    assert "GiveConsent" in answer["faults"][0]["en"]


@pytest.mark.parametrize("named", ["role", "principal", "party", "tenant"])
def test_only_the_subject_identifies_the_principal(ask: Ask, named: str) -> None:
    answer = ask(JEANNE, lambda caller: caller.command("give-consent", {**MINE, named: "umbrella"}))
    assert faults_of(answer) == [(named, "unknown_field")]
    answer = ask(JEANNE, lambda caller: caller.command("give-consent", MINE, **{named: "umbrella"}))
    assert faults_of(answer) == [(f"Jalon-{named.title()}", "unknown_field")]


def test_all_faults_of_the_headers_are_returned_together(ask: Ask) -> None:
    given = {
        header_names.EXPIRES: "tomorrow",
        header_names.TIME: "2026-01-05T09:00:00",
        header_names.ON_BEHALF: "somebody",
        header_names.CHANNEL: "pigeon",
        header_names.DRY_RUN: "perhaps",
        header_names.CORRELATION_ID: "12",
        "jalon-expires": "2026-01-05T09:00:00Z",
    }
    msg = ask(LEA, lambda caller: caller.raw("command", "verify-mission", msgspec.json.encode(MINE), given))
    assert {path for path, _ in faults_of(msgspec.json.decode(msg.data))} == {header_names.COMMAND_ID, *given}


def test_an_expired_command_is_not_done_but_an_answer_given_stands(ask: Ask, served: Served) -> None:
    id, late = uuid4(), instant_after(-timedelta(seconds=1))
    head = served.head
    answer = ask(
        JEANNE, lambda caller: caller.command("announce-availability", _available(), id, expires=late)
    )
    assert (answer["outcome"], served.head) == ("expired", head)
    soon = instant_after(timedelta(minutes=1))
    done = ask(JEANNE, lambda caller: caller.command("announce-availability", _available(), id, expires=soon))
    assert done["outcome"] == "accepted"
    again = ask(
        JEANNE, lambda caller: caller.command("announce-availability", _available(), id, expires=late)
    )
    assert again == done


def _available() -> dict[str, Any]:
    return {"consultant": str(CONSULTANT_ID), "from_on": "2026-07-01", "share": 10_000}


def test_a_dry_run_says_what_would_be_answered_and_stores_nothing(ask: Ask, served: Served) -> None:
    head = served.head
    answer = ask(JEANNE, lambda caller: caller.command("announce-availability", _available(), dry_run="true"))
    assert (answer["outcome"], answer["dry_run"]) == ("accepted", True)
    assert [placed["position"] for placed in answer["facts"]] == [None]
    assert served.head == head


def test_an_earlier_time_is_for_the_umbrella_company_on_a_document(ask: Ask) -> None:
    then = "2026-01-05T08:00:00Z"
    alone = ask(JEANNE, lambda caller: caller.command("announce-availability", _available(), time=then))
    assert alone["refusal"]["refusal"] == "DocumentMissing"
    later = ask(LEA, lambda caller: caller.command("verify-mission", MINE, time="2199-01-01T00:00:00Z"))
    assert faults_of(later) == [("time", "future_time")]


def test_the_act_of_another_party_is_recorded_on_its_document(ask: Ask) -> None:
    given = {"on_behalf": "consultant", "channel": "email", "evidence": DOCUMENT}
    answer = ask(LEA, lambda caller: caller.command("announce-availability", _available(), **given))
    (placed,) = answer["facts"]
    event = placed["fact"]
    assert (event["authid"], event["authmethod"]) == (LEA.name, "on-behalf")
    assert (event["actedfor"], event["channel"], event["evidence"]) == ("consultant", "email", DOCUMENT)
    for_another = ask(ACME, lambda caller: caller.command("announce-availability", _available(), **given))
    assert for_another["refusal"]["refusal"] == "NotTheirAct"


def test_two_persons_act_each_by_its_own_subject(ask: Ask, served: Served) -> None:
    id, body = (
        uuid4(),
        {"consultant": str(CONSULTANT_ID), "iban": "DE89370400440532013000", "from_on": "2026-02-01"},
    )
    alone = ask(JEANNE, lambda caller: caller.command("change-bank-details", body))
    assert alone["refusal"]["refusal"] == "TwoPersonsNeeded"
    head = served.head
    approved = ask(LEA, lambda caller: caller.command("change-bank-details", body, id, approve="true"))
    assert (approved["outcome"], served.head) == ("approved", head)
    with_it = {"approval": approved["approval"]}
    done = ask(JEANNE, lambda caller: caller.command("change-bank-details", body, id, **with_it))
    assert done["outcome"] == "accepted"
    assert (done["facts"][0]["fact"]["authid"], done["facts"][0]["fact"]["secondid"]) == (
        JEANNE.name,
        LEA.name,
    )
    assert ask(JEANNE, lambda caller: caller.command("change-bank-details", body, id, **with_it)) == done


def test_an_approval_is_good_for_one_command_of_one_body_by_one_who_is_still_there(
    ask: Ask, served: Served
) -> None:
    id, body = (
        uuid4(),
        {"consultant": str(CONSULTANT_ID), "iban": "DE89370400440532013000", "from_on": "2026-02-01"},
    )
    approved = ask(MAX, lambda caller: caller.command("change-bank-details", body, id, approve="true"))[
        "approval"
    ]
    other = {**body, "iban": "FR1420041010050500013M02606"}
    forged = approved[:-8] + ("AAAAAAA=" if not approved.endswith("AAAAAAA=") else "BBBBBBA=")
    wrong = [
        ask(JEANNE, lambda caller: caller.command("change-bank-details", other, id, approval=approved)),
        ask(JEANNE, lambda caller: caller.command("change-bank-details", body, uuid4(), approval=approved)),
        ask(JEANNE, lambda caller: caller.command("request-erasure", body, id, approval=approved)),
        *(ask(JEANNE, lambda it, text=text: it.command("change-bank-details", body, id, approval=text))
          for text in (forged, "", ".", "a.b", approved + ".", "é.é")),
    ]  # fmt: skip
    assert {answer["outcome"] for answer in wrong} == {"malformed"}
    assert all((header_names.APPROVAL, "approval") in faults_of(answer) for answer in wrong)
    own = ask(JEANNE, lambda caller: caller.command("change-bank-details", body, id, approve="true"))[
        "approval"
    ]
    alone = ask(JEANNE, lambda caller: caller.command("change-bank-details", body, uuid4(), approval=own))
    assert alone["outcome"] == "malformed"
    same = ask(JEANNE, lambda caller: caller.command("change-bank-details", body, id, approval=own))
    assert same["refusal"]["refusal"] == "TwoPersonsNeeded"


def test_only_the_operator_moves_the_clock_and_does_nothing_else(ask: Ask, served: Served) -> None:
    onwards = {"tenant": "demo", "to": "2026-01-20T08:00:00Z"}
    for caller in (LEA, JEANNE, ACME):
        answer = ask(caller, lambda caller: caller.command("advance-clock", onwards))
        assert faults_of(answer) == [("subject", "operator")]
    assert faults_of(ask(OPERATOR, lambda caller: caller.command("verify-mission", MINE))) == [
        ("subject", "operator")
    ]
    moved = ask(OPERATOR, lambda caller: caller.command("advance-clock", onwards))
    assert moved["facts"][0]["fact"]["time"] == "2026-01-20T08:00:00Z"


def test_a_reply_goes_to_the_callers_own_inbox_or_nowhere(ask: Ask, served: Served) -> None:
    async def send_forged_replies(caller: Asking) -> None:
        async with served.connect_as(ACME) as victim:
            heard = await victim.client.subscribe(f"_INBOX.{ACME.role}.{ACME.name}.>")
            await victim.client.flush()
            dropped, head = await count_requests(served, outcome="dropped"), served.head
            given = {header_names.COMMAND_ID: str(uuid4())}
            for reply in (f"_INBOX.{ACME.role}.{ACME.name}.x", "jalon.demo.event.all.x", ""):
                subject = caller.subject("command", "announce-availability")
                await caller.client.publish(
                    subject, msgspec.json.encode(_available()), reply=reply, headers=given
                )
            await caller.client.flush()

            async def all_dropped() -> bool:
                return await count_requests(served, outcome="dropped") == dropped + 3

            await until(all_dropped)
            await victim.client.flush()
            assert (heard.pending_msgs, served.head) == (0, head)

    ask(JEANNE, send_forged_replies)


def test_the_subject_of_another_is_closed_by_the_broker(ask: Ask, served: Served) -> None:
    async def use_other_subjects(caller: Asking) -> None:
        head = served.head
        for subject in (
            f"jalon.demo.command.client.{ACME.name}.abandon-mission",
            f"jalon.demo.command.umbrella.{JEANNE.name}.verify-mission",
            f"jalon.other.command.consultant.{JEANNE.name}.give-consent",
        ):
            inbox = caller.client.new_inbox()
            await caller.client.publish(subject, msgspec.json.encode(MINE), reply=inbox)

            async def is_refused(subject: str = subject) -> bool:
                return subject.lower() in str(caller.client.last_error).lower()

            await until(is_refused)
        assert served.head == head

    ask(JEANNE, use_other_subjects)


def test_a_huge_payload_disconnects_its_caller_and_not_the_service(ask: Ask, served: Served) -> None:
    async def send_huge_payload(caller: Asking) -> None:
        caller.client._max_payload = 2**30
        await caller.client.publish(caller.subject("command", "give-consent"), b"x" * 10_000_000)

        async def is_disconnected() -> bool:
            return caller.client.is_closed

        await until(is_disconnected)

    ask(JEANNE, send_huge_payload)
    assert ask(JEANNE, lambda caller: caller.query("missions"))["outcome"] == "found"


def test_a_body_that_fits_a_message_but_not_the_validation_is_malformed(ask: Ask) -> None:
    body = {**MINE, "text": "x" * (2**20 - 300)}
    answer = ask(JEANNE, lambda caller: caller.command("give-consent", body))
    assert answer["outcome"] == "malformed"


def test_the_revoked_and_the_damaged_get_an_answer_too(ask: Ask, served: Served) -> None:
    register = served.tenancy.principals
    registered = register.find_principal(*SACHA)
    assert registered is not None
    place = next(served.server.credentials.parent.rglob(f"*{SACHA.name}.json"))
    try:
        register.save_principal(msgspec.structs.replace(registered, revoked_at=real_now()))
        answer = ask(SACHA, lambda caller: caller.command("announce-availability", _available()))
        assert faults_of(answer) == [("subject", "principal")]
        place.write_text("{damaged by Jeanne Aubry")
        msg = ask(SACHA, lambda caller: caller.raw("command", "give-consent", b"{}"))
        answer = msgspec.json.decode(msg.data)
        assert (answer["outcome"], msg.headers[header_names.SERVICE_ERROR_CODE]) == ("defect", "500")
        assert answer["incident"]
        assert b"Traceback" not in msg.data
        assert b"Aubry" not in msg.data
    finally:
        register.save_principal(registered)


def test_when_too_many_wait_the_answer_is_busy_at_once_and_the_others_are_let_in(
    ask: Ask, served: Served
) -> None:
    free = threading.Event()

    async def send_too_many(caller: Asking) -> None:
        many = [asyncio.create_task(caller.command("give-consent", MINE, dry_run="true")) for _ in range(600)]
        assert {(await task)["outcome"] for task in many[512:]} == {"busy"}
        async with served.connect_as(LEA) as other:
            waits = asyncio.create_task(other.command("verify-mission", MINE, dry_run="true"))
            found = await other.query("missions")
            assert found["outcome"] == "found"
            free.set()
            assert (await waits)["outcome"] != "busy"
        assert {(await task)["outcome"] for task in many[:512]} <= {"accepted", "refused"}

    with hold_write_lock(served, free):
        ask(JEANNE, send_too_many)


def test_a_full_disk_is_said_and_once_there_is_room_commands_are_answered_again(
    ask: Ask, served: Served
) -> None:
    writer, id = served.server.archive.store.datastore._writer, uuid4()
    (pages,) = writer.execute("PRAGMA page_count").fetchone()
    (most,) = writer.execute(f"PRAGMA max_page_count = {pages}").fetchone()
    long = {**EVIDENCE, "about": "x" * 10_000}

    async def fill_disk(caller: Asking) -> dict[str, Any]:
        for _ in range(200):
            answer = await caller.command("record-evidence", long, id)
            if answer["outcome"] == "busy":
                return answer
        raise AssertionError(answer)

    head = served.head
    try:
        assert most == pages
        full = ask(JEANNE, fill_disk)
    finally:
        writer.execute("PRAGMA max_page_count = 1073741823")
    assert full["command_id"] == str(id)
    assert "command id" in full["en"]
    assert served.head == head

    async def repeat_until_accepted(caller: Asking) -> None:
        async def is_accepted() -> bool:
            return (await caller.command("record-evidence", long, id))["outcome"] == "accepted"

        await until(is_accepted)

    ask(JEANNE, repeat_until_accepted)
