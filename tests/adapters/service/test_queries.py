"""A page over NATS: its reader sees its own missions, and of them what is for such as him."""

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
    Sender,
    Served,
)

PAGES = ("mission_sheet", "audit_trail")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("sender", [ACME, JEANNE, LEA, URSSAF])
def test_a_page_is_answered_to_those_whom_it_concerns(
    ask: Ask, served: Served, page: str, sender: Sender
) -> None:
    head = served.head
    answer = ask(sender, lambda one: one.query(page, mission=str(MISSION), at_least=head))
    assert answer["outcome"] == "found"
    assert head <= answer["position"] <= served.head
    assert "Un audit" in json.dumps(answer["page"], ensure_ascii=False)
    assert '"box"' not in json.dumps(answer["page"])


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("sender", [RIVAL, SACHA])
def test_a_mission_of_others_is_not_found_as_one_that_there_is_not(
    ask: Ask, page: str, sender: Sender
) -> None:
    theirs = ask(sender, lambda one: one.query(page, mission=str(MISSION)))
    nothing = ask(sender, lambda one: one.query(page, mission=str(uuid4())))
    assert theirs == nothing
    assert theirs["outcome"] == "not_found"


def test_a_reader_sees_no_line_that_is_not_for_such_as_him(ask: Ask, served: Served) -> None:
    signal = {
        "mission": str(MISSION),
        "code": "S01",
        "source": "statement",
        "seen_on": "2026-01-05",
        "what": "Des horaires imposés",
    }
    raised = ask(JEANNE, lambda one: one.command("raise-signal", signal))
    assert raised["outcome"] == "accepted", raised
    trails = {
        sender: json.dumps(ask(sender, lambda one: one.query("audit_trail", mission=str(MISSION)))["page"])
        for sender in (ACME, JEANNE, LEA)
    }
    assert ["autonomy-signal-raised" in trails[sender] for sender in (ACME, JEANNE, LEA)] == [
        False,
        True,
        True,
    ]


def test_the_missions_and_the_refusals_are_ones_own(ask: Ask) -> None:
    asked = {
        sender: ask(sender, lambda one: one.query("missions")) for sender in (ACME, JEANNE, LEA, RIVAL, SACHA)
    }
    mine = [str(MISSION)]
    seen = {sender: [line["mission"] for line in answer["page"]] for sender, answer in asked.items()}
    assert seen == {ACME: mine, JEANNE: mine, LEA: mine, RIVAL: [], SACHA: []}
    assert "invoiced" in asked[ACME]["page"][0]
    assert "invoiced" not in asked[JEANNE]["page"][0]
    refused = ask(ACME, lambda one: one.command("verify-mission", {"mission": str(MISSION)}))
    journals = {
        sender: ask(sender, lambda one: one.query("refusals"))["page"]
        for sender in (ACME, LEA, RIVAL, JEANNE)
    }
    found = {
        sender: refused["position"] in [line["position"] for line in lines]
        for sender, lines in journals.items()
    }
    assert found == {ACME: True, LEA: True, RIVAL: False, JEANNE: False}


def test_a_page_tells_what_was_known_and_what_had_happened(ask: Ask) -> None:
    def told(**times: str) -> dict[str, Any]:
        return ask(LEA, lambda one: one.query("mission_sheet", mission=str(MISSION), **times))

    assert told(known_at="2026-01-04")["page"]["stage"] is None
    assert told(as_of="2026-01-05T08:30:00Z")["page"]["on"] == "2026-01-05"
    assert told()["page"]["stage"] is not None


def test_a_page_waits_for_the_position_of_ones_own_answer_but_not_for_ever(ask: Ask, served: Served) -> None:
    async def wait(one: Asking) -> None:
        head = served.head
        waiting = asyncio.create_task(one.query("missions", at_least=head + 1))
        async with served.as_(ACME) as other:
            refused = await other.command("verify-mission", {"mission": str(MISSION)})
        answer = await waiting
        assert (answer["outcome"], answer["position"]) == ("found", refused["position"])
        behind = await one.query("missions", at_least=head + 1_000)
        assert (behind["outcome"], behind["position"]) == ("behind", served.head)

    ask(LEA, wait)


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
def test_a_question_that_cannot_be_understood_is_malformed(ask: Ask, body: bytes, path: str) -> None:
    msg = ask(LEA, lambda one: one.raw("query", "mission_sheet", body))
    answer = msgspec.json.decode(msg.data)
    assert (answer["outcome"], msg.headers[header_names.SERVICE_ERROR_CODE]) == ("malformed", "400")
    assert [fault["path"] for fault in answer["faults"]] == [path]


def test_an_unknown_page_gets_those_that_there_are(ask: Ask) -> None:
    answer = ask(LEA, lambda one: one.query("mission-sheet"))
    assert "mission_sheet" in answer["faults"][0]["en"]


def test_the_operator_reads_no_page(ask: Ask) -> None:
    answer = ask(OPERATOR, lambda one: one.query("missions"))
    assert answer["faults"][0]["rule"] == "principal"


def test_the_schema_of_a_command_is_a_page(ask: Ask) -> None:
    answer = ask(ACME, lambda one: one.query("schema", command="GiveConsent"))
    assert answer["page"]["$schema"].endswith("2020-12/schema")
    assert answer["page"]["required"] == ["mission"]
    unknown = ask(ACME, lambda one: one.query("schema", command="GiveConsnet"))
    assert "GiveConsent" in unknown["faults"][0]["en"]


def test_the_service_describes_itself_and_counts(ask: Ask) -> None:
    async def discover(one: Asking) -> tuple[Any, Any, Any]:
        await one.query("missions")
        await one.command("verify-mission", {"mission": 1})
        said = [
            await one.client.request(f"$SRV.{verb}", timeout=5) for verb in ("PING", "INFO", "INFO.jalon")
        ]
        return tuple(msgspec.json.decode(msg.data) for msg in said)

    ping, info, named = ask(ACME, discover)
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
        sender: ask(sender, lambda one: one.query(page, key=key))["outcome"]
        for sender in (LEA, URSSAF, ACME, RIVAL, JEANNE, SACHA)
    }
    kind = key.partition("/")[0]
    own = {"mission": (ACME, JEANNE), "consultant": (JEANNE,), "client": (ACME,)}.get(kind, ())
    assert [sender for sender, outcome in outcomes.items() if outcome == "found"] == [
        sender for sender in outcomes if sender in (LEA, URSSAF, *own)
    ]
    assert set(outcomes.values()) <= {"found", "not_found"}
