"""What is seen from outside: metrics, health, the broker's configuration, permissions, streams and subjects.

A service is started in a process of its own, with the bundled broker, and is asked over HTTP. What it makes
on the broker, and which labels its metrics have, is noted where it enters the libraries of others.
"""

import base64
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

from tests.guard.driving import ROOT, SCENARIOS, run_command

REPRESENTS = ("--represents", "00000000-0000-4000-8000-00000000000a")
ROLES = (
    ("client", *REPRESENTS),
    ("consultant", *REPRESENTS),
    ("umbrella", "--umbrella-role", "director"),
    ("auditor",),
    ("subscriber",),
)
SECONDS = 30.0
NOTING = """
import json, sys
from importlib.metadata import entry_points
import nats.aio.client, prometheus_client.metrics, prometheus_client.metrics_core
notes = open("notes.jsonl", "a", buffering=1)
def noted(owner, name, note):
    original = getattr(owner, name)
    def instead(*args, **kwargs):
        print(json.dumps(note(*args, **kwargs)), file=notes)
        return original(*args, **kwargs)
    setattr(owner, name, instead)
def labels(of, name, *more, **named):
    found = named.get("labelnames") or named.get("labels") or [*more, (), ()][1]
    return ["metric", type(of).__name__, name, *found]
noted(prometheus_client.metrics.MetricWrapperBase, "__init__", labels)
noted(prometheus_client.metrics_core.GaugeMetricFamily, "__init__", labels)
noted(nats.aio.client.Client, "subscribe",
      lambda self, subject, queue="", **_: ["subscribes", subject, queue])
noted(nats.aio.client.Client, "request",
      lambda self, subject, payload=b"", *_, **__: ["requests", subject, bytes(payload).decode()])
sys.argv[0] = "jalon"
(main,) = entry_points(group="console_scripts", name="jalon")
main.load()()
"""
_RANDOM = re.compile(
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|_INBOX\.[\w.*>-]+|\b[UAON][A-Z2-7]{55}\b|eyJ[\w.-]+|/\S*guard-out"
)


def lines(folder: Path) -> Iterator[str]:
    """Yield one line for each of them."""
    place = folder / "guard-out"
    place.mkdir()
    store = place / "out.db"
    assert run_command("run", SCENARIOS / "signature_tardive.yaml", "--store", store).code == 0
    for role, *more in ROLES:
        admitted = run_command("principal", "add", role, f"probe-{role}", *more, "--store", store)
        assert admitted.code == 0, admitted
    yield from _service(store)
    yield from _credentials(store)
    yield from _configuration(store)


def _service(store: Path) -> Iterator[str]:
    words = [
        sys.executable,
        "-c",
        NOTING,
        "serve",
        "--port",
        "0",
        "--broker-port",
        "0",
        "--store",
        store.name,
    ]
    ours = {
        name: text for name, text in os.environ.items() if not name.startswith(("JALON_", "NATS_", "OTEL_"))
    }
    env = {**ours, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    output = store.with_name("service.log")
    with (
        output.open("wb") as log,
        subprocess.Popen(words, cwd=store.parent, env=env, stdout=log, stderr=log) as service,
    ):
        try:
            health = _until(lambda: _address(output), output)
            _until(lambda: _answer(health)[0] == 200 and _has_settled_metrics(health), output)
            yield from (f"health: {path}" for path in _keys(json.loads(_answer(health)[1])))
            text = _answer(health.replace("/health", "/metrics"))[1]
            yield from (f"metrics: {line}" for line in re.findall(r"# TYPE .*", text))
        finally:
            service.terminate()
            service.wait(SECONDS)
    for line in output.with_name("notes.jsonl").read_text(encoding="utf-8").splitlines():
        yield f"served: {_RANDOM.sub('<random>', ' '.join(json.loads(line)))}"


def _address(output: Path) -> str | None:
    found = re.search(r'"health": "(\S+)"', output.read_text(encoding="utf-8"))
    return found[1] if found else None


def _has_settled_metrics(health: str) -> bool:
    """Say whether the metrics of publishing and following are there."""
    return "jalon_publish_facts_count" in _answer(health.replace("/health", "/metrics"))[1]


def _until(look: Any, output: Path) -> Any:
    """Return the result of `look` once it is true; fail after `SECONDS`."""
    ends = time.monotonic() + SECONDS
    while not (found := look()):
        assert time.monotonic() < ends, output.read_text(encoding="utf-8")
        time.sleep(0.05)
    return found


def _answer(address: str) -> tuple[int, str]:
    try:
        with urlopen(address, timeout=SECONDS) as answered:
            return answered.status, answered.read().decode()
    except HTTPError as answered:
        with answered:
            return answered.code, answered.read().decode()


def _keys(said: Any, path: str = "") -> Iterator[str]:
    for name, value in said.items() if isinstance(said, dict) else ():
        yield f"{path}{name}"
        yield from _keys(value, f"{path}{name}.")


def _credentials(store: Path) -> Iterator[str]:
    """Yield the files of the broker's keys, and what each credential may publish and subscribe to."""
    private = store.with_name(f"{store.name}.private")
    for path in sorted((private / "nats").rglob("*")):
        name = path.relative_to(private).as_posix()
        if "/jetstream" not in name:
            yield f"private: {_RANDOM.sub('<random>', name)}"
        if path.suffix == ".creds":
            token = re.search(r"eyJ\S+", path.read_text(encoding="utf-8"))
            assert token is not None
            claims = token[0].split(".")[1]
            said = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["nats"]
            for way in ("pub", "sub", "resp"):
                yield f"credential {path.stem}: {way} {json.dumps(said.get(way))}"
        if path.suffix == ".json":
            yield from (f"principal {path.stem}: {key}" for key in _keys(json.loads(path.read_bytes())))


def _configuration(store: Path) -> Iterator[str]:
    """Yield what `jalon nats-config` writes."""
    place = store.with_name("config")
    said = run_command("nats-config", place, "--store", store)
    assert said.code == 0, said
    for path in sorted(place.rglob("*")):
        yield f"nats-config: {path.relative_to(place).as_posix()}"
        if path.suffix == ".conf":
            for line in path.read_text(encoding="utf-8").splitlines():
                if not line.startswith("#"):
                    yield f"nats-config {path.name}: {_RANDOM.sub('<random>', ' '.join(line.split()))}"
