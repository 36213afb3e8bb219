"""The minimum of a month of pay, in the reading that binds the company and in the others."""

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


class PayFloor(NamedTuple):
    """The minimum pay of a consultant for a number of half-days in a month; cents."""

    consultant: Consultant
    month: Month
    half_days: int

    def branch_minimum(self, reading: MinimumReading) -> int:
        """Return the minimum of the branch in a reading, in proportion to the time worked."""
        day = last_day_of(self.month)
        return self._prorate(
            MINIMUM_PAY.value_on(day).monthly_minimum(self.consultant.level_on(day), reading, day)
        )

    @property
    def smic_share(self) -> int:
        """Return the national minimum wage, in proportion to the time worked."""
        return self._prorate(SMIC.value_on(last_day_of(self.month)))

    def shortfall(self, payslip: Payslip, reserve: int, reading: MinimumReading) -> int:
        """Return how far pay, plus the reserve where it counts, is below the minimum; cents."""
        counted = payslip.gross + (reserve if includes_reserve(reading) else 0)
        smic = self.smic_share if SMIC.is_confirmed(last_day_of(self.month)) else 0
        return max(self.branch_minimum(reading) - counted, smic - payslip.gross, 0)

    def check_payslip(self, rule: Rule, payslip: Payslip, reserve: int, reading: MinimumReading) -> Ground:
        """Check a payslip against the minimum in a reading."""
        return rule.make_ground(
            met=self.shortfall(payslip, reserve, reading) == 0,
            gross=payslip.gross,
            reserve=reserve,
            minimum=self.branch_minimum(reading),
            reading=reading,
        )

    def _prorate(self, monthly: int) -> int:
        full = FULL_TIME_HALF_DAYS.value_on(last_day_of(self.month))
        return portion(monthly, min(self.half_days, full), full)


def check_other_rules(
    consultant: Consultant, payslip: Payslip, reserve: int, least: PayFloor, reading: MinimumReading
) -> tuple[Ground, ...]:
    """Check a payslip against the other rules: other readings, SMIC, reserve, apport d'affaires, leave."""
    day = last_day_of(least.month)
    smic = PAY_4 if SMIC.is_confirmed(day) else PAY_4_UNCONFIRMED
    base = amount_earned(payslip, EarningKind.BASE)
    contribution = amount_earned(payslip, EarningKind.BUSINESS_CONTRIBUTION)
    five = base * BUSINESS_CONTRIBUTION.value_on(day) // 10_000
    leave, tenth = (
        amount_earned(payslip, EarningKind.PAID_LEAVE),
        base * PAID_LEAVE_BASIS_POINTS.value_on(day) // 10_000,
    )
    others = (other for other in MinimumReading if other is not reading)
    return (
        *(least.check_payslip(DEF_3_OTHER, payslip, reserve, other) for other in others),
        smic.make_ground(met=payslip.gross >= least.smic_share, gross=payslip.gross, smic=least.smic_share),
        CC_11.make_ground(met=True, contract=consultant.contract_kind, reserve=reserve),
        EMP_3.make_ground(met=contribution >= five, contribution=contribution, least=five),
        CC_21.make_ground(met=leave >= tenth or not leave, paid_leave=leave, tenth=tenth),
    )


def reserve_of(consultant: Consultant, payslip: Payslip, month: Month) -> int:
    """Return the reserve that a month adds, in cents, a share of base pay (IDCC 3219, art. 21.3).

    A fixed-term contract has none: it pays an indemnity at its end (L1243-8).
    """
    day = last_day_of(month)
    if consultant.is_fixed_term(day.replace(day=1), day):
        return 0
    return portion(amount_earned(payslip, EarningKind.BASE), RESERVE_BASIS_POINTS.value_on(day), 10_000)


def last_day_of(month: Month) -> date:
    """Return the last day of a month such as 2026-02."""
    year, number = int(month[:4]), int(month[5:])
    return date.fromordinal(date(year + number // 12, number % 12 + 1, 1).toordinal() - 1)


def amount_earned(payslip: Payslip | None, kind: EarningKind) -> int:
    """Return the sum of one kind of earning on a payslip; cents."""
    return sum(earning.amount for earning in payslip.earnings if earning.kind is kind) if payslip else 0
