"""The effects of a month of pay: the account bears it, missions get shares, late or low pay is a breach."""

from collections.abc import Iterable, Sequence
from datetime import date

from domain.account import balance_and_levies, posting
from domain.account.account import Account
from domain.account.balance_and_levies import GrantProspectingAllowance
from domain.account.events import AccountEvent, AccountOpened, Ledger
from domain.account.posting import EntryReason
from domain.aggregates import DecisionContext
from domain.cents_and_months import split_by_weight
from domain.consultant import hiring
from domain.consultant.consultant import Consultant
from domain.consultant.hiring import RegisterConsultant
from domain.language import (
    Kind,
    MinimumReading,
    MissionId,
    Month,
    Party,
    Stream,
    mission_stream,
    pay_month_stream,
)
from domain.language import account_stream as account_of
from domain.law.contract import CTL_1
from domain.law.employment import EMP_3
from domain.law.employment_conditions import CC_21
from domain.law.pay import DEF_3, PAY_4
from domain.mission import ending
from domain.mission.events import MissionEvent
from domain.mission.events.working import BreachRecorded
from domain.mission.evolve import apply_events
from domain.multi_stream import EventsByStream
from domain.paymonth import correcting, declaring, month_opening, paying
from domain.paymonth.correcting import CorrectSalary, GrantAdvance
from domain.paymonth.declaring import DeclareContributions, PayContributions
from domain.paymonth.events import PayMonthEvent, SalaryComputed
from domain.paymonth.follow_up_events import ContributionsDeclared, ContributionsPaid, SalaryCorrected
from domain.paymonth.month_opening import OpenPayMonth
from domain.paymonth.pay_floor import PayFloor, last_day_of, reserve_of
from domain.paymonth.paying import ComputeSalary, DeliverStatement, TransferSalary
from domain.paymonth.paymonth import PayMonth
from domain.paymonth.refusals import CorrectionTooLarge, MissionNotTheirs
from domain.paymonth.time_limits import HALF_DAYS_OF_A_DAY
from domain.record import Act, Answer, Event, Ground
from domain.refusals import are_two_persons

OF_THE_PAY = tuple(rule.id for rule in (DEF_3, PAY_4, EMP_3, CC_21))
"""The rules that a pay may break; the pay is still made, and the breach is recorded."""


def register_consultant(context: DecisionContext, command: RegisterConsultant, act: Act) -> EventsByStream:
    """Register a consultant and open the activity account (L1254-25)."""
    registered = hiring.register(context.consultant(command.consultant), command, act)
    return {
        Stream(Kind.CONSULTANT, command.consultant): registered,
        account_of(command.consultant): [AccountOpened(consultant=command.consultant)],
    }


def open_month(context: DecisionContext, command: OpenPayMonth, act: Act) -> EventsByStream:
    """Open a month; the company's calendar gives the day of pay."""
    consultant = context.consultant(command.consultant)
    hiring.require_registered(consultant, command.consultant)
    calendar = act.calendar.for_region(context.umbrella(consultant.umbrella).region_on(act.day))
    month = context.pay_month(command.consultant, command.month)
    opened = month_opening.open_month(month, calendar, command)
    return {pay_month_stream(command.consultant, command.month): opened}


def compute(context: DecisionContext, command: ComputeSalary, _: Act) -> EventsByStream:
    """Post pay on the account and advance a shortfall; pay below the minimum is a breach, not a refusal."""
    month = context.pay_month(command.consultant, command.month)
    consultant, slip = context.consultant(command.consultant), command.payslip
    reading = _adopted_reading(context, consultant, command.month)
    reserve = reserve_of(consultant, slip, command.month)
    short = PayFloor(consultant, command.month, sum(month.half_days_worked.values())).shortfall(
        slip, reserve, reading
    )
    entries = posting.post_pay(
        context.account(command.consultant),
        cost=slip.employer_cost + short,
        reserve=reserve,
        expenses=slip.expenses,
        because=EntryReason(command.month, f"salary of {command.month}"),
    )
    computed = paying.compute(month, consultant, command, reading, posting.sum_advances(entries))
    breaches = _breaches_of_pay(computed, command)
    stream = pay_month_stream(command.consultant, command.month)
    return {
        stream: computed,
        account_of(command.consultant): entries,
        **{mission_stream(mission): breaches for mission in month.half_days_worked if breaches},
    }


def transfer(context: DecisionContext, command: TransferSalary, act: Act) -> EventsByStream:
    """Transfer a month of pay and record its share, once, in each mission worked or corrected in it.

    Two persons of the umbrella company send a salary file. A file sent by one person alone is a breach and
    still recorded, because pay must not wait for an approver (L3242-1).
    """
    month = context.pay_month(command.consultant, command.month)
    transferred = paying.transfer(month, command, act)
    assert month.payslip is not None, "a transferred month was computed"
    stream = pay_month_stream(command.consultant, command.month)
    asked = CTL_1.make_ground(
        met=are_two_persons(act, Party.UMBRELLA), act="TransferSalary", month=command.month
    )
    alone = _breaches_of((asked,), command.executed_on, concerns_consultant=False)
    if month.paid_before:
        return {
            stream: transferred,
            **{mission_stream(mission): alone for mission in month.paid_for if alone},
        }
    gross = split_by_weight(month.payslip.gross, month.paid_for)
    net = split_by_weight(month.payslip.net_paid + month.raised, month.paid_for)
    shares = [(mission, command.month, gross[mission], net[mission]) for mission in month.paid_for]
    shares += [
        (line.mission, line.of_month, line.gross, line.net_paid)
        for line in month.corrections
        if line.mission is not None and min(line.gross, line.net_paid) >= 0
    ]
    share_events = _share_events(context, shares)
    return {stream: transferred, **{mission: [*alone, *shared] for mission, shared in share_events.items()}}


def grant_advance(context: DecisionContext, command: GrantAdvance, _: Act) -> EventsByStream:
    """Grant an advance; it is on the account before the client pays."""
    month = context.pay_month(command.consultant, command.month)
    granted = correcting.grant_advance(month, command)
    account = context.account(command.consultant)
    balance_and_levies.require_opened(account, command.consultant)
    entries = posting.post_advance(
        account, command.amount, EntryReason(command.month, f"advance of {command.month}")
    )
    return {
        pay_month_stream(command.consultant, command.month): granted,
        account_of(command.consultant): entries,
    }


def correct_salary(context: DecisionContext, command: CorrectSalary, _: Act) -> EventsByStream:
    """Correct a salary: charge or credit the account; pay below the minimum is a breach."""
    month = context.pay_month(command.consultant, command.month)
    before = context.pay_month(command.consultant, command.of_month)
    consultant = context.consultant(command.consultant)
    if command.mission is not None and context.mission(command.mission).consultant != command.consultant:
        raise MissionNotTheirs(missions=(str(command.mission),))
    reading = _adopted_reading(context, consultant, command.of_month)
    corrected = correcting.correct_salary(month, before, consultant, reading, command)
    because = EntryReason(command.month, f"salary of {command.of_month} corrected", command.mission)
    events_by_stream: dict[Stream, Sequence[Event]] = {
        pay_month_stream(command.consultant, command.month): [corrected],
        account_of(command.consultant): _post_correction(
            context.account(command.consultant), corrected, because
        ),
    }
    if command.mission is not None and (
        low := _breaches_of(corrected.grounds, last_day_of(command.of_month))
    ):
        events_by_stream[mission_stream(command.mission)] = low
    return events_by_stream


def declare_contributions(context: DecisionContext, command: DeclareContributions, _: Act) -> EventsByStream:
    """Declare contributions; a late declaration is a breach in the missions of the month."""
    month = context.pay_month(command.consultant, command.month)
    declared = declaring.declare_contributions(month, command)
    return _add_late_breaches(command, month, declared)


def pay_contributions(context: DecisionContext, command: PayContributions, _: Act) -> EventsByStream:
    """Pay contributions; a late payment is a breach in the missions of the month."""
    month = context.pay_month(command.consultant, command.month)
    paid = declaring.pay_contributions(month, command)
    return _add_late_breaches(command, month, paid)


def grant_allowance(context: DecisionContext, command: GrantProspectingAllowance, _: Act) -> EventsByStream:
    """Grant a prospecting allowance of at least one day of minimum pay."""
    consultant = context.consultant(command.consultant)
    day = PayFloor(consultant, command.month, HALF_DAYS_OF_A_DAY).branch_minimum(
        _adopted_reading(context, consultant, command.month)
    )
    granted = balance_and_levies.grant_allowance(context.account(command.consultant), command, day)
    return {account_of(command.consultant): granted}


def deliver_statement(context: DecisionContext, command: DeliverStatement, _: Act) -> EventsByStream:
    """Deliver the statement and close the account's month."""
    month = context.pay_month(command.consultant, command.month)
    delivered = paying.deliver_statement(month, context.account(command.consultant), command)
    closed = posting.close_month(context.account(command.consultant), command.month)
    return {
        pay_month_stream(command.consultant, command.month): delivered,
        account_of(command.consultant): closed,
    }


def _share_events(
    context: DecisionContext, shares: Sequence[tuple[MissionId, Month, int, int]]
) -> dict[Stream, list[MissionEvent]]:
    events_by_mission: dict[Stream, list[MissionEvent]] = {}
    for identity, month, gross, net in shares:
        stated = events_by_mission.setdefault(mission_stream(identity), [])
        mission = apply_events(context.mission(identity), *stated)
        stated += ending.pay_share(mission, month, gross, net)
    return events_by_mission


def _adopted_reading(context: DecisionContext, consultant: Consultant, month: Month) -> MinimumReading:
    """Return the adopted reading of the minimum; by default the total of 2017."""
    return context.umbrella(consultant.umbrella).policy_on(last_day_of(month)).minimum_reading


def _post_correction(
    account: Account, corrected: SalaryCorrected, because: EntryReason
) -> list[AccountEvent]:
    cost = corrected.employer_cost
    if cost >= 0:
        return posting.post_pay(account, cost=cost, reserve=0, expenses=0, because=because)
    paid = account.balance_of(Ledger.EMPLOYER_COST)
    if -cost > paid:
        raise CorrectionTooLarge(of_month=corrected.of_month, paid=paid, taken_back=-cost)
    return posting.post_pay_reversal(account, -cost, because)


def _add_late_breaches(
    command: DeclareContributions | PayContributions,
    month: PayMonth,
    stated: ContributionsDeclared | ContributionsPaid,
) -> EventsByStream:
    late = _breaches_of((stated.ground,), last_day_of(command.month), concerns_consultant=False)
    return {
        pay_month_stream(command.consultant, command.month): [stated],
        **{mission_stream(mission): late for mission in month.paid_for if late},
    }


def _breaches_of_pay(computed: Sequence[PayMonthEvent], command: ComputeSalary) -> list[BreachRecorded]:
    grounds = [g for event in computed if isinstance(event, SalaryComputed) for g in event.grounds]
    return _breaches_of(
        [ground for ground in grounds if ground.rule in OF_THE_PAY], last_day_of(command.month)
    )


def _breaches_of(
    grounds: Iterable[Ground], since: date, *, concerns_consultant: bool = True
) -> list[BreachRecorded]:
    return [
        BreachRecorded(since=since, ground=ground, concerns_consultant=concerns_consultant)
        for ground in grounds
        if ground.answer is Answer.BROKEN
    ]
