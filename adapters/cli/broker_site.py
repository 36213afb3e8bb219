"""The broker of a store, and the messages and exit code of its errors."""

from collections.abc import Generator
from contextlib import contextmanager

import typer

from adapters.cli.cli_context import CliContext
from adapters.cli.exit_codes import UNUSABLE, BadInput
from adapters.compose import Settings
from adapters.compose.broker_site import BrokerSite
from adapters.engine.access.requests import NotAToken
from adapters.files.principal_register import RegisterDamaged
from adapters.nats.connection import BrokerAway, CredentialUnusable
from adapters.nats.enrolment import NotAdmitted
from adapters.nats.provisioning import BrokerRefused, Differs, ServerTooOld

_TEXTS: dict[type[Exception], str] = {
    BrokerAway: "broker_away",
    CredentialUnusable: "credential_unusable",
    RegisterDamaged: "register_damaged",
    BrokerRefused: "broker_refused",
    ServerTooOld: "broker_too_old",
    Differs: "broker_differs",
}
"""The text of each error that a broker or a credential can raise."""


@contextmanager
def open_site(cli: CliContext, *, recorded_locally: bool = False) -> Generator[BrokerSite]:
    """Yield the broker of a store; an error of the broker ends the command with exit code 3.

    With `recorded_locally` the message adds that the change is kept here, and reaches the broker later.
    """
    try:
        yield BrokerSite(cli.store, Settings.from_environment())
    except NotAToken as error:
        raise BadInput("not_a_token", text=error.text) from None
    except NotAdmitted as error:
        raise BadInput(error.why, role=error.role, principal=error.principal) from None
    except tuple(_TEXTS) as error:
        messages = [cli.terminal.translate(_TEXTS[type(error)], said=error)]
        cli.terminal.print_errors(
            [*messages, cli.terminal.translate("kept_all_the_same")] if recorded_locally else messages
        )
        raise typer.Exit(UNUSABLE) from None
