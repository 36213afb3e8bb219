"""The two times that people ask about, as they type them."""

from datetime import datetime

from adapters.cli.exit_codes import BadInput
from adapters.engine.instants import parse_last_instant


def parse_instant(option: str, text: str | None) -> datetime | None:
    """Return the last instant of what was typed; raises `BadInput`."""
    if text is None:
        return None
    try:
        return parse_last_instant(text)
    except ValueError:
        raise BadInput("bad_instant", option=option, text=text) from None
