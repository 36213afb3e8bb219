"""The cells of a time line: the column of each event, its documents and its rules."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from adapters.cli.cli_context import CliContext
from adapters.cli.hanging_text import HangingText
from adapters.compose import Archive
from adapters.engine.dispatch import CommandOutcome
from adapters.rendering.event_renderer import list_grounds
from adapters.scenarios import StepResult
from adapters.scenarios.scenario_history import ASK_EVENTS, PARTY_ASKED, readable_name
from domain.account.events import EntryPosted
from domain.client.events import ClientRegistered
from domain.consultant.events.hiring import ConsultantRegistered
from domain.invoicing.series import NumberAllotted
from domain.language import Kind, Language, Party
from domain.mission.events.ending import MissionClosed
from domain.mission.events.signing import MissionSigned
from domain.mission.events.working import BreachCured, BreachRecorded
from domain.operations.operations import AdvanceClock
from domain.record import Answer, Ground, Recorded
from domain.umbrella.events import CompanyRegistered

PARTY_COLUMNS = (Party.CLIENT, Party.CONSULTANT, Party.UMBRELLA)
PARTY_STYLES = {Party.CLIENT: "cyan", Party.CONSULTANT: "green", Party.UMBRELLA: "magenta"}
RULES_SHOWN = 3
SEVERAL_CLIENTS = 2

_COLUMN_OF = {Kind.CLIENT: Party.CLIENT, Kind.CONSULTANT: Party.CONSULTANT, Kind.ACCOUNT: Party.CONSULTANT}
_EVENT_STYLES: dict[Any, str] = {
    BreachRecorded: "bold red",
    BreachCured: "green",
    MissionSigned: "bold green",
    MissionClosed: "bold green",
}
_DIM_EVENTS = (EntryPosted, NumberAllotted)

Cells = tuple[RenderableType, ...]


class TimelineCells:
    """Renders the steps of a scenario as cells, one column a party."""

    def __init__(self, cli: CliContext, archive: Archive, steps: Sequence[StepResult]) -> None:
        self._terminal = cli.terminal
        self._renderer = cli.make_renderer(archive)
        self._events = [event.recorded for step in steps for event in step.facts]
        registered = [event for event in self._events if isinstance(event.data, ClientRegistered)]
        self._clients = {event.stream.id: event.data.name for event in registered}
        self._ask_texts: dict[str, str] = {}

    def name_party(self, party: Party) -> str:
        """Return the names of the companies or persons of a column."""
        return ", ".join(filter(None, (self._registered_name(event.data, party) for event in self._events)))

    def render_given(self, steps: Iterable[StepResult]) -> Cells:
        """Return the given events, each in the column of the party it is about."""
        events = [event.recorded for step in steps for event in step.facts]
        lines: dict[Party, list[RenderableType]] = {party: [] for party in PARTY_COLUMNS}
        for event in events:
            column = _COLUMN_OF.get(event.stream.kind, Party.UMBRELLA)
            lines[column] += [HangingText("· ", self._renderer.describe_event(event.data), "dim")]
        return tuple(Group(*lines[party]) for party in PARTY_COLUMNS)

    def render_step(self, step: StepResult) -> Cells:
        """Return the cells of one step: its events, its refusal, or the passing of time."""
        lines: dict[Party, list[RenderableType]] = {party: [] for party in PARTY_COLUMNS}
        events = [event.recorded for event in step.facts]
        if step.outcome is not CommandOutcome.ACCEPTED:
            lines[_choose_column(step, events)] += self._render_refusal(step, events)
        elif step.command == AdvanceClock.__name__:
            lines[Party.UMBRELLA] += self._render_clock(events)
        else:
            for event in events:
                column = Party.UMBRELLA if event.party is Party.SYSTEM else _choose_column(step, [event])
                lines[column] += self._render_event(step, event)
        return tuple(Group(*lines[party]) for party in PARTY_COLUMNS)

    def render_saga_events(self, events: Iterable[Recorded[Any]]) -> Cells:
        """Return the cells of events that sagas recorded: answered asks first, then new asks."""
        lines: dict[Party, list[RenderableType]] = {party: [] for party in PARTY_COLUMNS}
        for event in sorted(events, key=_saga_sort_key):
            column = (
                getattr(event.data, "party", Party.UMBRELLA) if isinstance(event.data, ASK_EVENTS) else None
            )
            lines[column or Party.UMBRELLA].append(self._render_saga_event(event))
        return tuple(Group(*lines[party]) for party in PARTY_COLUMNS)

    def _render_saga_event(self, event: Recorded[Any]) -> RenderableType:
        match event.data:
            case data if isinstance(data, PARTY_ASKED):
                self._ask_texts[data.ask] = text = self._describe_ask(data)
                by = (
                    self._terminal.translate("ask_by", day=self._terminal.format_date(data.due_on))
                    if data.due_on
                    else ""
                )
                return HangingText("? ", f"{text}{by}", "yellow")
            case data if isinstance(data, ASK_EVENTS):
                answered = hasattr(data, "answer")
                text = self._terminal.translate("ask_answered" if answered else "ask_withdrawn")
                return HangingText(
                    "✓ " if answered else "– ", f"{text}{self._ask_texts.get(data.ask, '')}", "dim"
                )
            case _:
                return HangingText(
                    "◷ ", self._renderer.describe_event(event.data), _EVENT_STYLES.get(type(event.data), "")
                )

    def _describe_ask(self, ask: Any) -> str:
        """Return what is asked for, with the name of its subject if it has one."""
        subject = readable_name(ask.of)
        return (
            f"{self._terminal.translate_word(ask.what)} {subject}"
            if subject
            else self._terminal.translate_word(ask.what)
        )

    def _registered_name(self, event: Any, party: Party) -> str | None:
        match event:
            case ClientRegistered(name=name) if party is Party.CLIENT:
                return name
            case ConsultantRegistered(name=sealed) if party is Party.CONSULTANT:
                return self._renderer.open_text(sealed)
            case CompanyRegistered(name=name) if party is Party.UMBRELLA:
                return name
            case _:
                return None

    def _render_event(self, step: StepResult, event: Recorded[Any]) -> Iterator[RenderableType]:
        text = self._renderer.describe_event(event.data) + self._client_suffix(event)
        if event.party is Party.SYSTEM:
            yield HangingText(
                "↳ ",
                text,
                _EVENT_STYLES.get(type(event.data), "dim" if isinstance(event.data, _DIM_EVENTS) else ""),
            )
        else:
            style = f"bold {PARTY_STYLES[_choose_column(step, [event])]}"
            yield HangingText("● ", Text.assemble((_format_actor(step), style), text), mark_style=style)
        if event.acted_for is not None:
            channel = self._terminal.translate_word(event.channel or "")
            yield HangingText("  ", self._terminal.translate("on_behalf", channel=channel), "italic")
        for document in self._renderer.list_documents(event):
            yield HangingText("  ▤ ", self._renderer.document_title(document), "dim")
        yield from self._render_rules(list_grounds(event.data))

    def _client_suffix(self, event: Recorded[Any]) -> str:
        """Return the name of the mission's client in brackets if the scenario has several clients."""
        if len(self._clients) < SEVERAL_CLIENTS or event.party is Party.CLIENT or event.client_id is None:
            return ""
        return f" [{self._clients.get(event.client_id, '')}]"

    def _render_rules(self, grounds: Sequence[Ground]) -> Iterator[RenderableType]:
        """Render each broken rule, then the first `RULES_SHOWN` rules that were met."""
        for ground in grounds:
            if ground.answer is Answer.BROKEN:
                yield HangingText(
                    "  § ", f"{_format_rule(ground)}: {self._terminal.translate_word(ground.answer)}", "red"
                )
        met = list(dict.fromkeys(_format_rule(ground) for ground in grounds if ground.answer is Answer.MET))
        shown, left = met[:RULES_SHOWN], len(met[RULES_SHOWN:])
        if left:
            shown.append(self._terminal.translate("more_rules", count=left))
        if shown:
            yield HangingText(
                "  § ", self._terminal.translate("rules_met", rules=", ".join(shown)), "dim italic"
            )

    def _render_refusal(self, step: StepResult, events: Sequence[Recorded[Any]]) -> Iterator[RenderableType]:
        yield HangingText(
            "✗ ",
            f"{_format_actor(step)}{self._terminal.translate('attempt_refused', command=step.command)}",
            "bold red",
        )
        for event in events:
            refusal = event.data
            sentence = refusal.fr if self._terminal.language is Language.FRENCH else refusal.en
            yield HangingText("  § ", sentence, "red")

    def _render_clock(self, events: Sequence[Recorded[Any]]) -> Iterator[RenderableType]:
        for event in events:
            yield HangingText("◷ ", self._renderer.describe_event(event.data), "dim")


def _choose_column(step: StepResult, events: Sequence[Recorded[Any]]) -> Party:
    acted_for = next((event.acted_for for event in events if event.acted_for is not None), None)
    return acted_for or step.party


def _format_rule(ground: Ground) -> str:
    return f"{ground.rule} ({ground.article})"


def _format_actor(step: StepResult) -> str:
    return f"{step.name[:1].upper()}{step.name[1:]} " if step.name else ""


def _saga_sort_key(event: Recorded[Any]) -> tuple[bool, str, str, str]:
    """Return the key that sorts the events of one instant: asks last, then by due date and subject."""
    data = event.data
    return (
        isinstance(data, PARTY_ASKED),
        str(getattr(data, "due_on", None) or ""),
        str(getattr(data, "what", "")),
        str(getattr(data, "of", None) or ""),
    )
