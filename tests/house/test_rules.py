"""The rules of the house that no linter sees: purity line by line, boundaries, sizes, addresses."""

import ast
import importlib
import re
import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from importlib.metadata import packages_distributions

import pytest

from tests.house.tree import PRODUCT as PACKAGES
from tests.house.tree import PURE, ROOT, list_tracked

LIBRARIES = {"msgspec"}
"""What pure code may import besides the standard library and pure code."""

WORLDLY_MODULES = {"asyncio", "io", "os", "pathlib", "random", "secrets", "socket", "sys", "time", "zoneinfo"}
WORLDLY_NAMES = {"getenv", "uuid1", "uuid4", "uuid6", "uuid7"}
WORLDLY_METHODS = {"fromtimestamp", "now", "today", "utcnow"}
WORLDLY_BUILTINS = {"input", "open", "print"}

BOUNDARIES = {
    "adapters/engine/follow/follower.py": "an event that a follower cannot digest parks its key alone",
    "adapters/engine/follow/saga_follower.py": "a batch whose `due` fails is folded again",
    "adapters/engine/dispatch/batch.py": "a bug in one decision answers that command `defect`",
    "adapters/engine/dispatch/dispatcher.py": "a dispatcher whose store failed is replaced",
    "adapters/service/supervisor.py": "a part that fails is restarted, or the service ends and says why",
    "adapters/nats/request_listener.py": "a bug in one request answers it `defect`, the others go on",
}
"""The only files that may catch every exception, each with what it does instead of dying."""

LINES_MAX = 280
LONG_FILES: dict[str, str] = {}
"""Files that may pass the limit, each with its reason."""

ARCHIVES = r"(?:whl|tar[.]\w+|tgz|zip|deb|rpm|jar|exe|dmg)"
ADDRESSES = {
    "an archive's address": rf"https?://\S+[.]{ARCHIVES}\b",
    "a source repository to install from": r"\b(?:git|hg|svn)[+](?:https?|ssh|file)\b",
    "a package index": r"(?<!no-emit-)\b(?:index|find|trusted)-(?:url|links|host)\b",
    "a file's address": r"\bfile:/{2,}\w",
    "a machine's path": r"(?<![\w./}~-])/(?:home|Users|root|work|mnt)/[.\w]",
    "a Windows path": r"\b[A-Z]:\\(?:Users|Windows)\b",
}
ANY_ADDRESS = r"\bhttps?://"
INSTALLS = ("Makefile", "pyproject.toml", "requirements*.txt", ".ci/*")
"""The files that say what to install hold no address at all: who installs chooses where from."""


def sources(*packages: str) -> Iterator[tuple[str, str]]:
    for package in packages:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


def syntax(*packages: str) -> Iterator[tuple[str, ast.AST]]:
    for name, text in sources(*packages):
        for node in ast.walk(ast.parse(text, name)):
            yield f"{name}:{getattr(node, 'lineno', 0)}", node


def list_imports(node: ast.AST) -> list[str]:
    match node:
        case ast.Import(names=names):
            return [alias.name for alias in names]
        case ast.ImportFrom(module=str(module), level=0, names=names):
            return [f"{module}.{alias.name}" for alias in names]
        case _:
            return []


def worldly(node: ast.AST) -> str | None:
    """What in this node asks the world (its clock, chance, files or settings) instead of an argument."""
    match node:
        case ast.Call(func=ast.Name(id=name)) if name in WORLDLY_BUILTINS | WORLDLY_NAMES:
            return name
        case ast.Call(func=ast.Attribute(attr=name)) if name in WORLDLY_METHODS | WORLDLY_NAMES:
            return name
        case ast.Import() | ast.ImportFrom():
            return next(filter(reaches_out, list_imports(node)), None)
        case _:
            return None


def reaches_out(module: str) -> bool:
    top, _, rest = module.partition(".")
    return top in WORLDLY_MODULES or rest in WORLDLY_NAMES


def catches_everything(node: ast.AST) -> bool:
    match node:
        case ast.ExceptHandler(type=None):
            return True
        case ast.ExceptHandler(type=caught):
            return bool({"Exception", "BaseException"} & named_in(caught))
        case ast.Call(func=ast.Attribute(attr="suppress") | ast.Name(id="suppress"), args=caught):
            return any({"Exception", "BaseException"} & named_in(each) for each in caught)
        case _:
            return False


def named_in(expression: ast.AST) -> set[str]:
    return {node.id for node in ast.walk(expression) if isinstance(node, ast.Name)}


def belongs(name: str, patterns: dict[str, str] | tuple[str, ...]) -> bool:
    return any(fnmatch(name, pattern) for pattern in patterns)


def addresses(name: str, text: str) -> Iterator[str]:
    forbidden = dict(ADDRESSES, **({"an address": ANY_ADDRESS} if belongs(name, INSTALLS) else {}))
    for number, line in enumerate(text.splitlines(), start=1):
        for what, pattern in forbidden.items():
            if re.search(pattern, line):
                yield f"{name}:{number}: {what}"


@pytest.mark.parametrize("package", PACKAGES)
def test_no_other_distribution_shadows_our_packages(package: str) -> None:
    assert set(packages_distributions().get(package, ())) <= {"jalon"}
    assert str(importlib.import_module(package).__file__) == str(ROOT / package / "__init__.py")


def test_pure_code_imports_only_the_standard_library_msgspec_and_the_domain() -> None:
    strangers = [
        f"{where}: {module}"
        for where, node in syntax(*PURE)
        for module in list_imports(node)
        if (top := module.split(".")[0]) not in LIBRARIES | {"domain", where.split("/")[0]}
        and top not in sys.stdlib_module_names
    ]
    assert strangers == []


def test_pure_code_asks_no_clock_no_chance_no_file_and_no_setting() -> None:
    assert [f"{where}: {what}" for where, node in syntax(*PURE) if (what := worldly(node))] == []


def test_only_a_boundary_catches_every_exception() -> None:
    caught = [where for where, node in syntax(*PACKAGES) if catches_everything(node)]
    assert [where for where in caught if not belongs(where.split(":")[0], BOUNDARIES)] == []


def test_a_file_past_its_limit_waits_for_its_missing_idea() -> None:
    lengths = {name: len(text.splitlines()) for name, text in sources(*PACKAGES)}
    assert {name: n for name, n in lengths.items() if n > LINES_MAX and name not in LONG_FILES} == {}


def test_the_repository_names_no_download_address_and_no_machine() -> None:
    texts = ((name, (ROOT / name).read_bytes().decode("utf-8", "replace")) for name in list_tracked())
    assert [found for name, text in texts for found in addresses(name, text)] == []


@pytest.mark.parametrize(
    "split",
    [
        "curl -O ht~tps://example.org/pyright-1.0.tgz",
        "--index~-url https~://example.org/simple",
        "--extra-index~-url=x",
        "--find~-links wheels",
        "jalon @ gi~t+ssh://example.org/jalon",
        "cd /ho~me/someone",
        "cache = '/ro~ot/.cache'",
        "fi~le:///opt/wheels",
    ],
)
def test_an_address_would_be_seen(split: str) -> None:
    assert list(addresses("notes.md", split.replace("~", "")))


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("at = datetime.now(UTC)", "now"),
        ("at = dt.datetime.utcnow()", "utcnow"),
        ("day = date.today()", "today"),
        ("import time", "time"),
        ("from time import time as clock", "time.time"),
        ("from uuid import uuid4", "uuid.uuid4"),
        ("id = uuid.uuid4()", "uuid4"),
        ("from random import choice", "random.choice"),
        ("import os.path", "os.path"),
        ("from zoneinfo import ZoneInfo", "zoneinfo.ZoneInfo"),
        ("open('rates.csv')", "open"),
    ],
)
def test_a_look_at_the_world_would_be_seen(code: str, what: str) -> None:
    assert [said for node in ast.walk(ast.parse(code)) if (said := worldly(node))] == [what]


@pytest.mark.parametrize(
    "code",
    [
        "try: f()\nexcept Exception: pass",
        "try: f()\nexcept: pass",
        "try: f()\nexcept (OSError, Exception) as e: pass",
        "with suppress(BaseException): f()",
    ],
)
def test_a_blanket_catch_would_be_seen(code: str) -> None:
    assert any(catches_everything(node) for node in ast.walk(ast.parse(code)))
