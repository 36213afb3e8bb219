"""The faults of a command's form, found before any rule of the domain: all at once, each with its path."""

from datetime import datetime
from uuid import UUID

import msgspec

from domain.language import Language
from domain.law.contract import PROOF_1


class Fault(msgspec.Struct, frozen=True):
    """One fault: its path in the body, the rule, its source (article or standard), the text in two languages.

    It never holds the faulty value, which may be personal.
    """

    path: str
    rule: str
    article: str
    fr: str
    en: str

    def sentence(self, language: Language) -> str:
        """Return path, text, rule and source in one sentence."""
        if language is Language.FRENCH:
            return f"{self.path} : {self.fr} [{self.rule}, {_translate_source(self.article)}]"
        return f"{self.path}: {self.en} [{self.rule}, {self.article}]"


CONTRACT, TABLE = "contract of the command", "table of commands"
"""The source of a fault that no law or standard defines: the contract of one command, or the table of all."""


def _translate_source(source: str) -> str:
    return source.replace(CONTRACT, "contrat de la commande").replace(TABLE, "table des ordres")


class Malformed(Exception):
    """The form of a command is wrong; the domain did not decide on it, and nothing is stored."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(faults)
        self.faults = faults

    @staticmethod
    def from_fault(path: str, rule: str, article: str, fr: str, en: str) -> "Malformed":
        """Return the error for a single fault."""
        return Malformed((Fault(path, rule, article, fr, en),))

    def sentences(self, language: Language) -> list[str]:
        """Return a sentence for each fault."""
        return [fault.sentence(language) for fault in self.faults]

    def __str__(self) -> str:
        return "\n".join(self.sentences(Language.ENGLISH))


class CommandIdReused(Malformed):
    """The id of an answered command came again with another content, or from another principal."""

    def __init__(self, command_id: UUID) -> None:
        self.command_id = command_id
        fault = Fault(
            "command_id",
            "idempotency",
            "IETF Idempotency-Key",
            f"l'identifiant {command_id} a déjà servi à une autre commande ; il en faut un nouveau",
            f"the id {command_id} was already used for another command; a new one is needed",
        )
        super().__init__((fault,))


def future_time_error(time: datetime, now: datetime) -> Malformed:
    """Return the error for an act whose time is in the future."""
    stated, clock = time.isoformat(), now.isoformat()
    return Malformed.from_fault(
        "time",
        "future_time",
        PROOF_1.article,
        f"le {stated} est à venir (il est {clock}) : un acte se constate une fois accompli",
        f"{stated} is still to come (it is {clock}): an act is stated once it has happened",
    )
