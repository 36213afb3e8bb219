"""The facts themselves, of one stream or of the whole log, in the order they were recorded."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from rich.table import Table
from rich.text import Text

from adapters.cli.cli_context import Desk
from adapters.cli.instant_options import until
from adapters.cli.stream_lookup import find
from adapters.compose import Archive
from adapters.compose.opening import open_existing_store
from adapters.engine.clock import paris_day
from adapters.engine.instants import times_of, within
from adapters.engine.store.recorder import Store
from adapters.engine.store.stored import StoredNotification
from adapters.rendering.event_renderer import Telling
from adapters.rendering.event_sentences import TOLD
from domain.record import Recorded


class Question(NamedTuple):
    """Which facts: of which stream, as known when, about what time; as it was typed."""

    stream: str | None
    known_at: str | None
    as_of: str | None


def bytes_of(desk: Desk, question: Question, *, positions: bool) -> None:
    """Write the stored bytes, unchanged; nothing is decoded and nothing is opened."""
    store = open_existing_store(desk.store)
    try:
        for fact in asked(store, question):
            desk.voice.line(b"%d\t%b" % (fact.id, fact.state) if positions else fact.state)
    finally:
        store.close()


def tell(desk: Desk, question: Question) -> None:
    """Tell the facts, one row each."""
    voice = desk.voice
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column(voice.say("position"), justify="right", style="dim")
    table.add_column(voice.say("time"), no_wrap=True)
    table.add_column(voice.say("who"), no_wrap=True)
    table.add_column(voice.say("what"), ratio=1)
    with desk.archive() as archive:
        for fact in asked(archive.store, question):
            told = _told(desk, archive, fact, in_full=question.stream is None)
            table.add_row(str(fact.id), *told)
    if table.row_count:
        voice.out.print(table)
    else:
        voice.note(voice.say("no_facts"))


def asked(store: Store, question: Question) -> Iterator[StoredNotification]:
    """Return the stored facts that a question is about."""
    known_at, as_of = until("--known-at", question.known_at), until("--as-of", question.as_of)
    facts = (
        store.read_log() if question.stream is None else store.select_events(find(store, question.stream).key)
    )
    return within(facts, known_at, as_of)


def _told(desk: Desk, archive: Archive, fact: StoredNotification, *, in_full: bool) -> tuple[str, str, Text]:
    """Return when, who and what; the stream too, where facts of several are told."""
    voice = desk.voice
    if fact.topic not in TOLD:
        when = voice.instant(times_of(fact).time)
        return when, "", Text(f"{fact.topic} ({voice.say('unknown_event')})", style="dim")
    recorded = archive.codec.decode(fact.topic, fact.state)
    who = voice.word(recorded.acted_for or recorded.party)
    said = _sentence(desk.telling(archive), recorded)
    if in_full:
        said.append(f"  {recorded.subject.partition('-')[0]}", style="dim")
    return voice.instant(recorded.time), who, said


def _sentence(telling: Telling, recorded: Recorded[Any]) -> Text:
    voice = telling.voice
    said = Text(telling.sentence(recorded.data))
    if paris_day(recorded.recorded_at) != paris_day(recorded.time):
        day = voice.day(paris_day(recorded.recorded_at))
        said.append(f" [{voice.say('recorded_on', day=day)}]", style="yellow")
    return said
