"""Back a store up, restore it, and bring its log and its stream into agreement again."""

import asyncio
from pathlib import Path

import msgspec
import typer

from adapters.backup import read_manifest, restore_backup, write_backup
from adapters.cli.cli_context import CliContext
from adapters.cli.exit_codes import UNUSABLE, BadInput
from adapters.compose import Settings, open_engine
from adapters.compose.backup_and_recovery import (
    connect_as_relay,
    count_missing,
    gather_backup_source,
    last_recorded_recovery,
    locate_keys,
    open_to_restore,
    record_recovery,
    repeat_erasures,
)
from adapters.nats.stream_comparison import StreamComparison, compare_stream
from adapters.nats.stream_recovery import Recovery, find_unrecorded, recover_events

BASIS_POINTS = 10_000


def backup_store(cli: CliContext, to: Path, *, json: bool) -> None:
    """Write a backup, while others may write to the store, and name the keys that it leaves out."""
    with cli.read_archive() as archive:
        written_to, manifest = write_backup(gather_backup_source(archive), to)
    counts, keys = msgspec.structs.asdict(manifest), locate_keys(cli.store, Settings.from_environment())
    left_out = {name: str(where) for name, where in keys._asdict().items() if where.exists()}
    if json:
        cli.terminal.print_json({"path": str(written_to), **counts, "left_out": left_out})
        return
    cli.terminal.out.print(cli.terminal.translate("backed_up", path=written_to, **counts), soft_wrap=True)
    for name, where in left_out.items():
        cli.terminal.print_note(cli.terminal.translate(f"{name}_apart", path=where))


def restore_store(cli: CliContext, path: Path, master_key: Path | None, *, json: bool) -> None:
    """Add what the store lacks from a backup, and name the keys that no backup holds and that are missing."""
    manifest, settings = read_manifest(path), Settings.from_environment()
    with open_to_restore(cli.store, manifest, master_key, settings) as archive:
        added = restore_backup(path, gather_backup_source(archive))
        erased = repeat_erasures(archive)
    keys = locate_keys(cli.store, settings).broker_keys
    missing = {} if keys.exists() else {"broker_keys": str(keys)}
    if json:
        counts = {"added": added, "head": manifest.head, "erased_again": erased}
        cli.terminal.print_json({"path": str(path), **counts, "missing": missing})
        return
    text = cli.terminal.translate("restored", store=cli.store, added=added, head=manifest.head, path=path)
    cli.terminal.out.print(text, soft_wrap=True)
    cli.terminal.print_note(cli.terminal.translate("stream_may_be_ahead"))
    for name, where in missing.items():
        cli.terminal.print_note(cli.terminal.translate(f"{name}_missing", path=where))


def recover_from_stream(cli: CliContext, *, from_stream: bool, json: bool) -> None:
    """Add the events that only the stream holds, then record this recovery as an event."""
    if not from_stream:
        raise BadInput("recover_from_what")
    asyncio.run(_run_recovery(cli, json=json))


async def _run_recovery(cli: CliContext, *, json: bool) -> None:
    settings = Settings.from_environment()
    with cli.read_archive() as archive:
        async with connect_as_relay(cli.store, archive.tenant, settings) as client:
            await recover_events(client, archive.store)
        recovery = find_unrecorded(archive.store, last_recorded_recovery(archive))
        erased = repeat_erasures(archive)
        missing = count_missing(archive, recovery) if recovery else None
        clock = archive.store.clock
    if recovery is not None:
        async with open_engine(cli.store, clock=clock, settings=settings) as engine:
            await record_recovery(engine, recovery)
    if json:
        result = recovery or Recovery(0, 0, 0)
        losses = missing._asdict() if missing else {"keys": 0, "documents": 0}
        cli.terminal.print_json({**result._asdict(), "lost": losses, "erased_again": erased})
    else:
        _print_recovery(cli, recovery, {"lost_keys": missing.keys if missing else 0} | {
            "lost_documents": missing.documents if missing else 0, "erased_again": erased
        })  # fmt: skip


def _print_recovery(cli: CliContext, recovery: Recovery | None, counts: dict[str, int]) -> None:
    terminal = cli.terminal
    if recovery is None:
        terminal.out.print(terminal.translate("nothing_to_recover"))
        return
    terminal.out.print(terminal.translate("recovered", **recovery._asdict()))
    terminal.print_note(terminal.translate("answers_rebuilt"))
    for key, count in counts.items():
        if count:
            terminal.print_note(terminal.translate(key, count=count))


def show_stream_comparison(cli: CliContext, *, json: bool) -> None:
    """Compare the stream with the log; exit 3 when they differ."""
    with cli.read_archive() as archive:
        comparison = asyncio.run(_run_comparison(cli, archive.tenant))
    if json:
        figures = comparison._asdict()
        # Programs read the number of events under the key `facts`.
        figures = {"facts": figures.pop("events"), **figures, "nearly_full": comparison.nearly_full}
        cli.terminal.print_json(figures)
    else:
        _print_comparison(cli, comparison)
    if comparison.difference is not None:
        raise typer.Exit(UNUSABLE)


async def _run_comparison(cli: CliContext, tenant: str) -> StreamComparison:
    with cli.read_archive() as archive:
        async with connect_as_relay(cli.store, tenant, Settings.from_environment()) as client:
            return await compare_stream(client, archive.store)


def _print_comparison(cli: CliContext, comparison: StreamComparison) -> None:
    terminal = cli.terminal
    share = (
        terminal.format_share(BASIS_POINTS * comparison.bytes // comparison.max_bytes)
        if comparison.max_bytes
        else "-"
    )
    for name, value in {
        "facts_in_log": comparison.events,
        "messages_in_stream": comparison.messages,
        "not_relayed_yet": comparison.waiting,
        "room": share,
        "difference": comparison.difference or terminal.translate("none"),
    }.items():
        terminal.out.print(f"{terminal.translate(name)}: {value}", soft_wrap=True)
    if comparison.nearly_full:
        terminal.print_note(terminal.translate("nearly_full", share=share))
