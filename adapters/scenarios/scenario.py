"""What a scenario is: parties that are given, then steps by party, each with what is expected of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from yaml.nodes import Node

from adapters.scenarios.scenario_faults import FilePlace
from domain.language import Audience, Party, Role, Stream
from domain.record import Channel, Second


class DocumentText(NamedTuple):
    """A document by its text: filed when the step runs, and named by its hash."""

    text: str
    field: str


class EventReference(NamedTuple):
    """An event of an earlier step, by the label of that step; the place where it is named.

    It is the first one that the step stated, or the first of a `kind` that it stated or that followed.
    """

    label: str
    kind: str | None
    place: FilePlace

    @property
    def written_name(self) -> str:
        """What was written: `label`, or `label.Fact`."""
        return f"{self.label}.{self.kind}" if self.kind else self.label


class LastPosition(NamedTuple):
    """The place in the log of the last event that the scenario has seen stated."""


class OnBehalf(NamedTuple):
    """Whose act the umbrella company records, how it came to it, and the document that shows it."""

    party: Party
    whose: UUID
    channel: Channel
    document: DocumentText


@dataclass(frozen=True, kw_only=True)
class StepActor:
    """Who acts in a step: a party, the local name of its company or person, and what it represents.

    `second` is the other person of an act that needs two.
    """

    party: Party
    name: str
    principal: str
    represents: UUID | None = None
    role: Role | None = None
    on_behalf: OnBehalf | None = None
    second: Second | None = None


class DueAct(NamedTuple):
    """An act that a party is asked for, or that is due: of which thing, until when.

    The system is the party of an act that time alone brings about.
    """

    party: Party
    what: str
    of: str | None = None
    by: date | None = None

    def __str__(self) -> str:
        thing = f" of {self.of}" if self.of else ""
        deadline = f" by {self.by}" if self.by else ""
        return f"{self.party} {self.what}{thing}{deadline}"


class ViewExpectation(NamedTuple):
    """A page, under a key, as its reader sees it; each item of `says` stands together somewhere on it."""

    view: str
    key: str
    reader: Audience | None
    says: tuple[Mapping[str, Any], ...]


class Expectation(NamedTuple):
    """What a step must be answered: these events in this order, or a refusal by this rule.

    With neither, that it be accepted. Then what must have come of it: exactly these asks since the step
    before; these deadlines among those that run; these values on these pages.
    """

    facts: tuple[str, ...] | None = None
    refused: str | None = None
    asks: tuple[DueAct, ...] | None = None
    deadlines: tuple[DueAct, ...] = ()
    views: tuple[ViewExpectation, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ScenarioStep:
    """One act of one party; number 0 ensures a party that is given.

    `node` and `words_node` are where the step and the command's fields stand in the file. Without an
    `instant` the act takes the time that the store's clock shows.
    """

    number: int
    instant: datetime | None
    shown: datetime
    by: StepActor
    command: str
    words: dict[str, Any]
    expected: Expectation = field(default_factory=Expectation)
    label: str | None = None
    node: Node = field(repr=False, compare=False)
    words_node: Node = field(repr=False, compare=False)

    @property
    def line(self) -> int:
        """The line of the file where the step begins."""
        return self.node.start_mark.line + 1


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """A whole life, ready to be run; `streams` are its missions, consultants and clients, by their names.

    The umbrella company is not its own: all scenarios of a store share it.
    """

    name: str
    title: str
    file: str
    streams: tuple[tuple[str, Stream], ...]
    given: tuple[ScenarioStep, ...]
    steps: tuple[ScenarioStep, ...]

    @property
    def stream_keys(self) -> frozenset[str]:
        """The keys of its streams."""
        return frozenset(str(stream) for _, stream in self.streams)
