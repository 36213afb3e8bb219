"""A refusal: the rule, its article and the values it saw; recorded in the refusal journal."""

from dataclasses import dataclass, fields
from typing import ClassVar, TypeVar, dataclass_transform

from domain.language import Audience, Key, Label, Language, Party
from domain.law import Rule
from domain.record import Event

_R = TypeVar("_R", bound="type[Refused]")


class Refused(Exception):
    """A command that a rule forbids; the fields of each class are the values that the rule saw.

    A class without a field gives the reason in `because`, in French and in English.
    """

    rule: Rule
    because: ClassVar[tuple[str, str]] = ("", "")

    @property
    def saw(self) -> dict[str, str]:
        """The values that the rule saw, by name."""
        own = fields(self)  # pyright: ignore[reportArgumentType] -- every subclass is a dataclass
        return {field.name: _format_value(getattr(self, field.name)) for field in own}

    def sentence(self, language: Language) -> str:
        """Return the rule, its article and the values it saw as a sentence in a language."""
        because = self.because[0] if language is Language.FRENCH else self.because[1]
        seen = because or ", ".join(f"{name}: {value}" for name, value in self.saw.items())
        said = f"{self.rule.sentence(language)} [{self.rule.id}, {self.rule.article}]"
        return f"{said} ({seen})" if seen else said


def _format_value(value: object) -> str:
    if isinstance(value, tuple | list | set | frozenset):
        return ", ".join(sorted(str(one) for one in value))  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    return str(value)


@dataclass_transform(kw_only_default=True)
def refusal(cls: _R) -> _R:
    """Make a refusal class: compared by its fields, but mutable, because Python attaches the traceback."""
    return dataclass(unsafe_hash=True, kw_only=True)(cls)


class RefusalRecorded(Event, frozen=True, kw_only=True):
    """A command was refused: the command, the rule and its article, the values it saw (refus)."""

    TYPE = "fr.jalon.refusal.refusal-recorded.v1"
    BY = frozenset({Party.SYSTEM})
    READERS = frozenset(Audience) - {Audience.ALL}

    command: Key
    party: Party
    principal: Label
    about: Label | None
    refusal: Key
    rule: Key
    article: Label
    saw: dict[str, str]
    fr: Label
    en: Label

    @property
    def audience(self) -> Audience:
        """The refused party and the umbrella company."""
        return Audience.UMBRELLA if self.party is Party.SYSTEM else Audience(self.party)
