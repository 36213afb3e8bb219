"""The readers of the log: where each projection and each saga stands; rebuilt or verified on request."""

from collections.abc import Generator
from contextlib import contextmanager
from functools import partial
from typing import Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from adapters.cli.cli_context import Desk
from adapters.cli.exit_codes import REFUSED, BadInput
from adapters.compose import Archive
from adapters.compose.followers import derived_of, log_of, open_aside
from adapters.engine.follow.derived import Checkpoint, Derived
from adapters.engine.follow.derived_database import Row, Session
from adapters.engine.follow.log_subscription import Reader
from adapters.engine.follow.outbox import resettle
from adapters.engine.follow.rebuilding import Difference, NoRows, Stopped, Told, rebuild, verify
from adapters.engine.follow.registry import SAGAS_BY_NAME, SUBSCRIPTIONS
from sagas.saga import Saga

COLUMNS = ("reader", "stands", "position", "behind", "parked")


@contextmanager
def derived(archive: Archive) -> Generator[Derived]:
    """Open what was derived from a log."""
    opened = derived_of(archive)
    try:
        yield opened
    finally:
        opened.database.close()


def status(desk: Desk, *, json: bool) -> None:
    """Say where every reader stands."""
    with desk.archive() as archive, derived(archive) as kept:
        rows = [_row(reader, kept, archive.store.head()) for reader in SUBSCRIPTIONS.values()]
    if json:
        desk.voice.json(rows)
        return
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for column in COLUMNS:
        table.add_column(
            desk.voice.say(f"column_{column}"), justify="left" if column in COLUMNS[:2] else "right"
        )
    for row in rows:
        shown = {**row, "stands": desk.voice.say(row["stands"])}
        table.add_row(*(str(shown[column]) for column in COLUMNS))
    desk.voice.out.print(table)


def rebuild_one(desk: Desk, name: str) -> None:
    """Make the rows of a reader again, beside the live ones, and put them in their place.

    Interrupted, it goes on where it stopped when it is asked for again.
    """
    reader, saga = _named(name), SAGAS_BY_NAME.get(name)
    with desk.archive() as archive, derived(archive) as kept, _progress(desk, name) as told:
        also = partial(_resettled, saga, archive) if saga is not None else None
        try:
            rebuild(reader, log_of(archive), kept, told, also)
        except Stopped as stopped:
            raise BadInput("rebuild_stopped", name=name, **stopped.parked._asdict()) from None
    desk.voice.out.print(desk.voice.say("rebuilt", name=name))


def verify_rows(desk: Desk, name: str | None) -> None:
    """Compare the rows of a reader, or of all, with a replay from nothing; exit 1 at a difference."""
    same = True
    with desk.archive() as archive, derived(archive) as kept:
        for one in [name] if name else SUBSCRIPTIONS:
            reader = _named(one)
            try:
                with _progress(desk, one) as told:
                    found = verify(reader, log_of(archive), kept, open_aside, told)
            except NoRows:
                desk.voice.fail([desk.voice.say("no_rows", name=one)])
                same = False
            else:
                same &= found is None
                _say(desk, one, found)
    if not same:
        raise typer.Exit(REFUSED)


def _say(desk: Desk, name: str, found: Difference | None) -> None:
    voice = desk.voice
    if found is None:
        voice.out.print(voice.say("same_rows", name=name))
        return
    rows = {side: _shown(row) or voice.say("no_row") for side, row in found._asdict().items()}
    voice.fail([voice.say("other_rows", name=name, **rows)])


def _shown(row: Row | None) -> str | None:
    return None if row is None else f"{row[0]} {row[1]}: {row[2]}"


def _row(reader: Reader, kept: Derived, head: int) -> dict[str, Any]:
    stand, rebuilding = kept.live(reader.name), kept.rebuilding(reader.name)
    position = stand.position if stand else 0
    return {
        "reader": reader.name,
        "stands": _stands(reader, stand),
        "position": position,
        "behind": head - position,
        "parked": len(kept.parked(stand)) if stand else 0,
        "rebuilding": rebuilding.position if rebuilding else None,
    }


def _stands(reader: Reader, stand: Checkpoint | None) -> str:
    if stand is None:
        return "not_begun"
    return "live" if stand.version == reader.version else "outdated"


def _resettled(saga: Saga[Any], archive: Archive, session: Session, stand: Checkpoint) -> None:
    resettle(session, saga, stand, archive.store.select_answers)


def _named(name: str) -> Reader:
    if name not in SUBSCRIPTIONS:
        raise BadInput("unknown_reader", name=name, known=", ".join(SUBSCRIPTIONS))
    return SUBSCRIPTIONS[name]


@contextmanager
def _progress(desk: Desk, name: str) -> Generator[Told]:
    """Show how far a reader is."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    terminal = desk.voice.err.is_terminal
    with Progress(*columns, console=desk.voice.err, transient=True, disable=not terminal) as shown:
        task = shown.add_task(name, total=None)
        yield lambda position, head: shown.update(task, completed=position, total=head)
