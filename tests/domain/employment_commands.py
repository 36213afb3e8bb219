"""One plausible command of each kind about employment, in a possible sequence."""

from datetime import date
from typing import Any

from domain.consultant.contract_commands import (
    AgreeExtraDays,
    ConcludeEmploymentContract,
    DeliverEmploymentContract,
    PostponeEmploymentContract,
    RenewEmploymentContract,
)
from domain.consultant.developing import (
    AgreeDiversificationPlan,
    AnnounceAvailability,
    DeclareOtherActivity,
    LogProspecting,
    RecordTraining,
    ReviewDiversification,
)
from domain.consultant.employer_care import (
    CloseProspectingPeriod,
    HoldInterview,
    OpenProspectingPeriod,
    RecordSickLeave,
    RequestInterview,
)
from domain.consultant.employment_terms import ContractKind, Cover, InterviewKind, WorkClauses, WorkingTime
from domain.consultant.erasure import RequestErasure
from domain.consultant.events.contracting import TrialOutcome
from domain.consultant.events.developing import ActivityKind
from domain.consultant.events.leaving import EndGround
from domain.consultant.leaving import DeliverFinalSettlement, EndEmployment
from domain.consultant.simulation_cover_bank import AffiliateSocialCover, ChangeBankDetails, DeliverSimulation
from domain.consultant.trial import EndTrialPeriod, RenewTrialPeriod
from domain.language import ConsultantId, EventId, Kind, MissionId
from tests.domain.given import ANNE, DOCUMENT, MISSION, event_of
from tests.domain.words import EMPLOYMENT_CLAUSES, FIRST_DAY, LAST_DAY, of_anne

Commands = tuple[Any, ...]
WORDS = of_anne("as we said")
WORK = WorkClauses(
    client_and_address=True,
    object_and_conditions=True,
    duration=True,
    price=True,
    client_answers_for_safety=True,
    protective_equipment=True,
    liability_insurer=True,
)
TRIED = type(EMPLOYMENT_CLAUSES)(
    **{name: True for name in EMPLOYMENT_CLAUSES.__dataclass_fields__ if name != "exclusivity"}
    | {"trial_period_days": 90}
)


def of_hiring_by_days(consultant: ConsultantId = ANNE) -> Commands:
    """An expert is hired on trial, for a number of days a year."""
    return (
        ConcludeEmploymentContract(
            consultant=consultant,
            kind=ContractKind.OPEN_ENDED,
            starts_on=FIRST_DAY,
            mention=True,
            clauses=TRIED,
            executive=True,
            time=WorkingTime(days_a_year=218),
            document=DOCUMENT,
        ),
        RenewTrialPeriod(
            consultant=consultant, ends_on=date(2026, 7, 31), agreed_on=date(2026, 5, 20), document=DOCUMENT
        ),
        EndTrialPeriod(
            consultant=consultant,
            outcome=TrialOutcome.CONFIRMED,
            told_on=date(2026, 7, 31),
            ends_on=date(2026, 7, 31),
            document=DOCUMENT,
        ),
        AgreeExtraDays(
            consultant=consultant, from_on=date(2026, 9, 1), days=11, premium=1_000, document=DOCUMENT
        ),
    )


def of_a_fixed_term(consultant: ConsultantId = ANNE, mission: MissionId = MISSION) -> Commands:
    """A contract for one mission, renewed, then postponed."""
    whose = {"consultant": consultant, "mission": mission, "document": DOCUMENT}
    return (
        ConcludeEmploymentContract(
            **whose,
            kind=ContractKind.FIXED_TERM,
            starts_on=FIRST_DAY,
            ends_on=LAST_DAY,
            mention=True,
            clauses=EMPLOYMENT_CLAUSES,
            work=WORK,
        ),
        DeliverEmploymentContract(consultant=consultant, delivered_on=FIRST_DAY, document=DOCUMENT),
        RenewEmploymentContract(**whose, ends_on=date(2026, 12, 31), submitted_on=date(2026, 6, 15)),
        PostponeEmploymentContract(**whose, ends_on=date(2027, 2, 28), agreed_on=date(2026, 12, 15)),
    )


def of_care(consultant: ConsultantId = ANNE, request: EventId | None = None) -> Commands:
    """The commands of the employer's care."""
    return (
        DeliverSimulation(
            consultant=consultant,
            delivered_on=FIRST_DAY,
            price=1_000_000,
            gross=500_000,
            net_before_tax=390_000,
            document=DOCUMENT,
        ),
        AffiliateSocialCover(
            consultant=consultant, cover=Cover.HEALTH, body="Mutuelle", from_on=FIRST_DAY, document=DOCUMENT
        ),
        ChangeBankDetails(consultant=consultant, iban=DOCUMENT, from_on=FIRST_DAY),
        RecordSickLeave(consultant=consultant, period=WORDS, certificate=DOCUMENT),
        RequestInterview(consultant=consultant, subject=WORDS),
        HoldInterview(
            consultant=consultant,
            kind=InterviewKind.ON_REQUEST,
            held_on=date(2026, 3, 9),
            request=request or event_of(Kind.CONSULTANT, 1),
            minutes=DOCUMENT,
        ),
        OpenProspectingPeriod(consultant=consultant, from_on=date(2026, 10, 1), allocation_days=1),
        CloseProspectingPeriod(consultant=consultant, closed_on=date(2026, 10, 31)),
    )


def of_development(consultant: ConsultantId = ANNE, plan: EventId | None = None) -> Commands:
    """The commands of the consultant's own development."""
    return (
        LogProspecting(consultant=consultant, day=FIRST_DAY, what=WORDS),
        AnnounceAvailability(consultant=consultant, from_on=FIRST_DAY, share=5_000),
        RecordTraining(
            consultant=consultant, title=WORDS, started_on=FIRST_DAY, ended_on=LAST_DAY, hours=21, cpf=True
        ),
        DeclareOtherActivity(
            consultant=consultant, kind=ActivityKind.TEACHING, what=WORDS, from_on=FIRST_DAY
        ),
        AgreeDiversificationPlan(consultant=consultant, plan=WORDS, review_on=LAST_DAY),
        ReviewDiversification(
            consultant=consultant,
            plan=plan or event_of(Kind.CONSULTANT, 1),
            held_on=LAST_DAY,
            findings=WORDS,
        ),
    )


def of_leaving(consultant: ConsultantId = ANNE, missions: tuple[MissionId, ...] = ()) -> Commands:
    """The end of the open-ended contract, and the erasure."""
    return (
        EndEmployment(
            consultant=consultant,
            because=EndGround.RESIGNATION,
            ended_on=LAST_DAY,
            missions=missions,
            document=DOCUMENT,
        ),
        DeliverFinalSettlement(
            consultant=consultant,
            delivered_on=LAST_DAY,
            gross_in_all=1_000_000,
            receipt=DOCUMENT,
            certificate=DOCUMENT,
            attestation=DOCUMENT,
        ),
        RequestErasure(consultant=consultant),
    )


def of_employment() -> Commands:
    """One command of each kind, except those about the contract itself."""
    return (
        *of_hiring_by_days()[1:],
        *of_a_fixed_term()[2:],
        *of_care(),
        *of_development(),
        *of_leaving(),
    )
