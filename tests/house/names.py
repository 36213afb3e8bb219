"""How functions and classes are named: by a verb and its object, by one meaning in the whole house.

Some names are not ours to choose and are neither above nor below the line of a share: those with two
underscores before and after, those that a library's base class or one of our protocols prescribes,
those that a framework takes for its own (a command of the command line, a fixture of a test), and the
verbs of the domain, which are those of the table of commands.
"""

import ast
import importlib
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from tests.house.tree import CODE, PRODUCT, TOTAL, Offence, Source, name_folders, read_sources

CONVENTION = {"decide", "evolve", "due", "keys", "show"}
"""The functions that every room of their kind has, under the same name."""

TABLES = ("domain/commands.py", "domain/party_commands.py")
FRAMEWORKS = {"command", "callback", "fixture"}
"""Decorators of typer and pytest: by them the name of a function is typed, or names an argument."""

IRREGULAR = set(
    """
    begun borne born bought bound broken brought built caught chosen done drawn driven fallen felt forgotten
    found given gone grown heard held hidden kept known left lost made meant owing paid said seen sent shown
    sold spent spoken stood taken thrown told understood won worn woven written
    """.split()  # noqa: SIM905 -- a list to read
)
NO_PARTICIPLES = {
    "need",
    "feed",
    "seed",
    "speed",
    "embed",
    "exceed",
    "proceed",
    "succeed",
    "shed",
    "bed",
    "red",
}


class Function(NamedTuple):
    """One function of the tree, with the class and the file that it stands in."""

    source: Source
    node: ast.FunctionDef | ast.AsyncFunctionDef
    owner: ast.ClassDef | None

    @property
    def name(self) -> str:
        return self.node.name

    @property
    def bare(self) -> str:
        return self.name.strip("_")

    @property
    def is_one_word(self) -> bool:
        return "_" not in self.bare

    def offence(self) -> Offence:
        inside = f" of {self.owner.name}" if self.owner else ""
        return Offence(self.source.file, self.node.lineno, f"{self.name}{inside}")


@cache
def list_functions() -> tuple[Function, ...]:
    """Return every function of the tree, also one inside another."""
    return tuple(found for source in read_sources(*CODE) for found in _within(source, source.tree, None))


def _within(source: Source, node: ast.AST, owner: ast.ClassDef | None) -> Iterator[Function]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield Function(source, child, owner)
            yield from _within(source, child, None)
        else:
            yield from _within(source, child, child if isinstance(child, ast.ClassDef) else owner)


# --- names that are not ours to choose ---------------------------------------------------------------


def is_counted(function: Function) -> bool:
    """Say whether the name of a function is ours, and no verb of the domain."""
    return not (
        _is_prescribed(function)
        or function.name in _protocol_methods() & _own_name(function)
        or function.name in CONVENTION
        or _is_domain_verb(function)
    )


def _is_prescribed(function: Function) -> bool:
    name, owner = function.name, function.owner
    dunder = name.startswith("__") and name.endswith("__")
    framed = any(_last_word(decorator) in FRAMEWORKS for decorator in function.node.decorator_list)
    return dunder or framed or (owner is not None and name in _inherited_names(function.source, owner))


def _own_name(function: Function) -> set[str]:
    return {function.name} if function.owner is not None else set()


def _last_word(node: ast.expr) -> str:
    """Return the last word of what a decorator names: `command` of `@app.command("run")`."""
    match node:
        case ast.Call(func=called):
            return _last_word(called)
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
        case _:
            return ""


@cache
def _read_imports(file: str) -> dict[str, tuple[str, str]]:
    """Return what each imported name of a file is: a module, and a name in it or nothing."""
    found = dict[str, tuple[str, str]]()
    for node in _by_file()[file].nodes:
        match node:
            case ast.Import(names=names):
                found.update((each.asname or each.name.split(".")[0], (each.name, "")) for each in names)
            case ast.ImportFrom(module=str(module), level=0, names=names):
                found.update((each.asname or each.name, (module, each.name)) for each in names)
            case _:
                continue
    return found


@cache
def _by_file() -> dict[str, Source]:
    return {source.file: source for source in read_sources(*CODE)}


@cache
def _by_module() -> dict[str, Source]:
    return {source.module: source for source in read_sources(*CODE)}


def _inherited_names(source: Source, owner: ast.ClassDef) -> frozenset[str]:
    """Return the names that the bases of a class from outside our tree have."""
    return frozenset().union(*(_names_of(source, base) for base in owner.bases))


def _names_of(source: Source, base: ast.expr) -> frozenset[str]:
    if isinstance(base, ast.Subscript):
        return _names_of(source, base.value)
    head, *rest = ast.unparse(base).split(".")
    module, name = _read_imports(source.file).get(head, ("", head))
    names = [part for part in (name, *rest) if part]
    return _names_in(module or source.module, tuple(names))


@cache
def _names_in(module: str, names: tuple[str, ...]) -> frozenset[str]:
    if (ours := _by_module().get(module)) is not None:
        here = (node for node in ours.tree.body if isinstance(node, ast.ClassDef) and [node.name] == [*names])
        found = next(here, None)
        return _inherited_names(ours, found) if found is not None else _reexported_names(ours, names)
    if module.split(".", maxsplit=1)[0] in CODE:
        return frozenset()
    try:
        thing = importlib.import_module(module)
        for name in names:
            thing = getattr(thing, name)
    except (ImportError, AttributeError):
        return frozenset()
    return frozenset(dir(thing)) - frozenset(dir(object))


def _reexported_names(ours: Source, names: tuple[str, ...]) -> frozenset[str]:
    module, name = _read_imports(ours.file).get(names[0], ("", "")) if names else ("", "")
    return _names_in(module, (name, *names[1:])) if module and module != ours.module else frozenset()


@cache
def _protocol_methods() -> set[str]:
    """Return the methods that our protocols declare: who fulfils one has no other choice."""
    return {
        method.name
        for source in read_sources(*CODE)
        for node in source.nodes
        if isinstance(node, ast.ClassDef)
        and any(_last_word(_without_subscript(base)) == "Protocol" for base in node.bases)
        for method in node.body
        if isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def _without_subscript(base: ast.expr) -> ast.expr:
    return base.value if isinstance(base, ast.Subscript) else base


def _is_domain_verb(function: Function) -> bool:
    return (
        function.owner is None
        and function.source.file.startswith("domain/")
        and not function.name.startswith("_")
        and function.name in list_domain_verbs()
    )


@cache
def list_domain_verbs() -> frozenset[str]:
    """Return the functions that the table of commands names: the verbs by which commands are decided."""
    tables = [source for source in read_sources("domain") if source.file in TABLES]
    assert len(tables) == len(TABLES), "a table of commands has moved"
    defined = {
        (function.source.module, function.name) for function in list_functions() if function.owner is None
    }
    return frozenset(
        name for table in tables for module, name in _named_in(table) if (module, name) in defined
    )


def _named_in(table: Source) -> Iterator[tuple[str, str]]:
    """Yield what a table names as `module.name`: the module's full path, and the name."""
    imported = _read_imports(table.file)
    for node in table.nodes:
        match node:
            case ast.Attribute(value=ast.Name(id=head), attr=name):
                yield ".".join(filter(None, imported.get(head, ("", "")))), name
            case _:
                continue


# --- what is measured ---------------------------------------------------------------------------------


def find_one_word_names() -> list[Offence]:
    """Return the functions, among those that count, whose name is one word."""
    return [each.offence() for each in list_functions() if each.is_one_word and is_counted(each)]


def measure_shares(*, of_all: bool = False) -> dict[str, float]:
    """Return by folder which share of names is one word, in percent: by the rule, or of all there are."""
    above, below = Counter[str](), Counter[str]()
    for function in list_functions():
        if of_all or is_counted(function):
            for folder in (TOTAL, *name_folders(function.source.file)):
                below[folder] += 1
                above[folder] += function.is_one_word
    return {folder: round(100 * above[folder] / below[folder], 1) for folder in below}


def find_participles() -> list[Offence]:
    """Return the functions that are called by a bare past participle; `-> bool` properties say a state."""
    return [
        each.offence()
        for each in list_functions()
        if is_participle(each.bare) and not _is_prescribed(each) and not _is_state(each)
    ]


def is_participle(word: str) -> bool:
    """Say whether a name is one word, and that a past participle."""
    regular = bool(re.fullmatch(r"[a-z]{2,}ed", word)) and word not in NO_PARTICIPLES
    return "_" not in word and (
        regular or re.sub(r"^(?:un|re|mis|over|with)", "", word) in IRREGULAR or word in IRREGULAR
    )


def _is_state(function: Function) -> bool:
    decorators = {_last_word(decorator) for decorator in function.node.decorator_list}
    returns = function.node.returns
    return "property" in decorators and isinstance(returns, ast.Name) and returns.id == "bool"


def find_same_classes() -> list[Offence]:
    """Return the classes of the product whose name another class of the product has."""
    found = [
        (node.name, Offence(source.file, node.lineno, node.name))
        for source in read_sources(*PRODUCT)
        for node in source.nodes
        if isinstance(node, ast.ClassDef)
    ]
    counts = Counter(name for name, _ in found)
    return [offence for name, offence in found if counts[name] > 1]
