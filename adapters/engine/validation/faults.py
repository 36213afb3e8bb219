"""What is wrong with a command before any rule of the trade is asked: all of it, each with its place."""

from datetime import datetime
from uuid import UUID

import msgspec

from domain.language import Language
from domain.law.contract import PROOF_1


class Fault(msgspec.Struct, frozen=True):
    """One thing wrong: where, which rule, the article or standard it comes from, in two languages.

    It never holds the value found: that may be a person's.
    """

    path: str
    rule: str
    article: str
    fr: str
    en: str

    def sentence(self, language: Language) -> str:
        """Say where, what, and why."""
        if language is Language.FRENCH:
            return f"{self.path} : {self.fr} [{self.rule}, {_translate_source(self.article)}]"
        return f"{self.path}: {self.en} [{self.rule}, {self.article}]"


CONTRACT, TABLE = "contract of the command", "table of orders"
"""The sources of what only the contract of a command asks, whose name follows, and only the table of all."""


def _translate_source(source: str) -> str:
    return source.replace(CONTRACT, "contrat de la commande").replace(TABLE, "table des ordres")


class Malformed(Exception):
    """A command that cannot be understood as it was written; nobody decided anything about it."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(faults)
        self.faults = faults

    @staticmethod
    def from_fault(path: str, rule: str, article: str, fr: str, en: str) -> "Malformed":
        """Return the answer for a single fault."""
        return Malformed((Fault(path, rule, article, fr, en),))

    def sentences(self, language: Language) -> list[str]:
        """Say each fault."""
        return [fault.sentence(language) for fault in self.faults]

    def __str__(self) -> str:
        return "\n".join(self.sentences(Language.ENGLISH))


class CommandIdReused(Malformed):
    """The id of a command already answered came back with another content, or from somebody else."""

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
    """Return the answer to an act stated before it happens."""
    stated, clock = time.isoformat(), now.isoformat()
    return Malformed.from_fault(
        "time",
        "future_time",
        PROOF_1.article,
        f"le {stated} est à venir (il est {clock}) : un acte se constate une fois accompli",
        f"{stated} is still to come (it is {clock}): an act is stated once it has happened",
    )
