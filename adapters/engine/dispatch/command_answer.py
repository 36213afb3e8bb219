"""What a sender is told: what its command stated, or the refusal, with the place in the log."""

from enum import StrEnum
from typing import Any
from uuid import UUID

import msgspec

from domain.record import Recorded


class CommandOutcome(StrEnum):
    """How a command was answered; a defect is ours, and changed nothing."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    DEFECT = "defect"


class StatedEvent(msgspec.Struct, frozen=True, gc=False):
    """An event, its bytes as they are stored, and its place in the log; 0 when it was only tried."""

    position: int
    recorded: Recorded[Any]
    body: bytes


class CommandAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to a command: the same one however often it is asked.

    A refusal's only event is its entry in the refusal journal. `incident` names a defect in our logs.
    """

    command_id: UUID
    outcome: CommandOutcome
    events: tuple[StatedEvent, ...] = ()
    incident: UUID | None = None
