"""A process that gives commands as fast as it can and prints each answer, until it is killed.

Run as `python -m tests.adapters.crash.living STORE ROUND`; each line is a command id, what it was
answered and the positions of its events, written only once the answer was given.
"""

import asyncio
import sys
from datetime import timedelta
from uuid import UUID, uuid5

from adapters.compose import Engine, locate_store
from adapters.engine.dispatch import CommandAnswer
from adapters.engine.store.stored import Place
from adapters.engine.validation import Request
from tests.adapters.acts import CLIENT, CONSULTANT, DOCUMENT, SPACE, START, UMBRELLA, command, engine_at

INSTALMENTS = 120
AT_ONCE = 8


def mission_of(number: int) -> UUID:
    """Return the mission of one of the parallel lives."""
    return uuid5(SPACE, f"crash mission {number}")


def life(number: int, round_: int) -> list[Request]:
    """Return reach, validate and invoice, then a billing twice that is refused, for each milestone."""
    mission = {"mission": str(mission_of(number))}
    requests: list[Request] = []
    for rank in range(1, INSTALMENTS + 1):
        key = f"J{rank}"
        due = [{"trigger": "milestone", "key": f"E{key}"}]
        bill = {**mission, "series": "A", "issued_on": "2026-02-01", "due": due}
        steps = (
            (CONSULTANT, "ReachMilestone", {**mission, "milestone": key, "evidence": DOCUMENT}),
            (CLIENT, "ValidateMilestone", {**mission, "milestone": key}),
            (UMBRELLA, "IssueInvoice", bill),
            (UMBRELLA, "IssueInvoice", bill),
        )
        for step, (actor, name, body) in enumerate(steps):
            identity = uuid5(SPACE, f"{round_ if step == 3 else ''}/{number}/{rank}/{step}")
            requests.append(command(actor, name, at=START + timedelta(days=30), id=identity, **body))
    return requests


async def live(engine: Engine, number: int, round_: int) -> None:
    """Give one life's commands in order; every answer is written before the next is asked."""
    for request in life(number, round_):
        told(await engine.submit(request))


def told(answer: CommandAnswer) -> None:
    """Write an answer where it survives our death."""
    positions = ",".join(str(stated.position) for stated in answer.events)
    sys.stdout.write(f"{answer.command_id} {answer.outcome} {positions}\n")
    sys.stdout.flush()


async def main(place: Place, round_: int) -> None:
    """Live several missions at once."""
    async with engine_at(place) as engine:
        await asyncio.gather(*(live(engine, number, round_) for number in range(AT_ONCE)))


if __name__ == "__main__":
    asyncio.run(main(locate_store(sys.argv[1]), int(sys.argv[2])))
