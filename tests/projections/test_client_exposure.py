"""Exposure at a client: given missions, then how many consultants, how long, who was an employee there."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from msgspec.structs import replace as replaced

from domain.language import Audience, ConsultantId, MissionId
from domain.mission.events.ending import MissionCompleted
from domain.mission.events.scoping import EarlierMissionWeighed, MissionAbandoned
from domain.mission.terms import Declarations
from projections.client_exposure import CLIENT_EXPOSURE, ClientExposureView
from tests.projections.life import (
    ACME,
    ANNE,
    CLIENT,
    NEEDED,
    SCOPED,
    STARTED,
    record_event,
    sealed_text,
    view_rows,
)

BASILE, OTHER = ConsultantId(UUID(int=0xB)), MissionId(UUID(int=0x2))
FORMER = replaced(
    NEEDED,
    consultant=BASILE,
    need=replace(NEEDED.need, declarations=Declarations(former_employee=True)),
)
FIRST = (NEEDED, SCOPED, STARTED)
SECOND = (FORMER, SCOPED, STARTED, MissionCompleted(completed_on=date(2026, 3, 18)))


def show_page(
    *more: object, on: date = date(2026, 4, 7), reader: Audience | None = None
) -> ClientExposureView:
    events = [record_event(event, position) for position, event in enumerate((*FIRST, *more))]  # type: ignore[arg-type]
    events += [
        record_event(event, position, f"mission/{OTHER}", consultant_id=BASILE)
        for position, event in enumerate(SECOND, 20)
    ]
    return CLIENT_EXPOSURE.show(view_rows(CLIENT_EXPOSURE, events, f"client/{ACME}"), on, reader)


def test_consultants_are_counted_ever_and_today_and_stays_in_days() -> None:
    shown = show_page()
    assert (shown.consultants, shown.at_work, shown.former_employees) == (2, 1, 1)
    assert [(one.consultant, one.days) for one in shown.stays] == [(ANNE, 30), (BASILE, 10)]


def test_earlier_days_on_the_same_work_are_counted() -> None:
    weighed = EarlierMissionWeighed(
        earlier=OTHER,
        began_on=date(2025, 1, 1),
        ended_on=date(2025, 4, 10),
        days=100,
        same_work=True,
        reason=sealed_text(),
    )
    assert show_page(weighed).longest_days == 130
    assert show_page(replaced(weighed, same_work=False)).longest_days == 30


def test_a_mission_given_up_is_no_presence() -> None:
    shown = show_page(MissionAbandoned(by=CLIENT, reason=sealed_text()))
    assert [one.consultant for one in shown.stays] == [BASILE]


def test_a_client_reads_its_own_and_no_consultant_reads_the_others() -> None:
    assert show_page(reader=Audience.CLIENT).consultants == 2
    assert show_page(reader=Audience.CONSULTANT).stays == ()
