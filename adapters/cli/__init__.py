"""The command line `jalon`, for people and their scripts.

Read `app.py`, `operator_commands.py` and `broker_commands.py` for the commands, `cli_context.py` for the
errors and their exit codes; then one file a command. The texts in both languages are in `adapters/rendering`.
"""

from adapters.cli import broker_commands as broker_commands
from adapters.cli import operator_commands as operator_commands
from adapters.cli.app import main

__all__ = ["main"]
