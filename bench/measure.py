"""Measure both sides alternately, several times, and compare the median of each."""

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
    def is_met(self) -> bool:
        """Whether the target, if there is one, is reached."""
        return self.target is None or self.ratio >= self.target


T = TypeVar("T")


def run_in_new_process(work: Callable[..., T], *arguments: Any) -> T:
    """Run the work in a new process: its memory is its own, and is given back at its end."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as process:
        return process.submit(work, *arguments).result()


def measure_part(part: str, folder: Path) -> list[Row]:
    """Measure the rows of one part, which is a module of this package."""
    return asyncio.run(import_module(part).measure_rows(folder))


def measure_rate(work: Callable[[], int]) -> float:
    """Return how much the work does in a second; the work returns how much it did."""
    start = time.perf_counter()
    count = work()
    return count / (time.perf_counter() - start)


def compare_sides(name: str, ours: Callable[[], int], theirs: Callable[[], int], target: float | None) -> Row:
    """Run both sides alternately, after one warm-up that does not count, and compare their medians."""
    ours()
    theirs()
    gc.collect()
    gc.freeze()  # so that the collector does not scan again what is loaded by now, on both sides
    rounds = [(measure_rate(ours), measure_rate(theirs)) for _ in range(ROUNDS)]
    mine, other = (statistics.median(side) for side in zip(*rounds, strict=True))
    return Row(name=name, ours=mine, theirs=other, unit="/s", ratio=mine / other, target=target)


def measure_fdatasync(folder: Path) -> float:
    """Return the median time of fdatasync, in seconds, after an append that grows a file."""
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
