"""The definition of a command, the checks that every command passes, and `decide`.

`decide` is pure: from the states that a command reads, the command and the circumstances of the act it
returns the events of each stream, or it raises a `Refused`.
"""

from collections.abc import Callable, Iterator
from dataclasses import is_dataclass
from datetime import date
from functools import cache
from typing import Any, NamedTuple, cast, get_args, get_type_hints

from domain.aggregates import AGGREGATES, DecisionContext, EventLookup, StateLookup
from domain.language import (
    NOBODY,
    Form,
    Kind,
    Party,
    Retention,
    Seal,
    Stream,
    ask_stream,
    pay_month_stream,
)
from domain.language import account_stream as account_of
from domain.multi_stream import EventsByStream
from domain.record import BY_ANY, BY_CLIENT, BY_CONSULTANT, BY_SYSTEM, BY_UMBRELLA, Act
from domain.refusals import DatedAhead, DocumentMissing, NotTheirAct, PersonErased, SomeoneElses

ActingParties = frozenset[Party]
Kinds = frozenset[Kind]

MISSION, PAY_MONTH, CONSULTANT = Kind.MISSION, Kind.PAY_MONTH, Kind.CONSULTANT
CLIENT, UMBRELLA, OPERATIONS = Kind.CLIENT, Kind.UMBRELLA, Kind.OPERATIONS
ACCOUNT = Kind.ACCOUNT
K, C, U, S, ANY = BY_CONSULTANT, BY_CLIENT, BY_UMBRELLA, BY_SYSTEM, BY_ANY


class CommandDefinition(NamedTuple):
    """A row of the command table: a command, its parties, its stream, the kinds it reads and may write."""

    command_type: type[Any]
    by: ActingParties
    about: Callable[[Any], Stream]
    reads: Kinds
    writes: Kinds
    decide: Callable[[DecisionContext, Any, Act], EventsByStream]


def decide(
    row: CommandDefinition,
    state_of: StateLookup,
    find_event: EventLookup,
    command: Any,
    act: Act,
    about: Stream | None = None,
) -> EventsByStream:
    """Return the events that a command causes, by stream, or raise `Refused`.

    `row` is the definition of the command; `held` returns the event that a stream holds under an id;
    `about` is the stream that the command is about, if the caller has it already.
    """
    whose, name = act.by.effective_party, row.command_type.__name__
    if whose not in row.by:
        raise NotTheirAct(act=name, party=whose, acts_of=tuple(sorted(row.by)))
    check_document(name, act)
    check_not_erased(state_of, command)
    check_days_past(command, act)
    context = DecisionContext(state_of, find_event, row.reads, about or row.about(command))
    check_own_matters(context, command, act)
    events_by_stream = row.decide(context, command, act)
    for stream, events in events_by_stream.items():
        assert stream.kind in row.writes or not events, f"{name} may not write to {stream}"
    return events_by_stream


_STREAM_OF: dict[Kind, Callable[[Any], Stream]] = {
    MISSION: lambda command: Stream(MISSION, command.mission),
    CONSULTANT: lambda command: Stream(CONSULTANT, command.consultant),
    CLIENT: lambda command: Stream(CLIENT, command.client),
    UMBRELLA: lambda command: Stream(UMBRELLA, command.umbrella),
    PAY_MONTH: lambda command: pay_month_stream(command.consultant, command.month),
    ACCOUNT: lambda command: account_of(command.consultant),
    OPERATIONS: lambda command: command.stream,
    Kind.ASK: lambda command: ask_stream(command.about, command.ask),
}


def single_stream(
    kind: Kind, command_type: type[Any], by: ActingParties, decision: Callable[[Any, Any, Act], Any]
) -> CommandDefinition:
    """Return the row of a command that reads and writes one stream only."""

    def decide(context: DecisionContext, command: Any, act: Act) -> EventsByStream:
        return {context.about: decision(context.subject_state(), command, act)}

    return CommandDefinition(command_type, by, _STREAM_OF[kind], frozenset({kind}), frozenset({kind}), decide)


def multi_stream(
    kinds: str,
    command_type: type[Any],
    by: ActingParties,
    decide: Callable[[DecisionContext, Any, Act], EventsByStream],
) -> CommandDefinition:
    """Return the row of a command over several streams, as `reads > writes`; the first kind is its own."""
    read, _, written = kinds.partition(" > ")
    reads = [Kind(kind) for kind in read.split()]
    return CommandDefinition(
        command_type,
        by,
        _STREAM_OF[reads[0]],
        frozenset(reads),
        frozenset(map(Kind, written.split())),
        decide,
    )


def check_document(name: str, act: Act) -> None:
    """Check that the umbrella company has a document for another party's act or for an earlier time."""
    actor = act.by
    if actor.acting_for is None and not act.backdated:
        return
    if actor.acting_for is Party.SYSTEM:
        raise NotTheirAct(act=name, party=actor.party, acts_of=(Party.SYSTEM,))
    if actor.acting_for is not None and actor.party is not Party.UMBRELLA:
        raise NotTheirAct(act=name, party=actor.party, acts_of=(actor.acting_for,))
    if actor.evidence is None or actor.party is not Party.UMBRELLA:
        raise DocumentMissing(act=name, acting_for=actor.acting_for)


def check_days_past(command: Any, act: Act) -> None:
    """Check that no day which a command states as past lies after the day of the act.

    The commands of the engine are exempt: their days follow from recorded events.
    """
    if act.by.effective_party is Party.SYSTEM or not _happened_fields(command.__class__):
        return
    for name, day in iter_days_happened(command):
        if day > act.day:
            raise DatedAhead(field=name, day=day, today=act.day)


def iter_days_happened(command: Any) -> Iterator[tuple[str, date]]:
    """Yield each day that a command or a value states as past, with the name of its field."""
    for name in _happened_fields(command.__class__):
        value = getattr(command, name)
        if isinstance(value, date):
            yield name, value
        parts = cast(tuple[Any, ...], value) if isinstance(value, tuple) else (value,)
        for part in parts:
            yield from ((f"{name}.{inner}", day) for inner, day in iter_days_happened(part))


def check_own_matters(context: DecisionContext, command: Any, act: Act) -> None:
    """Check that a client or a consultant who acts itself acts in its own matters only."""
    actor = act.by
    if actor.party not in (Party.CLIENT, Party.CONSULTANT):
        return
    client_id, consultant_id = AGGREGATES[context.about.kind].parties(
        context.about, context.state_of(context.about)
    )
    if actor.party is Party.CLIENT:
        concerned_id = getattr(command, "client", client_id)
    else:
        concerned_id = getattr(command, "consultant", consultant_id)
    if concerned_id is None or concerned_id in (actor.represents, NOBODY):
        return
    raise SomeoneElses(party=actor.party, represents=actor.represents)


def check_not_erased(state_of: StateLookup, command: Any) -> None:
    """Check that no personal value is recorded for a consultant whose key of that class was destroyed."""
    classes = _personal_classes(command.__class__)
    if not classes:
        return
    erased = state_of(Stream(CONSULTANT, command.consultant)).erased
    for retention in sorted(classes & erased):
        raise PersonErased(retention=retention)


@cache
def _happened_fields(kind: Any) -> tuple[str, ...]:
    """Return the fields of a type that hold a past day, directly or in a part."""
    if not (isinstance(kind, type) and is_dataclass(kind)):
        return ()
    hints = get_type_hints(kind, include_extras=True)
    return tuple(name for name, hint in hints.items() if _says_happened(hint))


def _says_happened(hint: Any) -> bool:
    marked = Form.HAPPENED in getattr(hint, "__metadata__", ())
    return marked or bool(_happened_fields(hint)) or any(map(_says_happened, get_args(hint)))


@cache
def _personal_classes(kind: Any) -> frozenset[Retention]:
    """Return the retention classes of the personal values that this type holds about its consultant."""
    marks = [mark for mark in getattr(kind, "__metadata__", ()) if isinstance(mark, Seal)]
    own = frozenset(mark.retention for mark in marks if mark.subject_field == CONSULTANT)
    parts = get_args(kind)
    if isinstance(kind, type) and is_dataclass(kind):
        parts = tuple(get_type_hints(kind, include_extras=True).values())
    return own.union(*map(_personal_classes, parts))
