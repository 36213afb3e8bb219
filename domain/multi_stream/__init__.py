"""The decisions that touch several streams: what one party's act means for the others' files.

Each returns its events stream by stream, the party's own event first: the rest follows from it.
"""

from collections.abc import Mapping, Sequence

from domain.language import Stream
from domain.record import Event

EventsByStream = Mapping[Stream, Sequence[Event]]
"""What a decision states, stream by stream, in the order it happens."""
