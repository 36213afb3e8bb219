"""The files of the repository, parsed once, and the folders in which they are counted."""

import ast
import subprocess
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[2]
PURE = ("domain", "projections", "sagas")
PRODUCT = (*PURE, "adapters")
CODE = (*PRODUCT, "tests", "bench")
TEXTS = "texts"
TOTAL = "total"


class Offence(NamedTuple):
    """One place that breaks a rule, and what breaks it."""

    file: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}"


class Source(NamedTuple):
    """One Python file."""

    file: str
    text: str
    tree: ast.Module
    nodes: tuple[ast.AST, ...]

    @property
    def module(self) -> str:
        """Its dotted name; a package has that of its folder."""
        return self.file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def read_sources(*packages: str) -> tuple[Source, ...]:
    """Return the Python files of some top folders, parsed."""
    return tuple(source for package in packages for source in _parse_folder(package))


@cache
def _parse_folder(package: str) -> tuple[Source, ...]:
    paths = sorted((ROOT / package).rglob("*.py"))
    texts = ((path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")) for path in paths)
    return tuple(parse_source(file, text) for file, text in texts)


def parse_source(file: str, text: str) -> Source:
    """Parse one file."""
    tree = ast.parse(text, file)
    return Source(file, text, tree, tuple(ast.walk(tree)))


def list_tracked() -> list[str]:
    """Return the files that are, or are about to be, in the repository."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    out = subprocess.run(listing, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return sorted(name for name in set(out.split("\0")) if name and (ROOT / name).is_file())


def name_folders(file: str) -> Iterator[str]:
    """Name the folders in which a file is counted: the top folder; below `adapters`, two more levels too."""
    top, *rest = file.split("/")
    if top not in CODE or not file.endswith(".py"):
        yield "contracts" if top == "contracts" and file.endswith(".json") else TEXTS
        return
    yield top
    if top in PRODUCT:
        yield "product"
    if top == "adapters" and len(rest) > 1:
        yield f"{top}/{rest[0]}"
    if top == "adapters" and len(rest) > 2:
        yield f"{top}/{rest[0]}/{rest[1]}"


def list_folders() -> list[str]:
    """Return the folders of code in the order in which they are printed."""
    rooms = sorted(
        {folder for source in read_sources("adapters") for folder in name_folders(source.file)} - {"product"}
    )
    return ["domain", "sagas", "projections", *rooms, "product", "tests", "bench"]


def count_by_folder(offences: Iterable[Offence]) -> dict[str, int]:
    """Count offences by folder, and all of them once under `total`."""
    counts = {TOTAL: 0}
    for offence in offences:
        counts[TOTAL] += 1
        for folder in name_folders(offence.file):
            counts[folder] = counts.get(folder, 0) + 1
    return counts


def entry_point() -> tuple[str, str]:
    """Return the module and the function that `jalon` starts."""
    script = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"][
        "jalon"
    ]
    module, _, function = script.partition(":")
    return module, function
