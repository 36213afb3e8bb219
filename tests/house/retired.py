"""Which retired words are left, and where."""

import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch
from functools import cache

from tests.house.scanning import Name, Prose, all_names, all_prose, words_of
from tests.house.tree import Offence
from tests.house.words import EXEMPT, RETIRED, STORED, Retired

QUOTED = ("''", '""', "``", "{}")


@cache
def _name_patterns() -> tuple[re.Pattern[str], dict[str, re.Pattern[str]], dict[str, re.Pattern[str]]]:
    by_name = {row.retired: re.compile(row.name) for row in RETIRED if row.name}
    by_raw = {row.retired: re.compile(row.raw) for row in RETIRED if row.raw}
    return re.compile("|".join(row.name for row in RETIRED if row.name)), by_name, by_raw


@cache
def _rows_of_name(place: str, identifier: str) -> tuple[Retired, ...]:
    """Return the rows that an identifier breaks, before any exemption."""
    either, by_name, by_raw = _name_patterns()
    words, raw = words_of(identifier), f"{place} {identifier}"
    split = bool(either.search(words))
    return tuple(
        row
        for row in RETIRED
        if (split and row.name and by_name[row.retired].search(words))
        or (row.raw and by_raw[row.retired].search(raw))
    )


@cache
def find_retired_words() -> tuple[Offence, ...]:
    """Return every retired word of the tree."""
    return tuple(sorted(search(all_names(), all_prose())))


def search(names: Iterable[Name], texts: Iterable[Prose]) -> Iterator[Offence]:
    """Yield the retired words in some names and sentences."""
    yield from _search_names(names)
    yield from _search_prose(texts)


def _search_names(names: Iterable[Name]) -> Iterator[Offence]:
    for name in names:
        for row in _rows_of_name(name.place, name.text):
            if not _is_stored(name) and _applies(row, name.file, name.text):
                yield Offence(name.file, name.line, f"{row.retired} [{row.word}]: {name.place} {name.text}")


def _is_stored(name: Name) -> bool:
    return (
        name.place == "field"
        and name.text in STORED
        and any(fnmatch(name.file, pattern) for pattern in STORED[name.text].files)
    )


def _search_prose(texts: Iterable[Prose]) -> Iterator[Offence]:
    for text in texts:
        for row, match in _find_matches(text.text):
            line, excerpt = text.line + text.text.count("\n", 0, match.start()), _excerpt(text.text, match)
            if not _is_quoted(text.text, match) and _applies(row, text.file, excerpt):
                yield Offence(text.file, line, f"{row.retired} [{row.word}]: “{excerpt}”")


@cache
def _prose_patterns() -> tuple[tuple[Retired, re.Pattern[str], re.Pattern[str] | None], ...]:
    return tuple(
        (
            row,
            re.compile(row.prose, re.IGNORECASE),
            re.compile(row.plain, re.IGNORECASE) if row.plain else None,
        )
        for row in RETIRED
        if row.prose
    )


@cache
def _quick_look() -> re.Pattern[str]:
    """Return a rough and quick look for any retired word, by how the words of the table begin."""
    words = {word for row in RETIRED for word in re.findall(r"[a-z]{3,}", row.retired.lower())}
    return re.compile("|".join(sorted({word[:4] for word in words - {"the", "log", "for", "one"}})))


def _find_matches(text: str) -> Iterator[tuple[Retired, re.Match[str]]]:
    flat = " ".join(text.split("\n"))
    if not _quick_look().search(flat.lower()):
        return
    for row, pattern, plain in _prose_patterns():
        for match in pattern.finditer(flat):
            if plain is None or not plain.search(_mark_match(flat, match)):
                yield row, match


def _mark_match(text: str, match: re.Match[str]) -> str:
    before, after = text[max(match.start() - 40, 0) : match.start()], text[match.end() : match.end() + 40]
    return re.sub(r"\s+", " ", f"{before}<{match[0]}>{after}")


def _is_quoted(text: str, match: re.Match[str]) -> bool:
    """Say whether a word stands between quotes or braces: then it is the name of a field, a key, a value."""
    around = text[match.start() - 1 : match.start()] + text[match.end() : match.end() + 1]
    return around in QUOTED


def _excerpt(text: str, match: re.Match[str]) -> str:
    return " ".join(text[max(match.start() - 30, 0) : match.end() + 30].split())


def _applies(row: Retired, file: str, text: str) -> bool:
    return any(fnmatch(file, pattern) for pattern in row.only) and not any(
        exemption.retired in (row.retired, "*")
        and fnmatch(file, exemption.files)
        and re.search(exemption.text, text)
        for exemption in EXEMPT
    )
