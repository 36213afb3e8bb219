"""How a saga asks people: it keeps its open asks in its progress and sends the commands about them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import replace as dataclass_replace
from datetime import date
from typing import Any, Generic, TypeVar
from uuid import UUID, uuid5

from msgspec import Struct, field
from msgspec.structs import replace

from domain.asking import events as outside
from domain.asking.outside_ask import AskAbout, NoteAnswerAbout, WithdrawAskAbout
from domain.language import EventId, Key, Kind, Party
from domain.mission.asking import AskParty, NoteAnswer, WithdrawAsk
from domain.mission.course_terms import AskedFor
from domain.mission.events.asking import AskAnswered, AskWithdrawn, PartyAsked
from domain.record import Event, Recorded
from domain.refused import RefusalRecorded
from sagas.saga import (
    COMMAND_NAMESPACE,
    Deadline,
    DueCommand,
    SagaDue,
    Wait,
    command_id,
    mission_id,
    principal_of,
)

NO_LONGER_DUE = "no_longer_owed"
ASK_EVENTS: tuple[type[Event], ...] = (
    *(PartyAsked, AskAnswered, AskWithdrawn),
    *(outside.PartyAsked, outside.AskAnswered, outside.AskWithdrawn),
    RefusalRecorded,
)
"""The events that every saga reads: those of its asks, and the refusals of its commands."""


@dataclass(frozen=True, kw_only=True)
class DueAsk:
    """An act that a party owes about a stream.

    The saga asks at once, or, if `after` is given, once that day is over in Paris.
    """

    about: str
    party: Party
    what: AskedFor
    because_of: EventId
    of: Key | None = None
    due_on: date | None = None
    after: date | None = None


class OpenAsk(Struct, frozen=True, gc=False):
    """An open ask: the party, the act, its cause, and the event that answers it, once there is one."""

    about: str
    party: Party
    what: AskedFor
    of: Key | None
    fact: EventId
    answer: EventId | None = None


class SagaProgress(Struct, frozen=True, kw_only=True):
    """The part that every progress has: open asks by key, and the rule of each refused command by its id."""

    asks: Mapping[Key, OpenAsk] = field(default_factory=dict[Key, OpenAsk])
    refused: Mapping[str, str] = field(default_factory=dict[str, str])


P = TypeVar("P", bound=SagaProgress)


def _no_commands(_: str, __: SagaProgress) -> Iterable[SagaDue]:
    return ()


def _no_waits(_: str, __: SagaProgress) -> Iterable[Wait]:
    return ()


@dataclass(frozen=True, kw_only=True)
class AskingSaga(Generic[P]):
    """A `Saga` that binds the functions of a module.

    `due_asks` and `due_commands` take a key and its progress. `other_waits` adds to `waits` those for which
    there is neither an ask nor a command.
    """

    name: str
    version: int
    event_types: frozenset[str]
    progress_type: type[P]
    initial: P
    keys: Callable[[Recorded[Any]], set[str]]
    evolve: Callable[[P, Recorded[Any]], P]
    due_asks: Callable[[str, P], Iterable[DueAsk]]
    due_commands: Callable[[str, P], Iterable[SagaDue]] = _no_commands
    other_waits: Callable[[str, P], Iterable[Wait]] = _no_waits

    def due(self, key: str, progress: P, /) -> frozenset[SagaDue]:
        """Return the commands of the asks and the other due commands, without those that were refused."""
        all_due = (
            *_due_ask_commands(self.name, progress, self.due_asks(key, progress)),
            *self.due_commands(key, progress),
        )
        return frozenset(
            due for due in all_due if _find_refusal(self.name, key, progress, due.step, due.occasion) is None
        )

    def waits(self, key: str, progress: P, /) -> tuple[Wait, ...]:
        """Return one wait for each ask and each due command, also for those that were refused."""
        asks = (_ask_wait(self.name, key, progress, ask) for ask in self.due_asks(key, progress))
        commands = (_command_wait(self.name, key, progress, due) for due in self.due_commands(key, progress))
        return (*asks, *commands, *self.other_waits(key, progress))


# The open asks of a progress ------------------------------------------------------------------


def types_with_asks(*events: type[Event]) -> frozenset[str]:
    """Return the stored types of these events and of those that every saga reads."""
    return frozenset(event.TYPE for event in (*events, *ASK_EVENTS))


def evolve_asks(saga: str, progress: P, recorded: Recorded[Any]) -> P:
    """Return the progress after an event about an ask or a refusal; other events change nothing."""
    match recorded.data:
        case PartyAsked(ask=ask):
            return _open_ask(saga, progress, ask, recorded.subject, recorded)
        case outside.PartyAsked(ask=ask, about=about):
            return _open_ask(saga, progress, ask, about, recorded)
        case AskAnswered(ask=ask) | AskWithdrawn(ask=ask):
            return _close_ask(progress, ask)
        case outside.AskAnswered(ask=ask) | outside.AskWithdrawn(ask=ask):
            return _close_ask(progress, ask)
        case RefusalRecorded(principal=principal, rule=rule) if principal == principal_of(saga):
            return replace(progress, refused={**progress.refused, str(recorded.command_id): rule})
        case _:
            return progress


def answer_asks(progress: P, event_id: UUID, party: Party, what: AskedFor, of: Key | None = None) -> P:
    """Return the progress after an act: its event answers each open ask for it."""
    answered = {
        key: replace(ask, answer=EventId(event_id))
        for key, ask in progress.asks.items()
        if (ask.party, ask.what, ask.of) == (party, what, of) and ask.answer is None
    }
    return replace(progress, asks={**progress.asks, **answered}) if answered else progress


def _open_ask(saga: str, progress: P, key: Key, about: str, recorded: Recorded[Any]) -> P:
    event = recorded.data
    # The key of an ask begins with the name of its saga: this one may be an ask of another saga.
    if not key.startswith(f"{saga}-") or key in progress.asks:
        return progress
    ask = OpenAsk(about, event.party, event.what, event.of, EventId(recorded.id))
    return replace(progress, asks={**progress.asks, key: ask})


def _close_ask(progress: P, closed: Key) -> P:
    if closed not in progress.asks:
        return progress
    return replace(progress, asks={key: ask for key, ask in progress.asks.items() if key != closed})


# The due commands of the asks -----------------------------------------------------------------


def ask_after(due_ask: DueAsk, after: date) -> DueAsk:
    """Return the same ask, to be made once a day is over; its key differs, so it can repeat an ask."""
    return dataclass_replace(due_ask, after=after)


def ask_key(saga: str, due_ask: DueAsk) -> Key:
    """Return the key of an ask; the same act is asked for once because of one event."""
    parts = (
        *(due_ask.about, due_ask.party, due_ask.what, due_ask.of or ""),
        *(str(due_ask.because_of), str(due_ask.after)),
    )
    return f"{saga}-{uuid5(COMMAND_NAMESPACE, '/'.join(parts)).hex[:24]}"


def _find_refusal(saga: str, key: str, progress: SagaProgress, step: str, occasion: str) -> str | None:
    """Return the rule that refused a command, or `None`; a refused command is never sent again."""
    if not progress.refused:
        return None
    return progress.refused.get(str(command_id(saga, key, step, occasion)))


def _ask_wait(saga: str, key: str, progress: SagaProgress, due_ask: DueAsk) -> Wait:
    ask = ask_key(saga, due_ask)
    return Wait(
        about=due_ask.about,
        party=due_ask.party,
        what=due_ask.what,
        because_of=due_ask.because_of,
        of=due_ask.of,
        until=due_ask.due_on,
        asked=ask in progress.asks,
        refused=_find_refusal(saga, key, progress, "ask", ask),
    )


def _command_wait(saga: str, key: str, progress: SagaProgress, due: SagaDue) -> Wait:
    return Wait(
        about=key,
        party=Party.SYSTEM,
        what=type(due.command).__name__,
        because_of=due.because_of,
        until=(due.on or due.at) if isinstance(due, Deadline) else None,
        refused=_find_refusal(saga, key, progress, due.step, due.occasion),
    )


def _due_ask_commands(saga: str, progress: SagaProgress, due_asks: Iterable[DueAsk]) -> Iterator[SagaDue]:
    due_by_key = {ask_key(saga, due_ask): due_ask for due_ask in due_asks}
    for key, due_ask in due_by_key.items():
        if key not in progress.asks:
            yield _ask_command(key, due_ask)
    for key, ask in progress.asks.items():
        if ask.answer is not None:
            command = _build_command(ask.about, NoteAnswer, NoteAnswerAbout, ask=key, answer=ask.answer)
            yield DueCommand(step="answer", occasion=key, command=command, because_of=ask.answer)
        elif key not in due_by_key:
            command = _build_command(ask.about, WithdrawAsk, WithdrawAskAbout, ask=key, why=NO_LONGER_DUE)
            yield DueCommand(step="withdraw", occasion=key, command=command, because_of=ask.fact)


def _ask_command(key: Key, due_ask: DueAsk) -> SagaDue:
    command = _build_command(
        due_ask.about,
        AskParty,
        AskAbout,
        ask=key,
        party=due_ask.party,
        what=due_ask.what,
        of=due_ask.of,
        because_of=due_ask.because_of,
        due_on=due_ask.due_on,
    )
    because_of = due_ask.because_of
    if due_ask.after is None:
        return DueCommand(step="ask", occasion=key, command=command, because_of=because_of)
    return Deadline(step="ask", occasion=key, command=command, because_of=because_of, on=due_ask.after)


def _build_command(
    about: str, for_mission: Callable[..., Any], for_others: Callable[..., Any], **fields: Any
) -> Any:
    """Build the command of a mission, or the one of a consultant, a client or the umbrella company."""
    if about.startswith(f"{Kind.MISSION}/"):
        return for_mission(mission=mission_id(about), **fields)
    return for_others(about=about, **fields)
