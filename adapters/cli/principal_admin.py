"""Who may connect to the broker: added, listed, revoked."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from rich.table import Table

from adapters.cli.broker_site import at_site
from adapters.cli.cli_context import Desk
from adapters.cli.exit_codes import BadInput
from adapters.cli.instant_options import until
from adapters.cli.option_choices import Admitted
from adapters.compose import Settings, private_folder
from adapters.compose.broker_site import Site, broker_keys
from adapters.engine.access.requests import Principal, PrincipalRole
from adapters.engine.clock import real_now
from adapters.nats.enrolment import admit, withdraw
from adapters.nats.permissions import facts_for
from adapters.nats.subjects import inbox
from domain.language import Audience, Role


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """A principal as it was typed."""

    role: Admitted
    id: str
    represents: UUID | None
    umbrella_role: Role | None
    audiences: frozenset[Audience]
    expires: str | None


def add(desk: Desk, told: Told, *, json: bool) -> None:
    """Register a principal, write its credential, and tell the broker."""
    now = real_now()
    principal = Principal(
        role=PrincipalRole(told.role),
        id=told.id,
        key="",
        represents=told.represents,
        umbrella_role=told.umbrella_role,
        audiences=told.audiences,
        added_at=now,
        expires_at=_expiry(told.expires, now),
    )
    with at_site(desk, kept=True) as site:
        admitted = admit(site.tenancy, principal)
        place = site.tenancy.credential_of(admitted.role, admitted.id)
        _note(desk, json, "principal_added", role=admitted.role, principal=admitted.id, file=place)
        _tell_broker(desk, site, admitted, json=json)


def revoke(desk: Desk, role: Admitted, principal: str, *, json: bool) -> None:
    """Revoke a principal, and tell the broker, which cuts it off."""
    with at_site(desk, kept=True) as site:
        withdrawn = withdraw(site.tenancy, PrincipalRole(role), principal, real_now())
        _note(desk, json, "principal_revoked", role=withdrawn.role, principal=withdrawn.id)
        _tell_broker(desk, site, withdrawn, json=json)


def list_(desk: Desk, *, json: bool) -> None:
    """List the principals, revoked ones too; before anybody was admitted no key is drawn for it."""
    voice, settings = desk.voice, Settings.read()
    if not broker_keys(private_folder(desk.store, settings), settings).is_dir():
        voice.json([]) if json else voice.note(voice.say("no_principals"))
        return
    with at_site(desk) as site:
        principals = list(site.tenancy.principals.list_principals())
        if json:
            voice.json([_line(site, principal) for principal in principals])
        else:
            voice.out.print(_table(desk, principals))


def _tell_broker(desk: Desk, site: Site, principal: Principal, *, json: bool) -> None:
    url = site.apply([principal])
    key = "broker_not_told" if url is None else "broker_told"
    _note(desk, json, key, url=url)
    if json:
        desk.voice.json({**_line(site, principal), "broker": url})


def _note(desk: Desk, json: bool, key: str, **facts: object) -> None:
    """Say it to people; a program reads it in JSON."""
    if not json:
        desk.voice.note(desk.voice.say(key, **facts))


def _expiry(text: str | None, now: datetime) -> datetime | None:
    instant = until("--expires", text)
    if instant is not None and instant <= now:
        raise BadInput("expired_already", text=text)
    return instant


def _state(principal: Principal) -> str:
    if principal.revoked_at:
        return "revoked"
    return "expired" if principal.expires_at and principal.expires_at <= real_now() else "active"


def _line(site: Site, principal: Principal) -> dict[str, Any]:
    place = site.tenancy.credential_of(principal.role, principal.id)
    return {
        "role": principal.role,
        "id": principal.id,
        "state": _state(principal),
        "represents": principal.represents,
        "umbrella_role": principal.umbrella_role,
        "reads": facts_for(site.tenancy.name, principal) or [],
        "consumer": principal.name if facts_for(site.tenancy.name, principal) else None,
        "inbox": inbox(principal.role, principal.id),
        "credential": str(place) if place.exists() else None,
        "added_at": principal.added_at,
        "expires_at": principal.expires_at,
        "revoked_at": principal.revoked_at,
    }


def _table(desk: Desk, principals: list[Principal]) -> Table:
    voice = desk.voice
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for column in ("wire_role", "principal", "represents", "state", "until"):
        table.add_column(voice.say(column), no_wrap=True)
    for principal in principals:
        ends = principal.revoked_at or principal.expires_at
        table.add_row(
            principal.role,
            principal.id,
            str(principal.represents or principal.umbrella_role or ""),
            voice.say(_state(principal)),
            voice.instant(ends) if ends else "",
        )
    return table
