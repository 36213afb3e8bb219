"""The money of a mission: invoices partly paid, moved, reversed, credited, lost; pay corrected."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from domain.language import ConsultantId, MissionId, Party
from domain.mission.invoice_state import Reminder
from domain.mission.terms import Trigger
from tests.domain import every_command as commands
from tests.domain import money_commands as money
from tests.domain.given import ACME, ANNE, CLIENT, CONSULTANT, MISSION, SYSTEM, UMBRELLA
from tests.domain.town import AUDIT, Town

OWING, EMILE = MissionId(UUID(int=0x8)), ConsultantId(UUID(int=0xE))
AUGUST, SEPTEMBER = "2026-08", "2026-09"


def play_money_of_a_mission(town: Town) -> None:
    """Play the invoices of one more mission, and two months of pay."""
    _sign(town)
    _follow_invoices(town)
    _collect(town)
    _pay(town)
    _taken_over(town)


def _give(town: Town, command: Any, party: Party = UMBRELLA) -> None:
    assert town.give(command, party, MISSION), f"{command} was refused: {town.refused[-1]}"


def _sign(town: Town) -> None:
    need, propose, _, scope, _, verify = commands.of_scoping(OWING, ACME, ANNE, AUDIT)
    consent, sign, *_ = commands.of_signing(OWING)
    start, reach, validate, *_ = commands.of_work(OWING)
    for command, party in ((need, CLIENT), (propose, CONSULTANT), (scope, CONSULTANT), (verify, UMBRELLA)):
        _give(town, command, party)
    for command, party in ((consent, CONSULTANT), (sign, CLIENT), (sign, UMBRELLA), (start, CONSULTANT)):
        _give(town, command, party)
    _give(town, reach, CONSULTANT)
    _give(town, validate, CLIENT)


def _follow_invoices(town: Town) -> None:
    """Invoice in December with payment due at the end of the year, so late by the second of March."""
    for due in ((Trigger.SIGNATURE, "I1"), (Trigger.MILESTONE, "I2")):
        bill = commands.of_billing(OWING, due)[0]
        _give(town, replace(bill, series="L", issued_on=date(2025, 12, 1)))
    *_, part = commands.of_billing(OWING, number="L-00001", payment=("BNQ-1", 100_000))
    _give(town, replace(part, received_on=date(2026, 2, 20)))
    _, cashed, remind, penalty, filed = money.of_following(OWING, "L-00001")
    for code in (200, 203, 204, 205, 207, 210, 211, 213):
        _give(town, money.of_following(OWING, "L-00001", code)[0])
    for command in (cashed, replace(remind, reminder=Reminder.FORMAL_NOTICE), penalty):
        _give(town, command)
    _give(town, filed, SYSTEM)


def _collect(town: Town) -> None:
    _, move, reverse, penalty, insolvent, lodge, lost = money.of_collecting(
        OWING, "L-00001", "BNQ-1", "L-00002"
    )
    credit, *_ = money.of_collecting(OWING, "L-00002")
    _give(town, penalty, CLIENT)
    for command in (move, credit, reverse, insolvent, lodge, lost):
        _give(town, command)


def _pay(town: Town) -> None:
    report, _, _, _, compute, transfer, _ = commands.of_pay(ANNE, AUGUST, (OWING,))
    _, _, _, returned, declare, settle, begin = money.of_later_pay(ANNE, AUGUST)
    _give(town, begin, SYSTEM)
    _give(town, report, CONSULTANT)
    for command in (compute, transfer, returned, transfer, declare, settle):
        _give(town, command)
    missing, advance, correct, *_ = money.of_later_pay(ANNE, SEPTEMBER, AUGUST, OWING)
    _give(town, replace(missing, month="2026-01"), SYSTEM)
    _give(town, advance)
    _give(town, correct)


def _taken_over(town: Town) -> None:
    _give(town, commands.of_a_consultant(EMILE)[0])
    for command in money.of_the_account(EMILE):
        _give(town, command)
