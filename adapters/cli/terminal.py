"""The terminal of a command: results on stdout, errors and notes on stderr, colour on a terminal only."""

import os
import sys
from typing import Any

import msgspec
from rich.console import Console

from adapters.rendering.locale import Locale
from domain.language import Language

PIPED_WIDTH = 110


class Terminal(Locale):
    """Prints in one language: results on stdout, errors and notes on stderr."""

    def __init__(self, language: Language) -> None:
        super().__init__(language)
        self.out = _make_console(stderr=False)
        self.err = _make_console(stderr=True)

    def print_errors(self, lines: list[str]) -> None:
        """Print errors on stderr, one a line; a line is never wrapped, so that it can be searched."""
        for line in lines:
            self.err.print(line, style="red", soft_wrap=True)

    def print_note(self, line: str) -> None:
        """Print a note on stderr: it is not part of the result."""
        self.err.print(line, style="dim", soft_wrap=True)

    def print_json(self, result: Any) -> None:
        """Write a result as indented JSON."""
        self.write_line(msgspec.json.format(msgspec.json.encode(result), indent=2))

    def write_line(self, line: bytes) -> None:
        """Write bytes as they are, with a newline at the end."""
        sys.stdout.buffer.write(line + b"\n")


def _make_console(*, stderr: bool) -> Console:
    """Return a console; `PIPED_WIDTH` columns wide when its output is not a terminal."""
    console = Console(stderr=stderr, highlight=False, emoji=False, markup=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = PIPED_WIDTH
    return console
