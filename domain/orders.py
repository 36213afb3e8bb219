"""The table of the whole system: each order, whose act it is, what it reads and may write.

`decide` is pure: a world, an order, the circumstances; facts stream by stream, or a `Refused`.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from domain.client import client
from domain.consultant import hiring
from domain.joint import Facts, agreeing, mission_of
from domain.joint import billing as joint_billing
from domain.joint import paying as joint_paying
from domain.language import NOBODY, Kind, Party, Stream, pay_month
from domain.mission import billing, changing, delivering, ending, scoping, signing, working
from domain.operations import operations
from domain.paymonth import paying, reporting
from domain.record import BY_ANY, BY_CLIENT, BY_CONSULTANT, BY_SYSTEM, BY_UMBRELLA, Act
from domain.refusals import DocumentMissing, NotTheirAct, SomeoneElses
from domain.umbrella import umbrella
from domain.world import LIVES, World

Parties = frozenset[Party]
Kinds = frozenset[Kind]

MISSION, PAY_MONTH, CONSULTANT = Kind.MISSION, Kind.PAY_MONTH, Kind.CONSULTANT
CLIENT, UMBRELLA, OPERATIONS = Kind.CLIENT, Kind.UMBRELLA, Kind.OPERATIONS
K, C, U, S, ANY = BY_CONSULTANT, BY_CLIENT, BY_UMBRELLA, BY_SYSTEM, BY_ANY


class Order(NamedTuple):
    """One row: an order, whose act it is, the stream it is about, the kinds it reads and writes."""

    command: type[Any]
    by: Parties
    about: Callable[[Any], Stream]
    reads: Kinds
    writes: Kinds
    decide: Callable[[World, Any, Act], Facts]


_ABOUT: dict[Kind, Callable[[Any], Stream]] = {
    MISSION: lambda order: mission_of(order.mission),
    CONSULTANT: lambda order: Stream(CONSULTANT, order.consultant),
    CLIENT: lambda order: Stream(CLIENT, order.client),
    UMBRELLA: lambda order: Stream(UMBRELLA, order.umbrella),
    PAY_MONTH: lambda order: pay_month(order.consultant, order.month),
    OPERATIONS: lambda order: order.stream,
}


def _on(kind: Kind, command: type[Any], by: Parties, verb: Callable[[Any, Any, Act], Any]) -> Order:
    """Return the row of an order that one stream decides alone."""
    about = _ABOUT[kind]

    def decide(world: World, order: Any, act: Act) -> Facts:
        stream = about(order)
        state = world.mission(order.mission) if kind is MISSION else world.at(stream)
        return {stream: verb(state, order, act)}

    return Order(command, by, about, frozenset({kind}), frozenset({kind}), decide)


def _across(kinds: str, command: type[Any], by: Parties, decide: Callable[[World, Any, Act], Facts]) -> Order:
    """Return the row of an order that several streams decide: `reads > writes`, the first it is about."""
    read, _, written = kinds.partition(" > ")
    reads = [Kind(kind) for kind in read.split()]
    return Order(
        command, by, _ABOUT[reads[0]], frozenset(reads), frozenset(map(Kind, written.split())), decide
    )


ORDERS: tuple[Order, ...] = (
    # the umbrella company, its clients, its consultants
    _on(UMBRELLA, umbrella.RegisterCompany, U, umbrella.register),
    _on(UMBRELLA, umbrella.DeclareActivity, U, umbrella.declare),
    _on(UMBRELLA, umbrella.ProvideGuarantee, U, umbrella.guarantee),
    _on(UMBRELLA, umbrella.ProvideInsurance, U, umbrella.insure),
    _on(UMBRELLA, umbrella.AdoptFeeScheme, U, umbrella.adopt_fee),
    _on(CLIENT, client.RegisterClient, U, client.register),
    _on(CLIENT, client.AgreeBillingTerms, U, client.agree_terms),
    _on(CLIENT, client.NameContact, C | U, client.name_contact),
    _across(
        "consultant account > consultant account",
        hiring.RegisterConsultant,
        U,
        joint_paying.register_consultant,
    ),
    _on(CONSULTANT, hiring.VerifyQualification, U, hiring.qualify),
    _on(CONSULTANT, hiring.AssignLevel, U, hiring.assign_level),
    _on(CONSULTANT, hiring.DeclareHire, U, hiring.declare_hire),
    _on(CONSULTANT, hiring.ConcludeEmploymentContract, U, hiring.conclude),
    _on(CONSULTANT, hiring.DeliverEmploymentContract, U, hiring.deliver),
    # scoping
    _across("mission client consultant umbrella > mission", scoping.StateNeed, C, agreeing.state_need),
    _on(MISSION, scoping.MakeProposal, K, scoping.propose),
    _on(MISSION, scoping.NegotiateTerms, C | K, scoping.negotiate),
    _on(MISSION, scoping.ScopeMission, K, scoping.scope),
    _on(MISSION, scoping.ReviseScope, K, scoping.revise),
    _across("mission umbrella > mission", scoping.VerifyMission, U, agreeing.verify),
    _on(MISSION, scoping.DeclineMission, U, scoping.decline),
    _on(MISSION, scoping.AbandonMission, ANY, scoping.abandon),
    # signing
    _across("mission consultant > mission", signing.GiveConsent, K, agreeing.consent),
    _across("mission consultant umbrella > mission", signing.SignContract, C | U, agreeing.sign),
    _across("mission consultant > mission", signing.CompleteSignature, U | S, agreeing.complete_signature),
    _on(MISSION, signing.DeliverContractCopy, U, signing.deliver_copy),
    # working
    _across("mission consultant umbrella > mission", working.StartMission, K | U, agreeing.start),
    _on(MISSION, working.ReachMilestone, K, working.reach),
    _on(MISSION, working.ValidateMilestone, C, working.validate),
    _on(MISSION, working.ReviewProgress, C | K, working.review),
    _on(MISSION, working.AcknowledgeActivity, C, working.acknowledge),
    _on(MISSION, working.ClaimExpense, K, working.claim),
    _on(MISSION, working.ApproveExpense, U, working.approve),
    _on(MISSION, working.DeclineExpense, U, working.decline),
    _on(MISSION, working.ContestRecord, ANY, working.contest),
    # delivering
    _on(MISSION, delivering.SubmitDeliverable, K, delivering.submit),
    _on(MISSION, delivering.AcceptDeliverable, C, delivering.accept),
    _on(MISSION, delivering.AcceptWithReservations, C, delivering.accept_with_reservations),
    _on(MISSION, delivering.RejectDeliverable, C, delivering.reject),
    # changing
    _on(MISSION, changing.RequestChange, ANY, changing.request),
    _on(MISSION, changing.ConsentToChange, ANY, changing.consent),
    _on(MISSION, changing.DeclineChange, ANY, changing.decline),
    _on(MISSION, changing.WithdrawChange, ANY, changing.withdraw),
    # billing
    _across(
        "mission umbrella client invoice-series > mission invoice-series",
        billing.IssueInvoice,
        U,
        joint_billing.invoice,
    ),
    _on(MISSION, billing.TransmitInvoice, U, billing.transmit),
    _across("mission umbrella account > mission account", billing.RecordPayment, U, joint_billing.receive),
    # paying
    _across("pay-month mission consultant > pay-month", reporting.ReportActivity, K, joint_paying.report),
    _on(PAY_MONTH, reporting.ReturnActivity, U, reporting.send_back),
    _across("pay-month mission > pay-month", reporting.CorrectActivity, K, joint_paying.correct),
    _across("pay-month mission > pay-month mission", reporting.ApproveActivity, U, joint_paying.approve),
    _across(
        "pay-month consultant account > pay-month account mission",
        paying.ComputeSalary,
        U | S,
        joint_paying.compute,
    ),
    _across("pay-month mission > pay-month mission", paying.TransferSalary, U, joint_paying.transfer),
    _across(
        "pay-month account > pay-month account",
        paying.DeliverStatement,
        U | S,
        joint_paying.deliver_statement,
    ),
    # ending
    _on(MISSION, ending.CompleteMission, K | U, ending.complete),
    # operations
    _on(OPERATIONS, operations.AdvanceClock, U | S, operations.advance),
)

ORDER_OF: dict[type[Any], Order] = {order.command: order for order in ORDERS}
ORDER_NAMED: dict[str, Order] = {order.command.__name__: order for order in ORDERS}


def decide(state_of: Callable[[Stream], Any], order: Any, act: Act, about: Stream | None = None) -> Facts:
    """Answer an order with the facts that follow from it, or raise the `Refused` that stops it.

    `about` is the stream that the order is about, where the caller knows it already.
    """
    row = ORDER_OF[type(order)]
    whose, name = act.by.whose, row.command.__name__
    if whose not in row.by:
        raise NotTheirAct(act=name, party=whose, acts_of=tuple(sorted(row.by)))
    _documented(name, act)
    world = World(state_of, row.reads)
    _own(world, about or row.about(order), order, act)
    facts = row.decide(world, order, act)
    for stream, events in facts.items():
        assert stream.kind in row.writes or not events, f"{name} may not write to {stream}"
    return facts


def _documented(name: str, act: Act) -> None:
    """Another party's act, and an earlier time, are stated by the umbrella company, on a document."""
    actor = act.by
    if actor.acting_for is None and not act.backdated:
        return
    if actor.acting_for is Party.SYSTEM:
        raise NotTheirAct(act=name, party=actor.party, acts_of=(Party.SYSTEM,))
    if actor.acting_for is not None and actor.party is not Party.UMBRELLA:
        raise NotTheirAct(act=name, party=actor.party, acts_of=(actor.acting_for,))
    if actor.evidence is None or actor.party is not Party.UMBRELLA:
        raise DocumentMissing(act=name, acting_for=actor.acting_for)


def _own(world: World, stream: Stream, order: Any, act: Act) -> None:
    """A client or a consultant, acting itself, acts in its own matters only."""
    actor = act.by
    if actor.party not in (Party.CLIENT, Party.CONSULTANT):
        return
    client_id, consultant_id = LIVES[stream.kind].parties(stream, world.at(stream))
    if actor.party is Party.CLIENT:
        concerned = getattr(order, "client", client_id)
    else:
        concerned = getattr(order, "consultant", consultant_id)
    if concerned in (None, actor.represents, NOBODY):
        return
    raise SomeoneElses(party=actor.party, represents=actor.represents)
