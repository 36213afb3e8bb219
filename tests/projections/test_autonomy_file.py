"""The file of autonomy: given events, then what speaks for and against it, family by family, power first."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest

from domain.language import Audience, EventId, Party
from domain.law import Force
from domain.law.autonomy import S01, S09
from domain.mission.events.autonomy import (
    AutonomyEvidenceRecorded,
    AutonomySignalDismissed,
    AutonomySignalMitigated,
    AutonomySignalRaised,
    SingleClientReviewed,
)
from domain.mission.events.working import BreachCured, RecordContested
from domain.mission.signals import Attention, EvidenceKind, Family, Measure, SignalCode, Source
from domain.umbrella.events import Authority, ControlOpened
from projections.autonomy_file import AUTONOMY_FILE, AutonomyFileView, FamilyFile, TreatmentKind
from tests.projections.life import (
    ALTO,
    ANNE,
    BROKEN,
    CLIENT,
    CONSULTANT,
    DOCUMENT,
    MISSION,
    NEEDED,
    PROPOSED,
    SCOPED,
    event_id,
    record_event,
    record_events,
    sealed_text,
    time_at,
    view_rows,
)

TODAY = date(2026, 3, 22)


def raise_signal(code: SignalCode = SignalCode.S01, rule: Any = S01, family: Family = Family.POWER) -> Any:
    return AutonomySignalRaised(
        code=code,
        family=family,
        force=Force.ADVICE,
        attention=Attention.CRITICAL,
        source=Source.STATEMENT,
        accuses=CLIENT,
        seen_on=date(2026, 3, 2),
        what=sealed_text("what"),
        ground=rule.make_ground(met=False, said_by="consultant"),
    )


HOURS = raise_signal()
PLANNING = AutonomyEvidenceRecorded(
    kind=EvidenceKind.OWN_PLANNING,
    made_on=date(2026, 3, 1),
    document=DOCUMENT,
    about=sealed_text("about"),
    client_took_part=False,
)


def show_page(*events: Any, reader: Audience | None = None) -> AutonomyFileView:
    return AUTONOMY_FILE.show(view_rows(AUTONOMY_FILE, record_events(NEEDED, *events)), TODAY, reader)


def power_file(*events: Any) -> FamilyFile:
    return show_page(*events).families[0]


def test_power_comes_first_then_integration_dependence_and_the_law() -> None:
    assert [one.family for one in show_page().families] == list(Family)


def test_a_signal_has_its_age_and_waits_until_it_is_treated() -> None:
    (signal,) = power_file(HOURS).signals
    assert (signal.code, signal.age_days, signal.untreated, signal.fact) == ("S01", 20, True, event_id(1))
    assert signal.title.fr == "Horaires imposés"


def test_a_measure_a_dismissal_and_a_contest_stand_beside_the_signal() -> None:
    measure = AutonomySignalMitigated(
        signal=EventId(event_id(1)),
        code=SignalCode.S01,
        measure=Measure.FORMAL_AUTONOMY,
        how=sealed_text("how"),
        evidence=(EventId(event_id(9)),),
    )
    contest = RecordContested(
        fact=EventId(event_id(1)), by=CLIENT, reason=sealed_text(), read_by=Audience.CONSULTANT
    )
    dismissed = AutonomySignalDismissed(
        signal=EventId(event_id(1)), code=SignalCode.S01, reason=sealed_text()
    )
    (signal,) = power_file(HOURS, contest).signals
    assert signal.untreated
    (signal,) = power_file(HOURS, contest, measure, dismissed).signals
    assert [one.kind for one in signal.treatments] == [
        TreatmentKind.CONTESTED,
        TreatmentKind.MITIGATED,
        TreatmentKind.DISMISSED,
    ]
    assert not signal.untreated
    assert signal.treatments[1].evidence == (event_id(9),)


def test_a_review_treats_the_signals_of_a_single_client_that_came_before_it() -> None:
    alone = raise_signal(SignalCode.S09, S09, Family.DEPENDENCE)
    review = SingleClientReviewed(
        reviewed_on=TODAY,
        reasons=sealed_text(),
        clauses=sealed_text(),
        plan=sealed_text(),
        next_on=date(2027, 3, 1),
    )
    before, after = show_page(alone, review, alone).families[2].signals
    assert (before.untreated, after.untreated) == (False, True)


def test_evidence_names_what_it_answers_and_acts_of_the_mission_are_evidence_themselves() -> None:
    file = power_file(HOURS, PLANNING, PROPOSED, SCOPED)
    assert [one.kind for one in file.evidence] == ["own_planning", "proposal", "contract"]
    (signal,) = file.signals
    assert signal.answered_by == (event_id(2), event_id(4))  # the planning and the clause of autonomy


def test_what_is_missing_names_who_could_supply_it() -> None:
    missing = {(one.evidence, one.signal): one.by for one in power_file(HOURS).missing}
    assert missing[None, SignalCode.S01] is Party.UMBRELLA
    assert missing[EvidenceKind.OWN_PLANNING, None] is CONSULTANT
    assert (EvidenceKind.OWN_PLANNING, None) not in {
        (one.evidence, one.signal) for one in power_file(HOURS, PLANNING).missing
    }


def test_a_breach_of_the_law_stands_last_with_its_cure() -> None:
    cured = BreachCured(
        breach=EventId(event_id(1)), rule="COM-1", how="signed since", concerns_consultant=False
    )
    assert [one.how for one in show_page(BROKEN).families[3].breaches] == [None]
    assert [one.how for one in show_page(BROKEN, cured).families[3].breaches] == ["signed since"]


def open_control(*missions: UUID) -> ControlOpened:
    return ControlOpened(
        control="K1",
        authority=Authority.URSSAF,
        opened_on=date(2026, 3, 10),
        missions=missions,  # type: ignore[arg-type]
        document=DOCUMENT,
    )


@pytest.mark.parametrize(("missions", "marked"), [((), True), ((MISSION,), True), ((UUID(int=9),), False)])
@pytest.mark.parametrize("reader", [None, Audience.CONSULTANT])
def test_what_is_recorded_after_a_control_of_the_mission_is_marked_for_every_reader(
    missions: tuple[UUID, ...], marked: bool, reader: Audience | None
) -> None:
    opened = record_event(open_control(*missions), 1, recorded_at=time_at(1) + timedelta(days=8))
    late = record_event(PLANNING, 2, recorded_at=time_at(2) + timedelta(days=9))
    events = [record_event(NEEDED), opened, late]
    (evidence,) = AUTONOMY_FILE.show(view_rows(AUTONOMY_FILE, events), TODAY, reader).families[0].evidence
    assert (evidence.mark.late, evidence.mark.days_after, evidence.mark.after_control) == (True, 9, marked)


def test_the_client_sees_only_what_it_took_part_in_and_no_missing_pieces() -> None:
    seen = show_page(HOURS, PLANNING, PROPOSED, BROKEN, reader=Audience.CLIENT)
    assert not seen.whole
    assert [one.kind for file in seen.families for one in file.evidence] == [
        "proposal",
        "recourse_justification",
    ]
    assert not any(file.signals or file.missing or file.breaches for file in seen.families)


def test_there_is_neither_score_nor_verdict_and_the_page_says_so() -> None:
    encoded = msgspec.json.encode(show_page(HOURS, PLANNING)).decode()
    assert "score" not in encoded
    assert "verdict" not in encoded
    assert show_page().notice.fr == "État du dossier, ne vaut pas avis juridique."
    assert show_page().notice.en == "State of the file, not legal advice."


def test_the_file_reaches_its_consultant_and_its_company_by_the_parties_of_the_mission() -> None:
    assert AUTONOMY_FILE.related_keys(view_rows(AUTONOMY_FILE, record_events(NEEDED))) == {
        f"consultant/{ANNE}",
        f"umbrella/{ALTO}",
    }
