"""An event for people: one sentence, the documents it names, the rules that were checked."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

import msgspec

from adapters.rendering.event_sentences import EVENT_SENTENCES
from adapters.rendering.locale import Locale
from domain.language import DocumentHash, Sealed
from domain.record import Ground, Recorded

TEXT_MAX = 72
TITLE_MAX = 56
HASH_DIGITS = 8
_HASH_PATTERN = re.compile("sha256:([0-9a-f]{64})")
_CONTROL_CHARACTERS = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_VAULTED_FIELDS = ("nir", "iban")

OpenSealed = Callable[[Sealed], str | None]
ReadDocument = Callable[[DocumentHash], bytes | None]


class NamedDocument(NamedTuple):
    """A document that an event names: the field that names it, and its hash."""

    field: str
    hash: DocumentHash

    @property
    def short_hash(self) -> str:
        """The first digits of the hash, enough for a person to tell two documents apart."""
        return self.hash.removeprefix("sha256:")[:HASH_DIGITS]


class EventRenderer:
    """Describes events in one language, and opens their sealed values."""

    def __init__(self, locale: Locale, open_sealed: OpenSealed, read_document: ReadDocument) -> None:
        self.locale = locale
        self._open_sealed = open_sealed
        self._read_document = read_document

    def describe_event(self, event: Any) -> str:
        """Return the sentence of an event, without its actor."""
        return (
            self.locale.choose_text(*EVENT_SENTENCES[event.TYPE])
            .format_map(_TemplateFields(self, event))
            .strip()
        )

    def open_text(self, sealed: Sealed) -> str:
        """Return a sealed value in clear, on one line; `[erased]` once its key is destroyed."""
        clear = self._open_sealed(sealed)
        return self.locale.translate("erased") if clear is None else join_lines(clear)

    def list_documents(self, recorded: Recorded[Any]) -> list[NamedDocument]:
        """Return the documents that an event names, the evidence of an act for another party included."""
        documents = list(_find_documents(msgspec.to_builtins(recorded.data)))
        if recorded.evidence is not None:
            documents.append(NamedDocument("evidence", recorded.evidence))
        return documents

    def document_title(self, document: NamedDocument) -> str:
        """Return the first words of a document that is text, and the first digits of its hash."""
        content = self._read_document(document.hash) or b""
        try:
            text = join_lines(content.decode())
        except UnicodeDecodeError:
            text = ""
        title = shorten_text(text or self.locale.translate_word(document.field), TITLE_MAX)
        return f"{title} ({document.short_hash})"


def join_lines(text: str) -> str:
    """Return a text as one line, without control characters that could change the terminal."""
    return _CONTROL_CHARACTERS.sub("", " ".join(text.split()))


def shorten_text(text: str, most: int) -> str:
    """Return the text, or its first words and an ellipsis if it is longer than `most` characters."""
    return text if len(text) <= most else f"{text[: text.rfind(' ', 0, most)].rstrip(' ,;:.')}…"


def list_grounds(event: Any) -> tuple[Ground, ...]:
    """Return the rule checks that the event records."""
    single = getattr(event, "ground", None)
    return (single,) if isinstance(single, Ground) else getattr(event, "grounds", ())


def _find_documents(data: Any, field: str = "") -> Iterator[NamedDocument]:
    match data:
        case dict():
            for name, value in data.items():  # pyright: ignore[reportUnknownVariableType]
                yield from _find_documents(value, str(name))  # pyright: ignore[reportUnknownArgumentType]
        case list() | tuple():
            for value in data:  # pyright: ignore[reportUnknownVariableType]
                yield from _find_documents(value, field)
        case str() if field not in _VAULTED_FIELDS and _HASH_PATTERN.fullmatch(data):
            yield NamedDocument(field, data)
        case _:
            return


class _TemplateFields(Mapping[str, "_TemplateValue"]):
    """The fields of an event, for the template of its sentence."""

    def __init__(self, renderer: EventRenderer, event: Any) -> None:
        self._renderer = renderer
        self._event = event

    def __getitem__(self, field: str) -> "_TemplateValue":
        return _TemplateValue(self._renderer, getattr(self._event, field))

    def __iter__(self) -> Iterator[str]:
        return iter(self._event.__struct_fields__)

    def __len__(self) -> int:
        return len(self._event.__struct_fields__)


class _TemplateValue:
    """A value with its format in a sentence: `{price:€}`, `{reason:text}`, `{days:n ligne/lignes}`."""

    def __init__(self, renderer: EventRenderer, value: Any) -> None:
        self._renderer = renderer
        self._value = value

    def __getattr__(self, field: str) -> "_TemplateValue":
        return _TemplateValue(self._renderer, getattr(self._value, field))

    def __getitem__(self, index: int) -> "_TemplateValue":
        return _TemplateValue(self._renderer, self._value[index])

    def __format__(self, spec: str) -> str:
        if self._value is None:
            return "—"
        name, _, nouns = spec.partition(" ")
        return self._formatters()[name](nouns)

    def _formatters(self) -> dict[str, Callable[[str], str]]:
        locale, value = self._renderer.locale, self._value
        return {
            "": lambda _: str(value),
            "€": lambda _: locale.format_amount(value),
            "%": lambda _: locale.format_share(value),
            "d": lambda _: locale.format_days(value),
            "day": lambda _: locale.format_date(value),
            "instant": lambda _: locale.format_instant(value),
            "month": lambda _: locale.format_month(date.fromisoformat(f"{value}-01")),
            "word": lambda _: locale.translate_word(value),
            "text": lambda _: self._quote_text(),
            "name": lambda _: self._renderer.open_text(value),
            "n": lambda nouns: _count_noun(len(value), nouns),
            "half": lambda _: locale.format_days(sum(entry.half_days for entry in value)),
        }

    def _quote_text(self) -> str:
        short = shorten_text(self._renderer.open_text(self._value), TEXT_MAX)
        return self._renderer.locale.choose_text(f"« {short} »", f"“{short}”")


def _count_noun(count: int, nouns: str) -> str:
    singular, _, plural = nouns.partition("/")
    return f"{count} {singular if count == 1 else plural}"
