"""The one writer of a store: gathers what waits, decides it in one turn, stores it, answers."""

from adapters.dispatcher.answer import Answer as Answer
from adapters.dispatcher.answer import Outcome as Outcome
from adapters.dispatcher.answer import Stated as Stated
from adapters.dispatcher.dispatcher import Dispatcher as Dispatcher
