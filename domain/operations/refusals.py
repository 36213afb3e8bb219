"""The refusals of an operation on the store."""

from domain.language import EventId, Key, Label
from domain.law.reading import LOG_1
from domain.refused import Refused, refusal


@refusal
class WentOnWithout(Refused):
    """A key that skipped an event is not read again from that event."""

    rule = LOG_1
    reader: Key
    line: Label
    fact: EventId
