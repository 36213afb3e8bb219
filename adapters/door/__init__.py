"""The way in: every command is checked here, wherever it comes from, before anybody decides about it.

Read `door.py` for what is asked of it, `forms.py` for how each value must look, `wording.py` for what
people are told, `sealing.py` for how personal values leave their clear form.
"""

from adapters.door.door import Checked, Door, Request
from adapters.door.faults import CommandIdReused, Fault, Malformed, erased, future_time
from adapters.door.sealing import Clear, Keys, is_personal

__all__ = [
    "Checked",
    "Clear",
    "CommandIdReused",
    "Door",
    "Fault",
    "Keys",
    "Malformed",
    "Request",
    "erased",
    "future_time",
    "is_personal",
]
