"""The one writer of a store: gathers what waits, decides it in one turn, stores it, answers."""

from adapters.engine.dispatch.command_answer import Answer as Answer
from adapters.engine.dispatch.command_answer import Outcome as Outcome
from adapters.engine.dispatch.command_answer import Stated as Stated
from adapters.engine.dispatch.dispatcher import Dispatcher as Dispatcher
from adapters.engine.dispatch.dispatcher import DispatcherPart as DispatcherPart
from adapters.engine.dispatch.dispatcher import StoreAway as StoreAway
