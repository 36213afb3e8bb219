"""Collecting: a bank line moved or returned, a penalty withheld, an insolvent client, a loss.

The client's debt is the umbrella company's own risk: nothing here changes a salary (L1254-8).
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
from domain.mission.billing import issued
from domain.mission.closing import closing
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
from domain.mission.evolve import after
from domain.mission.invoice_state import Payment
from domain.mission.mission import Mission
from domain.mission.money_refusals import NoSuchPayment, NothingToWriteOff, NotInsolvent, TooMuchMoved
from domain.record import Act
from domain.refusals import by_two


@command
class ReallocatePayment:
    """The umbrella company moves a part of a bank line to another invoice; cents, tax included.

    `from_number` is the invoice it was recorded on; without it, the part comes from what was paid too much.
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
    """The bank took a line back, or the umbrella company paid it back."""

    mission: MissionId
    reference: Label
    reversed_on: Happened
    reason: MissionText


@command
class ApplyPenalty:
    """The client holds a contractual penalty against the umbrella company; cents."""

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
    """The umbrella company claimed what the client owes on the mission."""

    mission: MissionId
    lodged_on: Happened
    document: DocumentHash


@command
class WriteOffReceivable:
    """Two persons of the umbrella company give an invoice up as lost."""

    mission: MissionId
    number: Label
    reason: MissionText


def reallocate(mission: Mission, order: ReallocatePayment, _: Act) -> list[MissionEvent]:
    """Move a part of a bank line to an invoice that is still owed as much."""
    line = standing(mission, order.reference)
    target = issued(mission, order.to_number)
    source = line.part(order.from_number) if order.from_number else None
    there = source.allocated if source else line.surplus
    movable = min(there, max(target.payable, 0)) if order.to_number != order.from_number else 0
    if order.amount > movable:
        raise TooMuchMoved(reference=order.reference, asked=order.amount, movable=movable)
    moved = PaymentReallocated(
        payment=line.fact,
        reference=order.reference,
        from_number=order.from_number,
        to_number=order.to_number,
        amount=order.amount,
        net_from=source.net * order.amount // source.allocated if source else 0,
        net_to=target.net_of(order.amount),
        reallocated_on=order.reallocated_on,
        reason=order.reason,
    )
    return [moved, *closing(after(mission, moved))]


def reverse(mission: Mission, order: ReversePayment, _: Act) -> list[MissionEvent]:
    """Take a bank line back, whole; what it had paid is owed again."""
    line = standing(mission, order.reference)
    return [
        PaymentReversed(
            payment=line.fact,
            reference=order.reference,
            reversed_on=order.reversed_on,
            net=line.net,
            reason=order.reason,
        )
    ]


def apply_penalty(_: Mission, order: ApplyPenalty, __: Act) -> list[MissionEvent]:
    """Record what the client withholds; salary earned stays as it is."""
    grounds = (EMP_2.asked(met=True, penalty=order.amount, salary="unchanged"),)
    return [PenaltyApplied(amount=order.amount, reason=order.reason, grounds=grounds)]


def record_insolvency(_: Mission, order: RecordClientInsolvency, __: Act) -> list[MissionEvent]:
    """Record the proceedings, with the last day on which a claim may be lodged."""
    return [
        ClientInsolvencyRecorded(
            proceedings=order.proceedings,
            published_on=order.published_on,
            claim_due_on=claim_due_on(order.published_on),
            document=order.document,
        )
    ]


def lodge(mission: Mission, order: LodgeClaim, _: Act) -> list[MissionEvent]:
    """Claim, once, all that the client owes on the mission; a late claim is a breach beside it."""
    known = mission.insolvency
    if known is None or known.lodged:
        raise NotInsolvent()
    owed = sum(max(invoice.open, 0) + invoice.penalties_open for invoice in mission.invoices.values())
    in_time = order.lodged_on <= known.claim_due_on
    ground = BIL_11.asked(met=in_time, due_on=known.claim_due_on, lodged_on=order.lodged_on)
    lodged = ClaimLodged(amount=owed, lodged_on=order.lodged_on, document=order.document, grounds=(ground,))
    late = BreachRecorded(since=known.claim_due_on, ground=ground, concerns_consultant=False)
    return [lodged] if in_time else [lodged, late]


def write_off(mission: Mission, order: WriteOffReceivable, act: Act) -> list[MissionEvent]:
    """Give up what an invoice still owes; two persons decide, and the umbrella company bears it."""
    by_two(act, "WriteOffReceivable", Party.UMBRELLA)
    lost = issued(mission, order.number)
    if lost.open <= 0:
        raise NothingToWriteOff(number=order.number)
    written = ReceivableWrittenOff(
        number=order.number,
        amount=lost.open,
        net=lost.net_of(lost.open),
        reason=order.reason,
        grounds=(EMP_2.asked(met=True, lost=lost.open, salary="unchanged"),),
    )
    return [written, *closing(after(mission, written))]


def standing(mission: Mission, reference: str) -> Payment:
    """Return a bank line that was recorded and not reversed."""
    line = mission.payments.get(reference)
    if line is None or line.reversed:
        raise NoSuchPayment(reference=reference)
    return line
