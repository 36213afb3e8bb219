"""The read models: one file or folder for each, folded from events alone.

This module holds the code that views share: texts in two languages, and who may read what.
"""

from typing import Any

from msgspec import Struct

from domain.account.events import EntryPosted
from domain.invoicing.series import NumberAllotted
from domain.language import Audience, Kind, Language, Stream
from domain.record import ProjectedEvent
from domain.refused import RefusalRecorded

EVERYBODY = "all"
"""The key of a view over all clients, consultants and missions."""

_MISSION = f"{Kind.MISSION}/"


class Wording(Struct, frozen=True):
    """A text in French and in English."""

    fr: str
    en: str

    def text_in(self, language: Language) -> str:
        """Return the text in a language."""
        return self.fr if language is Language.FRENCH else self.en


def may_read(reader: Audience | None, audience: Audience) -> bool:
    """Return true if a reader may read an event of an audience.

    The umbrella company and an auditor read all; an auditor is `None`, because no event has that audience.
    """
    return reader in (None, Audience.UMBRELLA, audience) or audience is Audience.ALL


def may_read_all(reader: Audience | None) -> bool:
    """Return true if the reader reads everything: the umbrella company, or an auditor (`None`)."""
    return reader in (None, Audience.UMBRELLA)


def mission_keys(recorded: ProjectedEvent[Any]) -> set[str]:
    """Return the key of the mission of an event: its stream, or the mission that its fields name."""
    if recorded.subject.startswith(_MISSION):
        return {recorded.subject}
    match recorded.data:
        case RefusalRecorded(about=about):
            return {about} if about is not None and about.startswith(_MISSION) else set()
        case NumberAllotted(mission=mission) | EntryPosted(mission=mission):
            return {str(Stream(Kind.MISSION, mission))} if mission is not None else set()
        case _:
            return set()
