"""A store that the reference commit wrote, with its read models and its keys: it is read, and written to.

The scenarios `pression` and `signature_tardive` were executed in it; its pages are kept beside it. It has
no secret: its keys are those of `chance.py`.
"""

import io
import json
import lzma
import tarfile
from collections.abc import Iterator
from pathlib import Path

from tests.guard.chance import no_chance
from tests.guard.comparing import compare_left
from tests.guard.driving import READERS, SCENARIOS, Left, left_by, quick_decoders, rebuild, run_command
from tests.guard.kept import FOLDER

ARCHIVE = FOLDER / "store.tar.xz"
LEFT = FOLDER / "store_left.xz"
SCENARIO_NAMES = ("pression", "signature_tardive")
NAME = "kept.db"
COMMAND_ID = "8e5d1e53-9d1b-4d0a-9d7e-6c1c5b0f7a11"
ASKS = {
    "siren": "552100554",
    "vat_number": "FR96552100554",
    "name": "Imprimerie du Lez SA",
    "address": "Lattes",
}
GIVEN = ("do", "RegisterClient", json.dumps({**ASKS, "siret": "55210055400013"}), "--id", COMMAND_ID)


def freeze(folder: Path) -> None:
    """Execute the scenarios in a store, and keep it."""
    place = folder / NAME
    with no_chance(), quick_decoders():
        for name in SCENARIO_NAMES:
            assert run_command("run", SCENARIOS / f"{name}.yaml", "--store", place).code == 0
        rebuild(place)
        read_left = left_by(place, READERS[:1])
    FOLDER.mkdir(exist_ok=True)
    LEFT.write_bytes(lzma.compress(json.dumps(read_left, ensure_ascii=False).encode(), preset=9))
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w") as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                member = tarfile.TarInfo(path.relative_to(folder).as_posix())
                member.size, member.mode = path.stat().st_size, 0o600
                archive.addfile(member, io.BytesIO(path.read_bytes()))
    ARCHIVE.write_bytes(lzma.compress(written.getvalue(), preset=9))


def unpack_store(folder: Path) -> Path:
    """Put the store into a folder, and return where it is."""
    with tarfile.open(ARCHIVE) as archive:
        archive.extractall(folder, filter="data")
    return folder / NAME


def read_left() -> Left:
    """Return what the store held when it was kept."""
    return json.loads(lzma.decompress(LEFT.read_bytes()))


def differences(folder: Path) -> Iterator[str]:
    """Read the store, make its read models again, and write to it; return each difference."""
    place = unpack_store(folder)
    with quick_decoders():
        yield from (
            f"as it was kept: {line}" for line in compare_left(read_left(), left_by(place, READERS[:1]))
        )
        rebuild(place)
        yield from (f"rebuilt: {line}" for line in compare_left(read_left(), left_by(place, READERS[:1])))
        yield from _check_writing(place)


def _check_writing(place: Path) -> Iterator[str]:
    """Give a command twice: it adds one event to the history, and has one answer."""
    before = run_command("history", "--store", place, "--json").out
    answers = [run_command(*GIVEN, "--store", place, "--json") for _ in range(2)]
    added = run_command("history", "--store", place, "--json").out.removeprefix(before).splitlines()
    if [answer.code for answer in answers] != [0, 0] or answers[0].out != answers[1].out:
        yield f"written to: {answers}"
    if [json.loads(line)["type"] for line in added] != ["fr.jalon.client.client-registered.v1"]:
        yield f"written to: {added}"
    written = run_command("history", "--store", place, "--json").out
    again = run_command("run", SCENARIOS / f"{SCENARIO_NAMES[-1]}.yaml", "--store", place)
    if again.code != 0 or run_command("history", "--store", place, "--json").out != written:
        yield f"executed again, its commands have other answers: {again}"
    checked = [
        run_command("doctor", "--store", place),
        run_command("projections", "verify", "--store", place),
    ]
    yield from (f"written to: {said}" for said in checked if said.code)
