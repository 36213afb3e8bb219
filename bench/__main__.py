"""Run the comparisons, print the table, and write it to `bench/latest.json`."""

import platform
import shutil
import tempfile
from pathlib import Path

import msgspec
from rich.console import Console
from rich.table import Table

from bench import appending, appending_postgres, following, reading, relaying
from bench.measure import Row, measure_fdatasync, measure_part, run_in_new_process

LATEST = Path(__file__).parent / "latest.json"


def measure_all(folder: Path, console: Console) -> list[Row]:
    """Measure every part on files of one folder; show on the console which part it is."""
    found: list[Row] = []
    for part in (reading, appending, appending_postgres, relaying, following):
        with console.status(part.__doc__ or ""):
            found += run_in_new_process(measure_part, part.__name__, folder)
    return found


def describe_machine(folder: Path) -> str:
    """Describe the machine, and which comparison counts on its disk."""
    disk = measure_fdatasync(folder)
    counts = "the library" if disk >= appending.SLOW_DISK else "the raw insert"
    return (
        f"{platform.machine()}, Python {platform.python_version()}, fdatasync p50 {disk * 1e3:.2f} ms: "
        f"for 128 waiting, {counts} is what counts"
    )


def make_table(found: list[Row]) -> Table:
    """Return the rows as a table for people."""
    table = Table("what", "ours", "theirs", "unit", "ratio", "target")
    for row in found:
        target = "" if row.target is None else f"{'✓' if row.is_met else '✗'} ×{row.target:g}"
        table.add_row(
            row.name, f"{row.ours:,.0f}", f"{row.theirs:,.0f}", row.unit, f"×{row.ratio:.2f}", target
        )
    return table


def main() -> None:
    """Measure in a folder beside this one, on the disk of the project."""
    console = Console()
    folder = Path(tempfile.mkdtemp(prefix=".bench-", dir=Path.cwd()))
    try:
        where, found = describe_machine(folder), measure_all(folder, console)
    finally:
        shutil.rmtree(folder)
    console.print(where)
    console.print(make_table(found))
    LATEST.write_bytes(msgspec.json.format(msgspec.json.encode({"machine": where, "rows": found})))
    console.print(f"kept in {LATEST.relative_to(Path.cwd())}")


if __name__ == "__main__":
    main()
