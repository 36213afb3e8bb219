"""Where a rule is asked: read from the code of the decisions themselves, for no list stays true.

From the verb of each order, every function it may call in the domain is read; a rule is asked by an
order when one of them names it, or raises a refusal that bears it. Of a table of rules those are asked
whose keys the callers name, such as the code of a signal; all of them where no caller names one.
"""

import ast
import inspect
import sys
from collections.abc import Iterator
from enum import Enum, EnumType
from functools import cache
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any, NamedTuple

from domain import command_definition
from domain.commands import ORDERS
from domain.law import Rule
from domain.refused import Refused

EVERY_ORDER = "*"
"""The command under which the checks of every command are listed."""

_GROUND_METHOD = Rule.asked.__name__
"""The method of a rule whose calls are looked for; its own argument `met` is not a fact that it sees."""


class Asked(NamedTuple):
    """Who asks a rule: the orders, the facts that it looks at, the refusals that bear it."""

    orders: tuple[str, ...]
    facts: tuple[str, ...]
    refusals: tuple[str, ...]


class _Question(NamedTuple):
    """A rule named in a function: the facts shown to it, the refusal that bears it, its key in a table."""

    rule: str
    facts: tuple[str, ...]
    refusal: str | None = None
    key: Enum | None = None


def asked(rule: Rule) -> Asked:
    """Return where a rule is asked."""
    questions = [
        (order, question)
        for order, found in _questions().items()
        for question in found
        if question.rule == rule.id
    ]
    named = dict.fromkeys(order for order, _ in questions)
    return Asked(
        orders=(EVERY_ORDER,) if EVERY_ORDER in named else tuple(named),
        facts=tuple(dict.fromkeys(fact for _, question in questions for fact in question.facts)),
        refusals=tuple(sorted({question.refusal for _, question in questions if question.refusal})),
    )


@cache
def _questions() -> dict[str, list[_Question]]:
    """Return what each order asks, in the order of the table."""
    found = {EVERY_ORDER: _asked_by(command_definition.decide)}
    for row in ORDERS:
        found[row.command.__name__] = _asked_by(row.decide)
    return found


def _asked_by(start: Any) -> list[_Question]:
    reached: dict[str, _Reading] = {}
    waiting = [start, *_enclosed(start)]
    while waiting:
        function = waiting.pop()
        name = _name(function)
        if name not in reached:
            reached[name] = _read(function)
            waiting += reached[name].calls
    return [
        question
        for name, reading in reached.items()
        for question in _chosen(reading, [one for one in reached.values() if name in one.called])
    ]


def _chosen(reading: "_Reading", callers: list["_Reading"]) -> Iterator[_Question]:
    """Return what a function asks: of a table of rules, what its callers choose, if they choose."""
    keys = {key for caller in callers for key in caller.keys}
    for question in reading.questions:
        if question.key is None or not keys or question.key in keys:
            yield question


def _enclosed(function: Any) -> list[FunctionType]:
    """A row of one stream holds its verb in the function that calls it."""
    cells = getattr(function, "__closure__", None) or ()
    return [cell.cell_contents for cell in cells if _ours(cell.cell_contents)]


class _Reading(NamedTuple):
    """A function, read: the functions it may call, the rules it names, the keys that it chooses."""

    calls: tuple[FunctionType, ...] = ()
    questions: tuple[_Question, ...] = ()
    keys: tuple[Enum, ...] = ()

    @property
    def called(self) -> set[str]:
        """The names of the functions that it may call."""
        return set(map(_name, self.calls))


class _Row(NamedTuple):
    """A rule in a table, under its key."""

    key: Enum
    rule: Rule


def _name(function: FunctionType) -> str:
    return f"{function.__module__}.{function.__qualname__}"


@cache
def _read(function: FunctionType) -> _Reading:
    module = sys.modules[function.__module__]
    node = _sources(module).get(function.__qualname__)
    if node is None:
        return _Reading()
    used = list(_named(module, node))
    shown = _shown(module, node)
    rules = dict.fromkeys(thing.id for thing in used if isinstance(thing, Rule))
    refusals = [thing for thing in used if inspect.isclass(thing) and issubclass(thing, Refused)]
    borne = [_Question(no.rule.id, _fields(no), no.__name__) for no in refusals if hasattr(no, "rule")]
    tables = [thing for thing in used if isinstance(thing, _Row)] if "" in shown else []
    facts = shown.get("", ())
    return _Reading(
        calls=tuple(thing for thing in used if _ours(thing)),
        questions=(
            *(_Question(rule, shown.get(rule, facts)) for rule in rules),
            *(_Question(row.rule.id, facts, key=row.key) for row in tables),
            *borne,
        ),
        keys=tuple(thing for thing in used if isinstance(thing, Enum)),
    )


def _named(module: ModuleType, node: ast.AST) -> Iterator[Any]:
    """Return what the names in a function mean in its module, tables of the module opened."""
    for name in ast.walk(node):
        match name:
            case ast.Attribute(value=ast.Name(id=owner), attr=attribute):
                of = vars(module).get(owner)
                if isinstance(of, ModuleType | EnumType):
                    yield getattr(of, attribute, None)
            case ast.Name(id=identity):
                yield from _opened(vars(module).get(identity))
            case _:
                pass


def _opened(thing: Any) -> Iterator[Any]:
    match thing:
        case dict():
            for key, one in thing.items():  # pyright: ignore[reportUnknownVariableType]
                yield from _rows(key, one) if isinstance(key, Enum) else (*_opened(key), *_opened(one))
        case tuple() | list() | frozenset() if not hasattr(thing, "_fields"):  # pyright: ignore[reportUnknownArgumentType]
            for one in thing:  # pyright: ignore[reportUnknownVariableType]
                yield from _opened(one)
        case Rule():
            yield thing
        case _:
            yield thing
            yield from (held for held in _fields_held(thing) if isinstance(held, Rule))


def _rows(key: Enum, held: Any) -> Iterator[Any]:
    for thing in _opened(held):
        yield _Row(key, thing) if isinstance(thing, Rule) else thing


def _fields_held(thing: Any) -> Iterator[Any]:
    """Return what a row of a table holds, be it a tuple, a struct or a value."""
    names = getattr(thing, "_fields", ()) or getattr(thing, "__struct_fields__", ())
    names = names or getattr(thing, "__dataclass_fields__", ())
    if not inspect.isclass(thing):
        yield from (getattr(thing, name, None) for name in names)


def _shown(module: ModuleType, node: ast.AST) -> dict[str, tuple[str, ...]]:
    """Return the facts shown to each rule that is asked by name; to the others, under no name."""
    found: dict[str, tuple[str, ...]] = {}
    for call in ast.walk(node):
        match call:
            case ast.Call(func=ast.Attribute(value=asked_of, attr=method), keywords=keywords) if (
                method == _GROUND_METHOD
            ):
                name = asked_of.id if isinstance(asked_of, ast.Name) else ""
                rule = vars(module).get(name)
                facts = tuple(word.arg for word in keywords if word.arg not in (None, "met"))
                key = rule.id if isinstance(rule, Rule) else ""
                found[key] = (*found.get(key, ()), *(fact for fact in facts if fact))
            case _:
                pass
    return found


def _fields(no: type[Refused]) -> tuple[str, ...]:
    return tuple(name for name in inspect.get_annotations(no) if name != "rule")


def _ours(thing: Any) -> bool:
    return isinstance(thing, FunctionType) and thing.__module__.startswith("domain.")


@cache
def _sources(module: ModuleType) -> dict[str, ast.AST]:
    """Return the functions that a module defines, by name."""
    tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
