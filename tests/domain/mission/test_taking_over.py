"""Taking over: a mission that runs is recorded with its past, and every clock counts it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.cents_and_months import add_months
from domain.consultant.events.employer_care import MissionOpened
from domain.language import Kind, Stream
from domain.law.contract import COM_1
from domain.law.recourse import DEF_2, REC_1, REC_2, REC_3, REC_4, REC_5
from domain.mission.billing import quantity_and_amount_due
from domain.mission.changing import RequestChange
from domain.mission.course_terms import Past, PastInvoice, PastMonth
from domain.mission.derived_signals import make_signal
from domain.mission.ending import CompleteMission
from domain.mission.events.ending import MissionClosed, MissionCompleted, SalaryPaid
from domain.mission.events.scoping import MissionTakenOver
from domain.mission.events.working import BreachRecorded
from domain.mission.refusals import AlreadyDone, NotInScope, TermsDisagree
from domain.mission.scope_refusals import ScheduleUnbalanced, TooLong
from domain.mission.signals import SignalCode, Source
from domain.mission.taking_over import TakeOverMission
from domain.mission.terms import Need, PriceMode, RecourseGround, Scope, ScopeChange, Trigger
from domain.record import Answer
from domain.refusals import NothingKnown
from tests.domain.given import (
    ACME,
    ALTO,
    ANNE,
    CALENDAR,
    CLIENT,
    CONSULTANT,
    DOCUMENT,
    MISSION,
    TODAY,
    UMBRELLA,
    given,
)
from tests.domain.mission.test_signing import signing as signing_command
from tests.domain.mission_commands import LONG_AGO, PAST, RUNNING_SINCE
from tests.domain.people import A_CLIENT, A_CONSULTANT, AN_UMBRELLA_COMPANY, EVERYONE
from tests.domain.words import CLAUSES, FIXED_PRICE, NEED, NEEDED, SCOPE, need, said, signed

A_DAY = timedelta(days=1)
DUE = date(2025, 12, 3)  # two jours ouvrables after Monday the first
TAKE_OVER = TakeOverMission(
    mission=MISSION,
    client=ACME,
    consultant=ANNE,
    umbrella=ALTO,
    need=NEED,
    scope=RUNNING_SINCE,
    past=PAST,
    document=DOCUMENT,
)
BEGAN_BEFORE = replace(SCOPE, starts_on=LONG_AGO)


def taken(
    past: Past = PAST, scope: Scope = RUNNING_SINCE, of: Need = NEED, due: date = DUE
) -> MissionTakenOver:
    return MissionTakenOver(
        client=ACME,
        consultant=ANNE,
        umbrella=ALTO,
        need=of,
        scope=scope,
        past=past,
        contract_due_on=due,
        calendar=CALENDAR.version,
        document=DOCUMENT,
        warned_on=add_months(past.started_on, 30),
        lawful_until=add_months(past.started_on, 36) - A_DAY,
    )


def taking(past: Past = PAST, scope: Scope = RUNNING_SINCE, of: Need = NEED) -> TakeOverMission:
    return replace(TAKE_OVER, scope=scope, past=past, need=of)


BY_THE_DAY = make_signal(SignalCode.S11, Source.SCOPE, TODAY, price=PriceMode.DAILY_RATE, deliverables=0)
OPENED, YEAR_END = MissionOpened(mission=MISSION, client=ACME), date(2025, 12, 31)


def broken(command: TakeOverMission, on: date = TODAY) -> list[tuple[str, date]]:
    events = given(EVERYONE).when(command, on=on).answer()[Stream(Kind.MISSION, MISSION)]
    found = [event for event in events if isinstance(event, BreachRecorded)]
    assert all(event.ground.answer is Answer.BROKEN and not event.concerns_consultant for event in found)
    return [(event.ground.rule, event.since) for event in found]


def test_a_running_mission_is_taken_over_with_its_past_once() -> None:
    given(EVERYONE).when(TAKE_OVER).then(taken(), BY_THE_DAY, OPENED)
    given(EVERYONE, taken()).when(TAKE_OVER).refused(AlreadyDone(act="StateNeed"))
    given(EVERYONE, NEEDED).when(TAKE_OVER).refused(AlreadyDone(act="StateNeed"))


@pytest.mark.parametrize(
    ("known", "unknown"),
    [
        ((A_CONSULTANT, AN_UMBRELLA_COMPANY), f"client/{ACME}"),
        ((A_CLIENT, AN_UMBRELLA_COMPANY), f"consultant/{ANNE}"),
        ((A_CLIENT, A_CONSULTANT), f"umbrella/{ALTO}"),
    ],
)
def test_a_mission_taken_over_names_parties_that_are_known(known: tuple[object, ...], unknown: str) -> None:
    given(known).when(TAKE_OVER).refused(NothingKnown(about=unknown))  # type: ignore[arg-type]


def test_what_was_worked_before_and_not_invoiced_is_due() -> None:
    mission = given(EVERYONE, taken()).history.mission()
    assert quantity_and_amount_due(mission, RUNNING_SINCE, Trigger.APPROVED_DAYS, "2025-12") == (0, 0)
    assert quantity_and_amount_due(mission, RUNNING_SINCE, Trigger.APPROVED_DAYS, "2026-01") == (10, 325_000)
    assert mission.invoices["OLD-1"].amount_open == 0
    assert mission.paid_months == {"2025-12"}
    assert (mission.signed_on, mission.started_on, mission.concluded_on) == (LONG_AGO,) * 3


def test_a_mission_taken_over_closes_when_its_past_and_the_rest_are_settled() -> None:
    past = replace(PAST, months=PAST.months[:1])
    over = given(EVERYONE, taken(past)).when(
        CompleteMission(mission=MISSION, completed_on=YEAR_END), by=CONSULTANT
    )
    over.then(MissionCompleted(completed_on=YEAR_END), MissionClosed())
    unpaid = replace(past, months=(replace(PAST.months[0], salary_paid=False),))
    waits = given(EVERYONE, taken(unpaid), MissionCompleted(completed_on=YEAR_END)).history.mission()
    assert not waits.closed
    assert SalaryPaid(month="2025-12", gross=1, net_paid=1).month not in waits.paid_months


def test_parts_of_a_price_that_were_met_or_invoiced_stay_so() -> None:
    past = Past(started_on=LONG_AGO, signed_on=LONG_AGO, billed=("I1",), validated=("M1",), accepted=("D1",))
    mission = given(EVERYONE, taken(past, BEGAN_BEFORE)).history.mission()
    assert quantity_and_amount_due(mission, BEGAN_BEFORE, Trigger.SIGNATURE, "I1") == (0, 0)
    assert quantity_and_amount_due(mission, BEGAN_BEFORE, Trigger.MILESTONE, "I2") == (1, 300_000)
    assert quantity_and_amount_due(mission, BEGAN_BEFORE, Trigger.ACCEPTANCE, "I3") == (1, 500_000)


@pytest.mark.parametrize(
    ("past", "what"),
    [
        (replace(PAST, months=PAST.months * 2), "months or invoices"),
        (replace(PAST, invoices=PAST.invoices * 2), "months or invoices"),
        (
            replace(PAST, months=(PastMonth(month="2026-01", half_days=1, billed_half_days=2),)),
            "billed_half_days",
        ),
        (
            replace(PAST, invoices=(PastInvoice(number="1", issued_on=TODAY, net=1, total=1, paid=2),)),
            "paid",
        ),
        (replace(PAST, invoices=(PastInvoice(number="1", issued_on=TODAY, net=2, total=1),)), "paid"),
    ],
)
def test_a_past_agrees_with_itself(past: Past, what: str) -> None:
    given(EVERYONE).when(taking(past)).refused(TermsDisagree(what=what))


@pytest.mark.parametrize("field", ["billed", "validated", "accepted"])
def test_a_past_names_what_the_scope_holds(field: str) -> None:
    past = replace(PAST, **{field: ("X9",)})
    given(EVERYONE).when(taking(past)).refused(NotInScope(named="X9"))


def test_a_scope_taken_over_adds_up_too() -> None:
    unbalanced = replace(BEGAN_BEFORE, price=replace(FIXED_PRICE, amount=1_000_001))
    refusal = ScheduleUnbalanced(price=1_000_001, schedule=1_000_000)
    given(EVERYONE).when(taking(scope=unbalanced)).refused(refusal)


@pytest.mark.parametrize(
    ("of", "rule"),
    [
        (need(RecourseGround.CORE_BUSINESS), REC_1),
        (need(replaces_striker=True), REC_2),
        (need(dangerous_work=True), REC_3),
        (need(home_service=True), REC_5),
    ],
)
def test_a_past_that_breaks_a_rule_of_recourse_is_recorded_with_the_breach(of: Need, rule: object) -> None:
    ground = rule.make_ground(met=False, declared_ground=of.ground)  # type: ignore[attr-defined]
    breach = BreachRecorded(since=LONG_AGO, ground=ground, concerns_consultant=False)
    given(EVERYONE).when(taking(of=of)).then(taken(of=of), breach, BY_THE_DAY, OPENED)


def test_def_2_a_past_at_a_price_that_another_set_is_recorded_with_the_breach() -> None:
    theirs = replace(RUNNING_SINCE, price_set_by=CLIENT)
    ground = DEF_2.make_ground(met=False, price_set_by=CLIENT)
    breach = BreachRecorded(since=LONG_AGO, ground=ground, concerns_consultant=False)
    given(EVERYONE).when(taking(scope=theirs)).then(taken(scope=theirs), breach, BY_THE_DAY, OPENED)


def test_what_a_need_and_a_scope_taken_over_show_of_autonomy_is_signalled() -> None:
    former = need(former_employee=True)
    exclusive = replace(SCOPE, starts_on=LONG_AGO, clauses=replace(CLAUSES, exclusivity=True))
    past = Past(started_on=LONG_AGO, signed_on=LONG_AGO)
    shown = (
        make_signal(SignalCode.S10, Source.SCOPE, TODAY, exclusivity=True),
        make_signal(SignalCode.S12, Source.NEED, TODAY, former_employee=True),
    )
    command = taking(past, exclusive, former)
    given(EVERYONE).when(command).then(taken(past, exclusive, former), *shown, OPENED)


def test_com_1_a_past_signed_late_or_not_at_all_is_recorded_with_the_breach() -> None:
    for signed_on in (DUE - A_DAY, DUE):
        assert broken(taking(replace(PAST, signed_on=signed_on))) == []
    assert broken(taking(replace(PAST, signed_on=DUE + A_DAY))) == [(COM_1.id, DUE)]
    assert broken(taking(replace(PAST, signed_on=None))) == [(COM_1.id, DUE)]


def test_a_mission_taken_over_unsigned_is_verified_and_waits_for_its_signatures() -> None:
    unsigned = given(EVERYONE, taken(replace(PAST, signed_on=None)))
    mission = unsigned.history.mission()
    assert (mission.verified, mission.signed_on, mission.signatures) == (True, None, frozenset())
    unsigned.when(signing_command(), by=UMBRELLA).then(signed(UMBRELLA))


def test_rec_4_a_mission_that_has_already_run_too_long_is_recorded_with_the_breach() -> None:
    first_too_late = add_months(LONG_AGO, 36)
    for day in (TODAY, first_too_late - A_DAY):
        assert broken(TAKE_OVER, on=day) == []
    assert broken(TAKE_OVER, on=first_too_late) == [(REC_4.id, first_too_late)]


def test_rec_4_the_clock_of_a_mission_taken_over_counts_from_its_first_day() -> None:
    last, words = add_months(LONG_AGO, 36) - A_DAY, said("longer")

    def asking(ends_on: date) -> RequestChange:
        effect = ScopeChange(ends_on=ends_on)
        return RequestChange(mission=MISSION, change="C1", what=words, why=words, effect=effect)

    later_scope = replace(RUNNING_SINCE, starts_on=TODAY)
    running = given(EVERYONE, taken(scope=later_scope))
    assert running.when(asking(last), by=CLIENT).answer()
    refusal = TooLong(starts_on=LONG_AGO, ends_on=last + A_DAY, months_max=36)
    running.when(asking(last + A_DAY), by=UMBRELLA).refused(refusal)
