"""The facts of the work: started, milestones, progress, days, expenses, breaches."""

from datetime import date

from domain.language import Audience, DocumentHash, FactId, Key, Label, MissionText, Month, Party
from domain.mission.terms import Expense
from domain.record import (
    BY_ANY,
    BY_CLIENT,
    BY_CONSULTANT,
    BY_SYSTEM,
    BY_UMBRELLA,
    FOR_ALL,
    FOR_UMBRELLA,
    Event,
    Ground,
)


class MissionStarted(Event, frozen=True, kw_only=True, omit_defaults=True):
    """The first day was worked; the clock of the service contract runs from it (L1254-22).

    `contract_due_on` and `calendar` were computed then, and are never computed again; so were the days on
    which the length of the work is warned of, and the last that it may lawfully last.
    """

    TYPE = "fr.jalon.mission.mission-started.v1"
    BY = BY_CONSULTANT | BY_UMBRELLA
    READERS = FOR_ALL

    first_day: date
    contract_due_on: date
    calendar: Label
    grounds: tuple[Ground, ...]
    warned_on: date | None = None
    lawful_until: date | None = None


class MilestoneReached(Event, frozen=True, kw_only=True):
    """The consultant shows that a milestone is reached (jalon atteint)."""

    TYPE = "fr.jalon.mission.milestone-reached.v1"
    BY = BY_CONSULTANT
    READERS = FOR_ALL

    milestone: Key
    evidence: DocumentHash


class MilestoneValidated(Event, frozen=True, kw_only=True):
    """The client agrees that the milestone is reached."""

    TYPE = "fr.jalon.mission.milestone-validated.v1"
    BY = BY_CLIENT
    READERS = FOR_ALL

    milestone: Key


class ProgressReviewed(Event, frozen=True, kw_only=True):
    """A progress point or steering committee was held; its minutes are kept (compte rendu)."""

    TYPE = "fr.jalon.mission.progress-reviewed.v1"
    BY = BY_CLIENT | BY_CONSULTANT
    READERS = FOR_ALL

    held_on: date
    committee: bool
    minutes: MissionText
    decisions: tuple[MissionText, ...]


class DaysWorkedRecorded(Event, frozen=True, kw_only=True):
    """This mission's part of an approved activity report; it replaces an earlier one of that month."""

    TYPE = "fr.jalon.mission.days-worked-recorded.v1"
    BY = BY_SYSTEM
    READERS = FOR_ALL

    month: Month
    half_days: int


class ActivityAcknowledged(Event, frozen=True, kw_only=True):
    """The client has seen the days of prestation of a month; a visa, never an approval."""

    TYPE = "fr.jalon.mission.activity-acknowledged.v1"
    BY = BY_CLIENT
    READERS = FOR_ALL

    month: Month


class ExpenseClaimed(Event, frozen=True, kw_only=True):
    """The consultant claims an expense; the client reads it only when it is rebilled to it."""

    TYPE = "fr.jalon.mission.expense-claimed.v1"
    BY = BY_CONSULTANT
    READERS = frozenset({Audience.ALL, Audience.CONSULTANT})

    expense: Expense

    @property
    def audience(self) -> Audience:
        """Everyone when the client will pay it; otherwise the consultant."""
        return Audience.ALL if self.expense.rebilled else Audience.CONSULTANT


class ExpenseApproved(Event, frozen=True, kw_only=True):
    """The umbrella company accepts the expense as professional."""

    TYPE = "fr.jalon.mission.expense-approved.v1"
    BY = BY_UMBRELLA
    READERS = frozenset({Audience.ALL, Audience.CONSULTANT})

    expense: Key
    rebilled: bool

    @property
    def audience(self) -> Audience:
        """Everyone when the client will pay it; otherwise the consultant."""
        return Audience.ALL if self.rebilled else Audience.CONSULTANT


class ExpenseDeclined(Event, frozen=True, kw_only=True):
    """The umbrella company does not accept the expense."""

    TYPE = "fr.jalon.mission.expense-declined.v1"
    BY = BY_UMBRELLA
    READERS = frozenset({Audience.ALL, Audience.CONSULTANT})

    expense: Key
    rebilled: bool
    reason: MissionText

    @property
    def audience(self) -> Audience:
        """Everyone when the client would have paid it; otherwise the consultant."""
        return Audience.ALL if self.rebilled else Audience.CONSULTANT


class ExpenseReversed(Event, frozen=True, kw_only=True):
    """The umbrella company takes back its approval of an expense (correction)."""

    TYPE = "fr.jalon.mission.expense-reversed.v1"
    BY = BY_UMBRELLA
    READERS = frozenset({Audience.ALL, Audience.CONSULTANT})

    expense: Key
    rebilled: bool
    corrects: FactId
    reason: MissionText

    @property
    def audience(self) -> Audience:
        """Everyone when the client was to pay it; otherwise the consultant."""
        return Audience.ALL if self.rebilled else Audience.CONSULTANT


class BreachRecorded(Event, frozen=True, kw_only=True):
    """What happened breaks a rule; the fact stands, and the breach beside it (manquement)."""

    TYPE = "fr.jalon.mission.breach-recorded.v1"
    BY = BY_SYSTEM
    READERS = FOR_UMBRELLA | frozenset({Audience.CONSULTANT})

    since: date
    ground: Ground
    concerns_consultant: bool

    @property
    def audience(self) -> Audience:
        """The consultant too, when the breach concerns him."""
        return Audience.CONSULTANT if self.concerns_consultant else Audience.UMBRELLA


class BreachCured(Event, frozen=True, kw_only=True):
    """What a breach lacked was supplied; the breach itself stays in the history."""

    TYPE = "fr.jalon.mission.breach-cured.v1"
    BY = BY_SYSTEM | BY_UMBRELLA
    READERS = BreachRecorded.READERS

    breach: FactId
    rule: Key
    how: Label
    concerns_consultant: bool

    @property
    def audience(self) -> Audience:
        """The readers of the breach."""
        return Audience.CONSULTANT if self.concerns_consultant else Audience.UMBRELLA


class RecordContested(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A party says that a recorded fact is not what happened (contestation); read as that fact is."""

    TYPE = "fr.jalon.mission.record-contested.v1"
    BY = BY_ANY
    READERS = frozenset(Audience)

    fact: FactId
    by: Party
    reason: MissionText
    read_by: Audience = Audience.ALL

    @property
    def audience(self) -> Audience:
        """The readers of the fact contested."""
        return self.read_by


WorkingEvent = (
    MissionStarted
    | MilestoneReached
    | MilestoneValidated
    | ProgressReviewed
    | DaysWorkedRecorded
    | ActivityAcknowledged
    | ExpenseClaimed
    | ExpenseApproved
    | ExpenseDeclined
    | ExpenseReversed
    | BreachRecorded
    | BreachCured
    | RecordContested
)
