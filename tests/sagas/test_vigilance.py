"""Vigilance: certificates every six months, and what stands behind the company before it runs out."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from domain.asking.events import AskWithdrawn, PartyAsked
from domain.mission.events.working import BreachRecorded
from domain.umbrella.events import GuaranteeLapsed, InsuranceLapsed
from sagas.vigilance import VIGILANCE
from tests.domain import company_commands
from tests.domain import every_command as commands
from tests.domain import mission_commands as turns
from tests.domain.given import CLIENT, CONSULTANT, MISSION, SYSTEM, UMBRELLA
from tests.domain.words import ASSISTANCE, SCOPE
from tests.sagas.harness import Stage, lived_in_every_order, same_end, stage
from tests.sagas.lives import at_work, scoped, signed

A_DAY = timedelta(days=1)
TODAY = date(2026, 3, 2)
_, declare, guarantee, insure, *_ = commands.of_the_umbrella()
attest, *_, lapse, _ = company_commands.of_the_company()
_, certify, *_ = company_commands.of_a_watched_client()
UNTIL = date(2026, 5, 31)
SHORT = {"valid_from": date(2026, 1, 1), "valid_until": UNTIL}
SMALL = replace(SCOPE, price=replace(SCOPE.price, amount=499_999, schedule=()))
CERTIFIED = (replace(certify, on_request=False, issued_on=TODAY, delivered_on=TODAY), UMBRELLA)


def town(*steps: Any) -> Stage:
    return stage(VIGILANCE).must((replace(attest, sent_on=TODAY), UMBRELLA), *steps)


def covered(*steps: Any) -> Stage:
    """A company whose guarantee and insurance run out at the end of May."""
    living = stage(VIGILANCE, leaving_out=(guarantee, insure))
    short = (replace(guarantee, **SHORT), replace(insure, **SHORT))
    living.must(*((command, UMBRELLA) for command in short), (replace(attest, sent_on=TODAY), UMBRELLA))
    return living.must(*steps)


def whats(living: Stage) -> set[str]:
    return living.at_rest().whats()


def test_vig_1_a_certificate_is_asked_for_at_signature_and_a_month_before_the_next() -> None:
    assert whats(town(*scoped())) == set()
    living = town(*signed())
    (ask,) = [one for one in living.told(PartyAsked) if one.what == "vigilance_certificate"]
    assert ask.due_on == TODAY
    delivered = living.must(CERTIFIED)
    assert whats(delivered) == set()
    assert not delivered.told(AskWithdrawn)
    next_due_on = date(2026, 9, 2)
    assert whats(delivered.on(date(2026, 8, 2))) == set()
    assert whats(delivered.on(date(2026, 8, 3))) == {"vigilance_certificate"}
    assert delivered.told(PartyAsked)[-1].due_on == next_due_on
    on = date(2026, 8, 20)
    again = (replace(CERTIFIED[0], issued_on=on, delivered_on=on), UMBRELLA)
    assert whats(delivered.on(on).must(again)) == set()


@pytest.mark.parametrize(("scope", "asked"), [(SCOPE, True), (ASSISTANCE, True), (SMALL, False)])
def test_vig_1_the_price_decides_and_an_unknown_one_may_reach_the_amount(scope: Any, asked: bool) -> None:
    small = replace(scope.price, schedule=SCOPE.price.schedule[:1]) if scope is SMALL else scope.price
    if scope is SMALL:
        part = replace(small.schedule[0], amount=499_999)
        scope = replace(scope, price=replace(small, schedule=(part,)), deliverables=(), milestones=())
    assert ("vigilance_certificate" in whats(town(*signed(scope=scope)))) is asked


def test_a_certificate_that_the_law_did_not_want_settles_the_missions_of_today() -> None:
    voluntary = (replace(CERTIFIED[0], amount=1_000), UMBRELLA)
    assert whats(town(*signed(), voluntary)) == set()


def test_a_certificate_that_was_too_old_is_asked_for_again_at_once() -> None:
    old = (replace(CERTIFIED[0], issued_on=date(2025, 8, 1)), UMBRELLA)
    assert whats(town(*signed(), old)) == {"vigilance_certificate"}


def test_once_no_mission_is_under_way_no_certificate_is_asked_for() -> None:
    submit, accept, *_ = commands.of_delivery()
    complete = commands.of_work()[-1]
    living = town(*at_work(), CERTIFIED, (submit, CONSULTANT), (accept, CLIENT), (complete, CONSULTANT))
    assert "vigilance_certificate" not in living.at_rest().deadlines()


def test_eps_5_a_company_that_declared_nothing_and_holds_nothing_is_asked_for_all_of_it() -> None:
    bare = stage(VIGILANCE, leaving_out=(declare, guarantee, insure))
    assert whats(bare) == {"activity_declaration", "guarantee", "insurance"}
    bare.must((declare, UMBRELLA), (guarantee, UMBRELLA), (insure, UMBRELLA))
    assert whats(bare) == {"guarantee_attestation"}
    assert whats(bare.must((attest, UMBRELLA))) == set()


def test_eps_2_cover_is_renewed_before_it_runs_out_and_then_nothing_lapses() -> None:
    living = covered()
    assert whats(living.on(date(2026, 4, 30))) == set()
    assert whats(living.on(date(2026, 5, 1))) == {"guarantee", "insurance"}
    longer = {"valid_from": UNTIL + A_DAY, "valid_until": date(2027, 5, 31)}
    renewed = living.must((replace(guarantee, **longer), UMBRELLA), (replace(insure, **longer), UMBRELLA))
    assert whats(renewed) == {"guarantee_attestation"}
    renewed.on(date(2026, 6, 30)).at_rest()
    assert not renewed.told(GuaranteeLapsed)
    assert not renewed.told(InsuranceLapsed)


def test_eps_2_what_nobody_renewed_lapses_the_day_after_its_last_a_breach_in_what_is_under_way() -> None:
    living = covered(*at_work())
    assert not living.on(UNTIL).told(GuaranteeLapsed)
    before = len(living.told(BreachRecorded))
    (lapsed,) = living.on(UNTIL + A_DAY).told(GuaranteeLapsed)
    assert lapsed.lapsed_on == UNTIL + A_DAY
    assert [one.lapsed_on for one in living.told(InsuranceLapsed)] == [UNTIL + A_DAY]
    assert {breach.ground.rule for breach in living.told(BreachRecorded)[before:]} == {"EPS-2", "CC-17"}
    assert whats(living) >= {"guarantee", "insurance"}
    assert len(living.on(date(2026, 9, 1)).at_rest().told(GuaranteeLapsed)) == 1


def test_a_mission_that_was_over_before_has_no_breach_of_it() -> None:
    submit, accept, *_ = commands.of_delivery()
    complete = replace(commands.of_work()[-1], completed_on=date(2026, 4, 1))
    living = covered(*at_work(), (submit, CONSULTANT), (accept, CLIENT), (complete, CONSULTANT))
    before = len(living.told(BreachRecorded))
    assert len(living.on(UNTIL + A_DAY).at_rest().told(BreachRecorded)) == before


def test_a_guarantee_that_another_takes_the_place_of_lapses_without_a_breach() -> None:
    other = replace(guarantee, guarantor="Another", **SHORT | {"valid_until": date(2027, 5, 31)})
    living = covered(*at_work(), (other, UMBRELLA))
    living.on(UNTIL + A_DAY).at_rest()
    assert len(living.told(GuaranteeLapsed)) == 1
    assert "guarantee" not in whats(living), "the other one still stands"
    assert "EPS-2" not in [breach.ground.rule for breach in living.told(BreachRecorded)]


def test_a_mission_taken_over_needs_its_certificate_and_is_under_way() -> None:
    living = covered((turns.of_taking_over(MISSION), UMBRELLA))
    (certificate,) = (wait for wait in living.waits() if wait.what == "vigilance_certificate")
    assert certificate.until is None  # its signature was another company's, no day of ours has passed
    living.on(UNTIL + A_DAY)
    assert {"EPS-2", "CC-17"} <= {breach.ground.rule for breach in living.told(BreachRecorded)}


def test_who_says_first_that_it_lapsed_spares_the_story_and_a_refusal_never_loops() -> None:
    withdrawn = replace(lapse, guarantor="Caution", lapsed_on=date(2026, 4, 1), missions=())
    living = covered((withdrawn, UMBRELLA))
    assert "LapseGuarantee" not in living.deadlines()
    assert "guarantee" in whats(living)
    (late,) = (one for one in living.owed() if type(one.command).__name__ == "LapseInsurance")
    living.refuse(VIGILANCE, "umbrella", late, rule="CC-17")
    assert not living.on(UNTIL + 30 * A_DAY).at_rest().told(InsuranceLapsed)
    assert [wait.refused for wait in living.waits() if wait.party is SYSTEM] == ["CC-17"]


def test_in_every_order_that_the_domain_accepts_the_end_is_the_same() -> None:
    other = replace(guarantee, guarantor="Another", valid_until=date(2028, 1, 1))
    consent, sign, *_ = commands.of_signing(MISSION)
    steps = [(consent, CONSULTANT), (sign, CLIENT), (sign, UMBRELLA), (other, UMBRELLA)]
    end = same_end(lived_in_every_order(lambda: town(*scoped()), steps)).must(CERTIFIED)
    assert whats(end) == {"guarantee_attestation"}
