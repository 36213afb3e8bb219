"""The events of an activity account; amounts in signed cents: the postings of an entry sum to zero."""

from enum import StrEnum

from msgspec import UNSET, UnsetType

from domain.language import ConsultantId, DocumentHash, Label, MissionId, Month, value
from domain.record import BY_SYSTEM, BY_UMBRELLA, FOR_CONSULTANT, Event


class Ledger(StrEnum):
    """A ledger of the account; the ledgers of `SOURCES` have negative balances."""

    RECEIVED = "received"  # encaissé, hors taxes
    FEE = "fee"  # frais de gestion
    EXPENSES = "expenses"  # frais professionnels
    LEVIES = "levies"  # charges imputées hors frais de gestion (IDCC 3219, art. 21.5)
    EMPLOYER_COST = "employer_cost"  # coût total employeur
    RESERVE = "reserve"  # réserve financière
    ADVANCES = "advances"  # avances de l'entreprise de portage
    BORNE = "borne"  # pertes que l'entreprise de portage supporte
    AVAILABLE = "available"  # solde disponible


SOURCES = (Ledger.RECEIVED, Ledger.ADVANCES, Ledger.BORNE)
"""The ledgers that money comes from; the other ledgers hold the same sum with the opposite sign."""


class EntryKind(StrEnum):
    """The kind of an entry: a closed list, without an "other"."""

    RECEIPT = "receipt"
    FEE = "fee"
    EXPENSES = "expenses"
    SALARY = "salary"
    RESERVE = "reserve"
    ADVANCE = "advance"
    ADVANCE_RECOVERED = "advance_recovered"
    RECEIPT_REVERSED = "receipt_reversed"
    FEE_REVERSED = "fee_reversed"
    LEVY = "levy"
    SALARY_TAKEN_BACK = "salary_taken_back"
    PROSPECTING_ALLOWANCE = "prospecting_allowance"  # from the reserve
    RESERVE_RELEASED = "reserve_released"
    LOSS_BORNE = "loss_borne"


class LevyKind(StrEnum):
    """A levy charged to the account outside the fee (IDCC 3219, art. 21.5)."""

    OCCUPATIONAL_HEALTH = "occupational_health"  # médecine du travail
    AGEFIPH = "agefiph"
    CVAE = "cvae"
    C3S = "c3s"
    INSURANCE = "insurance"


@value
class Posting:
    """The amount that an entry moves on a ledger; signed cents."""

    ledger: Ledger
    amount: int


class AccountOpened(Event, frozen=True, kw_only=True):
    """The account of a consultant was opened (L1254-25)."""

    TYPE = "fr.jalon.account.account-opened.v1"
    BY = BY_SYSTEM
    READERS = FOR_CONSULTANT

    consultant: ConsultantId


class OpeningBalancePosted(Event, frozen=True, kw_only=True):
    """The balances of an account at its take-over, by ledger; they sum to zero (reprise)."""

    TYPE = "fr.jalon.account.opening-balance-posted.v1"
    BY = BY_UMBRELLA
    READERS = FOR_CONSULTANT

    month: Month
    postings: tuple[Posting, ...]
    document: DocumentHash


class EntryPosted(Event, frozen=True, kw_only=True):
    """Money moved on the account; `because` names the event, and `causationid` its id.

    A late item is posted in the open month and keeps the month it comes from. `reference` is the bank
    line of a receipt, by which it may be posted back.
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
    reference: Label | UnsetType = UNSET


class MonthClosed(Event, frozen=True, kw_only=True):
    """The month is closed; a later entry is posted in the next one. Cents."""

    TYPE = "fr.jalon.account.month-closed.v1"
    BY = BY_SYSTEM
    READERS = FOR_CONSULTANT

    month: Month
    opening: int
    closing: int


AccountEvent = AccountOpened | OpeningBalancePosted | EntryPosted | MonthClosed
