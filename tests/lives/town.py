"""The town of the run, from a seed: its parties, and the missions that they will agree."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import NAMESPACE_URL, UUID, uuid5

from adapters.engine.clock import PARIS
from adapters.scenarios.generated_documents import hash_document, make_siren
from domain.language import Role, client_id_of, umbrella_id_of

FIRST_DAY = date(2026, 1, 5)
LAST_DAY = 90
MISSIONS_A_DAY = 10
MISSIONS_A_CLIENT = 20
MISSIONS_A_CONSULTANT = 2
FIXED_TERMS = 5
"""One consultant of so many has a fixed-term contract for each mission, the others an open-ended one."""
OFFICE = {"lea": Role.DIRECTOR, "max": Role.ADVISER, "ida": Role.PAYROLL}


@dataclass(frozen=True)
class Agreed:
    """The terms of one mission, before any event of it."""

    number: int
    mission: UUID
    siren: str
    consultant: UUID
    needed_on: date
    starts_on: date
    price: int
    fixed_term: bool
    chance: Random

    @property
    def ends_on(self) -> date:
        return self.starts_on + timedelta(days=LAST_DAY)

    @property
    def client(self) -> UUID:
        return client_id_of(self.siren)

    def paper(self, *of: object) -> str:
        """Return the hash of a document of this mission."""
        return hash_document("lives", self.number, *of)


class Town:
    """So many missions, which begin some days apart; each client has many, each consultant two."""

    def __init__(self, seed: int, missions: int) -> None:
        self.seed = seed
        self.siren = make_siren(900_000_00 + seed % 1_000)
        self.umbrella = umbrella_id_of(self.siren)
        self.missions = [self._plan_mission(number) for number in range(missions)]
        self.clients = sorted({agreed.siren for agreed in self.missions})
        self.consultants = list(dict.fromkeys(agreed.consultant for agreed in self.missions))

    def _plan_mission(self, number: int) -> Agreed:
        chance = Random(f"{self.seed}/{number}")
        needed_on = FIRST_DAY + timedelta(days=3 + number // MISSIONS_A_DAY)
        consultant = number // MISSIONS_A_CONSULTANT
        return Agreed(
            number=number,
            mission=self._identity("mission", number),
            siren=make_siren(500_000_00 + self.seed % 1_000 * 1_000 + number // MISSIONS_A_CLIENT),
            consultant=self._identity("consultant", consultant),
            needed_on=needed_on,
            starts_on=needed_on + timedelta(days=chance.randint(8, 20)),
            price=100_000 * chance.randint(60, 180),
            fixed_term=consultant % FIXED_TERMS == 0,
            chance=chance,
        )

    def _identity(self, *of: object) -> UUID:
        return uuid5(NAMESPACE_URL, "/".join(("jalon/lives", str(self.seed), *map(str, of))))


def morning(day: date) -> datetime:
    """Return eight o'clock in Paris."""
    return datetime.combine(day, time(8), PARIS)
