"""Random lives from a list of numbers: each number gives a mission, a party, an act, and elapsed time.

Most numbers pick an act that is possible now, so that a life progresses. Some pick any act by any party,
which is often refused. Each act is given twice, to test that a repetition is harmless.
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
from tests.domain.other_acts import around
from tests.domain.town import LATER_MISSION, Town, acts, arrivals

SCOPING = len(commands.of_scoping())
PARTIES = (Party.CLIENT, Party.CONSULTANT, Party.UMBRELLA, Party.SYSTEM)
PLACES = (MISSION, OTHER_MISSION, MISSION, OTHER_MISSION, MISSION, OTHER_MISSION, MISSION, LATER_MISSION)
WHILES = (1, 8, 31, 366)  # days
LATE_HIRES = 2
TEMPERS = 3

NOW_AND_THEN = {
    # acts that are always possible
    *("RecordEvidence", "RaiseSignal", "ReviewSingleClient", "RecordInvoiceStatus", "ApplyPenalty"),
    *("RecordClientInsolvency", "GrantAdvance", "ReturnSalaryPayment"),
    *("ChargeLevy", "CorrectSalary", "IssueCreditNote", "ReversePayment", "WriteOffReceivable"),
    *("SuspendMission", "ResumeMission", "ReplaceMissionContact", "ReviseScope", "ReviewProgress"),
    *("ContestRecord", "ReturnActivity", "CorrectActivity", "WithdrawChange", "DeclineChange"),
    # acts that end a life early
    *("DeclineMission", "AbandonMission", "TerminateMission", "EndEmployment", "LapseGuarantee"),
    *("LapseInsurance", "RequestErasure"),
}


def play_life(choices: Sequence[int], *, one: bool = False) -> Town:
    """Return the town after a life; the first number sets late hires, the last the share of side events."""
    town, eventful = Town(one), choices[-1] % TEMPERS
    for command in arrivals(hired=choices[0] % LATE_HIRES > 0):
        town.give(command, Party.UMBRELLA, MISSION)
    for choice in choices:
        mission, whim, step = PLACES[choice % 8], choice // 8 % 8, choice // 64
        if whim == 0:
            _anything(town, mission, step)
        elif whim <= eventful:
            _something_around(town, mission, step)
        else:
            known = town.history.mission(mission).scope is not None
            _something_possible(town, acts(town, mission)[: None if known else SCOPING], mission, step)
    return town


def _anything(town: Town, mission: MissionId, step: int) -> None:
    possible = [*acts(town, mission), *around(town, mission)]
    command, party = possible[step % len(possible)], PARTIES[step // 97 % len(PARTIES)]
    _twice(town, shift_days(command, _shift_of(town, step)), party, mission)


def _something_around(town: Town, mission: MissionId, step: int) -> None:
    """Give a command around the mission; one time in four, some time passes first."""
    if step % 4 == 0:
        town.day += timedelta(days=WHILES[step // 4 % len(WHILES)])
    _something_possible(town, around(town, mission), mission, step)


def _something_possible(town: Town, possible: Sequence[Any], mission: MissionId, step: int) -> None:
    start = (
        step // 4 % len(possible)
    )  # the remainder by four decides whether a command of NOW_AND_THEN is given
    for command in (*possible[start:], *possible[:start]):
        parties = sorted(COMMAND_OF[type(command)].by)
        name, party = type(command).__name__, parties[step % len(parties)]
        if name in NOW_AND_THEN and step % 4 > 0:
            continue
        if _twice(town, bring_forward(town.day, shift_days(command, _shift_of(town, step))), party, mission):
            return


def _twice(town: Town, command: Any, party: Party, mission: MissionId) -> bool:
    if not town.give(command, party, mission, town.day):
        return False
    town.give(command, party, mission, town.day)
    return True


def _shift_of(town: Town, step: int) -> timedelta:
    """Return the shift of a command's days: one command in two is about today, the others the first days."""
    return town.day - TODAY if step // 8 % 2 else timedelta()


def bring_forward(today: date, command: Any) -> Any:
    """Return a command without future days in the past tense: such a day becomes today."""
    ahead = {name: today for name, day in iter_days_happened(command) if day > today and "." not in name}
    return replace(command, **ahead) if ahead else command


def shift_days(command: Any, later: timedelta) -> Any:
    """Return a command with its days moved by the time since the first day."""
    days = {field.name: getattr(command, field.name) for field in fields(command)}
    moved = {name: day + later for name, day in days.items() if isinstance(day, date)}
    return replace(command, **moved) if later and moved else command
