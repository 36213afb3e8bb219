"""An audit trail on a terminal: each event with its actor, both times, its rules and its evidence."""

from collections.abc import Iterator
from datetime import date, datetime

from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from adapters.cli import generic_layout
from adapters.cli.cli_context import CliContext
from adapters.cli.hanging_text import HangingText
from adapters.cli.terminal import Terminal
from adapters.compose import Archive
from adapters.engine.clock import paris_day
from adapters.rendering.event_renderer import EventRenderer
from domain.language import Language, Sealed
from domain.record import Answer
from projections.audit_trail import AuditTrailView, Detail, Line, LineKind, Unit

_LINE_STYLES = {LineKind.REFUSAL: "bold red", LineKind.BREACH: "bold red", LineKind.CONSEQUENCE: ""}
DETAILS_SHOWN = 16
HASH_DIGITS = len("sha256:") + 12


def render_trail(page: AuditTrailView, cli: CliContext, archive: Archive) -> Iterator[RenderableType]:
    """Lay the page out, part by part."""
    terminal = cli.terminal
    yield Rule(
        Text(terminal.translate("trail_of", day=terminal.format_date(page.on)), "bold"),
        align="left",
        style="dim",
    )
    yield from generic_layout.render_part(page.first_page, cli, archive)
    if page.gaps:
        yield from generic_layout.render_list("gaps", page.gaps, cli, archive)
    yield Text(f"\n{terminal.translate('time_line')}", "bold")
    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    table.add_column(no_wrap=True)
    table.add_column(ratio=3)
    table.add_column(ratio=7)
    renderer = cli.make_renderer(archive)
    for line in page.lines:
        table.add_row(
            _format_when(terminal, line), _format_who(terminal, line), _render_event(renderer, page, line)
        )
    yield table
    counts = {str(kind): page.counts.get(kind, 0) for kind in LineKind}
    yield Text("\n" + terminal.translate("trail_counts", late=page.late, **counts), "dim")


def _format_when(terminal: Terminal, line: Line) -> Text:
    """Return when the event happened and, if it was recorded on another day, that day."""
    text = Text(terminal.format_instant(line.time))
    if paris_day(line.recorded_at) != paris_day(line.time):
        day = terminal.format_date(paris_day(line.recorded_at))
        text.append(f"\n{terminal.translate('recorded_on', day=day)}", "yellow" if line.late else "dim")
    if line.after_control:
        text.append(f"\n{terminal.translate('after_control')}", "red")
    return text


def _format_who(terminal: Terminal, line: Line) -> RenderableType:
    how = [line.principal, terminal.translate_word(line.method)]
    if line.second is not None:
        how.append(line.second)
    if line.acted_for is not None:
        how.append(terminal.translate("for_party", party=terminal.translate_word(line.acted_for)))
    if line.channel is not None:
        how.append(terminal.translate_word(line.channel))
    return Group(Text(terminal.translate_word(line.party)), HangingText("", ", ".join(how), "dim"))


def _render_event(renderer: EventRenderer, page: AuditTrailView, line: Line) -> RenderableType:
    terminal = renderer.locale
    title = page.titles[line.type].text_in(terminal.language)
    parts: list[RenderableType] = [HangingText("", title, _LINE_STYLES.get(line.kind, "bold"))]
    if line.refusal is not None:
        why = line.refusal.fr if terminal.language is Language.FRENCH else line.refusal.en
        parts.append(HangingText("  § ", f"{line.refusal.command}: {why}", "red"))
    parts += _render_details(renderer, line)
    hashes = [(document.name, document.hash) for document in line.documents]
    if line.evidence is not None:
        hashes.append((terminal.translate("evidence"), line.evidence))
    parts += [HangingText("  ▤ ", f"{name} {hash_[:HASH_DIGITS]}…") for name, hash_ in hashes]
    for ground in line.grounds:
        style = "red" if ground.answer is Answer.BROKEN else "green"
        saw = ", ".join(f"{name}: {event}" for name, event in ground.saw.items())
        answer = terminal.translate_word(ground.answer)
        text = f"{ground.rule}, {ground.article} ({ground.version}): {answer} [{saw}]"
        parts.append(HangingText("  § ", text, style))
    return Group(*parts)


def _render_details(renderer: EventRenderer, line: Line) -> list[RenderableType]:
    """Return the fields of the event; keys are left out, since the names of the other fields carry them."""
    texts = [_format_detail(renderer, detail) for detail in line.details if _is_shown(detail)]
    if (left := len(texts) - DETAILS_SHOWN) > 0:
        texts = [*texts[:DETAILS_SHOWN], renderer.locale.translate("more_details", count=left)]
    return [HangingText("  ", " · ".join(texts), "dim")] if texts else []


def _is_shown(detail: Detail) -> bool:
    return bool(detail.name) and not detail.name.endswith(".key")


def _format_detail(renderer: EventRenderer, detail: Detail) -> str:
    return f"{detail.name}: {_format_value(renderer, detail)}"


def _format_value(renderer: EventRenderer, detail: Detail) -> str:
    terminal, value = renderer.locale, detail.value
    match detail.unit, value:
        case _, Sealed():
            return renderer.open_text(value)
        case Unit.CENTS, int():
            return terminal.format_amount(value)
        case Unit.BASIS_POINTS, int():
            return terminal.format_share(value)
        case Unit.DATE, str():
            return terminal.format_date(date.fromisoformat(value))
        case Unit.INSTANT, str():
            return terminal.format_instant(datetime.fromisoformat(value))
        case _:
            return terminal.translate_word(str(value))
