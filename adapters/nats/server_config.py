"""The configuration of the broker: the keys it trusts, its folders and its limits.

It holds no secret: the broker only checks signatures.
"""

import json
from pathlib import Path
from typing import NamedTuple

import msgspec

from adapters.nats.authority import BrokerAuthority

CONFIGURATION_FILE = "nats-server.conf"
PAYLOAD_BYTES = 8 * 1024 * 1024
"""The largest that NATS advises: an event is far smaller, but one that does not fit stops the relay."""


class BrokerCertificate(NamedTuple):
    """The paths of the broker's certificate chain and key, in the broker's file system."""

    chain: Path
    key: Path


class BrokerSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Where the broker listens and stores its data, in its own file system; port -1 is any free port."""

    host: str = "127.0.0.1"
    port: int = 4222
    monitor: str | None = None
    data: Path
    certificate: BrokerCertificate | None = None
    ports_file_in: Path | None = None


def render_configuration(authority: BrokerAuthority, settings: BrokerSettings) -> str:
    """Return the configuration of a broker for all tenants of the authority."""
    tenants = authority.open_tenancies()
    tokens = {
        authority.system_key.public_key: authority.make_system_token(),
        **authority.make_account_tokens(*tenants),
    }
    storage_bytes = sum(tenancy.capacity.max_bytes for tenancy in tenants)
    blocks = [
        f"server_name: jalon\nlisten: {json.dumps(f'{settings.host}:{settings.port}')}",
        *_render_optional(settings),
        _LIMITS,
        _render_jetstream(settings.data / "jetstream", storage_bytes),
        f"operator: {authority.make_operator_token()}\nsystem_account: {authority.system_key.public_key}",
        _render_resolver(settings.data / "accounts", tokens),
    ]
    return (
        "# Written by `jalon nats-config`; run it again rather than change this by hand.\n\n"
        + "\n\n".join([*blocks, ""])
    )


_LIMITS = f"""\
max_payload: {PAYLOAD_BYTES}
max_pending: {8 * PAYLOAD_BYTES}
max_connections: 10000
max_control_line: 4096
write_deadline: "10s"
ping_interval: "20s"
ping_max: 3"""


def _render_optional(settings: BrokerSettings) -> list[str]:
    blocks: list[str] = []
    if settings.monitor:
        blocks.append(f"http: {json.dumps(settings.monitor)}")
    if settings.ports_file_in:
        blocks.append(f"ports_file_dir: {_quote_path(settings.ports_file_in)}")
    if settings.certificate:
        chain, key = map(_quote_path, settings.certificate)
        blocks.append(
            f'tls {{\n  cert_file: {chain}\n  key_file: {key}\n  min_version: "1.3"\n  timeout: 3\n}}'
        )
    return blocks


def _render_jetstream(folder: Path, storage_bytes: int) -> str:
    """Render JetStream; with `sync_interval: always` an acknowledged message is on disk."""
    return (
        f"jetstream {{\n  store_dir: {_quote_path(folder)}\n  sync_interval: always\n"
        f"  max_mem: {64 * 1024 * 1024}\n  max_file: {storage_bytes}\n}}"
    )


def _render_resolver(folder: Path, tokens: dict[str, str]) -> str:
    """Render a full resolver: it stores newer account tokens, and so revocations, in a folder."""
    preloaded = "\n".join(f"  {public}: {signed}" for public, signed in tokens.items())
    return (
        f"resolver {{\n  type: full\n  dir: {_quote_path(folder)}\n  allow_delete: false\n"
        f'  interval: "2m"\n}}\nresolver_preload {{\n{preloaded}\n}}'
    )


def _quote_path(path: Path) -> str:
    return json.dumps(str(path))
