"""The decisions that touch several streams: what one party's act means for the others' files.

Each returns its facts stream by stream, the party's own fact first: the rest follows from it.
"""

from collections.abc import Iterable, Mapping, Sequence

from domain.account import account
from domain.account.events import AccountOpened
from domain.consultant import hiring
from domain.consultant.hiring import RegisterConsultant
from domain.invoicing.series import allot
from domain.language import Kind, MissionId, Stream, pay_month, split
from domain.language import account as account_of
from domain.language import series as series_of
from domain.mission import billing, ending, scoping, signing, working
from domain.mission.billing import IssueInvoice, RecordPayment
from domain.mission.events.working import BreachRecorded, DaysWorkedRecorded
from domain.mission.scoping import StateNeed, VerifyMission
from domain.mission.signing import CompleteSignature, GiveConsent, SignContract
from domain.mission.working import StartMission
from domain.paymonth import paying, reporting
from domain.paymonth.events import AdvanceFor, AdvanceGranted, PayMonthEvent
from domain.paymonth.paying import ComputeSalary, DeliverStatement, TransferSalary, last_day
from domain.paymonth.refusals import MissionNotTheirs
from domain.paymonth.reporting import ApproveActivity, CorrectActivity, ReportActivity
from domain.record import Act, Event
from domain.refusals import NothingKnown
from domain.world import World

Facts = Mapping[Stream, Sequence[Event]]
"""What a decision states, stream by stream, in the order it happens."""


def mission_of(identity: MissionId) -> Stream:
    """Return the stream of a mission."""
    return Stream(Kind.MISSION, identity)


def state_need(world: World, order: StateNeed, act: Act) -> Facts:
    """A need names parties that are known."""
    stream = mission_of(order.mission)
    parties = {
        Stream(Kind.CLIENT, order.client): world.client(order.client).siren,
        Stream(Kind.CONSULTANT, order.consultant): world.consultant(order.consultant).registered,
        Stream(Kind.UMBRELLA, order.umbrella): world.umbrella(order.umbrella).siren,
    }
    for party, there in parties.items():
        if not there:
            raise NothingKnown(about=str(party))
    return {stream: scoping.state_need(world.at(stream), order, act)}


def verify(world: World, order: VerifyMission, act: Act) -> Facts:
    """The contract names the guarantor and the insurer of the umbrella company."""
    mission = world.mission(order.mission)
    umbrella = world.umbrella(mission.umbrella)
    return {mission_of(order.mission): scoping.verify(mission, umbrella, order, act)}


def consent(world: World, order: GiveConsent, act: Act) -> Facts:
    """The last consent signs the mission, when an employment contract covers it."""
    mission = world.mission(order.mission)
    consultant = world.consultant(mission.consultant)
    return {mission_of(order.mission): signing.consent(mission, consultant, order, act)}


def sign(world: World, order: SignContract, act: Act) -> Facts:
    """The last signature signs the mission, when an employment contract covers it."""
    mission = world.mission(order.mission)
    consultant = world.consultant(mission.consultant)
    umbrella = world.umbrella(mission.umbrella)
    return {mission_of(order.mission): signing.sign(mission, consultant, umbrella, order, act)}


def complete_signature(world: World, order: CompleteSignature, act: Act) -> Facts:
    """An employment contract concluded last may be what the mission waited for."""
    mission = world.mission(order.mission)
    consultant = world.consultant(mission.consultant)
    return {mission_of(order.mission): signing.complete(mission, consultant, order, act)}


def start(world: World, order: StartMission, act: Act) -> Facts:
    """The first day worked is held against the consultant's and the umbrella company's files."""
    mission = world.mission(order.mission)
    consultant = world.consultant(mission.consultant)
    umbrella = world.umbrella(mission.umbrella)
    return {mission_of(order.mission): working.start(mission, consultant, umbrella, order, act)}


def invoice(world: World, order: IssueInvoice, _: Act) -> Facts:
    """The number is allotted in the transaction that issues the invoice: none is ever lost."""
    mission = world.mission(order.mission)
    umbrella, client = world.umbrella(mission.umbrella), world.client(mission.client)
    stream = series_of(mission.umbrella, order.series)
    allotted = allot(world.at(stream), order.series, order.mission, order.issued_on)
    issued = billing.invoice(mission, umbrella, client, allotted.number, order)
    return {mission_of(order.mission): issued, stream: [allotted]}


def receive(world: World, order: RecordPayment, act: Act) -> Facts:
    """What the client paid before tax reaches the consultant's account, less the fee of the day."""
    mission = world.mission(order.mission)
    received, *closed = billing.receive(mission, order, act)
    assert isinstance(received, billing.PaymentReceived)
    entries = account.receive(
        world.account(mission.consultant),
        received.net,
        world.umbrella(mission.umbrella).fee(order.received_on),
        str(order.received_on)[:7],
        f"payment {order.reference} of invoice {order.number}",
        order.mission,
    )
    return {
        mission_of(order.mission): [received, *closed],
        account_of(mission.consultant): entries,
    }


def register_consultant(world: World, order: RegisterConsultant, act: Act) -> Facts:
    """A consultant has an activity account from the first day (L1254-25)."""
    registered = hiring.register(world.consultant(order.consultant), order, act)
    return {
        Stream(Kind.CONSULTANT, order.consultant): registered,
        account_of(order.consultant): [AccountOpened(consultant=order.consultant)],
    }


def report(world: World, order: ReportActivity, act: Act) -> Facts:
    """A consultant reports days of his own missions."""
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
        mission_of(mission): [DaysWorkedRecorded(month=order.month, half_days=count)]
        for mission, count in changed.items()
    }
    return {pay_month(order.consultant, order.month): approved, **days}


def compute(world: World, order: ComputeSalary, _: Act) -> Facts:
    """Pay is posted on the account; what it lacks is advanced; pay too low is a breach, not a no."""
    month = world.pay_month(order.consultant, order.month)
    consultant, slip = world.consultant(order.consultant), order.payslip
    reserve = paying.reserve_of(slip, order.month)
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
    gross = split(month.payslip.gross, month.worked)
    net = split(month.payslip.net_paid + month.raised, month.worked)
    shares = {
        mission_of(mission): ending.pay_share(
            world.mission(mission), order.month, gross[mission], net[mission]
        )
        for mission in month.worked
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
