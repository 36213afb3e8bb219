"""Write the configuration of a broker that Jalon does not start itself."""

from pathlib import Path

import msgspec

from adapters.cli.broker_site import open_site
from adapters.cli.cli_context import CliContext
from adapters.cli.exit_codes import BadInput
from adapters.compose.broker_site import BrokerSite
from adapters.engine.clock import real_now
from adapters.nats.authority import CA_FILE
from adapters.nats.certificates import CertificateFiles, ensure_certificate
from adapters.nats.server_config import (
    CONFIGURATION_FILE,
    BrokerCertificate,
    BrokerSettings,
    render_configuration,
)

TLS_FOLDER = "tls"


class BrokerOptions(msgspec.Struct, frozen=True, kw_only=True):
    """The options of `jalon nats-config`, as typed."""

    folder: Path
    host: str
    port: int
    monitor: str | None
    data: Path | None
    mounted_at: Path
    tls_for: list[str]
    tls_cert: Path | None
    tls_key: Path | None
    max_bytes: int | None
    replicas: int | None


def write_configuration(cli: CliContext, options: BrokerOptions, *, json: bool) -> None:
    """Write the configuration, and print how to start the broker with it."""
    if bool(options.tls_cert) is not bool(options.tls_key):
        raise BadInput("certificate_halves")
    if options.tls_for and options.tls_cert:
        raise BadInput("certificate_twice")
    with open_site(cli) as site:
        _set_capacity(site, options)
        options.folder.mkdir(parents=True, exist_ok=True)
        listening = BrokerSettings(
            host=options.host,
            port=options.port,
            monitor=options.monitor,
            data=options.data or options.mounted_at / "data",
            certificate=_make_certificate(site, options),
        )
        path = options.folder / CONFIGURATION_FILE
        path.write_text(render_configuration(site.authority, listening))
        _print_result(cli, site, options, path, json=json)


def _set_capacity(site: BrokerSite, options: BrokerOptions) -> None:
    """Set the limits that were typed; the others stay as they are."""
    limits = {"max_bytes": options.max_bytes, "replicas": options.replicas}
    changed = {name: value for name, value in limits.items() if value is not None}
    site.tenancy.set_capacity(msgspec.structs.replace(site.tenancy.capacity, **changed))


def _make_certificate(site: BrokerSite, options: BrokerOptions) -> BrokerCertificate | None:
    if options.tls_cert and options.tls_key:
        return BrokerCertificate(options.tls_cert, options.tls_key)
    if not options.tls_for:
        return None
    issued = ensure_certificate(options.folder / TLS_FOLDER, options.tls_for, real_now())
    (site.authority.folder / CA_FILE).write_bytes(issued.authority.read_bytes())
    return _mount_certificate(issued, options.mounted_at / TLS_FOLDER)


def _mount_certificate(files: CertificateFiles, folder: Path) -> BrokerCertificate:
    return BrokerCertificate(folder / files.chain.name, folder / files.key.name)


def _print_result(
    cli: CliContext, site: BrokerSite, options: BrokerOptions, path: Path, *, json: bool
) -> None:
    ca = options.folder / TLS_FOLDER / CA_FILE if options.tls_for else None
    keys, terminal = site.authority.folder, cli.terminal
    if json:
        result = {"tenant": site.tenancy.name, "file": str(path), "keys": str(keys)}
        terminal.print_json({**result, "ca": str(ca) if ca else None})
        return
    terminal.print_note(terminal.translate("configuration_written", tenant=site.tenancy.name, file=path))
    terminal.print_note(terminal.translate("keys_kept", keys=keys))
    if ca:
        terminal.print_note(terminal.translate("certificates_trusted", ca=ca))
    elif not options.tls_cert:
        terminal.print_note(terminal.translate("no_tls"))
    terminal.print_note(terminal.translate("start_broker", file=options.mounted_at / CONFIGURATION_FILE))
