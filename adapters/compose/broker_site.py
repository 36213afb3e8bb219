"""The broker of a store: who may connect to it, where it is, and how it hears of changes."""

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
    """Return the keys that the broker trusts; stores that share a broker share them by `JALON_NATS_KEYS`."""
    private.mkdir(mode=0o700, parents=True, exist_ok=True)
    return BrokerAuthority.open(broker_keys_folder(private, settings))


def broker_keys_folder(private: Path, settings: Settings) -> Path:
    """Return where the keys that the broker trusts lie, be they there or not."""
    return settings.nats_keys or private / "nats"


def broker_folder(private: Path) -> Path:
    """Return where the broker that we start ourselves keeps its data."""
    return private / "broker"


class BrokerSite:
    """The broker as it is seen by whoever administers a store."""

    def __init__(self, store: Place, settings: Settings) -> None:
        self._private = private_folder(store, settings)
        self._settings = settings
        self.authority: BrokerAuthority = open_authority(self._private, settings)
        self.tenancy: Tenancy = self.authority.open_tenancy(_read_tenant(store, settings))

    @property
    def url(self) -> str | None:
        """Where the broker is: as the settings say, or the one that `jalon serve` runs, if it does."""
        return self._settings.nats_url or find_running_broker(broker_folder(self._private))

    def apply_principals(self, principals: Iterable[Principal]) -> str | None:
        """Tell the broker of these principals, and return where it is; none if there is no broker now.

        `jalon serve` tells it of all of them whenever it starts.
        """
        if (url := self.url) is not None:
            with ignore_sigpipe():
                asyncio.run(apply_to_broker(url, self.authority, self.tenancy, principals))
        return url


def _read_tenant(store: Place, settings: Settings) -> str:
    """Return whose store it is; before there is one, whose the settings say it will be."""
    if not store_exists(store):
        return settings.tenant
    with open_archive(store) as archive:
        return archive.tenant
