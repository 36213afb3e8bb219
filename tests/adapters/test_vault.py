"""Who can still read what about a person, and what is left once they are erased."""

import re
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from sqlite3 import connect
from uuid import UUID, uuid5

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.compose.key_opening import open_database_keys, open_folder_keys
from adapters.engine.sealing import KeyDestroyed, KeyStore, Tampered, TraceRemains
from adapters.engine.store.database import Database
from adapters.postgres.connections import Connections
from domain.language import NOBODY, Retention, Sealed

CLAIRE = UUID("0195f3a0-0000-7000-8000-000000000001")
PAUL = UUID("0195f3a0-0000-7000-8000-000000000002")
IBAN = "FR1420041010050500013M02606"


@pytest.fixture
def file_keys(tmp_path: Path) -> Iterator[KeyStore]:
    store = open_folder_keys(tmp_path / "keys")
    yield store
    store.close()


@pytest.fixture
def table_keys(database: Database, tmp_path: Path) -> Iterator[KeyStore]:
    connections = Connections(database)
    yield open_database_keys(connections, tmp_path / "keys")
    connections.close()


@pytest.fixture(params=["file", "table"])
def keys(request: pytest.FixtureRequest) -> KeyStore:
    return request.getfixturevalue(f"{request.param}_keys")


@pytest.fixture(scope="module")
def lasting_keys(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KeyStore]:
    store = open_folder_keys(tmp_path_factory.mktemp("lasting"))
    yield store
    store.close()


def every_byte(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())


def sealed_name(keys: KeyStore, clear: str = "Claire Fontaine") -> Sealed:
    return keys.seal(CLAIRE, Retention.SOCIAL, "name", clear)


# Sealing --------------------------------------------------------------------------------------


@given(clear=st.text(), field=st.text(), subject=st.uuids(), retention=st.sampled_from(Retention))
def test_what_is_sealed_can_be_read_again(
    lasting_keys: KeyStore, clear: str, field: str, subject: UUID, retention: Retention
) -> None:
    sealed = lasting_keys.seal(subject, retention, field, clear)

    assert (sealed.subject, sealed.retention, sealed.field) == (subject, retention, field)
    assert lasting_keys.unseal(sealed) == clear


@given(data=st.binary())
def test_a_document_s_bytes_can_be_read_again(lasting_keys: KeyStore, data: bytes) -> None:
    sealed = lasting_keys.seal_bytes(CLAIRE, Retention.PAY, "payslip", data)

    assert lasting_keys.unseal_bytes(CLAIRE, Retention.PAY, "payslip", sealed) == data


def test_what_is_sealed_can_be_read_after_a_restart(tmp_path: Path) -> None:
    first = open_folder_keys(tmp_path)
    sealed = sealed_name(first)
    first.close()

    assert open_folder_keys(tmp_path).unseal(sealed) == "Claire Fontaine"


def test_the_same_name_sealed_twice_does_not_look_the_same(keys: KeyStore) -> None:
    assert sealed_name(keys).box != sealed_name(keys).box


def test_a_sealed_name_cannot_pass_for_another_field(keys: KeyStore) -> None:
    with pytest.raises(Tampered):
        keys.unseal(msgspec.structs.replace(sealed_name(keys), field="address"))


@pytest.mark.parametrize("other", [{"subject": PAUL}, {"retention": Retention.PAY}])
def test_a_sealed_name_cannot_pass_to_another_person_or_class(
    keys: KeyStore, other: dict[str, UUID | Retention]
) -> None:
    keys.seal(PAUL, Retention.SOCIAL, "name", "Paul")
    keys.seal(CLAIRE, Retention.PAY, "name", "Claire")

    with pytest.raises(Tampered):
        keys.unseal(msgspec.structs.replace(sealed_name(keys), **other))


@given(place=st.integers(min_value=0), bit=st.integers(0, 7))
def test_one_changed_bit_is_noticed(lasting_keys: KeyStore, place: int, bit: int) -> None:
    sealed = sealed_name(lasting_keys)
    damaged = bytearray(b64decode(sealed.box))
    damaged[place % len(damaged)] ^= 1 << bit

    with pytest.raises(Tampered):
        lasting_keys.unseal(msgspec.structs.replace(sealed, box=b64encode(damaged).decode()))


@pytest.mark.parametrize("wrong", ["", "AAAA", "not base64!", "é"])
def test_bytes_that_are_not_sealed_are_noticed(keys: KeyStore, wrong: str) -> None:
    with pytest.raises(Tampered):
        keys.unseal(msgspec.structs.replace(sealed_name(keys), box=wrong))


def test_what_was_sealed_elsewhere_cannot_be_read_here(file_keys: KeyStore, tmp_path: Path) -> None:
    elsewhere = open_folder_keys(tmp_path / "elsewhere")

    assert file_keys.unseal(sealed_name(elsewhere)) is None


# Erasure --------------------------------------------------------------------------------------


def test_an_erased_person_can_no_longer_be_read(keys: KeyStore) -> None:
    sealed = sealed_name(keys)
    keys.destroy_key(CLAIRE, Retention.SOCIAL)

    assert keys.unseal(sealed) is None


def test_nothing_more_is_sealed_for_an_erased_person(keys: KeyStore) -> None:
    sealed_name(keys)
    keys.destroy_key(CLAIRE, Retention.SOCIAL)

    with pytest.raises(KeyDestroyed) as refused:
        sealed_name(keys)
    assert refused.value == KeyDestroyed(CLAIRE, Retention.SOCIAL)


def test_a_person_may_be_erased_before_anything_was_sealed_and_twice(keys: KeyStore) -> None:
    keys.destroy_key(CLAIRE, Retention.SOCIAL)
    keys.destroy_key(CLAIRE, Retention.SOCIAL)

    with pytest.raises(KeyDestroyed):
        sealed_name(keys)


def test_an_erasure_leaves_other_classes_and_other_persons(keys: KeyStore) -> None:
    pay = keys.seal(CLAIRE, Retention.PAY, "absence", "sickness")
    paul = keys.seal(PAUL, Retention.SOCIAL, "name", "Paul Marchand")
    keys.destroy_key(CLAIRE, Retention.SOCIAL)

    assert (keys.unseal(pay), keys.unseal(paul)) == ("sickness", "Paul Marchand")


def test_an_erasure_by_another_process_is_honoured_at_once(tmp_path: Path) -> None:
    here, there = open_folder_keys(tmp_path), open_folder_keys(tmp_path)
    sealed = sealed_name(here)
    assert there.unseal(sealed) == "Claire Fontaine"

    here.destroy_key(CLAIRE, Retention.SOCIAL)

    assert there.unseal(sealed) is None
    with pytest.raises(KeyDestroyed):
        sealed_name(there)


def test_no_byte_of_a_destroyed_key_is_left_in_the_files(file_keys: KeyStore, tmp_path: Path) -> None:
    persons = [uuid5(NOBODY, str(number)) for number in range(10)]
    for person in persons:
        file_keys.seal(person, Retention.SOCIAL, "name", "Claire")
    with closing(connect(tmp_path / "keys" / "keys.db")) as reader:
        wrapped = [row[0] for row in reader.execute("SELECT wrapped FROM data_key")]
    assert all(key in every_byte(tmp_path) for key in wrapped)

    for person in persons:
        file_keys.destroy_key(person, Retention.SOCIAL)

    assert not any(key in every_byte(tmp_path) for key in wrapped)


def test_an_erasure_says_when_a_reader_keeps_its_trace(file_keys: KeyStore, tmp_path: Path) -> None:
    impatient = open_folder_keys(tmp_path / "keys", seconds_to_wait=0.05)
    sealed = sealed_name(file_keys)
    reader = connect(tmp_path / "keys" / "keys.db", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM data_key").fetchall()

    with pytest.raises(TraceRemains):
        impatient.destroy_key(CLAIRE, Retention.SOCIAL)
    assert file_keys.unseal(sealed) is None

    reader.close()
    impatient.destroy_key(CLAIRE, Retention.SOCIAL)


# The vault ------------------------------------------------------------------------------------


def commit_iban(keys: KeyStore, command: bytes = b"command 1", iban: str = IBAN) -> str:
    return keys.commit_value(CLAIRE, Retention.PAY, "iban", iban, command)


def test_an_iban_is_found_by_its_commitment(keys: KeyStore) -> None:
    commitment = commit_iban(keys)

    assert re.fullmatch("sha256:[0-9a-f]{64}", commitment)
    assert keys.reveal_value(commitment) == IBAN


def test_the_same_command_asked_twice_gives_the_same_commitment(tmp_path: Path) -> None:
    first = commit_iban(open_folder_keys(tmp_path))
    again = open_folder_keys(tmp_path)

    assert commit_iban(again) == first
    assert again.reveal_value(first) == IBAN


def test_another_command_person_field_or_value_gives_another_commitment(keys: KeyStore) -> None:
    commitments = {
        commit_iban(keys),
        commit_iban(keys, command=b"command 2"),
        commit_iban(keys, iban="FR7630006000011234567890189"),
        keys.commit_value(PAUL, Retention.PAY, "iban", IBAN, b"command 1"),
        keys.commit_value(CLAIRE, Retention.SOCIAL, "iban", IBAN, b"command 1"),
        keys.commit_value(CLAIRE, Retention.PAY, "nir", IBAN, b"command 1"),
    }

    assert len(commitments) == 6


def test_a_commitment_cannot_be_guessed_without_the_master_key(tmp_path: Path) -> None:
    here, elsewhere = open_folder_keys(tmp_path / "here"), open_folder_keys(tmp_path / "elsewhere")

    assert commit_iban(here) != commit_iban(elsewhere)


def test_the_iban_of_an_erased_person_is_gone(keys: KeyStore) -> None:
    commitment = commit_iban(keys)
    keys.destroy_key(CLAIRE, Retention.PAY)

    assert keys.reveal_value(commitment) is None
    with pytest.raises(KeyDestroyed):
        commit_iban(keys)


def test_an_unknown_commitment_reveals_nothing(keys: KeyStore) -> None:
    assert keys.reveal_value("sha256:" + "0" * 64) is None


def test_a_vaulted_value_moved_to_another_commitment_is_noticed(file_keys: KeyStore, tmp_path: Path) -> None:
    old, new = commit_iban(file_keys), commit_iban(file_keys, iban="FR7630006000011234567890189")
    with closing(connect(tmp_path / "keys" / "keys.db", isolation_level=None)) as intruder:
        moved = "UPDATE vault SET box = (SELECT box FROM vault WHERE commitment = ?) WHERE commitment = ?"
        intruder.execute(moved, (old, new))

    with pytest.raises(Tampered):
        file_keys.reveal_value(new)


# Digests --------------------------------------------------------------------------------------


def test_the_digest_of_a_command_depends_on_its_content_and_on_the_master_key(tmp_path: Path) -> None:
    here, elsewhere = open_folder_keys(tmp_path / "here"), open_folder_keys(tmp_path / "elsewhere")

    assert here.compute_digest(b"content") == open_folder_keys(tmp_path / "here").compute_digest(b"content")
    assert here.compute_digest(b"content") != here.compute_digest(b"other content")
    assert here.compute_digest(b"content") != elsewhere.compute_digest(b"content")


def test_the_length_of_a_sealed_value_does_not_betray_a_short_word(tmp_path: Path) -> None:
    keys = open_folder_keys(tmp_path)
    words = ("sickness", "leave", "other")
    sealed_words = [keys.seal(UUID(int=3), Retention.PAY, "absence", word) for word in words]
    keys.close()
    assert len({len(sealed.box) for sealed in sealed_words}) == 1
