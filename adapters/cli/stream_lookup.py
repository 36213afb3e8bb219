"""Find a stream by what is typed: `mission/<uuid>`, a uuid or its beginning, or a name in a scenario."""

import re
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import msgspec
import yaml

from adapters.cli.exit_codes import BadInput
from adapters.engine.store.recorder import Store
from adapters.scenarios import consultant_id_in, mission_id_in, read_scenario
from domain.language import Kind, Stream

SCENARIO_FOLDERS = (Path("scenarios"), Path(__file__).parents[2] / "scenarios")
PREFIX_MIN = 4
_HEXADECIMAL = re.compile("[0-9a-f]+")


class _SubjectOnly(msgspec.Struct):
    subject: str


_SUBJECT_DECODER = msgspec.json.Decoder(_SubjectOnly)


def find_stream(store: Store, name: str) -> Stream:
    """Return the only stream with this name; raise `BadInput` if there is none or more than one."""
    streams = sorted(
        set(_find_exact(store, name)) or {*_find_by_prefix(store, name), *_find_in_scenarios(store, name)}
    )
    if len(streams) > 1:
        raise BadInput("ambiguous", name=name, choices=tuple(map(str, streams)))
    if not streams:
        raise BadInput("unknown_stream", name=name)
    return streams[0]


def find_mission(store: Store, name: str) -> Stream:
    """Return the only mission with this name; raise `BadInput` if the stream is not a mission."""
    stream = find_stream(store, name)
    if stream.kind is not Kind.MISSION:
        raise BadInput("not_a_mission", stream=stream)
    return stream


def _find_exact(store: Store, name: str) -> Iterator[Stream]:
    kind, _, identity = name.rpartition("/")
    try:
        stream_id = UUID(identity)
    except ValueError:
        return
    for stream_kind in [Kind(kind)] if kind in set(Kind) else [] if kind else Kind:
        yield from _keep_existing(store, Stream(stream_kind, stream_id))


def _find_by_prefix(store: Store, name: str) -> Iterator[Stream]:
    prefix = name.replace("-", "").lower()
    if len(prefix) < PREFIX_MIN or not _HEXADECIMAL.fullmatch(prefix):
        return
    for event in store.read_log():
        kind, _, identity = _SUBJECT_DECODER.decode(event.state).subject.partition("/")
        if event.originator_version == 1 and identity.replace("-", "").startswith(prefix):
            yield Stream(Kind(kind), UUID(identity))


def _find_in_scenarios(store: Store, name: str) -> Iterator[Stream]:
    """Yield the streams of a name in a scenario, `impaye/rachel`; a scenario's name means its missions."""
    scenario, _, local = name.rpartition("/")
    for scenario_name in {scenario} if scenario else {local, *(known for known, _ in _list_scenarios())}:
        yield from _keep_existing(store, Stream(Kind.MISSION, mission_id_in(scenario_name, local)))
        yield from _keep_existing(store, Stream(Kind.CONSULTANT, consultant_id_in(scenario_name, local)))
    for path in [path for known, path in _list_scenarios() if known == (scenario or name)][:1]:
        for stream_name, stream in read_scenario(path).streams:
            if stream_name == local if scenario else stream.kind is Kind.MISSION:
                yield from _keep_existing(store, stream)


def _keep_existing(store: Store, stream: Stream) -> list[Stream]:
    return [stream] if store.select_events(stream.key) else []


def _list_scenarios() -> Iterator[tuple[str, Path]]:
    """Yield the name and the path of each scenario file; only the name is read from the file."""
    for folder in SCENARIO_FOLDERS:
        for path in sorted(folder.glob("*.yaml")):
            yield from ((name, path) for name in _read_name(path))


def _read_name(path: Path) -> Iterator[str]:
    try:
        events = yaml.parse(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
        for event in events:
            if isinstance(event, yaml.ScalarEvent) and event.value == "scenario":
                yield getattr(next(events), "value", path.stem)
                return
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        return  # not a scenario file: it names no stream
