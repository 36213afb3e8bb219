"""A whole mission from its need to its closing, with refusals on the way; and two abandoned missions."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from domain.commands import COMMAND_OF
from domain.language import ConsultantId, Kind, Level, MissionId, Party
from domain.mission.terms import Trigger
from tests.domain import company_commands, employment_commands
from tests.domain import every_command as commands
from tests.domain.given import ACME, ANNE, CLIENT, CONSULTANT, MISSION, STREAMS, SYSTEM, UMBRELLA
from tests.domain.interrupted_missions import play_interrupted_missions
from tests.domain.money_of_a_mission import play_money_of_a_mission
from tests.domain.town import AUDIT, Town, arrivals

CAMILLE, NOBODY_HIRED = ConsultantId(UUID(int=0xC)), ConsultantId(UUID(int=0xD))
DECLINED, ABANDONED = MissionId(UUID(int=0x3)), MissionId(UUID(int=0x4))

submit, accept, reserve, reject = commands.of_delivery(MISSION)
submit_2, accept_2, *_ = commands.of_delivery(MISSION, "D2")
need, propose, negotiate, scope, revise, verify = commands.of_scoping(MISSION, scope=AUDIT)
consent, sign, _, copy = commands.of_signing(MISSION)
consent_1, sign_1, *_ = commands.of_signing(MISSION, "C2")
start, reach, validate, review, acknowledge, claim, approve, _, contest, complete = commands.of_work(MISSION)
_, _, _, _, _, claim_2, _, decline_2, *_ = commands.of_work(MISSION, "E2", rebilled=False)
report, give_back, correct, approve_report, compute, transfer, send_statement = commands.of_pay(ANNE)
ask, _, decline, _ = commands.of_change(MISSION, "C0", commands.more(AUDIT, 1))
ask_1, *_ = commands.of_change(MISSION, "C1", commands.more(AUDIT, 1))
counter, agree, *_ = commands.of_change(MISSION, "C2", commands.more(AUDIT, 1), "C1")
ask_3, _, _, withdraw_3 = commands.of_change(MISSION, "C3", commands.more(AUDIT, 1))


def bills() -> list[Any]:
    dues = (
        (Trigger.SIGNATURE, "I1", 240_000),
        (Trigger.MILESTONE, "I2", 360_000),
        (Trigger.ACCEPTANCE, "I3", 600_001),
        (Trigger.ACCEPTANCE, "X1", 120_001),
        (Trigger.EXPENSE, "E1", 12_001),
    )
    return [
        command
        for number, (trigger, key, amount) in enumerate(dues, start=1)
        for command in commands.of_billing(
            MISSION, (trigger, key), f"F-{number:05d}", (f"VIR-{number}", amount)
        )
    ]


LIFE: tuple[Any, ...] = (
    *(need, propose, (negotiate, CLIENT), (negotiate, CONSULTANT), scope, revise, verify),
    *(consent, (sign, CLIENT), (start, CONSULTANT), (sign, UMBRELLA), copy),
    *(reach, validate, (review, CLIENT), (contest, CONSULTANT), claim, approve, claim_2, decline_2),
    *((ask, CLIENT), (decline, UMBRELLA), (ask_3, UMBRELLA), (withdraw_3, UMBRELLA)),
    *((ask_1, CLIENT), (counter, CONSULTANT), (agree, CLIENT), (agree, UMBRELLA)),
    *(consent_1, (sign_1, CLIENT), (sign_1, UMBRELLA)),
    *(submit, reject, submit, reserve, submit_2, accept_2),
    *(report, give_back, correct, approve_report, acknowledge),
    *((compute, SYSTEM), transfer, (send_statement, UMBRELLA)),
    *((complete, CONSULTANT), *bills()),
)


COMPANY: tuple[Any, ...] = (*company_commands.of_the_company(), *company_commands.of_a_watched_client())


def play_whole_mission() -> Town:
    """Return the town after the life above; each command in it must be accepted."""
    town = Town()
    for command in arrivals():
        assert town.give(command, UMBRELLA, MISSION)
    for step in LIFE:
        command, party = step if isinstance(step, tuple) else (step, min(COMMAND_OF[type(step)].by))
        assert town.give(command, party, MISSION), f"{command} was refused: {town.refused[-1]}"
    play_money_of_a_mission(town)
    _doubt_autonomy(town)
    _employ(town)
    for command in COMPANY:
        assert town.give(command, UMBRELLA, MISSION), f"{command} was refused: {town.refused[-1]}"
    play_interrupted_missions(town)
    _give_all(town, *((command, UMBRELLA) for command in commands.of_operations()))
    for mission, end, party in ((DECLINED, 0, UMBRELLA), (ABANDONED, 1, CONSULTANT)):
        _given_up(town, mission, end, party)
    return town


def _doubt_autonomy(town: Town) -> None:
    """The client imposes hours: a measure, then a dismissal by two persons; then the signal of one client."""
    evidence, doubt, _, _, review, share, length = commands.of_autonomy(MISSION)
    _give_all(town, (evidence, CLIENT), (doubt, CONSULTANT))
    (signal,) = town.history.mission().autonomy.signals
    mitigate, dismiss = commands.of_autonomy(MISSION, ACME, signal)[2:4]
    _give_all(town, (mitigate, CONSULTANT), (dismiss, UMBRELLA), (share, SYSTEM), (review, UMBRELLA))
    _give_all(town, (length, SYSTEM))


def _employ(town: Town) -> None:
    """Anne has a fixed-term contract too, and all that goes with it; Camille is hired and leaves."""
    *_, request, _, opened, closed = employment_commands.of_care()
    *developed, _ = employment_commands.of_development()
    _give_all(town, *((command, UMBRELLA) for command in employment_commands.of_a_fixed_term()))
    _give_all(town, *((command, UMBRELLA) for command in employment_commands.of_care()[:2]))
    _give_all(
        town,
        *((command, CONSULTANT) for command in employment_commands.of_care()[2:4]),
        (request, CONSULTANT),
    )
    _give_all(town, (opened, UMBRELLA), (closed, UMBRELLA), *((command, CONSULTANT) for command in developed))
    care = town.history.state_of(STREAMS[Kind.CONSULTANT]).care
    (request_id,), (plan,) = care.interview_requests, care.plans
    interview, review = (
        employment_commands.of_care(ANNE, request_id)[5],
        employment_commands.of_development(ANNE, plan)[5],
    )
    _give_all(town, (interview, UMBRELLA), (review, UMBRELLA))
    register, qualify, classify, *_ = commands.of_a_consultant(CAMILLE)
    hired = (register, qualify, replace(classify, level=Level.EXPERT))
    left = (*employment_commands.of_hiring_by_days(CAMILLE), *employment_commands.of_leaving(CAMILLE))
    _give_all(town, *((command, UMBRELLA) for command in (*hired, *left)))
    unknown = commands.of_a_consultant(NOBODY_HIRED)[0]
    _give_all(
        town, *((command, UMBRELLA) for command in (unknown, employment_commands.of_leaving(NOBODY_HIRED)[2]))
    )


def _give_all(town: Town, *steps: tuple[Any, Party]) -> None:
    for command, party in steps:
        assert town.give(command, party, MISSION), f"{command} was refused: {town.refused[-1]}"


def _given_up(town: Town, mission: MissionId, end: int, party: Party) -> None:
    assert town.give(commands.of_scoping(mission, ACME)[0], CLIENT, MISSION)
    assert town.give(commands.of_giving_up(mission)[end], party, MISSION)
