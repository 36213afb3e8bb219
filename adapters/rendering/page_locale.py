"""How a page to print writes its values: in one language, with sealed values opened and names looked up."""

from datetime import date, datetime
from uuid import UUID

from adapters.engine.clock import paris_day
from adapters.engine.query.readable_log import ReadableLog
from adapters.rendering.event_renderer import EventRenderer
from adapters.rendering.locale import Locale
from adapters.rendering.names import find_company_name, find_consultant_name
from domain.language import Sealed


class PageLocale(Locale):
    """A locale that also opens sealed values and names people, as the templates of the pages need it."""

    def __init__(self, renderer: EventRenderer, log: ReadableLog) -> None:
        super().__init__(renderer.locale.language)
        self._renderer, self._log = renderer, log

    def format_date_and_time(self, instant: datetime) -> str:
        """Write an instant as Paris sees it: `5 janv. 2026, 09:00`."""
        return f"{self.day(paris_day(instant))}, {self.hour(instant)}"

    def format_instant_date(self, instant: datetime) -> str:
        """Write the date of an instant in Paris."""
        return self.day(paris_day(instant))

    def format_month_key(self, month: str) -> str:
        """Write a month that is given as `2026-03`."""
        return self.month(date.fromisoformat(f"{month}-01"))

    def open_text(self, sealed: Sealed) -> str:
        """Open a sealed value: `[erased]` once its key is destroyed."""
        return self._renderer.open_text(sealed)

    def company_name(self, identity: UUID) -> str:
        """Return the name of a client or of the umbrella company."""
        return find_company_name(self._log, identity)

    def consultant_name(self, identity: UUID) -> str:
        """Return the name of a consultant."""
        return find_consultant_name(self._log, self._renderer, identity)
