"""What a scenario is: the parties that are given, then the steps, each with its actor and its expectation."""

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
    """An event of an earlier step, by the label of that step, and the place of this reference in the file.

    Without a `kind` it is the first event that the step stated. With one, it is the first event of that kind
    that the step stated or that a saga stated because of it.
    """

    label: str
    kind: str | None
    place: FilePlace

    @property
    def written_name(self) -> str:
        """The reference as it is written: `label`, or `label.EventClass`."""
        return f"{self.label}.{self.kind}" if self.kind else self.label


class LastPosition(NamedTuple):
    """The position of the last event that the scenario has stated so far."""


class OnBehalf(NamedTuple):
    """The party whose act the umbrella company records, its channel, and the document that shows it."""

    party: Party
    whose: UUID
    channel: Channel
    document: DocumentText


@dataclass(frozen=True, kw_only=True)
class StepActor:
    """The actor of a step: a party, the name of its company or person in the file, and the id it represents.

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
    """An act that a party is asked for, or that is due: `of` which thing, `by` which day.

    The system is the party of an act that only the passing of time brings about.
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
    """A view under a key, as a reader sees it; the values of each item of `says` are in one mapping of it."""

    view: str
    key: str
    reader: Audience | None
    says: tuple[Mapping[str, Any], ...]


class Expectation(NamedTuple):
    """The expected reply to a step: these events in this sequence, or a refusal by this rule.

    Without either, the step must be accepted. Then the expected consequences: exactly these asks since the
    step before; at least these running deadlines; these values in these views.
    """

    facts: tuple[str, ...] | None = None
    refused: str | None = None
    asks: tuple[DueAct, ...] | None = None
    deadlines: tuple[DueAct, ...] = ()
    views: tuple[ViewExpectation, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ScenarioStep:
    """One act of one party; number 0 ensures a party that is given.

    `node` and `words_node` are the places of the step and of the command's fields in the file. Without an
    `instant` the act takes the time of the store's clock.
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
    """A parsed scenario; `streams` are its missions, consultants and clients, by name.

    The umbrella company is not among them, because all scenarios of a store share it.
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
