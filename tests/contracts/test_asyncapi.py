"""The AsyncAPI document is valid, whole, and says where things really travel.

The official parser is left out here, for it needs Node: `make check-asyncapi` runs it. Here the official
JSON Schema of AsyncAPI 3.0.0 (Apache-2.0, AsyncAPI Initiative; unchanged beside this file) is the oracle.
"""

import json
import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from jsonschema import Draft7Validator, Draft202012Validator
from referencing import Registry, Resource

from adapters.contracts import contracts_folder
from adapters.contracts.asyncapi import build_document
from adapters.engine.access.requests import PARTY_OF_ROLE, PrincipalRole, command_verb
from adapters.engine.query.query_handler import AUDIENCE_OF_ROLE
from adapters.nats.subjects import command_subject, event_subject, inbox_prefix, query_subject
from domain.aggregates import EVENT_TYPES
from domain.commands import COMMANDS
from domain.language import Party
from tests.contracts.sample import path_of

OFFICIAL = Path(__file__).parent / "asyncapi-3.0.0.json"
FOLDER = Path(__file__).resolve().parents[2] / "contracts"


@pytest.fixture(scope="module")
def said() -> dict[str, Any]:
    return json.loads((FOLDER / "asyncapi.json").read_bytes())


def refs(part: Any) -> Iterator[str]:
    match part:
        case {"$ref": str(ref)}:
            yield ref
        case dict():
            for name, inner in part.items():
                if name != "examples":
                    yield from refs(inner)
        case list():
            for inner in part:
                yield from refs(inner)


def at(document: dict[str, Any], ref: str) -> Any:
    found: Any = document
    for step in ref.removeprefix("#/").split("/"):
        found = found[step]
    return found


def pattern(channel: dict[str, Any]) -> re.Pattern[str]:
    """What the subjects of a channel look like: each parameter one token, one of its words if it has some."""

    def token(name: re.Match[str]) -> str:
        words = channel["parameters"][name[1]].get("enum", [])
        return f"(?:{'|'.join(map(re.escape, words))})" if words else "[^.]+"

    escaped = channel["address"].replace(".", r"\.").replace("$", r"\$")
    return re.compile(re.sub(r"\{(\w+)\}", token, escaped))


@pytest.mark.filterwarnings("default:the official AsyncAPI parser")
def test_the_document_is_valid_by_the_official_schema_the_parser_being_left_out(said: dict[str, Any]) -> None:
    warnings.warn(
        "the official AsyncAPI parser is left out: `make check-asyncapi` runs it", UserWarning, stacklevel=1
    )
    validator = Draft7Validator(json.loads(OFFICIAL.read_bytes()))
    assert [f"{error.json_path}: {error.message}"[:300] for error in validator.iter_errors(said)] == []


def test_the_official_schema_sees_what_is_wrong(said: dict[str, Any]) -> None:
    validator = Draft7Validator(json.loads(OFFICIAL.read_bytes()))
    wrong = {**said, "operations": {"a": {**next(iter(said["operations"].values())), "action": "publish"}}}
    assert not validator.is_valid(wrong)


def test_every_reference_leads_to_something_and_every_schema_is_referred_to(said: dict[str, Any]) -> None:
    found = set(refs(said))
    for ref in found:
        assert at(said, ref) if ref.startswith("#/") else (FOLDER / ref).is_file(), ref
    schemas = {f"./{place}" for place in contracts_folder.build_schemas()}
    assert {ref for ref in found if not ref.startswith("#/")} == schemas


def test_every_example_is_as_the_schemas_beside_it_say(said: dict[str, Any]) -> None:
    loaded = {f"./{place}": schema for place, schema in contracts_folder.build_schemas().items()}
    registry: Registry[Any] = Registry().with_resources(
        (place, Resource.from_contents(schema)) for place, schema in loaded.items()
    )
    shown = 0
    for message in said["components"]["messages"].values():
        for example in message.get("examples", ()):
            for part in ("headers", "payload") if "headers" in example else ("payload",):
                Draft202012Validator(message[part]["schema"], registry=registry).validate(example[part])
                shown += 1
    assert shown == 2 * len(EVENT_TYPES) + 1


def test_a_stored_event_travels_on_the_channel_that_has_its_message(said: dict[str, Any]) -> None:
    for event in EVENT_TYPES.values():
        subject = event_subject(path_of(event).read_bytes())
        channels = [name for name, one in said["channels"].items() if pattern(one).fullmatch(subject)]
        assert channels == [name for name, one in said["channels"].items() if event.TYPE in one["messages"]]
        assert len(channels) == 1


def test_every_command_is_received_from_those_who_may_give_it_and_answered_to_their_inbox(
    said: dict[str, Any],
) -> None:
    for command in COMMANDS:
        name = f"command.{command_verb(command.command.__name__)}"
        if command.by == {Party.SYSTEM}:
            assert name not in said["operations"]
            continue
        channel = said["channels"][name]
        for role in channel["parameters"]["role"]["enum"]:
            subject = command_subject("demo", role, "somebody", command_verb(command.command.__name__))
            assert pattern(channel).fullmatch(subject)
            assert role in PARTY_OF_ROLE
        assert said["operations"][name]["action"] == "receive"
        assert at(said, said["operations"][name]["reply"]["channel"]["$ref"])["address"].startswith("_INBOX.")


def test_a_principal_of_the_wrong_role_has_no_channel(said: dict[str, Any]) -> None:
    accept = pattern(said["channels"]["command.accept-deliverable"])
    assert accept.fullmatch(command_subject("demo", PrincipalRole.CLIENT, "c-1", "accept-deliverable"))
    assert accept.fullmatch(command_subject("demo", PrincipalRole.UMBRELLA, "u-1", "accept-deliverable"))
    for role in set(PrincipalRole) - {PrincipalRole.CLIENT, PrincipalRole.UMBRELLA}:
        assert not accept.fullmatch(command_subject("demo", role, "p-1", "accept-deliverable"))


def test_every_page_is_asked_for_by_those_who_may(said: dict[str, Any]) -> None:
    sheet = pattern(said["channels"]["query.mission_sheet"])
    for role in AUDIENCE_OF_ROLE:
        assert sheet.fullmatch(query_subject("demo", role, "somebody", "mission_sheet"))
    assert not sheet.fullmatch(query_subject("demo", PrincipalRole.SUBSCRIBER, "somebody", "mission_sheet"))
    replies = pattern(said["channels"]["inbox"])
    assert replies.fullmatch(f"{inbox_prefix(PrincipalRole.CLIENT, str(UUID(int=1)))}.x7")


def test_a_command_that_the_engine_alone_gives_has_a_schema_but_no_channel() -> None:
    assert "command.ask-party" not in build_document()["channels"]
    assert "AskParty" in build_document()["components"]["messages"]
