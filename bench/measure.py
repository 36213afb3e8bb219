"""How a figure is taken: both sides in turn, several rounds, the median of each."""

import asyncio
import gc
import multiprocessing
import os
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

import msgspec

ROUNDS = 5
MILLISECOND = 1e-3


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One comparison; `ratio` says how many times better ours is, `target` what it must reach."""

    name: str
    ours: float
    theirs: float
    unit: str
    ratio: float
    target: float | None = None

    @property
    def met(self) -> bool:
        """Whether the target, if there is one, is reached."""
        return self.target is None or self.ratio >= self.target


T = TypeVar("T")


def elsewhere(work: Callable[..., T], *of: Any) -> T:
    """Do it in a process of its own, whose memory nobody else has touched, and which leaves none behind."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as process:
        return process.submit(work, *of).result()


def taken(part: str, folder: Path) -> list[Row]:
    """Take the figures of one part, a module of this package."""
    return asyncio.run(import_module(part).rows(folder))


def rate(work: Callable[[], int]) -> float:
    """Return how many a second one round of work did; the work says how many it did."""
    start = time.perf_counter()
    count = work()
    return count / (time.perf_counter() - start)


def compare(name: str, ours: Callable[[], int], theirs: Callable[[], int], target: float | None) -> Row:
    """Run both sides in turn after one round that does not count, and compare their medians."""
    ours(), theirs()
    gc.collect()
    gc.freeze()  # what is loaded by now stays, on both sides: the collector need not look at it again
    rounds = [(rate(ours), rate(theirs)) for _ in range(ROUNDS)]
    mine, other = (statistics.median(side) for side in zip(*rounds, strict=True))
    return Row(name=name, ours=mine, theirs=other, unit="/s", ratio=mine / other, target=target)


def fdatasync_p50(folder: Path) -> float:
    """Return the median time, in seconds, of fdatasync after an append that grows a file."""
    times: list[float] = []
    handle = os.open(folder / "growing", os.O_RDWR | os.O_CREAT | os.O_TRUNC)
    try:
        for _ in range(300):
            os.write(handle, b"x" * 4096)
            start = time.perf_counter()
            os.fdatasync(handle)
            times.append(time.perf_counter() - start)
    finally:
        os.close(handle)
    return statistics.median(times)
