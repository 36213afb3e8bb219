"""The table of the whole system: each order, whose act it is, what it reads and may write.

`decide` is pure: a world, an order, the circumstances; facts stream by stream, or a `Refused`.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from domain.account import opening
from domain.client import client, watching
from domain.consultant import contracting, developing, erasing, following, hiring, keeping, leaving, trial
from domain.consultant import orders as contract
from domain.joint import Facts, agreeing, employing, mission_of
from domain.joint import billing as joint_billing
from domain.joint import lapsing as joint_lapsing
from domain.joint import paying as joint_paying
from domain.language import NOBODY, Kind, Party, Stream, pay_month
from domain.language import account as account_of
from domain.mission import (
    asking,
    autonomy,
    billing,
    breaching,
    changing,
    collecting,
    crediting,
    delivering,
    ending,
    expenses,
    papers,
    pausing,
    scoping,
    signing,
    taking_over,
    working,
)
from domain.mission import following as invoice_following
from domain.operations import operations
from domain.paymonth import correcting, declaring, paying, reporting
from domain.record import BY_ANY, BY_CLIENT, BY_CONSULTANT, BY_SYSTEM, BY_UMBRELLA, Act
from domain.refusals import DocumentMissing, NotTheirAct, SomeoneElses
from domain.umbrella import lapsing, matters, settings, umbrella
from domain.world import LIVES, World

Parties = frozenset[Party]
Kinds = frozenset[Kind]

MISSION, PAY_MONTH, CONSULTANT = Kind.MISSION, Kind.PAY_MONTH, Kind.CONSULTANT
CLIENT, UMBRELLA, OPERATIONS = Kind.CLIENT, Kind.UMBRELLA, Kind.OPERATIONS
ACCOUNT = Kind.ACCOUNT
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
    ACCOUNT: lambda order: account_of(order.consultant),
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
    _on(UMBRELLA, lapsing.AttestGuarantee, U, lapsing.attest),
    _across(
        "umbrella mission > umbrella mission",
        lapsing.LapseGuarantee,
        U | S,
        joint_lapsing.lapse_guarantee,
    ),
    _across(
        "umbrella mission > umbrella mission",
        lapsing.LapseInsurance,
        U | S,
        joint_lapsing.lapse_insurance,
    ),
    _on(UMBRELLA, settings.AdoptPolicy, U, settings.adopt_policy),
    _on(UMBRELLA, settings.AdoptCalendar, U, settings.adopt_calendar),
    _on(UMBRELLA, matters.OpenControl, U, matters.open_control),
    _on(UMBRELLA, matters.CloseControl, U, matters.close_control),
    _on(UMBRELLA, matters.OpenDispute, U, matters.open_dispute),
    _on(UMBRELLA, matters.CloseDispute, U, matters.close_dispute),
    _on(UMBRELLA, matters.PlaceLegalHold, U, matters.place_hold),
    _on(UMBRELLA, matters.LiftLegalHold, U, matters.lift_hold),
    _on(CLIENT, client.RegisterClient, U, client.register),
    _on(CLIENT, client.AgreeBillingTerms, U, client.agree_terms),
    _on(CLIENT, client.NameContact, C | U, client.name_contact),
    _on(CLIENT, watching.ReplaceClientContact, C | U, watching.replace_contact),
    _on(CLIENT, watching.DeliverVigilanceCertificate, U, watching.deliver_certificate),
    _on(CLIENT, watching.CheckSolvency, U, watching.check_solvency),
    _on(CLIENT, watching.RecordInsolvency, U, watching.record_insolvency),
    _across(
        "consultant account > consultant account",
        hiring.RegisterConsultant,
        U,
        joint_paying.register_consultant,
    ),
    _on(CONSULTANT, hiring.VerifyQualification, U, hiring.qualify),
    _on(CONSULTANT, hiring.AssignLevel, U, hiring.assign_level),
    _on(CONSULTANT, hiring.DeclareHire, U, hiring.declare_hire),
    # employment
    _across(
        "consultant umbrella mission > consultant", contract.ConcludeEmploymentContract, U, employing.conclude
    ),
    _across("consultant > consultant mission", contract.DeliverEmploymentContract, U, employing.deliver),
    _on(CONSULTANT, contract.RenewEmploymentContract, U, contracting.renew),
    _on(CONSULTANT, contract.PostponeEmploymentContract, U, contracting.postpone),
    _on(CONSULTANT, contract.AgreeExtraDays, U, contracting.agree_extra_days),
    _on(CONSULTANT, trial.RenewTrialPeriod, U, trial.renew_trial),
    _across("consultant > consultant mission", trial.EndTrialPeriod, K | U, employing.end_trial),
    _on(CONSULTANT, following.OpenProspectingPeriod, U, following.open_prospecting),
    _on(CONSULTANT, following.CloseProspectingPeriod, U, following.close_prospecting),
    _across("consultant umbrella > consultant", following.RequestInterview, K, employing.ask_interview),
    _on(CONSULTANT, following.HoldInterview, U, following.hold_interview),
    _across("consultant umbrella > consultant", following.RecordSickLeave, K | U, employing.sick),
    _on(CONSULTANT, developing.LogProspecting, K, developing.log_prospecting),
    _on(CONSULTANT, developing.AnnounceAvailability, K, developing.announce),
    _on(CONSULTANT, developing.RecordTraining, K | U, developing.record_training),
    _on(CONSULTANT, developing.DeclareOtherActivity, K, developing.declare_activity),
    _on(CONSULTANT, developing.AgreeDiversificationPlan, K | U, developing.agree_plan),
    _on(CONSULTANT, developing.ReviewDiversification, K | U, developing.review_plan),
    _across("consultant umbrella > consultant", keeping.DeliverSimulation, U, employing.simulate),
    _on(CONSULTANT, keeping.AffiliateSocialCover, U, keeping.affiliate),
    _on(CONSULTANT, keeping.ChangeBankDetails, K | U, keeping.change_bank_details),
    _across(
        "consultant account mission > consultant mission account", leaving.EndEmployment, U | S, employing.end
    ),
    _across("consultant > consultant mission", leaving.DeliverFinalSettlement, U, employing.settle),
    _across("consultant umbrella > consultant", erasing.RequestErasure, K | U | S, employing.erase),
    # scoping
    _across("mission client consultant umbrella > mission", scoping.StateNeed, C, agreeing.state_need),
    _on(MISSION, scoping.MakeProposal, K, scoping.propose),
    _on(MISSION, scoping.NegotiateTerms, C | K, scoping.negotiate),
    _on(MISSION, scoping.ScopeMission, K, scoping.scope),
    _on(MISSION, scoping.ReviseScope, K, scoping.revise),
    _across("mission consultant umbrella > mission", scoping.VerifyMission, U, agreeing.verify),
    _on(MISSION, scoping.DeclineMission, U, scoping.decline),
    _on(MISSION, scoping.AbandonMission, ANY, scoping.abandon),
    _on(MISSION, papers.RecordPurchaseOrder, U, papers.record_order),
    _on(MISSION, papers.RecordDerogation, U, papers.record_derogation),
    _across("mission > mission", papers.WeighEarlierMission, U, agreeing.weigh_earlier),
    _across(
        "mission client consultant umbrella > mission", taking_over.TakeOverMission, U, agreeing.take_over
    ),
    # signing
    _across("mission consultant > mission", signing.GiveConsent, K, agreeing.consent),
    _across("mission consultant umbrella > mission", signing.SignContract, C | U, agreeing.sign),
    _across("mission consultant > mission", signing.CompleteSignature, U | S, agreeing.complete_signature),
    _on(MISSION, signing.DeliverContractCopy, U, signing.deliver_copy),
    _on(MISSION, signing.DeclareSignatureOverdue, U | S, signing.overdue),
    # working
    _across("mission consultant umbrella > mission", working.StartMission, K | U, agreeing.start),
    _on(MISSION, working.ReachMilestone, K, working.reach),
    _on(MISSION, working.ValidateMilestone, C, working.validate),
    _on(MISSION, working.ReviewProgress, C | K, working.review),
    _on(MISSION, working.AcknowledgeActivity, C, working.acknowledge),
    _on(MISSION, expenses.ClaimExpense, K, expenses.claim),
    _on(MISSION, expenses.ApproveExpense, U, expenses.approve),
    _on(MISSION, expenses.DeclineExpense, U, expenses.decline),
    _on(MISSION, expenses.ReverseExpense, U, expenses.reverse),
    _on(MISSION, working.ContestRecord, ANY, working.contest),
    _on(MISSION, breaching.CureBreach, U, breaching.cure),
    _on(MISSION, pausing.SuspendMission, ANY, pausing.suspend),
    _on(MISSION, pausing.ResumeMission, ANY, pausing.resume),
    _across("mission client > mission", pausing.ReplaceMissionContact, C | U, agreeing.replace_contact),
    # delivering
    _on(MISSION, delivering.SubmitDeliverable, K, delivering.submit),
    _on(MISSION, delivering.AcceptDeliverable, C, delivering.accept),
    _on(MISSION, delivering.AcceptWithReservations, C, delivering.accept_with_reservations),
    _on(MISSION, delivering.RejectDeliverable, C, delivering.reject),
    _on(MISSION, delivering.AcceptPartly, C, delivering.accept_partly),
    _on(MISSION, delivering.DeemAccepted, U | S, delivering.deem),
    _on(MISSION, delivering.ReopenAcceptance, C | U, delivering.reopen),
    # changing
    _on(MISSION, changing.RequestChange, ANY, changing.request),
    _on(MISSION, changing.ConsentToChange, ANY, changing.consent),
    _on(MISSION, changing.DeclineChange, ANY, changing.decline),
    _on(MISSION, changing.WithdrawChange, ANY, changing.withdraw),
    _on(MISSION, changing.LapseChange, U | S, changing.lapse),
    # asking
    _on(MISSION, asking.AskParty, S, asking.ask),
    _on(MISSION, asking.NoteAnswer, S, asking.answer),
    _on(MISSION, asking.WithdrawAsk, S, asking.withdraw),
    # autonomy
    _on(MISSION, autonomy.RecordEvidence, ANY, autonomy.record_evidence),
    _on(MISSION, autonomy.RaiseSignal, K | U | S, autonomy.raise_signal),
    _on(MISSION, autonomy.MitigateSignal, K | U, autonomy.mitigate),
    _on(MISSION, autonomy.DismissSignal, K | U, autonomy.dismiss),
    _on(MISSION, autonomy.ReviewSingleClient, K | U, autonomy.review_single_client),
    _on(MISSION, autonomy.WatchDependence, U | S, autonomy.watch_dependence),
    _on(MISSION, autonomy.WatchDuration, U | S, autonomy.watch_duration),
    # billing
    _across(
        "mission umbrella client invoice-series > mission invoice-series",
        billing.IssueInvoice,
        U,
        joint_billing.invoice,
    ),
    _on(MISSION, billing.TransmitInvoice, U, billing.transmit),
    _across(
        "mission umbrella invoice-series > mission invoice-series",
        crediting.IssueCreditNote,
        U,
        joint_billing.credit,
    ),
    _across(
        "mission umbrella account bank-line > mission account bank-line",
        billing.RecordPayment,
        U,
        joint_billing.receive,
    ),
    _on(MISSION, invoice_following.RecordInvoiceStatus, U | S, invoice_following.record_status),
    _on(MISSION, invoice_following.DeclareCashed, U | S, invoice_following.declare_cashed),
    _on(MISSION, invoice_following.RemindPayment, S | U, invoice_following.remind),
    _on(MISSION, invoice_following.ChargeLatePenalty, U, invoice_following.charge),
    _on(MISSION, invoice_following.FileDocument, S, invoice_following.file),
    _across(
        "mission umbrella account > mission account",
        collecting.ReallocatePayment,
        U,
        joint_billing.reallocate,
    ),
    _across(
        "mission umbrella account > mission account", collecting.ReversePayment, U, joint_billing.reverse
    ),
    _on(MISSION, collecting.ApplyPenalty, C, collecting.apply_penalty),
    _on(MISSION, collecting.RecordClientInsolvency, U, collecting.record_insolvency),
    _on(MISSION, collecting.LodgeClaim, U, collecting.lodge),
    _across(
        "mission umbrella account > mission account",
        collecting.WriteOffReceivable,
        U,
        joint_billing.write_off,
    ),
    # paying
    _across(
        "pay-month mission consultant > pay-month mission", reporting.ReportActivity, K, joint_paying.report
    ),
    _on(PAY_MONTH, reporting.ReturnActivity, U, reporting.send_back),
    _across("pay-month mission > pay-month mission", reporting.CorrectActivity, K, joint_paying.correct),
    _across("pay-month mission > pay-month mission", reporting.ApproveActivity, U, joint_paying.approve),
    _across(
        "pay-month consultant account umbrella > pay-month account mission",
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
    _on(PAY_MONTH, declaring.NoteMissingActivity, S | U, declaring.note_missing),
    _across("pay-month account > pay-month account", correcting.GrantAdvance, U, joint_paying.grant_advance),
    _on(PAY_MONTH, correcting.ReturnSalaryPayment, U, correcting.payment_returned),
    _across(
        "pay-month consultant account umbrella mission > pay-month account mission",
        correcting.CorrectSalary,
        U,
        joint_paying.correct_salary,
    ),
    _across(
        "pay-month mission > pay-month mission",
        declaring.DeclareContributions,
        U,
        joint_paying.declare_contributions,
    ),
    _across(
        "pay-month mission > pay-month mission", declaring.PayContributions, U, joint_paying.pay_contributions
    ),
    # the activity account
    _on(ACCOUNT, opening.PostOpeningBalance, U, opening.open_balance),
    _on(ACCOUNT, opening.ChargeLevy, U, opening.charge_levy),
    _across(
        "account consultant umbrella > account",
        opening.GrantProspectingAllowance,
        U,
        joint_paying.grant_allowance,
    ),
    # ending
    _on(MISSION, ending.GiveNotice, ANY, ending.give_notice),
    _on(MISSION, ending.TerminateMission, ANY, ending.terminate),
    _on(MISSION, ending.CompleteMission, K | U, ending.complete),
    # operations
    _on(OPERATIONS, operations.AdvanceClock, U | S, operations.advance),
)

ORDER_OF: dict[type[Any], Order] = {order.command: order for order in ORDERS}
ORDER_NAMED: dict[str, Order] = {order.command.__name__: order for order in ORDERS}


def decide(state_of: Callable[[Stream], Any], order: Any, act: Act) -> Facts:
    """Answer an order with the facts that follow from it, or raise the `Refused` that stops it."""
    row = ORDER_OF[type(order)]
    whose, name = act.by.whose, row.command.__name__
    if whose not in row.by:
        raise NotTheirAct(act=name, party=whose, acts_of=tuple(sorted(row.by)))
    _documented(name, act)
    world = World(state_of, row.reads)
    _own(world, row, order, act)
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


def _own(world: World, row: Order, order: Any, act: Act) -> None:
    """A client or a consultant, acting itself, acts in its own matters only."""
    actor = act.by
    if actor.party not in (Party.CLIENT, Party.CONSULTANT):
        return
    stream = row.about(order)
    client_id, consultant_id = LIVES[stream.kind].parties(stream, world.at(stream))
    if actor.party is Party.CLIENT:
        concerned = getattr(order, "client", client_id)
    else:
        concerned = getattr(order, "consultant", consultant_id)
    if concerned in (None, actor.represents, NOBODY):
        return
    raise SomeoneElses(party=actor.party, represents=actor.represents, concerned=concerned)
