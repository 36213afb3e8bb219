"""The AsyncAPI document is valid and complete, and its channels have the real subjects.

The official parser needs Node, so only `make check-asyncapi` runs it. Here the oracle is the official JSON
Schema of AsyncAPI 3.0.0 (Apache-2.0, AsyncAPI Initiative; the unchanged file is beside this one).
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
from adapters.nats.request_listener import command_subject, inbox_prefix, query_subject
from adapters.nats.subjects import event_subject
from domain.aggregates import EVENT_TYPES
from domain.commands import COMMANDS
from domain.language import Party
from tests.contracts.sample import path_of

OFFICIAL = Path(__file__).parent / "asyncapi-3.0.0.json"
FOLDER = Path(__file__).resolve().parents[2] / "contracts"


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return json.loads((FOLDER / "asyncapi.json").read_bytes())


def list_refs(part: Any) -> Iterator[str]:
    match part:
        case {"$ref": str(ref)}:
            yield ref
        case dict():
            for name, inner in part.items():
                if name != "examples":
                    yield from list_refs(inner)
        case list():
            for inner in part:
                yield from list_refs(inner)


def resolve_ref(document: dict[str, Any], ref: str) -> Any:
    part: Any = document
    for step in ref.removeprefix("#/").split("/"):
        part = part[step]
    return part


def subject_pattern(channel: dict[str, Any]) -> re.Pattern[str]:
    """Return a pattern of the subjects of a channel; a parameter is one token, of its enumeration if any."""

    def token(name: re.Match[str]) -> str:
        words = channel["parameters"][name[1]].get("enum", [])
        return f"(?:{'|'.join(map(re.escape, words))})" if words else "[^.]+"

    escaped = channel["address"].replace(".", r"\.").replace("$", r"\$")
    return re.compile(re.sub(r"\{(\w+)\}", token, escaped))


@pytest.mark.filterwarnings("default:the official AsyncAPI parser")
def test_the_document_is_valid_by_the_official_schema_the_parser_being_left_out(
    document: dict[str, Any],
) -> None:
    warnings.warn(
        "the official AsyncAPI parser is left out: `make check-asyncapi` runs it", UserWarning, stacklevel=1
    )
    validator = Draft7Validator(json.loads(OFFICIAL.read_bytes()))
    assert [f"{error.json_path}: {error.message}"[:300] for error in validator.iter_errors(document)] == []


def test_the_official_schema_refuses_a_wrong_document(document: dict[str, Any]) -> None:
    validator = Draft7Validator(json.loads(OFFICIAL.read_bytes()))
    wrong = {
        **document,
        "operations": {"a": {**next(iter(document["operations"].values())), "action": "publish"}},
    }
    assert not validator.is_valid(wrong)


def test_every_reference_resolves_and_every_schema_is_referred_to(document: dict[str, Any]) -> None:
    found = set(list_refs(document))
    for ref in found:
        assert resolve_ref(document, ref) if ref.startswith("#/") else (FOLDER / ref).is_file(), ref
    schemas = {f"./{place}" for place in contracts_folder.build_schemas()}
    assert {ref for ref in found if not ref.startswith("#/")} == schemas


def test_every_example_matches_its_schemas(document: dict[str, Any]) -> None:
    loaded = {f"./{place}": schema for place, schema in contracts_folder.build_schemas().items()}
    registry: Registry[Any] = Registry().with_resources(
        (place, Resource.from_contents(schema)) for place, schema in loaded.items()
    )
    shown = 0
    for message in document["components"]["messages"].values():
        for example in message.get("examples", ()):
            for part in ("headers", "payload") if "headers" in example else ("payload",):
                Draft202012Validator(message[part]["schema"], registry=registry).validate(example[part])
                shown += 1
    assert shown == 2 * len(EVENT_TYPES) + 1


def test_the_subject_of_a_stored_event_is_on_the_channel_with_its_message(document: dict[str, Any]) -> None:
    for event in EVENT_TYPES.values():
        subject = event_subject(path_of(event).read_bytes())
        channels = [
            name for name, one in document["channels"].items() if subject_pattern(one).fullmatch(subject)
        ]
        assert channels == [
            name for name, one in document["channels"].items() if event.TYPE in one["messages"]
        ]
        assert len(channels) == 1


def test_every_command_has_a_channel_for_the_roles_that_may_give_it_and_a_reply_to_their_inbox(
    document: dict[str, Any],
) -> None:
    for command in COMMANDS:
        name = f"command.{command_verb(command.command_type.__name__)}"
        if command.by == {Party.SYSTEM}:
            assert name not in document["operations"]
            continue
        channel = document["channels"][name]
        for role in channel["parameters"]["role"]["enum"]:
            subject = command_subject("demo", role, "somebody", command_verb(command.command_type.__name__))
            assert subject_pattern(channel).fullmatch(subject)
            assert role in PARTY_OF_ROLE
        assert document["operations"][name]["action"] == "receive"
        assert resolve_ref(document, document["operations"][name]["reply"]["channel"]["$ref"])[
            "address"
        ].startswith("_INBOX.")


def test_a_principal_of_the_wrong_role_has_no_channel(document: dict[str, Any]) -> None:
    accept = subject_pattern(document["channels"]["command.accept-deliverable"])
    assert accept.fullmatch(command_subject("demo", PrincipalRole.CLIENT, "c-1", "accept-deliverable"))
    assert accept.fullmatch(command_subject("demo", PrincipalRole.UMBRELLA, "u-1", "accept-deliverable"))
    for role in set(PrincipalRole) - {PrincipalRole.CLIENT, PrincipalRole.UMBRELLA}:
        assert not accept.fullmatch(command_subject("demo", role, "p-1", "accept-deliverable"))


def test_every_page_has_a_channel_for_the_roles_that_may_query(document: dict[str, Any]) -> None:
    sheet = subject_pattern(document["channels"]["query.mission_sheet"])
    for role in AUDIENCE_OF_ROLE:
        assert sheet.fullmatch(query_subject("demo", role, "somebody", "mission_sheet"))
    assert not sheet.fullmatch(query_subject("demo", PrincipalRole.SUBSCRIBER, "somebody", "mission_sheet"))
    replies = subject_pattern(document["channels"]["inbox"])
    assert replies.fullmatch(f"{inbox_prefix(PrincipalRole.CLIENT, str(UUID(int=1)))}.x7")


def test_a_command_that_the_engine_alone_gives_has_a_schema_but_no_channel() -> None:
    assert "command.ask-party" not in build_document()["channels"]
    assert "AskParty" in build_document()["components"]["messages"]
