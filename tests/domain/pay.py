"""The words of a month of pay: reports, payslips, and the events that follow from them."""

from datetime import date

from domain.account.events import EntryKind, EntryPosted, Ledger, Posting
from domain.language import Cents, Kind, MinimumReading, MissionId
from domain.law.employment import CC_7, EMP_2, EMP_3
from domain.law.employment_conditions import CC_21
from domain.law.pay import CC_9, CC_11, DEF_3, DEF_3_OTHER, PAY_4
from domain.paymonth.events import (
    ActivityApproved,
    ActivityDay,
    ActivityReported,
    AdvanceFor,
    AdvanceGranted,
    Contribution,
    Earning,
    EarningKind,
    Payslip,
    SalaryComputed,
    SalaryTransferred,
    TimeKind,
)
from domain.record import Ground
from tests.domain.given import ANNE, MISSION, MONTH, event_of
from tests.domain.words import (
    of_anne,
)

PAID_ON = date(2026, 4, 3)


def day(number: int, half_days: int = 2, mission: MissionId = MISSION) -> ActivityDay:
    return ActivityDay(
        day=date(2026, 3, number), half_days=half_days, kind=TimeKind.PRESTATION, mission=mission
    )


def absent(number: int) -> ActivityDay:
    return ActivityDay(
        day=date(2026, 3, number), half_days=2, kind=TimeKind.ABSENCE, absence=of_anne("sickness")
    )


DAYS = (day(2), day(3), day(4), day(5, 1))  # seven half-days
REPORTED = ActivityReported(consultant=ANNE, month=MONTH, days=DAYS)
REPORT = event_of(Kind.PAY_MONTH, 1)


def approved(half_days: int = 7, report: object = REPORT) -> ActivityApproved:
    return ActivityApproved(
        report=report,  # type: ignore[arg-type]
        grounds=(CC_7.asked(met=True, month=MONTH, half_days=half_days),),
    )


def payslip(base: Cents = 100_000, expenses: Cents = 0) -> Payslip:
    """A payslip that adds up: 20 % from the employee, 40 % from the employer, a twentieth of apport."""
    gross = base + base // 20
    employee, employer, tax = gross // 5, gross * 2 // 5, gross // 100
    return Payslip(
        engine="outside",
        engine_version="2026.1",
        earnings=(
            Earning(kind=EarningKind.BASE, amount=base),
            Earning(kind=EarningKind.BUSINESS_CONTRIBUTION, amount=base // 20),
        ),
        contributions=(Contribution(code="ALL", label="cotisations", employee=employee, employer=employer),),
        gross=gross,
        employee_contributions=employee,
        employer_contributions=employer,
        net_before_tax=gross - employee,
        net_taxable=gross - employee,
        income_tax=tax,
        expenses=expenses,
        net_paid=gross - employee - tax + expenses,
        employer_cost=gross + employer,
    )


def computed(slip: Payslip, minimum: Cents, lacking: Cents = 0, *, approved: bool = True) -> SalaryComputed:
    reserve = slip.earnings[0].amount // 10
    return SalaryComputed(
        payslip=slip,
        position=7,
        half_days=7,
        reserve=reserve,
        minimum=minimum,
        approved=approved,
        grounds=(
            enough(slip, minimum),
            EMP_2.asked(met=lacking == 0, lacking=lacking),
            CC_9.asked(met=True, cost=slip.employer_cost),
            *besides(slip, reserve),
        ),
    )


def enough(slip: Payslip, minimum: Cents) -> object:
    reserve = slip.earnings[0].amount // 10
    met = slip.gross + reserve >= minimum
    reading = MinimumReading.FROZEN_2017_TOTAL
    return DEF_3.asked(met=met, gross=slip.gross, reserve=reserve, minimum=minimum, reading=reading)


# a senior, seven half-days of forty-three, March 2026: 75 % of 3 269 €; 83 % and 75 % of 4 005 €
OTHERS = {
    MinimumReading.FROZEN_2017_MONTHLY: 39_912,
    MinimumReading.CURRENT_PMSS_TOTAL: 54_114,
    MinimumReading.CURRENT_PMSS_MONTHLY: 48_898,
}
SMIC_SHARE = 29_677  # 1 823.03 €


def besides(slip: Payslip, reserve: Cents) -> tuple[Ground, ...]:
    """What a payslip is held against besides the minimum that binds."""

    def met(reading: MinimumReading, minimum: Cents) -> bool:
        total = reading is MinimumReading.CURRENT_PMSS_TOTAL
        return slip.gross + (reserve if total else 0) >= minimum and slip.gross >= SMIC_SHARE

    contribution = slip.earnings[1].amount
    return (
        *(
            DEF_3_OTHER.asked(
                met=met(reading, minimum), gross=slip.gross, reserve=reserve, minimum=minimum, reading=reading
            )
            for reading, minimum in OTHERS.items()
        ),
        PAY_4.asked(met=slip.gross >= SMIC_SHARE, gross=slip.gross, smic=SMIC_SHARE),
        CC_11.asked(met=True, contract="open_ended", reserve=reserve),
        EMP_3.asked(met=True, contribution=contribution, least=contribution),
        CC_21.asked(met=True, paid_leave=0, tenth=slip.earnings[0].amount // 10),
    )


def raised(slip: Payslip, minimum: Cents, amount: Cents) -> AdvanceGranted:
    return AdvanceGranted(amount=amount, makes_up_for=AdvanceFor.MINIMUM, ground=enough(slip, minimum))  # type: ignore[arg-type]


def advanced(amount: Cents) -> AdvanceGranted:
    ground = EMP_2.asked(met=False, lacking=amount)
    return AdvanceGranted(amount=amount, makes_up_for=AdvanceFor.ACCOUNT, ground=ground)


def transferred(slip: Payslip, raised_by: Cents = 0) -> SalaryTransferred:
    return SalaryTransferred(amount=slip.net_paid + raised_by, executed_on=PAID_ON, reference="SEPA-1")


def entry_of_move(
    kind: EntryKind, source: Ledger, target: Ledger, amount: Cents, because: str = f"salary of {MONTH}"
) -> EntryPosted:
    postings = (Posting(ledger=source, amount=-amount), Posting(ledger=target, amount=amount))
    return EntryPosted(month=MONTH, of_month=MONTH, kind=kind, postings=postings, because=because)


def credit(amount: Cents) -> EntryPosted:
    return entry_of_move(EntryKind.RECEIPT, Ledger.RECEIVED, Ledger.AVAILABLE, amount, "a payment")
