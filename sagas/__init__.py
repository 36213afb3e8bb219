"""What one party's act asks of the others: one file, one story.

A story folds the facts into its progress and says what is owed now: orders to send, deadlines. It asks
people by facts. Here stands what the stories share: the words of what is owed, and how an ask lives.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import replace as dataclass_replace
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import NAMESPACE_URL, UUID, uuid5

from msgspec import Struct, field
from msgspec.structs import replace

from domain.asking import events as outside
from domain.asking.outside_ask import AskAbout, NoteAnswerAbout, WithdrawAskAbout
from domain.language import FactId, Key, Kind, MissionId, Party
from domain.mission.asking import AskParty, NoteAnswer, WithdrawAsk
from domain.mission.course_terms import AskedFor
from domain.mission.events.asking import AskAnswered, AskWithdrawn, PartyAsked
from domain.record import Event, Recorded
from domain.refused import RefusalRecorded

NO_LONGER_OWED = "no_longer_owed"
COMMANDS = uuid5(NAMESPACE_URL, "jalon/saga")
ASKING: tuple[type[Event], ...] = (
    *(PartyAsked, AskAnswered, AskWithdrawn),
    *(outside.PartyAsked, outside.AskAnswered, outside.AskWithdrawn),
    RefusalRecorded,
)
"""The facts that every story reads: what it asked, and what it was refused."""


# What is owed ---------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Send:
    """An order owed now, because of a fact; step and occasion make its id."""

    step: str
    occasion: str
    order: Any
    because_of: FactId


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """An order owed once a day is over in Paris, or at an instant; one of the two is given."""

    step: str
    occasion: str
    order: Any
    because_of: FactId
    on: date | None = None
    at: datetime | None = None


Owed = Send | Deadline


@dataclass(frozen=True, kw_only=True)
class Want:
    """An act that a party owes, about a stream; asked for at once, or once the day `after` is over."""

    about: str
    party: Party
    what: AskedFor
    because_of: FactId
    of: Key | None = None
    due_on: date | None = None
    after: date | None = None


@dataclass(frozen=True, kw_only=True)
class Wait:
    """What a story waits for: of whom, about which stream, until when, because of which fact.

    The system is waited for where a deadline runs; `refused` names the rule that stopped the order.
    """

    about: str
    party: Party
    what: str
    because_of: FactId
    of: Key | None = None
    until: date | datetime | None = None
    asked: bool = False
    refused: str | None = None


# What a story remembers -----------------------------------------------------------------------


class Asked(Struct, frozen=True, gc=False):
    """An ask that is open: of whom, for what, and the fact that answers it, once there is one."""

    about: str
    party: Party
    what: AskedFor
    of: Key | None
    fact: FactId
    answer: FactId | None = None


class Asking(Struct, frozen=True, kw_only=True):
    """What every progress holds: its open asks by key, and its refused commands with their rule."""

    asks: Mapping[Key, Asked] = field(default_factory=dict[Key, Asked])
    refused: Mapping[str, str] = field(default_factory=dict[str, str])


P = TypeVar("P", bound=Asking)


def types(*facts: type[Event]) -> frozenset[str]:
    """Return the stored names of the facts that a story reads, those of asking included."""
    return frozenset(fact.TYPE for fact in (*facts, *ASKING))


def command_id(story: str, key: str, step: str, occasion: str) -> UUID:
    """Return the id of a command: the same for the same step and occasion, for ever."""
    return uuid5(COMMANDS, f"{story}/{key}/{step}/{occasion}")


def noted(story: str, progress: P, recorded: Recorded[Any]) -> P:
    """Return the progress after a fact of asking, or a refusal, where it is this story's own."""
    match recorded.data:
        case PartyAsked(ask=ask):
            return _asked(story, progress, ask, recorded.subject, recorded)
        case outside.PartyAsked(ask=ask, about=about):
            return _asked(story, progress, ask, about, recorded)
        case AskAnswered(ask=ask) | AskWithdrawn(ask=ask):
            return _over(progress, ask)
        case outside.AskAnswered(ask=ask) | outside.AskWithdrawn(ask=ask):
            return _over(progress, ask)
        case RefusalRecorded(principal=principal, rule=rule) if principal == principal_of(story):
            return replace(progress, refused={**progress.refused, str(recorded.command_id): rule})
        case _:
            return progress


def principal_of(story: str) -> str:
    """Return the principal under which a story's commands are given."""
    return f"saga:{story}"


def answered(progress: P, fact: UUID, party: Party, what: AskedFor, of: Key | None = None) -> P:
    """Return the progress once an act was done: each open ask for it has its answer."""
    found = {
        key: replace(ask, answer=FactId(fact))
        for key, ask in progress.asks.items()
        if (ask.party, ask.what, ask.of) == (party, what, of) and ask.answer is None
    }
    return replace(progress, asks={**progress.asks, **found}) if found else progress


def _asked(story: str, progress: P, key: Key, about: str, recorded: Recorded[Any]) -> P:
    asked = recorded.data
    if not key.startswith(f"{story}-") or key in progress.asks:
        return progress
    ask = Asked(about, asked.party, asked.what, asked.of, FactId(recorded.id))
    return replace(progress, asks={**progress.asks, key: ask})


def _over(progress: P, key: Key) -> P:
    if key not in progress.asks:
        return progress
    return replace(progress, asks={ask: asked for ask, asked in progress.asks.items() if ask != key})


# What it owes, and waits for ------------------------------------------------------------------


def reminder(want: Want, after: date) -> Want:
    """Return the same want asked for once more, when a day is over and it is still owed."""
    return dataclass_replace(want, after=after)


def owing(
    story: str, key: str, progress: Asking, wants: Iterable[Want], acts: Iterable[Owed] = ()
) -> frozenset[Owed]:
    """Return the asks to make, answer and withdraw, and the story's own acts, save those refused."""
    every = (*_asks(story, progress, wants), *acts)
    return frozenset(owed for owed in every if refusal(story, key, progress, owed) is None)


def waiting(
    story: str, key: str, progress: Asking, wants: Iterable[Want], acts: Iterable[Owed] = ()
) -> tuple[Wait, ...]:
    """Return what is waited for: each act of a party, asked or to be asked, each deadline, each refusal."""
    wants, acts = tuple(wants), tuple(acts)
    of_people = [
        Wait(
            about=want.about,
            party=want.party,
            what=want.what,
            because_of=want.because_of,
            of=want.of,
            until=want.due_on,
            asked=(ask := ask_key(story, want)) in progress.asks,
            refused=_refusal(story, key, progress, "ask", ask),
        )
        for want in wants
    ]
    of_time = [
        Wait(
            about=key,
            party=Party.SYSTEM,
            what=type(act.order).__name__,
            because_of=act.because_of,
            until=(act.on or act.at) if isinstance(act, Deadline) else None,
            refused=refusal(story, key, progress, act),
        )
        for act in acts
    ]
    return (*of_people, *of_time)


def refusal(story: str, key: str, progress: Asking, owed: Owed) -> str | None:
    """Return the rule that refused an order, if one did: it is never given again."""
    return _refusal(story, key, progress, owed.step, owed.occasion)


def _refusal(story: str, key: str, progress: Asking, step: str, occasion: str) -> str | None:
    if not progress.refused:
        return None
    return progress.refused.get(str(command_id(story, key, step, occasion)))


def ask_key(story: str, want: Want) -> Key:
    """Return the key of an ask: the same act, because of the same fact, is asked for once."""
    parts = (want.about, want.party, want.what, want.of or "", str(want.because_of), str(want.after))
    return f"{story}-{uuid5(COMMANDS, '/'.join(parts)).hex[:24]}"


def _asks(story: str, progress: Asking, wants: Iterable[Want]) -> Iterator[Owed]:
    wanted = {ask_key(story, want): want for want in wants}
    for key, want in wanted.items():
        if key not in progress.asks:
            yield _ask(key, want)
    for key, asked in progress.asks.items():
        if asked.answer is not None:
            order = _with(asked.about, NoteAnswer, NoteAnswerAbout, ask=key, answer=asked.answer)
            yield Send(step="answer", occasion=key, order=order, because_of=asked.answer)
        elif key not in wanted:
            order = _with(asked.about, WithdrawAsk, WithdrawAskAbout, ask=key, why=NO_LONGER_OWED)
            yield Send(step="withdraw", occasion=key, order=order, because_of=asked.fact)


def _ask(key: Key, want: Want) -> Owed:
    order = _with(
        want.about,
        AskParty,
        AskAbout,
        ask=key,
        party=want.party,
        what=want.what,
        of=want.of,
        because_of=want.because_of,
        due_on=want.due_on,
    )
    if want.after is None:
        return Send(step="ask", occasion=key, order=order, because_of=want.because_of)
    return Deadline(step="ask", occasion=key, order=order, because_of=want.because_of, on=want.after)


def _with(about: str, inside: Callable[..., Any], outside: Callable[..., Any], **words: Any) -> Any:
    """Make the order of a mission, or the one about a consultant, a client or the company."""
    if about.startswith(f"{Kind.MISSION}/"):
        return inside(mission=mission_id(about), **words)
    return outside(about=about, **words)


# Whom a fact is about -------------------------------------------------------------------------


def mission_id(key: str) -> MissionId:
    """Return the id of the mission that is written `mission/<uuid>`."""
    return MissionId(UUID(key.partition("/")[2]))


def of_mission(recorded: Recorded[Any]) -> set[str]:
    """Name the mission that a fact, or a refusal, is about, if it is about one."""
    return _of_kind(recorded, Kind.MISSION)


def of_consultant(recorded: Recorded[Any]) -> set[str]:
    """Name the consultant whom a fact concerns, whatever its stream."""
    if recorded.consultant_id is not None:
        return {f"{Kind.CONSULTANT}/{recorded.consultant_id}"}
    return _of_kind(recorded, Kind.CONSULTANT)


def _of_kind(recorded: Recorded[Any], kind: Kind) -> set[str]:
    about = recorded.data.about if isinstance(recorded.data, RefusalRecorded) else recorded.subject
    return {about} if about is not None and about.startswith(f"{kind}/") else set()
