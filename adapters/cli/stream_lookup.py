"""Which stream somebody means: `mission/<uuid>`, a uuid or its beginning, or the name a scenario gives it."""

import re
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import msgspec
import yaml

from adapters.cli.exit_codes import BadInput
from adapters.engine.store.recorder import Store
from adapters.scenarios import consultant_in, mission_in, read
from domain.language import Kind, Stream

SCENARIOS = (Path("scenarios"), Path(__file__).parents[2] / "scenarios")
SHORTEST = 4
_HEXADECIMAL = re.compile("[0-9a-f]+")


class _Subject(msgspec.Struct):
    subject: str


_SUBJECT = msgspec.json.Decoder(_Subject)


def find(store: Store, name: str) -> Stream:
    """Return the one stream that is meant; raises `BadInput` when there is none, or more than one."""
    found = sorted(set(_named_whole(store, name)) or {*_begun(store, name), *_in_scenarios(store, name)})
    if len(found) > 1:
        raise BadInput("ambiguous", name=name, choices=tuple(map(str, found)))
    if not found:
        raise BadInput("unknown_stream", name=name)
    return found[0]


def find_mission(store: Store, name: str) -> Stream:
    """Return the mission that is meant."""
    stream = find(store, name)
    if stream.kind is not Kind.MISSION:
        raise BadInput("not_a_mission", stream=stream)
    return stream


def _named_whole(store: Store, name: str) -> Iterator[Stream]:
    kind, _, identity = name.rpartition("/")
    try:
        meant = UUID(identity)
    except ValueError:
        return
    for one in [Kind(kind)] if kind in set(Kind) else [] if kind else Kind:
        yield from _known(store, Stream(one, meant))


def _begun(store: Store, name: str) -> Iterator[Stream]:
    beginning = name.replace("-", "").lower()
    if len(beginning) < SHORTEST or not _HEXADECIMAL.fullmatch(beginning):
        return
    for fact in store.read_log():
        kind, _, identity = _SUBJECT.decode(fact.state).subject.partition("/")
        if fact.originator_version == 1 and identity.replace("-", "").startswith(beginning):
            yield Stream(Kind(kind), UUID(identity))


def _in_scenarios(store: Store, name: str) -> Iterator[Stream]:
    """Return what a scenario calls so, `impaye/rachel`; a scenario's own name stands for its missions."""
    scenario, _, local = name.rpartition("/")
    for known in {scenario} if scenario else {local, *(called for called, _ in _scenarios())}:
        yield from _known(store, Stream(Kind.MISSION, mission_in(known, local)))
        yield from _known(store, Stream(Kind.CONSULTANT, consultant_in(known, local)))
    for path in [path for called, path in _scenarios() if called == (scenario or name)][:1]:
        for called, stream in read(path).streams:
            if called == local if scenario else stream.kind is Kind.MISSION:
                yield from _known(store, stream)


def _known(store: Store, stream: Stream) -> list[Stream]:
    return [stream] if store.select_events(stream.key) else []


def _scenarios() -> Iterator[tuple[str, Path]]:
    """Return the names of the scenarios at hand, and their files; no more is read of one than its name."""
    for folder in SCENARIOS:
        for path in sorted(folder.glob("*.yaml")):
            yield from ((name, path) for name in _name_in(path))


def _name_in(path: Path) -> Iterator[str]:
    try:
        events = yaml.parse(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
        for event in events:
            if isinstance(event, yaml.ScalarEvent) and event.value == "scenario":
                yield getattr(next(events), "value", path.stem)
                return
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        return  # it is no scenario that could have named anything
