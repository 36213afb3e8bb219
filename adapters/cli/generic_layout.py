"""Any page on a terminal: what it says once as a line, what it lists as a table, what it nests below."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, cast
from uuid import UUID

from msgspec import Struct
from msgspec.structs import fields
from rich.box import SIMPLE_HEAD
from rich.console import RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from adapters.cli.cli_context import Desk
from adapters.cli.hanging_text import Flowing
from adapters.compose import Archive
from adapters.engine.clock import paris_day
from adapters.rendering.event_renderer import TEXT_MAX, Telling, shortened
from adapters.rendering.names import ID_SHOWN, name_of_company, name_of_consultant, shown_short
from adapters.rendering.page_texts import COLUMNS
from domain.language import Sealed
from projections import Wording
from projections.autonomy_file import Mark

COMPANIES = frozenset({"client", "umbrella"})
HALF_DAYS = frozenset({"half_days"})
SHARES = frozenset({"share"})
COUNTED = frozenset(
    {
        "consultants", "at_work", "former_employees", "longest_days", "days", "counted_days", "days_left",
        "days_late", "from_days", "to_days", "months", "late", "done", "times_asked", "age_days",
        "days_after",
    }
)  # fmt: skip
"""The whole numbers that are no amounts."""
HASH = "sha256:"
LEFT_OUT = frozenset({"on", "saw"})
WIDE = 9
"""A table of more columns writes its dates short, and leaves to `--json` what is for programs."""
SAID_IN_JSON = frozenset(
    {
        "fact", "principal", "documents", "recorded_at", "version", "because", "engine", "half_days",
        "net_taxable", "net_before_tax", "minimum", "earnings", "contributions", "reference", "computed",
        "employee_contributions", "employer_contributions", "declared_on", "contributions_paid_on",
    }
)  # fmt: skip


def lines(page: Struct, desk: Desk, archive: Archive) -> Iterator[RenderableType]:
    """Lay the page out, title first."""
    voice = desk.voice
    named = voice.say(f"page_{type(page).__module__.split('.')[1]}")
    day: date = getattr(page, "on")  # noqa: B009 -- every page has its day
    yield Rule(Text(f"{named}, {voice.day(day)}", "bold"), align="left", style="dim")
    yield from _Layout(desk, archive).of(page)


def told(said: Struct, desk: Desk, archive: Archive) -> Iterator[RenderableType]:
    """Lay out a part of a page."""
    yield from _Layout(desk, archive).of(said)


def listed(name: str, rows: tuple[Struct, ...], desk: Desk, archive: Archive) -> Iterator[RenderableType]:
    """Lay out a list of a page under its name."""
    layout = _Layout(desk, archive)
    yield layout.heading(name)
    yield from layout.listed(rows)


class _Layout:
    """Lays out what a page says, opened and named."""

    def __init__(self, desk: Desk, archive: Archive) -> None:
        self._archive, self._voice = archive, desk.voice
        self._telling: Telling = desk.telling(archive)

    def of(self, said: Struct) -> Iterator[RenderableType]:
        told = {
            name: getattr(said, name)
            for name in said.__struct_fields__
            if name not in LEFT_OUT and not _unsaid(said, name)
        }
        once = [(name, value) for name, value in told.items() if self._is_once(value)]
        if once:
            yield Flowing(
                "", " · ".join(f"{self._column(name)} : {self.value(name, one)}" for name, one in once)
            )
        for name, value in told.items():
            if isinstance(value, Struct) and not isinstance(value, Wording | Sealed | Mark):
                yield self.heading(name)
                yield from (Padding(line, (0, 0, 0, 2)) for line in self.of(value))
            elif isinstance(value, tuple) and value and isinstance(value[0], Struct):
                yield self.heading(name)
                yield from self.listed(cast("tuple[Struct, ...]", value))

    def heading(self, name: str) -> Text:
        title = self._column(name)
        return Text(f"\n{title[:1].upper()}{title[1:]}", "bold")

    def _column(self, name: str) -> str:
        return self._voice.either(*COLUMNS[name]) if name in COLUMNS else self._voice.word(name)

    def _is_once(self, value: object) -> bool:
        nested = isinstance(value, Struct) and not isinstance(value, Wording | Sealed | Mark)
        listed = isinstance(value, tuple) and (not value or isinstance(value[0], Struct))
        return value not in (None, "") and not nested and not listed and not isinstance(value, Mapping)

    def listed(self, rows: tuple[Struct, ...]) -> Iterator[RenderableType]:
        """A row that nests others is a paragraph of its own; all else is a table."""
        if any(self._nests(row) for row in rows):
            for row in rows:
                yield from (Padding(line, (0, 0, 0, 2)) for line in self.of(row))
        else:
            yield self._table(rows)

    def _nests(self, row: Struct) -> bool:
        values: list[Any] = [getattr(row, name) for name in row.__struct_fields__]
        return any(
            isinstance(one, tuple) and isinstance(next(iter(cast("Any", one)), None), Struct)
            for one in values
        )

    def _table(self, rows: tuple[Struct, ...]) -> Table:
        columns = [name for name in rows[0].__struct_fields__ if self._shows(name, rows)]
        if len(columns) > WIDE:
            columns = [name for name in columns if name not in SAID_IN_JSON]
        table = Table(box=SIMPLE_HEAD, pad_edge=False, header_style="dim", padding=(0, 1, 0, 0))
        for name in columns:
            number = any(isinstance(getattr(row, name), int) for row in rows)
            justify = "right" if number else "left"
            table.add_column(self._column(name), justify=justify, no_wrap=number, overflow="fold")
        narrow = len(columns) > WIDE
        for row in rows:
            table.add_row(*(self._cell(name, getattr(row, name), narrow) for name in columns))
        return table

    def _cell(self, name: str, value: Any, narrow: bool) -> str:
        """Write a value in a cell: of an instant its day, of an amount of nothing nothing."""
        day = paris_day(value) if isinstance(value, datetime) else value
        if isinstance(day, date):
            return self._voice.short_day(day) if narrow else self._voice.day(day)
        return "" if value == 0 and name not in COUNTED and value is not False else self.value(name, value)

    def _shows(self, name: str, rows: Iterable[Struct]) -> bool:
        values = [getattr(row, name) for row in rows if not _unsaid(row, name)]
        return name not in LEFT_OUT and any(
            value is False or value not in (None, (), {}, 0) for value in values
        )

    def value(self, name: str, value: Any) -> str:  # noqa: C901 -- one case a kind of value
        """Write a value as people do."""
        voice = self._voice
        match value:
            case None:
                return ""
            case bool():
                return voice.say("yes" if value else "no")
            case Enum():
                return voice.word(str(value.value))
            case int():
                return self._number(name, value)
            case Sealed():
                return shortened(self._telling.text(value), TEXT_MAX)
            case Wording():
                return value.said(voice.language)
            case UUID():
                return self._named(name, value)
            case datetime():
                return voice.instant(value)
            case date():
                return voice.day(value)
            case tuple() | frozenset():
                return ", ".join(self.value(name, one) for one in cast("Iterable[Any]", value))
            case Mapping():
                said = cast("Mapping[str, Any]", value)
                return ", ".join(f"{voice.word(key)}: {self.value(key, one)}" for key, one in said.items())
            case Mark():
                return self._mark(value)
            case Struct():
                parts = ((part, getattr(value, part)) for part in value.__struct_fields__)
                return ", ".join(self.value(part, one) for part, one in parts if one not in (None, 0))
            case str() if value.startswith(HASH):
                return value.removeprefix(HASH)[:ID_SHOWN]
            case str() if "/" in value and " " not in value:
                return shown_short(value)
            case _:
                return voice.word(shortened(str(value), TEXT_MAX))

    def _mark(self, mark: Mark) -> str:
        """Write when it happened, how long after it was recorded, and what that tells."""
        day = self._voice.day(paris_day(mark.time))
        after = self._voice.either(f"+ {mark.days_after} j", f"+ {mark.days_after} d")
        signs = [self._voice.word(name) for name in ("late", "after_control") if getattr(mark, name)]
        return ", ".join([day, after, *signs])

    def _number(self, name: str, number: int) -> str:
        if name in HALF_DAYS:
            return self._voice.days(number)
        if name in SHARES:
            return self._voice.share(number)
        return str(number) if name in COUNTED else self._voice.euros(number)

    def _named(self, name: str, identity: UUID) -> str:
        if name in COMPANIES:
            return name_of_company(self._archive, identity)
        if name == "consultant":
            return name_of_consultant(self._archive, self._telling, identity)
        return str(identity)[-ID_SHOWN:]


def _unsaid(said: Struct, name: str) -> bool:
    """Whether a page leaves a field out where it has nothing to say, as its JSON does."""
    leaves_out = said.__struct_config__.omit_defaults
    return leaves_out and getattr(said, name) == _defaults(type(said))[name]


@cache
def _defaults(kind: type[Struct]) -> dict[str, Any]:
    return {field.name: field.default for field in fields(kind)}
