"""The layout of any page without one of its own: single values on a line, lists as tables, parts below."""

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

from adapters.cli.cli_context import CliContext
from adapters.cli.hanging_text import HangingText
from adapters.compose import Archive
from adapters.engine.clock import paris_day
from adapters.rendering.event_renderer import TEXT_MAX, EventRenderer, shorten_text
from adapters.rendering.names import ID_SHOWN, find_company_name, find_consultant_name, shorten_stream
from adapters.rendering.page_texts import COLUMN_TITLES
from domain.language import Sealed
from projections import Wording
from projections.autonomy_file import Mark

COMPANY_FIELDS = frozenset({"client", "umbrella"})
HALF_DAY_FIELDS = frozenset({"half_days"})
SHARE_FIELDS = frozenset({"share"})
COUNT_FIELDS = frozenset(
    {
        "consultants", "at_work", "former_employees", "longest_days", "days", "counted_days", "days_left",
        "days_late", "from_days", "to_days", "months", "late", "done", "times_asked", "age_days",
        "days_after",
    }
)  # fmt: skip
"""The integers that are counts; every other integer is an amount in cents."""
HASH_PREFIX = "sha256:"
HIDDEN_FIELDS = frozenset({"on", "saw"})
WIDE_COLUMNS = 9
"""A table with more columns has short dates and leaves out `JSON_ONLY_FIELDS`."""
JSON_ONLY_FIELDS = frozenset(
    {
        "fact", "principal", "documents", "recorded_at", "version", "because", "engine", "half_days",
        "net_taxable", "net_before_tax", "minimum", "earnings", "contributions", "reference", "computed",
        "employee_contributions", "employer_contributions", "declared_on", "contributions_paid_on",
    }
)  # fmt: skip


def render_page(page: Struct, cli: CliContext, archive: Archive) -> Iterator[RenderableType]:
    """Lay the page out, title first."""
    terminal = cli.terminal
    title = terminal.translate(f"page_{type(page).__module__.split('.')[1]}")
    day: date = getattr(page, "on")  # noqa: B009 -- every page has this field, but no type says so
    yield Rule(Text(f"{title}, {terminal.format_date(day)}", "bold"), align="left", style="dim")
    yield from _PageRenderer(cli, archive).render_struct(page)


def render_part(part: Struct, cli: CliContext, archive: Archive) -> Iterator[RenderableType]:
    """Lay out a part of a page."""
    yield from _PageRenderer(cli, archive).render_struct(part)


def render_list(
    name: str, rows: tuple[Struct, ...], cli: CliContext, archive: Archive
) -> Iterator[RenderableType]:
    """Lay out a list of a page under its name."""
    layout = _PageRenderer(cli, archive)
    yield layout.build_heading(name)
    yield from layout.render_rows(rows)


class _PageRenderer:
    """Lays out a page: opens its sealed values and names its parties."""

    def __init__(self, cli: CliContext, archive: Archive) -> None:
        self._archive, self._terminal = archive, cli.terminal
        self._renderer: EventRenderer = cli.make_renderer(archive)

    def render_struct(self, part: Struct) -> Iterator[RenderableType]:
        shown = {
            name: getattr(part, name)
            for name in part.__struct_fields__
            if name not in HIDDEN_FIELDS and not _is_omitted(part, name)
        }
        scalars = [(name, value) for name, value in shown.items() if self._is_scalar(value)]
        if scalars:
            yield HangingText(
                "",
                " · ".join(
                    f"{self._column_title(name)} : {self.format_value(name, value)}"
                    for name, value in scalars
                ),
            )
        for name, value in shown.items():
            if isinstance(value, Struct) and not isinstance(value, Wording | Sealed | Mark):
                yield self.build_heading(name)
                yield from (Padding(line, (0, 0, 0, 2)) for line in self.render_struct(value))
            elif isinstance(value, tuple) and value and isinstance(value[0], Struct):
                yield self.build_heading(name)
                yield from self.render_rows(cast("tuple[Struct, ...]", value))

    def build_heading(self, name: str) -> Text:
        title = self._column_title(name)
        return Text(f"\n{title[:1].upper()}{title[1:]}", "bold")

    def _column_title(self, name: str) -> str:
        return (
            self._terminal.choose_text(*COLUMN_TITLES[name])
            if name in COLUMN_TITLES
            else self._terminal.translate_word(name)
        )

    def _is_scalar(self, value: object) -> bool:
        nested = isinstance(value, Struct) and not isinstance(value, Wording | Sealed | Mark)
        listed = isinstance(value, tuple) and (not value or isinstance(value[0], Struct))
        return value not in (None, "") and not nested and not listed and not isinstance(value, Mapping)

    def render_rows(self, rows: tuple[Struct, ...]) -> Iterator[RenderableType]:
        """Lay rows out as a table, or each as a paragraph when a row nests others."""
        if any(self._has_nested(row) for row in rows):
            for row in rows:
                yield from (Padding(line, (0, 0, 0, 2)) for line in self.render_struct(row))
        else:
            yield self._build_table(rows)

    def _has_nested(self, row: Struct) -> bool:
        values: list[Any] = [getattr(row, name) for name in row.__struct_fields__]
        return any(
            isinstance(value, tuple) and isinstance(next(iter(cast("Any", value)), None), Struct)
            for value in values
        )

    def _build_table(self, rows: tuple[Struct, ...]) -> Table:
        columns = [name for name in rows[0].__struct_fields__ if self._has_values(name, rows)]
        if len(columns) > WIDE_COLUMNS:
            columns = [name for name in columns if name not in JSON_ONLY_FIELDS]
        table = Table(box=SIMPLE_HEAD, pad_edge=False, header_style="dim", padding=(0, 1, 0, 0))
        for name in columns:
            number = any(isinstance(getattr(row, name), int) for row in rows)
            justify = "right" if number else "left"
            table.add_column(self._column_title(name), justify=justify, no_wrap=number, overflow="fold")
        narrow = len(columns) > WIDE_COLUMNS
        for row in rows:
            table.add_row(*(self._format_cell(name, getattr(row, name), narrow) for name in columns))
        return table

    def _format_cell(self, name: str, value: Any, narrow: bool) -> str:
        """Return the text of a cell: an instant as its day in Paris, an amount of zero as an empty text."""
        day = paris_day(value) if isinstance(value, datetime) else value
        if isinstance(day, date):
            return self._terminal.format_short_date(day) if narrow else self._terminal.format_date(day)
        return (
            ""
            if value == 0 and name not in COUNT_FIELDS and value is not False
            else self.format_value(name, value)
        )

    def _has_values(self, name: str, rows: Iterable[Struct]) -> bool:
        values = [getattr(row, name) for row in rows if not _is_omitted(row, name)]
        return name not in HIDDEN_FIELDS and any(
            value is False or value not in (None, (), {}, 0) for value in values
        )

    def format_value(self, name: str, value: Any) -> str:  # noqa: C901 -- one case a kind of value
        """Return a value as a person writes it."""
        terminal = self._terminal
        match value:
            case None:
                return ""
            case bool():
                return terminal.translate("yes" if value else "no")
            case Enum():
                return terminal.translate_word(str(value.value))
            case int():
                return self._format_number(name, value)
            case Sealed():
                return shorten_text(self._renderer.open_text(value), TEXT_MAX)
            case Wording():
                return value.text_in(terminal.language)
            case UUID():
                return self._format_id(name, value)
            case datetime():
                return terminal.format_instant(value)
            case date():
                return terminal.format_date(value)
            case tuple() | frozenset():
                return ", ".join(self.format_value(name, item) for item in cast("Iterable[Any]", value))
            case Mapping():
                mapping = cast("Mapping[str, Any]", value)
                return ", ".join(
                    f"{terminal.translate_word(key)}: {self.format_value(key, item)}"
                    for key, item in mapping.items()
                )
            case Mark():
                return self._format_mark(value)
            case Struct():
                parts = ((part, getattr(value, part)) for part in value.__struct_fields__)
                return ", ".join(
                    self.format_value(part, item) for part, item in parts if item not in (None, 0)
                )
            case str() if value.startswith(HASH_PREFIX):
                return value.removeprefix(HASH_PREFIX)[:ID_SHOWN]
            case str() if "/" in value and " " not in value:
                return shorten_stream(value)
            case _:
                return terminal.translate_word(shorten_text(str(value), TEXT_MAX))

    def _format_mark(self, mark: Mark) -> str:
        """Return the day it happened, the days until it was recorded, and whether it was late."""
        day = self._terminal.format_date(paris_day(mark.time))
        after = self._terminal.choose_text(f"+ {mark.days_after} j", f"+ {mark.days_after} d")
        signs = [
            self._terminal.translate_word(name) for name in ("late", "after_control") if getattr(mark, name)
        ]
        return ", ".join([day, after, *signs])

    def _format_number(self, name: str, number: int) -> str:
        if name in HALF_DAY_FIELDS:
            return self._terminal.format_days(number)
        if name in SHARE_FIELDS:
            return self._terminal.format_share(number)
        return str(number) if name in COUNT_FIELDS else self._terminal.format_amount(number)

    def _format_id(self, name: str, identity: UUID) -> str:
        if name in COMPANY_FIELDS:
            return find_company_name(self._archive, identity)
        if name == "consultant":
            return find_consultant_name(self._archive, self._renderer, identity)
        return str(identity)[-ID_SHOWN:]


def _is_omitted(part: Struct, name: str) -> bool:
    """Return whether the JSON of a page would omit this field, because it has its default."""
    leaves_out = part.__struct_config__.omit_defaults
    return leaves_out and getattr(part, name) == _field_defaults(type(part))[name]


@cache
def _field_defaults(kind: type[Struct]) -> dict[str, Any]:
    return {field.name: field.default for field in fields(kind)}
