"""Erase a person, end to end: then no value can be read, in the store, in exports or in documents."""

import asyncio
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from adapters.compose import Engine, open_archive
from adapters.compose.key_opening import open_folder_keys
from adapters.engine.dispatch import CommandOutcome
from adapters.engine.dispatch.key_erasure import ERASED, KeyErasure
from domain.language import Kind, Retention, Stream
from tests.adapters.acts import CONSULTANT_ID, UMBRELLA, UMBRELLA_ID, command, engine_at, give, parties
from tests.adapters.cli.conftest import run_jalon

PERSON = UUID(int=0x5EC)
IBAN, OTHER_IBAN, NIR = "FR1420041010050500013M02606", "DE89370400440532013000", "253072B07300470"
CLEAR = ("Odile Carpentier", "3 rue du Port", "odile@carpentier.example", IBAN, NIR)


def registering(**others: Any) -> dict[str, Any]:
    name, address, email, iban, nir = CLEAR
    whose = {"consultant": PERSON, "umbrella": UMBRELLA_ID}
    return {**whose, "name": name, "address": address, "email": email, "iban": iban, "nir": nir, **others}


async def register_person(engine: Engine) -> None:
    await give(engine, parties())
    answer = await engine.submit(command(UMBRELLA, "RegisterConsultant", **registering()))
    assert answer.outcome is CommandOutcome.ACCEPTED


def count_vaulted(folder: Path) -> int:
    """Return how many values the vault has for the person, readable or not."""
    keys = open_folder_keys(folder)
    query = "SELECT count(*) FROM vault WHERE subject = ?"
    (count,) = keys.rows._database.execute(query, (str(PERSON),)).fetchone()
    keys.close()
    return count


def private(store: Path) -> Path:
    return store.with_name(f"{store.name}.private")


def events_of(store: Path) -> list[Any]:
    with open_archive(store) as archive:
        return [line.recorded.data for line in archive.read_stream(Stream(Kind.CONSULTANT, PERSON))]


def test_one_who_was_never_employed_is_erased_with_his_values_documents_and_vault(tmp_path: Path) -> None:
    store = tmp_path / "x.db"

    async def live() -> None:
        async with engine_at(store) as engine:
            await register_person(engine)
            kept = engine.file_document(
                b"his diploma", subject=PERSON, retention=Retention.SOCIAL, kind="diploma"
            )
            other = engine.file_document(
                b"hers", subject=CONSULTANT_ID, retention=Retention.SOCIAL, kind="diploma"
            )
            commitments = _commitments(engine)
            assert engine.documents.read_document(kept) == b"his diploma"
            assert {engine.keys.reveal_value(one) for one in commitments} == {IBAN, NIR}
            answer = await engine.submit(command(UMBRELLA, "RequestErasure", consultant=PERSON))
            assert [stated.recorded.type for stated in answer.events] == [ERASED] * len(Retention)
            assert engine.documents.read_document(kept) is None
            assert engine.documents.read_document(other) == b"hers"
            assert {engine.keys.reveal_value(one) for one in commitments} == {None}

    asyncio.run(live())
    assert count_vaulted(private(store)) == 0
    history = run_jalon("history", f"consultant/{PERSON}", "--store", store)
    assert "[erased]" in history.out
    for output in (history.out, run_jalon("history", "--json", "--store", store).out):
        assert not any(clear in output for clear in CLEAR)
    with open_archive(store) as archive:
        for line in archive.read_log():  # histories replay, though nobody opens what was sealed
            assert line.recorded is not None
        sealed = next(event for event in events_of(store) if hasattr(event, "name")).name
        assert archive.open_sealed(sealed) is None
    everything = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert not any(clear.encode() in content for clear in CLEAR for content in everything)


def _commitments(engine: Engine) -> list[str]:
    events = [
        line.recorded.data for line in engine.read_log() if line.recorded.subject == f"consultant/{PERSON}"
    ]
    return [event.nir for event in events if hasattr(event, "nir")] + [
        event.iban for event in events if hasattr(event, "iban")
    ]


def test_ret_5_nothing_personal_is_recorded_of_an_erased_person_and_others_are_answered(
    tmp_path: Path,
) -> None:
    """The refusal has a rule of its own and is recorded in the journal; the dispatcher goes on."""

    async def live() -> None:
        async with engine_at(tmp_path / "x.db") as engine:
            await register_person(engine)
            await engine.submit(command(UMBRELLA, "RequestErasure", consultant=PERSON))
            again = command(UMBRELLA, "RegisterConsultant", **registering(iban=OTHER_IBAN))
            training = command(
                UMBRELLA,
                "RecordTraining",
                consultant=PERSON,
                title="Sécurité",
                started_on="2026-01-05",
                ended_on="2026-01-06",
                hours=7,
            )
            for refused in (again, training):
                answer = await engine.submit(refused)
                assert answer.outcome is CommandOutcome.REFUSED
                journal = answer.events[0].recorded.data
                assert (journal.refusal, journal.rule) == ("PersonErased", "RET-5")
                dry = await engine.submit(refused, dry_run=True)
                assert dry.outcome is CommandOutcome.REFUSED
            level = command(
                UMBRELLA, "AssignLevel", consultant=CONSULTANT_ID, level="senior", from_on="2026-01-01"
            )
            assert (await engine.submit(level)).outcome is CommandOutcome.ACCEPTED

    asyncio.run(live())
    assert count_vaulted(private(tmp_path / "x.db")) == 0


def test_a_key_gone_without_its_event_is_a_defect_of_that_command_alone(tmp_path: Path) -> None:
    async def live() -> None:
        async with engine_at(tmp_path / "x.db") as engine:
            await register_person(engine)
            engine.keys.destroy_key(PERSON, Retention.SOCIAL)
            title = {"title": "Sécurité", "started_on": "2026-01-05", "ended_on": "2026-01-05", "hours": 7}
            lost = await engine.submit(command(UMBRELLA, "RecordTraining", consultant=PERSON, **title))
            assert lost.outcome is CommandOutcome.DEFECT
            other = await engine.submit(
                command(UMBRELLA, "RecordTraining", consultant=CONSULTANT_ID, **title)
            )
            assert other.outcome is CommandOutcome.ACCEPTED

    asyncio.run(live())


def test_a_crash_between_the_event_and_the_key_is_made_good_at_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = tmp_path / "x.db"

    async def crash() -> None:
        async with engine_at(store) as engine:
            await register_person(engine)
            with monkeypatch.context() as dying:
                dying.setattr(KeyErasure, "catch_up", lambda _: None)
                await engine.submit(command(UMBRELLA, "RequestErasure", consultant=PERSON))
            assert {engine.keys.reveal_value(one) for one in _commitments(engine)} == {IBAN, NIR}

    async def start_again() -> None:
        async with engine_at(store) as engine:
            assert {engine.keys.reveal_value(one) for one in _commitments(engine)} == {None}
            assert engine.keys.erased_up_to == engine.store.head()

    asyncio.run(crash())
    assert count_vaulted(private(store)) == 2
    asyncio.run(start_again())
    assert count_vaulted(private(store)) == 0


def test_keys_restored_from_before_the_erasure_are_destroyed_again(tmp_path: Path) -> None:
    """The checkpoint is stored with the keys, so older keys follow the log again."""
    store = tmp_path / "x.db"

    async def live() -> int:
        async with engine_at(store) as engine:
            await register_person(engine)
            before = engine.keys.erased_up_to
            await engine.submit(command(UMBRELLA, "RequestErasure", consultant=PERSON))
            assert engine.keys.erased_up_to > before
            engine.keys.erased_up_to = engine.store.head() + 99  # a log restored from before the keys
            return engine.store.head()

    head = asyncio.run(live())

    async def start_again() -> None:
        async with engine_at(store) as engine:
            assert engine.keys.erased_up_to == head

    asyncio.run(start_again())


def test_what_the_law_still_keeps_is_refused_with_ground_and_day_and_stays_readable(tmp_path: Path) -> None:
    async def live() -> None:
        async with engine_at(tmp_path / "x.db") as engine:
            await register_person(engine)
            opened = {"opened_on": "2026-01-05", "missions": [], "document": "sha256:" + "0" * 64}
            dispute = command(UMBRELLA, "OpenDispute", umbrella=UMBRELLA_ID, dispute="CPH-1", **opened)
            assert (await engine.submit(dispute)).outcome is CommandOutcome.ACCEPTED
            hold = command(
                UMBRELLA,
                "PlaceLegalHold",
                umbrella=UMBRELLA_ID,
                hold="H1",
                matter="CPH-1",
                subjects=[PERSON],
            )
            assert (await engine.submit(hold)).outcome is CommandOutcome.ACCEPTED
            answer = await engine.submit(command(UMBRELLA, "RequestErasure", consultant=PERSON))
            (kept,) = [stated.recorded.data for stated in answer.events]
            assert {why.ground.rule for why in kept.kept} == {"HLD-1"}
            assert {engine.keys.reveal_value(one) for one in _commitments(engine)} == {IBAN, NIR}
            lifted = command(UMBRELLA, "LiftLegalHold", umbrella=UMBRELLA_ID, hold="H1")
            closed = command(
                UMBRELLA,
                "CloseDispute",
                umbrella=UMBRELLA_ID,
                dispute="CPH-1",
                outcome="settled",
                closed_on="2026-01-05",
                document="sha256:" + "0" * 64,
            )
            for then in (closed, lifted, command(UMBRELLA, "RequestErasure", consultant=PERSON)):
                assert (await engine.submit(then)).outcome is CommandOutcome.ACCEPTED
            assert {engine.keys.reveal_value(one) for one in _commitments(engine)} == {None}

    asyncio.run(live())


def test_the_vault_keeps_nothing_of_a_registration_that_was_refused(tmp_path: Path) -> None:
    """The values of an accepted registration in the same batch stay."""

    async def live() -> None:
        async with engine_at(tmp_path / "x.db") as engine:
            await give(engine, parties())
            unknown = registering(umbrella=UUID(int=0xBAD))
            refused, taken = uuid4(), uuid4()
            answers = await asyncio.gather(
                engine.submit(command(UMBRELLA, "RegisterConsultant", id=refused, **unknown)),
                engine.submit(command(UMBRELLA, "RegisterConsultant", id=taken, **registering())),
                engine.submit(command(UMBRELLA, "RegisterConsultant", id=uuid4(), **registering(name="X"))),
            )
            assert [answer.outcome for answer in answers].count(CommandOutcome.ACCEPTED) == 1
            assert {engine.keys.reveal_value(one) for one in _commitments(engine)} == {IBAN, NIR}

    asyncio.run(live())
    assert count_vaulted(private(tmp_path / "x.db")) == 2
