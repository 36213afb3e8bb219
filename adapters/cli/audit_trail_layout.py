"""An audit trail on a terminal: each fact with who, how we know, both times, its rules and its evidence."""

from collections.abc import Iterator
from datetime import date, datetime

from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from adapters.cli import generic_layout
from adapters.cli.cli_context import Desk
from adapters.cli.hanging_text import Flowing
from adapters.cli.terminal import Voice
from adapters.compose import Archive
from adapters.engine.clock import paris_day
from adapters.rendering.event_renderer import Telling
from domain.language import Language, Sealed
from domain.record import Answer
from projections.audit_trail import AuditTrailView, Detail, Line, LineKind, Unit

_STYLES = {LineKind.REFUSAL: "bold red", LineKind.BREACH: "bold red", LineKind.CONSEQUENCE: ""}
DETAILS_SHOWN = 16
HASH_SHOWN = len("sha256:") + 12


def lines(page: AuditTrailView, desk: Desk, archive: Archive) -> Iterator[RenderableType]:
    """Lay the page out."""
    voice = desk.voice
    yield Rule(Text(voice.say("trail_of", day=voice.day(page.on)), "bold"), align="left", style="dim")
    yield from generic_layout.told(page.first_page, desk, archive)
    if page.gaps:
        yield from generic_layout.listed("gaps", page.gaps, desk, archive)
    yield Text(f"\n{voice.say('time_line')}", "bold")
    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    table.add_column(no_wrap=True)
    table.add_column(ratio=3)
    table.add_column(ratio=7)
    telling = desk.telling(archive)
    for line in page.lines:
        table.add_row(_when(voice, line), _who(voice, line), _what(telling, page, line))
    yield table
    counts = {str(kind): page.counts.get(kind, 0) for kind in LineKind}
    yield Text("\n" + voice.say("trail_counts", late=page.late, **counts), "dim")


def _when(voice: Voice, line: Line) -> Text:
    """Show when it happened and, if recorded another day, when that was."""
    said = Text(voice.instant(line.time))
    if paris_day(line.recorded_at) != paris_day(line.time):
        day = voice.day(paris_day(line.recorded_at))
        said.append(f"\n{voice.say('recorded_on', day=day)}", "yellow" if line.late else "dim")
    if line.after_control:
        said.append(f"\n{voice.say('after_control')}", "red")
    return said


def _who(voice: Voice, line: Line) -> RenderableType:
    how = [line.principal, voice.word(line.method)]
    if line.second is not None:
        how.append(line.second)
    if line.acted_for is not None:
        how.append(voice.say("for_party", party=voice.word(line.acted_for)))
    if line.channel is not None:
        how.append(voice.word(line.channel))
    return Group(Text(voice.word(line.party)), Flowing("", ", ".join(how), "dim"))


def _what(telling: Telling, page: AuditTrailView, line: Line) -> RenderableType:
    voice = telling.voice
    title = page.titles[line.type].said(voice.language)
    shown: list[RenderableType] = [Flowing("", title, _STYLES.get(line.kind, "bold"))]
    if line.refusal is not None:
        why = line.refusal.fr if voice.language is Language.FRENCH else line.refusal.en
        shown.append(Flowing("  § ", f"{line.refusal.command}: {why}", "red"))
    shown += _details(telling, line)
    named = [(document.name, document.hash) for document in line.documents]
    if line.evidence is not None:
        named.append((voice.say("evidence"), line.evidence))
    shown += [Flowing("  ▤ ", f"{name} {hash_[:HASH_SHOWN]}…") for name, hash_ in named]
    for ground in line.grounds:
        style = "red" if ground.answer is Answer.BROKEN else "green"
        saw = ", ".join(f"{name}: {fact}" for name, fact in ground.saw.items())
        said = f"{ground.rule}, {ground.article} ({ground.version}): {voice.word(ground.answer)} [{saw}]"
        shown.append(Flowing("  § ", said, style))
    return Group(*shown)


def _details(telling: Telling, line: Line) -> list[RenderableType]:
    """Show what the fact carries; the key of a thing is in the name of all that is said of it."""
    told = [_detail(telling, detail) for detail in line.details if _says(detail)]
    if (left := len(told) - DETAILS_SHOWN) > 0:
        told = [*told[:DETAILS_SHOWN], telling.voice.say("more_details", count=left)]
    return [Flowing("  ", " · ".join(told), "dim")] if told else []


def _says(detail: Detail) -> bool:
    return bool(detail.name) and not detail.name.endswith(".key")


def _detail(telling: Telling, detail: Detail) -> str:
    return f"{detail.name}: {_value(telling, detail)}"


def _value(telling: Telling, detail: Detail) -> str:
    voice, value = telling.voice, detail.value
    match detail.unit, value:
        case _, Sealed():
            return telling.text(value)
        case Unit.CENTS, int():
            return voice.euros(value)
        case Unit.BASIS_POINTS, int():
            return voice.share(value)
        case Unit.DATE, str():
            return voice.day(date.fromisoformat(value))
        case Unit.INSTANT, str():
            return voice.instant(datetime.fromisoformat(value))
        case _:
            return voice.word(str(value))
