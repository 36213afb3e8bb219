"""The rows of money on a sheet; amounts in cents."""

from datetime import date
from uuid import UUID

from msgspec import Struct

from domain.language import Key
from domain.mission.terms import Trigger
from projections.invoice_balance import Owed
from projections.mission_sheet.states import SheetRow


class Billed(Struct, frozen=True):
    """What an invoice line bills, and how much of it."""

    trigger: Trigger
    key: Key
    quantity: int


class Issued(SheetRow, frozen=True, kw_only=True):
    """An invoice, and what became of it; cents. `status` is the last code of the platform."""

    NAMED_BY = ("number",)

    number: str
    issued_on: date
    due_on: date
    net: int
    billed: tuple[Billed, ...]
    money: Owed
    transmitted: bool = False
    status: int | None = None


class Before(SheetRow, frozen=True, kw_only=True):
    """What was billed before a running mission was taken over."""

    billed: tuple[Billed, ...]


class Credit(SheetRow, frozen=True, kw_only=True):
    """A credit note: the invoice it corrects, what may be billed again; cents."""

    NAMED_BY = ("number",)

    number: str
    invoice: str
    issued_on: date
    net: int
    total: int
    billed: tuple[Billed, ...]


class Penalty(SheetRow, frozen=True, kw_only=True):
    """What the client holds back as a penalty of the contract; cents, and no salary changes."""

    NAMED_BY = ("fact",)

    fact: UUID
    amount: int


class Insolvency(SheetRow, frozen=True, kw_only=True):
    """A court opened proceedings against the client: by when to claim, and whether that was done."""

    claim_due_on: date
    lodged: bool = False
