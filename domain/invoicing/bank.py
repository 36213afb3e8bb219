"""A line of the bank statement: recorded once in the whole store, with a part for each mission it pays."""

from datetime import date

from msgspec import Struct

from domain.language import Cents, Label, MissionId
from domain.mission.money_refusals import LineExceeded, PaymentKnown
from domain.record import BY_SYSTEM, FOR_UMBRELLA, Event, IdentifiedEvent


class BankLineAllocated(Event, frozen=True, kw_only=True):
    """A line of the statement, or a part of it, went to a mission in the transaction that recorded it."""

    TYPE = "fr.jalon.bank-line.bank-line-allocated.v1"
    BY = BY_SYSTEM
    READERS = FOR_UMBRELLA

    reference: Label
    received_on: date
    total: Cents
    mission: MissionId
    amount: Cents


class BankLine(Struct, frozen=True, kw_only=True):
    """The state of a bank line: the parts allocated to missions, in cents."""

    total: int = 0
    used: int = 0
    missions: frozenset[MissionId] = frozenset()


def evolve(line: BankLine, recorded: IdentifiedEvent[BankLineAllocated]) -> BankLine:
    """Return the line after one more allocation."""
    part = recorded.data
    return BankLine(total=part.total, used=line.used + part.amount, missions=line.missions | {part.mission})


def allocate(line: BankLine, part: BankLineAllocated) -> BankLineAllocated:
    """Allocate a part to a mission, once; the parts together do not exceed the line."""
    if part.mission in line.missions:
        raise PaymentKnown(reference=part.reference)
    total = line.total if line.missions else part.total
    if part.total != total or line.used + part.amount > total:
        raise LineExceeded(reference=part.reference, total=total, used=line.used, asked=part.amount)
    return part
