"""Keys in a database: shared by many, opened by the master key alone, and gone when they are destroyed."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from adapters.compose.key_opening import open_database_keys
from adapters.engine.sealing import KeyDestroyed, KeyStore, MasterKeyMissing, Tampered, WrongMasterKey
from adapters.engine.store.database import Database
from adapters.postgres.connections import Connections
from domain.language import Retention

CLAIRE = UUID("0195f3a0-0000-7000-8000-000000000001")
IBAN = "FR1420041010050500013M02606"

Opening = Callable[[], KeyStore]


@pytest.fixture
def opening(database: Database, tmp_path: Path) -> Iterator[Opening]:
    """Open the same keys, each time as another process would."""
    opened: list[Connections] = []

    def again() -> KeyStore:
        opened.append(Connections(database))
        return open_database_keys(opened[-1], tmp_path / "keys")

    yield again
    for connections in opened:
        connections.close()


def rows(database: Database, asked: str) -> list[tuple[object, ...]]:
    with psycopg.connect(database.url) as connection:
        return connection.execute(asked.encode()).fetchall()


def test_what_one_process_sealed_another_one_reads(opening: Opening) -> None:
    sealed = opening().seal(CLAIRE, Retention.SOCIAL, "name", "Claire")
    commitment = opening().commit_value(CLAIRE, Retention.PAY, "iban", IBAN, b"command 1")
    other = opening()
    assert (other.unseal(sealed), other.reveal_value(commitment)) == ("Claire", IBAN)
    assert other.commit_value(CLAIRE, Retention.PAY, "iban", IBAN, b"command 1") == commitment


def test_an_erasure_by_another_process_is_honoured_at_once(opening: Opening) -> None:
    here, there = opening(), opening()
    sealed = here.seal(CLAIRE, Retention.SOCIAL, "name", "Claire")
    assert there.unseal(sealed) == "Claire"

    here.destroy_key(CLAIRE, Retention.SOCIAL)

    assert there.unseal(sealed) is None
    with pytest.raises(KeyDestroyed):
        there.seal(CLAIRE, Retention.SOCIAL, "name", "Claire")


def test_a_destroyed_key_is_gone_from_the_table_and_that_it_was_stays(
    opening: Opening, database: Database
) -> None:
    keys = opening()
    keys.seal(CLAIRE, Retention.SOCIAL, "name", "Claire")
    keys.destroy_key(CLAIRE, Retention.SOCIAL)
    keys.destroy_key(CLAIRE, Retention.SOCIAL)
    asked = "SELECT subject, wrapped, destroyed_at IS NOT NULL FROM jalon.data_key"
    assert rows(database, asked) == [(CLAIRE, None, True)]


def test_no_clear_value_is_in_a_row(opening: Opening, database: Database) -> None:
    keys = opening()
    keys.seal(CLAIRE, Retention.SOCIAL, "name", "Claire")
    keys.commit_value(CLAIRE, Retention.PAY, "iban", IBAN, b"command 1")
    for table in ("master", "data_key", "vault"):
        assert IBAN.encode() not in b"".join(
            value if isinstance(value, bytes) else str(value).encode()
            for row in rows(database, f"SELECT * FROM jalon.{table}")
            for value in row
        )


def test_a_vaulted_value_moved_to_another_commitment_is_noticed(opening: Opening, database: Database) -> None:
    keys = opening()
    old = keys.commit_value(CLAIRE, Retention.PAY, "iban", IBAN, b"command 1")
    new = keys.commit_value(CLAIRE, Retention.PAY, "iban", "FR7630006000011234567890189", b"command 2")
    with psycopg.connect(database.url) as intruder:
        moved = (
            "UPDATE jalon.vault SET box = (SELECT box FROM jalon.vault WHERE commitment = %s)"
            " WHERE commitment = %s"
        )
        intruder.execute(moved, [old, new])
    with pytest.raises(Tampered):
        keys.reveal_value(new)


def test_a_lost_master_key_is_never_replaced(opening: Opening, tmp_path: Path) -> None:
    opening()
    (tmp_path / "keys" / "master.key").unlink()
    with pytest.raises(MasterKeyMissing):
        opening()
    assert not list((tmp_path / "keys").iterdir())


def test_another_master_key_opens_nothing(opening: Opening, tmp_path: Path) -> None:
    opening()
    (tmp_path / "keys" / "master.key").write_bytes(bytes(32))
    with pytest.raises(WrongMasterKey):
        opening()


def test_many_that_start_at_once_share_one_key(opening: Opening) -> None:
    with ThreadPoolExecutor(6) as threads:
        stores = list(threads.map(lambda _: opening(), range(6)))
        sealed = list(threads.map(lambda keys: keys.seal(CLAIRE, Retention.SOCIAL, "name", "Claire"), stores))
    assert {stores[0].unseal(value) for value in sealed} == {"Claire"}
