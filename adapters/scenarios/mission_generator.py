"""Fill a store with generated missions: their commands are submitted in the order of time, many at once."""

import asyncio
from collections.abc import Awaitable, Callable
from itertools import islice
from typing import NamedTuple

import msgspec

from adapters.engine.dispatch import CommandAnswer, CommandOutcome
from adapters.engine.validation import Request
from adapters.scenarios.generated_missions import generate_acts
from adapters.scenarios.generated_town import GeneratedAct, Town

AT_ONCE = 512

Submit = Callable[[Request], Awaitable[CommandAnswer]]
OnActsSubmitted = Callable[[int], None]


class Generated(NamedTuple):
    """How many acts were submitted, and how many of them were not accepted; the latter should be 0."""

    acts: int
    refused: int


async def submit_generated(
    submit: Submit, seed: int, missions: int, on_submitted: OnActsSubmitted
) -> Generated:
    """Submit so many missions; the same seed gives the same command ids, so no act is stored twice.

    `on_submitted` receives the number of acts so far.
    """
    town, acts, refused = Town(seed), 0, 0
    requests = (_build_request(town, act) for act in generate_acts(seed, missions))
    while batch := list(islice(requests, AT_ONCE)):
        answers = await asyncio.gather(*map(submit, batch))
        acts += len(answers)
        refused += sum(answer.outcome is not CommandOutcome.ACCEPTED for answer in answers)
        on_submitted(acts)
    return Generated(acts, refused)


def _build_request(town: Town, act: GeneratedAct) -> Request:
    return Request(
        command_id=town.derive_id("command", act.sequence, act.command),
        name=act.command,
        body=msgspec.json.encode(act.words),
        actor=act.by,
        time=act.at,
        moves_clock=True,
    )
