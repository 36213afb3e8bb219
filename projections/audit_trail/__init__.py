"""What happened, who did it, when, when was it recorded, why, on what evidence, and what was refused?

A trail has one first page, then the history of deliverables, changes, invoices and signals, then one line for
each event in the order of the log, with the rule checks of its decision. It leaves out only what the reader
may not see. The relevant events of the consultant and of the umbrella company have their own keys; the view
adds them.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, get_args

from msgspec import Struct

from domain.account.events import EntryPosted
from domain.consultant.events import contracting, hiring, leaving
from domain.invoicing.series import NumberAllotted
from domain.language import Audience, Kind
from domain.mission.events import MissionEvent
from domain.paymonth import events as paymonth
from domain.paymonth import follow_up_events
from domain.record import Recorded
from domain.refused import RefusalRecorded
from domain.umbrella import events as umbrella
from projections import Wording, may_read_all, mission_keys
from projections.audit_trail.event_contents import Detail as Detail
from projections.audit_trail.event_contents import Document as Document
from projections.audit_trail.event_contents import Unit as Unit
from projections.audit_trail.first_page import FirstPage as FirstPage
from projections.audit_trail.first_page import build_first_page
from projections.audit_trail.gaps import Gap as Gap
from projections.audit_trail.gaps import find_gaps
from projections.audit_trail.histories import Stories as Stories
from projections.audit_trail.histories import build_histories
from projections.audit_trail.relevance import select_relevant
from projections.audit_trail.titles import TITLES as TITLES
from projections.audit_trail.trail_events import TrailEvents
from projections.audit_trail.trail_lines import Line as Line
from projections.audit_trail.trail_lines import LineKind as LineKind
from projections.audit_trail.trail_lines import build_line
from projections.event_rows import EventRow, append_event, find_control_start, party_keys, read_events
from projections.projection import PureProjection, event_types

_EMPLOYMENT = (
    hiring.QualificationVerified,
    hiring.LevelAssigned,
    hiring.HireDeclared,
    hiring.EmploymentContractConcluded,
    hiring.EmploymentContractDelivered,
    contracting.EmploymentContractRenewed,
    contracting.EmploymentContractPostponed,
    contracting.TrialPeriodEnded,
    leaving.EmploymentEnded,
)
_PAY = (
    paymonth.SalaryTransferred,
    paymonth.StatementDelivered,
    follow_up_events.ActivityMissing,
    follow_up_events.SalaryPaymentReturned,
)
_COMPANY = (
    umbrella.ActivityDeclared,
    umbrella.GuaranteeProvided,
    umbrella.GuaranteeLapsed,
    umbrella.InsuranceProvided,
    umbrella.InsuranceLapsed,
    umbrella.ControlOpened,
    umbrella.ControlClosed,
    umbrella.DisputeOpened,
    umbrella.DisputeClosed,
)
_ELSEWHERE = (RefusalRecorded, NumberAllotted, EntryPosted)
EVENT_TYPES = event_types(*get_args(MissionEvent), *_ELSEWHERE, *_EMPLOYMENT, *_PAY, *_COMPANY)

_BESIDE = (f"{Kind.CONSULTANT}/", f"{Kind.UMBRELLA}/")
_PAY_MONTH = f"{Kind.PAY_MONTH}/"


class AuditTrailView(Struct, frozen=True, kw_only=True):
    """A trail as its reader may see it; `titles` names each type of event on it.

    `whole` is true if the reader sees all events; only then does the view list what is missing.
    """

    on: date
    whole: bool
    first_page: FirstPage
    gaps: tuple[Gap, ...]
    stories: Stories
    lines: tuple[Line, ...]
    titles: Mapping[str, Wording]
    counts: Mapping[LineKind, int]
    late: int
    after_control: int


def keys(recorded: Recorded[Any]) -> set[str]:
    """Return the key of the mission of the event, or of its consultant or its umbrella company."""
    if recorded.subject.startswith(_PAY_MONTH):
        return {f"{Kind.CONSULTANT}/{recorded.consultant_id}"}
    return {recorded.subject} if recorded.subject.startswith(_BESIDE) else mission_keys(recorded)


def show(rows: Mapping[str, EventRow], today: date, reader: Audience | None = None) -> AuditTrailView:
    """Show what this reader may see, all of it to an auditor (`None`)."""
    trail = TrailEvents(select_relevant(read_events(rows, reader)))
    # A reader sees that an event came after a control, even without access to the event of the control.
    control_since = find_control_start(rows, trail.mission)
    lines = tuple(build_line(recorded, control_since) for recorded in trail.events)
    kinds = [line.kind for line in lines]
    whole = may_read_all(reader)
    return AuditTrailView(
        on=today,
        whole=whole,
        first_page=build_first_page(trail),
        gaps=find_gaps(trail, today) if whole else (),
        stories=build_histories(trail),
        lines=lines,
        titles={line.type: TITLES[line.type] for line in lines},
        counts={kind: kinds.count(kind) for kind in LineKind},
        late=sum(line.late for line in lines),
        after_control=sum(line.after_control for line in lines),
    )


AUDIT_TRAIL = PureProjection(
    name="audit_trail",
    version=1,
    event_types=EVENT_TYPES,
    row_type=EventRow,
    view_type=AuditTrailView,
    append_only=True,
    keys=keys,
    evolve=append_event,
    related_keys=party_keys,
    show=show,
)
