"""Why the umbrella company itself may not."""

from datetime import date

from domain.language import Key
from domain.law.employment import EPS_2
from domain.refused import Refused, refusal


@refusal
class NotEntitled(Refused):
    """Without guarantee or declaration the umbrella company signs nothing new; pay goes on."""

    rule = EPS_2
    broken: Key
    day: date
