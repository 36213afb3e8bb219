"""The way in: every command is checked here, wherever it comes from, before anybody decides about it.

Read `door.py` for what is asked of it, `forms.py` for how each value must look, `wording.py` for what
people are told, `sealing.py` for how personal values leave their clear form.
"""

from adapters.engine.validation.command_sealing import Clear, Keys, is_personal
from adapters.engine.validation.command_validator import Checked, Door, Request
from adapters.engine.validation.faults import CommandIdReused, Fault, Malformed, future_time

__all__ = [
    "Checked",
    "Clear",
    "CommandIdReused",
    "Door",
    "Fault",
    "Keys",
    "Malformed",
    "Request",
    "future_time",
    "is_personal",
]
