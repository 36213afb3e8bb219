"""The broker of a store: its keys, its address, and how its principals are updated."""

import asyncio
from collections.abc import Iterable
from pathlib import Path

from adapters.compose import Settings, open_archive, private_folder
from adapters.compose.opening import store_exists
from adapters.engine.access.requests import Principal
from adapters.engine.store.stored import Place
from adapters.nats.authority import BrokerAuthority, Tenancy
from adapters.nats.connection import ignore_sigpipe
from adapters.nats.embedded_broker import find_running_broker
from adapters.nats.enrolment import apply_to_broker


def open_authority(private: Path, settings: Settings) -> BrokerAuthority:
    """Open the keys that the broker trusts; stores that share a broker share them with `JALON_NATS_KEYS`."""
    private.mkdir(mode=0o700, parents=True, exist_ok=True)
    return BrokerAuthority.open(broker_keys_folder(private, settings))


def broker_keys_folder(private: Path, settings: Settings) -> Path:
    """Return the folder of the keys that the broker trusts; it may not exist yet."""
    return settings.nats_keys or private / "nats"


def broker_folder(private: Path) -> Path:
    """Return the data folder of the broker that `jalon serve` runs."""
    return private / "broker"


class BrokerSite:
    """The broker of a store, for administration."""

    def __init__(self, store: Place, settings: Settings) -> None:
        self._private = private_folder(store, settings)
        self._settings = settings
        self.authority: BrokerAuthority = open_authority(self._private, settings)
        self.tenancy: Tenancy = self.authority.open_tenancy(_read_tenant(store, settings))

    @property
    def url(self) -> str | None:
        """The address of the broker: from the settings, or of the one `jalon serve` runs; else None."""
        return self._settings.nats_url or find_running_broker(broker_folder(self._private))

    def apply_principals(self, principals: Iterable[Principal]) -> str | None:
        """Send these principals to the broker and return its address, None if no broker runs now.

        `jalon serve` sends all principals when it starts, so nothing is lost without a broker.
        """
        if (url := self.url) is not None:
            with ignore_sigpipe():
                asyncio.run(apply_to_broker(url, self.authority, self.tenancy, principals))
        return url


def _read_tenant(store: Place, settings: Settings) -> str:
    """Return the tenant of the store; that of the settings if the store does not exist yet."""
    if not store_exists(store):
        return settings.tenant
    with open_archive(store) as archive:
        return archive.tenant
