"""The rules of law and the dated figures, each with its article and its source."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar

from domain.language import Language
from domain.record import Answer, Ground

T = TypeVar("T")


class Force(StrEnum):
    """The effect of a broken rule: it refuses a command, is recorded as a breach, or is only shown."""

    BLOCKS = "blocks"
    BREACH = "breach"
    ADVICE = "advice"


@dataclass(frozen=True)
class Rule:
    """One rule, as the rulebook names it, with the article that a lawyer may look up."""

    id: str
    article: str
    since: date
    force: Force
    fr: str
    en: str

    def sentence(self, language: Language) -> str:
        """Return the text of the rule in French or in English."""
        return self.fr if language is Language.FRENCH else self.en

    def make_ground(self, *, met: bool, **saw: object) -> Ground:
        """Return the rule check to store: the rule, the values it saw, its answer."""
        answer = Answer.MET if met else Answer.BROKEN
        seen = {name: str(value) for name, value in saw.items()}
        return Ground(rule=self.id, article=self.article, version=self.since, saw=seen, answer=answer)


@dataclass(frozen=True)
class Dated(Generic[T]):
    """A figure of the law in its versions, each from the date it is in force; `rules` use it.

    The source is French law and is cited in French in both languages. A version that was not read in its
    source, or only in part, is `unconfirmed`: it may advise, never refuse.
    """

    fr: str
    en: str
    source: str
    values: Mapping[date, T]
    rules: tuple[str, ...] = ()
    unconfirmed: frozenset[date] = frozenset()

    def sentence(self, language: Language) -> str:
        """Return the name of the figure and its unit in French or in English."""
        return self.fr if language is Language.FRENCH else self.en

    def version_date(self, day: date) -> date:
        """Return the date of the version in force on a day; the first one for earlier days."""
        return max((start for start in self.values if start <= day), default=min(self.values))

    def is_confirmed(self, day: date) -> bool:
        """True if the version in force on a day was read in its source."""
        return self.version_date(day) not in self.unconfirmed

    def value_on(self, day: date) -> T:
        """Return the value in force on a day."""
        return self.values[self.version_date(day)]
