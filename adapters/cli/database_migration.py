"""Bring a database to this version, and say which steps that took."""

from adapters.cli.cli_context import Desk
from adapters.compose.opening import connections_to
from adapters.engine.store.database import Database
from adapters.engine.store.stored import StoreUnusable


def migrate(desk: Desk) -> None:
    """Take the steps that are missing; a store in a file needs none."""
    place = desk.store
    if not isinstance(place, Database):
        raise StoreUnusable(place, "only a database is migrated")
    connections_to(place)  # says which extra is missing
    from adapters.postgres.migrations import migrate as take_steps

    for step in (steps := take_steps(place)):
        desk.voice.out.print(desk.voice.say("migrated", place=place, number=step.number, name=step.name))
    if not steps:
        desk.voice.out.print(desk.voice.say("up_to_date", place=place))
