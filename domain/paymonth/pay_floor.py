"""The least that a month of pay may be, in the reading that binds the company and in the others."""

from datetime import date
from typing import NamedTuple

from domain.cents_and_months import portion
from domain.consultant.consultant import Consultant
from domain.language import MinimumReading, Month
from domain.law import Rule
from domain.law.employment import EMP_3
from domain.law.employment_conditions import CC_21, PAID_LEAVE_BASIS_POINTS
from domain.law.pay import (
    BUSINESS_CONTRIBUTION,
    CC_11,
    DEF_3_OTHER,
    FULL_TIME_HALF_DAYS,
    MINIMUM_PAY,
    PAY_4,
    PAY_4_UNCONFIRMED,
    RESERVE_BASIS_POINTS,
    SMIC,
    includes_reserve,
)
from domain.paymonth.events import EarningKind, Payslip
from domain.record import Ground


class Least(NamedTuple):
    """What a consultant is owed at least for so many half-days of a month; cents."""

    consultant: Consultant
    month: Month
    half_days: int

    def of(self, reading: MinimumReading) -> int:
        """Return the minimum of the branch in a reading, in proportion to the time worked."""
        day = last_day(self.month)
        return self._share(MINIMUM_PAY.on(day).of(self.consultant.level(day), reading, day))

    @property
    def smic(self) -> int:
        """Return the national minimum wage, in proportion to the time worked."""
        return self._share(SMIC.on(last_day(self.month)))

    def shortfall(self, payslip: Payslip, reserve: int, reading: MinimumReading) -> int:
        """Return by how much pay, and the reserve where it counts, are below the least; cents."""
        counted = payslip.gross + (reserve if includes_reserve(reading) else 0)
        smic = self.smic if SMIC.confirmed(last_day(self.month)) else 0
        return max(self.of(reading) - counted, smic - payslip.gross, 0)

    def asked(self, rule: Rule, payslip: Payslip, reserve: int, reading: MinimumReading) -> Ground:
        """Ask whether a payslip is enough in a reading."""
        return rule.asked(
            met=self.shortfall(payslip, reserve, reading) == 0,
            gross=payslip.gross,
            reserve=reserve,
            minimum=self.of(reading),
            reading=reading,
        )

    def _share(self, monthly: int) -> int:
        full = FULL_TIME_HALF_DAYS.on(last_day(self.month))
        return portion(monthly, min(self.half_days, full), full)


def grounds_of(
    consultant: Consultant, payslip: Payslip, reserve: int, least: Least, reading: MinimumReading
) -> tuple[Ground, ...]:
    """Ask what else a payslip is held against: other readings, the SMIC, the reserve, apport, leave."""
    day = last_day(least.month)
    smic = PAY_4 if SMIC.confirmed(day) else PAY_4_UNCONFIRMED
    base = earned(payslip, EarningKind.BASE)
    contribution = earned(payslip, EarningKind.BUSINESS_CONTRIBUTION)
    five = base * BUSINESS_CONTRIBUTION.on(day) // 10_000
    leave, tenth = earned(payslip, EarningKind.PAID_LEAVE), base * PAID_LEAVE_BASIS_POINTS.on(day) // 10_000
    others = (other for other in MinimumReading if other is not reading)
    return (
        *(least.asked(DEF_3_OTHER, payslip, reserve, other) for other in others),
        smic.asked(met=payslip.gross >= least.smic, gross=payslip.gross, smic=least.smic),
        CC_11.asked(met=True, contract=consultant.contract_kind, reserve=reserve),
        EMP_3.asked(met=contribution >= five, contribution=contribution, least=five),
        CC_21.asked(met=leave >= tenth or not leave, paid_leave=leave, tenth=tenth),
    )


def reserve_of(consultant: Consultant, payslip: Payslip, month: Month) -> int:
    """Return the reserve that a month adds, in cents: a share of base pay (IDCC 3219, art. 21.3).

    A fixed-term contract has none: it pays an indemnity at its end (L1243-8).
    """
    day = last_day(month)
    if consultant.fixed_term(day.replace(day=1), day):
        return 0
    return portion(earned(payslip, EarningKind.BASE), RESERVE_BASIS_POINTS.on(day), 10_000)


def last_day(month: Month) -> date:
    """Return the last day of a month such as 2026-02."""
    year, number = int(month[:4]), int(month[5:])
    return date.fromordinal(date(year + number // 12, number % 12 + 1, 1).toordinal() - 1)


def earned(payslip: Payslip | None, kind: EarningKind) -> int:
    """Return what a payslip holds of one kind of earning; cents."""
    return sum(earning.amount for earning in payslip.earnings if earning.kind is kind) if payslip else 0
