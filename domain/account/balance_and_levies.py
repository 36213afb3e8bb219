"""The commands of the umbrella company about an account: opening balance, levies, prospecting allowance."""

from datetime import date, timedelta

from domain.account.account import Account
from domain.account.events import SOURCES, AccountEvent, Ledger, LevyKind, OpeningBalancePosted, Posting
from domain.account.posting import EntryReason, post_allowance, post_levy
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
    """The umbrella company takes over the balances of an account kept elsewhere; signed cents."""

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


def open_balance(account: Account, command: PostOpeningBalance, _: Act) -> list[AccountEvent]:
    """Take an account over; its ledgers must balance, and no entry may exist yet."""
    require_opened(account, command.consultant)
    if account.balances:
        raise AlreadyMoved()
    wrong = [line for line in command.postings if line.amount * (-1 if line.ledger in SOURCES else 1) < 0]
    found = sum(line.amount for line in command.postings)
    if found or wrong or not command.postings:
        raise OpeningUnbalanced(found=found)
    return [OpeningBalancePosted(month=command.month, postings=command.postings, document=command.document)]


def charge_levy(account: Account, command: ChargeLevy, _: Act) -> list[AccountEvent]:
    """Charge a levy; only for a month in which the agreement on levies is in force."""
    require_opened(account, command.consultant)
    if date.fromisoformat(f"{command.month}-01") < CC_12.since:
        raise LevyNotAllowed(month=command.month)
    return post_levy(
        account, command.amount, EntryReason(command.month, f"levy {command.levy} of {command.month}")
    )


def grant_allowance(
    account: Account, command: GrantProspectingAllowance, day_of_pay: int
) -> list[AccountEvent]:
    """Release a part of the reserve for a month of prospecting, three months in a row at most."""
    require_opened(account, command.consultant)
    reserve = account.balance_of(Ledger.RESERVE)
    most = ALLOWANCE_MONTHS_MAX.value_on(date.fromisoformat(f"{command.month}-01"))
    running = _allowance_run_before(account.allowances, command.month)
    if command.month in account.allowances or len(running) >= most:
        raise AllowanceTooLong(months=running, months_max=most)
    if command.amount < day_of_pay:
        raise AllowanceTooSmall(asked=command.amount, day=day_of_pay)
    if command.amount > reserve:
        raise ReserveTooSmall(asked=command.amount, reserve=reserve)
    return post_allowance(
        account, command.amount, EntryReason(command.month, f"prospecting allowance of {command.month}")
    )


def _allowance_run_before(months: frozenset[Month], month: Month) -> tuple[Month, ...]:
    """Return the consecutive months with an allowance just before a month, the latest first."""
    first, running = date.fromisoformat(f"{month}-01"), list[Month]()
    while (before := str(first - timedelta(days=1))[:7]) in months:
        running.append(before)
        first = date.fromisoformat(f"{before}-01")
    return tuple(running)


def require_opened(account: Account, consultant: ConsultantId) -> None:
    """Check that an account was opened."""
    if not account.opened:
        raise NothingKnown(about=f"account of {consultant}")
