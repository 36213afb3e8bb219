"""Why an operator of the store may be told no."""

from domain.language import EventId, Key, Label
from domain.law.reading import LOG_1
from domain.refused import Refused, refusal


@refusal
class WentOnWithout(Refused):
    """A line that went on without an event is not read again from it."""

    rule = LOG_1
    reader: Key
    line: Label
    fact: EventId
