"""The decisions over several streams: how one party's act affects the files of the others.

Each returns its events by stream. The party's own event comes first, because it causes the others.
"""

from collections.abc import Mapping, Sequence

from domain.language import Stream
from domain.record import Event

EventsByStream = Mapping[Stream, Sequence[Event]]
"""The events of a decision by stream, in causal order."""
