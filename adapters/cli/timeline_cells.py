"""The cells of a time line: in whose column an act stands, and what stands below it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from adapters.cli.cli_context import Desk
from adapters.cli.hanging_text import Flowing
from adapters.compose import Archive
from adapters.engine.dispatch import Outcome
from adapters.rendering.event_renderer import grounds
from adapters.scenarios import StepTold
from adapters.scenarios.scenario_history import ASKED, ASKING, name_of
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

COLUMNS = (Party.CLIENT, Party.CONSULTANT, Party.UMBRELLA)
STYLES = {Party.CLIENT: "cyan", Party.CONSULTANT: "green", Party.UMBRELLA: "magenta"}
RULES_SHOWN = 3
SEVERAL = 2

_COLUMN_OF = {Kind.CLIENT: Party.CLIENT, Kind.CONSULTANT: Party.CONSULTANT, Kind.ACCOUNT: Party.CONSULTANT}
_LOUD: dict[Any, str] = {
    BreachRecorded: "bold red",
    BreachCured: "green",
    MissionSigned: "bold green",
    MissionClosed: "bold green",
}
_QUIET = (EntryPosted, NumberAllotted)

Cells = tuple[RenderableType, ...]


class Acts:
    """Lays the steps of a story out in the columns of its parties."""

    def __init__(self, desk: Desk, archive: Archive, steps: Sequence[StepTold]) -> None:
        self._voice = desk.voice
        self._telling = desk.telling(archive)
        self._facts = [fact.recorded for step in steps for fact in step.facts]
        registered = [fact for fact in self._facts if isinstance(fact.data, ClientRegistered)]
        self._clients = {fact.stream.id: fact.data.name for fact in registered}
        self._asked: dict[str, str] = {}

    def names(self, party: Party) -> str:
        """Name the companies or persons of a column."""
        return ", ".join(filter(None, (self._name(fact.data, party) for fact in self._facts)))

    def given(self, steps: Iterable[StepTold]) -> Cells:
        """Return what was known at the start, each fact under the party it is about."""
        facts = [fact.recorded for step in steps for fact in step.facts]
        lines: dict[Party, list[RenderableType]] = {party: [] for party in COLUMNS}
        for fact in facts:
            column = _COLUMN_OF.get(fact.stream.kind, Party.UMBRELLA)
            lines[column] += [Flowing("· ", self._telling.sentence(fact.data), "dim")]
        return tuple(Group(*lines[party]) for party in COLUMNS)

    def cells(self, step: StepTold) -> Cells:
        """Return what a step shows in each column."""
        lines: dict[Party, list[RenderableType]] = {party: [] for party in COLUMNS}
        facts = [fact.recorded for fact in step.facts]
        if step.outcome is not Outcome.ACCEPTED:
            lines[_column(step, facts)] += self._no(step, facts)
        elif step.command == AdvanceClock.__name__:
            lines[Party.UMBRELLA] += self._clock(facts)
        else:
            for fact in facts:
                column = Party.UMBRELLA if fact.party is Party.SYSTEM else _column(step, [fact])
                lines[column] += self._fact(step, fact)
        return tuple(Group(*lines[party]) for party in COLUMNS)

    def of_sagas(self, facts: Iterable[Recorded[Any]]) -> Cells:
        """Return what the sagas stated of each party: what was answered, then what they ask."""
        lines: dict[Party, list[RenderableType]] = {party: [] for party in COLUMNS}
        for fact in sorted(facts, key=_asked_last):
            column = getattr(fact.data, "party", Party.UMBRELLA) if isinstance(fact.data, ASKING) else None
            lines[column or Party.UMBRELLA].append(self._of_saga(fact))
        return tuple(Group(*lines[party]) for party in COLUMNS)

    def _of_saga(self, fact: Recorded[Any]) -> RenderableType:
        match fact.data:
            case data if isinstance(data, ASKED):
                self._asked[data.ask] = said = self._ask(data)
                by = self._voice.say("ask_by", day=self._voice.day(data.due_on)) if data.due_on else ""
                return Flowing("? ", f"{said}{by}", "yellow")
            case data if isinstance(data, ASKING):
                answered = hasattr(data, "answer")
                said = self._voice.say("ask_answered" if answered else "ask_withdrawn")
                return Flowing("✓ " if answered else "– ", f"{said}{self._asked.get(data.ask, '')}", "dim")
            case _:
                return Flowing("◷ ", self._telling.sentence(fact.data), _LOUD.get(type(fact.data), ""))

    def _ask(self, asked: Any) -> str:
        """Say what is asked for, and of which thing where it has a name."""
        of = name_of(asked.of)
        return f"{self._voice.word(asked.what)} {of}" if of else self._voice.word(asked.what)

    def _name(self, fact: Any, party: Party) -> str | None:
        match fact:
            case ClientRegistered(name=name) if party is Party.CLIENT:
                return name
            case ConsultantRegistered(name=sealed) if party is Party.CONSULTANT:
                return self._telling.text(sealed)
            case CompanyRegistered(name=name) if party is Party.UMBRELLA:
                return name
            case _:
                return None

    def _fact(self, step: StepTold, fact: Recorded[Any]) -> Iterator[RenderableType]:
        said = self._telling.sentence(fact.data) + self._for_client(fact)
        if fact.party is Party.SYSTEM:
            yield Flowing(
                "↳ ", said, _LOUD.get(type(fact.data), "dim" if isinstance(fact.data, _QUIET) else "")
            )
        else:
            style = f"bold {STYLES[_column(step, [fact])]}"
            yield Flowing("● ", Text.assemble((_who(step), style), said), mark_style=style)
        if fact.acted_for is not None:
            channel = self._voice.word(fact.channel or "")
            yield Flowing("  ", self._voice.say("on_behalf", channel=channel), "italic")
        for document in self._telling.documents(fact):
            yield Flowing("  ▤ ", self._telling.title(document), "dim")
        yield from self._rules(grounds(fact.data))

    def _for_client(self, fact: Recorded[Any]) -> str:
        """Name the client of a mission, where the story has several."""
        if len(self._clients) < SEVERAL or fact.party is Party.CLIENT or fact.client_id is None:
            return ""
        return f" [{self._clients.get(fact.client_id, '')}]"

    def _rules(self, asked: Sequence[Ground]) -> Iterator[RenderableType]:
        """Show each rule that was broken, and the first of those that were met."""
        for ground in asked:
            if ground.answer is Answer.BROKEN:
                yield Flowing("  § ", f"{_rule(ground)}: {self._voice.word(ground.answer)}", "red")
        met = list(dict.fromkeys(_rule(ground) for ground in asked if ground.answer is Answer.MET))
        shown, left = met[:RULES_SHOWN], len(met[RULES_SHOWN:])
        if left:
            shown.append(self._voice.say("more_rules", count=left))
        if shown:
            yield Flowing("  § ", self._voice.say("rules_met", rules=", ".join(shown)), "dim italic")

    def _no(self, step: StepTold, facts: Sequence[Recorded[Any]]) -> Iterator[RenderableType]:
        yield Flowing(
            "✗ ", f"{_who(step)}{self._voice.say('attempt_refused', command=step.command)}", "bold red"
        )
        for fact in facts:
            refusal = fact.data
            sentence = refusal.fr if self._voice.language is Language.FRENCH else refusal.en
            yield Flowing("  § ", sentence, "red")

    def _clock(self, facts: Sequence[Recorded[Any]]) -> Iterator[RenderableType]:
        for fact in facts:
            yield Flowing("◷ ", self._telling.sentence(fact.data), "dim")


def _column(step: StepTold, facts: Sequence[Recorded[Any]]) -> Party:
    acted_for = next((fact.acted_for for fact in facts if fact.acted_for is not None), None)
    return acted_for or step.party


def _rule(ground: Ground) -> str:
    return f"{ground.rule} ({ground.article})"


def _who(step: StepTold) -> str:
    return f"{step.name[:1].upper()}{step.name[1:]} " if step.name else ""


def _asked_last(fact: Recorded[Any]) -> tuple[bool, str, str, str]:
    """Order what the stories stated at one instant: asks come last, like beside like."""
    data = fact.data
    return (
        isinstance(data, ASKED),
        str(getattr(data, "due_on", None) or ""),
        str(getattr(data, "what", "")),
        str(getattr(data, "of", None) or ""),
    )
