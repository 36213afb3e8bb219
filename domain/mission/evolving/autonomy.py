"""How the facts of autonomy change a mission."""

from collections.abc import Callable
from typing import assert_never
from uuid import UUID

from msgspec.structs import replace

from domain.language import FactId
from domain.mission.events import AutonomyEvent
from domain.mission.events.autonomy import (
    AutonomyEvidenceRecorded,
    AutonomySignalDismissed,
    AutonomySignalMitigated,
    AutonomySignalRaised,
    SingleClientReviewed,
)
from domain.mission.mission import Mission
from domain.mission.signals import Autonomy, Signal, SignalCode


def autonomy(mission: Mission, event: AutonomyEvent, fact: UUID) -> Mission:
    """Return the mission after one more fact of this stage."""
    return replace(mission, autonomy=_after(mission.autonomy, event, FactId(fact)))


def _after(known: Autonomy, event: AutonomyEvent, fact: FactId) -> Autonomy:
    match event:
        case AutonomyEvidenceRecorded(kind=kind):
            return replace(known, evidence={**known.evidence, fact: kind})
        case AutonomySignalRaised(code=code, force=force, attention=attention, source=source, accuses=party):
            signal = Signal(code, force, attention, source, party)
            return replace(known, signals={**known.signals, fact: signal})
        case AutonomySignalMitigated(signal=named, measure=measure):
            return _signal(known, named, lambda one: replace(one, measures=one.measures | {measure}))
        case AutonomySignalDismissed(signal=named):
            return _signal(known, named, lambda one: replace(one, dismissed=True))
        case SingleClientReviewed(next_on=day):
            signals = {named: _reviewed(one) for named, one in known.signals.items()}
            return replace(known, signals=signals, reviewed_until=day)
        case _:
            assert_never(event)


def _signal(known: Autonomy, named: FactId, how: Callable[[Signal], Signal]) -> Autonomy:
    """Change one signal; a view that leaves its raising out leaves its treatment out too."""
    if named not in known.signals:
        return known
    return replace(known, signals={**known.signals, named: how(known.signals[named])})


def _reviewed(signal: Signal) -> Signal:
    return replace(signal, reviewed=True) if signal.code is SignalCode.S09 else signal
