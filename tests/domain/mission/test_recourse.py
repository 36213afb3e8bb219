"""May this work be done as portage, and does its contract hold the nine items? Rule by rule."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.law import Force
from domain.law.recourse import DEF_5, REC_6
from domain.mission.events.scoping import (
    DerogationRecorded,
    TermsNegotiated,
)
from domain.mission.refusals import AlreadyDone, TermsDisagree
from domain.mission.scope_refusals import (
    DangerousWork,
    GroundMissing,
    HomeService,
    ItemsMissing,
    PriceNotTheConsultants,
    ReplacesStriker,
    ScheduleUnbalanced,
    TooLong,
)
from domain.mission.scoping import (
    AbandonMission,
    DeclineMission,
    ReviseScope,
    ScopeMission,
    VerifyMission,
)
from domain.mission.terms import Need, Price, PriceMode, RecourseGround, Scope, Trigger
from domain.record import Answer
from domain.refused import Refused
from tests.domain.given import CLIENT, DOCUMENT, MISSION, UMBRELLA, given
from tests.domain.people import (
    A_CLIENT,
    A_CONSULTANT,
    AN_UMBRELLA_COMPANY,
    DECLARED,
    EVERYONE,
    GUARANTEED,
    INSURED,
    REGISTERED_COMPANY,
)
from tests.domain.words import (
    ASSISTANCE,
    AT_ACCEPTANCE,
    CLAUSES,
    NEED,
    PROPOSED,
    SCOPE,
    SCOPED,
    need,
    needed,
    said,
    scoped,
    started,
    verified,
)

REASON = said("a better reading of the need")


def scoping(scope: Scope) -> ScopeMission:
    return ScopeMission(mission=MISSION, scope=scope)


LACKING = {
    "1° identity of the consultant": {"consultant": A_CONSULTANT[2:]},
    "2° competences and qualifications": {"consultant": A_CONSULTANT[:2]},
    "3° description of the work: its objectives": {"scope": replace(SCOPE, objectives=())},
    "4° end date, or minimum duration and ending event": {"scope": replace(SCOPE, ends_on=None)},
    "5° price agreed with the client": {
        "scope": replace(SCOPE, price=Price(mode=PriceMode.FIXED, amount=0)),
    },
    "6° client's responsibility for working conditions": {
        "scope": replace(SCOPE, clauses=replace(CLAUSES, client_answers_for_safety=False)),
    },
    "7° protective equipment for dangerous work": {"need": need(dangerous_work=True)},
    "8° identity of the guarantor": {"company": (REGISTERED_COMPANY, DECLARED, INSURED)},
    "9° insurer and policy number": {"company": (REGISTERED_COMPANY, DECLARED, GUARANTEED)},
}


@pytest.mark.parametrize("item", LACKING)
def test_com_4_each_of_the_nine_items_is_missed_one_by_one(item: str) -> None:
    changed: dict[str, Any] = LACKING[item]
    company, consultant = changed.get("company", AN_UMBRELLA_COMPANY), changed.get("consultant", A_CONSULTANT)
    stated, scope = needed(changed.get("need", NEED)), changed.get("scope", SCOPE)
    one_short = given(company, A_CLIENT, consultant, stated, PROPOSED[1:], scoped(scope))
    one_short.when(VerifyMission(mission=MISSION)).refused(ItemsMissing(missing=(item,)))


def test_com_4_with_all_nine_items_the_mission_is_verified() -> None:
    """Dangerous work under a derogation names its protective equipment; other work need not."""
    helmet = replace(SCOPE, clauses=replace(CLAUSES, protective_equipment=said("a helmet")))
    allowed = DerogationRecorded(
        rule="REC-3", authority="DREETS", valid_from=SCOPE.starts_on, document=DOCUMENT
    )
    stated = needed(need(dangerous_work=True))
    dangerous = given(EVERYONE, stated, PROPOSED[1:], allowed, scoped(helmet))
    dangerous.when(VerifyMission(mission=MISSION)).then(verified(helmet))


def broken_in(scope: Scope, of: tuple[object, ...] = PROPOSED) -> set[str]:
    (events,) = given(of).when(scoping(scope)).answer().values()
    return {ground.rule for ground in events[0].grounds if ground.answer is Answer.BROKEN}  # type: ignore[attr-defined]


def test_cc_1_a_scope_without_an_autonomy_clause_is_noted() -> None:
    assert broken_in(replace(SCOPE, clauses=replace(CLAUSES, autonomy=False))) == {"CC-1"}
    assert broken_in(SCOPE) == set()


def test_cc_3_a_mission_that_the_consultant_did_not_find_is_noted() -> None:
    assert broken_in(replace(SCOPE, found_by=UMBRELLA)) == {"CC-3"}


def test_com_2_a_price_other_than_the_one_negotiated_is_noted() -> None:
    moved = TermsNegotiated(proposed_by=CLIENT, price=900_000, reasons=REASON)
    assert broken_in(SCOPE, (*PROPOSED, moved)) == {"COM-2"}
    assert broken_in(ASSISTANCE, (*PROPOSED, moved)) == set()


@pytest.mark.parametrize("ground", [RecourseGround.OCCASIONAL_TASK, RecourseGround.MISSING_EXPERTISE])
def test_rec_6_either_ground_of_the_law_is_declared_outside_the_core_business(ground: RecourseGround) -> None:
    (events,) = given(needed(need(ground)), *PROPOSED[1:]).when(scoping(SCOPE)).answer().values()
    assert REC_6.make_ground(met=True, ground=ground) in events[0].grounds  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("rule", "stated", "refusal"),
    [
        ("rec_1", need(RecourseGround.CORE_BUSINESS), GroundMissing(declared=RecourseGround.CORE_BUSINESS)),
        ("rec_2", need(replaces_striker=True), ReplacesStriker()),
        ("rec_3", need(dangerous_work=True), DangerousWork()),
        ("rec_5", need(home_service=True), HomeService()),
    ],
)
def test_rec_1_rec_2_rec_3_rec_5_stop_a_scope_and_its_revision(
    rule: str, stated: Need, refusal: Refused
) -> None:
    revision = ReviseScope(mission=MISSION, scope=SCOPE, reason=REASON)
    given(needed(stated)).when(scoping(SCOPE)).refused(refusal)
    given(needed(stated), scoped()).when(revision).refused(refusal)
    assert refusal.rule.id == rule.upper().replace("_", "-")
    assert refusal.rule.force is Force.BLOCKS


def test_def_2_the_price_is_the_consultants() -> None:
    theirs = replace(SCOPE, price_set_by=UMBRELLA)
    given(PROPOSED).when(scoping(theirs)).refused(PriceNotTheConsultants(price_set_by=UMBRELLA))


def test_def_5_a_company_that_did_not_declare_its_activity_is_noted_when_it_verifies() -> None:
    undeclared = given(REGISTERED_COMPANY, GUARANTEED, INSURED, A_CLIENT, A_CONSULTANT, SCOPED)
    (events,) = undeclared.when(VerifyMission(mission=MISSION)).answer().values()
    assert events[0].grounds[-1] == DEF_5.make_ground(met=False, declared=False)  # type: ignore[attr-defined]


def test_a_mission_does_not_end_before_it_starts() -> None:
    backwards = replace(SCOPE, ends_on=SCOPE.starts_on - timedelta(days=1))
    given(PROPOSED).when(scoping(backwards)).refused(TermsDisagree(what="ends_on"))
    one_day = replace(SCOPE, ends_on=SCOPE.starts_on)
    given(PROPOSED).when(scoping(one_day)).then(scoped(one_day))


@pytest.mark.parametrize("days", [1095, 1096])
def test_rec_4_a_minimum_duration_too_is_of_thirty_six_months_at_most(days: int) -> None:
    open_end = replace(SCOPE, ends_on=None, minimum_days=days, ending_event=said("the report"))
    assert given(PROPOSED).when(scoping(open_end)).answer()


@pytest.mark.parametrize("days", [1097, 10_000_000])
def test_rec_4_a_longer_minimum_duration_is_refused(days: int) -> None:
    open_end = replace(SCOPE, ends_on=None, minimum_days=days, ending_event=said("the report"))
    with pytest.raises(TooLong):
        given(PROPOSED).when(scoping(open_end)).answer()


def test_beside_a_daily_rate_fixed_parts_cost_no_more_than_the_days_agreed_could() -> None:
    three_days = replace(ASSISTANCE, ends_on=ASSISTANCE.starts_on + timedelta(days=2))
    part = replace(AT_ACCEPTANCE, trigger=Trigger.SIGNATURE, of=None, amount=195_000)

    def with_part(amount: int) -> Scope:
        parts = (replace(part, amount=amount),)
        return replace(three_days, price=replace(three_days.price, schedule=parts))

    assert given(PROPOSED).when(scoping(with_part(195_000))).answer()
    refusal = ScheduleUnbalanced(price=65_000, schedule=195_001)
    given(PROPOSED).when(scoping(with_part(195_001))).refused(refusal)


def test_a_mission_that_started_is_neither_declined_nor_abandoned() -> None:
    running = given(SCOPED, started())
    refusal = AlreadyDone(act="StartMission")
    running.when(DeclineMission(mission=MISSION, reason=REASON)).refused(refusal)
    running.when(AbandonMission(mission=MISSION, reason=REASON), by=CLIENT).refused(refusal)
