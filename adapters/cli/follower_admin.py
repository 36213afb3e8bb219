"""The followers of the log, projections and sagas: their status, their rebuild, their check."""

from collections.abc import Generator
from contextlib import contextmanager
from functools import partial
from typing import Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from adapters.cli.cli_context import CliContext
from adapters.cli.exit_codes import REFUSED, BadInput
from adapters.compose import Archive
from adapters.compose.followers import make_follower_log, open_aside, open_derived_rows
from adapters.engine.follow.derived import Checkpoint, Derived
from adapters.engine.follow.derived_database import Row, Session
from adapters.engine.follow.log_subscription import LogSubscription
from adapters.engine.follow.outbox import rebuild_outbox
from adapters.engine.follow.rebuilding import (
    NoRows,
    OnProgress,
    RebuildStopped,
    RowDifference,
    compare_with_replay,
    rebuild_rows,
)
from adapters.engine.follow.registry import SAGAS_BY_NAME, SUBSCRIPTIONS
from sagas.saga import Saga

STATUS_COLUMNS = ("reader", "stands", "position", "behind", "parked")


@contextmanager
def open_derived(archive: Archive) -> Generator[Derived]:
    """Open the rows derived from the log; close them at the end."""
    derived = open_derived_rows(archive)
    try:
        yield derived
    finally:
        derived.database.close()


def print_status(cli: CliContext, *, json: bool) -> None:
    """Print the checkpoint of every follower, and how many events it is behind."""
    with cli.read_archive() as archive, open_derived(archive) as derived:
        rows = [_status_row(reader, derived, archive.store.head()) for reader in SUBSCRIPTIONS.values()]
    if json:
        cli.terminal.print_json(rows)
        return
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for column in STATUS_COLUMNS:
        table.add_column(
            cli.terminal.translate(f"column_{column}"),
            justify="left" if column in STATUS_COLUMNS[:2] else "right",
        )
    for row in rows:
        shown = {**row, "stands": cli.terminal.translate(row["stands"])}
        table.add_row(*(str(shown[column]) for column in STATUS_COLUMNS))
    cli.terminal.out.print(table)


def rebuild_follower(cli: CliContext, name: str) -> None:
    """Rebuild the rows of a follower beside the live ones, then replace these.

    An interrupted rebuild resumes at its checkpoint when it is run again.
    """
    reader, saga = _find_module(name), SAGAS_BY_NAME.get(name)
    with cli.read_archive() as archive, open_derived(archive) as derived, _show_progress(cli, name) as report:
        finish_saga = partial(_resettle_saga, saga, archive) if saga is not None else None
        try:
            rebuild_rows(reader, make_follower_log(archive), derived, report, finish_saga)
        except RebuildStopped as stopped:
            raise BadInput("rebuild_stopped", name=name, **stopped.parked._asdict()) from None
    cli.terminal.out.print(cli.terminal.translate("rebuilt", name=name))


def verify_rows(cli: CliContext, name: str | None) -> None:
    """Compare the rows of one follower, or of all, with a full replay; exit with 1 on a difference."""
    same = True
    with cli.read_archive() as archive, open_derived(archive) as derived:
        for each in [name] if name else SUBSCRIPTIONS:
            reader = _find_module(each)
            try:
                with _show_progress(cli, each) as report:
                    difference = compare_with_replay(
                        reader, make_follower_log(archive), derived, open_aside, report
                    )
            except NoRows:
                cli.terminal.print_errors([cli.terminal.translate("no_rows", name=each)])
                same = False
            else:
                same &= difference is None
                _print_difference(cli, each, difference)
    if not same:
        raise typer.Exit(REFUSED)


def _print_difference(cli: CliContext, name: str, difference: RowDifference | None) -> None:
    terminal = cli.terminal
    if difference is None:
        terminal.out.print(terminal.translate("same_rows", name=name))
        return
    rows = {
        side: _format_row(row) or terminal.translate("no_row") for side, row in difference._asdict().items()
    }
    terminal.print_errors([terminal.translate("other_rows", name=name, **rows)])


def _format_row(row: Row | None) -> str | None:
    return None if row is None else f"{row[0]} {row[1]}: {row[2]}"


def _status_row(reader: LogSubscription, derived: Derived, head: int) -> dict[str, Any]:
    checkpoint, rebuilding = derived.find_live(reader.name), derived.find_rebuild(reader.name)
    position = checkpoint.position if checkpoint else 0
    return {
        "reader": reader.name,
        "stands": _follower_state(reader, checkpoint),
        "position": position,
        "behind": head - position,
        "parked": len(derived.load_parked(checkpoint)) if checkpoint else 0,
        "rebuilding": rebuilding.position if rebuilding else None,
    }


def _follower_state(reader: LogSubscription, checkpoint: Checkpoint | None) -> str:
    if checkpoint is None:
        return "not_begun"
    return "live" if checkpoint.version == reader.version else "outdated"


def _resettle_saga(saga: Saga[Any], archive: Archive, session: Session, checkpoint: Checkpoint) -> None:
    rebuild_outbox(session, saga, checkpoint, archive.store.select_answers)


def _find_module(name: str) -> LogSubscription:
    if name not in SUBSCRIPTIONS:
        raise BadInput("unknown_reader", name=name, known=", ".join(SUBSCRIPTIONS))
    return SUBSCRIPTIONS[name]


@contextmanager
def _show_progress(cli: CliContext, name: str) -> Generator[OnProgress]:
    """Show how far a follower is, on a terminal only."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    is_terminal = cli.terminal.err.is_terminal
    with Progress(*columns, console=cli.terminal.err, transient=True, disable=not is_terminal) as bar:
        task = bar.add_task(name, total=None)
        yield lambda position, head: bar.update(task, completed=position, total=head)
