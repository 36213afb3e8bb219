"""A backup holds a store whole, and gives it back in either kind of place."""

import asyncio
import stat
import zipfile
from pathlib import Path
from uuid import UUID, uuid4

import msgspec
import pytest

from adapters.backup import BackupManifest, NotABackup, read_manifest, restore_backup, write_backup
from adapters.backup.backup_format import EVENTS, MANIFEST
from adapters.compose import Settings, open_archive, private_folder
from adapters.compose.backup_and_recovery import gather_backup_source, open_to_restore, repeat_erasures
from adapters.engine.sealing import MasterKeyMissing, WrongMasterKey
from adapters.engine.store.reinserting import Contradiction
from adapters.engine.store.stored import Place, StoredNotification
from adapters.engine.validation import Request
from domain.language import Retention
from tests.adapters.acts import (
    CONSULTANT,
    CONSULTANT_ID,
    DOCUMENT,
    SECRETS,
    command,
    engine_at,
    give,
    parties,
    started_mission,
)

MISSION = UUID(int=0xA)
CLEAR = b"A signed contract"


def reach(milestone: str) -> Request:
    named = {"mission": str(MISSION), "milestone": milestone, "evidence": DOCUMENT}
    return command(CONSULTANT, "ReachMilestone", id=uuid4(), **named)


async def populate(place: Place) -> tuple[Request, Request]:
    """Live a mission, file a document; return a command that was accepted and one that was refused."""
    async with engine_at(place) as engine:
        await give(engine, parties())
        await give(engine, started_mission(MISSION))
        accepted, refused = reach("J1"), reach("J9")
        await engine.submit(accepted)
        await engine.submit(refused)
        engine.keep(CLEAR, subject=MISSION, retention=Retention.EVIDENCE, kind="contract")
        return accepted, refused


def backup_of(place: Place, to: Path) -> tuple[Path, BackupManifest]:
    with open_archive(place) as archive:
        return write_backup(gather_backup_source(archive), to)


def restored(backup: Path, place: Place, master_key: Path | None) -> int:
    with open_to_restore(place, read_manifest(backup), master_key, Settings.read()) as archive:
        return restore_backup(backup, gather_backup_source(archive))


def events_of(place: Place) -> list[StoredNotification]:
    with open_archive(place) as archive:
        return list(archive.store.read_log())


def test_a_restored_store_is_the_one_backed_up_to_the_byte_in_either_kind_of_place(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    accepted, refused = asyncio.run(populate(place))
    backup, content = backup_of(place, tmp_path)
    again, _ = backup_of(place, tmp_path / "again.zip")
    assert again.read_bytes() == backup.read_bytes()
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert backup.name == f"jalon-demo-{content.head}.zip"
    assert (content.documents, content.vaulted) == (1, 2)
    other = tmp_path / "elsewhere" / "other.db"
    other.parent.mkdir()
    key = private_folder(place) / "master.key"
    monkeypatch.delenv("JALON_PRIVATE", raising=False)
    assert restored(backup, other, key) == content.head
    assert events_of(other) == events_of_backup(backup)
    assert backup_of(other, tmp_path / "third.zip")[0].read_bytes() == backup.read_bytes()
    asyncio.run(the_same_life(other, accepted, refused))
    assert restored(backup, other, None) == 0


def events_of_backup(backup: Path) -> list[StoredNotification]:
    from adapters.engine.store.reinserting import ArchivedEvent, parse_event

    with zipfile.ZipFile(backup) as archive:
        lines = archive.read(EVENTS).splitlines()
    return [parse_event(ArchivedEvent(position, body)).stored for position, body in enumerate(lines, start=1)]


async def the_same_life(place: Place, accepted: Request, refused: Request) -> None:
    """See that what was sealed opens, what was filed is found, and what was asked has the same answer."""
    async with engine_at(place) as engine:
        head = engine.store.head()
        assert engine.store.check() == []
        answers = [await engine.submit(request) for request in (accepted, refused)]
        assert [answer.outcome for answer in answers] == ["accepted", "refused"]
        assert engine.store.head() == head
        registered = next(
            line.recorded.data for line in engine.lines() if "consultant-registered" in line.recorded.type
        )
        assert engine.open(registered.name) == SECRETS[0]
        assert engine.keys.reveal(registered.iban) == SECRETS[3]
        digest = next(iter(engine.documents.shelves.hashes()))
        assert engine.documents.get(f"sha256:{digest}") == CLEAR
        assert (await engine.submit(reach("J2"))).facts[-1].position == head + 1


def test_a_file_is_restored_into_a_database(
    tmp_path: Path, database: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "source.db"
    monkeypatch.delenv("JALON_PRIVATE")
    accepted, refused = asyncio.run(populate(source))
    backup, content = backup_of(source, tmp_path)
    monkeypatch.setenv("JALON_PRIVATE", str(tmp_path / "new"))
    key = tmp_path / "source.db.private" / "master.key"
    assert restored(backup, database, key) == content.head
    assert backup_of(database, tmp_path / "again.zip")[0].read_bytes() == backup.read_bytes()
    asyncio.run(the_same_life(database, accepted, refused))


def test_nothing_personal_stands_in_a_backup_in_clear_and_it_opens_with_its_own_key_only(
    tmp_path: Path,
) -> None:
    store, other = tmp_path / "store.db", tmp_path / "other.db"
    asyncio.run(populate(store))
    backup, _ = backup_of(store, tmp_path)
    with zipfile.ZipFile(backup) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
    master = (private_folder(store) / "master.key").read_bytes()
    for secret in (*(secret.encode() for secret in SECRETS), CLEAR, master):
        assert secret not in everything
    with pytest.raises(MasterKeyMissing):
        restored(backup, other, None)
    wrong = tmp_path / "wrong.key"
    wrong.write_bytes(bytes(32))
    with pytest.raises(WrongMasterKey):
        restored(backup, other, wrong)
    assert not other.exists()
    assert not private_folder(other).exists()


def test_what_was_erased_since_stays_erased_and_what_the_log_erased_is_erased_again(tmp_path: Path) -> None:
    store = tmp_path / "store.db"
    asyncio.run(populate(store))
    backup, _ = backup_of(store, tmp_path)
    with open_archive(store) as archive:
        archive.keys.destroy(CONSULTANT_ID, Retention.SOCIAL)
    assert restored(backup, store, None) == 0
    with open_archive(store) as archive:
        registered = next(
            line.recorded.data for line in archive.lines() if "consultant-registered" in line.recorded.type
        )
        gone = [
            name for name in ("name", "address", "email") if archive.open(getattr(registered, name)) is None
        ]
        assert gone
        assert repeat_erasures(archive) == 0


def test_a_backup_is_not_restored_over_another_history(tmp_path: Path) -> None:
    first, second = tmp_path / "first.db", tmp_path / "second.db"
    asyncio.run(populate(first))
    backup, content = backup_of(first, tmp_path)
    assert restored(backup, second, private_folder(first) / "master.key") == content.head
    asyncio.run(one_more(first))
    longer, _ = backup_of(first, tmp_path)
    asyncio.run(one_more(second))
    before = events_of(second)
    with pytest.raises(Contradiction) as no:
        restored(longer, second, None)
    assert no.value.position == content.head + 1
    assert events_of(second) == before


async def one_more(place: Place) -> None:
    async with engine_at(place) as engine:
        await engine.submit(reach("J2"))


@pytest.mark.parametrize("what", ["cut", "no ZIP file", "another list", "another format", "another ZIP file"])
def test_a_damaged_backup_is_refused_before_anything_is_made(tmp_path: Path, what: str) -> None:
    store, other = tmp_path / "store.db", tmp_path / "other.db"
    asyncio.run(populate(store))
    backup, _ = backup_of(store, tmp_path)
    damage(backup, what)
    with pytest.raises(NotABackup):
        restored(backup, other, private_folder(store) / "master.key")
    assert not other.exists()


def damage(backup: Path, what: str) -> None:
    with zipfile.ZipFile(backup) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    match what:
        case "cut":
            backup.write_bytes(backup.read_bytes()[:-100])
            return
        case "no ZIP file":
            backup.write_bytes(b"PK" + bytes(300))
            return
        case "another list":
            members[EVENTS] = members[EVENTS].replace(b"jeanne", b"jeanno", 1)
        case "another format":
            content = msgspec.json.decode(members[MANIFEST])
            members[MANIFEST] = msgspec.json.encode(content | {"format": 2})
        case _:
            del members[MANIFEST]
    with zipfile.ZipFile(backup, "w") as archive:
        for name, said in members.items():
            archive.writestr(name, said)
