"""A process that gives commands as fast as it can, publishes events and prints each answer, until killed.

Run as `python -m tests.chaos.working STORE BROKER ROUND`; it prints as `tests.adapters.crash.living` does.
"""

import asyncio
import sys

from adapters.compose import locate_store
from adapters.nats.relay import Relay
from tests.adapters.acts import engine_at
from tests.adapters.crash.living import AT_ONCE, live
from tests.broker import connected


async def main(store: str, url: str, number: int) -> None:
    """Live several missions at once; then publish for ever."""
    client = await connected(url, "relay")
    async with engine_at(locate_store(store)) as engine:
        relay = Relay(engine.store, client)
        publishing = asyncio.create_task(relay.run())
        stepping = asyncio.create_task(relay.in_step.wait())
        await asyncio.wait({publishing, stepping}, return_when=asyncio.FIRST_COMPLETED)
        if publishing.done():
            publishing.result()
        await asyncio.gather(*(live(engine, mission, number) for mission in range(AT_ONCE)))
        await publishing


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
