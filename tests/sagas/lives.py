"""The first acts of the missions in these tests: each act with its party, in an accepted order."""

from typing import Any

from domain.language import ConsultantId, MissionId
from domain.mission.terms import Scope
from tests.domain import every_command as commands
from tests.domain.given import ACME, ANNE, CLIENT, CONSULTANT, MISSION, UMBRELLA
from tests.domain.words import SCOPE

Steps = tuple[Any, ...]


def scoping_steps(
    mission: MissionId = MISSION, scope: Scope = SCOPE, consultant: ConsultantId = ANNE
) -> Steps:
    need, propose, _, agree, _, verify = commands.of_scoping(mission, ACME, consultant, scope)
    return ((need, CLIENT), (propose, CONSULTANT), (agree, CONSULTANT), (verify, UMBRELLA))


def signing_steps(
    mission: MissionId = MISSION, scope: Scope = SCOPE, consultant: ConsultantId = ANNE
) -> Steps:
    consent, sign, *_ = commands.of_signing(mission)
    return (
        *scoping_steps(mission, scope, consultant),
        *((consent, CONSULTANT), (sign, CLIENT), (sign, UMBRELLA)),
    )


def steps_to_work(
    mission: MissionId = MISSION, scope: Scope = SCOPE, consultant: ConsultantId = ANNE
) -> Steps:
    start = commands.of_work(mission)[0]
    return (*signing_steps(mission, scope, consultant), (start, CONSULTANT))


def month_steps(name: str) -> tuple[Any, ...]:
    """Return the acts of a month of pay, from the report to the delivery of the statement."""
    report, give_back, correct, approve, compute, transfer, deliver_statement = commands.of_pay(ANNE, name)
    return (
        *((report, CONSULTANT), (give_back, UMBRELLA), (correct, CONSULTANT), (approve, UMBRELLA)),
        *((compute, UMBRELLA), (transfer, UMBRELLA), (deliver_statement, UMBRELLA)),
    )
