"""How a fact is told to people: one sentence, the documents it names, the rules that were asked."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

import msgspec

from adapters.rendering.event_sentences import TOLD
from adapters.rendering.locale import Locale
from domain.language import DocumentHash, Sealed
from domain.record import Ground, Recorded

TEXT_MAX = 72
TITLE_MAX = 56
HASH_SHOWN = 8
_HASH = re.compile("sha256:([0-9a-f]{64})")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_VAULTED = ("nir", "iban")

Open = Callable[[Sealed], str | None]
Read = Callable[[DocumentHash], bytes | None]


class Document(NamedTuple):
    """A document that a fact names: what it is there, and its hash."""

    field: str
    hash: DocumentHash

    @property
    def short(self) -> str:
        """The first digits of the hash, enough for a person to tell two documents apart."""
        return self.hash.removeprefix("sha256:")[:HASH_SHOWN]


class Telling:
    """Tells facts in one language, with what was sealed opened for whoever may read it."""

    def __init__(self, voice: Locale, open_: Open, read: Read) -> None:
        self.voice = voice
        self._open = open_
        self._read = read

    def sentence(self, event: Any) -> str:
        """Say what happened, without who did it."""
        return self.voice.either(*TOLD[event.TYPE]).format_map(_Facts(self, event)).strip()

    def text(self, sealed: Sealed) -> str:
        """Return a sealed value in clear, on one line."""
        clear = self._open(sealed)
        return self.voice.say("erased") if clear is None else on_one_line(clear)

    def documents(self, recorded: Recorded[Any]) -> list[Document]:
        """Return the documents a fact names, that of an act recorded for another party included."""
        named = list(_documents(msgspec.to_builtins(recorded.data)))
        if recorded.evidence is not None:
            named.append(Document("evidence", recorded.evidence))
        return named

    def title(self, document: Document) -> str:
        """Return the first words of a document that is text, and the first digits of its hash."""
        content = self._read(document.hash) or b""
        try:
            said = on_one_line(content.decode())
        except UnicodeDecodeError:
            said = ""
        return f"{shortened(said or self.voice.word(document.field), TITLE_MAX)} ({document.short})"


def on_one_line(text: str) -> str:
    """Return a text as one line that a terminal can be trusted with."""
    return _CONTROL.sub("", " ".join(text.split()))


def shortened(text: str, most: int) -> str:
    """Return a text whole, or its first words."""
    return text if len(text) <= most else f"{text[: text.rfind(' ', 0, most)].rstrip(' ,;:.')}…"


def grounds(event: Any) -> tuple[Ground, ...]:
    """Return the rules that were asked when this was decided."""
    single = getattr(event, "ground", None)
    return (single,) if isinstance(single, Ground) else getattr(event, "grounds", ())


def _documents(said: Any, field: str = "") -> Iterator[Document]:
    match said:
        case dict():
            for name, value in said.items():  # pyright: ignore[reportUnknownVariableType]
                yield from _documents(value, str(name))  # pyright: ignore[reportUnknownArgumentType]
        case list() | tuple():
            for value in said:  # pyright: ignore[reportUnknownVariableType]
                yield from _documents(value, field)
        case str() if field not in _VAULTED and _HASH.fullmatch(said):
            yield Document(field, said)
        case _:
            return


class _Facts(Mapping[str, "_Told"]):
    """The fields of an event, for the template of its sentence."""

    def __init__(self, telling: Telling, event: Any) -> None:
        self._telling = telling
        self._event = event

    def __getitem__(self, field: str) -> "_Told":
        return _Told(self._telling, getattr(self._event, field))

    def __iter__(self) -> Iterator[str]:
        return iter(self._event.__struct_fields__)

    def __len__(self) -> int:
        return len(self._event.__struct_fields__)


class _Told:
    """A value on its way into a sentence: `{price:€}`, `{reason:text}`, `{days:n ligne/lignes}`."""

    def __init__(self, telling: Telling, value: Any) -> None:
        self._telling = telling
        self._value = value

    def __getattr__(self, field: str) -> "_Told":
        return _Told(self._telling, getattr(self._value, field))

    def __getitem__(self, index: int) -> "_Told":
        return _Told(self._telling, self._value[index])

    def __format__(self, how: str) -> str:
        if self._value is None:
            return "—"
        how, _, names = how.partition(" ")
        return self._ways()[how](names)

    def _ways(self) -> dict[str, Callable[[str], str]]:
        voice, value = self._telling.voice, self._value
        return {
            "": lambda _: str(value),
            "€": lambda _: voice.euros(value),
            "%": lambda _: voice.share(value),
            "d": lambda _: voice.days(value),
            "day": lambda _: voice.day(value),
            "instant": lambda _: voice.instant(value),
            "month": lambda _: voice.month(date.fromisoformat(f"{value}-01")),
            "word": lambda _: voice.word(value),
            "text": lambda _: self._quoted(),
            "name": lambda _: self._telling.text(value),
            "n": lambda names: _counted(len(value), names),
            "half": lambda _: voice.days(sum(line.half_days for line in value)),
        }

    def _quoted(self) -> str:
        short = shortened(self._telling.text(self._value), TEXT_MAX)
        return self._telling.voice.either(f"« {short} »", f"“{short}”")


def _counted(count: int, names: str) -> str:
    one, _, many = names.partition("/")
    return f"{count} {one if count == 1 else many}"
