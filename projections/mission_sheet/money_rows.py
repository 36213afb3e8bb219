"""The rows of money on a sheet; amounts in cents."""

from datetime import date
from uuid import UUID

from msgspec import Struct

from domain.language import Key
from domain.mission.terms import Trigger
from projections.invoice_balance import Owed
from projections.mission_sheet.states import SheetRow


class Billed(Struct, frozen=True):
    """The billed item of an invoice line, and its quantity."""

    trigger: Trigger
    key: Key
    quantity: int


class Issued(SheetRow, frozen=True, kw_only=True):
    """An invoice and its balance; cents. `status` is the last code of the platform."""

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
    """The items billed before a running mission was taken over."""

    billed: tuple[Billed, ...]


class Credit(SheetRow, frozen=True, kw_only=True):
    """A credit note: its invoice, and the items that may be billed again; cents."""

    NAMED_BY = ("number",)

    number: str
    invoice: str
    issued_on: date
    net: int
    total: int
    billed: tuple[Billed, ...]


class Penalty(SheetRow, frozen=True, kw_only=True):
    """A penalty of the contract that the client holds back; cents. It changes no salary."""

    NAMED_BY = ("fact",)

    fact: UUID
    amount: int


class Insolvency(SheetRow, frozen=True, kw_only=True):
    """The insolvency proceedings of the client, the last day for the claim, and whether it was lodged."""

    claim_due_on: date
    lodged: bool = False
