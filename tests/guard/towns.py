"""Towns of which only the history is kept: everything that readers make of events of nearly every type.

Scenarios and made-up lives state 110 of 162 types of events. The towns are six of the seeded lives of
`tests/domain` at commit b5ec12b, by which every type but one is stated; as they run without a
dispatcher, their events were written into stores by hand, and their names and texts open with no key. What is
frozen of them holds their events, which are put into an empty store again.
"""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.guard import store
from tests.guard.driving import READERS, Left, drive, left_by, quick_decoders, rebuild
from tests.guard.kept import frozen

TOWN = "town "


def drive_in_new_folder(part: str) -> Left:
    """Return what a part leaves in a folder of its own; what it raises is what it leaves."""
    with TemporaryDirectory() as folder:
        try:
            return drive_part(part, Path(folder))
        except Exception as error:
            return {"it cannot be driven": json.dumps(repr(error), ensure_ascii=False)}


def drive_part(part: str, folder: Path) -> Left:
    """Drive a scenario or a life; make the read models of a town."""
    if not part.startswith(TOWN):
        return drive(part, folder)
    place = _fill_store(frozen(part), store.unpack_store(folder).rename(folder / "town.db"))
    with quick_decoders():
        rebuild(place)
        return left_by(place, READERS[:1])


def _fill_store(before: Left, place: Path) -> Path:
    """Put the events that are kept in the place of those of a store."""
    rows = [json.loads(text) for label, text in before.items() if label.startswith("table stored_events ")]
    with closing(sqlite3.connect(place)) as database, database:
        database.execute("DELETE FROM stored_events")
        database.execute("DELETE FROM answers")
        for row in rows:
            body = before[f"event {row['notification_id']:05}"].encode()
            database.execute(
                f"INSERT INTO stored_events ({', '.join(row)}, state) VALUES ({'?, ' * len(row)}?)",
                (*row.values(), body),
            )
    return place
