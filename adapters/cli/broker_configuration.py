"""Writing the configuration of a broker that Jalon does not start itself."""

from pathlib import Path

import msgspec

from adapters.cli.broker_site import at_site
from adapters.cli.cli_context import Desk
from adapters.cli.exit_codes import BadInput
from adapters.compose.broker_site import Site
from adapters.engine.clock import real_now
from adapters.nats.authority import TRUSTED
from adapters.nats.certificates import Made, certificate_for
from adapters.nats.server_config import CONFIGURATION, Certificate, Listening, configuration

TLS = "tls"


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """The configuration as it was asked for."""

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


def configure(desk: Desk, wanted: Wanted, *, json: bool) -> None:
    """Write the configuration, and say what to do with it."""
    if bool(wanted.tls_cert) is not bool(wanted.tls_key):
        raise BadInput("certificate_halves")
    if wanted.tls_for and wanted.tls_cert:
        raise BadInput("certificate_twice")
    with at_site(desk) as site:
        _allow(site, wanted)
        wanted.folder.mkdir(parents=True, exist_ok=True)
        listening = Listening(
            host=wanted.host,
            port=wanted.port,
            monitor=wanted.monitor,
            data=wanted.data or wanted.mounted_at / "data",
            certificate=_certificate(site, wanted),
        )
        place = wanted.folder / CONFIGURATION
        place.write_text(configuration(site.authority, listening))
        _tell(desk, site, wanted, place, json=json)


def _allow(site: Site, wanted: Wanted) -> None:
    """What is not asked for now stays as it was asked for before."""
    asked = {"max_bytes": wanted.max_bytes, "replicas": wanted.replicas}
    changed = {name: value for name, value in asked.items() if value is not None}
    site.tenancy.allow(msgspec.structs.replace(site.tenancy.capacity, **changed))


def _certificate(site: Site, wanted: Wanted) -> Certificate | None:
    if wanted.tls_cert and wanted.tls_key:
        return Certificate(wanted.tls_cert, wanted.tls_key)
    if not wanted.tls_for:
        return None
    made = certificate_for(wanted.folder / TLS, wanted.tls_for, real_now())
    (site.authority.folder / TRUSTED).write_bytes(made.authority.read_bytes())
    return _as_the_broker_sees(made, wanted.mounted_at / TLS)


def _as_the_broker_sees(made: Made, folder: Path) -> Certificate:
    return Certificate(folder / made.chain.name, folder / made.key.name)


def _tell(desk: Desk, site: Site, wanted: Wanted, place: Path, *, json: bool) -> None:
    trusted = wanted.folder / TLS / TRUSTED if wanted.tls_for else None
    keys, voice = site.authority.folder, desk.voice
    if json:
        told = {"tenant": site.tenancy.name, "file": str(place), "keys": str(keys)}
        voice.json({**told, "ca": str(trusted) if trusted else None})
        return
    voice.note(voice.say("configuration_written", tenant=site.tenancy.name, file=place))
    voice.note(voice.say("keys_kept", keys=keys))
    if trusted:
        voice.note(voice.say("certificates_trusted", ca=trusted))
    elif not wanted.tls_cert:
        voice.note(voice.say("no_tls"))
    voice.note(voice.say("start_broker", file=wanted.mounted_at / CONFIGURATION))
