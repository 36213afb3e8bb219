"""Controls and disputes, from opening to end, and the legal holds that they justify."""

from uuid import UUID

from domain.language import DocumentHash, Happened, Key, MissionId, UmbrellaId, command
from domain.record import Act
from domain.umbrella.events import (
    Authority,
    ControlClosed,
    ControlOpened,
    DisputeClosed,
    DisputeOpened,
    DisputeOutcome,
    LegalHoldLifted,
    LegalHoldPlaced,
    UmbrellaEvent,
)
from domain.umbrella.refusals import MatterKnown, MatterStillOpen, NoSuchHold, NoSuchMatter
from domain.umbrella.umbrella import UmbrellaCompany, require_registered


@command
class OpenControl:
    """An authority begins to inspect the files of the named missions, or of all if none is named."""

    umbrella: UmbrellaId
    control: Key
    authority: Authority
    opened_on: Happened
    missions: tuple[MissionId, ...] = ()
    document: DocumentHash


@command
class CloseControl:
    """The authority gave its conclusions."""

    umbrella: UmbrellaId
    control: Key
    closed_on: Happened
    document: DocumentHash


@command
class OpenDispute:
    """A claim about these missions is brought."""

    umbrella: UmbrellaId
    dispute: Key
    opened_on: Happened
    missions: tuple[MissionId, ...]
    document: DocumentHash


@command
class CloseDispute:
    """A dispute ended."""

    umbrella: UmbrellaId
    dispute: Key
    closed_on: Happened
    outcome: DisputeOutcome
    document: DocumentHash


@command
class PlaceLegalHold:
    """Keep the keys of these persons, contacts and missions while a control or a dispute lasts."""

    umbrella: UmbrellaId
    hold: Key
    matter: Key
    subjects: tuple[UUID, ...]


@command
class LiftLegalHold:
    """Lift a hold of a closed matter, so that its data may be erased when the retention ends."""

    umbrella: UmbrellaId
    hold: Key


def open_control(umbrella: UmbrellaCompany, command: OpenControl, _: Act) -> list[UmbrellaEvent]:
    """Record a control under its own name."""
    _check_new(umbrella, command.umbrella, command.control)
    return [
        ControlOpened(
            control=command.control,
            authority=command.authority,
            opened_on=command.opened_on,
            missions=command.missions,
            document=command.document,
        )
    ]


def close_control(umbrella: UmbrellaCompany, command: CloseControl, _: Act) -> list[UmbrellaEvent]:
    """Record the end of an open control."""
    _check_open(umbrella, command.control)
    return [ControlClosed(control=command.control, closed_on=command.closed_on, document=command.document)]


def open_dispute(umbrella: UmbrellaCompany, command: OpenDispute, _: Act) -> list[UmbrellaEvent]:
    """Record a dispute under its own name."""
    _check_new(umbrella, command.umbrella, command.dispute)
    return [
        DisputeOpened(
            dispute=command.dispute,
            opened_on=command.opened_on,
            missions=command.missions,
            document=command.document,
        )
    ]


def close_dispute(umbrella: UmbrellaCompany, command: CloseDispute, _: Act) -> list[UmbrellaEvent]:
    """Record the outcome of an open dispute."""
    _check_open(umbrella, command.dispute)
    return [
        DisputeClosed(
            dispute=command.dispute,
            closed_on=command.closed_on,
            outcome=command.outcome,
            document=command.document,
        )
    ]


def place_hold(umbrella: UmbrellaCompany, command: PlaceLegalHold, _: Act) -> list[UmbrellaEvent]:
    """Place a hold for an open matter."""
    _check_open(umbrella, command.matter)
    if command.hold in umbrella.holds:
        raise NoSuchHold(hold=command.hold)
    return [LegalHoldPlaced(hold=command.hold, matter=command.matter, subjects=command.subjects)]


def lift_hold(umbrella: UmbrellaCompany, command: LiftLegalHold, _: Act) -> list[UmbrellaEvent]:
    """Lift a hold once its matter is closed."""
    hold = umbrella.holds.get(command.hold)
    if hold is None:
        raise NoSuchHold(hold=command.hold)
    if umbrella.matters.get(hold.matter):
        raise MatterStillOpen(hold=command.hold, matter=hold.matter)
    return [LegalHoldLifted(hold=command.hold)]


def _check_new(umbrella: UmbrellaCompany, identity: UmbrellaId, matter: Key) -> None:
    require_registered(umbrella, identity)
    if matter in umbrella.matters:
        raise MatterKnown(matter=matter)


def _check_open(umbrella: UmbrellaCompany, matter: Key) -> None:
    if not umbrella.matters.get(matter):
        raise NoSuchMatter(matter=matter)
