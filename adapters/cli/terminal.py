"""The terminal of a command: results on stdout, all else on stderr, colour only where somebody looks."""

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
        """Print errors on stderr; a line is never broken, so that it can be searched."""
        for line in lines:
            self.err.print(line, style="red", soft_wrap=True)

    def print_note(self, line: str) -> None:
        """Print on stderr what is not a result."""
        self.err.print(line, style="dim", soft_wrap=True)

    def print_json(self, result: Any) -> None:
        """Write a result for programs, indented."""
        self.write_line(msgspec.json.format(msgspec.json.encode(result), indent=2))

    def write_line(self, line: bytes) -> None:
        """Write bytes as they are, and end the line."""
        sys.stdout.buffer.write(line + b"\n")


def _make_console(*, stderr: bool) -> Console:
    """Return a console that writes plain text, wide enough to read, when its output is no terminal."""
    console = Console(stderr=stderr, highlight=False, emoji=False, markup=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = PIPED_WIDTH
    return console
