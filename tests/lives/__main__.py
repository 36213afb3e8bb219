"""`make lives`: missions run over NATS alone while the service is killed; then the oracles.

LIVES is the number of missions, KILLS the number of kills of the service, SEED the seed of the town.
"""

import asyncio
import logging
import os
import sys
import tempfile
from pathlib import Path
from time import monotonic

from tests.lives.driving import Lives
from tests.lives.judging import Verdict, judge

MISSIONS = int(os.environ.get("LIVES", "500"))
KILLS = int(os.environ.get("KILLS", "24"))
SEED = int(os.environ.get("SEED", "1"))
EVERY_DAYS = 7


def main() -> None:
    """Run the missions and the oracles; exit 1 if anything is wrong."""
    logging.getLogger("jalon.broker").setLevel(logging.CRITICAL)
    began = monotonic()
    with tempfile.TemporaryDirectory(prefix="jalon-lives-") as folder:
        lives = Lives(Path(folder), SEED, MISSIONS, KILLS)
        asyncio.run(lives.live(lambda lives: _progress(lives, monotonic() - began)))
        seconds = monotonic() - began
        verdict = judge(lives)
    _print_report(lives, verdict, seconds)
    sys.exit(bool(verdict.wrong))


def _progress(lives: Lives, seconds: float) -> None:
    if lives.days % EVERY_DAYS == 0:
        print(
            f"{lives.today}  {seconds:5.0f} s  {lives.head:7} events"
            f"  {lives.closed_count:4} of {MISSIONS} closed  {lives.killed:2} kills"
            f"  slowest day {lives.slowest:.1f} s",
            flush=True,
        )


def _print_report(lives: Lives, verdict: Verdict, seconds: float) -> None:
    journal = lives.journal
    rows = {
        "missions closed": f"{verdict.closed} of {MISSIONS}",
        "days": lives.days,
        "seconds": f"{seconds:.0f}, {seconds / lives.days:.2f} a day",
        "kills -9 of jalon serve": lives.killed,
        "facts": verdict.facts,
        "commands answered": verdict.answers,
        "asks answered by hand": sum(journal.asks.values()),
        "refused": ", ".join(f"{what} {count}" for what, count in journal.refused.most_common()) or 0,
        "given up": len(journal.given_up),
    }
    for name, value in rows.items():
        print(f"{name:>26}  {value}")
    for what, count in sorted(journal.asks.items()):
        print(f"{'asked for ' + what:>40}  {count}")
    for one in verdict.open:
        print(f"open: mission {one.mission.number} waits for {'; '.join(one.waits) or 'nothing'}")
    for line in [*journal.given_up, *verdict.wrong]:
        print(line)
    print("all is well" if not verdict.wrong else f"{len(verdict.wrong)} things are wrong")


if __name__ == "__main__":
    main()
