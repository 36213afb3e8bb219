"""What the service says while it runs: JSON lines on stderr, or plain ones on a terminal.

An exception is told by its kind and its place, never by its text or its values: they may be a person's.
"""

import logging
import sys
import traceback
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, WrappedLogger


def log_to(stream: TextIO) -> None:
    """Begin to log, once, for our own loggers and those of libraries."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
        place_of_exception,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    shown = structlog.dev.ConsoleRenderer() if stream.isatty() else structlog.processors.JSONRenderer()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, shown],
        )
    )
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)


def place_of_exception(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Replace an exception by its kind and where it was raised."""
    found: Any = event.pop("exc_info", None)
    error = (
        found[1]
        if isinstance(found, tuple)
        else found
        if isinstance(found, BaseException)
        else sys.exception()
    )
    if found and error is not None:
        event["exception"] = type(error).__name__
        event["where"] = "".join(traceback.format_tb(error.__traceback__))
    return event
