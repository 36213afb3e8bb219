"""The commands that check a rule, found in the code of the decisions: a list would go out of date.

From the `decide` of each command, every domain function that it may call is read. A command checks a rule
when one of these functions names the rule, or raises a refusal of this rule. In a table of rules, the keys
that the callers name (such as the code of a signal) choose the rules; if no caller names a key, all count.
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
from domain.commands import COMMANDS
from domain.law import Rule
from domain.refused import Refused

EVERY_COMMAND = "*"
"""The name under which the checks that every command makes are listed."""

_GROUND_METHOD = Rule.make_ground.__name__
"""The method that checks a rule; its keyword arguments, except `met`, are the events that it looks at."""


class RuleUsage(NamedTuple):
    """The commands that check a rule, the events it looks at, the refusals that carry it."""

    commands: tuple[str, ...]
    inputs: tuple[str, ...]
    refusals: tuple[str, ...]


class _RuleCheck(NamedTuple):
    """A rule named in a function: the events it looks at, its refusal, its key in a table."""

    rule: str
    inputs: tuple[str, ...]
    refusal: str | None = None
    key: Enum | None = None


def find_rule_usage(rule: Rule) -> RuleUsage:
    """Return the commands that check a rule, with the events and refusals of these checks."""
    checks = [
        (command, check)
        for command, command_checks in _collect_checks().items()
        for check in command_checks
        if check.rule == rule.id
    ]
    command_names = dict.fromkeys(command for command, _ in checks)
    return RuleUsage(
        commands=(EVERY_COMMAND,) if EVERY_COMMAND in command_names else tuple(command_names),
        inputs=tuple(dict.fromkeys(input_name for _, check in checks for input_name in check.inputs)),
        refusals=tuple(sorted({check.refusal for _, check in checks if check.refusal})),
    )


@cache
def _collect_checks() -> dict[str, list[_RuleCheck]]:
    """Return the checks of each command, in the sequence of the command table."""
    checks = {EVERY_COMMAND: _find_checks(command_definition.decide)}
    for row in COMMANDS:
        checks[row.command_type.__name__] = _find_checks(row.decide)
    return checks


def _find_checks(start: Any) -> list[_RuleCheck]:
    reached: dict[str, _FunctionReading] = {}
    pending = [start, *_unwrap_closure(start)]
    while pending:
        function = pending.pop()
        name = _qualify_name(function)
        if name not in reached:
            reached[name] = _read_function(function)
            pending += reached[name].calls
    return [
        check
        for name, reading in reached.items()
        for check in _select_checks(
            reading, [caller for caller in reached.values() if name in caller.called_names]
        )
    ]


def _select_checks(reading: "_FunctionReading", callers: list["_FunctionReading"]) -> Iterator[_RuleCheck]:
    """Yield the checks of a function; from a table of rules, those that its callers choose by key."""
    keys = {key for caller in callers for key in caller.keys}
    for check in reading.checks:
        if check.key is None or not keys or check.key in keys:
            yield check


def _unwrap_closure(function: Any) -> list[FunctionType]:
    """Return the domain functions in a closure: a command on one stream wraps its `decide` so."""
    cells = getattr(function, "__closure__", None) or ()
    return [cell.cell_contents for cell in cells if _is_domain_function(cell.cell_contents)]


class _FunctionReading(NamedTuple):
    """What one function contains: the functions it may call, the rules it names, the keys it chooses."""

    calls: tuple[FunctionType, ...] = ()
    checks: tuple[_RuleCheck, ...] = ()
    keys: tuple[Enum, ...] = ()

    @property
    def called_names(self) -> set[str]:
        """The qualified names of the functions that it may call."""
        return set(map(_qualify_name, self.calls))


class _TableRule(NamedTuple):
    """A rule of a table, with its key."""

    key: Enum
    rule: Rule


def _qualify_name(function: FunctionType) -> str:
    return f"{function.__module__}.{function.__qualname__}"


@cache
def _read_function(function: FunctionType) -> _FunctionReading:
    module = sys.modules[function.__module__]
    node = _parse_functions(module).get(function.__qualname__)
    if node is None:
        return _FunctionReading()
    used_values = list(_resolve_names(module, node))
    inputs_by_rule = _find_inputs(module, node)
    rules = dict.fromkeys(thing.id for thing in used_values if isinstance(thing, Rule))
    refusals = [thing for thing in used_values if inspect.isclass(thing) and issubclass(thing, Refused)]
    refusal_checks = [
        _RuleCheck(refusal.rule.id, _refusal_fields(refusal), refusal.__name__)
        for refusal in refusals
        if hasattr(refusal, "rule")
    ]
    table_rules = (
        [thing for thing in used_values if isinstance(thing, _TableRule)] if "" in inputs_by_rule else []
    )
    inputs = inputs_by_rule.get("", ())
    return _FunctionReading(
        calls=tuple(thing for thing in used_values if _is_domain_function(thing)),
        checks=(
            *(_RuleCheck(rule, inputs_by_rule.get(rule, inputs)) for rule in rules),
            *(_RuleCheck(row.rule.id, inputs, key=row.key) for row in table_rules),
            *refusal_checks,
        ),
        keys=tuple(thing for thing in used_values if isinstance(thing, Enum)),
    )


def _resolve_names(module: ModuleType, node: ast.AST) -> Iterator[Any]:
    """Yield the values of the names in a function, the entries of tables included."""
    for name in ast.walk(node):
        match name:
            case ast.Attribute(value=ast.Name(id=owner), attr=attribute):
                namespace = vars(module).get(owner)
                if isinstance(namespace, ModuleType | EnumType):
                    yield getattr(namespace, attribute, None)
            case ast.Name(id=identity):
                yield from _expand_value(vars(module).get(identity))
            case _:
                pass


def _expand_value(thing: Any) -> Iterator[Any]:
    match thing:
        case dict():
            for key, item in thing.items():  # pyright: ignore[reportUnknownVariableType]
                yield from (
                    _expand_row(key, item)
                    if isinstance(key, Enum)
                    else (*_expand_value(key), *_expand_value(item))
                )
        case tuple() | list() | frozenset() if not hasattr(thing, "_fields"):  # pyright: ignore[reportUnknownArgumentType]
            for item in thing:  # pyright: ignore[reportUnknownVariableType]
                yield from _expand_value(item)
        case Rule():
            yield thing
        case _:
            yield thing
            yield from (field for field in _list_fields(thing) if isinstance(field, Rule))


def _expand_row(key: Enum, value: Any) -> Iterator[Any]:
    for thing in _expand_value(value):
        yield _TableRule(key, thing) if isinstance(thing, Rule) else thing


def _list_fields(thing: Any) -> Iterator[Any]:
    """Yield the fields of a row of a table: a named tuple, a struct or a dataclass."""
    names = getattr(thing, "_fields", ()) or getattr(thing, "__struct_fields__", ())
    names = names or getattr(thing, "__dataclass_fields__", ())
    if not inspect.isclass(thing):
        yield from (getattr(thing, name, None) for name in names)


def _find_inputs(module: ModuleType, node: ast.AST) -> dict[str, tuple[str, ...]]:
    """Return the inputs of each rule checked by name; the empty name holds those of all other checks."""
    inputs: dict[str, tuple[str, ...]] = {}
    for call in ast.walk(node):
        match call:
            case ast.Call(func=ast.Attribute(value=owner, attr=method), keywords=keywords) if (
                method == _GROUND_METHOD
            ):
                name = owner.id if isinstance(owner, ast.Name) else ""
                rule = vars(module).get(name)
                names = tuple(keyword.arg for keyword in keywords if keyword.arg not in (None, "met"))
                key = rule.id if isinstance(rule, Rule) else ""
                inputs[key] = (*inputs.get(key, ()), *(each_name for each_name in names if each_name))
            case _:
                pass
    return inputs


def _refusal_fields(refusal: type[Refused]) -> tuple[str, ...]:
    return tuple(name for name in inspect.get_annotations(refusal) if name != "rule")


def _is_domain_function(thing: Any) -> bool:
    return isinstance(thing, FunctionType) and thing.__module__.startswith("domain.")


@cache
def _parse_functions(module: ModuleType) -> dict[str, ast.AST]:
    """Return the top-level functions of a module, by name."""
    tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
