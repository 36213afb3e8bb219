"""One plausible command of each kind about money: invoices followed and corrected, pay corrected."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from domain.account.balance_and_levies import ChargeLevy, GrantProspectingAllowance, PostOpeningBalance
from domain.account.events import Ledger, LevyKind, Posting
from domain.client.events import Proceedings
from domain.language import ConsultantId, Kind, MissionId, Month
from domain.mission.collecting import (
    ApplyPenalty,
    LodgeClaim,
    ReallocatePayment,
    RecordClientInsolvency,
    ReversePayment,
    WriteOffReceivable,
)
from domain.mission.crediting import IssueCreditNote
from domain.mission.events.billing import DocumentKind
from domain.mission.invoice_following import (
    ChargeLatePenalty,
    DeclareCashed,
    FileDocument,
    RecordInvoiceStatus,
    RemindPayment,
)
from domain.mission.invoice_state import Reminder
from domain.paymonth.correcting import CorrectSalary, GrantAdvance, ReturnSalaryPayment
from domain.paymonth.declaring import DeclareContributions, NoteMissingActivity, PayContributions
from domain.paymonth.month_opening import OpenPayMonth
from tests.domain.given import ANNE, DOCUMENT, MISSION, MONTH, TODAY, event_of
from tests.domain.words import of_anne, said

WHY = said("a mistake of ours")


def of_following(mission: MissionId = MISSION, number: str = "F-00001", code: int = 205) -> tuple[Any, ...]:
    about = {"mission": mission, "number": number}
    return (
        RecordInvoiceStatus(**about, code=code, role="BY", reason="AUTRE", text=WHY),
        DeclareCashed(**about),
        RemindPayment(**about, reminder=Reminder.BEFORE_DUE),
        ChargeLatePenalty(**about, until_on=TODAY),
        FileDocument(
            mission=mission, renders=event_of(Kind.MISSION, 1), kind=DocumentKind.INVOICE, document=DOCUMENT
        ),
    )


def of_collecting(
    mission: MissionId = MISSION, number: str = "F-00001", reference: str = "VIR-1", to: str = "F-00002"
) -> tuple[Any, ...]:
    return (
        IssueCreditNote(mission=mission, series="AV", issued_on=TODAY, invoice=number, reason=WHY),
        ReallocatePayment(
            mission=mission,
            reference=reference,
            from_number=number,
            to_number=to,
            amount=50_000,
            reallocated_on=TODAY,
            reason=WHY,
        ),
        ReversePayment(mission=mission, reference=reference, reversed_on=TODAY, reason=WHY),
        ApplyPenalty(mission=mission, amount=10_000, reason=WHY),
        RecordClientInsolvency(
            mission=mission,
            proceedings=Proceedings.LIQUIDATION,
            published_on=date(2026, 2, 1),
            document=DOCUMENT,
        ),
        LodgeClaim(mission=mission, lodged_on=TODAY, document=DOCUMENT),
        WriteOffReceivable(mission=mission, number=number, reason=WHY),
    )


def of_later_pay(
    consultant: ConsultantId = ANNE,
    month: Month = MONTH,
    of_month: Month = "2026-02",
    mission: MissionId | None = None,
) -> tuple[Any, ...]:
    whose = {"consultant": consultant, "month": month}
    return (
        NoteMissingActivity(**whose),
        GrantAdvance(**whose, amount=10_000),
        CorrectSalary(
            **whose,
            of_month=of_month,
            mission=mission,
            gross=10_000,
            employee_contributions=2_000,
            employer_contributions=4_000,
            reason=of_anne("a day was added"),
        ),
        ReturnSalaryPayment(**whose, returned_on=TODAY, reference="RET-1", reason="AC04"),
        DeclareContributions(**whose, reference="DSN-1", declared_on=date(2026, 4, 15)),
        PayContributions(**whose, reference="DSN-1", paid_on=date(2026, 4, 15)),
        OpenPayMonth(**whose),
    )


def of_the_account(consultant: ConsultantId = ANNE, month: Month = MONTH) -> tuple[Any, ...]:
    postings = (
        Posting(ledger=Ledger.RECEIVED, amount=-100_000),
        Posting(ledger=Ledger.RESERVE, amount=60_000),
        Posting(ledger=Ledger.AVAILABLE, amount=40_000),
    )
    whose = {"consultant": consultant, "month": month}
    return (
        PostOpeningBalance(**whose, postings=postings, document=DOCUMENT),
        ChargeLevy(**whose, levy=LevyKind.OCCUPATIONAL_HEALTH, amount=1_000),
        GrantProspectingAllowance(**whose, amount=20_000),
    )


def of_money() -> tuple[Any, ...]:
    return (*of_following(), *of_collecting(), *of_later_pay(), *of_the_account())


def of_invoice(
    mission: MissionId, number: str, others: Sequence[str], references: Sequence[str]
) -> list[Any]:
    """Return all plausible commands about one invoice, possible now or not."""
    found = [*of_following(mission, number)[:4], *of_collecting(mission, number)[3:]]
    credit = of_collecting(mission, number)[0]
    found += [credit, replace(credit, rebate=1_001)]
    for reference in references:
        for to in others:
            move = replace(of_collecting(mission, number, reference, to)[1], amount=1_001)
            found += [move, replace(move, from_number=None, amount=1)]
        found.append(of_collecting(mission, number, reference)[2])
    return found
