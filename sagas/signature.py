"""The saga of the signature: ask for verification, then for signatures and consent, then for the copy.

The parties conclude the service contract at most two jours ouvrables after the first day worked (COM-1).
The event that starts the work stores that day. A revised scope needs new signatures.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from msgspec import field
from msgspec.structs import replace

from domain.language import EventId, Party
from domain.mission.course_terms import AskedFor
from domain.mission.events.ending import MissionClosed, MissionTerminated
from domain.mission.events.scoping import (
    MissionAbandoned,
    MissionDeclined,
    MissionScoped,
    MissionTakenOver,
    MissionVerified,
    ScopeRevised,
)
from domain.mission.events.signing import (
    ConsentGiven,
    ContractCopyDelivered,
    ContractSigned,
    SignatureOverdue,
)
from domain.mission.events.working import MissionStarted
from domain.mission.mission import BOTH
from domain.mission.signing import DeclareSignatureOverdue
from domain.record import Recorded
from sagas.asks import AskingSaga, DueAsk, SagaProgress, answer_asks, ask_key, evolve_asks, types_with_asks
from sagas.saga import Deadline, SagaDue, mission_id, mission_keys

NAME = "signature"
EVENT_TYPES = types_with_asks(
    *(MissionScoped, ScopeRevised, MissionVerified, MissionDeclined, MissionAbandoned, MissionTakenOver),
    *(ConsentGiven, ContractSigned, ContractCopyDelivered, SignatureOverdue, MissionStarted),
    *(MissionTerminated, MissionClosed),
)
SIGNATORIES = tuple(sorted(BOTH))


class SignatureProgress(SagaProgress, frozen=True, kw_only=True):
    """The steps of the signature; each step that is done names its event."""

    scoped: EventId | None = None
    verified: EventId | None = None
    signed: Mapping[Party, EventId] = field(default_factory=dict[Party, EventId])
    consented: bool = False
    copied: bool = False
    started: EventId | None = None
    due_on: date | None = None
    overdue_on: date | None = None
    over: bool = False


def evolve(progress: SignatureProgress, recorded: Recorded[Any]) -> SignatureProgress:  # noqa: C901 -- one case an event
    """Return the progress after one more event."""
    event_id = EventId(recorded.id)
    match recorded.data:
        case MissionScoped() | ScopeRevised():
            return replace(progress, scoped=event_id, verified=None, signed={}, consented=False)
        case MissionVerified():
            return replace(
                answer_asks(progress, event_id, Party.UMBRELLA, AskedFor.VERIFICATION), verified=event_id
            )
        case MissionDeclined():
            return replace(answer_asks(progress, event_id, Party.UMBRELLA, AskedFor.VERIFICATION), over=True)
        case MissionAbandoned() | MissionTerminated() | MissionClosed():
            return replace(progress, over=True)
        case MissionTakenOver():
            return _take_over(progress, recorded.data, event_id)
        case ConsentGiven(change=None):
            return replace(
                answer_asks(progress, event_id, Party.CONSULTANT, AskedFor.CONSENT), consented=True
            )
        case ContractSigned(change=None, party=party):
            updated = answer_asks(progress, event_id, party, AskedFor.SIGNATURE)
            return replace(updated, signed={**updated.signed, party: event_id})
        case ContractCopyDelivered():
            return replace(
                answer_asks(progress, event_id, Party.UMBRELLA, AskedFor.CONTRACT_COPY), copied=True
            )
        case MissionStarted(contract_due_on=due_on):
            return replace(progress, started=event_id, due_on=due_on)
        case SignatureOverdue(due_on=due_on):
            return replace(progress, overdue_on=due_on)
        case _:
            return evolve_asks(NAME, progress, recorded)


def _take_over(
    progress: SignatureProgress, takeover: MissionTakenOver, event_id: EventId
) -> SignatureProgress:
    signed = dict.fromkeys(SIGNATORIES, event_id) if takeover.past.signed_on else dict[Party, EventId]()
    return replace(
        progress,
        scoped=event_id,
        verified=event_id,
        signed=signed,
        consented=bool(signed),
        copied=bool(signed),
        started=event_id,
        due_on=takeover.contract_due_on,
    )


def _due_commands(key: str, progress: SignatureProgress) -> Iterator[SagaDue]:
    due_on, started = progress.due_on, progress.started
    if due_on is None or started is None or progress.over or _is_concluded(progress):
        return
    if progress.overdue_on != due_on:
        command = DeclareSignatureOverdue(mission=mission_id(key))
        yield Deadline(step="overdue", occasion=str(due_on), command=command, because_of=started, on=due_on)


def _due_asks(key: str, progress: SignatureProgress) -> Iterator[DueAsk]:
    if progress.over or progress.scoped is None:
        return
    if progress.verified is None:
        yield DueAsk(about=key, party=Party.UMBRELLA, what=AskedFor.VERIFICATION, because_of=progress.scoped)
        return
    for party, what in _missing_signatures(progress):
        yield from _ask_twice(key, progress, party, what, progress.verified)
    if _is_concluded(progress) and not progress.copied:
        last = max(progress.signed.values())
        yield from _ask_twice(key, progress, Party.UMBRELLA, AskedFor.CONTRACT_COPY, last)


def _missing_signatures(progress: SignatureProgress) -> Iterator[tuple[Party, AskedFor]]:
    for party in SIGNATORIES:
        if party not in progress.signed:
            yield party, AskedFor.SIGNATURE
    if not progress.consented:
        yield Party.CONSULTANT, AskedFor.CONSENT


def _ask_twice(
    key: str, progress: SignatureProgress, party: Party, what: AskedFor, because_of: EventId
) -> Iterator[DueAsk]:
    """Ask once the act is due, and again with the legal day if work begins before it is done."""
    first_ask = DueAsk(about=key, party=party, what=what, because_of=because_of)
    if progress.started is None or ask_key(NAME, first_ask) in progress.asks:
        yield first_ask
    if progress.started is not None:
        yield DueAsk(about=key, party=party, what=what, because_of=progress.started, due_on=progress.due_on)


def _is_concluded(progress: SignatureProgress) -> bool:
    return progress.signed.keys() >= BOTH


SIGNATURE = AskingSaga(
    name=NAME,
    version=1,
    event_types=EVENT_TYPES,
    progress_type=SignatureProgress,
    initial=SignatureProgress(),
    keys=mission_keys,
    evolve=evolve,
    due_asks=_due_asks,
    due_commands=_due_commands,
)
"""Asks for missing signatures; declares the signature overdue once the legal day is over."""
