"""Try each mutant in its own process: does a test of its area fail?

The process is a fork, so that pytest and the libraries are loaded once. The fork imports the domain, with
the mutated module instead of the one on disk.
"""

import ast
import importlib.abc
import importlib.machinery
import importlib.util
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import pytest

from tests.mutation.areas import ROOT, find_tests
from tests.mutation.mutants import Mutant, apply_mutant

SECONDS_MAX = 90
PAUSE = 0.01
QUIET = ("-x", "-q", "--no-header", "--assert=plain", "-p", "no:cacheprovider", "-p", "no:xdist")


class Tried(NamedTuple):
    """The result of a mutant."""

    mutant: Mutant
    killed: bool
    seconds: float


class _Instead(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """An import hook that returns the mutated module instead of the one on disk."""

    def __init__(self, path: str, tree: ast.Module) -> None:
        self._file = ROOT / path
        self._name = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        self._tree = tree

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Answer for one module, and no other."""
        if fullname != self._name:
            return None
        inside = [str(self._file.parent)] if self._file.name == "__init__.py" else None
        return importlib.util.spec_from_file_location(
            fullname, self._file, loader=self, submodule_search_locations=inside
        )

    def exec_module(self, module: ModuleType) -> None:
        """Run the mutated code."""
        exec(compile(self._tree, str(self._file), "exec"), vars(module))


def try_mutants(mutants: Sequence[Mutant], workers: int) -> Iterator[Tried]:
    """Try mutants in parallel; yield the results as they end."""
    waiting, running = list(reversed(mutants)), dict[int, tuple[Mutant, float]]()
    try:
        while waiting or running:
            while waiting and len(running) < workers:
                mutant = waiting.pop()
                running[_fork_trial(mutant)] = (mutant, time.monotonic())
            yield from _iter_ended(running)
    finally:
        for process in running:
            os.kill(process, 9)


def notices(path: str) -> bool:
    """True if the tests of an area pass without a mutant; otherwise every mutant would seem killed."""
    process = _fork_trial(Mutant(path, -1, 0, ""))
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 0


def _iter_ended(running: dict[int, tuple[Mutant, float]]) -> Iterator[Tried]:
    time.sleep(PAUSE)
    for process, (mutant, since) in list(running.items()):
        seconds = time.monotonic() - since
        if seconds > SECONDS_MAX:
            with suppress(ProcessLookupError):
                os.kill(process, 9)
        done, status = os.waitpid(process, os.WNOHANG)
        if done:
            del running[process]
            yield Tried(mutant, os.waitstatus_to_exitcode(status) != 0, seconds)


def _fork_trial(mutant: Mutant) -> int:
    """Return the id of a process that tries a mutant; it exits with 0 if no test failed."""
    process = os.fork()
    if process:
        return process
    code = 70
    try:
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nowhere, stream)
        code = _verdict(mutant)
    finally:
        os._exit(code)


def _verdict(mutant: Mutant) -> int:
    if mutant.index >= 0:
        source = Path(ROOT / mutant.path).read_text(encoding="utf-8")
        sys.meta_path.insert(0, _Instead(mutant.path, apply_mutant(source, mutant.index)))
    return int(pytest.main([*QUIET, *find_tests(mutant.path)]))
