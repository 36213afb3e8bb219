"""Compliance: given decisions and breaches, then each condition of the chapter with its last answer."""

from datetime import date
from typing import Any

from msgspec.structs import replace

from domain.consultant.employment_terms import ContractKind, EmploymentClauses
from domain.consultant.events.hiring import EmploymentContractConcluded
from domain.language import Audience, EventId
from domain.law.contract import COM_4
from domain.law.pay import DEF_3
from domain.law.recourse import REC_1
from domain.mission.events.working import BreachCured
from domain.paymonth.events import ActivityApproved
from domain.record import Answer
from projections.compliance import COMPLIANCE, ComplianceView
from tests.projections.life import (
    BROKEN,
    DOCUMENT,
    NEEDED,
    SCOPED,
    UMBRELLA,
    VERIFIED,
    event_id,
    record_events,
    view_rows,
)

TODAY = date(2026, 4, 1)
CHECKED = replace(
    VERIFIED, grounds=(COM_4.make_ground(met=True, items=9), REC_1.make_ground(met=True, ground="x"))
)


def show_page(*events: Any, reader: Audience | None = None) -> ComplianceView:
    return COMPLIANCE.show(view_rows(COMPLIANCE, record_events(NEEDED, *events)), TODAY, reader)


def test_a_condition_shows_its_last_answer_by_whom_when_and_under_which_version() -> None:
    checks = {check.rule: check for check in show_page(SCOPED, CHECKED).checks}
    assert checks.keys() == {"COM-4", "REC-1"}
    check = checks["REC-1"]
    assert (check.answer, check.party, check.times_asked) == (Answer.MET, UMBRELLA, 2)
    assert (check.article, check.version, check.fact) == ("L1254-3", REC_1.since, event_id(2))


def test_unchecked_conditions_are_shown_only_to_a_reader_of_the_whole_file() -> None:
    whole = show_page(CHECKED)
    unchecked = {one.rule for one in whole.unchecked}
    assert {"COM-1", "EPS-2"} <= unchecked
    assert {"COM-4", "REC-1"} & unchecked == set()
    assert show_page(CHECKED, reader=Audience.CLIENT).unchecked == ()


def test_what_was_broken_was_looked_at() -> None:
    assert {"COM-1"} & {one.rule for one in show_page(BROKEN).unchecked} == set()


def test_what_a_month_of_pay_asked_is_found_with_its_consultant() -> None:
    ground = DEF_3.make_ground(met=True, gross="300000")
    approved = ActivityApproved(report=EventId(event_id(0)), grounds=(ground,))
    first, month = record_events(NEEDED, approved)
    shown = COMPLIANCE.show(view_rows(COMPLIANCE, [first, month]), TODAY)
    assert [(check.rule, check.fact) for check in shown.checks] == [("DEF-3", month.id)]
    assert "DEF-3" not in {one.rule for one in shown.unchecked}


def test_the_conditions_of_the_other_contract_of_employment_do_not_apply() -> None:
    clauses = EmploymentClauses(
        pay_method=True,
        expenses_method=True,
        competences=True,
        paid_leave=True,
        pension_and_welfare_bodies=True,
        activity_report_monthly=True,
        guarantor=True,
    )
    hired = EmploymentContractConcluded(
        kind=ContractKind.OPEN_ENDED,
        starts_on=TODAY,
        ends_on=None,
        mission=None,
        clauses=clauses,
        document=DOCUMENT,
        grounds=(),
    )
    rules = {one.rule for one in show_page(CHECKED, hired).unchecked}
    assert not any(rule.startswith("CDD-") for rule in rules)
    assert any(rule.startswith("CDI-") for rule in rules)


def test_a_breach_stands_with_its_cure() -> None:
    cured = BreachCured(
        breach=EventId(event_id(1)), rule="COM-1", how="signed since", concerns_consultant=False
    )
    (open_,), (closed,) = show_page(BROKEN).breaches, show_page(BROKEN, cured).breaches
    assert (open_.rule, open_.article, open_.since, open_.how) == (
        "COM-1",
        "L1254-22",
        date(2026, 3, 11),
        None,
    )
    assert closed.how == "signed since"
    assert show_page(BROKEN, reader=Audience.CLIENT).breaches == ()


def test_it_bears_that_it_is_no_legal_opinion() -> None:
    assert show_page().notice.fr == "État du dossier, ne vaut pas avis juridique."
    assert show_page().notice.en == "State of the file, not legal advice."
