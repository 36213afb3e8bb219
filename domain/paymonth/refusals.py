"""The refusals about a month of pay."""

from datetime import date

from domain.language import Label, Month
from domain.law.contract import AGR_1
from domain.law.employment import CC_7, EPS_1
from domain.law.pay import PAY_1, PAY_2, PAY_3
from domain.refused import Refused, refusal


@refusal
class AlreadyOpened(Refused):
    """A month begins once."""

    rule = PAY_1
    month: Month


@refusal
class AlreadyReported(Refused):
    """A month is reported once; then it is corrected."""

    rule = CC_7
    month: Month


@refusal
class NotReported(Refused):
    """A report exists before it is returned, corrected, approved or paid."""

    rule = CC_7
    month: Month


@refusal
class AlreadyApproved(Refused):
    """A report is approved once, and is not returned after that."""

    rule = CC_7
    month: Month


@refusal
class ReportReturned(Refused):
    """A returned report is corrected before it is approved."""

    rule = CC_7
    month: Month


@refusal
class DayOutside(Refused):
    """A report holds the days of its month, and prestation names its mission."""

    rule = CC_7
    month: Month
    days: tuple[str, ...]


@refusal
class PayslipUnbalanced(Refused):
    """The totals of a payslip add up; cents."""

    rule = PAY_2
    total: Label
    said: int
    found: int


@refusal
class AlreadyPaid(Refused):
    """A month is computed once and transferred once; a correction is a line of the next month."""

    rule = PAY_1
    month: Month


@refusal
class NotComputed(Refused):
    """A salary is computed before it is transferred and before its statement is sent."""

    rule = PAY_1
    month: Month


@refusal
class AlreadyAccounted(Refused):
    """The statement of a month is delivered once."""

    rule = EPS_1
    month: Month


@refusal
class MissionNotTheirs(Refused):
    """A consultant reports days for his own missions."""

    rule = AGR_1
    missions: tuple[str, ...]


@refusal
class MonthNotOver(Refused):
    """A report is missing only after the end of its month."""

    rule = CC_7
    month: Month
    ends_on: date


@refusal
class NotTransferred(Refused):
    """Only a transferred pay is returned."""

    rule = PAY_1
    month: Month


@refusal
class CorrectionBackwards(Refused):
    """A correction is a line of a month after the one it corrects."""

    rule = PAY_1
    month: Month
    of_month: Month


@refusal
class CorrectionTooLarge(Refused):
    """A correction takes back no more than was paid; cents."""

    rule = PAY_1
    of_month: Month
    paid: int
    taken_back: int


@refusal
class ContributionsKnown(Refused):
    """The contributions of a month are declared once, then paid once."""

    rule = PAY_3
    month: Month


@refusal
class NotDeclared(Refused):
    """Contributions are declared after the pay, and paid after the declaration."""

    rule = PAY_3
    month: Month
