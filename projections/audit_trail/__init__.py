"""What happened, who did it (and how we know), when, when recorded, why, on what evidence, what was refused?

Also under which rule: each decision's grounds stand beside it. The first page is one sheet; then what became
of deliverables, changes, money and signals; then one line a fact, in the order of the log. Nothing is ever
taken out of a trail but what its reader may not see. The facts of the consultant's employment and of the
umbrella company that the mission leans on stand under their own keys, and are shown beside its own.
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
from projections import Wording, missions_of, of_the_house
from projections.audit_trail.event_contents import Detail as Detail
from projections.audit_trail.event_contents import Document as Document
from projections.audit_trail.event_contents import Unit as Unit
from projections.audit_trail.first_page import FirstPage as FirstPage
from projections.audit_trail.first_page import first_page
from projections.audit_trail.gaps import Gap as Gap
from projections.audit_trail.gaps import gaps
from projections.audit_trail.histories import Stories as Stories
from projections.audit_trail.histories import stories
from projections.audit_trail.relevance import concerning
from projections.audit_trail.titles import TITLES as TITLES
from projections.audit_trail.trail_events import Told
from projections.audit_trail.trail_lines import Line as Line
from projections.audit_trail.trail_lines import LineKind as LineKind
from projections.audit_trail.trail_lines import line
from projections.event_rows import Entry, controlled_since, keep, kept, parties_of
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
    """A trail as its reader may see it; `titles` names each type of fact on it.

    `whole` says that its reader sees all of it, without which nothing can be said to be missing.
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
    """Name the mission whose trail the fact stands on; or the consultant, or the company, beside it."""
    if recorded.subject.startswith(_PAY_MONTH):
        return {f"{Kind.CONSULTANT}/{recorded.consultant_id}"}
    return {recorded.subject} if recorded.subject.startswith(_BESIDE) else missions_of(recorded)


def show(rows: Mapping[str, Entry], today: date, reader: Audience | None = None) -> AuditTrailView:
    """Show what this reader may see, all of it to an auditor (`None`)."""
    told = Told(concerning(kept(rows, reader)))
    # Whoever reads a line sees that it came after a control, though he may not read what opened it.
    control_since = controlled_since(rows, told.mission)
    lines = tuple(line(recorded, control_since) for recorded in told.facts)
    kinds = [one.kind for one in lines]
    whole = of_the_house(reader)
    return AuditTrailView(
        on=today,
        whole=whole,
        first_page=first_page(told),
        gaps=gaps(told, today) if whole else (),
        stories=stories(told),
        lines=lines,
        titles={one.type: TITLES[one.type] for one in lines},
        counts={kind: kinds.count(kind) for kind in LineKind},
        late=sum(one.late for one in lines),
        after_control=sum(one.after_control for one in lines),
    )


AUDIT_TRAIL = PureProjection(
    name="audit_trail",
    version=1,
    event_types=EVENT_TYPES,
    row_type=Entry,
    view_type=AuditTrailView,
    append_only=True,
    keys=keys,
    evolve=keep,
    related_keys=parties_of,
    show=show,
)
