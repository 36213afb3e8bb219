"""An invoice series: one number after the other, none skipped, none dated before the last."""

from datetime import date
from uuid import UUID

import pytest

from domain.invoicing.bank import BankLineAllocated, allocate
from domain.invoicing.series import DatedBefore
from domain.language import Kind, MissionId, Stream, bank_line_stream, series_stream
from domain.mission.billing import Due, IssueInvoice
from domain.mission.money_refusals import LineExceeded, PaymentKnown
from domain.mission.terms import Trigger
from tests.domain.given import ALTO, MISSION, OTHER_MISSION, SERIES, given, within
from tests.domain.mission.test_billing import INVOICED, ISSUED_ON, REACHED
from tests.domain.people import EVERYONE
from tests.domain.words import (
    RUNNING,
    SIGNED,
)

LINE = bank_line_stream(ALTO, "VIR-1")
SIGNED_TOO = within(Stream(Kind.MISSION, OTHER_MISSION), *SIGNED)


def issuing(on: date, code: str = SERIES) -> IssueInvoice:
    due = (Due(trigger=Trigger.SIGNATURE, key="I1"),)
    return IssueInvoice(mission=OTHER_MISSION, series=code, issued_on=on, due=due)


def number(on: date, code: str = SERIES) -> str:
    answer = given(EVERYONE, RUNNING, REACHED, INVOICED, SIGNED_TOO).when(issuing(on, code)).answer()
    (allotted,) = answer[series_stream(ALTO, code)]
    return allotted.number


def test_numbers_follow_each_other_across_missions() -> None:
    assert number(ISSUED_ON) == "F-00002"


def test_each_series_counts_for_itself() -> None:
    assert number(ISSUED_ON, "G") == "G-00001"


def test_an_invoice_is_not_dated_before_the_last_of_its_series() -> None:
    day_before = date(2026, 3, 1)
    refusal = DatedBefore(series=SERIES, issued_on=day_before, last_on=ISSUED_ON)
    given(EVERYONE, INVOICED, SIGNED_TOO).when(issuing(day_before)).refused(refusal)


def part(amount: int, mission: MissionId = MISSION, total: int = 1_000) -> BankLineAllocated:
    return BankLineAllocated(
        reference="VIR-1", received_on=ISSUED_ON, total=total, mission=mission, amount=amount
    )


def test_bil_4_a_bank_line_is_shared_by_missions_each_once_and_never_beyond_its_whole() -> None:
    line = given(within(LINE, part(400), part(500, OTHER_MISSION))).history.state_of(LINE)
    assert (line.total, line.used) == (1_000, 900)
    third = MissionId(UUID(int=0x3))
    for amount in (99, 100):
        assert allocate(line, part(amount, third)) == part(amount, third)
    for wrong in (part(101, third), part(1, third, total=1_001), part(1, third, total=999)):
        with pytest.raises(LineExceeded) as said:
            allocate(line, wrong)
        assert said.value == LineExceeded(reference="VIR-1", total=1_000, used=900, asked=wrong.amount)
    with pytest.raises(PaymentKnown):
        allocate(line, part(1))


def test_the_number_and_the_invoice_stand_in_one_decision() -> None:
    answer = given(EVERYONE, SIGNED_TOO).when(issuing(ISSUED_ON)).answer()
    assert {stream.kind for stream in answer} == {Kind.MISSION, Kind.SERIES}
