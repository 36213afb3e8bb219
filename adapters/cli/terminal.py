"""How the command line speaks: French or English, euros, dates in Paris, colour on a terminal only."""

import os
import re
import sys
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import msgspec
from rich.console import Console

from adapters.engine.clock import PARIS
from adapters.rendering.catalogue import MONTHS, WORDS, MonthName
from domain.language import Language

PIPED_WIDTH = 110
_HOUR = "%H:%M"
_HIGH_SIGN = re.compile(" (?=[:;?!»])|(?<=«) ")


def of_locale(environ: Mapping[str, str]) -> Language:
    """Return the language that the locale asks for: French, or English for any other."""
    asked = next((environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), "")
    return Language.FRENCH if asked.lower().startswith("fr") else Language.ENGLISH


class Voice:
    """Says things to whoever typed a command: results on stdout, all else on stderr."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.out = _console(stderr=False)
        self.err = _console(stderr=True)

    def say(self, key: str, **facts: object) -> str:
        """Return one of our sentences, with its facts."""
        return self.either(*WORDS[key]).format_map(facts)

    def either(self, french: str, english: str) -> str:
        """Return the one that is ours; French keeps its high signs beside their words."""
        return _HIGH_SIGN.sub("\u00a0", french) if self.language is Language.FRENCH else english

    def word(self, word: str) -> str:
        """Return how people call what the code calls so; the code's own word if it has no other."""
        known = WORDS.get(word)
        return word if known is None or "{" in known[0] else self.either(*known)

    def euros(self, cents: int) -> str:
        """Write an amount: `1 234,50 €` in French, `€1,234.50` in English."""
        sign, whole, rest = "−" if cents < 0 else "", abs(cents) // 100, abs(cents) % 100
        if self.language is Language.FRENCH:
            return f"{sign}{whole:,}".replace(",", "\u00a0") + f",{rest:02d}\u00a0€"
        return f"{sign}€{whole:,}.{rest:02d}"

    def share(self, basis_points: int) -> str:
        """Write a share: `8 %` in French, `8%` in English."""
        if self.language is Language.FRENCH:
            return f"{basis_points / 100:g}\u00a0%".replace(".", ",")
        return f"{basis_points / 100:g}%"

    def days(self, half_days: int) -> str:
        """Write a number of days, counted in half-days."""
        days = f"{half_days / 2:g}"
        if self.language is Language.FRENCH:
            return f"{days.replace('.', ',')}\u00a0j"
        return f"{days}\u00a0d"

    def day(self, day: date) -> str:
        """Write a date: `5 jan. 2026`, `5 Jan 2026`."""
        return f"{self.short_day(day)}\u00a0{day.year}"

    def short_day(self, day: date) -> str:
        """Write a date whose year is known from around it."""
        first = day.day == 1 and self.language is Language.FRENCH
        return f"{day.day}{'er' if first else ''}\u00a0{self._month_names(day).short}"

    def month(self, day: date) -> str:
        """Write the month of a date in full."""
        return f"{self._month_names(day).full} {day.year}"

    def hour(self, instant: datetime) -> str:
        """Write the time of day in Paris."""
        return instant.astimezone(PARIS).strftime(_HOUR)

    def instant(self, instant: datetime) -> str:
        """Write an instant as Paris sees it: `2026-01-05 09:00`."""
        return instant.astimezone(PARIS).strftime(f"%Y-%m-%d {_HOUR}")

    def fail(self, lines: list[str]) -> None:
        """Say on stderr why not; a line is never broken, so that it can be searched."""
        for line in lines:
            self.err.print(line, style="red", soft_wrap=True)

    def note(self, line: str) -> None:
        """Say on stderr what is not a result."""
        self.err.print(line, style="dim", soft_wrap=True)

    def json(self, shown: Any) -> None:
        """Write a result for programs, indented."""
        self.line(msgspec.json.format(msgspec.json.encode(shown), indent=2))

    def line(self, line: bytes) -> None:
        """Write bytes as they are, and end the line."""
        sys.stdout.buffer.write(line + b"\n")

    def _month_names(self, day: date) -> MonthName:
        return MONTHS[self.language][day.month - 1]


def _console(*, stderr: bool) -> Console:
    """Return a console that writes plain text, wide enough to read, when nobody looks at a terminal."""
    console = Console(stderr=stderr, highlight=False, emoji=False, markup=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = PIPED_WIDTH
    return console
