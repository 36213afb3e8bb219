"""The definition of a command, the checks that every command passes, and `decide`.

`decide` is pure: from the states that a command reads, the command and the circumstances of the act it
returns the events of each stream, or it raises a `Refused`.
"""

from collections.abc import Callable, Iterator
from dataclasses import is_dataclass
from datetime import date
from functools import cache
from typing import Any, NamedTuple, cast, get_args, get_type_hints

from domain.aggregates import LIVES, Held, StateOf, World
from domain.language import (
    NOBODY,
    Form,
    Kind,
    Party,
    Retention,
    Seal,
    Stream,
    ask_about,
    pay_month,
)
from domain.language import account as account_of
from domain.multi_stream import Facts
from domain.record import BY_ANY, BY_CLIENT, BY_CONSULTANT, BY_SYSTEM, BY_UMBRELLA, Act
from domain.refusals import DatedAhead, DocumentMissing, NotTheirAct, PersonErased, SomeoneElses

Parties = frozenset[Party]
Kinds = frozenset[Kind]

MISSION, PAY_MONTH, CONSULTANT = Kind.MISSION, Kind.PAY_MONTH, Kind.CONSULTANT
CLIENT, UMBRELLA, OPERATIONS = Kind.CLIENT, Kind.UMBRELLA, Kind.OPERATIONS
ACCOUNT = Kind.ACCOUNT
K, C, U, S, ANY = BY_CONSULTANT, BY_CLIENT, BY_UMBRELLA, BY_SYSTEM, BY_ANY


class Order(NamedTuple):
    """A row of the table: a command, whose act it is, its stream, the kinds it reads and may write."""

    command: type[Any]
    by: Parties
    about: Callable[[Any], Stream]
    reads: Kinds
    writes: Kinds
    decide: Callable[[World, Any, Act], Facts]


def decide(
    row: Order, state_of: StateOf, held: Held, order: Any, act: Act, about: Stream | None = None
) -> Facts:
    """Return the events that follow from a command, or raise the `Refused` that stops it.

    `row` is the definition of the command; `held` returns the event that a stream holds under an id;
    `about` is the stream that the command is about, if the caller has it already.
    """
    whose, name = act.by.whose, row.command.__name__
    if whose not in row.by:
        raise NotTheirAct(act=name, party=whose, acts_of=tuple(sorted(row.by)))
    documented(name, act)
    remembered(state_of, order)
    happened(order, act)
    world = World(state_of, held, row.reads, about or row.about(order))
    own(world, order, act)
    facts = row.decide(world, order, act)
    for stream, events in facts.items():
        assert stream.kind in row.writes or not events, f"{name} may not write to {stream}"
    return facts


_ABOUT: dict[Kind, Callable[[Any], Stream]] = {
    MISSION: lambda order: Stream(MISSION, order.mission),
    CONSULTANT: lambda order: Stream(CONSULTANT, order.consultant),
    CLIENT: lambda order: Stream(CLIENT, order.client),
    UMBRELLA: lambda order: Stream(UMBRELLA, order.umbrella),
    PAY_MONTH: lambda order: pay_month(order.consultant, order.month),
    ACCOUNT: lambda order: account_of(order.consultant),
    OPERATIONS: lambda order: order.stream,
    Kind.ASK: lambda order: ask_about(order.about, order.ask),
}


def on(kind: Kind, command: type[Any], by: Parties, verb: Callable[[Any, Any, Act], Any]) -> Order:
    """Return the row of an order that one stream decides alone."""

    def decide(world: World, order: Any, act: Act) -> Facts:
        return {world.about: verb(world.itself(), order, act)}

    return Order(command, by, _ABOUT[kind], frozenset({kind}), frozenset({kind}), decide)


def across(kinds: str, command: type[Any], by: Parties, decide: Callable[[World, Any, Act], Facts]) -> Order:
    """Return the row of an order that several streams decide: `reads > writes`, the first it is about."""
    read, _, written = kinds.partition(" > ")
    reads = [Kind(kind) for kind in read.split()]
    return Order(
        command, by, _ABOUT[reads[0]], frozenset(reads), frozenset(map(Kind, written.split())), decide
    )


def documented(name: str, act: Act) -> None:
    """Another party's act, and an earlier time, are stated by the umbrella company, on a document."""
    actor = act.by
    if actor.acting_for is None and not act.backdated:
        return
    if actor.acting_for is Party.SYSTEM:
        raise NotTheirAct(act=name, party=actor.party, acts_of=(Party.SYSTEM,))
    if actor.acting_for is not None and actor.party is not Party.UMBRELLA:
        raise NotTheirAct(act=name, party=actor.party, acts_of=(actor.acting_for,))
    if actor.evidence is None or actor.party is not Party.UMBRELLA:
        raise DocumentMissing(act=name, acting_for=actor.acting_for)


def happened(order: Any, act: Act) -> None:
    """What an order tells as having happened is of the day of the act, or earlier.

    The engine tells of nothing: what its orders say follows from what has been recorded.
    """
    if act.by.whose is Party.SYSTEM or not _telling(order.__class__):
        return
    for name, day in days_told(order):
        if day > act.day:
            raise DatedAhead(field=name, day=day, today=act.day)


def days_told(order: Any) -> Iterator[tuple[str, date]]:
    """Return each day on which something happened, as an order or a value tells, with its field."""
    for name in _telling(order.__class__):
        said = getattr(order, name)
        if isinstance(said, date):
            yield name, said
        parts = cast(tuple[Any, ...], said) if isinstance(said, tuple) else (said,)
        for part in parts:
            yield from ((f"{name}.{inner}", day) for inner, day in days_told(part))


def own(world: World, order: Any, act: Act) -> None:
    """A client or a consultant, acting itself, acts in its own matters only."""
    actor = act.by
    if actor.party not in (Party.CLIENT, Party.CONSULTANT):
        return
    client_id, consultant_id = LIVES[world.about.kind].parties(world.about, world.at(world.about))
    if actor.party is Party.CLIENT:
        concerned = getattr(order, "client", client_id)
    else:
        concerned = getattr(order, "consultant", consultant_id)
    if concerned is None or concerned in (actor.represents, NOBODY):
        return
    raise SomeoneElses(party=actor.party, represents=actor.represents)


def remembered(state_of: StateOf, order: Any) -> None:
    """Nothing personal is recorded any more of a consultant who was erased."""
    classes = _personal(order.__class__)
    if not classes:
        return
    erased = state_of(Stream(CONSULTANT, order.consultant)).erased
    for retention in sorted(classes & erased):
        raise PersonErased(retention=retention)


@cache
def _telling(kind: Any) -> tuple[str, ...]:
    """Return the fields of a value that say, themselves or in a part, when something happened."""
    if not (isinstance(kind, type) and is_dataclass(kind)):
        return ()
    hints = get_type_hints(kind, include_extras=True)
    return tuple(name for name, hint in hints.items() if _tells(hint))


def _tells(hint: Any) -> bool:
    marked = Form.HAPPENED in getattr(hint, "__metadata__", ())
    return marked or bool(_telling(hint)) or any(map(_tells, get_args(hint)))


@cache
def _personal(kind: Any) -> frozenset[Retention]:
    """Return the classes of what a value of this type holds about the consultant that it names."""
    marks = [mark for mark in getattr(kind, "__metadata__", ()) if isinstance(mark, Seal)]
    own = frozenset(mark.retention for mark in marks if mark.of == CONSULTANT)
    parts = get_args(kind)
    if isinstance(kind, type) and is_dataclass(kind):
        parts = tuple(get_type_hints(kind, include_extras=True).values())
    return own.union(*map(_personal, parts))
