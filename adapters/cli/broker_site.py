"""The broker behind a desk, and how it is said that it could not be used."""

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
    """Give the broker of a store; `kept` says that what could not be told to it is noted all the same."""
    try:
        yield BrokerSite(cli.store, Settings.from_environment())
    except NotAToken as no:
        raise BadInput("not_a_token", text=no.text) from None
    except NotAdmitted as no:
        raise BadInput(no.why, role=no.role, principal=no.principal) from None
    except tuple(_TEXTS) as found:
        messages = [cli.terminal.say(_TEXTS[type(found)], said=found)]
        cli.terminal.print_errors(
            [*messages, cli.terminal.say("kept_all_the_same")] if recorded_locally else messages
        )
        raise typer.Exit(UNUSABLE) from None
