"""Is this store sound: its file, its order, its keys, and is every fact known to this version?"""

from collections import Counter
from contextlib import suppress
from typing import Any, NamedTuple

import typer
from rich.table import Table

from adapters.cli.cli_context import Desk, KeysUnusable, unusable_because
from adapters.cli.exit_codes import UNUSABLE
from adapters.compose import key_store, private_folder
from adapters.compose.opening import open_existing_store
from adapters.engine.sealing import MasterKeyDamaged, MasterKeyMissing, WrongMasterKey
from adapters.engine.store.codec import Codec, UnknownEvent, UnreadableEvent
from adapters.engine.store.recorder import Store
from adapters.engine.store.reinserting import Contradiction, parse_stored
from adapters.engine.store.stored import StoredNotification, StoreFailed, StoreUnusable
from domain.aggregates import FACTS


class Findings(NamedTuple):
    """What was found."""

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
        """Whether nothing is wrong: facts of a newer version are only unread, unsafe settings a warning."""
        return not self.faults and self.keys is None


def doctor(desk: Desk, *, json: bool) -> None:
    """Examine a store, and say what was found; exit 3 when something is wrong."""
    findings = _examined(desk)
    if json:
        desk.voice.json(
            {**findings._asdict(), "keys": findings.keys or "reachable", "healthy": findings.healthy}
        )
    else:
        _tell(desk, findings)
    if not findings.healthy:
        raise typer.Exit(UNUSABLE)


def _examined(desk: Desk) -> Findings:
    store = open_existing_store(desk.store)
    try:
        faults, types = store.check(), Counter[str]()
        codec = Codec(FACTS.values())
        for fact in () if faults else store.read_log():
            faults += _wrong_with(fact, codec)
            types[fact.topic] += 1
        return Findings(
            store=str(desk.store),
            tenant=store.tenant,
            clock=store.clock.value,
            head=_head(store),
            keys=_wrong_with_keys(desk, store),
            unknown_types={type: count for type, count in types.items() if type not in FACTS},
            faults=faults,
            unsafe_settings=store.unsafe_settings(),
        )
    finally:
        store.close()


def _head(store: Store) -> int:
    """Return the last position; of a file that cannot be read, none."""
    with suppress(StoreUnusable, StoreFailed):
        return store.head()
    return 0


def _wrong_with(fact: StoredNotification, codec: Codec) -> list[str]:
    """Say what is wrong with a fact: its columns, its envelope, or, of a known type, what it says."""
    try:
        parse_stored(fact)
        codec.decode(fact.topic, fact.state)
    except UnknownEvent:
        return []
    except Contradiction as wrong:
        return [str(wrong)]
    except UnreadableEvent as wrong:
        return [f"position {fact.id}: {fact.topic} cannot be read: {wrong.why}"]
    return []


def _wrong_with_keys(desk: Desk, store: Store) -> str | None:
    folder = private_folder(desk.store)
    if not folder.is_dir():
        return desk.voice.say("no_folder", path=folder)
    try:
        key_store(store, folder).close()
    except (MasterKeyMissing, MasterKeyDamaged, WrongMasterKey) as wrong:
        return _said(wrong, desk)
    return None


def _said(wrong: KeysUnusable, desk: Desk) -> str:
    return unusable_because(wrong, desk)


def _tell(desk: Desk, findings: Findings) -> None:
    voice = desk.voice
    table = Table.grid(padding=(0, 2, 0, 0))
    for name, said in _rows(desk, findings).items():
        table.add_row(voice.say(name), str(said))
    for fault in findings.faults:
        table.add_row(voice.say("fault"), fault, style="red")
    voice.out.print(table)
    for setting in findings.unsafe_settings:
        voice.note(voice.say("unsafe_setting", setting=setting))
    if findings.healthy:
        voice.out.print(voice.say("healthy"), style="green")
    else:
        voice.fail([voice.say("unhealthy")])


def _rows(desk: Desk, findings: Findings) -> dict[str, Any]:
    voice = desk.voice
    unknown = ", ".join(f"{type} ({count})" for type, count in findings.unknown_types.items())
    return {
        "store": findings.store,
        "tenant": findings.tenant,
        "clock": voice.say(findings.clock),
        "head": findings.head,
        "keys": findings.keys or voice.say("keys_reachable"),
        "unknown_types": unknown or voice.say("none"),
    }
