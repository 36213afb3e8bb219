"""The context of a command: its language, its store, and what an error prints.

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
    """The terminal to print on, and the store to read."""

    terminal: Terminal
    store: Place

    @contextmanager
    def read_archive(self) -> Generator[Archive]:
        """Open the store for reading."""
        with open_archive(self.store) as archive:
            yield archive

    def make_renderer(self, archive: Archive) -> EventRenderer:
        """Return a renderer of events that opens the sealed values of this store."""
        return EventRenderer(
            self.terminal, lambda sealed: self._open_sealed(archive, sealed), archive.documents.read_document
        )

    def _open_sealed(self, archive: Archive, sealed: Sealed) -> str | None:
        try:
            return archive.open_sealed(sealed)
        except Tampered:
            return self.terminal.translate("unreadable")


@contextmanager
def open_context(
    context: typer.Context, store: str | None, language: Language | None
) -> Generator[CliContext]:
    """Run one command; print an error in the command's language and leave with its exit code."""
    terminal = Terminal(language or context.obj or detect_language(environ))
    cli = CliContext(terminal, locate_store(store or Settings.from_environment().store))
    try:
        yield cli
    except KeyboardInterrupt:
        terminal.print_errors([terminal.translate("interrupted")])
        raise typer.Exit(INTERRUPTED) from None
    except NotABackup as error:
        terminal.print_errors([str(error)])
        raise typer.Exit(BAD_INPUT) from None
    except (BadInput, Malformed, ScenarioMalformed, ScenarioFailed) as error:
        terminal.print_errors(_explain_input(error, terminal))
        raise typer.Exit(REFUSED if isinstance(error, ScenarioFailed) else BAD_INPUT) from None
    except _STORE_ERRORS as error:
        terminal.print_errors([explain_error(error, cli)])
        raise typer.Exit(UNUSABLE) from None


def explain_error(error: StoreError, cli: CliContext) -> str:
    """Return the sentence of an error of the store, its keys or its events."""
    match error:
        case StoreUnusable(path=place, found=fault) | DatabaseUnusable(database=place, found=fault) if (
            cli.terminal.language is Language.FRENCH
        ):
            return f"{place} : {_translate_fault(fault)}"
        case Contradiction():
            return cli.terminal.translate("contradiction", position=error.position, found=error.found)
        case StoreUnusable() | DatabaseUnusable() | StoreFailed() | DatabaseFailed() | BrokerAway():
            return str(error)
        case UnknownEvent() | UnreadableEvent():
            return f"{cli.store}: {error.type} ({cli.terminal.translate(_TEXTS[type(error)])})"
        case OSError():
            return f"{error.filename or cli.store}: {error.strerror}"
        case _:
            return cli.terminal.translate(_TEXTS[type(error)], path=private_folder(cli.store), said=error)


def _explain_input(
    error: BadInput | Malformed | ScenarioMalformed | ScenarioFailed, terminal: Terminal
) -> list[str]:
    match error:
        case BadInput():
            return [terminal.translate(error.key, **error.fields), *error.choices]
        case Malformed():
            return error.sentences(terminal.language)
        case ScenarioMalformed():
            return error.sentences(terminal.language)
        case ScenarioFailed():
            return [error.sentence(terminal.language)]


def _translate_fault(fault: str) -> str:
    # The longest known beginning: one fault may begin with the text of another.
    start = max((start for start in FRENCH_STORE_FAULTS if fault.startswith(start)), key=len, default="")
    return FRENCH_STORE_FAULTS.get(start, "") + fault.removeprefix(start).replace(": ", " : ", 1)
