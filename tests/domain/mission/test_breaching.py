"""Breaches stand until they are cured, by a command or by what supplies the thing that was missing."""

from datetime import date, timedelta

import pytest

from domain.language import EventId, Kind, Party
from domain.law import Rule
from domain.law.contract import COM_1
from domain.law.employment import EMP_1, EPS_2
from domain.mission.breaching import CureBreach
from domain.mission.events.scoping import MissionAbandoned
from domain.mission.events.signing import SignatureOverdue
from domain.mission.events.working import BreachCured, BreachRecorded
from domain.mission.refusals import AlreadyDone, MissionOver, NoSuchBreach, NotYetDue, OutOfOrder
from domain.mission.signing import CompleteSignature, DeclareSignatureOverdue
from tests.domain.given import CLIENT, MISSION, SYSTEM, UMBRELLA, event_of, given
from tests.domain.mission.test_signing import signing
from tests.domain.people import A_CONSULTANT, AN_UMBRELLA_COMPANY, EVERYONE, employed
from tests.domain.words import (
    DUE,
    FIRST_DAY,
    RUNNING,
    SCOPED,
    VERIFIED,
    consented,
    mission_signed,
    said,
    signed,
    started,
)

A_DAY = timedelta(days=1)
OVERDUE = DeclareSignatureOverdue(mission=MISSION)
WORKING = (*VERIFIED, started())


def broken(rule: Rule, *, consultant: bool, **saw: object) -> BreachRecorded:
    ground = rule.make_ground(met=False, **saw)
    return BreachRecorded(since=FIRST_DAY, ground=ground, concerns_consultant=consultant)


def curing(event: EventId) -> CureBreach:
    return CureBreach(mission=MISSION, breach=event, how="declared the day after")


@pytest.mark.parametrize(("rule", "concerns"), [(EMP_1, True), (EPS_2, False)])
def test_the_umbrella_company_cures_a_breach_once(rule: Rule, concerns: bool) -> None:
    breach = broken(rule, consultant=concerns, first_day=FIRST_DAY)
    event = event_of(Kind.MISSION, len(RUNNING) + 1)
    cured = BreachCured(
        breach=event, rule=rule.id, how="declared the day after", concerns_consultant=concerns
    )
    given(RUNNING, breach).when(curing(event)).then(cured)
    given(RUNNING, breach, cured).when(curing(event)).refused(NoSuchBreach(breach=event))
    other = event_of(Kind.MISSION, 1)
    given(RUNNING, breach).when(curing(other)).refused(NoSuchBreach(breach=other))


def test_emp_1_an_employment_contract_concluded_later_cures_its_absence() -> None:
    ready = (*VERIFIED, consented(), signed(CLIENT), signed(UMBRELLA))
    breach = broken(EMP_1, consultant=True, first_day=FIRST_DAY)
    event = event_of(Kind.MISSION, len(ready) + 1)
    cured = BreachCured(breach=event, rule="EMP-1", how="contract of 2026-03-02", concerns_consultant=True)
    late = given(AN_UMBRELLA_COMPANY, A_CONSULTANT, ready, breach, employed())
    late.when(CompleteSignature(mission=MISSION), by=UMBRELLA).then(mission_signed(), cured)


@pytest.mark.parametrize("party", [SYSTEM, UMBRELLA])
def test_com_1_a_contract_still_unsigned_after_two_jours_ouvrables_is_overdue(party: Party) -> None:
    after = DUE + A_DAY
    ground = COM_1.make_ground(met=False, due_on=DUE, missing="client, umbrella")
    breach = BreachRecorded(since=DUE, ground=ground, concerns_consultant=False)
    overdue = SignatureOverdue(due_on=DUE, missing=(CLIENT, UMBRELLA))
    given(WORKING).when(OVERDUE, by=party, on=after).then(overdue, breach)
    for day in (DUE - A_DAY, DUE):
        early = NotYetDue(act="DeclareSignatureOverdue", due_on=DUE)
        given(WORKING).when(OVERDUE, by=party, on=day).refused(early)


def test_com_1_only_what_is_missing_is_overdue_once_after_the_start() -> None:
    after = DUE + A_DAY
    overdue = SignatureOverdue(due_on=DUE, missing=(UMBRELLA,))
    half = given(WORKING, signed(CLIENT)).when(OVERDUE, by=SYSTEM, on=after)
    assert next(iter(half.answer().values()))[0] == overdue
    once = AlreadyDone(act="DeclareSignatureOverdue", of=str(DUE))
    given(WORKING, overdue).when(OVERDUE, by=SYSTEM, on=after).refused(once)
    both = (*WORKING, signed(CLIENT), signed(UMBRELLA))
    given(both).when(OVERDUE, by=SYSTEM, on=after).refused(AlreadyDone(act="SignContract"))
    given(SCOPED, MissionAbandoned(by=CLIENT, reason=said("no more"))).when(OVERDUE, by=UMBRELLA).refused(
        MissionOver()
    )
    unstarted = OutOfOrder(act="DeclareSignatureOverdue", stands_on="StartMission")
    given(VERIFIED).when(OVERDUE, by=SYSTEM, on=after).refused(unstarted)


def test_com_1_the_signature_that_comes_at_last_cures_the_overdue_contract() -> None:
    after = date(2026, 3, 9)
    ground = COM_1.make_ground(met=False, due_on=DUE, missing="umbrella")
    breach = BreachRecorded(since=DUE, ground=ground, concerns_consultant=False)
    events = (
        *WORKING,
        consented(),
        signed(CLIENT),
        SignatureOverdue(due_on=DUE, missing=(UMBRELLA,)),
        breach,
    )
    cured = BreachCured(
        breach=event_of(Kind.MISSION, len(events)),
        rule="COM-1",
        how="signed on 2026-03-09",
        concerns_consultant=False,
    )
    late = given(EVERYONE, events).when(signing(), by=UMBRELLA, on=after)
    late.then(signed(UMBRELLA, on=after), cured, mission_signed(on=after))
