"""Documents are found by their hash, sealed at rest, and gone with the key of their subject."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.compose.key_opening import open_folder_keys
from adapters.engine.documents import DocumentDamaged, DocumentStore
from adapters.engine.sealing import KeyDestroyed, KeyStore, Tampered
from adapters.engine.store.database import Database
from adapters.files.document_folder import FolderSealedCopies
from adapters.postgres.connections import Connections
from adapters.postgres.document_table import PostgresSealedCopies
from domain.language import Retention

CLAIRE = UUID("0195f3a0-0000-7000-8000-000000000001")
PAUL = UUID("0195f3a0-0000-7000-8000-000000000002")
CONTRACT = b"Contrat de prestation de Claire Fontaine"


@pytest.fixture
def keys(tmp_path: Path) -> Iterator[KeyStore]:
    store = open_folder_keys(tmp_path / "keys")
    yield store
    store.close()


@pytest.fixture
def file_documents(keys: KeyStore, tmp_path: Path) -> DocumentStore:
    return DocumentStore(FolderSealedCopies(tmp_path / "documents"), keys.seal_bytes, keys.unseal_bytes)


@pytest.fixture
def table_documents(keys: KeyStore, database: Database) -> Iterator[DocumentStore]:
    connections = Connections(database)
    yield DocumentStore(PostgresSealedCopies(connections), keys.seal_bytes, keys.unseal_bytes)
    connections.close()


@pytest.fixture(params=["file", "table"])
def documents(request: pytest.FixtureRequest) -> DocumentStore:
    return request.getfixturevalue(f"{request.param}_documents")


def file_contract(documents: DocumentStore, subject: UUID = CLAIRE, content: bytes = CONTRACT) -> str:
    return documents.file_document(content, subject=subject, retention=Retention.EVIDENCE, kind="contract")


def copies(tmp_path: Path) -> list[Path]:
    return sorted(file for file in (tmp_path / "documents").rglob("*") if file.is_file())


def test_a_document_is_named_by_the_hash_that_other_parties_can_compute(documents: DocumentStore) -> None:
    assert file_contract(documents) == "sha256:" + sha256(CONTRACT).hexdigest()


@given(content=st.binary())
def test_a_document_can_be_read_again(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    folder = tmp_path_factory.mktemp("each")
    keys = open_folder_keys(folder / "keys")
    documents = DocumentStore(FolderSealedCopies(folder / "documents"), keys.seal_bytes, keys.unseal_bytes)

    assert documents.read_document(file_contract(documents, content=content)) == content
    keys.close()


def test_a_document_that_was_never_filed_is_not_here(documents: DocumentStore) -> None:
    assert documents.read_document("sha256:" + sha256(CONTRACT).hexdigest()) is None


@pytest.mark.parametrize("name", ["", "contract.pdf", "sha256:../../etc/passwd", "sha256:" + "A" * 64])
def test_only_a_hash_names_a_document(documents: DocumentStore, name: str) -> None:
    with pytest.raises(ValueError, match="not the hash of a document"):
        documents.read_document(name)


def test_a_document_filed_twice_is_one_document(file_documents: DocumentStore, tmp_path: Path) -> None:
    assert file_contract(file_documents) == file_contract(file_documents)
    assert len(copies(tmp_path)) == 1


def test_a_document_is_filed_under_its_hash_for_its_owner_only(
    file_documents: DocumentStore, tmp_path: Path
) -> None:
    digest = file_contract(file_documents).removeprefix("sha256:")
    (copy,) = copies(tmp_path)

    assert copy.parent == tmp_path / "documents" / digest[:2] / digest
    assert copy.stat().st_mode & 0o777 == 0o600
    assert {folder.stat().st_mode & 0o777 for folder in copy.parents[:3]} == {0o700}


def test_no_clear_content_is_in_the_files(file_documents: DocumentStore, tmp_path: Path) -> None:
    file_contract(file_documents)

    assert all(b"Claire" not in file.read_bytes() for file in copies(tmp_path))


def test_the_documents_of_an_erased_person_are_gone(documents: DocumentStore, keys: KeyStore) -> None:
    contract = file_contract(documents)
    keys.destroy_key(CLAIRE, Retention.EVIDENCE)

    assert documents.read_document(contract) is None
    with pytest.raises(KeyDestroyed):
        file_contract(documents)


def test_a_document_that_two_persons_share_outlives_the_erasure_of_one(
    documents: DocumentStore, keys: KeyStore
) -> None:
    contract = file_contract(documents, CLAIRE)
    assert file_contract(documents, PAUL) == contract

    keys.destroy_key(CLAIRE, Retention.EVIDENCE)
    assert documents.read_document(contract) == CONTRACT

    keys.destroy_key(PAUL, Retention.EVIDENCE)
    assert documents.read_document(contract) is None


def test_a_changed_document_is_noticed_and_filing_it_again_heals_it(
    file_documents: DocumentStore, tmp_path: Path
) -> None:
    contract = file_contract(file_documents)
    (copy,) = copies(tmp_path)
    copy.write_bytes(copy.read_bytes()[:-1] + b"\x00")

    with pytest.raises(Tampered):
        file_documents.read_document(contract)
    assert file_documents.get(file_contract(file_documents)) == CONTRACT


def test_a_document_put_in_the_place_of_another_is_noticed(
    file_documents: DocumentStore, tmp_path: Path
) -> None:
    contract = file_contract(file_documents)
    (copy,) = copies(tmp_path)
    file_contract(file_documents, content=b"another contract")
    (other,) = (file for file in copies(tmp_path) if file != copy)
    copy.write_bytes(other.read_bytes())

    with pytest.raises(Tampered):
        file_documents.read_document(contract)


@pytest.mark.parametrize("content", [b"", b"no header", b"\xff\n", b'{"kind": 1}\n'])
def test_a_copy_without_its_header_is_noticed(
    file_documents: DocumentStore, tmp_path: Path, content: bytes
) -> None:
    contract = file_contract(file_documents)
    (copy,) = copies(tmp_path)
    copy.write_bytes(content)

    with pytest.raises(DocumentDamaged):
        file_documents.read_document(contract)


def test_content_that_does_not_have_its_hash_is_never_given(tmp_path: Path) -> None:
    def plain(_subject: UUID, _retention: Retention, _field: str, data: bytes) -> bytes:
        return data

    documents = DocumentStore(FolderSealedCopies(tmp_path / "documents"), plain, plain)
    contract = file_contract(documents)
    (copy,) = copies(tmp_path)
    copy.write_bytes(copy.read_bytes() + b"one more line")

    with pytest.raises(DocumentDamaged) as damaged:
        documents.read_document(contract)
    assert damaged.value == DocumentDamaged(contract)


def test_a_changed_row_is_noticed_and_filing_it_again_heals_it(
    table_documents: DocumentStore, database: Database
) -> None:
    contract = file_contract(table_documents)
    with psycopg.connect(database.url) as intruder:
        intruder.execute("UPDATE jalon.document SET sealed = set_byte(sealed, length(sealed) - 1, 0)")
        assert b"Claire" not in intruder.execute("SELECT sealed FROM jalon.document").fetchall()[0][0]

    with pytest.raises(Tampered):
        table_documents.read_document(contract)
    assert table_documents.get(file_contract(table_documents)) == CONTRACT
