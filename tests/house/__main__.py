"""`python -m tests.house`: how far the house is from its rules, folder by folder.

`--list WHAT` names every offender with its file and line, `--files` the files that a command enters,
`--lower` makes the limits of the tests as low as what is left.
"""

import argparse
import json
from typing import Any

from tests.house.names import measure_shares
from tests.house.ratchet import MEASURES, lower_limits
from tests.house.sizes import count_lines, find_long_functions
from tests.house.tree import TOTAL, count_by_folder, list_folders, name_folders
from tests.house.way import FILES_LIMIT, files_of_a_command

LISTS = {**{name: measure.find for name, measure in MEASURES.items()}, "long-functions": find_long_functions}
COLUMNS = ("lines", "long-functions", "long-files", "retired", "one-word", "one-word of all", "participles")
COLUMNS += ("same-class", "circles")
UNITS = {"one-word": " %", "one-word of all": " %"}


def measure_all() -> dict[str, dict[str, Any]]:
    """Return every measure of every folder; of documents and contracts only the words are counted."""
    columns: dict[str, dict[str, Any]] = {name: measure.take() for name, measure in MEASURES.items()}
    columns["lines"] = _count_lines()
    columns["long-functions"] = dict[str, Any](count_by_folder(find_long_functions()))
    columns["one-word of all"] = dict[str, Any](measure_shares(of_all=True))
    rows = [*list_folders(), "texts", "contracts", TOTAL]
    only = {"texts": {"retired"}, "contracts": {"retired"}}
    return {
        row: {name: columns[name].get(row, 0) for name in COLUMNS if name in only.get(row, COLUMNS)}
        for row in rows
    }


def _count_lines() -> dict[str, Any]:
    counts: dict[str, Any] = {TOTAL: 0}
    for file, count in count_lines():
        for folder in (TOTAL, *name_folders(file)):
            counts[folder] = counts.get(folder, 0) + count
    return counts


def print_table() -> None:
    """Print every measure of every folder."""
    print(f"{'':27}" + "".join(f"{name:>17}" for name in COLUMNS))
    for row, values in measure_all().items():
        cells = (f"{values[name]}{UNITS.get(name, '')}" if name in values else "" for name in COLUMNS)
        print(f"{row:27}" + "".join(f"{cell:>17}" for cell in cells))
    print("\nAims: 0 of each, one-word names at most 50 %, a command in at most 24 files (--files).")


def print_files() -> None:
    """Print the files that a command enters, in the order in which it does."""
    files = files_of_a_command()
    for number, file in enumerate(files, start=1):
        print(f"{number:3} {file}")
    print(f"{len(files)} files, at most {FILES_LIMIT}; the aim is 24")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.house", description=__doc__)
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.add_argument("--verbose", action="store_true", help="every offender of every list")
    parser.add_argument("--list", choices=LISTS, help="every offender, with file and line")
    parser.add_argument("--files", action="store_true", help="the files that a command enters")
    parser.add_argument("--lower", action="store_true", help="make the limits as low as what is left")
    options = parser.parse_args()
    if options.lower:
        return _lower_all()
    for name in LISTS if options.verbose else filter(None, [options.list]):
        print(*(f"{offence}" for offence in LISTS[name]()), sep="\n")
    if options.files:
        print_files()
    elif options.json:
        print(json.dumps(measure_all(), indent=2))
    elif not options.list:
        print_table()
    return 0


def _lower_all() -> int:
    risen = [name for name in MEASURES if not lower_limits(name)]
    for name in risen:
        print(f"{name}: more than before, see --list {name}")
    return 1 if risen else 0


if __name__ == "__main__":
    raise SystemExit(main())
