"""Instants as a scenario writes them: a day and an hour in Paris."""

from datetime import UTC, datetime

from yaml.nodes import Node

from adapters.engine.clock import PARIS
from adapters.scenarios.node_parser import NodeParser

_WRITTEN = "%Y-%m-%d %H:%M"
_NO_INSTANT = datetime.min.replace(tzinfo=UTC)


def read_instant(parser: NodeParser, node: Node) -> datetime:
    """Return the instant of a day and an hour in Paris, such as 2026-01-05 09:00."""
    written = parser.read_text(node)
    try:
        local = datetime.strptime(written, _WRITTEN).replace(tzinfo=PARIS)
    except ValueError:
        parser.note_fault(
            node,
            "un jour et une heure de Paris sont attendus ici, tels que 2026-01-05 09:00",
            "a day and an hour in Paris belong here, such as 2026-01-05 09:00",
        )
        return _NO_INSTANT
    reached = local.astimezone(UTC)
    if reached.astimezone(PARIS).replace(tzinfo=PARIS) != local:
        parser.note_fault(
            node,
            f"{written} n’existe pas à Paris : passage à l’heure d’été",
            f"{written} does not exist in Paris: clocks move forward",
        )
    return reached
