"""What readers see: one file or folder, one reader's question, folded from the facts alone.

Here stands what they share: the mission that a fact belongs to, who may read it, two languages.
"""

from typing import Any

from msgspec import Struct

from domain.account.events import EntryPosted
from domain.invoicing.series import NumberAllotted
from domain.language import Audience, Kind, Language, Stream
from domain.record import Recorded
from domain.refused import RefusalRecorded

_MISSION = f"{Kind.MISSION}/"


class Wording(Struct, frozen=True):
    """The same words in the two languages of Jalon."""

    fr: str
    en: str

    def said(self, language: Language) -> str:
        """Say it in French or in English."""
        return self.fr if language is Language.FRENCH else self.en


def missions_of(recorded: Recorded[Any]) -> set[str]:
    """Name the mission that a fact belongs to, by its own stream or because the fact names it."""
    match recorded.data:
        case RefusalRecorded(about=about):
            return {about} if about is not None and about.startswith(_MISSION) else set()
        case NumberAllotted(mission=mission) | EntryPosted(mission=mission):
            return {str(Stream(Kind.MISSION, mission))} if mission is not None else set()
        case _:
            return {recorded.subject} if recorded.subject.startswith(_MISSION) else set()


def may_read(reader: Audience | None, audience: Audience) -> bool:
    """Say whether a reader may see what was recorded for an audience.

    The umbrella company reads all, and so does an auditor, who is no audience (`None`).
    """
    return reader in (None, Audience.UMBRELLA, audience) or audience is Audience.ALL
