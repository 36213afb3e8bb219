"""A month of pay: the account pays it, each mission gets its share, and late or low pay is a breach."""

from collections.abc import Iterable, Sequence
from datetime import date

from domain.account import balance_and_levies, posting
from domain.account.account import Account
from domain.account.balance_and_levies import GrantProspectingAllowance
from domain.account.events import AccountEvent, AccountOpened, Ledger
from domain.account.posting import Because
from domain.aggregates import World
from domain.cents_and_months import split
from domain.consultant import hiring
from domain.consultant.consultant import Consultant
from domain.consultant.hiring import RegisterConsultant
from domain.language import Kind, MinimumReading, MissionId, Month, Party, Stream, mission_of, pay_month
from domain.language import account as account_of
from domain.law.contract import CTL_1
from domain.law.employment import EMP_3
from domain.law.employment_conditions import CC_21
from domain.law.pay import DEF_3, PAY_4
from domain.mission import ending
from domain.mission.events import MissionEvent
from domain.mission.events.working import BreachRecorded
from domain.mission.evolve import after
from domain.multi_stream import Facts
from domain.paymonth import correcting, declaring, month_opening, paying
from domain.paymonth.correcting import CorrectSalary, GrantAdvance
from domain.paymonth.declaring import DeclareContributions, PayContributions
from domain.paymonth.events import PayMonthEvent, SalaryComputed
from domain.paymonth.follow_up_events import ContributionsDeclared, ContributionsPaid, SalaryCorrected
from domain.paymonth.month_opening import OpenPayMonth
from domain.paymonth.pay_floor import Least, last_day, reserve_of
from domain.paymonth.paying import ComputeSalary, DeliverStatement, TransferSalary
from domain.paymonth.paymonth import PayMonth
from domain.paymonth.refusals import CorrectionTooLarge, MissionNotTheirs
from domain.paymonth.time_limits import HALF_DAYS_OF_A_DAY
from domain.record import Act, Answer, Event, Ground
from domain.refusals import are_two

OF_THE_PAY = tuple(rule.id for rule in (DEF_3, PAY_4, EMP_3, CC_21))
"""The rules that a pay may break; it is paid all the same, and the breach stands beside it."""


def register_consultant(world: World, order: RegisterConsultant, act: Act) -> Facts:
    """A consultant has an activity account from the first day (L1254-25)."""
    registered = hiring.register(world.consultant(order.consultant), order, act)
    return {
        Stream(Kind.CONSULTANT, order.consultant): registered,
        account_of(order.consultant): [AccountOpened(consultant=order.consultant)],
    }


def open_month(world: World, order: OpenPayMonth, act: Act) -> Facts:
    """The day of pay is counted by the company's calendar."""
    consultant = world.consultant(order.consultant)
    hiring.known(consultant, order.consultant)
    calendar = act.calendar.of(world.umbrella(consultant.umbrella).region(act.day))
    month = world.pay_month(order.consultant, order.month)
    opened = month_opening.open_month(month, calendar, order)
    return {pay_month(order.consultant, order.month): opened}


def compute(world: World, order: ComputeSalary, _: Act) -> Facts:
    """Pay is posted on the account; what it lacks is advanced; pay too low is a breach, not a no."""
    month = world.pay_month(order.consultant, order.month)
    consultant, slip = world.consultant(order.consultant), order.payslip
    reading = _reading(world, consultant, order.month)
    reserve = reserve_of(consultant, slip, order.month)
    short = Least(consultant, order.month, sum(month.worked.values())).shortfall(slip, reserve, reading)
    entries = posting.pay(
        world.account(order.consultant),
        cost=slip.employer_cost + short,
        reserve=reserve,
        expenses=slip.expenses,
        because=Because(order.month, f"salary of {order.month}"),
    )
    computed = paying.compute(month, consultant, order, reading, posting.advanced(entries))
    breaches = _low(computed, order)
    stream = pay_month(order.consultant, order.month)
    return {
        stream: computed,
        account_of(order.consultant): entries,
        **{mission_of(mission): breaches for mission in month.worked if breaches},
    }


def transfer(world: World, order: TransferSalary, act: Act) -> Facts:
    """Each mission worked in the month, or added to an earlier one, is told its share, once.

    Two persons of the umbrella company send a salary file. What one alone sent is recorded with its breach:
    pay waits for no approver (L3242-1).
    """
    month = world.pay_month(order.consultant, order.month)
    transferred = paying.transfer(month, order, act)
    assert month.payslip is not None, "a transferred month was computed"
    stream = pay_month(order.consultant, order.month)
    asked = CTL_1.asked(met=are_two(act, Party.UMBRELLA), act="TransferSalary", month=order.month)
    alone = _broken((asked,), order.executed_on, concerns_consultant=False)
    if month.paid_before:
        return {stream: transferred, **{mission_of(mission): alone for mission in month.paid_for if alone}}
    gross = split(month.payslip.gross, month.paid_for)
    net = split(month.payslip.net_paid + month.raised, month.paid_for)
    shares = [(mission, order.month, gross[mission], net[mission]) for mission in month.paid_for]
    shares += [
        (line.mission, line.of_month, line.gross, line.net_paid)
        for line in month.corrections
        if line.mission is not None and min(line.gross, line.net_paid) >= 0
    ]
    told = _told(world, shares)
    return {stream: transferred, **{mission: [*alone, *shared] for mission, shared in told.items()}}


def grant_advance(world: World, order: GrantAdvance, _: Act) -> Facts:
    """An advance by order is on the account before any client paid it."""
    month = world.pay_month(order.consultant, order.month)
    granted = correcting.grant(month, order)
    account = world.account(order.consultant)
    balance_and_levies.known(account, order.consultant)
    entries = posting.advance(account, order.amount, Because(order.month, f"advance of {order.month}"))
    return {pay_month(order.consultant, order.month): granted, account_of(order.consultant): entries}


def correct_salary(world: World, order: CorrectSalary, _: Act) -> Facts:
    """A correction costs the account, or gives back to it; below the minimum it is a breach too."""
    month = world.pay_month(order.consultant, order.month)
    before = world.pay_month(order.consultant, order.of_month)
    consultant = world.consultant(order.consultant)
    if order.mission is not None and world.mission(order.mission).consultant != order.consultant:
        raise MissionNotTheirs(missions=(str(order.mission),))
    reading = _reading(world, consultant, order.of_month)
    corrected = correcting.correct(month, before, consultant, reading, order)
    because = Because(order.month, f"salary of {order.of_month} corrected", order.mission)
    facts: dict[Stream, Sequence[Event]] = {
        pay_month(order.consultant, order.month): [corrected],
        account_of(order.consultant): _corrected(world.account(order.consultant), corrected, because),
    }
    if order.mission is not None and (low := _broken(corrected.grounds, last_day(order.of_month))):
        facts[mission_of(order.mission)] = low
    return facts


def declare_contributions(world: World, order: DeclareContributions, _: Act) -> Facts:
    """Contributions declared late are a breach in the missions of the month."""
    month = world.pay_month(order.consultant, order.month)
    declared = declaring.declare(month, order)
    return _with_late(order, month, declared)


def pay_contributions(world: World, order: PayContributions, _: Act) -> Facts:
    """Contributions paid late are a breach in the missions of the month."""
    month = world.pay_month(order.consultant, order.month)
    paid = declaring.pay(month, order)
    return _with_late(order, month, paid)


def grant_allowance(world: World, order: GrantProspectingAllowance, _: Act) -> Facts:
    """A month of prospecting is worth a day of minimum pay at least."""
    consultant = world.consultant(order.consultant)
    day = Least(consultant, order.month, HALF_DAYS_OF_A_DAY).of(_reading(world, consultant, order.month))
    granted = balance_and_levies.grant_allowance(world.account(order.consultant), order, day)
    return {account_of(order.consultant): granted}


def deliver_statement(world: World, order: DeliverStatement, _: Act) -> Facts:
    """The statement closes the month of the account."""
    month = world.pay_month(order.consultant, order.month)
    told = paying.deliver_statement(month, world.account(order.consultant), order)
    closed = posting.close(world.account(order.consultant), order.month)
    return {
        pay_month(order.consultant, order.month): told,
        account_of(order.consultant): closed,
    }


def _told(
    world: World, shares: Sequence[tuple[MissionId, Month, int, int]]
) -> dict[Stream, list[MissionEvent]]:
    told: dict[Stream, list[MissionEvent]] = {}
    for identity, month, gross, net in shares:
        known = told.setdefault(mission_of(identity), [])
        mission = after(world.mission(identity), *known)
        known += ending.pay_share(mission, month, gross, net)
    return told


def _reading(world: World, consultant: Consultant, month: Month) -> MinimumReading:
    """Return the reading of the minimum that the company has adopted; the total of 2017 before any."""
    return world.umbrella(consultant.umbrella).policy(last_day(month)).minimum_reading


def _corrected(account: Account, corrected: SalaryCorrected, because: Because) -> list[AccountEvent]:
    cost = corrected.employer_cost
    if cost >= 0:
        return posting.pay(account, cost=cost, reserve=0, expenses=0, because=because)
    paid = account.on(Ledger.EMPLOYER_COST)
    if -cost > paid:
        raise CorrectionTooLarge(of_month=corrected.of_month, paid=paid, taken_back=-cost)
    return posting.take_back(account, -cost, because)


def _with_late(
    order: DeclareContributions | PayContributions,
    month: PayMonth,
    stated: ContributionsDeclared | ContributionsPaid,
) -> Facts:
    late = _broken((stated.ground,), last_day(order.month), concerns_consultant=False)
    return {
        pay_month(order.consultant, order.month): [stated],
        **{mission_of(mission): late for mission in month.paid_for if late},
    }


def _low(computed: Sequence[PayMonthEvent], order: ComputeSalary) -> list[BreachRecorded]:
    grounds = [g for fact in computed if isinstance(fact, SalaryComputed) for g in fact.grounds]
    return _broken([ground for ground in grounds if ground.rule in OF_THE_PAY], last_day(order.month))


def _broken(
    grounds: Iterable[Ground], since: date, *, concerns_consultant: bool = True
) -> list[BreachRecorded]:
    return [
        BreachRecorded(since=since, ground=ground, concerns_consultant=concerns_consultant)
        for ground in grounds
        if ground.answer is Answer.BROKEN
    ]
