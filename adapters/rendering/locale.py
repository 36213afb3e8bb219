"""The formats of a language: texts, amounts, shares, dates and times; an instant is shown in Paris time."""

import re
from collections.abc import Mapping
from datetime import date, datetime

from adapters.engine.clock import PARIS
from adapters.rendering.catalogue import CATALOGUE, MONTH_NAMES, MonthName
from domain.language import Language

_TIME_FORMAT = "%H:%M"
_HIGH_PUNCTUATION = re.compile(" (?=[:;?!»])|(?<=«) ")


def detect_language(environ: Mapping[str, str]) -> Language:
    """Return the language that the environment asks for: French, or English for any other."""
    requested = next((environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), "")
    return Language.FRENCH if requested.lower().startswith("fr") else Language.ENGLISH


class Locale:
    """Writes texts and values in one language."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def translate(self, key: str, **fields: object) -> str:
        """Return a text of the catalogue with its fields filled in; `KeyError` if there is no such text."""
        return self.choose_text(*CATALOGUE[key]).format_map(fields)

    def choose_text(self, french: str, english: str) -> str:
        """Return the text in this language; French gets no-break spaces beside its high punctuation."""
        return _HIGH_PUNCTUATION.sub("\u00a0", french) if self.language is Language.FRENCH else english

    def translate_word(self, word: str) -> str:
        """Return the text of a word of the code; the word itself if the catalogue has none."""
        texts = CATALOGUE.get(word)
        # A text with fields is a sentence that happens to have the word as its key.
        return word if texts is None or "{" in texts[0] else self.choose_text(*texts)

    def format_amount(self, cents: int) -> str:
        """Return an amount given in cents: `1 234,50 €` in French, `€1,234.50` in English."""
        sign, whole, rest = "−" if cents < 0 else "", abs(cents) // 100, abs(cents) % 100
        if self.language is Language.FRENCH:
            return f"{sign}{whole:,}".replace(",", "\u00a0") + f",{rest:02d}\u00a0€"
        return f"{sign}€{whole:,}.{rest:02d}"

    def format_share(self, basis_points: int) -> str:
        """Return a share given in basis points: `8 %` in French, `8%` in English."""
        if self.language is Language.FRENCH:
            return f"{basis_points / 100:g}\u00a0%".replace(".", ",")
        return f"{basis_points / 100:g}%"

    def format_days(self, half_days: int) -> str:
        """Return a number of half-days, in days: `1,5 j` in French, `1.5 d` in English."""
        days = f"{half_days / 2:g}"
        if self.language is Language.FRENCH:
            return f"{days.replace('.', ',')}\u00a0j"
        return f"{days}\u00a0d"

    def format_date(self, day: date) -> str:
        """Return a date: `5 janv. 2026`, `5 Jan 2026`."""
        return f"{self.format_short_date(day)}\u00a0{day.year}"

    def format_short_date(self, day: date) -> str:
        """Return a date without its year: `5 janv.`, `5 Jan`."""
        is_first = day.day == 1 and self.language is Language.FRENCH
        return f"{day.day}{'er' if is_first else ''}\u00a0{self._month_name(day).short}"

    def format_month(self, day: date) -> str:
        """Return the month of a date in full: `janvier 2026`, `January 2026`."""
        return f"{self._month_name(day).full} {day.year}"

    def format_time(self, instant: datetime) -> str:
        """Return the time of day in Paris: `09:00`."""
        return instant.astimezone(PARIS).strftime(_TIME_FORMAT)

    def format_instant(self, instant: datetime) -> str:
        """Return an instant in Paris time: `2026-01-05 09:00`."""
        return instant.astimezone(PARIS).strftime(f"%Y-%m-%d {_TIME_FORMAT}")

    def _month_name(self, day: date) -> MonthName:
        return MONTH_NAMES[self.language][day.month - 1]
