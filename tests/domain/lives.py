"""A list of numbers, lived: each number is a mission, a party, an act, now and then a while that passes.

Most numbers pick an act that is possible now, so that lives get somewhere; some pick any act by any party,
which is refused as often as not. Each act is tried twice.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from domain.language import MissionId, Party
from domain.orders import ORDER_NAMED, ORDER_OF
from domain.world import FACTS
from tests.domain import every_order as orders
from tests.domain.given import MISSION, OTHER_MISSION, TODAY
from tests.domain.town import LATER_MISSION, Town, acts, arrivals
from tests.domain.vocabulary import around

SCOPING = len(orders.of_scoping())
PARTIES = (Party.CLIENT, Party.CONSULTANT, Party.UMBRELLA, Party.SYSTEM)
PLACES = (MISSION, OTHER_MISSION, MISSION, OTHER_MISSION, MISSION, OTHER_MISSION, MISSION, LATER_MISSION)
WHILES = (1, 8, 31, 366)  # days
LATE_HIRES = 4
TEMPERS = 3

NO_ORDER_STATES = {"RefusalRecorded"}
"""A refusal is written by whoever asked `decide`."""

NOW_AND_THEN = {
    # what may be done for ever
    *("RecordEvidence", "RaiseSignal", "ReviewSingleClient", "RecordInvoiceStatus", "ApplyPenalty"),
    *("RecordClientInsolvency", "LodgeClaim", "GrantAdvance", "ReturnSalaryPayment", "ReallocatePayment"),
    *("ChargeLevy", "CorrectSalary", "IssueCreditNote", "ReversePayment", "WriteOffReceivable"),
    *("SuspendMission", "ResumeMission", "ReplaceMissionContact", "ReviseScope", "ReviewProgress"),
    *("ContestRecord", "ReturnActivity", "CorrectActivity", "WithdrawChange", "DeclineChange"),
    # what ends a life early
    *("DeclineMission", "AbandonMission", "TerminateMission", "EndEmployment", "LapseGuarantee"),
    *("LapseInsurance", "RequestErasure"),
}


class Reach:
    """What many lives reached: how often each order was accepted, each refusal answered, each fact stated."""

    def __init__(self) -> None:
        self.lives = 0
        self.accepted: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.facts: Counter[str] = Counter()

    def note(self, town: Town) -> None:
        """Count one more life."""
        self.lives += 1
        self.accepted += town.accepted
        self.refused.update(town.refused)
        self.facts.update(type(fact.data).__name__ for fact in town.facts())

    def missing(self) -> set[str]:
        """Return the orders that no life had accepted, and the facts that none holds."""
        facts = {fact.__name__ for fact in FACTS.values()} - NO_ORDER_STATES
        return (ORDER_NAMED.keys() - self.accepted.keys()) | (facts - self.facts.keys())

    def tell(self, place: Path) -> None:
        """Write the report, the rarest first."""
        parts = (("accepted", self.accepted), ("refused", self.refused), ("facts", self.facts))
        lines = [f"{self.lives} lives; never reached: {', '.join(sorted(self.missing())) or 'nothing'}"]
        for name, counted in parts:
            lines += ["", name, *(f"{count:>9}  {what}" for what, count in reversed(counted.most_common()))]
        place.parent.mkdir(exist_ok=True)
        place.write_text("\n".join(lines) + "\n", encoding="utf-8")


def lived(choices: Sequence[int], *, one: bool = False) -> Town:
    """Return the town after a life; the first number says who is hired late, the last how eventful it is."""
    town, eventful = Town(one), choices[-1] % TEMPERS
    for order in arrivals(hired=choices[0] % LATE_HIRES > 0):
        town.give(order, Party.UMBRELLA, MISSION)
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
    order, party = possible[turn % len(possible)], PARTIES[turn // 97 % len(PARTIES)]
    _twice(town, dated(order, _passed(town, turn)), party, mission)


def _something_around(town: Town, mission: MissionId, turn: int) -> None:
    """Something around the mission; of every four, once some time passes."""
    if turn % 4 == 0:
        town.day += timedelta(days=WHILES[turn // 4 % len(WHILES)])
    _something_possible(town, around(town, mission), mission, turn)


def _something_possible(town: Town, possible: Sequence[Any], mission: MissionId, turn: int) -> None:
    start = turn % len(possible)
    for order in (*possible[start:], *possible[:start]):
        parties = sorted(ORDER_OF[type(order)].by)
        name, party = type(order).__name__, parties[turn % len(parties)]
        if name in NOW_AND_THEN and turn % 4 > 0:
            continue
        if _twice(town, dated(order, _passed(town, turn)), party, mission):
            return


def _twice(town: Town, order: Any, party: Party, mission: MissionId) -> bool:
    if not town.give(order, party, mission, town.day):
        return False
    town.give(order, party, mission, town.day)
    return True


def _passed(town: Town, turn: int) -> timedelta:
    """One order in two speaks of today, the other of the first days."""
    return town.day - TODAY if turn // 8 % 2 else timedelta()


def dated(order: Any, later: timedelta) -> Any:
    """Return an order with its days moved by what has passed since the first day."""
    days = {field.name: getattr(order, field.name) for field in fields(order)}
    moved = {name: day + later for name, day in days.items() if isinstance(day, date)}
    return replace(order, **moved) if later and moved else order
