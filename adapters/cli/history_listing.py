"""The events of one stream or of the whole log, in the order in which they were recorded."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from rich.table import Table
from rich.text import Text

from adapters.cli.cli_context import CliContext
from adapters.cli.instant_options import parse_instant
from adapters.cli.stream_lookup import find_stream
from adapters.compose import Archive
from adapters.compose.opening import open_existing_store
from adapters.engine.clock import paris_day
from adapters.engine.instants import read_times, select_events
from adapters.engine.store.recorder import Store
from adapters.engine.store.stored import StoredNotification
from adapters.rendering.event_renderer import EventRenderer
from adapters.rendering.event_sentences import EVENT_SENTENCES
from domain.record import Recorded


class HistoryQuery(NamedTuple):
    """The stream, the known-at and the as-of of `jalon history`, as typed."""

    stream: str | None
    known_at: str | None
    as_of: str | None


def write_bytes(cli: CliContext, query: HistoryQuery, *, positions: bool) -> None:
    """Write the stored bytes, unchanged: no event is decoded, no sealed value is opened."""
    store = open_existing_store(cli.store)
    try:
        for event in filter_history(store, query):
            cli.terminal.write_line(b"%d\t%b" % (event.id, event.state) if positions else event.state)
    finally:
        store.close()


def print_history(cli: CliContext, query: HistoryQuery) -> None:
    """Print the events, one row each."""
    terminal = cli.terminal
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column(terminal.translate("position"), justify="right", style="dim")
    table.add_column(terminal.translate("time"), no_wrap=True)
    table.add_column(terminal.translate("who"), no_wrap=True)
    table.add_column(terminal.translate("what"), ratio=1)
    with cli.read_archive() as archive:
        for event in filter_history(archive.store, query):
            cells = _format_event(cli, archive, event, in_full=query.stream is None)
            table.add_row(str(event.id), *cells)
    if table.row_count:
        terminal.out.print(table)
    else:
        terminal.print_note(terminal.translate("no_facts"))


def filter_history(store: Store, query: HistoryQuery) -> Iterator[StoredNotification]:
    """Return the stored events that the query selects."""
    known_at, as_of = parse_instant("--known-at", query.known_at), parse_instant("--as-of", query.as_of)
    events = (
        store.read_log()
        if query.stream is None
        else store.select_events(find_stream(store, query.stream).key)
    )
    return select_events(events, known_at, as_of)


def _format_event(
    cli: CliContext, archive: Archive, event: StoredNotification, *, in_full: bool
) -> tuple[str, str, Text]:
    """Return time, party and sentence; `in_full` adds the stream, for a list of several streams."""
    terminal = cli.terminal
    if event.topic not in EVENT_SENTENCES:
        time = terminal.format_instant(read_times(event).time)
        return time, "", Text(f"{event.topic} ({terminal.translate('unknown_event')})", style="dim")
    recorded = archive.codec.decode(event.topic, event.state)
    party = terminal.translate_word(recorded.acted_for or recorded.party)
    text = _format_sentence(cli.make_renderer(archive), recorded)
    if in_full:
        text.append(f"  {recorded.subject.partition('-')[0]}", style="dim")
    return terminal.format_instant(recorded.time), party, text


def _format_sentence(renderer: EventRenderer, recorded: Recorded[Any]) -> Text:
    terminal = renderer.locale
    text = Text(renderer.describe_event(recorded.data))
    if paris_day(recorded.recorded_at) != paris_day(recorded.time):
        day = terminal.format_date(paris_day(recorded.recorded_at))
        text.append(f" [{terminal.translate('recorded_on', day=day)}]", style="yellow")
    return text
