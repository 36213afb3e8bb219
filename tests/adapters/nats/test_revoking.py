"""A revoked, replaced, expired, forged or missing credential gives no connection."""

import asyncio
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from nats.js.errors import NotFoundError

from adapters.engine.access.requests import PrincipalRole
from adapters.engine.clock import real_now
from adapters.nats.authority import BrokerAuthority
from adapters.nats.connection import BrokerAway, CredentialUnusable, connect_to_broker
from adapters.nats.embedded_broker import run_broker
from adapters.nats.enrolment import NotAdmitted, admit_principal, apply_to_broker, withdraw_principal
from adapters.nats.request_listener import inbox_prefix
from adapters.nats.subjects import STREAM
from domain.language import Audience, Role
from tests.adapters.nats.wired import (
    ACME_CLIENT,
    OTHER_CLIENT,
    Wired,
    make_principal,
    open_tenants,
    pull_all,
    until,
)

KNOCKS = 5


async def knock(wired: Wired, credential: Path, name: str) -> None:
    """Try to connect as a client with this file."""
    client = await connect_to_broker(
        wired.url,
        credential,
        name=name,
        inbox_prefix=inbox_prefix(PrincipalRole.CLIENT, name),
        timeout_seconds=10,
    )
    await client.close()


async def refuse(wired: Wired, credential: Path, name: str) -> str:
    """Return why the broker says no; it says so at once.

    The broker may cut the connection before its reason arrives: then knock again.
    """
    why = "reset by peer"
    for _ in range(KNOCKS):
        began = time.monotonic()
        with pytest.raises(BrokerAway) as no:
            await knock(wired, credential, name)
        assert time.monotonic() - began < 5
        why = no.value.why
        if "reset by peer" not in why:
            break
    return why


async def consumer_exists(wired: Wired, consumer: str) -> bool:
    async with wired.connect_as(PrincipalRole.PROVISIONER) as provisioner:
        try:
            await provisioner.jetstream().consumer_info(STREAM, consumer)
        except NotFoundError:
            return False
        return True


def test_a_revoked_principal_is_cut_off_at_once_and_nobody_else(wired: Wired, tmp_path: Path) -> None:
    async def revoking() -> None:
        admit_principal(wired.acme, make_principal(PrincipalRole.CLIENT, "leaver", represents=ACME_CLIENT))
        await apply_to_broker(wired.url, wired.authority, wired.acme)
        credential = wired.acme.credential_path(PrincipalRole.CLIENT, "leaver").read_bytes()
        gone: list[str] = []
        async with (
            wired.connect_as(
                PrincipalRole.CLIENT, "leaver", on_closed=lambda: gone.append("leaver")
            ) as leaver,
            wired.connect_as(PrincipalRole.CLIENT, "buyer", on_closed=lambda: gone.append("buyer")) as buyer,
        ):
            revoked = withdraw_principal(wired.acme, PrincipalRole.CLIENT, "leaver", real_now())
            assert wired.acme.principals.find_actor(PrincipalRole.CLIENT, "leaver") is None
            await apply_to_broker(wired.url, wired.authority, wired.acme, [revoked])
            await until(lambda: leaver.is_closed, within=2)
            assert not await consumer_exists(wired, "client-leaver")
            assert await pull_all(buyer, "client-buyer") == []
            assert gone == ["leaver"]
        assert not wired.acme.credential_path(PrincipalRole.CLIENT, "leaver").exists()
        copy = tmp_path / "copy.creds"
        copy.write_bytes(credential)
        assert "Authorization Violation" in await refuse(wired, copy, "leaver")
        again = withdraw_principal(wired.acme, PrincipalRole.CLIENT, "leaver", real_now())
        assert again == revoked
        await apply_to_broker(wired.url, wired.authority, wired.acme, [again])

    asyncio.run(revoking())


def test_a_new_credential_takes_the_place_of_the_old(wired: Wired, tmp_path: Path) -> None:
    async def replacing() -> None:
        someone = make_principal(PrincipalRole.CLIENT, "mover", represents=ACME_CLIENT)
        for _ in range(2):
            admit_principal(wired.acme, someone)
        await apply_to_broker(wired.url, wired.authority, wired.acme)
        async with wired.connect_as(PrincipalRole.CLIENT, "mover") as before:
            old = wired.acme.credential_path(PrincipalRole.CLIENT, "mover").read_bytes()
            renewed = admit_principal(
                wired.acme, make_principal(PrincipalRole.CLIENT, "mover", represents=ACME_CLIENT)
            )
            await apply_to_broker(wired.url, wired.authority, wired.acme, [renewed])
            await until(lambda: before.is_closed, within=2)
        copy = tmp_path / "old.creds"
        copy.write_bytes(old)
        assert "Authorization Violation" in await refuse(wired, copy, "mover")
        async with wired.connect_as(PrincipalRole.CLIENT, "mover") as after:
            assert await pull_all(after, "client-mover") == []

    asyncio.run(replacing())


def test_an_expired_credential_ends_its_connection_and_makes_no_other(wired: Wired) -> None:
    async def expiring() -> None:
        soon = real_now() + timedelta(seconds=2)
        admit_principal(wired.acme, make_principal(PrincipalRole.AUDITOR, "visitor", expires_at=soon))
        ended = asyncio.Event()
        async with wired.connect_as(PrincipalRole.AUDITOR, "visitor", on_closed=ended.set):
            async with asyncio.timeout(10):
                await ended.wait()
        await until(lambda: real_now() > soon + timedelta(seconds=1))  # a token says seconds only
        assert await refuse(wired, wired.acme.credential_path(PrincipalRole.AUDITOR, "visitor"), "visitor")

    asyncio.run(expiring())


def forge_credential(wired: Wired, tmp_path: Path) -> Path:
    """Return a credential of the same name from an authority that the broker does not trust."""
    stranger = BrokerAuthority.open(tmp_path / "keys").open_tenancy("acme")
    return stranger.enrol_principal(make_principal(PrincipalRole.CLIENT, "buyer", represents=ACME_CLIENT))


def swap_seed(wired: Wired, tmp_path: Path) -> Path:
    """Return a credential with the token of one principal, which is no secret, and the seed of another."""
    token, _, _ = (
        wired.acme.credential_path(PrincipalRole.UMBRELLA, "payroll-1")
        .read_text()
        .partition("-----BEGIN USER")
    )
    _, _, seed = (
        wired.acme.credential_path(PrincipalRole.CLIENT, "buyer").read_text().partition("-----BEGIN USER")
    )
    place = tmp_path / "swapped.creds"
    place.write_text(f"{token}-----BEGIN USER{seed}")
    return place


@pytest.mark.parametrize("make_credential", [forge_credential, swap_seed])
def test_no_other_credential_connects(
    wired: Wired, tmp_path: Path, make_credential: Callable[[Wired, Path], Path]
) -> None:
    assert asyncio.run(refuse(wired, make_credential(wired, tmp_path), "buyer"))


def test_without_a_credential_nobody_connects(wired: Wired, tmp_path: Path) -> None:
    with pytest.raises(BrokerAway, match=r"Authorization Violation|reset by peer"):
        asyncio.run(
            connect_to_broker(wired.url, None, name="nobody", inbox_prefix="_INBOX.x", timeout_seconds=10)
        )
    with pytest.raises(OSError, match=r"missing\.creds"):
        asyncio.run(knock(wired, tmp_path / "missing.creds", "buyer"))


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00\xff", b"-----BEGIN USER NKEY SEED-----", b"-----BEGIN USER NKEY SEED-----\nSUABC\n"],
)
def test_a_file_that_is_no_credential_is_named(wired: Wired, tmp_path: Path, content: bytes) -> None:
    place = tmp_path / "garbage.creds"
    place.write_bytes(content)
    with pytest.raises(CredentialUnusable, match=r"garbage\.creds"):
        asyncio.run(knock(wired, place, "buyer"))


def test_a_revocation_outlives_the_broker_and_one_made_meanwhile_applies_to_the_next(tmp_path: Path) -> None:
    async def living() -> None:
        authority = BrokerAuthority.open(tmp_path / "keys")
        acme, _ = open_tenants(authority)
        copies: dict[str, Path] = {}
        for name in ("first", "second"):
            admit_principal(acme, make_principal(PrincipalRole.CLIENT, name, represents=ACME_CLIENT))
            copies[name] = tmp_path / f"{name}.creds"
            copies[name].write_bytes(acme.credential_path(PrincipalRole.CLIENT, name).read_bytes())
        async with run_broker(tmp_path / "nats", authority) as url:
            await apply_to_broker(url, authority, acme)
            await apply_to_broker(
                url, authority, acme, [withdraw_principal(acme, PrincipalRole.CLIENT, "first", real_now())]
            )
        withdraw_principal(acme, PrincipalRole.CLIENT, "second", real_now())
        async with run_broker(tmp_path / "nats", authority) as url:
            await apply_to_broker(url, authority, acme)
            again = Wired(url, authority, acme, acme)
            for name, copy in copies.items():
                assert await refuse(again, copy, name)
                assert not await consumer_exists(again, f"client-{name}")

    asyncio.run(living())


@pytest.mark.parametrize(
    ("why", "rejected"),
    [
        ("represents_wanted", make_principal(PrincipalRole.CLIENT, "new")),
        ("represents_wanted", make_principal(PrincipalRole.CONSULTANT, "new")),
        ("represents_wanted", make_principal(PrincipalRole.AUDITOR, "new", represents=ACME_CLIENT)),
        ("umbrella_role_wanted", make_principal(PrincipalRole.UMBRELLA, "new")),
        ("umbrella_role_wanted", make_principal(PrincipalRole.AUDITOR, "new", umbrella_role=Role.LEGAL)),
        (
            "audience_unwanted",
            make_principal(
                PrincipalRole.CLIENT, "new", represents=ACME_CLIENT, audiences=frozenset({Audience.UMBRELLA})
            ),
        ),
        ("principal_id_taken", make_principal(PrincipalRole.AUDITOR, "buyer")),
        ("principal_is_someone_else", make_principal(PrincipalRole.CLIENT, "buyer", represents=OTHER_CLIENT)),
    ],
)
def test_an_invalid_principal_is_not_admitted_and_nothing_is_written(
    wired: Wired, why: str, rejected: object
) -> None:
    before = list(wired.acme.principals.list_principals())
    with pytest.raises(NotAdmitted) as no:
        admit_principal(wired.acme, rejected)  # type: ignore[arg-type]
    assert no.value.why == why
    assert list(wired.acme.principals.list_principals()) == before


def test_keys_and_credentials_are_for_their_owner_only(tmp_path: Path) -> None:
    authority = BrokerAuthority.open(tmp_path / "new" / "keys")
    acme, _ = open_tenants(authority)
    admit_principal(acme, make_principal(PrincipalRole.AUDITOR, "urssaf"))
    authority.ensure_system_credential()
    paths = [authority.folder, *authority.folder.rglob("*")]
    assert len(paths) > 20
    for path in paths:
        assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600), path
