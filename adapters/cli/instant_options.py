"""The options `--known-at` and `--as-of`: an instant, or a date in Paris."""

from datetime import datetime

from adapters.cli.exit_codes import BadInput
from adapters.engine.instants import parse_last_instant


def parse_instant(option: str, text: str | None) -> datetime | None:
    """Return the instant, or the last instant of a date; raise `BadInput` if it is neither."""
    if text is None:
        return None
    try:
        return parse_last_instant(text)
    except ValueError:
        raise BadInput("bad_instant", option=option, text=text) from None
