"""Decide on collecting: bank lines moved or reversed, penalties, insolvency, losses.

The client's debt is the umbrella company's own risk: no decision here changes a salary (L1254-8).
"""

from domain.client.events import Proceedings
from domain.language import (
    Cents,
    Count,
    DocumentHash,
    Happened,
    Label,
    MissionId,
    MissionText,
    Party,
    command,
)
from domain.law.billing import BIL_11, claim_due_on
from domain.law.employment import EMP_2
from domain.mission.billing import get_invoice
from domain.mission.closing import close_if_done
from domain.mission.events import MissionEvent
from domain.mission.events.collecting import (
    ClaimLodged,
    ClientInsolvencyRecorded,
    PaymentReallocated,
    PaymentReversed,
    PenaltyApplied,
    ReceivableWrittenOff,
)
from domain.mission.events.working import BreachRecorded
from domain.mission.evolve import apply_events
from domain.mission.invoice_state import Payment
from domain.mission.mission import Mission
from domain.mission.money_refusals import NoSuchPayment, NothingToWriteOff, NotInsolvent, TooMuchMoved
from domain.record import Act
from domain.refusals import require_two_persons


@command
class ReallocatePayment:
    """The umbrella company moves a part of a bank line to another invoice; cents, tax included.

    `from_number` is the invoice it was recorded on; without it, the part comes from the surplus.
    """

    mission: MissionId
    reference: Label
    from_number: Label | None = None
    to_number: Label
    amount: Count
    reallocated_on: Happened
    reason: MissionText


@command
class ReversePayment:
    """The bank reversed a line, or the umbrella company paid it back."""

    mission: MissionId
    reference: Label
    reversed_on: Happened
    reason: MissionText


@command
class ApplyPenalty:
    """The client withholds a contractual penalty; cents."""

    mission: MissionId
    amount: Cents
    reason: MissionText


@command
class RecordClientInsolvency:
    """A court opened proceedings against the client of the mission."""

    mission: MissionId
    proceedings: Proceedings
    published_on: Happened
    document: DocumentHash


@command
class LodgeClaim:
    """The umbrella company lodged a claim for the client's debt on the mission."""

    mission: MissionId
    lodged_on: Happened
    document: DocumentHash


@command
class WriteOffReceivable:
    """Two persons of the umbrella company write an invoice off."""

    mission: MissionId
    number: Label
    reason: MissionText


def reallocate(mission: Mission, command: ReallocatePayment, _: Act) -> list[MissionEvent]:
    """Move a part of a bank line to an invoice that is still owed at least that amount."""
    line = get_payment(mission, command.reference)
    target = get_invoice(mission, command.to_number)
    source = line.part_of(command.from_number) if command.from_number else None
    there = source.allocated if source else line.surplus
    movable = min(there, max(target.payable, 0)) if command.to_number != command.from_number else 0
    if command.amount > movable:
        raise TooMuchMoved(reference=command.reference, asked=command.amount, movable=movable)
    moved = PaymentReallocated(
        payment=line.event_id,
        reference=command.reference,
        from_number=command.from_number,
        to_number=command.to_number,
        amount=command.amount,
        net_from=source.net * command.amount // source.allocated if source else 0,
        net_to=target.net_of(command.amount),
        reallocated_on=command.reallocated_on,
        reason=command.reason,
    )
    return [moved, *close_if_done(apply_events(mission, moved))]


def reverse(mission: Mission, command: ReversePayment, _: Act) -> list[MissionEvent]:
    """Reverse a whole bank line; the amounts that it paid are owed again."""
    line = get_payment(mission, command.reference)
    return [
        PaymentReversed(
            payment=line.event_id,
            reference=command.reference,
            reversed_on=command.reversed_on,
            net=line.net,
            reason=command.reason,
        )
    ]


def apply_penalty(_: Mission, command: ApplyPenalty, __: Act) -> list[MissionEvent]:
    """Record the withheld penalty; earned salary stays as it is."""
    grounds = (EMP_2.make_ground(met=True, penalty=command.amount, salary="unchanged"),)
    return [PenaltyApplied(amount=command.amount, reason=command.reason, grounds=grounds)]


def record_insolvency(_: Mission, command: RecordClientInsolvency, __: Act) -> list[MissionEvent]:
    """Record the proceedings, with the last day to lodge a claim."""
    return [
        ClientInsolvencyRecorded(
            proceedings=command.proceedings,
            published_on=command.published_on,
            claim_due_on=claim_due_on(command.published_on),
            document=command.document,
        )
    ]


def lodge(mission: Mission, command: LodgeClaim, _: Act) -> list[MissionEvent]:
    """Claim, once, the whole debt of the client on the mission; a late claim is recorded with a breach."""
    known = mission.insolvency
    if known is None or known.lodged:
        raise NotInsolvent()
    owed = sum(max(invoice.amount_open, 0) + invoice.penalties_open for invoice in mission.invoices.values())
    in_time = command.lodged_on <= known.claim_due_on
    ground = BIL_11.make_ground(met=in_time, due_on=known.claim_due_on, lodged_on=command.lodged_on)
    lodged = ClaimLodged(
        amount=owed, lodged_on=command.lodged_on, document=command.document, grounds=(ground,)
    )
    late = BreachRecorded(since=known.claim_due_on, ground=ground, concerns_consultant=False)
    return [lodged] if in_time else [lodged, late]


def write_off(mission: Mission, command: WriteOffReceivable, act: Act) -> list[MissionEvent]:
    """Write off the open amount of an invoice; two persons decide, and the umbrella company bears it."""
    require_two_persons(act, "WriteOffReceivable", Party.UMBRELLA)
    lost = get_invoice(mission, command.number)
    if lost.amount_open <= 0:
        raise NothingToWriteOff(number=command.number)
    written = ReceivableWrittenOff(
        number=command.number,
        amount=lost.amount_open,
        net=lost.net_of(lost.amount_open),
        reason=command.reason,
        grounds=(EMP_2.make_ground(met=True, lost=lost.amount_open, salary="unchanged"),),
    )
    return [written, *close_if_done(apply_events(mission, written))]


def get_payment(mission: Mission, reference: str) -> Payment:
    """Return a bank line that was recorded and not reversed; raises `NoSuchPayment`."""
    line = mission.payments.get(reference)
    if line is None or line.reversed:
        raise NoSuchPayment(reference=reference)
    return line
