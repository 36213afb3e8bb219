"""Raise cancellations of asyncio tasks that a library swallowed."""

import asyncio


def heed_cancellation() -> None:
    """Raise the pending cancellation of the current task; `asyncio.wait_for` may have swallowed it."""
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
