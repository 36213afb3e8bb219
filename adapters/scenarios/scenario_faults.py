"""The faults of a scenario file, each with its line and column, in French and English."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from domain.language import Language


class FilePlace(NamedTuple):
    """A place in the file; line and column count from 1."""

    line: int
    column: int


class ScenarioFault(NamedTuple):
    """One fault, at its place."""

    place: FilePlace
    fr: str
    en: str

    def sentence(self, language: Language) -> str:
        """Return the fault in French or in English."""
        return self.fr if language is Language.FRENCH else self.en


@dataclass(unsafe_hash=True)
class ScenarioMalformed(Exception):
    """The file is no scenario that can be executed; `faults` holds every fault that was found."""

    file: str
    faults: tuple[ScenarioFault, ...]

    def sentences(self, language: Language) -> list[str]:
        """Return one line a fault: file, line, column, sentence."""
        return [
            f"{self.file}:{fault.place.line}:{fault.place.column}: {fault.sentence(language)}"
            for fault in self.faults
        ]

    def __str__(self) -> str:
        return "\n".join(self.sentences(Language.ENGLISH))


def make_malformed(file: str, faults: Sequence[ScenarioFault]) -> ScenarioMalformed:
    """Return the exception, with its faults in the order of the file."""
    return ScenarioMalformed(file, tuple(sorted(faults)))
