"""The validation of every command, wherever it comes from, before the domain decides on it.

Read `command_validator.py` for what is checked, `form_schemas.py` for the form of each value,
`fault_texts.py` for the texts that people read, `command_sealing.py` for how personal values are sealed.
"""

from adapters.engine.validation.command_sealing import ClearValue, SealingKeys, is_personal
from adapters.engine.validation.command_validator import CommandValidator, Request, ValidatedCommand
from adapters.engine.validation.faults import CommandIdReused, Fault, Malformed, future_time_error

__all__ = [
    "ClearValue",
    "CommandIdReused",
    "CommandValidator",
    "Fault",
    "Malformed",
    "Request",
    "SealingKeys",
    "ValidatedCommand",
    "future_time_error",
    "is_personal",
]
