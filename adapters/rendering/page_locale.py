"""The locale of a page to print: it also opens sealed values and looks up names."""

from datetime import date, datetime
from uuid import UUID

from adapters.engine.clock import paris_day
from adapters.engine.query.readable_log import ReadableLog
from adapters.rendering.event_renderer import EventRenderer
from adapters.rendering.locale import Locale
from adapters.rendering.names import find_company_name, find_consultant_name
from domain.language import Sealed


class PageLocale(Locale):
    """A locale for the templates, which also opens sealed values and looks up names."""

    def __init__(self, renderer: EventRenderer, log: ReadableLog) -> None:
        super().__init__(renderer.locale.language)
        self._renderer, self._log = renderer, log

    def format_date_and_time(self, instant: datetime) -> str:
        """Return an instant in Paris time: `5 janv. 2026, 09:00`."""
        return f"{self.format_date(paris_day(instant))}, {self.format_time(instant)}"

    def format_instant_date(self, instant: datetime) -> str:
        """Return the date of an instant in Paris."""
        return self.format_date(paris_day(instant))

    def format_month_key(self, month: str) -> str:
        """Return the full name of a month given as `2026-03`."""
        return self.format_month(date.fromisoformat(f"{month}-01"))

    def open_text(self, sealed: Sealed) -> str:
        """Return a sealed value in clear: `[erased]` once its key is destroyed."""
        return self._renderer.open_text(sealed)

    def company_name(self, identity: UUID) -> str:
        """Return the name of a client or of the umbrella company; a short id if it is not registered."""
        return find_company_name(self._log, identity)

    def consultant_name(self, identity: UUID) -> str:
        """Return the name of a consultant; a short id if the consultant is not registered."""
        return find_consultant_name(self._log, self._renderer, identity)
