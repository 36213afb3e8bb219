"""The command line: what people and their scripts ask of a store, and how they are answered.

Read `app.py` and `operating.py` for the commands, `desk.py` for what may go wrong and its exit code,
`words.py` for our own words in French and English; then one file a command.
"""

from adapters.cli import connecting as connecting
from adapters.cli import operating as operating
from adapters.cli.app import main

__all__ = ["main"]
