"""The history is the log itself: the same bytes, as known when, about what time."""

import json
from datetime import datetime
from typing import Any

from adapters.compose.opening import open_existing_store
from adapters.engine.store.stored import Place
from tests.adapters.cli.conftest import CONSULTANT, MISSION, typed


def bodies(store: Place) -> list[bytes]:
    opened = open_existing_store(store)
    try:
        return [event.state for event in opened.read_log()]
    finally:
        opened.close()


def events(*words: object, store: Place) -> list[dict[str, Any]]:
    answered = typed("history", *words, "--json", "--store", store)
    assert answered.code == 0, answered.err
    return [json.loads(line) for line in answered.bytes.splitlines()]


def test_the_history_is_the_bytes_of_the_store(lived_anywhere: Place) -> None:
    assert typed("history", "--json", "--store", lived_anywhere).bytes == b"".join(
        body + b"\n" for body in bodies(lived_anywhere)
    )


def test_positions_stand_before_the_bytes(lived_anywhere: Place) -> None:
    lines = typed("history", "--json", "--positions", "--store", lived_anywhere).bytes.splitlines()
    positions, stored = zip(*(line.split(b"\t", 1) for line in lines), strict=True)
    assert [int(position) for position in positions] == list(range(1, len(lines) + 1))
    assert list(stored) == bodies(lived_anywhere)


def test_a_stream_has_many_names(lived_anywhere: Place) -> None:
    whole = events(f"mission/{MISSION}", store=lived_anywhere)
    assert {event["subject"] for event in whole} == {f"mission/{MISSION}"}
    for name in (MISSION, MISSION.hex, str(MISSION)[:8], str(MISSION)[:11], "audit", "audit/audit"):
        assert events(name, store=lived_anywhere) == whole
    assert {event["subject"] for event in events("claire", store=lived_anywhere)} == {
        f"consultant/{CONSULTANT}"
    }


def test_a_beginning_that_two_streams_share_is_ambiguous(lived_anywhere: Place, monkeypatch: Any) -> None:
    from adapters.cli import stream_lookup

    monkeypatch.setattr(stream_lookup, "SHORTEST", 1)
    streams = {event["subject"] for event in events(store=lived_anywhere)}
    digits = [subject.split("/")[1][0] for subject in streams]
    shared = next(digit for digit in digits if digits.count(digit) > 1)
    answered = typed("history", shared, "--store", lived_anywhere)
    assert answered.code == 2
    assert set(answered.err.splitlines()[1:]) == {s for s in streams if s.split("/")[1][0] == shared}


def test_known_at_is_a_prefix_of_the_log(lived_anywhere: Place) -> None:
    whole = events(store=lived_anywhere)
    for day, last in (
        ("2026-01-16", "2026-01-16T23:00:00Z"),
        ("2026-02-17T11:00:00+01:00", "2026-02-17T10:00:00Z"),
    ):
        known = events("--known-at", day, store=lived_anywhere)
        assert known == whole[: len(known)]
        assert known[-1]["recordedtime"] <= last < whole[len(known)]["recordedtime"]
    assert events("--known-at", "2025-12-31", store=lived_anywhere) == []
    assert events("--known-at", "2036-12-31", store=lived_anywhere) == whole


def test_as_of_keeps_what_had_happened_in_the_order_of_the_stream(lived_anywhere: Place) -> None:
    limit = datetime.fromisoformat("2026-02-01T00:00:00+01:00")
    whole = events("audit", store=lived_anywhere)
    as_of = events("audit", "--as-of", "2026-01-31", store=lived_anywhere)
    assert as_of == [event for event in whole if datetime.fromisoformat(event["time"]) < limit]
    assert 0 < len(as_of) < len(whole)


def test_both_times_together_ask_one_question(lived_anywhere: Place) -> None:
    both = events("--known-at", "2026-02-28", "--as-of", "2026-01-31", store=lived_anywhere)
    known = events("--known-at", "2026-02-28", store=lived_anywhere)
    assert both == [event for event in known if event["time"] < "2026-01-31T23"]


def test_people_read_sentences_in_their_language(lived_anywhere: Place) -> None:
    english = typed("history", "audit", "--store", lived_anywhere).out
    french = typed("history", "audit", "--store", lived_anywhere, lang="fr").out.replace("\u00a0", " ")
    assert "states a need" in english
    assert "€19,500.00" in english
    assert "exprime un besoin" in french
    assert "19 500,00 €" in french


def test_nothing_to_tell_is_said(lived_anywhere: Place) -> None:
    answered = typed("history", "--known-at", "2020-01-01", "--store", lived_anywhere)
    assert (answered.code, answered.out, answered.err) == (0, "", "no event answers the question\n")
