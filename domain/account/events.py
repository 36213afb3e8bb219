"""The facts of an activity account; amounts in cents, signed: what an entry moves sums to zero."""

from enum import StrEnum

from domain.language import ConsultantId, Label, MissionId, Month, value
from domain.record import BY_SYSTEM, FOR_CONSULTANT, Event


class Ledger(StrEnum):
    """Where money of the account stands; `received` and `advances` are sources, so they go below 0."""

    RECEIVED = "received"  # encaissé, hors taxes
    FEE = "fee"  # frais de gestion
    EXPENSES = "expenses"  # frais professionnels
    EMPLOYER_COST = "employer_cost"  # coût total employeur
    RESERVE = "reserve"  # réserve financière
    ADVANCES = "advances"  # avances de l'entreprise de portage
    AVAILABLE = "available"  # solde disponible


class EntryKind(StrEnum):
    """Why money moved: a closed list, without an "other"."""

    RECEIPT = "receipt"
    FEE = "fee"
    EXPENSES = "expenses"
    SALARY = "salary"
    RESERVE = "reserve"
    ADVANCE = "advance"
    ADVANCE_RECOVERED = "advance_recovered"


@value
class Posting:
    """What one entry moves on one ledger; signed cents."""

    ledger: Ledger
    amount: int


class AccountOpened(Event, frozen=True, kw_only=True):
    """The account of a consultant was opened (L1254-25)."""

    TYPE = "fr.jalon.account.account-opened.v1"
    BY = BY_SYSTEM
    READERS = FOR_CONSULTANT

    consultant: ConsultantId


class EntryPosted(Event, frozen=True, kw_only=True):
    """Money moved on the account; `because` names the fact, and `causationid` its id.

    A late item is posted in the open month and keeps the month it comes from.
    """

    TYPE = "fr.jalon.account.entry-posted.v1"
    BY = BY_SYSTEM
    READERS = FOR_CONSULTANT

    month: Month
    of_month: Month
    kind: EntryKind
    postings: tuple[Posting, ...]
    because: Label
    mission: MissionId | None = None


class MonthClosed(Event, frozen=True, kw_only=True):
    """The month is closed; what comes later is posted in the next one. Cents."""

    TYPE = "fr.jalon.account.month-closed.v1"
    BY = BY_SYSTEM
    READERS = FOR_CONSULTANT

    month: Month
    opening: int
    closing: int


AccountEvent = AccountOpened | EntryPosted | MonthClosed
