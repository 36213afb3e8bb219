"""Sealed copies as rows of a database."""

from collections.abc import Iterator

from adapters.postgres.connections import Connections

PUT = """
INSERT INTO jalon.document VALUES (%s, %s, %s)
ON CONFLICT (hash, copy) DO UPDATE SET sealed = excluded.sealed
"""

COPIES = "SELECT sealed FROM jalon.document WHERE hash = %s ORDER BY copy"

HASHES = 'SELECT hash FROM jalon.document GROUP BY hash ORDER BY hash COLLATE "C"'


class PostgresSealedCopies:
    """The sealed copies of one tenant in its database."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def put_copy(self, digest: str, name: str, sealed: bytes) -> None:
        """Store a copy; it is committed when this returns."""
        self._connections.execute_idempotent(PUT, (digest, name, sealed))

    def list_hashes(self) -> Iterator[str]:
        """Return the hash of every document, sorted."""
        yield from (digest for (digest,) in self._connections.select_rows(HASHES))

    def read_copies(self, digest: str) -> list[bytes]:
        """Return the copies of a document, sorted by name."""
        return [sealed for (sealed,) in self._connections.select_rows(COPIES, (digest,))]
