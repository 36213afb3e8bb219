"""How a page to print says its values: in the reader's language, sealed values opened, names looked up."""

from datetime import date, datetime
from uuid import UUID

from adapters.cli.cli_context import Desk
from adapters.cli.mission_list import name_of_company, name_of_consultant
from adapters.compose import Archive
from adapters.engine.clock import paris_day
from domain.language import Language, Sealed


class Printed:
    """Says values for a page to print; it is what `adapters.rendering.html_pages` calls `Says`."""

    language: Language

    def __init__(self, desk: Desk, archive: Archive) -> None:
        self.language = desk.voice.language
        self._desk, self._archive = desk, archive
        self._voice, self._telling = desk.voice, desk.telling(archive)

    def either(self, french: str, english: str) -> str:
        """Choose the words of the reader's language."""
        return self._voice.either(french, english)

    def word(self, word: str) -> str:
        """Say a word of the code as people do."""
        return self._voice.word(word)

    def euros(self, cents: int) -> str:
        """Write an amount."""
        return self._voice.euros(cents)

    def days(self, half_days: int) -> str:
        """Write a number of days, counted in half-days."""
        return self._voice.days(half_days)

    def day(self, day: date) -> str:
        """Write a date."""
        return self._voice.day(day)

    def instant(self, instant: datetime) -> str:
        """Write an instant as Paris sees it: `5 janv. 2026, 09:00`."""
        return f"{self.day(paris_day(instant))}, {self._voice.hour(instant)}"

    def day_of(self, instant: datetime) -> str:
        """Write the date of an instant in Paris."""
        return self.day(paris_day(instant))

    def month_of(self, month: str) -> str:
        """Write a month, such as `2026-03`."""
        return self._voice.month(date.fromisoformat(f"{month}-01"))

    def text(self, sealed: Sealed) -> str:
        """Open a sealed value; a sign where it was erased."""
        return self._telling.text(sealed)

    def company(self, identity: UUID) -> str:
        """Name a client or the umbrella company."""
        return name_of_company(self._archive, identity)

    def person(self, identity: UUID) -> str:
        """Name a consultant."""
        return name_of_consultant(self._desk, self._archive, identity)
