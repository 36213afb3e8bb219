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
from adapters.cli.terminal import Terminal
from adapters.compose import Archive, Settings, locate_store, open_archive, private_folder
from adapters.engine.sealing import MasterKeyDamaged, MasterKeyMissing, Tampered, WrongMasterKey
from adapters.engine.store.codec import UnknownEvent, UnreadableEvent
from adapters.engine.store.database import DatabaseFailed, DatabaseUnusable
from adapters.engine.store.reinserting import Contradiction
from adapters.engine.store.stored import Place, StoreFailed, StoreUnusable
from adapters.engine.validation import Malformed
from adapters.files.principal_register import RegisterDamaged
from adapters.nats.connection import BrokerAway, CredentialUnusable
from adapters.rendering.catalogue import FRENCH_STORE_FAULTS
from adapters.rendering.event_renderer import EventRenderer
from adapters.rendering.locale import detect_language
from adapters.scenarios import ScenarioFailed, ScenarioMalformed
from domain.language import Language, Sealed

KeyStoreError = MasterKeyMissing | MasterKeyDamaged | WrongMasterKey
StoreError = (
    StoreUnusable
    | StoreFailed
    | DatabaseUnusable
    | DatabaseFailed
    | KeyStoreError
    | UnknownEvent
    | UnreadableEvent
    | BrokerAway
    | CredentialUnusable
    | RegisterDamaged
    | Contradiction
    | OSError
)
_STORE_ERRORS = (
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


class CliContext(NamedTuple):
    """Who is spoken to, and the store that is asked."""

    terminal: Terminal
    store: Place

    @contextmanager
    def read_archive(self) -> Generator[Archive]:
        """Open the store, to read it."""
        with open_archive(self.store) as archive:
            yield archive

    def make_renderer(self, archive: Archive) -> EventRenderer:
        """Return what tells the events of a store, sealed values opened."""
        return EventRenderer(
            self.terminal, lambda sealed: self._open_sealed(archive, sealed), archive.documents.read_document
        )

    def _open_sealed(self, archive: Archive, sealed: Sealed) -> str | None:
        try:
            return archive.open_sealed(sealed)
        except Tampered:
            return self.terminal.say("unreadable")


@contextmanager
def open_context(
    context: typer.Context, store: str | None, language: Language | None
) -> Generator[CliContext]:
    """Serve one command; whatever stops it is said in its language, and ends in its exit code."""
    terminal = Terminal(language or context.obj or detect_language(environ))
    cli = CliContext(terminal, locate_store(store or Settings.from_environment().store))
    try:
        yield cli
    except KeyboardInterrupt:
        terminal.print_errors([terminal.say("interrupted")])
        raise typer.Exit(INTERRUPTED) from None
    except NotABackup as no:
        terminal.print_errors([str(no)])
        raise typer.Exit(BAD_INPUT) from None
    except (BadInput, Malformed, ScenarioMalformed, ScenarioFailed) as no:
        terminal.print_errors(_explain_input(no, terminal))
        raise typer.Exit(REFUSED if isinstance(no, ScenarioFailed) else BAD_INPUT) from None
    except _STORE_ERRORS as unusable:
        terminal.print_errors([explain_error(unusable, cli)])
        raise typer.Exit(UNUSABLE) from None


def explain_error(error: StoreError, cli: CliContext) -> str:
    """Say what was found where a store, its keys and its events should be."""
    match error:
        case StoreUnusable(path=place, found=said) | DatabaseUnusable(database=place, found=said) if (
            cli.terminal.language is Language.FRENCH
        ):
            return f"{place} : {_translate_fault(said)}"
        case Contradiction():
            return cli.terminal.say("contradiction", position=error.position, found=error.found)
        case StoreUnusable() | DatabaseUnusable() | StoreFailed() | DatabaseFailed() | BrokerAway():
            return str(error)
        case UnknownEvent() | UnreadableEvent():
            return f"{cli.store}: {error.type} ({cli.terminal.say(_TEXTS[type(error)])})"
        case OSError():
            return f"{error.filename or cli.store}: {error.strerror}"
        case _:
            return cli.terminal.say(_TEXTS[type(error)], path=private_folder(cli.store), said=error)


def _explain_input(
    error: BadInput | Malformed | ScenarioMalformed | ScenarioFailed, terminal: Terminal
) -> list[str]:
    match error:
        case BadInput():
            return [terminal.say(error.key, **error.fields), *error.choices]
        case Malformed():
            return error.sentences(terminal.language)
        case ScenarioMalformed():
            return error.sentences(terminal.language)
        case ScenarioFailed():
            return [error.sentence(terminal.language)]


def _translate_fault(fault: str) -> str:
    known = max((known for known in FRENCH_STORE_FAULTS if fault.startswith(known)), key=len, default="")
    return FRENCH_STORE_FAULTS.get(known, "") + fault.removeprefix(known).replace(": ", " : ", 1)
