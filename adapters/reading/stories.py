"""Where each story of a mission stands: what it waits for, of whom, since which fact, until when."""

from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import Any, NamedTuple

from adapters.reading.log import Log
from domain.record import Recorded
from domain.world import FACTS
from projections import missions_of
from sagas import (
    Wait,
    autonomy,
    change,
    closing,
    collection,
    delivery,
    employment,
    payroll,
    signature,
    vigilance,
)

STORIES: dict[str, ModuleType] = {
    story.NAME: story
    for story in (
        signature,
        employment,
        delivery,
        change,
        collection,
        payroll,
        autonomy,
        vigilance,
        closing,
    )
}
"""Each saga, under its name, in the order of a life."""


class Waiting(NamedTuple):
    """Something that a story waits for; `because` is the type of the fact that made it so."""

    story: str
    key: str
    wait: Wait
    because: str | None


def waiting(log: Log, mission: str) -> Iterator[Waiting]:
    """Return what the stories of a mission wait for, each told from the log alone."""
    facts = [log.codec.decode(fact.type, fact.body) for fact in log.store.facts() if fact.type in FACTS]
    types = {fact.id: fact.type for fact in facts}
    own = [fact for fact in facts if mission in missions_of(fact)]
    for name, story in STORIES.items():
        for key, progress in _progress(story, facts, own).items():
            for wait in story.waits(key, progress):
                yield Waiting(name, key, wait, types.get(wait.because_of))


def _progress(story: Any, facts: list[Recorded[Any]], own: list[Recorded[Any]]) -> Mapping[str, Any]:
    """Return the progress of a story under the keys that the mission's own facts are about."""
    keys = {key for fact in own if fact.type in story.TYPES for key in story.keys(fact)}
    progress = dict.fromkeys(sorted(keys), story.NOTHING)
    for fact in facts:
        if fact.type in story.TYPES:
            for key in story.keys(fact) & keys:
                progress[key] = story.evolve(progress[key], fact)
    return progress
