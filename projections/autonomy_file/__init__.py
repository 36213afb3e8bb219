"""What shows that the consultant is autonomous, what speaks against it, how was it treated, what is missing?

The families are power (hours, leave, reporting, sanctions), integration, dependence and statutory breaches,
in this order. Each line names its event. The view shows the state of the file, without a score or a verdict.
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
from projections import Wording, may_read_all
from projections.autonomy_file.evidence import EVIDENCE_OF
from projections.autonomy_file.file_builder import FileBuilder
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
from projections.event_rows import EventRow, append_event, find_control_start, party_keys, read_events
from projections.projection import PureProjection, event_types

_MATTERS = (ControlOpened, DisputeOpened)
_BREACHES = (BreachRecorded, BreachCured, RecordContested)
EVENT_TYPES = event_types(*get_args(AutonomyEvent), *EVIDENCE_OF, *_BREACHES, *_MATTERS)

STATE_OF_THE_FILE = Wording(
    "État du dossier, ne vaut pas avis juridique.", "State of the file, not legal advice."
)


def keys(recorded: Recorded[Any]) -> set[str]:
    """Return the key of the mission, the consultant or the umbrella company of the event."""
    return {recorded.subject}


def show(rows: Mapping[str, EventRow], today: date, reader: Audience | None = None) -> AutonomyFileView:
    """Show the file by family, as far as the reader may see it; the consultant sees his whole file."""
    events = read_events(rows, reader)
    whole = may_read_all(reader) or reader is Audience.CONSULTANT
    parties = _parties_of(events)
    # The mark shows that an event came after a control, even if the reader may not read the control.
    file = FileBuilder(events, find_control_start(rows, parties.mission if parties else None), today)
    return AutonomyFileView(
        on=today,
        notice=STATE_OF_THE_FILE,
        parties=parties,
        whole=whole,
        families=tuple(file.build_family(family, whole) for family in Family),
    )


def _parties_of(events: Iterable[Recorded[Any]]) -> Parties | None:
    for recorded in events:
        if isinstance(event := recorded.data, NeedStated | MissionTakenOver):
            return Parties(
                mission=recorded.stream.id,
                client=event.client,
                consultant=event.consultant,
                umbrella=event.umbrella,
            )
    return None


AUTONOMY_FILE = PureProjection(
    name="autonomy_file",
    version=1,
    event_types=EVENT_TYPES,
    row_type=EventRow,
    view_type=AutonomyFileView,
    append_only=True,
    keys=keys,
    evolve=append_event,
    related_keys=party_keys,
    show=show,
)
