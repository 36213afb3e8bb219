"""Scoping: a need, an offer, a negotiation; then one scope that every rule of recourse has seen."""

from dataclasses import replace
from datetime import date

import pytest

from domain.consultant.events.employer_care import MissionOpened
from domain.language import Party
from domain.mission.derived_signals import make_signal
from domain.mission.events.scoping import (
    MissionAbandoned,
    MissionDeclined,
    ProposalMade,
    ScopeRevised,
    TermsNegotiated,
)
from domain.mission.refusals import AlreadyDone, MissionOver, OutOfOrder
from domain.mission.scope_refusals import (
    DangerousWork,
    GroundMissing,
    HomeService,
    ItemsMissing,
    PaymentTermTooLong,
    PriceNotTheConsultants,
    ReplacesStriker,
    ScheduleUnbalanced,
    TooLong,
)
from domain.mission.scoping import (
    AbandonMission,
    DeclineMission,
    MakeProposal,
    NegotiateTerms,
    ReviseScope,
    ScopeMission,
    StateNeed,
    VerifyMission,
)
from domain.mission.signals import SignalCode, Source
from domain.mission.terms import Need, Price, PriceMode, RecourseGround, Scope, Trigger
from domain.refusals import NothingKnown
from tests.domain.given import ACME, ALTO, ANNE, CLIENT, CONSULTANT, MISSION, TODAY, UMBRELLA, given
from tests.domain.people import (
    A_CLIENT,
    A_CONSULTANT,
    AN_UMBRELLA_COMPANY,
    EVERYONE,
    GUARANTEED,
    REGISTERED_COMPANY,
)
from tests.domain.words import (
    ASSISTANCE,
    AT_ACCEPTANCE,
    CLAUSES,
    FIXED_PRICE,
    NEED,
    NEEDED,
    PROPOSAL,
    PROPOSED,
    SCOPE,
    SCOPED,
    SIGNED,
    VERIFIED,
    need,
    needed,
    recourse_asked,
    said,
    scoped,
    shown_long,
    verified,
)

REASON = said("a better reading of the need")
BY_THE_DAY = make_signal(SignalCode.S11, Source.SCOPE, TODAY, price=PriceMode.DAILY_RATE, deliverables=0)
ABANDONED = MissionAbandoned(by=CLIENT, reason=REASON)


def stating(what: Need = NEED) -> StateNeed:
    return StateNeed(mission=MISSION, client=ACME, consultant=ANNE, umbrella=ALTO, need=what)


def scoping(scope: Scope) -> ScopeMission:
    return ScopeMission(mission=MISSION, scope=scope)


def test_a_client_states_its_need() -> None:
    given(EVERYONE).when(stating()).then(needed(), MissionOpened(mission=MISSION, client=ACME))


def test_a_need_is_stated_once() -> None:
    given(EVERYONE, NEEDED).when(stating()).refused(AlreadyDone(act="StateNeed"))


@pytest.mark.parametrize(
    ("known", "unknown"),
    [
        ((A_CONSULTANT, AN_UMBRELLA_COMPANY), f"client/{ACME}"),
        ((A_CLIENT, AN_UMBRELLA_COMPANY), f"consultant/{ANNE}"),
        ((A_CLIENT, A_CONSULTANT), f"umbrella/{ALTO}"),
    ],
)
def test_a_need_names_parties_that_are_known(known: tuple[object, ...], unknown: str) -> None:
    given(known).when(stating()).refused(NothingKnown(about=unknown))


def test_a_consultant_answers_a_need_with_a_proposal() -> None:
    offer = MakeProposal(mission=MISSION, proposal=PROPOSAL)
    given(NEEDED).when(offer).then(ProposalMade(proposal=PROPOSAL))


@pytest.mark.parametrize("party", [CLIENT, CONSULTANT])
def test_client_and_consultant_negotiate_what_was_proposed(party: Party) -> None:
    move = NegotiateTerms(mission=MISSION, price=900_000, reasons=REASON)
    moved = TermsNegotiated(proposed_by=party, price=900_000, reasons=REASON)
    given(PROPOSED).when(move, by=party).then(moved)


def test_nothing_is_negotiated_before_a_proposal() -> None:
    move = NegotiateTerms(mission=MISSION, price=900_000, reasons=REASON)
    refusal = OutOfOrder(act="NegotiateTerms", stands_on="MakeProposal")
    given(NEEDED).when(move, by=CLIENT).refused(refusal)


def test_the_consultant_writes_down_what_was_agreed_and_the_rules_of_recourse_are_kept() -> None:
    given(PROPOSED).when(scoping(SCOPE)).then(scoped())


def test_an_assistance_at_a_daily_rate_needs_no_schedule() -> None:
    given(PROPOSED).when(scoping(ASSISTANCE)).then(scoped(ASSISTANCE), BY_THE_DAY)


def test_a_scope_is_written_once_then_revised() -> None:
    given(SCOPED).when(scoping(SCOPE)).refused(AlreadyDone(act="ScopeMission"))


def test_the_normal_activity_of_the_client_is_no_ground_for_portage() -> None:
    core = needed(need(RecourseGround.CORE_BUSINESS))
    refusal = GroundMissing(declared=RecourseGround.CORE_BUSINESS)
    given(core).when(scoping(SCOPE)).refused(refusal)


def test_portage_does_not_replace_a_striker() -> None:
    given(needed(need(replaces_striker=True))).when(scoping(SCOPE)).refused(ReplacesStriker())


def test_portage_is_not_for_dangerous_work() -> None:
    given(needed(need(dangerous_work=True))).when(scoping(SCOPE)).refused(DangerousWork())


def test_portage_is_not_for_home_services() -> None:
    given(needed(need(home_service=True))).when(scoping(SCOPE)).refused(HomeService())


def test_a_client_sets_no_price() -> None:
    theirs = replace(SCOPE, price_set_by=CLIENT)
    given(PROPOSED).when(scoping(theirs)).refused(PriceNotTheConsultants(price_set_by=CLIENT))


def test_the_client_pays_within_sixty_days() -> None:
    in_sixty = replace(SCOPE, clauses=replace(CLAUSES, payment_days=60))
    given(PROPOSED).when(scoping(in_sixty)).then(scoped(in_sixty))
    in_sixty_one = replace(SCOPE, clauses=replace(CLAUSES, payment_days=61))
    refusal = PaymentTermTooLong(agreed_days=61, days_max=60)
    given(PROPOSED).when(scoping(in_sixty_one)).refused(refusal)


def test_the_work_lasts_at_most_thirty_six_months() -> None:
    whole = replace(SCOPE, starts_on=date(2026, 3, 2), ends_on=date(2029, 3, 1))
    given(PROPOSED).when(scoping(whole)).then(scoped(whole), shown_long(date(2029, 3, 1)))
    longer = replace(SCOPE, starts_on=date(2026, 3, 2), ends_on=date(2029, 3, 3))
    refusal = TooLong(starts_on=date(2026, 3, 2), ends_on=date(2029, 3, 3), months_max=36)
    given(PROPOSED).when(scoping(longer)).refused(refusal)


def test_thirty_six_months_from_a_day_end_the_day_before_that_day() -> None:
    a_day_more = replace(SCOPE, starts_on=date(2026, 3, 2), ends_on=date(2029, 3, 2))
    refusal = TooLong(starts_on=date(2026, 3, 2), ends_on=date(2029, 3, 2), months_max=36)
    given(PROPOSED).when(scoping(a_day_more)).refused(refusal)


def test_the_parts_of_a_price_make_the_price() -> None:
    short = replace(SCOPE, price=replace(FIXED_PRICE, amount=1_000_001))
    refusal = ScheduleUnbalanced(price=1_000_001, schedule=1_000_000)
    given(PROPOSED).when(scoping(short)).refused(refusal)


def test_an_instalment_waits_for_what_the_scope_holds() -> None:
    lost = replace(SCOPE, deliverables=())
    refusal = ScheduleUnbalanced(price=1_000_000, schedule=1_000_000, unknown=("I3",))
    given(PROPOSED).when(scoping(lost)).refused(refusal)


def priced(*schedule: object) -> Scope:
    return replace(SCOPE, price=Price(mode=PriceMode.FIXED, amount=1_000_000, schedule=schedule))  # type: ignore[arg-type]


HALF = replace(AT_ACCEPTANCE, amount=500_000)


@pytest.mark.parametrize(
    "scope",
    [
        pytest.param(priced(HALF, HALF), id="two instalments have one key"),
        pytest.param(priced(replace(HALF, of=None, amount=1_000_000)), id="it waits for no deliverable"),
        pytest.param(priced(replace(HALF, of="M1", amount=1_000_000)), id="a milestone is not accepted"),
        pytest.param(
            priced(replace(HALF, trigger=Trigger.EXPENSE, amount=1_000_000)), id="a price is no expense"
        ),
        pytest.param(replace(ASSISTANCE, price=replace(FIXED_PRICE, mode=PriceMode.DAILY_RATE)), id="rate"),
    ],
)
def test_a_schedule_that_could_never_be_invoiced_as_agreed_is_refused(scope: Scope) -> None:
    with pytest.raises(ScheduleUnbalanced):
        given(PROPOSED).when(scoping(scope)).answer()


def test_a_scope_is_written_anew_before_signature() -> None:
    revision = ReviseScope(mission=MISSION, scope=ASSISTANCE, reason=REASON)
    grounds = recourse_asked(scope=ASSISTANCE)
    revised = ScopeRevised(scope=ASSISTANCE, reason=REASON, grounds=grounds)
    given(VERIFIED).when(revision).then(revised, BY_THE_DAY)


def test_nothing_is_revised_before_it_is_written_nor_after_it_is_signed() -> None:
    revision = ReviseScope(mission=MISSION, scope=SCOPE, reason=REASON)
    given(PROPOSED).when(revision).refused(OutOfOrder(act="ReviseScope", stands_on="ScopeMission"))
    given(SIGNED).when(revision).refused(AlreadyDone(act="SignContract"))


def test_a_revised_scope_is_verified_again() -> None:
    revised = ScopeRevised(scope=ASSISTANCE, reason=REASON, grounds=recourse_asked(scope=ASSISTANCE))
    again = given(EVERYONE, VERIFIED, revised).when(VerifyMission(mission=MISSION))
    again.then(verified(ASSISTANCE))


def test_the_umbrella_company_verifies_a_scope_once() -> None:
    given(EVERYONE, SCOPED).when(VerifyMission(mission=MISSION)).then(verified())
    refusal = AlreadyDone(act="VerifyMission")
    given(EVERYONE, VERIFIED).when(VerifyMission(mission=MISSION)).refused(refusal)


def test_nothing_is_verified_before_it_is_written() -> None:
    refusal = OutOfOrder(act="VerifyMission", stands_on="ScopeMission")
    given(EVERYONE, PROPOSED).when(VerifyMission(mission=MISSION)).refused(refusal)


def test_a_contract_names_its_end_its_safety_its_guarantor_and_its_insurer() -> None:
    bare = replace(SCOPE, ends_on=None, clauses=replace(CLAUSES, client_answers_for_safety=False))
    refusal = ItemsMissing(
        missing=(
            "4° end date, or minimum duration and ending event",
            "6° client's responsibility for working conditions",
            "8° identity of the guarantor",
            "9° insurer and policy number",
        )
    )
    unready = given(REGISTERED_COMPANY, A_CONSULTANT, PROPOSED, scoped(bare))
    unready.when(VerifyMission(mission=MISSION)).refused(refusal)


def test_an_uninsured_company_verifies_nothing() -> None:
    refusal = ItemsMissing(missing=("9° insurer and policy number",))
    without = given(REGISTERED_COMPANY, GUARANTEED, A_CONSULTANT, SCOPED)
    without.when(VerifyMission(mission=MISSION)).refused(refusal)


def test_an_uncertain_end_has_a_minimum_duration_and_an_event() -> None:
    uncertain = replace(SCOPE, ends_on=None, minimum_days=20, ending_event=said("the report is accepted"))
    given(EVERYONE, PROPOSED, scoped(uncertain)).when(VerifyMission(mission=MISSION)).then(verified())


def test_the_umbrella_company_may_decline_a_mission() -> None:
    declining = DeclineMission(mission=MISSION, reason=REASON)
    given(SCOPED).when(declining).then(MissionDeclined(reason=REASON))
    given(SIGNED).when(declining).refused(AlreadyDone(act="SignContract"))


@pytest.mark.parametrize("party", [CLIENT, CONSULTANT, UMBRELLA])
def test_any_party_may_give_a_mission_up_before_it_is_signed(party: Party) -> None:
    abandoning = AbandonMission(mission=MISSION, reason=REASON)
    given(SCOPED).when(abandoning, by=party).then(MissionAbandoned(by=party, reason=REASON))
    given(SIGNED).when(abandoning, by=party).refused(AlreadyDone(act="SignContract"))


def test_a_mission_given_up_takes_no_further_act() -> None:
    given(EVERYONE, SCOPED, ABANDONED).when(VerifyMission(mission=MISSION)).refused(MissionOver())
