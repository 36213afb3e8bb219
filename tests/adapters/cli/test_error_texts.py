"""Every error that can end a command has its text in both languages, found by its class."""

from pathlib import Path

import pytest
import typer

from adapters.cli import broker_site, cli_context
from adapters.cli.cli_context import CliContext, explain_error
from adapters.cli.terminal import Terminal
from adapters.engine.sealing import MasterKeyDamaged, MasterKeyMissing, WrongMasterKey
from adapters.engine.store.codec import UnknownEvent, UnreadableEvent
from adapters.engine.store.database import Database, DatabaseFailed, DatabaseUnusable
from adapters.engine.store.reinserting import Contradiction
from adapters.engine.store.stored import StoreFailed, StoreUnusable
from adapters.files.principal_register import RegisterDamaged
from adapters.nats.connection import BrokerAway, CredentialUnusable
from adapters.nats.provisioning import BrokerRefused, Differs, ServerTooOld
from adapters.rendering.catalogue import CATALOGUE
from domain.language import Language

STORE = Path("store.db")
STORE_ERRORS = [
    (StoreUnusable(STORE, "a damaged file"), "un fichier abîmé", "a damaged file"),
    (StoreFailed("disk is full"), "disk is full", "disk is full"),
    (
        DatabaseUnusable(Database("postgresql://h/d"), "another program's schema jalon"),
        "le schéma jalon d'un autre programme",
        "another program's schema jalon",
    ),
    (DatabaseFailed("gone"), "gone", "gone"),
    (MasterKeyMissing(), "manque : restaurez-la", "is missing: restore it"),
    (MasterKeyDamaged(), "est abîmée", "is damaged"),
    (WrongMasterKey(), "n'est pas celle de ses clés", "is not the one of its keys"),
    (UnknownEvent("t.v9"), "t.v9 (fait inconnu de cette version)", "t.v9 (an event unknown to this version)"),
    (UnreadableEvent("t.v1", "why"), "t.v1 (fait illisible)", "t.v1 (an event that cannot be read)"),
    (BrokerAway("nats://h", "refused"), "nats://h: refused", "nats://h: refused"),
    (CredentialUnusable(STORE), "identifiants illisibles : store.db", "store.db: not a credential"),
    (RegisterDamaged(STORE), "le registre des accès est abîmé", "the register of principals is damaged"),
    (Contradiction(7, "no event"), "7", "no event"),
    (OSError(28, "No space left", "store.db"), "store.db: No space", "store.db: No space"),
]
BROKER_ERRORS = [
    (BrokerAway("nats://h", "refused"), "ne répond pas : nats://h", "does not answer: nats://h"),
    (CredentialUnusable(STORE), "identifiants illisibles : store.db", "store.db: not a credential"),
    (RegisterDamaged(STORE), "le registre des accès est abîmé", "the register of principals is damaged"),
    (BrokerRefused("stream", "no"), "refuse : stream: no", "refuses: stream: no"),
    (ServerTooOld("2.10", 0), "trop ancien : nats-server 2.10", "too old: nats-server 2.10"),
    (Differs("stream", "replicas", 3, 1), "n'est pas réglé", "is not set as it must be"),
]


@pytest.mark.parametrize(("error", "french", "english"), STORE_ERRORS, ids=lambda value: type(value).__name__)
def test_every_error_of_a_store_has_its_text(error: Exception, french: str, english: str) -> None:
    for language, expected in ((Language.FRENCH, french), (Language.ENGLISH, english)):
        text = explain_error(error, CliContext(Terminal(language), STORE))
        assert expected in text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("error", "french", "english"), BROKER_ERRORS, ids=lambda value: type(value).__name__
)
def test_every_error_of_a_broker_has_its_text(
    error: Exception, french: str, english: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for language, expected in ((Language.FRENCH, french), (Language.ENGLISH, english)):
        with (
            pytest.raises(typer.Exit),
            broker_site.open_site(CliContext(Terminal(language), tmp_path / STORE)),
        ):
            raise error
        assert expected in capsys.readouterr().err.replace("\u00a0", " ")


def test_no_error_is_left_out() -> None:
    assert {type(error) for error, *_ in STORE_ERRORS} == set(cli_context._STORE_ERRORS)
    assert {type(error) for error, *_ in BROKER_ERRORS} == set(broker_site._TEXTS)


def test_no_text_is_found_by_the_name_of_a_class() -> None:
    named = {kind.__name__ for kind in (*cli_context._STORE_ERRORS, *broker_site._TEXTS)}
    assert not named & CATALOGUE.keys()
    assert {*cli_context._TEXTS.values(), *broker_site._TEXTS.values()} <= CATALOGUE.keys()
