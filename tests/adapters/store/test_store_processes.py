"""Several processes on one file: each event has one position, and no reader misses any."""

import subprocess
import sys
from contextlib import closing
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from pathlib import Path
from uuid import UUID, uuid4

from adapters.sqlite.sqlite_store import ClockKind, SQLiteStore, StoredAnswer, StoredNotification

WRITERS = 4
UNITS = 100

SPAWN = get_context("spawn")


def open_store(path: Path) -> SQLiteStore:
    return SQLiteStore.open(path, tenant="jalonnex", clock=ClockKind.REAL)


def write(path: Path, all_ready: Barrier) -> None:
    """Write one to three events a unit of work to an own stream, once all processes are ready."""
    all_ready.wait()
    stream, version = uuid4(), 0
    with closing(open_store(path)) as store:
        for count in (1 + n % 3 for n in range(UNITS)):
            with store.begin_unit_of_work() as unit:
                first = unit.head + 1
                events = [
                    StoredNotification(first + n, stream, version + n + 1, "fr.jalon.test.v1", stream.bytes)
                    for n in range(count)
                ]
                answer = StoredAnswer(uuid4(), "client:1", b"", first, first + count - 1)
                unit.insert_events(events, answers=[answer])
            version += count


def test_many_processes_make_one_store_and_a_reader_misses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    all_ready = SPAWN.Barrier(WRITERS + 1)
    writers = [SPAWN.Process(target=write, args=(path, all_ready)) for _ in range(WRITERS)]
    for writer in writers:
        writer.start()
    all_ready.wait()
    with closing(open_store(path)) as store:
        tailed: list[StoredNotification] = []
        while any(writer.is_alive() for writer in writers):
            tailed += store.select_notifications(len(tailed) + 1, 7)
        tailed += store.read_log(after=len(tailed))
        assert [writer.exitcode for writer in writers] == [0] * WRITERS
        assert [event.id for event in tailed] == list(range(1, len(tailed) + 1))
        assert len(tailed) == WRITERS * sum(1 + n % 3 for n in range(UNITS))
        assert tailed == list(store.read_log())
        assert store.check() == []
    assert [left.name for left in tmp_path.iterdir()] == ["store.db"]


def open_new(folder: Path, rounds: int, all_ready: Barrier) -> None:
    """Open the same new stores at the same instant as other processes, and write one event to each."""
    for n in range(rounds):
        all_ready.wait()
        with closing(open_store(folder / f"{n}.db")) as store, store.begin_unit_of_work() as unit:
            unit.insert_events([StoredNotification(unit.head + 1, uuid4(), 1, "fr.jalon.test.v1", b"{}")])


def test_processes_that_create_the_same_store_at_once_share_it(tmp_path: Path) -> None:
    rounds, together = 20, 3
    all_ready = SPAWN.Barrier(together)
    makers = [SPAWN.Process(target=open_new, args=(tmp_path, rounds, all_ready)) for _ in range(together)]
    for n in range(0, rounds, 2):
        (tmp_path / f"{n}.db").touch()
    for maker in makers:
        maker.start()
    for maker in makers:
        maker.join()
    assert [maker.exitcode for maker in makers] == [0] * together
    for n in range(rounds):
        with closing(SQLiteStore.open_existing(tmp_path / f"{n}.db")) as store:
            assert (store.head(), store.check()) == (together, [])


IN_ANOTHER_PROCESS = """
import sys
from contextlib import closing
from pathlib import Path
from adapters.sqlite.sqlite_store import SQLiteStore
with closing(SQLiteStore.open_existing(Path(sys.argv[1]))) as store:
    store.head()
"""


def test_a_store_opened_twice_keeps_its_log_when_another_process_closes(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with closing(open_store(path)) as store:
        open_store(path).close()
        command = [sys.executable, "-c", IN_ANOTHER_PROCESS, str(path)]
        subprocess.run(command, check=True, cwd=Path(__file__).parents[3])
        with store.begin_unit_of_work() as unit:
            unit.insert_events([StoredNotification(1, UUID(int=1), 1, "fr.jalon.test.v1", b"{}")])
        with closing(SQLiteStore.open_existing(path)) as another:
            assert another.head() == 1
        assert path.with_name("store.db-wal").exists()
