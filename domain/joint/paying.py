"""A month of pay: days reach the missions, pay the account, and each mission its share."""

from collections.abc import Iterable

from domain.account import account
from domain.account.events import AccountOpened
from domain.consultant import hiring
from domain.consultant.hiring import RegisterConsultant
from domain.joint import Facts, mission_of
from domain.language import Kind, MissionId, Stream, pay_month, split
from domain.language import account as account_of
from domain.mission import ending
from domain.mission.events.working import BreachRecorded
from domain.paymonth import paying, reporting
from domain.paymonth.events import AdvanceFor, AdvanceGranted, PayMonthEvent
from domain.paymonth.paying import ComputeSalary, DeliverStatement, TransferSalary, last_day
from domain.paymonth.refusals import MissionNotTheirs
from domain.paymonth.reporting import ApproveActivity, CorrectActivity, ReportActivity
from domain.record import Act
from domain.world import World


def register_consultant(world: World, order: RegisterConsultant, act: Act) -> Facts:
    """A consultant has an activity account from the first day (L1254-25)."""
    registered = hiring.register(world.consultant(order.consultant), order, act)
    return {
        Stream(Kind.CONSULTANT, order.consultant): registered,
        account_of(order.consultant): [AccountOpened(consultant=order.consultant)],
    }


def report(world: World, order: ReportActivity, act: Act) -> Facts:
    """A consultant reports days of his own missions."""
    hiring.known(world.consultant(order.consultant), order.consultant)
    _own_missions(world, order)
    month = world.pay_month(order.consultant, order.month)
    return {pay_month(order.consultant, order.month): reporting.report(month, order, act)}


def correct(world: World, order: CorrectActivity, act: Act) -> Facts:
    """A corrected report, too, holds days of the consultant's own missions."""
    _own_missions(world, order)
    month = world.pay_month(order.consultant, order.month)
    return {pay_month(order.consultant, order.month): reporting.correct(month, order, act)}


def approve(world: World, order: ApproveActivity, act: Act) -> Facts:
    """Approved days are recorded in each mission; a correction replaces, down to none."""
    month = world.pay_month(order.consultant, order.month)
    approved = reporting.approve(month, order, act)
    now, before = month.worked, month.recorded
    changed = {
        mission: now.get(mission, 0)
        for mission in (*now, *(gone for gone in before if gone not in now))
        if now.get(mission, 0) != before.get(mission)
    }
    days = {
        mission_of(mission): ending.record_days(world.mission(mission), order.month, count)
        for mission, count in changed.items()
    }
    return {pay_month(order.consultant, order.month): approved, **days}


def compute(world: World, order: ComputeSalary, _: Act) -> Facts:
    """Pay is posted on the account; what it lacks is advanced; pay too low is a breach, not a no."""
    month = world.pay_month(order.consultant, order.month)
    consultant, slip = world.consultant(order.consultant), order.payslip
    reserve = paying.reserve_of(consultant, slip, order.month)
    half_days = sum(month.worked.values())
    short = paying.shortfall(slip, reserve, paying.minimum_of(consultant, order.month, half_days))
    entries = account.pay(
        world.account(order.consultant),
        cost=slip.employer_cost + short,
        reserve=reserve,
        expenses=slip.expenses,
        month=order.month,
        because=f"salary of {order.month}",
    )
    computed = paying.compute(month, consultant, order, account.advanced(entries))
    breaches = {mission_of(mission): breach for mission in month.worked if (breach := _low(computed, order))}
    stream = pay_month(order.consultant, order.month)
    return {stream: computed, account_of(order.consultant): entries, **breaches}


def transfer(world: World, order: TransferSalary, act: Act) -> Facts:
    """Each mission worked in the month is told its share of the salary."""
    month = world.pay_month(order.consultant, order.month)
    transferred = paying.transfer(month, order, act)
    assert month.payslip is not None, "a transferred month was computed"
    gross = split(month.payslip.gross, month.paid_for)
    net = split(month.payslip.net_paid + month.raised, month.paid_for)
    shares = {
        mission_of(mission): ending.pay_share(
            world.mission(mission), order.month, gross[mission], net[mission]
        )
        for mission in month.paid_for
    }
    return {pay_month(order.consultant, order.month): transferred, **shares}


def deliver_statement(world: World, order: DeliverStatement, _: Act) -> Facts:
    """The statement closes the month of the account."""
    month = world.pay_month(order.consultant, order.month)
    told = paying.deliver_statement(month, world.account(order.consultant), order)
    closed = account.close(world.account(order.consultant), order.month)
    return {
        pay_month(order.consultant, order.month): told,
        account_of(order.consultant): closed,
    }


def _own_missions(world: World, order: ReportActivity | CorrectActivity) -> None:
    named: Iterable[MissionId] = {line.mission for line in order.days if line.mission is not None}
    others = tuple(str(mission) for mission in named if world.mission(mission).consultant != order.consultant)
    if others:
        raise MissionNotTheirs(missions=others)


def _low(computed: list[PayMonthEvent], order: ComputeSalary) -> list[BreachRecorded]:
    return [
        BreachRecorded(since=last_day(order.month), ground=fact.ground, concerns_consultant=True)
        for fact in computed
        if isinstance(fact, AdvanceGranted) and fact.makes_up_for is AdvanceFor.MINIMUM
    ]
