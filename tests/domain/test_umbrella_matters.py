"""What the umbrella company chooses from a date; controls, disputes, and what they hold."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from domain.language import MinimumReading, Region
from domain.mission.working import StartMission
from domain.refusals import NothingKnown
from domain.umbrella.controls_and_disputes import (
    CloseControl,
    CloseDispute,
    LiftLegalHold,
    OpenControl,
    OpenDispute,
    PlaceLegalHold,
)
from domain.umbrella.events import (
    Authority,
    CalendarAdopted,
    ControlClosed,
    ControlOpened,
    DisputeClosed,
    DisputeOpened,
    DisputeOutcome,
    LegalHoldLifted,
    LegalHoldPlaced,
    PolicyAdopted,
)
from domain.umbrella.refusals import (
    MatterKnown,
    MatterStillOpen,
    NoSuchHold,
    NoSuchMatter,
    SettingsDisordered,
)
from domain.umbrella.settings import AdoptCalendar, AdoptPolicy
from domain.umbrella.umbrella import Policy, UmbrellaCompany
from tests.domain.given import ALTO, ANNE, CONSULTANT, DOCUMENT, MISSION, STREAMS, Kind, given
from tests.domain.people import AN_UMBRELLA_COMPANY, EVERYONE
from tests.domain.words import FIRST_DAY, SIGNED, before_work

A_DAY = timedelta(days=1)
FROM = date(2026, 7, 1)
CLOSED_ON = date(2026, 9, 1)
POLICY = AdoptPolicy(umbrella=ALTO, from_on=FROM, minimum_reading=MinimumReading.CURRENT_PMSS_TOTAL)
POLICED = PolicyAdopted(
    from_on=FROM,
    minimum_reading=MinimumReading.CURRENT_PMSS_TOTAL,
    dependence_noted=5_000,
    dependence_high=7_000,
    dependence_critical=9_000,
    reminder_days=(-5, 1, 15, 30),
)
CALENDAR = AdoptCalendar(umbrella=ALTO, from_on=FIRST_DAY, region=Region.ALSACE_MOSELLE)
IN_ALSACE = CalendarAdopted(from_on=FIRST_DAY, region=Region.ALSACE_MOSELLE)
MATTER = {"opened_on": FROM, "missions": (MISSION,), "document": DOCUMENT}
CONTROL = OpenControl(umbrella=ALTO, control="U26", authority=Authority.URSSAF, **MATTER)
CONTROLLED = ControlOpened(control="U26", authority=Authority.URSSAF, **MATTER)
END_CONTROL = CloseControl(umbrella=ALTO, control="U26", closed_on=CLOSED_ON, document=DOCUMENT)
CONTROL_OVER = ControlClosed(control="U26", closed_on=CLOSED_ON, document=DOCUMENT)
DISPUTE = OpenDispute(umbrella=ALTO, dispute="P26", **MATTER)
DISPUTED = DisputeOpened(dispute="P26", **MATTER)
END_DISPUTE = CloseDispute(
    umbrella=ALTO, dispute="P26", closed_on=CLOSED_ON, outcome=DisputeOutcome.JUDGED, document=DOCUMENT
)
DISPUTE_OVER = DisputeClosed(
    dispute="P26", closed_on=CLOSED_ON, outcome=DisputeOutcome.JUDGED, document=DOCUMENT
)
HOLD = PlaceLegalHold(umbrella=ALTO, hold="H1", matter="P26", subjects=(ANNE, MISSION))
HELD = LegalHoldPlaced(hold="H1", matter="P26", subjects=(ANNE, MISSION))
LIFT = LiftLegalHold(umbrella=ALTO, hold="H1")


def company(*events: object) -> UmbrellaCompany:
    return given(AN_UMBRELLA_COMPANY, events).history.state_of(STREAMS[Kind.UMBRELLA])


def test_def_3_the_reading_of_the_minimum_is_adopted_from_a_date() -> None:
    given(AN_UMBRELLA_COMPANY).when(POLICY).then(POLICED)
    readings = [company(POLICED).policy_on(day).minimum_reading for day in (FROM - A_DAY, FROM, FROM + A_DAY)]
    frozen, current = MinimumReading.FROZEN_2017_TOTAL, MinimumReading.CURRENT_PMSS_TOTAL
    assert readings == [frozen, current, current]


def test_settings_stand_until_the_company_adopts_its_own() -> None:
    assert company().policy_on(FROM) == Policy(
        minimum_reading=MinimumReading.FROZEN_2017_TOTAL,
        dependence_noted=5_000,
        dependence_high=7_000,
        dependence_critical=9_000,
        reminder_days=(-5, 1, 15, 30),
    )
    stricter = PolicyAdopted(
        from_on=FROM,
        minimum_reading=MinimumReading.FROZEN_2017_MONTHLY,
        dependence_noted=1,
        dependence_high=2,
        dependence_critical=3,
        reminder_days=(7,),
    )
    assert company(POLICED, stricter).policy_on(FROM) == Policy(
        minimum_reading=MinimumReading.FROZEN_2017_MONTHLY,
        dependence_noted=1,
        dependence_high=2,
        dependence_critical=3,
        reminder_days=(7,),
    )


@pytest.mark.parametrize(
    ("noted", "high", "critical", "days"),
    [
        (7_000, 7_000, 9_000, (1, 15)),
        (5_000, 9_000, 9_000, (1, 15)),
        (5_000, 7_000, 9_000, (1, 1)),
        (5_000, 7_000, 9_000, (15, 1)),
    ],
)
def test_thresholds_rise_and_reminders_have_days_of_their_own(
    noted: int, high: int, critical: int, days: tuple[int, ...]
) -> None:
    command = replace(
        POLICY, dependence_noted=noted, dependence_high=high, dependence_critical=critical, reminder_days=days
    )
    said = ", ".join(str(day) for day in days)
    refusal = SettingsDisordered(thresholds=(noted, high, critical), reminder_days=said)
    given(AN_UMBRELLA_COMPANY).when(command).refused(refusal)


def test_jours_ouvrables_are_those_of_the_region_from_its_day() -> None:
    given(AN_UMBRELLA_COMPANY).when(CALENDAR).then(IN_ALSACE)
    days = (FIRST_DAY - A_DAY, FIRST_DAY)
    assert [company(IN_ALSACE).region_on(day) for day in days] == [Region.FRANCE, Region.ALSACE_MOSELLE]


def test_com_1_the_delay_of_the_contract_counts_the_holidays_of_the_region() -> None:
    events = (
        given(EVERYONE, IN_ALSACE, SIGNED)
        .when(StartMission(mission=MISSION, first_day=FIRST_DAY), by=CONSULTANT)
        .answer()
    )
    (begun,) = events[STREAMS[Kind.MISSION]]
    assert begun.contract_due_on == date(2026, 3, 5)
    assert begun.calendar == "sundays off in Alsace, 1"
    assert begun.grounds == before_work(FIRST_DAY)


@pytest.mark.parametrize("command", [POLICY, CALENDAR, CONTROL, DISPUTE])
def test_nothing_is_noted_of_a_company_nobody_registered(command: object) -> None:
    given().when(command).refused(NothingKnown(about=f"umbrella/{ALTO}"))


def test_a_control_is_opened_once_and_closed_once() -> None:
    given(AN_UMBRELLA_COMPANY).when(CONTROL).then(CONTROLLED)
    given(AN_UMBRELLA_COMPANY, CONTROLLED).when(CONTROL).refused(MatterKnown(matter="U26"))
    given(AN_UMBRELLA_COMPANY, CONTROLLED).when(END_CONTROL).then(CONTROL_OVER)
    for events in ((), (CONTROLLED, CONTROL_OVER)):
        given(AN_UMBRELLA_COMPANY, events).when(END_CONTROL).refused(NoSuchMatter(matter="U26"))


def test_a_dispute_is_opened_once_and_closed_once() -> None:
    given(AN_UMBRELLA_COMPANY).when(DISPUTE).then(DISPUTED)
    given(AN_UMBRELLA_COMPANY, DISPUTED).when(DISPUTE).refused(MatterKnown(matter="P26"))
    given(AN_UMBRELLA_COMPANY, DISPUTED).when(END_DISPUTE).then(DISPUTE_OVER)
    for events in ((), (DISPUTED, DISPUTE_OVER)):
        given(AN_UMBRELLA_COMPANY, events).when(END_DISPUTE).refused(NoSuchMatter(matter="P26"))


def test_hld_1_what_a_dispute_concerns_is_held_until_it_is_over() -> None:
    given(AN_UMBRELLA_COMPANY, DISPUTED).when(HOLD).then(HELD)
    given(AN_UMBRELLA_COMPANY, DISPUTED, HELD).when(HOLD).refused(NoSuchHold(hold="H1"))
    held = given(AN_UMBRELLA_COMPANY, DISPUTED, HELD)
    held.when(LIFT).refused(MatterStillOpen(hold="H1", matter="P26"))
    over = given(AN_UMBRELLA_COMPANY, DISPUTED, HELD, DISPUTE_OVER)
    over.when(LIFT).then(LegalHoldLifted(hold="H1"))


def test_hld_1_a_hold_is_of_an_open_matter_and_is_lifted_once() -> None:
    given(AN_UMBRELLA_COMPANY).when(HOLD).refused(NoSuchMatter(matter="P26"))
    given(AN_UMBRELLA_COMPANY, DISPUTED, DISPUTE_OVER).when(HOLD).refused(NoSuchMatter(matter="P26"))
    for events in ((), (DISPUTED, HELD, DISPUTE_OVER, LegalHoldLifted(hold="H1"))):
        given(AN_UMBRELLA_COMPANY, events).when(LIFT).refused(NoSuchHold(hold="H1"))


def test_hld_1_only_what_is_named_is_held_and_only_while_it_is() -> None:
    held = company(DISPUTED, HELD)
    assert [held.is_held(one) for one in (ANNE, MISSION, UUID(int=0xF))] == [True, True, False]
    assert not company(DISPUTED, HELD, LegalHoldLifted(hold="H1")).is_held(ANNE)
    other = LegalHoldPlaced(hold="H2", matter="P26", subjects=(MISSION,))
    assert company(DISPUTED, HELD, other, LegalHoldLifted(hold="H1")).is_held(MISSION)
