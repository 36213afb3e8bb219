"""The answer to a command: its events, or its refusal, with their positions in the log."""

from enum import StrEnum
from typing import Any
from uuid import UUID

import msgspec

from domain.record import Recorded


class CommandOutcome(StrEnum):
    """How a command was answered; a defect is a bug of the engine, and nothing was stored."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    DEFECT = "defect"


class StatedEvent(msgspec.Struct, frozen=True, gc=False):
    """An event, its stored bytes, and its position in the log (0 in a dry run)."""

    position: int
    recorded: Recorded[Any]
    body: bytes


class CommandAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to a command; the same command gets the same answer again.

    The only event of a refusal is its entry in the refusal journal. `incident` is the id of a defect in the
    logs of the engine.
    """

    command_id: UUID
    outcome: CommandOutcome
    events: tuple[StatedEvent, ...] = ()
    incident: UUID | None = None
