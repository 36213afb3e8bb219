"""Queries over NATS: a reader sees its own missions, and only what is for its audience."""

import asyncio
import json
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from adapters.engine.access import header_names
from tests.adapters.acts import CLIENT_ID, CONSULTANT_ID
from tests.adapters.service.conftest import Ask
from tests.adapters.service.served import (
    ACME,
    JEANNE,
    LEA,
    MISSION,
    OPERATOR,
    RIVAL,
    SACHA,
    URSSAF,
    Asking,
    Caller,
    Served,
)

PAGES = ("mission_sheet", "audit_trail")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("caller", [ACME, JEANNE, LEA, URSSAF])
def test_a_page_is_answered_to_those_whom_it_concerns(
    ask: Ask, served: Served, page: str, caller: Caller
) -> None:
    head = served.head
    answer = ask(caller, lambda caller: caller.query(page, mission=str(MISSION), at_least=head))
    assert answer["outcome"] == "found"
    assert head <= answer["position"] <= served.head
    assert "Un audit" in json.dumps(answer["page"], ensure_ascii=False)
    assert '"box"' not in json.dumps(answer["page"])


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("caller", [RIVAL, SACHA])
def test_a_mission_of_others_gets_the_same_reply_as_a_missing_one(
    ask: Ask, page: str, caller: Caller
) -> None:
    theirs = ask(caller, lambda caller: caller.query(page, mission=str(MISSION)))
    nothing = ask(caller, lambda caller: caller.query(page, mission=str(uuid4())))
    assert theirs == nothing
    assert theirs["outcome"] == "not_found"


def test_a_reader_sees_no_event_that_is_for_another_audience(ask: Ask, served: Served) -> None:
    signal = {
        "mission": str(MISSION),
        "code": "S01",
        "source": "statement",
        "seen_on": "2026-01-05",
        "what": "Des horaires imposés",
    }
    raised = ask(JEANNE, lambda caller: caller.command("raise-signal", signal))
    assert raised["outcome"] == "accepted", raised
    trails = {
        caller: json.dumps(
            ask(caller, lambda caller: caller.query("audit_trail", mission=str(MISSION)))["page"]
        )
        for caller in (ACME, JEANNE, LEA)
    }
    assert ["autonomy-signal-raised" in trails[caller] for caller in (ACME, JEANNE, LEA)] == [
        False,
        True,
        True,
    ]


def test_a_party_reads_its_own_missions_and_refusals(ask: Ask) -> None:
    answers = {
        caller: ask(caller, lambda caller: caller.query("missions"))
        for caller in (ACME, JEANNE, LEA, RIVAL, SACHA)
    }
    mine = [str(MISSION)]
    seen = {caller: [line["mission"] for line in answer["page"]] for caller, answer in answers.items()}
    assert seen == {ACME: mine, JEANNE: mine, LEA: mine, RIVAL: [], SACHA: []}
    assert "invoiced" in answers[ACME]["page"][0]
    assert "invoiced" not in answers[JEANNE]["page"][0]
    refused = ask(ACME, lambda caller: caller.command("verify-mission", {"mission": str(MISSION)}))
    journals = {
        caller: ask(caller, lambda caller: caller.query("refusals"))["page"]
        for caller in (ACME, LEA, RIVAL, JEANNE)
    }
    found = {
        caller: refused["position"] in [line["position"] for line in lines]
        for caller, lines in journals.items()
    }
    assert found == {ACME: True, LEA: True, RIVAL: False, JEANNE: False}


def test_a_page_shows_what_was_known_and_what_had_happened(ask: Ask) -> None:
    def read_sheet(**times: str) -> dict[str, Any]:
        return ask(LEA, lambda caller: caller.query("mission_sheet", mission=str(MISSION), **times))

    assert read_sheet(known_at="2026-01-04")["page"]["stage"] is None
    assert read_sheet(as_of="2026-01-05T08:30:00Z")["page"]["on"] == "2026-01-05"
    assert read_sheet()["page"]["stage"] is not None


def test_a_page_waits_for_the_position_of_ones_own_answer_but_not_for_ever(ask: Ask, served: Served) -> None:
    async def wait_for_position(caller: Asking) -> None:
        head = served.head
        waiting = asyncio.create_task(caller.query("missions", at_least=head + 1))
        async with served.connect_as(ACME) as other:
            refused = await other.command("verify-mission", {"mission": str(MISSION)})
        answer = await waiting
        assert (answer["outcome"], answer["position"]) == ("found", refused["position"])
        behind = await caller.query("missions", at_least=head + 1_000)
        assert (behind["outcome"], behind["position"]) == ("behind", served.head)

    ask(LEA, wait_for_position)


@pytest.mark.parametrize(
    ("body", "path"),
    [
        (b"{", "body"),
        (b"[]", "body"),
        (b"\xff\xfe", "body"),
        (b'{"mission": "x"}', "body"),
        (b'{"role": "umbrella"}', "body"),
        (b'{"principal": "lea"}', "body"),
        (b"{}", "mission"),
        (b'{"known_at": "yesterday"}', "known_at"),
        (b'{"as_of": "2026-01-05T08:00:00"}', "as_of"),
    ],
)
def test_an_unreadable_query_is_malformed(ask: Ask, body: bytes, path: str) -> None:
    msg = ask(LEA, lambda caller: caller.raw("query", "mission_sheet", body))
    answer = msgspec.json.decode(msg.data)
    assert (answer["outcome"], msg.headers[header_names.SERVICE_ERROR_CODE]) == ("malformed", "400")
    assert [fault["path"] for fault in answer["faults"]] == [path]


def test_an_unknown_page_gets_the_list_of_pages(ask: Ask) -> None:
    answer = ask(LEA, lambda caller: caller.query("mission-sheet"))
    assert "mission_sheet" in answer["faults"][0]["en"]


def test_the_operator_reads_no_page(ask: Ask) -> None:
    answer = ask(OPERATOR, lambda caller: caller.query("missions"))
    assert answer["faults"][0]["rule"] == "principal"


def test_the_schema_of_a_command_is_a_page(ask: Ask) -> None:
    answer = ask(ACME, lambda caller: caller.query("schema", command="GiveConsent"))
    assert answer["page"]["$schema"].endswith("2020-12/schema")
    assert answer["page"]["required"] == ["mission"]
    unknown = ask(ACME, lambda caller: caller.query("schema", command="GiveConsnet"))
    assert "GiveConsent" in unknown["faults"][0]["en"]


def test_the_service_describes_itself_and_counts(ask: Ask) -> None:
    async def discover_service(caller: Asking) -> tuple[Any, Any, Any]:
        await caller.query("missions")
        await caller.command("verify-mission", {"mission": 1})
        replies = [
            await caller.client.request(f"$SRV.{verb}", timeout=5) for verb in ("PING", "INFO", "INFO.jalon")
        ]
        return tuple(msgspec.json.decode(msg.data) for msg in replies)

    ping, info, named = ask(ACME, discover_service)
    assert (ping["type"], info["type"]) == (
        "io.nats.micro.v1.ping_response",
        "io.nats.micro.v1.info_response",
    )
    assert info == named
    endpoints = {endpoint["name"]: endpoint for endpoint in info["endpoints"]}
    assert endpoints["command-give-consent"]["subject"] == "jalon.demo.command.*.*.give-consent"
    assert endpoints["command-give-consent"]["metadata"]["schema"] == "urn:jalon:schema:command:GiveConsent"
    assert endpoints["query-mission_sheet"]["metadata"]["schema"] == "urn:jalon:schema:page:mission_sheet"
    assert len(json.dumps(info)) < 100_000


KEYS = {
    "autonomy_file": f"mission/{MISSION}",
    "month_desk": "2026-01",
    "activity_account": f"consultant/{CONSULTANT_ID}",
    "receivables": "all",
    "dependence": f"consultant/{CONSULTANT_ID}",
    "client_exposure": f"client/{CLIENT_ID}",
    "deadlines": "all",
    "compliance": f"mission/{MISSION}",
    "payroll_register": "2026-01",
}


@pytest.mark.parametrize(("page", "key"), KEYS.items())
def test_every_page_is_answered_and_to_a_party_only_what_is_about_itself(
    ask: Ask, page: str, key: str
) -> None:
    outcomes = {
        caller: ask(caller, lambda caller: caller.query(page, key=key))["outcome"]
        for caller in (LEA, URSSAF, ACME, RIVAL, JEANNE, SACHA)
    }
    kind = key.partition("/")[0]
    own = {"mission": (ACME, JEANNE), "consultant": (JEANNE,), "client": (ACME,)}.get(kind, ())
    assert [caller for caller, outcome in outcomes.items() if outcome == "found"] == [
        caller for caller in outcomes if caller in (LEA, URSSAF, *own)
    ]
    assert set(outcomes.values()) <= {"found", "not_found"}
