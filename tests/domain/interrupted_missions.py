"""Missions off the normal course: taken over, paused, partly accepted, extended, ended early."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from domain.language import EventId, MissionId, Party
from domain.mission.changing import RequestChange
from domain.mission.course_terms import TerminationClause
from domain.mission.events.delivering import DeliverableAccepted
from domain.mission.events.expenses import ExpenseApproved
from domain.mission.events.working import BreachRecorded
from domain.mission.signing import GiveConsent
from domain.mission.terms import ScopeChange
from domain.mission.working import StartMission
from tests.domain import every_command as commands
from tests.domain import mission_commands
from tests.domain.given import ACME, ANNE, CLIENT, CONSULTANT, MISSION, SYSTEM, UMBRELLA, Kind, Stream
from tests.domain.town import Town
from tests.domain.words import CLAUSES, SCOPE, said

INTERRUPTED, TAKEN, UNSIGNED = (MissionId(UUID(int=number)) for number in (0x5, 0x6, 0x7))
SILENT = replace(SCOPE, clauses=replace(CLAUSES, deemed_acceptance=True))
LATER, BEFORE = date(2026, 5, 4), date(2026, 2, 2)


def play_interrupted_missions(town: Town) -> None:
    """Play three more missions of the same consultant and client."""
    _sign(town)
    _work(town)
    _change(town)
    _judge(town)
    _end(town)
    _taken_over(town)
    _never_signed(town)


def _give(town: Town, command: Any, party: Party, on: date = LATER) -> None:
    assert town.give(command, party, MISSION, on), f"{command} was refused: {town.refused[-1]}"


def _event(town: Town, mission: MissionId, of: type[Any]) -> EventId:
    events = town.history.events[Stream(Kind.MISSION, mission)]
    return EventId(next(event.id for event in reversed(events) if isinstance(event.data, of)))


def _sign(town: Town) -> None:
    need, propose, _, scope, _, verify = commands.of_scoping(INTERRUPTED, ACME, ANNE, SILENT)
    consent, sign, _, _ = commands.of_signing(INTERRUPTED)
    command, derogation, _ = mission_commands.of_papers(INTERRUPTED)
    for given, party in (
        *((need, CLIENT), (propose, CONSULTANT), (derogation, UMBRELLA), (scope, CONSULTANT)),
        *((verify, UMBRELLA), (command, UMBRELLA), (consent, CONSULTANT), (sign, CLIENT), (sign, UMBRELLA)),
    ):
        _give(town, given, party, SCOPE.starts_on)


def _work(town: Town) -> None:
    start, _, _, _, _, claim, approve, *_ = commands.of_work(INTERRUPTED)
    _give(town, start, CONSULTANT)
    _give(town, claim, CONSULTANT)
    _give(town, approve, UMBRELLA)
    reverse, *_ = mission_commands.of_correcting(INTERRUPTED, _event(town, INTERRUPTED, ExpenseApproved))
    known = sorted(town.history.state_of(Stream(Kind.CLIENT, ACME)).contacts)
    suspend, resume, contact = mission_commands.of_pausing(INTERRUPTED, known[0])
    for given, party in ((reverse, UMBRELLA), (suspend, CONSULTANT), (resume, CLIENT), (contact, CLIENT)):
        _give(town, given, party)
    for ask in ("A1", "A2"):
        _give(town, mission_commands.of_asking(INTERRUPTED, ask)[0], SYSTEM)
    _give(town, mission_commands.of_asking(INTERRUPTED, "A1")[1], SYSTEM)
    _give(town, mission_commands.of_asking(INTERRUPTED, "A2")[2], SYSTEM)
    for ask, end in (("A1", 1), ("A2", 2)):
        asked = mission_commands.of_asking_outside(ask=ask)
        _give(town, asked[0], SYSTEM)
        _give(town, asked[end], SYSTEM)


def _change(town: Town) -> None:
    words, longer = said("more time"), ScopeChange(ends_on=date(2026, 7, 31))
    for change in ("C1", "C2"):
        asked = RequestChange(mission=INTERRUPTED, change=change, what=words, why=words, effect=longer)
        _give(town, asked, CLIENT)
    _give(town, mission_commands.of_time_passing(INTERRUPTED, change="C1")[2], SYSTEM, date(2026, 6, 1))
    agree = commands.of_change(INTERRUPTED, "C2")[1]
    _give(town, agree, CONSULTANT)
    _give(town, agree, UMBRELLA)
    _give(town, GiveConsent(mission=INTERRUPTED, change="C2"), CONSULTANT)
    sign = commands.of_signing(INTERRUPTED, "C2")[1]
    _give(town, sign, CLIENT)
    _give(town, sign, UMBRELLA)


def _judge(town: Town) -> None:
    submit, accept, *_ = commands.of_delivery(INTERRUPTED)
    _give(town, submit, CONSULTANT)
    _give(town, mission_commands.of_time_passing(INTERRUPTED)[1], SYSTEM, date(2026, 6, 1))
    silent = town.history.mission(INTERRUPTED).handovers["D1"].answer
    assert silent is not None
    _give(town, mission_commands.of_correcting(INTERRUPTED, silent)[1], UMBRELLA)
    _give(town, accept, CLIENT)
    _give(
        town,
        mission_commands.of_correcting(INTERRUPTED, _event(town, INTERRUPTED, DeliverableAccepted))[1],
        CLIENT,
    )
    _give(town, mission_commands.of_a_share(INTERRUPTED), CLIENT)


def _end(town: Town) -> None:
    notice, end = mission_commands.of_an_early_end(INTERRUPTED, LATER)
    _give(town, notice, CLIENT)
    _give(town, end, CLIENT)


def _taken_over(town: Town) -> None:
    _give(town, mission_commands.of_taking_over(TAKEN), UMBRELLA)
    _give(town, mission_commands.of_papers(TAKEN, INTERRUPTED)[2], UMBRELLA)


def _never_signed(town: Town) -> None:
    need, propose, *_ = commands.of_scoping(UNSIGNED, ACME, ANNE)
    _give(town, need, CLIENT)
    _give(town, propose, CONSULTANT)
    _give(town, StartMission(mission=UNSIGNED, first_day=BEFORE), CONSULTANT)
    _give(town, mission_commands.of_time_passing(UNSIGNED)[0], SYSTEM)
    _give(town, mission_commands.of_correcting(UNSIGNED, _event(town, UNSIGNED, BreachRecorded))[2], UMBRELLA)
    _give(
        town, mission_commands.of_an_early_end(UNSIGNED, LATER, TerminationClause.NEVER_SIGNED)[1], CONSULTANT
    )
