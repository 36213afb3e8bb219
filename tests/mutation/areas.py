"""The tests of each file of the domain: those of its folder, its own first."""

from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

LEFT_OUT = ("tests/domain/test_any_life*", "tests/domain/test_every_*")
"""Random lives take too long for each mutant; the others read the tests, not the domain."""

AREAS: dict[str, tuple[str, ...]] = {
    "domain/mission/": ("tests/domain/mission/*",),
    "domain/paymonth/": ("tests/domain/test_pay*", "tests/domain/test_later_pay*"),
    "domain/account/": (
        "tests/domain/test_account*",
        "tests/domain/test_later_pay*",
        "tests/domain/test_pay*",
    ),
    "domain/invoicing/": ("tests/domain/test_invoicing*", "tests/domain/mission/test_billing*"),
    "domain/consultant/": ("tests/domain/test_consultant*", "tests/domain/consultant/*"),
    "domain/asking/": ("tests/domain/test_asking*",),
    "domain/client/": ("tests/domain/test_client*", "tests/domain/test_vigilance*"),
    "domain/umbrella/": ("tests/domain/test_umbrella*",),
    "domain/operations/": ("tests/domain/test_operations*",),
    "domain/law/": ("tests/domain/test_law*",),
    "domain/": ("tests/domain/test_commands*", "tests/domain/test_language*", "tests/domain/*"),
}
"""The tests of a folder, by pattern; the deepest folder of a file counts."""

EVENTS = "tests/domain/test_events*"
"""The tests of every event, in any folder."""


def find_tests(path: str) -> list[str]:
    """Return the test files for a file, those most likely to kill a mutant first."""
    area = max((folder for folder in AREAS if path.startswith(folder)), key=len)
    found = sorted((ROOT / "tests" / "domain").rglob("test_*.py"))
    names = [name.relative_to(ROOT).as_posix() for name in found]
    chosen = [name for pattern in (*AREAS[area], EVENTS) for name in names if fnmatch(name, pattern)]
    return list(dict.fromkeys(name for name in chosen if not any(fnmatch(name, out) for out in LEFT_OUT)))


def find_files() -> list[str]:
    """Return every file of the domain."""
    return sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "domain").rglob("*.py"))
