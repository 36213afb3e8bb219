"""Check a store: its file, its positions, its keys, and whether this version knows every event."""

from collections import Counter
from contextlib import suppress
from typing import Any, NamedTuple

import typer
from rich.table import Table

from adapters.cli.cli_context import CliContext, KeyStoreError, explain_error
from adapters.cli.exit_codes import UNUSABLE
from adapters.compose import open_key_store, private_folder
from adapters.compose.opening import open_existing_store
from adapters.engine.sealing import MasterKeyDamaged, MasterKeyMissing, WrongMasterKey
from adapters.engine.store.codec import Codec, UnknownEvent, UnreadableEvent
from adapters.engine.store.recorder import Store
from adapters.engine.store.reinserting import Contradiction, parse_stored
from adapters.engine.store.stored import StoredNotification, StoreFailed, StoreUnusable
from domain.aggregates import EVENT_TYPES


class StoreReport(NamedTuple):
    """The result of a check."""

    store: str
    tenant: str
    clock: str
    head: int
    keys: str | None
    unknown_types: dict[str, int]
    faults: list[str]
    unsafe_settings: list[str]

    @property
    def healthy(self) -> bool:
        """Whether nothing is wrong; unknown event types and unsafe settings are only warnings."""
        return not self.faults and self.keys is None


def check_store(cli: CliContext, *, json: bool) -> None:
    """Check a store and print the result; exit with 3 if something is wrong."""
    report = _examine_store(cli)
    if json:
        cli.terminal.print_json(
            {**report._asdict(), "keys": report.keys or "reachable", "healthy": report.healthy}
        )
    else:
        _print_report(cli, report)
    if not report.healthy:
        raise typer.Exit(UNUSABLE)


def _examine_store(cli: CliContext) -> StoreReport:
    store = open_existing_store(cli.store)
    try:
        faults, types = store.check(), Counter[str]()
        codec = Codec(EVENT_TYPES.values())
        for event in () if faults else store.read_log():
            faults += _check_event(event, codec)
            types[event.topic] += 1
        return StoreReport(
            store=str(cli.store),
            tenant=store.tenant,
            clock=store.clock.value,
            head=_read_head(store),
            keys=_check_keys(cli, store),
            unknown_types={type: count for type, count in types.items() if type not in EVENT_TYPES},
            faults=faults,
            unsafe_settings=store.unsafe_settings(),
        )
    finally:
        store.close()


def _read_head(store: Store) -> int:
    """Return the log head; 0 if the file cannot be read."""
    with suppress(StoreUnusable, StoreFailed):
        return store.head()
    return 0


def _check_event(event: StoredNotification, codec: Codec) -> list[str]:
    """Return the faults of an event: its columns, its envelope or, for a known type, its fields."""
    try:
        parse_stored(event)
        codec.decode(event.topic, event.state)
    except UnknownEvent:
        return []
    except Contradiction as error:
        return [str(error)]
    except UnreadableEvent as error:
        return [f"position {event.id}: {event.topic} cannot be read: {error.why}"]
    return []


def _check_keys(cli: CliContext, store: Store) -> str | None:
    folder = private_folder(cli.store)
    if not folder.is_dir():
        return cli.terminal.translate("no_folder", path=folder)
    try:
        open_key_store(store, folder).close()
    except (MasterKeyMissing, MasterKeyDamaged, WrongMasterKey) as error:
        return _explain_key_error(error, cli)
    return None


def _explain_key_error(error: KeyStoreError, cli: CliContext) -> str:
    return explain_error(error, cli)


def _print_report(cli: CliContext, report: StoreReport) -> None:
    terminal = cli.terminal
    table = Table.grid(padding=(0, 2, 0, 0))
    for name, value in _report_rows(cli, report).items():
        table.add_row(terminal.translate(name), str(value))
    for fault in report.faults:
        table.add_row(terminal.translate("fault"), fault, style="red")
    terminal.out.print(table)
    for setting in report.unsafe_settings:
        terminal.print_note(terminal.translate("unsafe_setting", setting=setting))
    if report.healthy:
        terminal.out.print(terminal.translate("healthy"), style="green")
    else:
        terminal.print_errors([terminal.translate("unhealthy")])


def _report_rows(cli: CliContext, report: StoreReport) -> dict[str, Any]:
    terminal = cli.terminal
    unknown = ", ".join(f"{type} ({count})" for type, count in report.unknown_types.items())
    return {
        "store": report.store,
        "tenant": report.tenant,
        "clock": terminal.translate(report.clock),
        "head": report.head,
        "keys": report.keys or terminal.translate("keys_reachable"),
        "unknown_types": unknown or terminal.translate("none"),
    }
