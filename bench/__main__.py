"""Run the comparisons, print the table, keep it in `bench/latest.json`."""

import platform
import shutil
import tempfile
from pathlib import Path

import msgspec
from rich.console import Console
from rich.table import Table

from bench import appending, appending_postgres, following, reading, relaying
from bench.measure import Row, elsewhere, fdatasync_p50, taken

LATEST = Path(__file__).parent / "latest.json"


def rows(folder: Path, console: Console) -> list[Row]:
    """Take every figure, on files of one folder, saying what is being taken."""
    found: list[Row] = []
    for part in (reading, appending, appending_postgres, relaying, following):
        with console.status(part.__doc__ or ""):
            found += elsewhere(taken, part.__name__, folder)
    return found


def machine(folder: Path) -> str:
    """Say where the figures were taken."""
    disk = fdatasync_p50(folder)
    counts = "the library" if disk >= appending.SLOW_DISK else "the raw insert"
    return (
        f"{platform.machine()}, Python {platform.python_version()}, fdatasync p50 {disk * 1e3:.2f} ms: "
        f"for 128 waiting, {counts} is what counts"
    )


def table(found: list[Row]) -> Table:
    """Lay the rows out for a person."""
    shown = Table("what", "ours", "theirs", "unit", "ratio", "target")
    for row in found:
        target = "" if row.target is None else f"{'✓' if row.met else '✗'} ×{row.target:g}"
        shown.add_row(
            row.name, f"{row.ours:,.0f}", f"{row.theirs:,.0f}", row.unit, f"×{row.ratio:.2f}", target
        )
    return shown


def main() -> None:
    """Measure on a folder beside this one, so on the disk that the project is on."""
    console = Console()
    folder = Path(tempfile.mkdtemp(prefix=".bench-", dir=Path.cwd()))
    try:
        where, found = machine(folder), rows(folder, console)
    finally:
        shutil.rmtree(folder)
    console.print(where)
    console.print(table(found))
    LATEST.write_bytes(msgspec.json.format(msgspec.json.encode({"machine": where, "rows": found})))
    console.print(f"kept in {LATEST.relative_to(Path.cwd())}")


if __name__ == "__main__":
    main()
