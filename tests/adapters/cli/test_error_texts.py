"""Every error that a command can end in has its text in both languages, whatever its class is called."""

from pathlib import Path

import pytest
import typer
from adapters.engine.access.principals import RegisterDamaged

from adapters.cli import broker_site, cli_context
from adapters.cli.cli_context import Desk, unusable_because
from adapters.cli.terminal import Voice
from adapters.engine.sealing import MasterKeyDamaged, MasterKeyMissing, WrongMasterKey
from adapters.engine.store.codec import UnknownEvent, UnreadableEvent
from adapters.engine.store.database import Database, DatabaseFailed, DatabaseUnusable
from adapters.engine.store.reinserting import Contradiction
from adapters.engine.store.stored import StoreFailed, StoreUnusable
from adapters.nats.connection import BrokerAway, CredentialUnusable
from adapters.nats.provisioning import BrokerRefused, Differs, ServerTooOld
from adapters.rendering.catalogue import WORDS
from domain.language import Language

STORE = Path("store.db")
SAID_OF_STORES = [
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
    (Contradiction(7, "no fact"), "7", "no fact"),
    (OSError(28, "No space left", "store.db"), "store.db: No space", "store.db: No space"),
]
SAID_OF_BROKERS = [
    (BrokerAway("nats://h", "refused"), "ne répond pas : nats://h", "does not answer: nats://h"),
    (CredentialUnusable(STORE), "identifiants illisibles : store.db", "store.db: not a credential"),
    (RegisterDamaged(STORE), "le registre des accès est abîmé", "the register of principals is damaged"),
    (BrokerRefused("stream", "no"), "refuse : stream: no", "refuses: stream: no"),
    (ServerTooOld("2.10", 0), "trop ancien : nats-server 2.10", "too old: nats-server 2.10"),
    (Differs("stream", "replicas", 3, 1), "n'est pas réglé", "is not set as it must be"),
]


@pytest.mark.parametrize(("error", "french", "english"), SAID_OF_STORES, ids=lambda said: type(said).__name__)
def test_every_error_of_a_store_has_its_text(error: Exception, french: str, english: str) -> None:
    for language, said in ((Language.FRENCH, french), (Language.ENGLISH, english)):
        text = unusable_because(error, Desk(Voice(language), STORE))
        assert said in text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("error", "french", "english"), SAID_OF_BROKERS, ids=lambda said: type(said).__name__
)
def test_every_error_of_a_broker_has_its_text(
    error: Exception, french: str, english: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for language, said in ((Language.FRENCH, french), (Language.ENGLISH, english)):
        with pytest.raises(typer.Exit), broker_site.at_site(Desk(Voice(language), tmp_path / STORE)):
            raise error
        assert said in capsys.readouterr().err.replace("\u00a0", " ")


def test_no_error_is_left_out() -> None:
    assert {type(error) for error, *_ in SAID_OF_STORES} == set(cli_context._UNUSABLE)
    assert {type(error) for error, *_ in SAID_OF_BROKERS} == set(broker_site._TEXTS)


def test_no_text_is_found_by_the_name_of_a_class() -> None:
    named = {kind.__name__ for kind in (*cli_context._UNUSABLE, *broker_site._TEXTS)}
    assert not named & WORDS.keys()
    assert {*cli_context._TEXTS.values(), *broker_site._TEXTS.values()} <= WORDS.keys()
