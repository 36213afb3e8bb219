"""Read models: one file or folder for each question of a reader, folded from the events alone.

Here is what the views share: words in two languages, and who may read what.
"""

from typing import Any

from msgspec import Struct

from domain.account.events import EntryPosted
from domain.invoicing.series import NumberAllotted
from domain.language import Audience, Kind, Language, Stream
from domain.record import ProjectedEvent
from domain.refused import RefusalRecorded

EVERYBODY = "all"
"""The key of a view that is about no one in particular."""

_MISSION = f"{Kind.MISSION}/"


class Wording(Struct, frozen=True):
    """The same words in the two languages of Jalon."""

    fr: str
    en: str

    def text_in(self, language: Language) -> str:
        """Say it in French or in English."""
        return self.fr if language is Language.FRENCH else self.en


def may_read(reader: Audience | None, audience: Audience) -> bool:
    """Say whether a reader may see what was recorded for an audience.

    The umbrella company reads all, and so does an auditor, who is no audience (`None`).
    """
    return reader in (None, Audience.UMBRELLA, audience) or audience is Audience.ALL


def may_read_all(reader: Audience | None) -> bool:
    """Say whether the reader sees a file whole: the umbrella company, or an auditor."""
    return reader in (None, Audience.UMBRELLA)


def mission_keys(recorded: ProjectedEvent[Any]) -> set[str]:
    """Name the mission that an event belongs to, by its own stream or because the event names it."""
    if recorded.subject.startswith(_MISSION):
        return {recorded.subject}
    match recorded.data:
        case RefusalRecorded(about=about):
            return {about} if about is not None and about.startswith(_MISSION) else set()
        case NumberAllotted(mission=mission) | EntryPosted(mission=mission):
            return {str(Stream(Kind.MISSION, mission))} if mission is not None else set()
        case _:
            return set()
