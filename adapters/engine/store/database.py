"""The address of a database, shown without its secrets, and the errors of a database."""

from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

SCHEMES = ("postgresql", "postgres")
SECRETS = {"password", "sslpassword", "oauth_client_secret", "scram_client_key", "scram_server_key"}


@dataclass(frozen=True)
class Database:
    """The address of a database; its text form hides passwords and keys."""

    url: str = field(repr=False)

    def __str__(self) -> str:
        try:
            parts = urlsplit(self.url)
        except ValueError:
            return f"{SCHEMES[0]}://"
        user, _, place = parts.netloc.rpartition("@")
        user = user.partition(":")[0]
        options = [pair for pair in parse_qsl(parts.query) if pair[0] not in SECRETS]
        where = f"{user}@{place}" if user else place
        query = f"?{urlencode(options, safe='/')}" if options else ""
        return f"{SCHEMES[0]}://{where}{parts.path}{query}"

    @property
    def name(self) -> str:
        """The name of the database in the address."""
        try:
            path = urlsplit(self.url).path
        except ValueError:  # no address at all: whoever connects to it says so
            path = ""
        return unquote(path.strip("/")) or "jalon"


def is_database(address: str) -> bool:
    """Whether an address names a database, and not a file."""
    return address.partition("://")[0] in SCHEMES and "://" in address


@dataclass(unsafe_hash=True)
class DatabaseUnusable(Exception):
    """The server at this address cannot be used; `found` says in a sentence what is there."""

    database: Database
    found: str

    def __str__(self) -> str:
        return f"{self.database}: {self.found}"


class DatabaseFailed(Exception):
    """A statement failed; it is unknown whether its change was kept."""


class DatabaseAway(DatabaseFailed):
    """No server answers at the address, or the connection was lost; a later try may succeed."""
