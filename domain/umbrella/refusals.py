"""Why the umbrella company itself may sign nothing new; pay goes on."""

from datetime import date

from domain.law.employment import EPS_2, EPS_5
from domain.refused import Refused, refusal


@refusal
class NotGuaranteed(Refused):
    """Without a financial guarantee the umbrella company signs nothing new."""

    rule = EPS_2
    day: date


@refusal
class NotDeclared(Refused):
    """Before its activity is declared the umbrella company signs nothing."""

    rule = EPS_5
    day: date
