"""A list of numbers, lived: each number is a mission, a party, an act, now and then a while that passes.

Most numbers pick an act that is possible now, so that lives get somewhere; some pick any act by any party,
which is refused as often as not. Each act is tried twice.
"""

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any

from domain.command_definition import iter_days_happened
from domain.commands import COMMAND_OF
from domain.language import MissionId, Party
from tests.domain import every_command as commands
from tests.domain.given import MISSION, OTHER_MISSION, TODAY
from tests.domain.town import LATER_MISSION, Town, acts, arrivals
from tests.domain.other_acts import around

SCOPING = len(commands.of_scoping())
PARTIES = (Party.CLIENT, Party.CONSULTANT, Party.UMBRELLA, Party.SYSTEM)
PLACES = (MISSION, OTHER_MISSION, MISSION, OTHER_MISSION, MISSION, OTHER_MISSION, MISSION, LATER_MISSION)
WHILES = (1, 8, 31, 366)  # days
LATE_HIRES = 2
TEMPERS = 3

NOW_AND_THEN = {
    # what may be done for ever
    *("RecordEvidence", "RaiseSignal", "ReviewSingleClient", "RecordInvoiceStatus", "ApplyPenalty"),
    *("RecordClientInsolvency", "GrantAdvance", "ReturnSalaryPayment"),
    *("ChargeLevy", "CorrectSalary", "IssueCreditNote", "ReversePayment", "WriteOffReceivable"),
    *("SuspendMission", "ResumeMission", "ReplaceMissionContact", "ReviseScope", "ReviewProgress"),
    *("ContestRecord", "ReturnActivity", "CorrectActivity", "WithdrawChange", "DeclineChange"),
    # what ends a life early
    *("DeclineMission", "AbandonMission", "TerminateMission", "EndEmployment", "LapseGuarantee"),
    *("LapseInsurance", "RequestErasure"),
}


def lived(choices: Sequence[int], *, one: bool = False) -> Town:
    """Return the town after a life; the first number says who is hired late, the last how eventful it is."""
    town, eventful = Town(one), choices[-1] % TEMPERS
    for command in arrivals(hired=choices[0] % LATE_HIRES > 0):
        town.give(command, Party.UMBRELLA, MISSION)
    for choice in choices:
        mission, whim, turn = PLACES[choice % 8], choice // 8 % 8, choice // 64
        if whim == 0:
            _anything(town, mission, turn)
        elif whim <= eventful:
            _something_around(town, mission, turn)
        else:
            known = town.history.mission(mission).scope is not None
            _something_possible(town, acts(town, mission)[: None if known else SCOPING], mission, turn)
    return town


def _anything(town: Town, mission: MissionId, turn: int) -> None:
    possible = [*acts(town, mission), *around(town, mission)]
    command, party = possible[turn % len(possible)], PARTIES[turn // 97 % len(PARTIES)]
    _twice(town, dated(command, _passed(town, turn)), party, mission)


def _something_around(town: Town, mission: MissionId, turn: int) -> None:
    """Something around the mission; of every four, once some time passes."""
    if turn % 4 == 0:
        town.day += timedelta(days=WHILES[turn // 4 % len(WHILES)])
    _something_possible(town, around(town, mission), mission, turn)


def _something_possible(town: Town, possible: Sequence[Any], mission: MissionId, turn: int) -> None:
    start = turn // 4 % len(possible)  # what is left of the turn by four says what is done now and then
    for command in (*possible[start:], *possible[:start]):
        parties = sorted(COMMAND_OF[type(command)].by)
        name, party = type(command).__name__, parties[turn % len(parties)]
        if name in NOW_AND_THEN and turn % 4 > 0:
            continue
        if _twice(town, told_by(town.day, dated(command, _passed(town, turn))), party, mission):
            return


def _twice(town: Town, command: Any, party: Party, mission: MissionId) -> bool:
    if not town.give(command, party, mission, town.day):
        return False
    town.give(command, party, mission, town.day)
    return True


def _passed(town: Town, turn: int) -> timedelta:
    """One order in two speaks of today, the other of the first days."""
    return town.day - TODAY if turn // 8 % 2 else timedelta()


def told_by(today: date, command: Any) -> Any:
    """Return a command that tells of nothing to come: what happens later in it happens today."""
    ahead = {name: today for name, day in iter_days_happened(command) if day > today and "." not in name}
    return replace(command, **ahead) if ahead else command


def dated(command: Any, later: timedelta) -> Any:
    """Return a command with its days moved by what has passed since the first day."""
    days = {field.name: getattr(command, field.name) for field in fields(command)}
    moved = {name: day + later for name, day in days.items() if isinstance(day, date)}
    return replace(command, **moved) if later and moved else command
