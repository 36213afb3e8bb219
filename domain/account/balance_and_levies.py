"""What the umbrella company decides about an account: its opening balance, levies, an allowance."""

from datetime import date, timedelta

from domain.account.account import Account
from domain.account.events import SOURCES, AccountEvent, Ledger, LevyKind, OpeningBalancePosted, Posting
from domain.account.posting import Because, allow, charge
from domain.account.refusals import (
    AllowanceTooLong,
    AllowanceTooSmall,
    AlreadyMoved,
    LevyNotAllowed,
    OpeningUnbalanced,
    ReserveTooSmall,
)
from domain.language import Cents, ConsultantId, Count, DocumentHash, Month, command
from domain.law.open_ended import ALLOWANCE_MONTHS_MAX
from domain.law.pay import CC_12
from domain.record import Act
from domain.refusals import NothingKnown


@command
class PostOpeningBalance:
    """The umbrella company takes over what stood on an account elsewhere; signed cents."""

    consultant: ConsultantId
    month: Month
    postings: tuple[Posting, ...]
    document: DocumentHash


@command
class ChargeLevy:
    """The umbrella company charges the account with a levy outside its fee; cents."""

    consultant: ConsultantId
    month: Month
    levy: LevyKind
    amount: Count


@command
class GrantProspectingAllowance:
    """The umbrella company pays a month of prospecting from the reserve; cents."""

    consultant: ConsultantId
    month: Month
    amount: Cents


def open_balance(account: Account, order: PostOpeningBalance, _: Act) -> list[AccountEvent]:
    """Take an account over before anything moved on it; its ledgers balance."""
    known(account, order.consultant)
    if account.balances:
        raise AlreadyMoved()
    wrong = [line for line in order.postings if line.amount * (-1 if line.ledger in SOURCES else 1) < 0]
    found = sum(line.amount for line in order.postings)
    if found or wrong or not order.postings:
        raise OpeningUnbalanced(found=found)
    return [OpeningBalancePosted(month=order.month, postings=order.postings, document=order.document)]


def charge_levy(account: Account, order: ChargeLevy, _: Act) -> list[AccountEvent]:
    """Charge a levy, of a month since the agreement on levies is in force."""
    known(account, order.consultant)
    if date.fromisoformat(f"{order.month}-01") < CC_12.since:
        raise LevyNotAllowed(month=order.month)
    return charge(account, order.amount, Because(order.month, f"levy {order.levy} of {order.month}"))


def grant_allowance(
    account: Account, order: GrantProspectingAllowance, day_of_pay: int
) -> list[AccountEvent]:
    """Make a part of the reserve available for a month of prospecting, three months at most."""
    known(account, order.consultant)
    reserve = account.on(Ledger.RESERVE)
    most = ALLOWANCE_MONTHS_MAX.on(date.fromisoformat(f"{order.month}-01"))
    running = _running(account.allowances, order.month)
    if order.month in account.allowances or len(running) >= most:
        raise AllowanceTooLong(months=running, months_max=most)
    if order.amount < day_of_pay:
        raise AllowanceTooSmall(asked=order.amount, day=day_of_pay)
    if order.amount > reserve:
        raise ReserveTooSmall(asked=order.amount, reserve=reserve)
    return allow(account, order.amount, Because(order.month, f"prospecting allowance of {order.month}"))


def _running(months: frozenset[Month], month: Month) -> tuple[Month, ...]:
    """Return the months with an allowance that come right before a month, the latest first."""
    first, running = date.fromisoformat(f"{month}-01"), list[Month]()
    while (before := str(first - timedelta(days=1))[:7]) in months:
        running.append(before)
        first = date.fromisoformat(f"{before}-01")
    return tuple(running)


def known(account: Account, consultant: ConsultantId) -> None:
    """Check that an account was opened."""
    if not account.opened:
        raise NothingKnown(about=f"account of {consultant}")
