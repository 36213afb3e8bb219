"""Making up lives in a store: given in their order through the dispatcher, many at a time."""

import asyncio
from collections.abc import Awaitable, Callable
from itertools import islice
from typing import NamedTuple

import msgspec

from adapters.engine.dispatch import Answer, Outcome
from adapters.engine.validation import Request
from adapters.scenarios.generated_missions import Told, Town, lives

AT_ONCE = 512

Submit = Callable[[Request], Awaitable[Answer]]
Counted = Callable[[int], None]


class Generated(NamedTuple):
    """How many acts were given, and how many of them a rule refused, which none should."""

    acts: int
    refused: int


async def generate(submit: Submit, seed: int, missions: int, told: Counted) -> Generated:
    """Live so many missions; the same seed gives the same acts, and none is taken twice.

    `told` hears how many acts were given.
    """
    town, acts, refused = Town(seed), 0, 0
    asked = (_request(town, act) for act in lives(seed, missions))
    while batch := list(islice(asked, AT_ONCE)):
        answers = await asyncio.gather(*map(submit, batch))
        acts += len(answers)
        refused += sum(answer.outcome is not Outcome.ACCEPTED for answer in answers)
        told(acts)
    return Generated(acts, refused)


def _request(town: Town, act: Told) -> Request:
    return Request(
        command_id=town.identity("command", act.order, act.command),
        name=act.command,
        body=msgspec.json.encode(act.words),
        actor=act.by,
        time=act.at,
        moves_clock=True,
    )
