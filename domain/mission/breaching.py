"""Breaches: an event is recorded with the rule that it breaks, once until the breach is cured."""

from datetime import date

from domain.language import EventId, Key, Label, MissionId, command
from domain.law import Rule
from domain.mission.events import MissionEvent
from domain.mission.events.working import BreachCured, BreachRecorded
from domain.mission.mission import Mission
from domain.mission.refusals import NoSuchBreach
from domain.record import Act


@command
class CureBreach:
    """The umbrella company states how the cause of a breach was repaired."""

    mission: MissionId
    breach: EventId
    how: Key


def cure(mission: Mission, command: CureBreach, _: Act) -> list[MissionEvent]:
    """Cure an open breach; it stays in the history."""
    known = mission.breaches.get(command.breach)
    if known is None:
        raise NoSuchBreach(breach=command.breach)
    return [
        BreachCured(
            breach=command.breach,
            rule=known.rule,
            how=command.how,
            concerns_consultant=known.concerns_consultant,
        )
    ]


def record_breach(
    mission: Mission, rule: Rule, met: bool, since: date, *, concerns_consultant: bool = False, **saw: object
) -> list[MissionEvent]:
    """Return the breach of a rule that is not met, unless one of the same rule is open already."""
    if met or rule.id in {known.rule for known in mission.breaches.values()}:
        return []
    ground = rule.make_ground(met=False, **saw)
    return [BreachRecorded(since=since, ground=ground, concerns_consultant=concerns_consultant)]


def cure_breaches(mission: Mission, rule: Rule, how: Label) -> list[MissionEvent]:
    """Return the cure of each open breach of a rule, once the rule is met."""
    return [
        BreachCured(breach=event, rule=known.rule, how=how, concerns_consultant=known.concerns_consultant)
        for event, known in mission.breaches.items()
        if known.rule == rule.id
    ]
