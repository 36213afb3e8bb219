"""The log of the service: JSON lines on stderr, or readable lines on a terminal.

An exception is logged by its class and its place, never by its text or values: they may be personal data.
"""

import logging
import traceback
from typing import Any, TextIO

import structlog
from structlog.typing import ExcInfo


def configure_logging(stream: TextIO) -> None:
    """Configure our own loggers and those of libraries; call it once."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
        structlog.processors.ExceptionRenderer(format_exception_place),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    renderer = structlog.dev.ConsoleRenderer() if stream.isatty() else structlog.processors.JSONRenderer()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)


def format_exception_place(exc_info: ExcInfo) -> str:
    """Return the class of an exception and where it was raised."""
    kind, _, place = exc_info
    return kind.__name__ + "\n" + "".join(traceback.format_tb(place))
