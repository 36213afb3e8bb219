"""Every command with every role: the answer of the access checks and of the table of commands."""

import asyncio
from typing import Any

import msgspec
import pytest
from hypothesis import Phase, find, settings

from adapters.engine.access.requests import COMMANDS
from domain.commands import COMMAND_NAMED
from domain.language import Party
from domain.operations.operations import AdvanceClock
from tests.adapters.engine.validation.bodies import objects
from tests.adapters.service.conftest import Ask
from tests.adapters.service.served import (
    ACME,
    JEANNE,
    LAKE,
    LEA,
    OPERATOR,
    URSSAF,
    Asking,
    Caller,
    Served,
    count_requests,
    until,
)

PARTIES = {ACME: Party.CLIENT, JEANNE: Party.CONSULTANT, LEA: Party.UMBRELLA}
ONCE = settings(max_examples=1, phases=[Phase.generate], database=None)


@pytest.fixture(scope="module")
def bodies() -> dict[str, Any]:
    """One well-made body of each command."""
    found = {
        verb: find(objects(COMMAND_NAMED[name].command_type), lambda _: True, settings=ONCE)
        for verb, name in COMMANDS.items()
    }
    found["advance-clock"]["tenant"] = "demo"
    return found


def expected_answer(caller: Caller, name: str) -> str:
    """Return the answer that the table of commands gives."""
    if (name == AdvanceClock.__name__) != (caller == OPERATOR):
        return "operator"
    party = PARTIES.get(caller, Party.UMBRELLA)
    return "theirs" if party in COMMAND_NAMED[name].by else "NotTheirAct"


def classify_answer(answer: dict[str, Any]) -> str:
    match answer:
        case {"outcome": "malformed", "faults": [{"path": "subject", "rule": rule}]}:
            return rule
        case {"outcome": "refused", "refusal": {"refusal": "NotTheirAct"}}:
            return "NotTheirAct"
        case {"outcome": "accepted" | "refused"}:
            return "theirs"
        case _:
            return str(answer)


@pytest.mark.parametrize("caller", [ACME, JEANNE, LEA, OPERATOR], ids=str)
def test_a_role_gives_the_commands_that_are_its_acts_and_no_other(
    ask: Ask, bodies: dict[str, Any], caller: Caller
) -> None:
    async def send_all(caller: Asking) -> dict[str, str]:
        answers = await asyncio.gather(
            *(caller.command(verb, body, dry_run="true") for verb, body in bodies.items())
        )
        return {COMMANDS[verb]: classify_answer(answer) for verb, answer in zip(bodies, answers, strict=True)}

    assert ask(caller, send_all) == {name: expected_answer(caller, name) for name in COMMANDS.values()}


@pytest.mark.parametrize("caller", [URSSAF, LAKE], ids=str)
def test_who_only_reads_gives_no_command_at_all(
    ask: Ask, served: Served, bodies: dict[str, Any], caller: Caller
) -> None:
    async def send_all(caller: Asking) -> None:
        before = await count_requests(served, kind="command")
        for verb, body in bodies.items():
            await caller.client.publish(caller.subject("command", verb), msgspec.json.encode(body))

            async def is_refused(verb: str = verb) -> bool:
                return f".{verb}" in str(caller.client.last_error)

            await until(is_refused)
        assert await count_requests(served, kind="command") == before

    ask(caller, send_all)
