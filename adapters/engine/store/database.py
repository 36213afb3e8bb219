"""The address of a database, which is never shown with what opens it, and what can be wrong with it."""

from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

SCHEMES = ("postgresql", "postgres")
SECRETS = {"password", "sslpassword", "oauth_client_secret", "scram_client_key", "scram_server_key"}


@dataclass(frozen=True)
class Database:
    """The address of a database; shown, it tells neither password nor key."""

    url: str = field(repr=False)

    def __str__(self) -> str:
        try:
            parts = urlsplit(self.url)
        except ValueError:
            return f"{SCHEMES[0]}://"
        user, _, place = parts.netloc.rpartition("@")
        user = user.partition(":")[0]
        asked = [pair for pair in parse_qsl(parts.query) if pair[0] not in SECRETS]
        where = f"{user}@{place}" if user else place
        query = f"?{urlencode(asked, safe='/')}" if asked else ""
        return f"{SCHEMES[0]}://{where}{parts.path}{query}"

    @property
    def name(self) -> str:
        """The name of the database, as the address has it."""
        return unquote(urlsplit(self.url).path.strip("/")) or "jalon"


def is_database(address: str) -> bool:
    """Whether an address names a database, and not a file."""
    return address.partition("://")[0] in SCHEMES and "://" in address


@dataclass(unsafe_hash=True)
class DatabaseUnusable(Exception):
    """What answers at this address cannot be used; `found` says in a sentence what it is."""

    database: Database
    found: str

    def __str__(self) -> str:
        return f"{self.database}: {self.found}"


class DatabaseFailed(Exception):
    """The database did not do as it was told; whether a change was kept is not known."""


class DatabaseAway(DatabaseFailed):
    """Nobody answers at the address, or no longer: asked again later, it may."""
