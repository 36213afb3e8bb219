"""How a language writes texts, amounts, shares, dates and times; instants are shown as Paris sees them."""

import re
from collections.abc import Mapping
from datetime import date, datetime

from adapters.engine.clock import PARIS
from adapters.rendering.catalogue import CATALOGUE, MONTH_NAMES, MonthName
from domain.language import Language

_HOUR = "%H:%M"
_HIGH_PUNCTUATION = re.compile(" (?=[:;?!»])|(?<=«) ")


def detect_language(environ: Mapping[str, str]) -> Language:
    """Return the language that the environment asks for: French, or English for any other."""
    requested = next((environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), "")
    return Language.FRENCH if requested.lower().startswith("fr") else Language.ENGLISH


class Locale:
    """Writes texts and values in one language."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def say(self, key: str, **events: object) -> str:
        """Return a text of the catalogue with its fields filled in; `KeyError` if there is no such text."""
        return self.either(*CATALOGUE[key]).format_map(events)

    def either(self, french: str, english: str) -> str:
        """Return the text in this language; French gets no-break spaces beside its high punctuation."""
        return _HIGH_PUNCTUATION.sub("\u00a0", french) if self.language is Language.FRENCH else english

    def word(self, word: str) -> str:
        """Return what people call a word of the code; the word itself if the catalogue has none."""
        known = CATALOGUE.get(word)
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
        """Write a date: `5 janv. 2026`, `5 Jan 2026`."""
        return f"{self.short_day(day)}\u00a0{day.year}"

    def short_day(self, day: date) -> str:
        """Write a date without its year: `5 janv.`, `5 Jan`."""
        first = day.day == 1 and self.language is Language.FRENCH
        return f"{day.day}{'er' if first else ''}\u00a0{self._month_names(day).short}"

    def month(self, day: date) -> str:
        """Write the month of a date in full: `janvier 2026`, `January 2026`."""
        return f"{self._month_names(day).full} {day.year}"

    def hour(self, instant: datetime) -> str:
        """Write the time of day in Paris: `09:00`."""
        return instant.astimezone(PARIS).strftime(_HOUR)

    def instant(self, instant: datetime) -> str:
        """Write an instant as Paris sees it: `2026-01-05 09:00`."""
        return instant.astimezone(PARIS).strftime(f"%Y-%m-%d {_HOUR}")

    def _month_names(self, day: date) -> MonthName:
        return MONTH_NAMES[self.language][day.month - 1]
