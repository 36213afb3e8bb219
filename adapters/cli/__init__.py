"""The command line: what people and their scripts ask of a store, and how they are answered.

Read `app.py` and `operator_commands.py` for the commands, `cli_context.py` for what may go wrong and its exit
code; then one file a command. The texts in French and English stand in `adapters/rendering`.
"""

from adapters.cli import broker_commands as broker_commands
from adapters.cli import operator_commands as operator_commands
from adapters.cli.app import main

__all__ = ["main"]
