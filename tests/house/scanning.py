"""What a file says, in two kinds: the names it uses, and the sentences that people read.

The syntax tree gives the names (also those inside an f-string) and the strings, the text gives the
comments. A string with a space in it is a sentence, unless it is SQL; one without is a key, a tag or
an option, which is stored, sent or typed. The name of a test is a sentence too.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import PurePath
from typing import NamedTuple

from tests.house.tree import CODE, ROOT, Source, list_tracked, read_sources

PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
SQL = re.compile(
    r"\b(?:SELECT|INSERT (?:OR \w+ )?INTO|DELETE FROM|UPDATE \S+ SET|(?:CREATE|ALTER|DROP|LOCK) \w+"
    r"|FROM \S+|WHERE|ORDER BY|GROUP BY|VALUES|PRIMARY KEY|NOT NULL|PRAGMA|LIMIT \S+)(?=\W|$)"
)
DESCRIPTION = re.compile(r'^\s*"(?:description|summary|title)": "(.+)",?$')
TEXT_FILES = ("*.md", "Makefile", "*.toml", "*.yml", "Dockerfile", "*.sh", ".env.example", "*.sql", ".ci/*")


class Name(NamedTuple):
    """An identifier, what it is there (`class`, `function`, `parameter`, `field`, `file` or `name`)."""

    file: str
    line: int
    place: str
    text: str


class Prose(NamedTuple):
    """A piece of text for people; it begins at a line."""

    file: str
    line: int
    text: str


@cache
def words_of(identifier: str) -> str:
    """Split an identifier: `KeyStore` and `key_store` are both `key store`."""
    return " ".join(PARTS.findall(identifier)).lower()


def find_names(source: Source) -> Iterator[Name]:
    """Yield the names of a file, its own included; not the paths of the modules that it imports."""
    stem = PurePath(source.file).stem
    if stem != "__init__":
        yield Name(source.file, 1, "file", stem)
    fields = {
        id(each.target)
        for node in source.nodes
        if isinstance(node, ast.ClassDef)
        for each in node.body
        if isinstance(each, ast.AnnAssign)
    }
    for node in source.nodes:
        for place, text in _names_of_node(node):
            yield Name(
                source.file, getattr(node, "lineno", 1), "field" if id(node) in fields else place, text
            )


def _names_of_node(node: ast.AST) -> Iterator[tuple[str, str]]:
    match node:
        case ast.ClassDef(name=name):
            yield "class", name
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            if not name.startswith("test_"):
                yield "function", name
        case ast.arg(arg=name):
            yield "parameter", name
        case ast.keyword(arg=str(name)) | ast.Attribute(attr=name):
            yield "field", name
        case ast.MatchClass(kwd_attrs=attributes):
            yield from (("field", name) for name in attributes)
        case ast.Name(id=name):
            yield "name", name
        case ast.alias(name=name, asname=None) if "." not in name:
            yield "name", name
        case ast.alias(asname=str(name)) | ast.ExceptHandler(name=str(name)):
            yield "name", name
        case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
            yield "name", name
        case _:
            return


def find_prose(source: Source) -> Iterator[Prose]:
    """Yield docstrings, messages, comments and the names of tests."""
    for node in source.nodes:
        match node:
            case ast.Constant(value=str(text), lineno=line) if " " in text and not SQL.search(text):
                yield Prose(source.file, line, text)
            case ast.FunctionDef(name=name, lineno=line) | ast.AsyncFunctionDef(name=name, lineno=line):
                if name.startswith("test_"):
                    yield Prose(source.file, line, name.replace("_", " "))
            case _:
                continue
    yield from find_comments(source)


def find_comments(source: Source) -> Iterator[Prose]:
    """Yield the comments: what follows a `#` that stands in no string."""
    strings = [_span(node) for node in source.nodes if _is_string(node)]
    within: dict[int, list[tuple[int, int]]] = {}
    for (first, begins), (last, ends) in strings:
        for line in range(first, last + 1):
            span = (begins if line == first else 0, ends if line == last else 1 << 30)
            within.setdefault(line, []).append(span)
    for number, line in enumerate(source.text.splitlines(), start=1):
        if "#" not in line:
            continue
        spans = within.get(number, [])
        coded = line.encode()
        at = coded.find(b"#")
        while at >= 0 and any(begins <= at < ends for begins, ends in spans):
            at = coded.find(b"#", at + 1)
        if at >= 0:
            yield Prose(source.file, number, coded[at:].decode())


def _is_string(node: ast.AST) -> bool:
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str | bytes)
    )


def _span(node: ast.AST) -> tuple[tuple[int, int], tuple[int, int]]:
    assert isinstance(node, ast.expr)
    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    return (node.lineno, node.col_offset), (node.end_lineno, node.end_col_offset)


@cache
def all_names() -> tuple[Name, ...]:
    """Return the names of the whole tree."""
    return tuple(name for source in read_sources(*CODE) for name in find_names(source))


@cache
def all_prose() -> tuple[Prose, ...]:
    """Return the sentences of the whole tree: of the code, of the documents and of the contracts."""
    of_code = (each for source in read_sources(*CODE) for each in find_prose(source))
    return (*of_code, *(each for file in list_tracked() for each in _document(file)))


def _document(file: str) -> Iterator[Prose]:
    path = PurePath(file)
    if any(path.match(pattern) for pattern in TEXT_FILES):
        text = (ROOT / file).read_text(encoding="utf-8")
        yield Prose(file, 1, text if path.suffix != ".sql" else _comments_of_sql(text))
    elif path.suffix == ".json" and path.parts[0] == "contracts":
        for number, line in enumerate((ROOT / file).read_text(encoding="utf-8").splitlines(), start=1):
            if described := DESCRIPTION.match(line):
                yield Prose(file, number, described[1])


def _comments_of_sql(text: str) -> str:
    return "\n".join(line.partition("--")[2] for line in text.splitlines())
