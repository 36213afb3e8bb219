"""The stories of a mission: what each one waits for, of whom, because of which fact, until when."""

from datetime import date, datetime
from typing import Any

from rich.table import Table

from adapters.cli.cli_context import Desk
from adapters.cli.stream_lookup import find_mission
from adapters.compose.followers import stories_in
from adapters.engine.query.saga_waits import Waiting, waiting

COLUMNS = ("story", "party", "what", "until", "because", "asked")


def stories(desk: Desk, mission: str, *, json: bool) -> None:
    """Tell what the stories of a mission wait for."""
    with desk.archive() as archive, stories_in(archive) as kept:
        told = list(waiting(archive, find_mission(archive.store, mission), kept))
    if json:
        desk.voice.json([_for_programs(one) for one in told])
    elif not told:
        desk.voice.note(desk.voice.say("waits_for_nothing"))
    else:
        desk.voice.out.print(_table(desk, told))


def _for_programs(told: Waiting) -> dict[str, Any]:
    wait = told.wait
    of = {"about": wait.about, "party": wait.party, "what": wait.what, "of": wait.of}
    when = {"because_of": wait.because_of, "until": wait.until, "asked": wait.asked, "refused": wait.refused}
    return {"story": told.story, "key": told.key, **of, **when}


def _table(desk: Desk, told: list[Waiting]) -> Table:
    voice = desk.voice
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for column in COLUMNS:
        table.add_column(voice.say(f"column_{column}"))
    for one in sorted(told, key=lambda one: (one.story, one.key, str(one.wait.until or ""))):
        wait = one.wait
        what = f"{voice.word(wait.what)} {voice.word(wait.of)}" if wait.of else voice.word(wait.what)
        asked = f"✗ {wait.refused}" if wait.refused else "✓" if wait.asked else ""
        because = (one.because or "").rpartition(".v")[0].rpartition(".")[2]
        table.add_row(one.story, voice.word(wait.party), what, _until(desk, one), because, asked)
    return table


def _until(desk: Desk, told: Waiting) -> str:
    match told.wait.until:
        case datetime() as instant:
            return desk.voice.instant(instant)
        case date() as day:
            return desk.voice.day(day)
        case None:
            return ""
