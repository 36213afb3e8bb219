"""Backing a store up, restoring it, and making log and stream agree again."""

import asyncio
from pathlib import Path

import msgspec
import typer

from adapters.backup import content_of, restore, take
from adapters.cli.cli_context import Desk
from adapters.cli.exit_codes import UNUSABLE, BadInput
from adapters.compose import Settings, open_engine
from adapters.compose.backup_and_recovery import (
    apart,
    as_relay,
    erase_again,
    lost,
    open_to_restore,
    record,
    recorded_up_to,
    whole,
)
from adapters.nats.stream_comparison import Compared, compare
from adapters.nats.stream_recovery import Recovery, recover, unrecorded

HUNDREDTHS = 10_000


def backup(desk: Desk, to: Path, *, json: bool) -> None:
    """Write a backup while others may write to the store, and say what is kept apart from it."""
    with desk.archive() as archive:
        place, content = take(whole(archive), to)
    counts, keys = msgspec.structs.asdict(content), apart(desk.store, Settings.read())
    left_out = {name: str(where) for name, where in keys._asdict().items() if where.exists()}
    if json:
        desk.voice.json({"path": str(place), **counts, "left_out": left_out})
        return
    desk.voice.out.print(desk.voice.say("backed_up", path=place, **counts), soft_wrap=True)
    for name, where in left_out.items():
        desk.voice.note(desk.voice.say(f"{name}_apart", path=where))


def restore_from(desk: Desk, path: Path, master_key: Path | None, *, json: bool) -> None:
    """Add what a backup holds and the store is missing; say what no backup holds and is not there."""
    content, settings = content_of(path), Settings.read()
    with open_to_restore(desk.store, content, master_key, settings) as archive:
        added = restore(path, whole(archive))
        erased = erase_again(archive)
    keys = apart(desk.store, settings).broker_keys
    missing = {} if keys.exists() else {"broker_keys": str(keys)}
    if json:
        counts = {"added": added, "head": content.head, "erased_again": erased}
        desk.voice.json({"path": str(path), **counts, "missing": missing})
        return
    said = desk.voice.say("restored", store=desk.store, added=added, head=content.head, path=path)
    desk.voice.out.print(said, soft_wrap=True)
    desk.voice.note(desk.voice.say("stream_may_be_ahead"))
    for name, where in missing.items():
        desk.voice.note(desk.voice.say(f"{name}_missing", path=where))


def recover_from_stream(desk: Desk, *, from_stream: bool, json: bool) -> None:
    """Add what the stream holds and the log does not, then record it as a fact."""
    if not from_stream:
        raise BadInput("recover_from_what")
    asyncio.run(_recover(desk, json=json))


async def _recover(desk: Desk, *, json: bool) -> None:
    settings = Settings.read()
    with desk.archive() as archive:
        async with as_relay(desk.store, archive.tenant, settings) as client:
            await recover(client, archive.store)
        recovery = unrecorded(archive.store, recorded_up_to(archive))
        erased = erase_again(archive)
        missing = lost(archive, recovery) if recovery else None
        clock = archive.store.clock
    if recovery is not None:
        async with open_engine(desk.store, clock=clock, settings=settings) as engine:
            await record(engine, recovery)
    if json:
        told = recovery or Recovery(0, 0, 0)
        gone = missing._asdict() if missing else {"keys": 0, "documents": 0}
        desk.voice.json({**told._asdict(), "lost": gone, "erased_again": erased})
    else:
        _tell(desk, recovery, {"lost_keys": missing.keys if missing else 0} | {
            "lost_documents": missing.documents if missing else 0, "erased_again": erased
        })  # fmt: skip


def _tell(desk: Desk, recovery: Recovery | None, counts: dict[str, int]) -> None:
    voice = desk.voice
    if recovery is None:
        voice.out.print(voice.say("nothing_to_recover"))
        return
    voice.out.print(voice.say("recovered", **recovery._asdict()))
    voice.note(voice.say("answers_rebuilt"))
    for key, count in counts.items():
        if count:
            voice.note(voice.say(key, count=count))


def stream(desk: Desk, *, json: bool) -> None:
    """Compare the stream with the log; exit 3 when they differ."""
    with desk.archive() as archive:
        compared = asyncio.run(_compared(desk, archive.tenant))
    if json:
        desk.voice.json({**compared._asdict(), "nearly_full": compared.nearly_full})
    else:
        _tell_compared(desk, compared)
    if compared.difference is not None:
        raise typer.Exit(UNUSABLE)


async def _compared(desk: Desk, tenant: str) -> Compared:
    with desk.archive() as archive:
        async with as_relay(desk.store, tenant, Settings.read()) as client:
            return await compare(client, archive.store)


def _tell_compared(desk: Desk, compared: Compared) -> None:
    voice = desk.voice
    share = voice.share(HUNDREDTHS * compared.bytes // compared.max_bytes) if compared.max_bytes else "-"
    for name, said in {
        "facts_in_log": compared.facts,
        "messages_in_stream": compared.messages,
        "not_relayed_yet": compared.waiting,
        "room": share,
        "difference": compared.difference or voice.say("none"),
    }.items():
        voice.out.print(f"{voice.say(name)}: {said}", soft_wrap=True)
    if compared.nearly_full:
        voice.note(voice.say("nearly_full", share=share))
