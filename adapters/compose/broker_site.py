"""The broker of a store: who may connect to it, where it is, and how it hears of changes."""

import asyncio
from collections.abc import Iterable
from pathlib import Path

from adapters.compose import Settings, open_archive, private_folder
from adapters.compose.opening import store_exists
from adapters.engine.access.requests import Principal
from adapters.engine.store.stored import Place
from adapters.nats.authority import Authority, Tenancy
from adapters.nats.connection import ignoring_sigpipe
from adapters.nats.embedded_broker import running
from adapters.nats.enrolment import apply


def authority_of(private: Path, settings: Settings) -> Authority:
    """Return the keys that the broker trusts; stores that share a broker share them by `JALON_NATS_KEYS`."""
    private.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Authority.open(broker_keys(private, settings))


def broker_keys(private: Path, settings: Settings) -> Path:
    """Return where the keys that the broker trusts lie, be they there or not."""
    return settings.nats_keys or private / "nats"


def broker_folder(private: Path) -> Path:
    """Return where the broker that we start ourselves keeps its data."""
    return private / "broker"


class Site:
    """The broker as it is seen by whoever administers a store."""

    def __init__(self, store: Place, settings: Settings) -> None:
        self._private = private_folder(store, settings)
        self._settings = settings
        self.authority: Authority = authority_of(self._private, settings)
        self.tenancy: Tenancy = self.authority.tenant(_tenant_of(store, settings))

    @property
    def url(self) -> str | None:
        """Where the broker is: as the settings say, or the one that `jalon serve` runs, if it does."""
        return self._settings.nats_url or running(broker_folder(self._private))

    def apply(self, principals: Iterable[Principal]) -> str | None:
        """Tell the broker of these principals, and return where it is; none if there is no broker now.

        `jalon serve` tells it of all of them whenever it starts.
        """
        if (url := self.url) is not None:
            with ignoring_sigpipe():
                asyncio.run(apply(url, self.authority, self.tenancy, principals))
        return url


def _tenant_of(store: Place, settings: Settings) -> str:
    """Return whose store it is; before there is one, whose the settings say it will be."""
    if not store_exists(store):
        return settings.tenant
    with open_archive(store) as archive:
        return archive.tenant
