"""The two times that people ask about, as they type them."""

from datetime import datetime

from adapters.cli.exit_codes import BadInput
from adapters.engine.instants import last_instant


def until(option: str, text: str | None) -> datetime | None:
    """Return the last instant of what was typed; raises `BadInput`."""
    if text is None:
        return None
    try:
        return last_instant(text)
    except ValueError:
        raise BadInput("bad_instant", option=option, text=text) from None
