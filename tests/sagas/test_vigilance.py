"""The saga of vigilance: certificates every six months; guarantee and insurance before they run out."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from domain.asking.events import AskWithdrawn, PartyAsked
from domain.mission.events.working import BreachRecorded
from domain.umbrella.events import GuaranteeLapsed, InsuranceLapsed
from sagas.vigilance import VIGILANCE
from tests.domain import company_commands, mission_commands
from tests.domain import every_command as commands
from tests.domain.given import CLIENT, CONSULTANT, MISSION, SYSTEM, UMBRELLA
from tests.domain.words import ASSISTANCE, SCOPE
from tests.sagas.harness import Stage, build_stage, play_in_every_order, same_end
from tests.sagas.lives import scoping_steps, signing_steps, steps_to_work

A_DAY = timedelta(days=1)
TODAY = date(2026, 3, 2)
_, declare, guarantee, insure, *_ = commands.of_the_umbrella()
attest, *_, lapse, _ = company_commands.of_the_company()
_, certify, *_ = company_commands.of_a_watched_client()
UNTIL = date(2026, 5, 31)
SHORT = {"valid_from": date(2026, 1, 1), "valid_until": UNTIL}
SMALL = replace(SCOPE, price=replace(SCOPE.price, amount=499_999, schedule=()))
CERTIFIED = (replace(certify, on_request=False, issued_on=TODAY, delivered_on=TODAY), UMBRELLA)


def build_town(*steps: Any) -> Stage:
    return build_stage(VIGILANCE).play_steps((replace(attest, sent_on=TODAY), UMBRELLA), *steps)


def build_covered_town(*steps: Any) -> Stage:
    """Return a town whose company has a guarantee and an insurance until the end of May."""
    living = build_stage(VIGILANCE, leaving_out=(guarantee, insure))
    short = (replace(guarantee, **SHORT), replace(insure, **SHORT))
    living.play_steps(*((command, UMBRELLA) for command in short), (replace(attest, sent_on=TODAY), UMBRELLA))
    return living.play_steps(*steps)


def asked_acts(living: Stage) -> set[str]:
    return living.at_rest().asked_acts()


def test_vig_1_a_certificate_is_asked_for_at_signature_and_a_month_before_the_next() -> None:
    assert asked_acts(build_town(*scoping_steps())) == set()
    living = build_town(*signing_steps())
    (ask,) = [one for one in living.events_of(PartyAsked) if one.what == "vigilance_certificate"]
    assert ask.due_on == TODAY
    delivered = living.play_steps(CERTIFIED)
    assert asked_acts(delivered) == set()
    assert not delivered.events_of(AskWithdrawn)
    next_due_on = date(2026, 9, 2)
    assert asked_acts(delivered.advance_to(date(2026, 8, 2))) == set()
    assert asked_acts(delivered.advance_to(date(2026, 8, 3))) == {"vigilance_certificate"}
    assert delivered.events_of(PartyAsked)[-1].due_on == next_due_on
    on = date(2026, 8, 20)
    again = (replace(CERTIFIED[0], issued_on=on, delivered_on=on), UMBRELLA)
    assert asked_acts(delivered.advance_to(on).play_steps(again)) == set()


@pytest.mark.parametrize(("scope", "asked"), [(SCOPE, True), (ASSISTANCE, True), (SMALL, False)])
def test_vig_1_the_price_decides_and_an_unknown_one_may_reach_the_amount(scope: Any, asked: bool) -> None:
    small = replace(scope.price, schedule=SCOPE.price.schedule[:1]) if scope is SMALL else scope.price
    if scope is SMALL:
        part = replace(small.schedule[0], amount=499_999)
        scope = replace(scope, price=replace(small, schedule=(part,)), deliverables=(), milestones=())
    assert ("vigilance_certificate" in asked_acts(build_town(*signing_steps(scope=scope)))) is asked


def test_a_certificate_that_the_law_did_not_require_settles_the_missions_of_today() -> None:
    voluntary = (replace(CERTIFIED[0], amount=1_000), UMBRELLA)
    assert asked_acts(build_town(*signing_steps(), voluntary)) == set()


def test_a_certificate_that_was_too_old_is_asked_for_again_at_once() -> None:
    old = (replace(CERTIFIED[0], issued_on=date(2025, 8, 1)), UMBRELLA)
    assert asked_acts(build_town(*signing_steps(), old)) == {"vigilance_certificate"}


def test_once_no_mission_is_under_way_no_certificate_is_asked_for() -> None:
    submit, accept, *_ = commands.of_delivery()
    complete = commands.of_work()[-1]
    living = build_town(
        *steps_to_work(), CERTIFIED, (submit, CONSULTANT), (accept, CLIENT), (complete, CONSULTANT)
    )
    assert "vigilance_certificate" not in living.at_rest().deadlines()


def test_eps_5_a_company_that_declared_nothing_and_holds_nothing_is_asked_for_all_of_it() -> None:
    bare = build_stage(VIGILANCE, leaving_out=(declare, guarantee, insure))
    assert asked_acts(bare) == {"activity_declaration", "guarantee", "insurance"}
    bare.play_steps((declare, UMBRELLA), (guarantee, UMBRELLA), (insure, UMBRELLA))
    assert asked_acts(bare) == {"guarantee_attestation"}
    assert asked_acts(bare.play_steps((attest, UMBRELLA))) == set()


def test_eps_2_cover_is_renewed_before_it_runs_out_and_then_nothing_lapses() -> None:
    living = build_covered_town()
    assert asked_acts(living.advance_to(date(2026, 4, 30))) == set()
    assert asked_acts(living.advance_to(date(2026, 5, 1))) == {"guarantee", "insurance"}
    longer = {"valid_from": UNTIL + A_DAY, "valid_until": date(2027, 5, 31)}
    renewed = living.play_steps(
        (replace(guarantee, **longer), UMBRELLA), (replace(insure, **longer), UMBRELLA)
    )
    assert asked_acts(renewed) == {"guarantee_attestation"}
    renewed.advance_to(date(2026, 6, 30)).at_rest()
    assert not renewed.events_of(GuaranteeLapsed)
    assert not renewed.events_of(InsuranceLapsed)


def test_eps_2_what_nobody_renewed_lapses_the_day_after_its_last_a_breach_in_what_is_under_way() -> None:
    living = build_covered_town(*steps_to_work())
    assert not living.advance_to(UNTIL).events_of(GuaranteeLapsed)
    before = len(living.events_of(BreachRecorded))
    (lapsed,) = living.advance_to(UNTIL + A_DAY).events_of(GuaranteeLapsed)
    assert lapsed.lapsed_on == UNTIL + A_DAY
    assert [one.lapsed_on for one in living.events_of(InsuranceLapsed)] == [UNTIL + A_DAY]
    assert {breach.ground.rule for breach in living.events_of(BreachRecorded)[before:]} == {"EPS-2", "CC-17"}
    assert asked_acts(living) >= {"guarantee", "insurance"}
    assert len(living.advance_to(date(2026, 9, 1)).at_rest().events_of(GuaranteeLapsed)) == 1


def test_a_mission_that_was_over_before_has_no_breach_of_it() -> None:
    submit, accept, *_ = commands.of_delivery()
    complete = replace(commands.of_work()[-1], completed_on=date(2026, 4, 1))
    living = build_covered_town(
        *steps_to_work(), (submit, CONSULTANT), (accept, CLIENT), (complete, CONSULTANT)
    )
    before = len(living.events_of(BreachRecorded))
    assert len(living.advance_to(UNTIL + A_DAY).at_rest().events_of(BreachRecorded)) == before


def test_a_guarantee_that_another_takes_the_place_of_lapses_without_a_breach() -> None:
    other = replace(guarantee, guarantor="Another", **SHORT | {"valid_until": date(2027, 5, 31)})
    living = build_covered_town(*steps_to_work(), (other, UMBRELLA))
    living.advance_to(UNTIL + A_DAY).at_rest()
    assert len(living.events_of(GuaranteeLapsed)) == 1
    assert "guarantee" not in asked_acts(living), "the other one still stands"
    assert "EPS-2" not in [breach.ground.rule for breach in living.events_of(BreachRecorded)]


def test_a_mission_taken_over_needs_its_certificate_and_is_under_way() -> None:
    living = build_covered_town((mission_commands.of_taking_over(MISSION), UMBRELLA))
    (certificate,) = (wait for wait in living.waits() if wait.what == "vigilance_certificate")
    assert certificate.until is None  # its signature was another company's, no day of ours has passed
    living.advance_to(UNTIL + A_DAY)
    assert {"EPS-2", "CC-17"} <= {breach.ground.rule for breach in living.events_of(BreachRecorded)}


def test_a_lapse_that_a_party_declared_is_not_declared_again_and_a_refusal_never_loops() -> None:
    withdrawn = replace(lapse, guarantor="Caution", lapsed_on=date(2026, 4, 1), missions=())
    living = build_covered_town((withdrawn, UMBRELLA))
    assert "LapseGuarantee" not in living.deadlines()
    assert "guarantee" in asked_acts(living)
    (late,) = (one for one in living.all_due() if type(one.command).__name__ == "LapseInsurance")
    living.refuse_command(VIGILANCE, "umbrella", late, rule="CC-17")
    assert not living.advance_to(UNTIL + 30 * A_DAY).at_rest().events_of(InsuranceLapsed)
    assert [wait.refused for wait in living.waits() if wait.party is SYSTEM] == ["CC-17"]


def test_in_every_order_that_the_domain_accepts_the_end_is_the_same() -> None:
    other = replace(guarantee, guarantor="Another", valid_until=date(2028, 1, 1))
    consent, sign, *_ = commands.of_signing(MISSION)
    steps = [(consent, CONSULTANT), (sign, CLIENT), (sign, UMBRELLA), (other, UMBRELLA)]
    end = same_end(play_in_every_order(lambda: build_town(*scoping_steps()), steps)).play_steps(CERTIFIED)
    assert asked_acts(end) == {"guarantee_attestation"}
