"""The commands around a mission that `acts` of the town leaves out.

An event, a number or a day in a command is one that exists in the town, so that the command may be
accepted. Most of them are still refused.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from domain.account.events import Ledger
from domain.cents_and_months import add_months, last_of_month
from domain.client.client_changes import RecordInsolvency
from domain.language import EventId, Kind, Level, MissionId, Stream, account_stream
from domain.mission.course_terms import TerminationClause
from domain.mission.ending import CompleteMission
from domain.mission.events.billing import DocumentKind
from domain.mission.invoice_following import FileDocument
from domain.mission.mission import Mission
from domain.mission.terms import ScopeChange
from tests.domain import company_commands, employment_commands, mission_commands
from tests.domain import every_command as commands
from tests.domain import money_commands as money
from tests.domain.given import ALTO, DOCUMENT
from tests.domain.town import CLIENTS, MISSIONS, MONTHS, Town
from tests.domain.words import FIRST_DAY, LAST_DAY

CODES = (200, 203, 204, 205, 207, 210, 211, 213)
LONGER = ScopeChange(ends_on=date(2026, 12, 31))
UMBRELLA = Stream(Kind.UMBRELLA, ALTO)


def around(town: Town, mission: MissionId) -> list[Any]:
    """Return all plausible commands around a mission, possible today or not."""
    return [
        *_of_the_company(town, mission),
        *_of_the_client(town, mission),
        *_of_the_consultant(town, mission),
        *_of_the_mission(town, mission),
        *_of_its_money(town, mission),
        *commands.of_operations(),
    ]


def _of_the_company(town: Town, mission: MissionId) -> Iterator[Any]:
    """Controls, disputes and their holds; guarantees and insurances that lapse and are renewed."""
    company = town.history.state_of(UMBRELLA)
    yield from commands.of_the_umbrella()[2:5]
    for guarantee in company.guarantees:
        yield from company_commands.of_the_company(mission, guarantee.guarantor)
    for insurance in company.insurances:
        yield company_commands.of_the_company(mission, policy_number=insurance.policy_number)[-1]


def _of_the_client(town: Town, mission: MissionId) -> Iterator[Any]:
    client = town.history.state_of(Stream(Kind.CLIENT, CLIENTS[mission]))
    for contact in sorted(client.contacts, key=str):
        successor, *watched = company_commands.of_a_watched_client(CLIENTS[mission], contact)
        yield from (successor, *(command for command in watched if not isinstance(command, RecordInsolvency)))
        yield mission_commands.of_pausing(mission, contact)[2]
    yield company_commands.of_a_watched_client(CLIENTS[mission])[3]


def _of_the_consultant(town: Town, mission: MissionId) -> Iterator[Any]:
    """Hiring, renewal, care, development, leaving, erasure."""
    consultant = town.consultant(mission)
    care = town.history.state_of(Stream(Kind.CONSULTANT, consultant)).care
    yield replace(commands.of_a_consultant(consultant)[2], level=Level.EXPERT)
    yield from employment_commands.of_hiring_by_days(consultant)
    yield from commands.of_a_consultant(consultant)
    *fixed_term, postponed = employment_commands.of_a_fixed_term(consultant, mission)
    yield from (*fixed_term, postponed)
    yield replace(postponed, agreed_on=FIRST_DAY, ends_on=add_months(LAST_DAY, 2))
    yield from employment_commands.of_care(consultant, next(iter(care.interview_requests), None))
    yield from employment_commands.of_development(consultant, next(iter(care.plans), None))
    yield from employment_commands.of_leaving(consultant, town.missions_of(consultant))
    yield from mission_commands.of_asking_outside(str(Stream(Kind.CONSULTANT, consultant)))


def _of_the_mission(town: Town, mission: MissionId) -> Iterator[Any]:
    state = town.history.mission(mission)
    others = [other for other in MISSIONS if other != mission]
    yield commands.of_signing(mission)[2]
    yield mission_commands.of_taking_over(mission, CLIENTS[mission], town.consultant(mission))
    yield from (mission_commands.of_papers(mission, other)[2] for other in others)
    yield from (mission_commands.of_time_passing(mission)[0], *_of_answers_awaited(mission, state))
    yield from _of_corrections(mission, state)
    yield from commands.of_change(mission, "C3", LONGER)[:2]
    yield from commands.of_signing(mission, "C3")[:2]
    for clause in TerminationClause:
        yield from mission_commands.of_an_early_end(mission, town.day, clause)
    yield from commands.of_giving_up(mission)
    for month in state.half_days:
        yield CompleteMission(mission=mission, completed_on=last_of_month(date.fromisoformat(f"{month}-28")))


def _of_answers_awaited(mission: MissionId, state: Mission) -> Iterator[Any]:
    yield from (mission_commands.of_time_passing(mission, deliverable=key)[1] for key in state.handovers)
    yield from (mission_commands.of_time_passing(mission, change=key)[2] for key in state.changes)


def _of_corrections(mission: MissionId, state: Mission) -> Iterator[Any]:
    for key, claim in state.claims.items():
        if claim.answer is not None:
            yield mission_commands.of_correcting(mission, claim.answer, key)[0]
    for handover in state.handovers.values():
        if handover.answer is not None:
            yield mission_commands.of_correcting(mission, handover.answer)[1]
    for breach in state.breaches:
        yield mission_commands.of_correcting(mission, breach)[2]


def _of_its_money(town: Town, mission: MissionId) -> Iterator[Any]:
    """Invoices late, lost or filed; the opening balance of the account, and prospecting allowances."""
    state, consultant = town.history.mission(mission), town.consultant(mission)
    for number, invoice in state.invoices.items():
        yield from (money.of_following(mission, number, code)[0] for code in CODES)
        yield money.of_following(mission, number)[3]
        yield money.of_collecting(mission, number)[6]
        renders = EventId(invoice.event_id)
        yield FileDocument(mission=mission, renders=renders, kind=DocumentKind.INVOICE, document=DOCUMENT)
    yield from money.of_collecting(mission)[4:6]
    for month in (*MONTHS, f"{town.day:%Y-%m}"):
        yield from money.of_later_pay(consultant, month, MONTHS[0], mission)
        opening, _, allowance = money.of_the_account(consultant, month)
        yield opening
        reserve = town.history.state_of(account_stream(consultant)).balance_of(Ledger.RESERVE)
        if reserve:
            yield allowance
