"""The broker behind a desk, and how it is said that it could not be used."""

from collections.abc import Generator
from contextlib import contextmanager

import typer

from adapters.cli.cli_context import Desk
from adapters.cli.exit_codes import UNUSABLE, BadInput
from adapters.compose import Settings
from adapters.compose.broker_site import Site
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
def at_site(desk: Desk, *, kept: bool = False) -> Generator[Site]:
    """Give the broker of a store; `kept` says that what could not be told to it is noted all the same."""
    try:
        yield Site(desk.store, Settings.read())
    except NotAToken as no:
        raise BadInput("not_a_token", text=no.text) from None
    except NotAdmitted as no:
        raise BadInput(no.why, role=no.role, principal=no.principal) from None
    except tuple(_TEXTS) as found:
        said = [desk.voice.say(_TEXTS[type(found)], said=found)]
        desk.voice.fail([*said, desk.voice.say("kept_all_the_same")] if kept else said)
        raise typer.Exit(UNUSABLE) from None
