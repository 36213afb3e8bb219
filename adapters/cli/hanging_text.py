"""Text that wraps in a narrow column, indented beside a mark; an amount of money is never broken."""

import re
from collections.abc import Iterator

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions
from rich.measure import Measurement
from rich.text import Text

_WORD_PATTERN = re.compile(" *[^ ]+")  # rich breaks at a no-break space, which holds an amount together
_AMOUNT_PATTERN = r"[−-]?(?:€[\d,]+\.\d\d|\d[\d\u00a0]*,\d\d\u00a0€)"


class HangingText:
    """A mark, such as a bullet, and a sentence that wraps beside it; amounts of money are bold."""

    def __init__(
        self, mark: str, sentence: str | Text, style: str = "", mark_style: str | None = None
    ) -> None:
        self._mark = Text(mark, style if mark_style is None else mark_style)
        self._text = sentence if isinstance(sentence, Text) else Text(sentence, style)
        self._text.highlight_regex(_AMOUNT_PATTERN, "bold")

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Text]:
        """Yield the wrapped lines, as `rich` asks for them."""
        indent = self._mark.cell_len
        for number, line in enumerate(
            self._text.divide(_find_breaks(self._text.plain, options.max_width - indent))
        ):
            line.rstrip()
            yield Text.assemble(self._mark if number == 0 else " " * indent, _strip_lead(line))

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        """Return the whole width that is available."""
        return Measurement(1, options.max_width)


def _find_breaks(text: str, width: int) -> list[int]:
    """Return the offsets of the lines after the first; a word longer than a line is cut."""
    breaks: list[int] = []
    filled = 0
    for word in _WORD_PATTERN.finditer(text):
        length = cell_len(word[0])
        if filled and filled + length > width:
            breaks.append(word.start())
            length, filled = cell_len(word[0].lstrip(" ")), 0
        while length > width > 0:
            breaks.append(breaks[-1] + width if breaks else width)
            length -= width
        filled += length
    return [offset for offset in breaks if 0 < offset < len(text)]


def _strip_lead(line: Text) -> Text:
    lead = len(line.plain) - len(line.plain.lstrip(" "))
    return line[lead:] if lead else line
