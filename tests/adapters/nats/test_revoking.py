"""A credential that is revoked, replaced, expired, forged or missing connects nobody, and at once."""

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
from adapters.nats.subjects import STREAM, inbox_prefix
from domain.language import Audience, Role
from tests.adapters.nats.wired import ACME_CLIENT, OTHER_CLIENT, Wired, principal, pulled, tenants_of, until


async def knock(wired: Wired, credential: Path, name: str) -> None:
    """Try to connect as a client with this file."""
    client = await connect_to_broker(
        wired.url, credential, name=name, inbox_prefix=inbox_prefix(PrincipalRole.CLIENT, name), patience=10
    )
    await client.close()


async def refused(wired: Wired, credential: Path, name: str) -> str:
    """A broker that says no is not asked again until patience is at its end."""
    began = time.monotonic()
    with pytest.raises(BrokerAway) as no:
        await knock(wired, credential, name)
    assert time.monotonic() - began < 5
    return no.value.why


async def consumer_exists(wired: Wired, consumer: str) -> bool:
    async with wired.as_(PrincipalRole.PROVISIONER) as provisioner:
        try:
            await provisioner.jetstream().consumer_info(STREAM, consumer)
        except NotFoundError:
            return False
        return True


def test_a_revoked_principal_is_cut_off_at_once_and_nobody_else(wired: Wired, tmp_path: Path) -> None:
    async def revoking() -> None:
        admit_principal(wired.acme, principal(PrincipalRole.CLIENT, "leaver", represents=ACME_CLIENT))
        await apply_to_broker(wired.url, wired.authority, wired.acme)
        kept = wired.acme.credential_path(PrincipalRole.CLIENT, "leaver").read_bytes()
        gone: list[str] = []
        async with (
            wired.as_(PrincipalRole.CLIENT, "leaver", on_closed=lambda: gone.append("leaver")) as leaver,
            wired.as_(PrincipalRole.CLIENT, "buyer", on_closed=lambda: gone.append("buyer")) as buyer,
        ):
            revoked = withdraw_principal(wired.acme, PrincipalRole.CLIENT, "leaver", real_now())
            assert wired.acme.principals.find_actor(PrincipalRole.CLIENT, "leaver") is None
            await apply_to_broker(wired.url, wired.authority, wired.acme, [revoked])
            await until(lambda: leaver.is_closed, within=2)
            assert not await consumer_exists(wired, "client-leaver")
            assert await pulled(buyer, "client-buyer") == []
            assert gone == ["leaver"]
        assert not wired.acme.credential_path(PrincipalRole.CLIENT, "leaver").exists()
        copy = tmp_path / "copy.creds"
        copy.write_bytes(kept)
        assert "Authorization Violation" in await refused(wired, copy, "leaver")
        again = withdraw_principal(wired.acme, PrincipalRole.CLIENT, "leaver", real_now())
        assert again == revoked
        await apply_to_broker(wired.url, wired.authority, wired.acme, [again])

    asyncio.run(revoking())


def test_a_new_credential_takes_the_place_of_the_old(wired: Wired, tmp_path: Path) -> None:
    async def replacing() -> None:
        someone = principal(PrincipalRole.CLIENT, "mover", represents=ACME_CLIENT)
        for _ in range(2):
            admit_principal(wired.acme, someone)
        await apply_to_broker(wired.url, wired.authority, wired.acme)
        async with wired.as_(PrincipalRole.CLIENT, "mover") as before:
            old = wired.acme.credential_path(PrincipalRole.CLIENT, "mover").read_bytes()
            renewed = admit_principal(
                wired.acme, principal(PrincipalRole.CLIENT, "mover", represents=ACME_CLIENT)
            )
            await apply_to_broker(wired.url, wired.authority, wired.acme, [renewed])
            await until(lambda: before.is_closed, within=2)
        copy = tmp_path / "old.creds"
        copy.write_bytes(old)
        assert "Authorization Violation" in await refused(wired, copy, "mover")
        async with wired.as_(PrincipalRole.CLIENT, "mover") as after:
            assert await pulled(after, "client-mover") == []

    asyncio.run(replacing())


def test_an_expired_credential_ends_its_connection_and_makes_no_other(wired: Wired) -> None:
    async def expiring() -> None:
        soon = real_now() + timedelta(seconds=2)
        admit_principal(wired.acme, principal(PrincipalRole.AUDITOR, "visitor", expires_at=soon))
        ended = asyncio.Event()
        async with wired.as_(PrincipalRole.AUDITOR, "visitor", on_closed=ended.set):
            async with asyncio.timeout(10):
                await ended.wait()
        await until(lambda: real_now() > soon + timedelta(seconds=1))  # a token says seconds only
        assert await refused(wired, wired.acme.credential_path(PrincipalRole.AUDITOR, "visitor"), "visitor")

    asyncio.run(expiring())


def forged(wired: Wired, tmp_path: Path) -> Path:
    """A credential of the same name from an authority that the broker does not know."""
    stranger = BrokerAuthority.open(tmp_path / "keys").tenant("acme")
    return stranger.enrol_principal(principal(PrincipalRole.CLIENT, "buyer", represents=ACME_CLIENT))


def swapped(wired: Wired, tmp_path: Path) -> Path:
    """The token of one, which is no secret, with the seed of another."""
    token, _, _ = (
        wired.acme.credential_path(PrincipalRole.UMBRELLA, "payroll-1").read_text().partition("-----BEGIN USER")
    )
    _, _, seed = (
        wired.acme.credential_path(PrincipalRole.CLIENT, "buyer").read_text().partition("-----BEGIN USER")
    )
    place = tmp_path / "swapped.creds"
    place.write_text(f"{token}-----BEGIN USER{seed}")
    return place


@pytest.mark.parametrize("made", [forged, swapped])
def test_no_other_credential_connects(
    wired: Wired, tmp_path: Path, made: Callable[[Wired, Path], Path]
) -> None:
    assert asyncio.run(refused(wired, made(wired, tmp_path), "buyer"))


def test_without_a_credential_nobody_connects(wired: Wired, tmp_path: Path) -> None:
    with pytest.raises(BrokerAway, match=r"Authorization Violation|reset by peer"):
        asyncio.run(connect_to_broker(wired.url, None, name="nobody", inbox_prefix="_INBOX.x", patience=10))
    with pytest.raises(OSError, match=r"missing\.creds"):
        asyncio.run(knock(wired, tmp_path / "missing.creds", "buyer"))


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00\xff", b"-----BEGIN USER NKEY SEED-----", b"-----BEGIN USER NKEY SEED-----\nSUABC\n"],
)
def test_what_is_no_credential_is_said_to_be_none(wired: Wired, tmp_path: Path, content: bytes) -> None:
    place = tmp_path / "garbage.creds"
    place.write_bytes(content)
    with pytest.raises(CredentialUnusable, match=r"garbage\.creds"):
        asyncio.run(knock(wired, place, "buyer"))


def test_a_revocation_outlives_the_broker_and_one_made_meanwhile_is_told_to_the_next(tmp_path: Path) -> None:
    async def living() -> None:
        authority = BrokerAuthority.open(tmp_path / "keys")
        acme, _ = tenants_of(authority)
        copies: dict[str, Path] = {}
        for name in ("first", "second"):
            admit_principal(acme, principal(PrincipalRole.CLIENT, name, represents=ACME_CLIENT))
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
                assert await refused(again, copy, name)
                assert not await consumer_exists(again, f"client-{name}")

    asyncio.run(living())


@pytest.mark.parametrize(
    ("why", "told"),
    [
        ("represents_wanted", principal(PrincipalRole.CLIENT, "new")),
        ("represents_wanted", principal(PrincipalRole.CONSULTANT, "new")),
        ("represents_wanted", principal(PrincipalRole.AUDITOR, "new", represents=ACME_CLIENT)),
        ("umbrella_role_wanted", principal(PrincipalRole.UMBRELLA, "new")),
        ("umbrella_role_wanted", principal(PrincipalRole.AUDITOR, "new", umbrella_role=Role.LEGAL)),
        (
            "audience_unwanted",
            principal(
                PrincipalRole.CLIENT, "new", represents=ACME_CLIENT, audiences=frozenset({Audience.UMBRELLA})
            ),
        ),
        ("principal_id_taken", principal(PrincipalRole.AUDITOR, "buyer")),
        ("principal_is_someone_else", principal(PrincipalRole.CLIENT, "buyer", represents=OTHER_CLIENT)),
    ],
)
def test_who_cannot_be_is_not_admitted_and_nothing_is_written(wired: Wired, why: str, told: object) -> None:
    before = list(wired.acme.principals.list_principals())
    with pytest.raises(NotAdmitted) as no:
        admit_principal(wired.acme, told)  # type: ignore[arg-type]
    assert no.value.why == why
    assert list(wired.acme.principals.list_principals()) == before


def test_keys_and_credentials_are_for_their_owner_only(tmp_path: Path) -> None:
    authority = BrokerAuthority.open(tmp_path / "new" / "keys")
    acme, _ = tenants_of(authority)
    admit_principal(acme, principal(PrincipalRole.AUDITOR, "urssaf"))
    authority.ensure_system_credential()
    kept = [authority.folder, *authority.folder.rglob("*")]
    assert len(kept) > 20
    for place in kept:
        assert place.stat().st_mode & 0o777 == (0o700 if place.is_dir() else 0o600), place
