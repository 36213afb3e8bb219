"""When money goes another way: moved, returned, withheld, claimed from an insolvent client, lost."""

from datetime import date

from domain.client.events import Proceedings
from domain.language import Cents, DocumentHash, FactId, Label, MissionText
from domain.record import BY_CLIENT, BY_UMBRELLA, FOR_CLIENT, FOR_UMBRELLA, Event, Ground


class PaymentReallocated(Event, frozen=True, kw_only=True):
    """A part of a bank line pays another invoice than was recorded (réaffectation); cents.

    It comes from an invoice, or from what was paid too much; `net_from` and `net_to` are before tax.
    """

    TYPE = "fr.jalon.mission.payment-reallocated.v1"
    BY = BY_UMBRELLA
    READERS = FOR_CLIENT

    payment: FactId
    reference: Label
    from_number: Label | None
    to_number: Label
    amount: Cents
    net_from: Cents
    net_to: Cents
    reallocated_on: date
    reason: MissionText


class PaymentReversed(Event, frozen=True, kw_only=True):
    """A bank line was taken back or paid back, whole: what it had paid is owed again (rejet); cents."""

    TYPE = "fr.jalon.mission.payment-reversed.v1"
    BY = BY_UMBRELLA
    READERS = FOR_CLIENT

    payment: FactId
    reference: Label
    reversed_on: date
    net: Cents
    reason: MissionText


class PenaltyApplied(Event, frozen=True, kw_only=True):
    """The client holds a contractual penalty against the umbrella company; no salary changes; cents."""

    TYPE = "fr.jalon.mission.penalty-applied.v1"
    BY = BY_CLIENT
    READERS = FOR_CLIENT

    amount: Cents
    reason: MissionText
    grounds: tuple[Ground, ...]


class ClientInsolvencyRecorded(Event, frozen=True, kw_only=True):
    """A court opened proceedings against the client; claims are lodged by a day, stored here."""

    TYPE = "fr.jalon.mission.client-insolvency-recorded.v1"
    BY = BY_UMBRELLA
    READERS = FOR_UMBRELLA

    proceedings: Proceedings
    published_on: date
    claim_due_on: date
    document: DocumentHash


class ClaimLodged(Event, frozen=True, kw_only=True):
    """What the client owes was claimed in its proceedings (déclaration de créance); cents."""

    TYPE = "fr.jalon.mission.claim-lodged.v1"
    BY = BY_UMBRELLA
    READERS = FOR_UMBRELLA

    amount: Cents
    lodged_on: date
    document: DocumentHash
    grounds: tuple[Ground, ...]


class ReceivableWrittenOff(Event, frozen=True, kw_only=True):
    """What an invoice will never bring is a loss of the umbrella company (passage en perte); cents."""

    TYPE = "fr.jalon.mission.receivable-written-off.v1"
    BY = BY_UMBRELLA
    READERS = FOR_UMBRELLA

    number: Label
    amount: Cents
    net: Cents
    reason: MissionText
    grounds: tuple[Ground, ...]


CollectingEvent = (
    PaymentReallocated
    | PaymentReversed
    | PenaltyApplied
    | ClientInsolvencyRecorded
    | ClaimLodged
    | ReceivableWrittenOff
)
