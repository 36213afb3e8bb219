"""How a life of the tests begins: acts possible one after the other, by those whose acts they are."""

from typing import Any

from domain.language import ConsultantId, MissionId
from domain.mission.terms import Scope
from tests.domain import every_command as commands
from tests.domain.given import ACME, ANNE, CLIENT, CONSULTANT, MISSION, UMBRELLA
from tests.domain.words import SCOPE

Steps = tuple[Any, ...]


def scoped(mission: MissionId = MISSION, scope: Scope = SCOPE, consultant: ConsultantId = ANNE) -> Steps:
    need, propose, _, agree, _, verify = commands.of_scoping(mission, ACME, consultant, scope)
    return ((need, CLIENT), (propose, CONSULTANT), (agree, CONSULTANT), (verify, UMBRELLA))


def signed(mission: MissionId = MISSION, scope: Scope = SCOPE, consultant: ConsultantId = ANNE) -> Steps:
    consent, sign, *_ = commands.of_signing(mission)
    return (
        *scoped(mission, scope, consultant),
        *((consent, CONSULTANT), (sign, CLIENT), (sign, UMBRELLA)),
    )


def at_work(mission: MissionId = MISSION, scope: Scope = SCOPE, consultant: ConsultantId = ANNE) -> Steps:
    start = commands.of_work(mission)[0]
    return (*signed(mission, scope, consultant), (start, CONSULTANT))


def month(name: str) -> tuple[Any, ...]:
    """The acts of a month: reported, returned, corrected, approved, computed, transferred, told."""
    report, give_back, correct, approve, compute, transfer, tell = commands.of_pay(ANNE, name)
    return (
        *((report, CONSULTANT), (give_back, UMBRELLA), (correct, CONSULTANT), (approve, UMBRELLA)),
        *((compute, UMBRELLA), (transfer, UMBRELLA), (tell, UMBRELLA)),
    )
