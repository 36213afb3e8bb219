"""Where a command is asked: in which language, of which store; and how it says that it could not.

Exit codes: 0 done, 1 refused by a rule, 2 bad input, 3 the store is not there or cannot be used.
"""

from collections.abc import Generator
from contextlib import contextmanager
from os import environ
from typing import NamedTuple

import typer

from adapters.backup import NotABackup
from adapters.cli.exit_codes import BAD_INPUT, INTERRUPTED, REFUSED, UNUSABLE, BadInput
from adapters.cli.terminal import Voice
from adapters.compose import Archive, Settings, open_archive, place_of, private_folder
from adapters.engine.sealing import MasterKeyDamaged, MasterKeyMissing, Tampered, WrongMasterKey
from adapters.engine.store.codec import UnknownEvent, UnreadableEvent
from adapters.engine.store.database import DatabaseFailed, DatabaseUnusable
from adapters.engine.store.reinserting import Contradiction
from adapters.engine.store.stored import Place, StoreFailed, StoreUnusable
from adapters.engine.validation import Malformed
from adapters.files.principal_register import RegisterDamaged
from adapters.nats.connection import BrokerAway, CredentialUnusable
from adapters.rendering.catalogue import FOUND
from adapters.rendering.event_renderer import Telling
from adapters.rendering.locale import of_locale
from adapters.scenarios import ScenarioFailed, ScenarioMalformed
from domain.language import Language, Sealed

KeysUnusable = MasterKeyMissing | MasterKeyDamaged | WrongMasterKey
Unusable = (
    StoreUnusable
    | StoreFailed
    | DatabaseUnusable
    | DatabaseFailed
    | KeysUnusable
    | UnknownEvent
    | UnreadableEvent
    | BrokerAway
    | CredentialUnusable
    | RegisterDamaged
    | Contradiction
    | OSError
)
_UNUSABLE = (
    StoreUnusable,
    StoreFailed,
    DatabaseUnusable,
    DatabaseFailed,
    MasterKeyMissing,
    MasterKeyDamaged,
    WrongMasterKey,
    UnknownEvent,
    UnreadableEvent,
    BrokerAway,
    CredentialUnusable,
    RegisterDamaged,
    Contradiction,
    OSError,
)
_TEXTS: dict[type[Exception], str] = {
    MasterKeyMissing: "master_key_missing",
    MasterKeyDamaged: "master_key_damaged",
    WrongMasterKey: "master_key_wrong",
    UnknownEvent: "unknown_event",
    UnreadableEvent: "unreadable_event",
    CredentialUnusable: "credential_unusable",
    RegisterDamaged: "register_damaged",
}
"""The text of each error that does not bring its own sentence."""


class Desk(NamedTuple):
    """Who is spoken to, and the store that is asked."""

    voice: Voice
    store: Place

    @contextmanager
    def archive(self) -> Generator[Archive]:
        """Open the store, to read it."""
        with open_archive(self.store) as archive:
            yield archive

    def telling(self, archive: Archive) -> Telling:
        """Return what tells the facts of a store, sealed values opened."""
        return Telling(self.voice, lambda sealed: self._opened(archive, sealed), archive.documents.get)

    def _opened(self, archive: Archive, sealed: Sealed) -> str | None:
        try:
            return archive.open(sealed)
        except Tampered:
            return self.voice.say("unreadable")


@contextmanager
def at_desk(context: typer.Context, store: str | None, language: Language | None) -> Generator[Desk]:
    """Serve one command; whatever stops it is said in its language, and ends in its exit code."""
    voice = Voice(language or context.obj or of_locale(environ))
    desk = Desk(voice, place_of(store or Settings.read().store))
    try:
        yield desk
    except KeyboardInterrupt:
        voice.fail([voice.say("interrupted")])
        raise typer.Exit(INTERRUPTED) from None
    except NotABackup as no:
        voice.fail([str(no)])
        raise typer.Exit(BAD_INPUT) from None
    except (BadInput, Malformed, ScenarioMalformed, ScenarioFailed) as no:
        voice.fail(_why(no, voice))
        raise typer.Exit(REFUSED if isinstance(no, ScenarioFailed) else BAD_INPUT) from None
    except _UNUSABLE as unusable:
        voice.fail([unusable_because(unusable, desk)])
        raise typer.Exit(UNUSABLE) from None


def unusable_because(found: Unusable, desk: Desk) -> str:
    """Say what was found where a store, its keys and its facts should be."""
    match found:
        case StoreUnusable(path=place, found=said) | DatabaseUnusable(database=place, found=said) if (
            desk.voice.language is Language.FRENCH
        ):
            return f"{place} : {_in_french(said)}"
        case Contradiction():
            return desk.voice.say("contradiction", position=found.position, found=found.found)
        case StoreUnusable() | DatabaseUnusable() | StoreFailed() | DatabaseFailed() | BrokerAway():
            return str(found)
        case UnknownEvent() | UnreadableEvent():
            return f"{desk.store}: {found.type} ({desk.voice.say(_TEXTS[type(found)])})"
        case OSError():
            return f"{found.filename or desk.store}: {found.strerror}"
        case _:
            return desk.voice.say(_TEXTS[type(found)], path=private_folder(desk.store), said=found)


def _why(no: BadInput | Malformed | ScenarioMalformed | ScenarioFailed, voice: Voice) -> list[str]:
    match no:
        case BadInput():
            return [voice.say(no.key, **no.facts), *no.choices]
        case Malformed():
            return no.sentences(voice.language)
        case ScenarioMalformed():
            return no.lines(voice.language)
        case ScenarioFailed():
            return [no.sentence(voice.language)]


def _in_french(said: str) -> str:
    known = max((known for known in FOUND if said.startswith(known)), key=len, default="")
    return FOUND.get(known, "") + said.removeprefix(known).replace(": ", " : ", 1)
