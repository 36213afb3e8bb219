"""The history is the log itself: the same bytes, filtered by known-at and as-of."""

import json
from datetime import datetime
from typing import Any

from adapters.compose.opening import open_existing_store
from adapters.engine.store.stored import Place
from tests.adapters.cli.conftest import CONSULTANT, MISSION, run_jalon


def read_bodies(store: Place) -> list[bytes]:
    opened = open_existing_store(store)
    try:
        return [event.state for event in opened.read_log()]
    finally:
        opened.close()


def read_events(*words: object, store: Place) -> list[dict[str, Any]]:
    output = run_jalon("history", *words, "--json", "--store", store)
    assert output.code == 0, output.err
    return [json.loads(line) for line in output.bytes.splitlines()]


def test_the_history_is_the_bytes_of_the_store(audit_place: Place) -> None:
    assert run_jalon("history", "--json", "--store", audit_place).bytes == b"".join(
        body + b"\n" for body in read_bodies(audit_place)
    )


def test_positions_come_before_the_bytes(audit_place: Place) -> None:
    lines = run_jalon("history", "--json", "--positions", "--store", audit_place).bytes.splitlines()
    positions, stored = zip(*(line.split(b"\t", 1) for line in lines), strict=True)
    assert [int(position) for position in positions] == list(range(1, len(lines) + 1))
    assert list(stored) == read_bodies(audit_place)


def test_a_stream_has_many_names(audit_place: Place) -> None:
    whole = read_events(f"mission/{MISSION}", store=audit_place)
    assert {event["subject"] for event in whole} == {f"mission/{MISSION}"}
    for name in (MISSION, MISSION.hex, str(MISSION)[:8], str(MISSION)[:11], "audit", "audit/audit"):
        assert read_events(name, store=audit_place) == whole
    assert {event["subject"] for event in read_events("claire", store=audit_place)} == {
        f"consultant/{CONSULTANT}"
    }


def test_a_beginning_that_two_streams_share_is_ambiguous(audit_place: Place, monkeypatch: Any) -> None:
    from adapters.cli import stream_lookup

    monkeypatch.setattr(stream_lookup, "PREFIX_MIN", 1)
    streams = {event["subject"] for event in read_events(store=audit_place)}
    digits = [subject.split("/")[1][0] for subject in streams]
    shared = next(digit for digit in digits if digits.count(digit) > 1)
    output = run_jalon("history", shared, "--store", audit_place)
    assert output.code == 2
    assert set(output.err.splitlines()[1:]) == {s for s in streams if s.split("/")[1][0] == shared}


def test_known_at_is_a_prefix_of_the_log(audit_place: Place) -> None:
    whole = read_events(store=audit_place)
    for day, last in (
        ("2026-01-16", "2026-01-16T23:00:00Z"),
        ("2026-02-17T11:00:00+01:00", "2026-02-17T10:00:00Z"),
    ):
        known = read_events("--known-at", day, store=audit_place)
        assert known == whole[: len(known)]
        assert known[-1]["recordedtime"] <= last < whole[len(known)]["recordedtime"]
    assert read_events("--known-at", "2025-12-31", store=audit_place) == []
    assert read_events("--known-at", "2036-12-31", store=audit_place) == whole


def test_as_of_keeps_what_had_happened_in_the_order_of_the_stream(audit_place: Place) -> None:
    limit = datetime.fromisoformat("2026-02-01T00:00:00+01:00")
    whole = read_events("audit", store=audit_place)
    as_of = read_events("audit", "--as-of", "2026-01-31", store=audit_place)
    assert as_of == [event for event in whole if datetime.fromisoformat(event["time"]) < limit]
    assert 0 < len(as_of) < len(whole)


def test_both_times_may_be_given_together(audit_place: Place) -> None:
    both = read_events("--known-at", "2026-02-28", "--as-of", "2026-01-31", store=audit_place)
    known = read_events("--known-at", "2026-02-28", store=audit_place)
    assert both == [event for event in known if event["time"] < "2026-01-31T23"]


def test_people_read_sentences_in_their_language(audit_place: Place) -> None:
    english = run_jalon("history", "audit", "--store", audit_place).out
    french = run_jalon("history", "audit", "--store", audit_place, lang="fr").out.replace("\u00a0", " ")
    assert "states a need" in english
    assert "€19,500.00" in english
    assert "exprime un besoin" in french
    assert "19 500,00 €" in french


def test_an_empty_history_prints_a_note(audit_place: Place) -> None:
    output = run_jalon("history", "--known-at", "2020-01-01", "--store", audit_place)
    assert (output.code, output.out, output.err) == (0, "", "no event matches\n")
