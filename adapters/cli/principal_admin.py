"""The principals that may connect to the broker: add, list, revoke."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from rich.table import Table

from adapters.cli.broker_site import open_site
from adapters.cli.cli_context import CliContext
from adapters.cli.exit_codes import BadInput
from adapters.cli.instant_options import parse_instant
from adapters.cli.option_choices import AdmittedRole
from adapters.compose import Settings, private_folder
from adapters.compose.broker_site import BrokerSite, broker_keys_folder
from adapters.engine.access.requests import Principal, PrincipalRole
from adapters.engine.clock import real_now
from adapters.nats.enrolment import admit_principal, withdraw_principal
from adapters.nats.permissions import consumer_subjects
from adapters.nats.request_listener import inbox_prefix
from domain.language import Audience, Role


class TypedPrincipal(msgspec.Struct, frozen=True, kw_only=True):
    """The arguments of `jalon principal add`, as typed."""

    role: AdmittedRole
    id: str
    represents: UUID | None
    umbrella_role: Role | None
    audiences: frozenset[Audience]
    expires: str | None


def add_principal(cli: CliContext, typed: TypedPrincipal, *, json: bool) -> None:
    """Register a principal, write its credential, and update the broker."""
    now = real_now()
    principal = Principal(
        role=PrincipalRole(typed.role),
        id=typed.id,
        key="",
        represents=typed.represents,
        umbrella_role=typed.umbrella_role,
        audiences=typed.audiences,
        added_at=now,
        expires_at=_parse_expiry(typed.expires, now),
    )
    with open_site(cli, recorded_locally=True) as site:
        admitted = admit_principal(site.tenancy, principal)
        path = site.tenancy.credential_path(admitted.role, admitted.id)
        _print_note(cli, json, "principal_added", role=admitted.role, principal=admitted.id, file=path)
        _update_broker(cli, site, admitted, json=json)


def revoke_principal(cli: CliContext, role: AdmittedRole, principal: str, *, json: bool) -> None:
    """Revoke a principal and update the broker, which then disconnects it."""
    with open_site(cli, recorded_locally=True) as site:
        withdrawn = withdraw_principal(site.tenancy, PrincipalRole(role), principal, real_now())
        _print_note(cli, json, "principal_revoked", role=withdrawn.role, principal=withdrawn.id)
        _update_broker(cli, site, withdrawn, json=json)


def list_principals(cli: CliContext, *, json: bool) -> None:
    """Print the principals, revoked ones included."""
    terminal, settings = cli.terminal, Settings.from_environment()
    # Opening the site would make the broker's keys: a mere list must not make any.
    if not broker_keys_folder(private_folder(cli.store, settings), settings).is_dir():
        terminal.print_json([]) if json else terminal.print_note(terminal.translate("no_principals"))
        return
    with open_site(cli) as site:
        principals = list(site.tenancy.principals.list_principals())
        if json:
            terminal.print_json([_principal_to_json(site, principal) for principal in principals])
        else:
            terminal.out.print(_build_table(cli, principals))


def _update_broker(cli: CliContext, site: BrokerSite, principal: Principal, *, json: bool) -> None:
    url = site.apply_principals([principal])
    key = "broker_not_told" if url is None else "broker_told"
    _print_note(cli, json, key, url=url)
    if json:
        cli.terminal.print_json({**_principal_to_json(site, principal), "broker": url})


def _print_note(cli: CliContext, json: bool, key: str, **fields: object) -> None:
    """Print a note for people; programs read the JSON instead."""
    if not json:
        cli.terminal.print_note(cli.terminal.translate(key, **fields))


def _parse_expiry(text: str | None, now: datetime) -> datetime | None:
    instant = parse_instant("--expires", text)
    if instant is not None and instant <= now:
        raise BadInput("expired_already", text=text)
    return instant


def _principal_state(principal: Principal) -> str:
    if principal.revoked_at:
        return "revoked"
    return "expired" if principal.expires_at and principal.expires_at <= real_now() else "active"


def _principal_to_json(site: BrokerSite, principal: Principal) -> dict[str, Any]:
    path = site.tenancy.credential_path(principal.role, principal.id)
    return {
        "role": principal.role,
        "id": principal.id,
        "state": _principal_state(principal),
        "represents": principal.represents,
        "umbrella_role": principal.umbrella_role,
        "reads": consumer_subjects(site.tenancy.name, principal) or [],
        "consumer": principal.name if consumer_subjects(site.tenancy.name, principal) else None,
        "inbox": inbox_prefix(principal.role, principal.id),
        "credential": str(path) if path.exists() else None,
        "added_at": principal.added_at,
        "expires_at": principal.expires_at,
        "revoked_at": principal.revoked_at,
    }


def _build_table(cli: CliContext, principals: list[Principal]) -> Table:
    terminal = cli.terminal
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for column in ("wire_role", "principal", "represents", "state", "until"):
        table.add_column(terminal.translate(column), no_wrap=True)
    for principal in principals:
        ends = principal.revoked_at or principal.expires_at
        table.add_row(
            principal.role,
            principal.id,
            str(principal.represents or principal.umbrella_role or ""),
            terminal.translate(_principal_state(principal)),
            terminal.format_instant(ends) if ends else "",
        )
    return table
