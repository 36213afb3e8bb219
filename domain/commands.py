"""The table of the whole system: each order, whose act it is, what it reads and may write.

`decide` is pure: a world, an order, the circumstances; facts stream by stream, or a `Refused`.
"""

from typing import Any

from domain.account import balance_and_levies
from domain.aggregates import Held, StateOf, World
from domain.asking import outside_ask as ask_order
from domain.client import client, client_changes
from domain.command_definition import Order, across, documented, happened, on, own, remembered
from domain.consultant import contract_commands as contract
from domain.consultant import (
    contracting,
    developing,
    employer_care,
    erasure,
    hiring,
    leaving,
    simulation_cover_bank,
    trial,
)
from domain.language import Kind, Stream
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
    invoice_following,
    papers,
    pausing,
    scoping,
    signing,
    taking_over,
    working,
)
from domain.multi_stream import Facts, employment_effects, mission_parties
from domain.multi_stream import invoices_and_payments as joint_billing
from domain.multi_stream import lapse_breaches as joint_lapsing
from domain.multi_stream import outside_asks as joint_asking
from domain.multi_stream import pay_month_effects as joint_paying
from domain.multi_stream.earlier_missions import cumulating
from domain.operations import operations
from domain.paymonth import correcting, declaring, month_opening, paying, reporting
from domain.record import BY_ANY, BY_CLIENT, BY_CONSULTANT, BY_SYSTEM, BY_UMBRELLA, Act
from domain.refusals import NotTheirAct
from domain.umbrella import controls_and_disputes, lapsing, settings, umbrella

MISSION, PAY_MONTH, CONSULTANT, ACCOUNT = Kind.MISSION, Kind.PAY_MONTH, Kind.CONSULTANT, Kind.ACCOUNT
CLIENT, UMBRELLA, OPERATIONS = Kind.CLIENT, Kind.UMBRELLA, Kind.OPERATIONS
OPENING = "mission client consultant umbrella > mission consultant"  # its parties are known
LENGTH = "mission consultant > mission"  # how long the work lasts, over all that he did at this client
K, C, U, S, ANY = BY_CONSULTANT, BY_CLIENT, BY_UMBRELLA, BY_SYSTEM, BY_ANY

PAY, MONEY = "pay-month mission > pay-month mission", "mission umbrella account > mission account"

ORDERS: tuple[Order, ...] = (
    # the umbrella company, its clients, its consultants
    on(UMBRELLA, umbrella.RegisterCompany, U, umbrella.register),
    on(UMBRELLA, umbrella.DeclareActivity, U, umbrella.declare),
    on(UMBRELLA, umbrella.ProvideGuarantee, U, umbrella.guarantee),
    on(UMBRELLA, umbrella.ProvideInsurance, U, umbrella.insure),
    on(UMBRELLA, umbrella.AdoptFeeScheme, U, umbrella.adopt_fee),
    on(UMBRELLA, lapsing.AttestGuarantee, U, lapsing.attest),
    across(
        "umbrella mission > umbrella mission", lapsing.LapseGuarantee, U | S, joint_lapsing.lapse_guarantee
    ),
    across(
        "umbrella mission > umbrella mission", lapsing.LapseInsurance, U | S, joint_lapsing.lapse_insurance
    ),
    on(UMBRELLA, settings.AdoptPolicy, U, settings.adopt_policy),
    on(UMBRELLA, settings.AdoptCalendar, U, settings.adopt_calendar),
    on(UMBRELLA, controls_and_disputes.OpenControl, U, controls_and_disputes.open_control),
    on(UMBRELLA, controls_and_disputes.CloseControl, U, controls_and_disputes.close_control),
    on(UMBRELLA, controls_and_disputes.OpenDispute, U, controls_and_disputes.open_dispute),
    on(UMBRELLA, controls_and_disputes.CloseDispute, U, controls_and_disputes.close_dispute),
    on(UMBRELLA, controls_and_disputes.PlaceLegalHold, U, controls_and_disputes.place_hold),
    on(UMBRELLA, controls_and_disputes.LiftLegalHold, U, controls_and_disputes.lift_hold),
    on(CLIENT, client.RegisterClient, U, client.register),
    on(CLIENT, client.AgreeBillingTerms, U, client.agree_terms),
    on(CLIENT, client.NameContact, C | U, client.name_contact),
    on(CLIENT, client_changes.ReplaceClientContact, C | U, client_changes.replace_contact),
    on(CLIENT, client_changes.DeliverVigilanceCertificate, U, client_changes.deliver_certificate),
    on(CLIENT, client_changes.CheckSolvency, U, client_changes.check_solvency),
    on(CLIENT, client_changes.RecordInsolvency, U, client_changes.record_insolvency),
    across(
        "consultant account > consultant account",
        hiring.RegisterConsultant,
        U,
        joint_paying.register_consultant,
    ),
    on(CONSULTANT, hiring.VerifyQualification, U, hiring.qualify),
    on(CONSULTANT, hiring.AssignLevel, U, hiring.assign_level),
    on(CONSULTANT, hiring.DeclareHire, U, hiring.declare_hire),
    # employment
    across(
        "consultant umbrella mission > consultant",
        contract.ConcludeEmploymentContract,
        U,
        employment_effects.conclude,
    ),
    across(
        "consultant > consultant mission", contract.DeliverEmploymentContract, U, employment_effects.deliver
    ),
    on(CONSULTANT, contract.RenewEmploymentContract, U, contracting.renew),
    on(CONSULTANT, contract.PostponeEmploymentContract, U, contracting.postpone),
    on(CONSULTANT, contract.AgreeExtraDays, U, contracting.agree_extra_days),
    on(CONSULTANT, trial.RenewTrialPeriod, U, trial.renew_trial),
    across("consultant > consultant mission", trial.EndTrialPeriod, K | U, employment_effects.end_trial),
    on(CONSULTANT, employer_care.OpenProspectingPeriod, U, employer_care.open_prospecting),
    on(CONSULTANT, employer_care.CloseProspectingPeriod, U, employer_care.close_prospecting),
    across(
        "consultant umbrella > consultant",
        employer_care.RequestInterview,
        K,
        employment_effects.ask_interview,
    ),
    on(CONSULTANT, employer_care.HoldInterview, U, employer_care.hold_interview),
    across("consultant umbrella > consultant", employer_care.RecordSickLeave, K | U, employment_effects.sick),
    on(CONSULTANT, developing.LogProspecting, K, developing.log_prospecting),
    on(CONSULTANT, developing.AnnounceAvailability, K, developing.announce),
    on(CONSULTANT, developing.RecordTraining, K | U, developing.record_training),
    on(CONSULTANT, developing.DeclareOtherActivity, K, developing.declare_activity),
    on(CONSULTANT, developing.AgreeDiversificationPlan, K | U, developing.agree_plan),
    on(CONSULTANT, developing.ReviewDiversification, K | U, developing.review_plan),
    across(
        "consultant umbrella > consultant",
        simulation_cover_bank.DeliverSimulation,
        U,
        employment_effects.simulate,
    ),
    on(CONSULTANT, simulation_cover_bank.AffiliateSocialCover, U, simulation_cover_bank.affiliate),
    on(CONSULTANT, simulation_cover_bank.ChangeBankDetails, K | U, simulation_cover_bank.change_bank_details),
    across(
        "consultant account mission > consultant mission account",
        leaving.EndEmployment,
        U | S,
        employment_effects.end,
    ),
    across("consultant > consultant mission", leaving.DeliverFinalSettlement, U, employment_effects.settle),
    across("consultant umbrella > consultant", erasure.RequestErasure, K | U | S, employment_effects.erase),
    # scoping
    across(OPENING, scoping.StateNeed, C, mission_parties.state_need),
    on(MISSION, scoping.MakeProposal, K, scoping.propose),
    on(MISSION, scoping.NegotiateTerms, C | K, scoping.negotiate),
    across(LENGTH, scoping.ScopeMission, K, cumulating(scoping.scope)),
    across(LENGTH, scoping.ReviseScope, K, cumulating(scoping.revise)),
    across("mission consultant umbrella > mission", scoping.VerifyMission, U, mission_parties.verify),
    on(MISSION, scoping.DeclineMission, U, scoping.decline),
    on(MISSION, scoping.AbandonMission, ANY, scoping.abandon),
    on(MISSION, papers.RecordPurchaseOrder, U, papers.record_order),
    on(MISSION, papers.RecordDerogation, U, papers.record_derogation),
    across(LENGTH, papers.WeighEarlierMission, U, mission_parties.weigh_earlier),
    across(OPENING, taking_over.TakeOverMission, U, mission_parties.take_over),
    # signing
    across("mission consultant > mission", signing.GiveConsent, K, mission_parties.consent),
    across("mission consultant umbrella > mission", signing.SignContract, C | U, mission_parties.sign),
    across(
        "mission consultant > mission", signing.CompleteSignature, U | S, mission_parties.complete_signature
    ),
    on(MISSION, signing.DeliverContractCopy, U, signing.deliver_copy),
    on(MISSION, signing.DeclareSignatureOverdue, U | S, signing.overdue),
    # working
    across("mission consultant umbrella > mission", working.StartMission, K | U, mission_parties.start),
    on(MISSION, working.ReachMilestone, K, working.reach),
    on(MISSION, working.ValidateMilestone, C, working.validate),
    on(MISSION, working.ReviewProgress, C | K, working.review),
    on(MISSION, working.AcknowledgeActivity, C, working.acknowledge),
    on(MISSION, expenses.ClaimExpense, K, expenses.claim),
    on(MISSION, expenses.ApproveExpense, U, expenses.approve),
    on(MISSION, expenses.DeclineExpense, U, expenses.decline),
    on(MISSION, expenses.ReverseExpense, U, expenses.reverse),
    across("mission consultant pay-month > mission", working.ContestRecord, ANY, mission_parties.contest),
    on(MISSION, breaching.CureBreach, U, breaching.cure),
    on(MISSION, pausing.SuspendMission, ANY, pausing.suspend),
    on(MISSION, pausing.ResumeMission, ANY, pausing.resume),
    across("mission client > mission", pausing.ReplaceMissionContact, C | U, mission_parties.replace_contact),
    # delivering
    on(MISSION, delivering.SubmitDeliverable, K, delivering.submit),
    on(MISSION, delivering.AcceptDeliverable, C, delivering.accept),
    on(MISSION, delivering.AcceptWithReservations, C, delivering.accept_with_reservations),
    on(MISSION, delivering.RejectDeliverable, C, delivering.reject),
    on(MISSION, delivering.AcceptPartly, C, delivering.accept_partly),
    on(MISSION, delivering.DeemAccepted, U | S, delivering.deem),
    on(MISSION, delivering.ReopenAcceptance, C | U, delivering.reopen),
    # changing
    across(LENGTH, changing.RequestChange, ANY, cumulating(changing.request)),
    on(MISSION, changing.ConsentToChange, ANY, changing.consent),
    on(MISSION, changing.DeclineChange, ANY, changing.decline),
    on(MISSION, changing.WithdrawChange, ANY, changing.withdraw),
    on(MISSION, changing.LapseChange, U | S, changing.lapse),
    # asking
    on(MISSION, asking.AskParty, S, asking.ask),
    on(MISSION, asking.NoteAnswer, S, asking.answer),
    on(MISSION, asking.WithdrawAsk, S, asking.withdraw),
    across("ask consultant client umbrella > ask", ask_order.AskAbout, S, joint_asking.ask),
    across("ask > ask", ask_order.NoteAnswerAbout, S, joint_asking.answer),
    across("ask > ask", ask_order.WithdrawAskAbout, S, joint_asking.withdraw),
    # autonomy
    on(MISSION, autonomy.RecordEvidence, ANY, autonomy.record_evidence),
    on(MISSION, autonomy.RaiseSignal, K | U | S, autonomy.raise_signal),
    on(MISSION, autonomy.MitigateSignal, K | U, autonomy.mitigate),
    on(MISSION, autonomy.DismissSignal, K | U, autonomy.dismiss),
    on(MISSION, autonomy.ReviewSingleClient, K | U, autonomy.review_single_client),
    on(MISSION, autonomy.WatchDependence, U | S, autonomy.watch_dependence),
    across(LENGTH, autonomy.WatchDuration, U | S, cumulating(autonomy.watch_duration)),
    # billing
    across(
        "mission umbrella client invoice-series > mission invoice-series",
        billing.IssueInvoice,
        U,
        joint_billing.invoice,
    ),
    on(MISSION, billing.TransmitInvoice, U, billing.transmit),
    across(
        "mission umbrella invoice-series > mission invoice-series",
        crediting.IssueCreditNote,
        U,
        joint_billing.credit,
    ),
    across(
        "mission umbrella account bank-line > mission account bank-line",
        billing.RecordPayment,
        U,
        joint_billing.receive,
    ),
    on(MISSION, invoice_following.RecordInvoiceStatus, U | S, invoice_following.record_status),
    on(MISSION, invoice_following.DeclareCashed, U | S, invoice_following.declare_cashed),
    on(MISSION, invoice_following.RemindPayment, S | U, invoice_following.remind),
    on(MISSION, invoice_following.ChargeLatePenalty, U, invoice_following.charge),
    on(MISSION, invoice_following.FileDocument, S, invoice_following.file),
    across(MONEY, collecting.ReallocatePayment, U, joint_billing.reallocate),
    across(MONEY, collecting.ReversePayment, U, joint_billing.reverse),
    on(MISSION, collecting.ApplyPenalty, C, collecting.apply_penalty),
    on(MISSION, collecting.RecordClientInsolvency, U, collecting.record_insolvency),
    on(MISSION, collecting.LodgeClaim, U, collecting.lodge),
    across(MONEY, collecting.WriteOffReceivable, U, joint_billing.write_off),
    # paying
    across(
        "pay-month consultant umbrella > pay-month", month_opening.OpenPayMonth, S, joint_paying.open_month
    ),
    across(
        "pay-month mission consultant > pay-month mission", reporting.ReportActivity, K, joint_paying.report
    ),
    on(PAY_MONTH, reporting.ReturnActivity, U, reporting.send_back),
    across(PAY, reporting.CorrectActivity, K, joint_paying.correct),
    across(
        "pay-month mission consultant > pay-month mission", reporting.ApproveActivity, U, joint_paying.approve
    ),
    across(
        "pay-month consultant account umbrella > pay-month account mission",
        paying.ComputeSalary,
        U | S,
        joint_paying.compute,
    ),
    across(PAY, paying.TransferSalary, U, joint_paying.transfer),
    across(
        "pay-month account > pay-month account",
        paying.DeliverStatement,
        U | S,
        joint_paying.deliver_statement,
    ),
    on(PAY_MONTH, declaring.NoteMissingActivity, S | U, declaring.note_missing),
    across("pay-month account > pay-month account", correcting.GrantAdvance, U, joint_paying.grant_advance),
    on(PAY_MONTH, correcting.ReturnSalaryPayment, U, correcting.payment_returned),
    across(
        "pay-month consultant account umbrella mission > pay-month account mission",
        correcting.CorrectSalary,
        U,
        joint_paying.correct_salary,
    ),
    across(PAY, declaring.DeclareContributions, U, joint_paying.declare_contributions),
    across(PAY, declaring.PayContributions, U, joint_paying.pay_contributions),
    # the activity account
    on(ACCOUNT, balance_and_levies.PostOpeningBalance, U, balance_and_levies.open_balance),
    on(ACCOUNT, balance_and_levies.ChargeLevy, U, balance_and_levies.charge_levy),
    across(
        "account consultant umbrella > account",
        balance_and_levies.GrantProspectingAllowance,
        U,
        joint_paying.grant_allowance,
    ),
    # ending
    on(MISSION, ending.GiveNotice, ANY, ending.give_notice),
    on(MISSION, ending.TerminateMission, ANY, ending.terminate),
    across(LENGTH, ending.CompleteMission, K | U, cumulating(ending.complete)),
    # operations
    on(OPERATIONS, operations.AdvanceClock, U | S, operations.advance),
    on(OPERATIONS, operations.SkipLine, U | S, operations.skip),
    on(OPERATIONS, operations.RetryLine, U | S, operations.retry),
    on(OPERATIONS, operations.RecordStreamRecovery, U | S, operations.recovered),
)

ORDER_OF: dict[type[Any], Order] = {order.command: order for order in ORDERS}
ORDER_NAMED: dict[str, Order] = {order.command.__name__: order for order in ORDERS}


def decide(state_of: StateOf, held: Held, order: Any, act: Act, about: Stream | None = None) -> Facts:
    """Answer an order with the facts that follow from it, or raise the `Refused` that stops it.

    `held` tells the fact that a stream holds under an id; `about` is the stream that the order is about,
    where the caller knows it already.
    """
    row = ORDER_OF[type(order)]
    whose, name = act.by.whose, row.command.__name__
    if whose not in row.by:
        raise NotTheirAct(act=name, party=whose, acts_of=tuple(sorted(row.by)))
    documented(name, act)
    remembered(state_of, order)
    happened(order, act)
    world = World(state_of, held, row.reads, about or row.about(order))
    own(world, order, act)
    facts = row.decide(world, order, act)
    for stream, events in facts.items():
        assert stream.kind in row.writes or not events, f"{name} may not write to {stream}"
    return facts
