"""The dispatcher, the one writer of a store: it decides commands in batches and stores their events."""

from adapters.engine.dispatch.command_answer import CommandAnswer as CommandAnswer
from adapters.engine.dispatch.command_answer import CommandOutcome as CommandOutcome
from adapters.engine.dispatch.command_answer import StatedEvent as StatedEvent
from adapters.engine.dispatch.dispatcher import Dispatcher as Dispatcher
from adapters.engine.dispatch.dispatcher import DispatcherPart as DispatcherPart
from adapters.engine.dispatch.dispatcher import StoreAway as StoreAway
