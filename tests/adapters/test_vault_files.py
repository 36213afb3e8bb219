"""The files of the keys: private, without a clear value, and shared by processes that start at once."""

import multiprocessing
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from uuid import UUID, uuid5

import pytest

from adapters.compose.key_opening import open_folder_keys
from adapters.engine.sealing import KeyDestroyed, KeyStore, MasterKeyDamaged, MasterKeyMissing, WrongMasterKey
from domain.language import NOBODY, Retention, Sealed

CLAIRE = UUID("0195f3a0-0000-7000-8000-000000000001")
IBAN = "FR1420041010050500013M02606"


@pytest.fixture
def keys(tmp_path: Path) -> Iterator[KeyStore]:
    store = open_folder_keys(tmp_path / "keys")
    yield store
    store.close()


def every_byte(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())


# Files ----------------------------------------------------------------------------------------


def test_only_the_owner_of_the_service_may_read_the_files(keys: KeyStore, tmp_path: Path) -> None:
    keys.commit_value(CLAIRE, Retention.PAY, "iban", IBAN, b"command 1")
    folder = tmp_path / "keys"

    assert folder.stat().st_mode & 0o777 == 0o700
    assert {file.name for file in folder.iterdir()} >= {"master.key", "keys.db"}
    assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}


def test_no_clear_value_is_in_the_files(keys: KeyStore, tmp_path: Path) -> None:
    keys.seal(CLAIRE, Retention.SOCIAL, "name", "Claire Fontaine")
    keys.commit_value(CLAIRE, Retention.PAY, "iban", IBAN, b"command 1")
    keys.compute_digest(b"Claire Fontaine")

    assert b"Claire Fontaine" not in every_byte(tmp_path)
    assert IBAN.encode() not in every_byte(tmp_path)


@pytest.mark.usefixtures("keys")
def test_a_lost_master_key_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "keys" / "master.key").unlink()

    with pytest.raises(MasterKeyMissing):
        open_folder_keys(tmp_path / "keys")


@pytest.mark.usefixtures("keys")
def test_a_wrong_or_damaged_master_key_is_noticed(tmp_path: Path) -> None:
    key = tmp_path / "keys" / "master.key"

    key.write_bytes(os.urandom(32))
    with pytest.raises(WrongMasterKey):
        open_folder_keys(tmp_path / "keys")

    key.write_bytes(b"short")
    with pytest.raises(MasterKeyDamaged):
        open_folder_keys(tmp_path / "keys")


# Several at once ------------------------------------------------------------------------------


def seal_for_many(folder: Path, stores: int) -> list[Sealed]:
    """Open each of these key stores and seal for the same person as the other processes."""
    return [
        open_folder_keys(folder / str(number)).seal(CLAIRE, Retention.SOCIAL, "name", "Claire")
        for number in range(stores)
    ]


def test_processes_that_start_at_once_share_one_master_key_and_one_key(tmp_path: Path) -> None:
    processes, stores = 4, 25
    with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn")) as pool:
        started = [pool.submit(seal_for_many, tmp_path, stores) for _ in range(processes)]
        sealed = [each.result() for each in started]

    for number in range(stores):
        keys = open_folder_keys(tmp_path / str(number))
        assert {keys.unseal(each[number]) for each in sealed} == {"Claire"}
        assert {file.name for file in (tmp_path / str(number)).glob(".*")} == set()


def seal_unless_erased(keys: KeyStore, person: UUID) -> None:
    """Seal for a person; what is read back is the value, or nothing once the person is erased."""
    with suppress(KeyDestroyed):
        sealed = keys.seal(person, Retention.PAY, "name", "Claire")
        assert keys.unseal(sealed) in {"Claire", None}


def test_threads_may_share_a_key_store_while_persons_are_erased(keys: KeyStore) -> None:
    persons = [uuid5(NOBODY, str(number)) for number in range(50)]

    with ThreadPoolExecutor(4) as pool:
        for person in persons:
            acts = [pool.submit(seal_unless_erased, keys, person) for _ in range(10)]
            acts.append(pool.submit(keys.destroy_key, person, Retention.PAY))
            acts += [pool.submit(seal_unless_erased, keys, person) for _ in range(10)]
            for act in acts:
                act.result()

    for person in persons:
        with pytest.raises(KeyDestroyed):
            keys.seal(person, Retention.PAY, "name", "Claire")
