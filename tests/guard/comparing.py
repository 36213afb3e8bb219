"""What differs from what was frozen, one readable line a difference, and which differences are wanted.

`wanted.toml` holds the reviewed ones. Each entry says `in` which parts (a name, or a list of names), `what`
line it is, and why. A `*` stands for any text. It must match in every part that it names: an entry that no
longer matches is a difference itself, so the list stays exact.
"""

import json
import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from tests.guard.driving import Left
from tests.guard.kept import DIGEST, make_digest

WANTED = Path(__file__).with_name("wanted.toml")
SHOWN = 160


class Wanted(NamedTuple):
    """A difference that was reviewed: the parts it is in, the line, and the reason."""

    parts: tuple[str, ...]
    what: str
    why: str

    def concerns(self, part: str) -> bool:
        """Is it about this part?"""
        return any(_matches(one, part) for one in self.parts)


def read_wanted() -> list[Wanted]:
    """Read the reviewed differences."""
    return parse_wanted(WANTED.read_text(encoding="utf-8"))


def parse_wanted(text: str) -> list[Wanted]:
    """Read reviewed differences from a text."""
    found: list[Wanted] = []
    for one in tomllib.loads(text).get("difference", []):
        assert one.keys() == {"in", "what", "why"}, f"`in`, `what` and `why` belong in {one}"
        assert one["why"].strip(), f"a reason is missing in {one}"
        parts = one["in"] if isinstance(one["in"], list) else [one["in"]]
        found.append(Wanted(tuple(parts), one["what"], one["why"]))
    return found


def find_unwanted(part: str, differences: Iterable[str], reviewed: Iterable[Wanted]) -> list[str]:
    """Return the differences that nobody wants, and the entries of the list that match none."""
    found = list(differences)
    about = [one for one in reviewed if one.concerns(part)]
    stale = [one for one in about if not any(_matches(one.what, line) for line in found)]
    return [
        *(line for line in found if not any(_matches(one.what, line) for one in about)),
        *(f"wanted.toml: no such difference: {one.what}" for one in stale),
    ]


def compare_lines(before: Iterable[str], now: Iterable[str]) -> list[str]:
    """Compare two lists of lines: `-` is gone, `+` is new."""
    old, new = set(before), set(now)
    gone, added = ([f"- {line}" for line in old - new], [f"+ {line}" for line in new - old])
    return sorted([*gone, *added], key=lambda line: (line[2:], line[0] == "+"))


def compare_left(before: Left, now: Left) -> list[str]:
    """Compare what a part left: texts that are gone, that are new, and each value in them that differs."""
    lines = [f"- {label}" for label in before if label not in now]
    lines += [f"+ {label}" for label in now if label not in before]
    for label, text in before.items():
        if label in now and now[label] != text:
            lines += [f"{label}: {difference}" for difference in _texts(text, now[label])]
    return lines


def _texts(before: str, now: str) -> Iterator[str]:
    if before.startswith(DIGEST):
        if make_digest(now) != before:
            yield f"is another: {_shorten(now)}"
        return
    old, new = (dict(_flat(json.loads(text))) for text in (before, now))
    if old == new:
        yield f"the same values, written otherwise: {_shorten(before)} -> {_shorten(now)}"
    for path in dict.fromkeys([*old, *new]):
        if old.get(path) != new.get(path):
            before_value, now_value = old.get(path, "nothing"), new.get(path, "nothing")
            yield f"{path or '.'}: {_shorten(before_value)} -> {_shorten(now_value)}"


def _flat(difference: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Return each value under its path."""
    if not isinstance(difference, dict | list) or not difference:
        yield path, json.dumps(difference, ensure_ascii=False)
        return
    for name, value in difference.items() if isinstance(difference, dict) else enumerate(difference):
        yield from _flat(value, f"{path}.{name}" if path else str(name))


def _shorten(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _matches(pattern: str, line: str) -> bool:
    return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), line, re.DOTALL) is not None
