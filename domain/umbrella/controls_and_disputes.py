"""Controls and disputes, from their opening to their end, and what is kept because of them."""

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
from domain.umbrella.umbrella import UmbrellaCompany, known


@command
class OpenControl:
    """An authority begins to look into the files; the missions it named, or none for all."""

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
    """While a control or a dispute lasts, the keys of these persons, contacts and missions are kept."""

    umbrella: UmbrellaId
    hold: Key
    matter: Key
    subjects: tuple[UUID, ...]


@command
class LiftLegalHold:
    """What a closed matter held may be erased again when its time comes."""

    umbrella: UmbrellaId
    hold: Key


def open_control(umbrella: UmbrellaCompany, order: OpenControl, _: Act) -> list[UmbrellaEvent]:
    """Note a control under a name of its own."""
    _new(umbrella, order.umbrella, order.control)
    return [
        ControlOpened(
            control=order.control,
            authority=order.authority,
            opened_on=order.opened_on,
            missions=order.missions,
            document=order.document,
        )
    ]


def close_control(umbrella: UmbrellaCompany, order: CloseControl, _: Act) -> list[UmbrellaEvent]:
    """Note the end of an open control."""
    _open(umbrella, order.control)
    return [ControlClosed(control=order.control, closed_on=order.closed_on, document=order.document)]


def open_dispute(umbrella: UmbrellaCompany, order: OpenDispute, _: Act) -> list[UmbrellaEvent]:
    """Note a dispute under a name of its own."""
    _new(umbrella, order.umbrella, order.dispute)
    return [
        DisputeOpened(
            dispute=order.dispute,
            opened_on=order.opened_on,
            missions=order.missions,
            document=order.document,
        )
    ]


def close_dispute(umbrella: UmbrellaCompany, order: CloseDispute, _: Act) -> list[UmbrellaEvent]:
    """Note how an open dispute ended."""
    _open(umbrella, order.dispute)
    return [
        DisputeClosed(
            dispute=order.dispute,
            closed_on=order.closed_on,
            outcome=order.outcome,
            document=order.document,
        )
    ]


def place_hold(umbrella: UmbrellaCompany, order: PlaceLegalHold, _: Act) -> list[UmbrellaEvent]:
    """Hold what an open matter is about."""
    _open(umbrella, order.matter)
    if order.hold in umbrella.holds:
        raise NoSuchHold(hold=order.hold)
    return [LegalHoldPlaced(hold=order.hold, matter=order.matter, subjects=order.subjects)]


def lift_hold(umbrella: UmbrellaCompany, order: LiftLegalHold, _: Act) -> list[UmbrellaEvent]:
    """Let go of what a matter held, once that matter is closed."""
    hold = umbrella.holds.get(order.hold)
    if hold is None:
        raise NoSuchHold(hold=order.hold)
    if umbrella.matters.get(hold.matter):
        raise MatterStillOpen(hold=order.hold, matter=hold.matter)
    return [LegalHoldLifted(hold=order.hold)]


def _new(umbrella: UmbrellaCompany, identity: UmbrellaId, matter: Key) -> None:
    known(umbrella, identity)
    if matter in umbrella.matters:
        raise MatterKnown(matter=matter)


def _open(umbrella: UmbrellaCompany, matter: Key) -> None:
    if not umbrella.matters.get(matter):
        raise NoSuchMatter(matter=matter)
