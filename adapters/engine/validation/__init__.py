"""The validation of every command, wherever it comes from, before the domain decides about it.

Read `command_validator.py` for what is checked, `form_schemas.py` for how each value must look,
`fault_texts.py` for what people are told, `command_sealing.py` for how personal values are sealed.
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
