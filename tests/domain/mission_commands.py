"""One plausible command of each kind for the course of a mission: papers, pauses, asks, early end."""

from dataclasses import replace
from datetime import date

from domain.asking.outside_ask import AskAbout, NoteAnswerAbout, WithdrawAskAbout
from domain.language import ClientId, ConsultantId, ContactId, EventId, Kind, MissionId, Party
from domain.mission.asking import AskParty, NoteAnswer, WithdrawAsk
from domain.mission.breaching import CureBreach
from domain.mission.changing import LapseChange
from domain.mission.course_terms import (
    AskedFor,
    ContactPower,
    Past,
    PastInvoice,
    PastMonth,
    SuspensionReason,
    TerminationClause,
)
from domain.mission.delivering import AcceptPartly, DeemAccepted, ReopenAcceptance
from domain.mission.ending import GiveNotice, TerminateMission
from domain.mission.expenses import ReverseExpense
from domain.mission.papers import RecordDerogation, RecordPurchaseOrder, WeighEarlierMission
from domain.mission.pausing import ReplaceMissionContact, ResumeMission, SuspendMission
from domain.mission.signing import DeclareSignatureOverdue
from domain.mission.taking_over import TakeOverMission
from domain.mission.terms import Scope
from tests.domain.given import ACME, ALTO, ANNE, DOCUMENT, MISSION, OTHER_MISSION, event_of
from tests.domain.words import ASSISTANCE, FIRST_DAY, NEED, PARTLY_MET, said

Commands = tuple[object, ...]
WORDS = said("as we said")
SOME_EVENT: EventId = event_of(Kind.MISSION, 1)
LONG_AGO = date(2025, 12, 1)
RUNNING_SINCE = replace(ASSISTANCE, starts_on=LONG_AGO)
PAST = Past(
    started_on=LONG_AGO,
    signed_on=LONG_AGO,
    months=(
        PastMonth(month="2025-12", half_days=20, billed_half_days=20, salary_paid=True),
        PastMonth(month="2026-01", half_days=10),
    ),
    invoices=(
        PastInvoice(number="OLD-1", issued_on=date(2025, 12, 31), net=650_000, total=780_000, paid=780_000),
    ),
)


def of_papers(mission: MissionId = MISSION, earlier: MissionId = OTHER_MISSION) -> Commands:
    return (
        RecordPurchaseOrder(
            mission=mission, number="PO-1", amount=1_000_000, valid_from=FIRST_DAY, document=DOCUMENT
        ),
        RecordDerogation(
            mission=mission, rule="REC-3", authority="DREETS", valid_from=FIRST_DAY, document=DOCUMENT
        ),
        WeighEarlierMission(mission=mission, earlier=earlier, same_work=True, reason=WORDS),
    )


def of_taking_over(
    mission: MissionId = MISSION,
    client: ClientId = ACME,
    consultant: ConsultantId = ANNE,
    scope: Scope = RUNNING_SINCE,
    past: Past = PAST,
) -> TakeOverMission:
    return TakeOverMission(
        mission=mission,
        client=client,
        consultant=consultant,
        umbrella=ALTO,
        need=NEED,
        scope=scope,
        past=past,
        document=DOCUMENT,
    )


def of_pausing(mission: MissionId = MISSION, contact: ContactId | None = None) -> Commands:
    contact_id = contact or ContactId(ACME)
    return (
        SuspendMission(mission=mission, from_on=FIRST_DAY, reason=SuspensionReason.CONSULTANT_UNAVAILABLE),
        ResumeMission(mission=mission, resumed_on=FIRST_DAY),
        ReplaceMissionContact(
            mission=mission, contact=contact_id, powers=(ContactPower.ACCEPT,), from_on=FIRST_DAY
        ),
    )


def of_correcting(mission: MissionId = MISSION, event: EventId = SOME_EVENT, expense: str = "E1") -> Commands:
    return (
        ReverseExpense(mission=mission, expense=expense, corrects=event, reason=WORDS),
        ReopenAcceptance(mission=mission, deliverable="D1", corrects=event, reason=WORDS),
        CureBreach(mission=mission, breach=event, how="declared the day after"),
    )


def of_time_passing(mission: MissionId = MISSION, deliverable: str = "D1", change: str = "C1") -> Commands:
    return (
        DeclareSignatureOverdue(mission=mission),
        DeemAccepted(mission=mission, deliverable=deliverable),
        LapseChange(mission=mission, change=change),
    )


def of_a_share(mission: MissionId = MISSION, deliverable: str = "D1") -> AcceptPartly:
    return AcceptPartly(
        mission=mission, deliverable=deliverable, criteria=PARTLY_MET, share=6_000, reasons=WORDS
    )


def of_asking(mission: MissionId = MISSION, ask: str = "A1", party: Party = Party.CLIENT) -> Commands:
    asked = {"mission": mission, "ask": ask}
    return (
        AskParty(**asked, party=party, what=AskedFor.ACCEPTANCE, of="D1", because_of=SOME_EVENT),
        NoteAnswer(**asked, answer=SOME_EVENT),
        WithdrawAsk(**asked, why="no longer owed"),
    )


def of_asking_outside(about: str = f"consultant/{ANNE}", ask: str = "A1") -> Commands:
    asked = {"about": about, "ask": ask}
    return (
        AskAbout(**asked, party=Party.UMBRELLA, what=AskedFor.INTERVIEW, because_of=SOME_EVENT),
        NoteAnswerAbout(**asked, answer=SOME_EVENT),
        WithdrawAskAbout(**asked, why="no_longer_owed"),
    )


def of_an_early_end(
    mission: MissionId = MISSION, on: date = FIRST_DAY, clause: TerminationClause = TerminationClause.NOTICE
) -> Commands:
    return (
        GiveNotice(mission=mission, reason=WORDS),
        TerminateMission(mission=mission, terminated_on=on, clause=clause, reason=WORDS),
    )


def of_a_mission_course() -> Commands:
    return (
        *of_papers(),
        of_taking_over(),
        *of_pausing(),
        *of_correcting(),
        *of_time_passing(),
        of_a_share(),
        *of_asking(),
        *of_asking_outside(),
        *of_an_early_end(),
    )
