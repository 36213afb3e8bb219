"""A process that sends commands as fast as it can and prints each answer, until it is killed.

Run as `python -m tests.adapters.crash.living STORE ATTEMPT`. Each line has a command id, its outcome and the
positions of its events; it is written after the answer.
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
    """Return the id of one of the parallel missions."""
    return uuid5(SPACE, f"crash mission {number}")


def life(number: int, attempt: int) -> list[Request]:
    """Return the commands of a mission: for each milestone reach, validate, invoice, a refused invoice."""
    mission = {"mission": str(mission_of(number))}
    requests: list[Request] = []
    for instalment in range(1, INSTALMENTS + 1):
        key = f"J{instalment}"
        due = [{"trigger": "milestone", "key": f"E{key}"}]
        bill = {**mission, "series": "A", "issued_on": "2026-02-01", "due": due}
        steps = (
            (CONSULTANT, "ReachMilestone", {**mission, "milestone": key, "evidence": DOCUMENT}),
            (CLIENT, "ValidateMilestone", {**mission, "milestone": key}),
            (UMBRELLA, "IssueInvoice", bill),
            (UMBRELLA, "IssueInvoice", bill),
        )
        for step, (actor, name, body) in enumerate(steps):
            identity = uuid5(SPACE, f"{attempt if step == 3 else ''}/{number}/{instalment}/{step}")
            requests.append(command(actor, name, at=START + timedelta(days=30), id=identity, **body))
    return requests


async def live(engine: Engine, number: int, attempt: int) -> None:
    """Send the commands of one mission one after the other, and write each answer before the next command."""
    for request in life(number, attempt):
        write_answer(await engine.submit(request))


def write_answer(answer: CommandAnswer) -> None:
    """Write an answer to the pipe at once, so that it survives a kill."""
    positions = ",".join(str(stated.position) for stated in answer.events)
    sys.stdout.write(f"{answer.command_id} {answer.outcome} {positions}\n")
    sys.stdout.flush()


async def main(place: Place, attempt: int) -> None:
    """Run several missions at once."""
    async with engine_at(place) as engine:
        await asyncio.gather(*(live(engine, number, attempt) for number in range(AT_ONCE)))


if __name__ == "__main__":
    asyncio.run(main(locate_store(sys.argv[1]), int(sys.argv[2])))
