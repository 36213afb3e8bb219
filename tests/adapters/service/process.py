"""`jalon serve` in its own process, which a test can stop, kill and start again."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Self

ROOT = Path(__file__).resolve().parents[3]
JALON = [sys.executable, "-c", "import sys; sys.argv[0] = 'jalon'; from adapters.cli import main; main()"]
STARTS_SECONDS = 60


class Process:
    """A service process; its log goes to a file."""

    def __init__(self, store: Path, *options: str, **environment: str) -> None:
        self.store = store
        self.journal = store.with_name("serve.log")
        self._options = options or ("--port", "0", "--broker-port", "0")
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None
        self._start_offset = 0

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        self._kill_broker()

    def start(self) -> dict[str, Any]:
        """Start the process; return its log event `serving`."""
        self.spawn()
        return self.wait_for_event("serving")

    def spawn(self) -> None:
        env = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "PYTHONUTF8": "1",
            "LC_ALL": "C",
            "JALON_STORE": str(self.store),
            **self._environment,
        }
        self._start_offset = self.journal.stat().st_size if self.journal.exists() else 0
        with self.journal.open("ab") as journal:
            self._process = subprocess.Popen([*JALON, "serve", *self._options], env=env, stderr=journal)

    def wait_for_event(self, event: str) -> dict[str, Any]:
        deadline = time.monotonic() + STARTS_SECONDS
        while time.monotonic() < deadline:
            for event_line in self.read_events():
                if event_line.get("event") == event:
                    return event_line
            assert self._process is not None
            assert self._process.poll() is None, self.journal.read_text()
            time.sleep(0.02)
        raise AssertionError(self.journal.read_text())

    def read_events(self) -> list[dict[str, Any]]:
        """Return the log events since the last start; an incomplete last line is left out."""
        written = self.journal.read_bytes()[self._start_offset :]
        lines = written[: written.rfind(b"\n") + 1].splitlines()
        return [json.loads(line) if line.startswith(b"{") else {"event": line.decode()} for line in lines]

    def terminate(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)

    def wait_until_ended(self, within: float = 60) -> int:
        """Wait until the process ends; return its exit code."""
        assert self._process is not None
        return self._process.wait(within)

    def kill(self) -> None:
        """Kill the process; its broker keeps running."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait()

    def _kill_broker(self) -> None:
        place = self.store.with_name(f"{self.store.name}.private") / "broker" / "server.pid"
        if place.exists():
            try:
                os.kill(int(place.read_text()), signal.SIGKILL)
            except ProcessLookupError:
                return
