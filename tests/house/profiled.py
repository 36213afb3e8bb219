"""`jalon` in this process, with a profiler that notes which files of the product a command enters.

    python -m tests.house.profiled WHERE VERB serve --store STORE ...

Between the arrival of a message on a subject that ends in VERB and the commit of its event, in every
thread. For each such command a line of JSON is added to WHERE: the files, in the order of their first
entry. It knows the client library of the broker, the standard library's `sqlite3` and the library's
table of events, and no name of ours but the entry point.
"""

import importlib
import json
import sqlite3
import sys
import threading
from contextlib import closing
from pathlib import Path
from types import FrameType
from typing import Any

from tests.house.tree import PRODUCT, ROOT, entry_point

EVENTS = "SELECT max(rowid) FROM stored_events"
ARRIVES = "_process_msg"  # of `nats.aio.client.Client`, called with each message that the server sends


class Entered:
    """The profiler: off until a command arrives, off again once its event is in the log."""

    def __init__(self, where: Path, verb: str, store: str) -> None:
        self._where, self._store = where, store
        self._verb = f".{verb}".encode()
        self._files: dict[str, None] = {}
        self._on = False
        self._head: int | None = 0
        self._ours = {f"{ROOT / top}/": top for top in PRODUCT}
        self._known = dict[str, str | None]()

    def __call__(self, frame: FrameType, event: str, argument: Any) -> None:
        if event == "call":
            if self._on:
                self._enter(frame.f_code.co_filename)
            elif frame.f_code.co_name == ARRIVES:
                self._arrive(frame.f_locals)
        elif self._on and event == "c_return":
            self._look(getattr(argument, "__self__", None))

    def _arrive(self, given: dict[str, Any]) -> None:
        if given.get("subject", b"").endswith(self._verb):
            self._head = self._last_stored()
            self._files.clear()
            self._on = True

    def _enter(self, path: str) -> None:
        if path not in self._known:
            ours = path.startswith(tuple(self._ours))
            self._known[path] = Path(path).relative_to(ROOT).as_posix() if ours else None
        file = self._known[path]
        if file is not None:
            self._files.setdefault(file)

    def _look(self, on: object) -> None:
        """Stop when a connection has just committed the event: another one sees it."""
        if isinstance(on, sqlite3.Connection) and not on.in_transaction and self._last_stored() != self._head:
            self._on = False
            with self._where.open("a") as lines:
                lines.write(json.dumps([*self._files]) + "\n")

    def _last_stored(self) -> int | None:
        with closing(sqlite3.connect(self._store)) as connection:
            return connection.execute(EVENTS).fetchone()[0]


def main() -> None:
    where, verb, *words = sys.argv[1:]
    entered = Entered(Path(where), verb, words[words.index("--store") + 1])
    module, function = entry_point()
    threading.setprofile(entered)
    sys.setprofile(entered)
    sys.argv = ["jalon", *words]
    getattr(importlib.import_module(module), function)()


if __name__ == "__main__":
    main()
