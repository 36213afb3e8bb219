"""The desk of a month and its register: one line for each consultant, and every total."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from domain.language import Audience, Party
from domain.mission.terms import Trigger
from domain.paymonth.events import ActivityReturned, StatementDelivered
from domain.paymonth.follow_up_events import ActivityMissing
from projections.month_desk import MONTH_DESK, Line, Step
from projections.payroll_register import PAYROLL_REGISTER
from tests.domain.pay import REPORTED, approved, computed, payslip, transferred
from tests.projections.life import (
    ANNE,
    DOCUMENT,
    LATE,
    event_id,
    issue_invoice,
    receive_payment,
    record_events,
    sealed_text,
    view_rows,
)

TODAY = date(2026, 4, 5)
BILL = replace(issue_invoice("F-1", "2026-03", Trigger.APPROVED_DAYS, 300_000), issued_on=date(2026, 3, 31))
STATEMENT = StatementDelivered(
    received=0,
    management_fee=0,
    expenses=0,
    levies=0,
    net_pay=0,
    business_contribution=0,
    opening=0,
    closing=0,
    document=DOCUMENT,
)
SLIP = payslip()
COMPUTED = computed(SLIP, 0)
PAID = (REPORTED, approved(), COMPUTED, transferred(SLIP))


def desk_line(*events: Any) -> Line:
    (only,) = MONTH_DESK.show(view_rows(MONTH_DESK, record_events(*events), "2026-03"), TODAY).lines
    return only


@pytest.mark.parametrize(
    ("life", "lacks", "blocks"),
    [
        ((ActivityMissing(consultant=ANNE, month="2026-03", ground=LATE),), Step.REPORT, Party.CONSULTANT),
        ((REPORTED,), Step.APPROVAL, Party.UMBRELLA),
        (
            (REPORTED, ActivityReturned(report=event_id(0), reason=sealed_text())),  # type: ignore[arg-type]
            Step.REPORT_AGAIN,
            Party.CONSULTANT,
        ),
        ((REPORTED, approved()), Step.SALARY, Party.UMBRELLA),
        ((REPORTED, approved(), COMPUTED), Step.TRANSFER, Party.UMBRELLA),
        (PAID, Step.STATEMENT, Party.UMBRELLA),
        ((*PAID, STATEMENT, BILL), Step.PAYMENT, Party.CLIENT),
        ((*PAID, STATEMENT), None, None),
    ],
)
def test_the_first_thing_missing_names_who_blocks(
    life: tuple[Any, ...], lacks: Step | None, blocks: Party | None
) -> None:
    assert (desk_line(*life).lacks, desk_line(*life).blocks) == (lacks, blocks)


def test_a_line_holds_days_money_and_pay() -> None:
    one = desk_line(*PAID, BILL)
    assert (one.consultant, one.half_days, one.invoiced, one.received) == (ANNE, 7, 300_000, 0)
    assert one.gross is not None
    assert one.transferred_on is not None


def test_what_comes_in_stands_in_the_month_of_the_bank() -> None:
    events = record_events(*PAID, BILL, receive_payment("F-1", 360_000))  # received on 1 April
    (march,) = MONTH_DESK.show(view_rows(MONTH_DESK, events, "2026-03"), TODAY).lines
    (april,) = MONTH_DESK.show(view_rows(MONTH_DESK, events, "2026-04"), TODAY).lines
    assert (march.received, april.received) == (0, 300_000)


def test_the_register_keeps_every_line_and_adds_them_up() -> None:
    page = PAYROLL_REGISTER.show(view_rows(PAYROLL_REGISTER, record_events(*PAID), "2026-03"), TODAY)
    (salary,) = page.salaries
    slip = SLIP
    assert (page.month, page.gross, page.net_paid) == ("2026-03", slip.gross, slip.net_paid)
    assert salary.contributions == slip.contributions
    assert sum(one.amount for one in page.earnings) == slip.gross
    assert sum(one.employer for one in page.contributions) == slip.employer_contributions
    assert page.adds_up


@pytest.mark.parametrize("projection", [MONTH_DESK, PAYROLL_REGISTER])
@pytest.mark.parametrize("reader", [Audience.CLIENT, Audience.CONSULTANT])
def test_the_months_of_several_persons_are_the_back_offices_own(projection: Any, reader: Audience) -> None:
    page = projection.show(view_rows(projection, record_events(*PAID, BILL), "2026-03"), TODAY, reader)
    assert (page.month, getattr(page, "lines", ()), getattr(page, "salaries", ())) == (None, (), ())
