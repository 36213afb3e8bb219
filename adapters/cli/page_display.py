"""Show a page: laid out on a terminal, as JSON, or as an HTML file to print."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from rich.console import RenderableType

from adapters.cli.cli_context import CliContext
from adapters.cli.exit_codes import BadInput
from adapters.cli.instant_options import parse_instant
from adapters.cli.option_choices import PageReader
from adapters.cli.page_layouts import PAGE_SPECS
from adapters.compose import Archive
from adapters.engine.query.views import ViewQuery as PageQuery
from adapters.engine.query.views import open_sealed_values, show_view
from adapters.rendering import html_pages
from adapters.rendering.page_locale import PageLocale
from projections.event_rows import read_events


class PageRequest(NamedTuple):
    """The arguments of `jalon show`, as typed."""

    page: str
    key: str
    reader: PageReader
    known_at: str | None
    as_of: str | None


def show_page(cli: CliContext, request: PageRequest, *, json: bool, html: Path | None = None) -> None:
    """Show the page, or write it to an HTML file; a note counts the events that it leaves out.

    It leaves out the events of a newer version. Raise `BadInput` if there is no such page.
    """
    if request.page not in PAGE_SPECS:
        raise BadInput("unknown_page", name=request.page, known=", ".join(PAGE_SPECS))
    if html is not None and request.page not in html_pages.TEMPLATES:
        raise BadInput("no_html", name=request.page, known=", ".join(html_pages.TEMPLATES))
    spec = PAGE_SPECS[request.page]
    known_at, as_of = parse_instant("--known-at", request.known_at), parse_instant("--as-of", request.as_of)
    with cli.read_archive() as archive:
        key = spec.resolve_key(archive, request.key)
        result = show_view(archive, PageQuery(request.page, key, request.reader.audience, known_at, as_of))
        if result.left_out:
            cli.terminal.print_note(cli.terminal.translate("left_out", count=result.left_out))
        if html is not None:
            html.write_text(_render_html(cli, archive, request, result.rows, result.view), encoding="utf-8")
        elif json:
            cli.terminal.print_json(
                open_sealed_values(msgspec.to_builtins(result.view), cli.make_renderer(archive).open_text)
            )
        else:
            _print_lines(cli, spec.lay_out(result.view, cli, archive))


def _render_html(
    cli: CliContext, archive: Archive, request: PageRequest, rows: Mapping[str, Any], page: Any
) -> str:
    renderer, reader = cli.make_renderer(archive), request.reader
    sentences: dict[UUID, str] = {
        event.id: renderer.describe_event(event.data) for event in read_events(rows, reader.audience)
    }
    return html_pages.render_html(request.page, page, PageLocale(renderer, archive), reader.value, sentences)


def _print_lines(cli: CliContext, lines: Iterator[RenderableType]) -> None:
    for line in lines:
        cli.terminal.out.print(line)
