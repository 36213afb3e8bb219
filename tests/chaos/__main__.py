"""`make chaos`: kill service, broker and database while commands run, and report what was lost.

KILLS is the number of kills, for each kind of store.
"""

import asyncio
import logging
import os
import sys
import tempfile
from pathlib import Path

import structlog

from tests.chaos.running import Run, run
from tests.postgres import server

KILLS = int(os.environ.get("KILLS", "24"))


def main() -> None:
    """Run on both kinds of store; exit 1 if an answer was lost or given twice."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    with tempfile.TemporaryDirectory(prefix="jalon-chaos-") as folder:
        runs = {"sqlite": asyncio.run(run(_make_folder(folder, "sqlite"), KILLS, seed=1))}
        _print_run("sqlite", runs["sqlite"])
        with server({}, None) as database:
            url = database.url(database.new_database())
            os.environ["JALON_PRIVATE"] = str(_make_folder(folder, "postgres") / "private")
            place = Path(folder) / "postgres"
            runs["postgres"] = asyncio.run(run(place, KILLS, seed=2, database=(database, url)))
            _print_run("postgres", runs["postgres"])
    verdicts = [found.verdict for found in runs.values()]
    sys.exit(any(verdict.lost or verdict.twice or verdict.wrong for verdict in verdicts))


def _make_folder(folder: str, name: str) -> Path:
    path = Path(folder) / name
    path.mkdir()
    return path


def _print_run(name: str, found: Run) -> None:
    kills = ", ".join(f"{victim} {count}" for victim, count in found.kills.items())
    verdict = found.verdict
    print(
        f"{name}: kills -9: {kills}; events {verdict.facts}, answers {verdict.answers}, "
        f"losses {verdict.lost}, duplicates {verdict.twice}"
    )
    for wrong in verdict.wrong:
        print(f"  {wrong}")


if __name__ == "__main__":
    main()
