"""The one writer of a store: gathers what waits, decides it in one turn, stores it, answers."""

from adapters.engine.dispatch.command_answer import CommandAnswer as CommandAnswer
from adapters.engine.dispatch.command_answer import CommandOutcome as CommandOutcome
from adapters.engine.dispatch.command_answer import StatedEvent as StatedEvent
from adapters.engine.dispatch.dispatcher import Dispatcher as Dispatcher
from adapters.engine.dispatch.dispatcher import DispatcherPart as DispatcherPart
from adapters.engine.dispatch.dispatcher import StoreAway as StoreAway
