"""What shows that the consultant was autonomous, what speaks against it, how it was treated, what is missing?

Power first (hours, leave, reporting, sanctions), then integration, dependence, statutory breaches. Each line
names its fact. Never a score, never a verdict: a state of the file.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, get_args

from domain.language import Audience
from domain.mission.events.autonomy import AutonomyEvent
from domain.mission.events.scoping import MissionTakenOver, NeedStated
from domain.mission.events.working import BreachCured, BreachRecorded, RecordContested
from domain.mission.signals import Family
from domain.record import Recorded
from domain.umbrella.events import ControlOpened, DisputeOpened
from projections import Wording, of_the_house
from projections.autonomy_file.evidence import SHOWS
from projections.autonomy_file.file_builder import File
from projections.autonomy_file.file_view import AutonomyFileView as AutonomyFileView
from projections.autonomy_file.file_view import Broken as Broken
from projections.autonomy_file.file_view import Evidence as Evidence
from projections.autonomy_file.file_view import FamilyFile as FamilyFile
from projections.autonomy_file.file_view import Mark as Mark
from projections.autonomy_file.file_view import Missing as Missing
from projections.autonomy_file.file_view import Parties as Parties
from projections.autonomy_file.file_view import Signal as Signal
from projections.autonomy_file.file_view import Treatment as Treatment
from projections.autonomy_file.file_view import TreatmentKind as TreatmentKind
from projections.event_rows import Entry, controlled_since, keep, kept, parties_of
from projections.projection import PureProjection, event_types

_MATTERS = (ControlOpened, DisputeOpened)
_BREACHES = (BreachRecorded, BreachCured, RecordContested)
EVENT_TYPES = event_types(*get_args(AutonomyEvent), *SHOWS, *_BREACHES, *_MATTERS)

STATE_OF_THE_FILE = Wording(
    "État du dossier, ne vaut pas avis juridique.", "State of the file, not legal advice."
)


def keys(recorded: Recorded[Any]) -> set[str]:
    """Name the mission, the consultant or the umbrella company of the fact."""
    return {recorded.subject}


def show(rows: Mapping[str, Entry], today: date, reader: Audience | None = None) -> AutonomyFileView:
    """Show the file by family, as far as the reader may see it; the consultant sees his own whole."""
    facts = kept(rows, reader)
    whole = of_the_house(reader) or reader is Audience.CONSULTANT
    parties = _parties(facts)
    # The reader of the mark need not read the fact that opened the control: it concerns what he reads.
    file = File(facts, controlled_since(rows, parties.mission if parties else None), today)
    return AutonomyFileView(
        on=today,
        notice=STATE_OF_THE_FILE,
        parties=parties,
        whole=whole,
        families=tuple(file.family(family, whole) for family in Family),
    )


def _parties(facts: Iterable[Recorded[Any]]) -> Parties | None:
    for fact in facts:
        if isinstance(said := fact.data, NeedStated | MissionTakenOver):
            return Parties(
                mission=fact.stream.id,
                client=said.client,
                consultant=said.consultant,
                umbrella=said.umbrella,
            )
    return None


AUTONOMY_FILE = PureProjection(
    name="autonomy_file",
    version=1,
    event_types=EVENT_TYPES,
    row_type=Entry,
    view_type=AutonomyFileView,
    append_only=True,
    keys=keys,
    evolve=keep,
    related_keys=parties_of,
    show=show,
)
