"""The table of all commands: whose act each is, which streams it reads and may write, what decides it."""

from typing import Any

from domain.account import balance_and_levies
from domain.asking import outside_ask as ask_order
from domain.command_definition import (
    ACCOUNT,
    ANY,
    MISSION,
    OPERATIONS,
    PAY_MONTH,
    C,
    K,
    Order,
    S,
    U,
    across,
    on,
)
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
from domain.multi_stream import activity_report_effects as joint_reporting
from domain.multi_stream import invoices_and_payments as joint_billing
from domain.multi_stream import mission_parties
from domain.multi_stream import outside_asks as joint_asking
from domain.multi_stream import pay_month_effects as joint_paying
from domain.multi_stream.earlier_missions import cumulating
from domain.operations import operations
from domain.party_commands import PARTY_COMMANDS
from domain.paymonth import correcting, declaring, month_opening, paying, reporting

OPENING = "mission client consultant umbrella > mission consultant"  # its parties are known
LENGTH = "mission consultant > mission"  # how long the work lasts, over all that he did at this client
PAY, MONEY = "pay-month mission > pay-month mission", "mission umbrella account > mission account"

ORDERS: tuple[Order, ...] = (
    *PARTY_COMMANDS,
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
        "pay-month mission consultant > pay-month mission",
        reporting.ReportActivity,
        K,
        joint_reporting.report,
    ),
    on(PAY_MONTH, reporting.ReturnActivity, U, reporting.send_back),
    across(PAY, reporting.CorrectActivity, K, joint_reporting.correct),
    across(
        "pay-month mission consultant > pay-month mission",
        reporting.ApproveActivity,
        U,
        joint_reporting.approve,
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
