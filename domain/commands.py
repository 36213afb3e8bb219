"""The table of all commands: the parties, the streams read and written, and the deciding function of each."""

from typing import Any

from domain.account import balance_and_levies
from domain.asking import outside_ask as ask_command
from domain.command_definition import (
    ACCOUNT,
    ANY,
    MISSION,
    OPERATIONS,
    PAY_MONTH,
    C,
    CommandDefinition,
    K,
    S,
    U,
    multi_stream,
    single_stream,
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
from domain.multi_stream.earlier_missions import with_earlier_missions
from domain.operations import operations
from domain.party_commands import PARTY_COMMANDS
from domain.paymonth import correcting, declaring, month_opening, paying, reporting

OPENING = "mission client consultant umbrella > mission consultant"  # its parties are known
LENGTH = "mission consultant > mission"  # counts the work of all missions of the consultant at this client
PAY, MONEY = "pay-month mission > pay-month mission", "mission umbrella account > mission account"

COMMANDS: tuple[CommandDefinition, ...] = (
    *PARTY_COMMANDS,
    # scoping
    multi_stream(OPENING, scoping.StateNeed, C, mission_parties.state_need),
    single_stream(MISSION, scoping.MakeProposal, K, scoping.propose),
    single_stream(MISSION, scoping.NegotiateTerms, C | K, scoping.negotiate),
    multi_stream(LENGTH, scoping.ScopeMission, K, with_earlier_missions(scoping.scope)),
    multi_stream(LENGTH, scoping.ReviseScope, K, with_earlier_missions(scoping.revise)),
    multi_stream("mission consultant umbrella > mission", scoping.VerifyMission, U, mission_parties.verify),
    single_stream(MISSION, scoping.DeclineMission, U, scoping.decline),
    single_stream(MISSION, scoping.AbandonMission, ANY, scoping.abandon),
    single_stream(MISSION, papers.RecordPurchaseOrder, U, papers.record_purchase_order),
    single_stream(MISSION, papers.RecordDerogation, U, papers.record_derogation),
    multi_stream(LENGTH, papers.WeighEarlierMission, U, mission_parties.weigh_earlier),
    multi_stream(OPENING, taking_over.TakeOverMission, U, mission_parties.take_over),
    # signing
    multi_stream("mission consultant > mission", signing.GiveConsent, K, mission_parties.consent),
    multi_stream("mission consultant umbrella > mission", signing.SignContract, C | U, mission_parties.sign),
    multi_stream(
        "mission consultant > mission", signing.CompleteSignature, U | S, mission_parties.complete_signature
    ),
    single_stream(MISSION, signing.DeliverContractCopy, U, signing.deliver_copy),
    single_stream(MISSION, signing.DeclareSignatureOverdue, U | S, signing.declare_overdue),
    # working
    multi_stream("mission consultant umbrella > mission", working.StartMission, K | U, mission_parties.start),
    single_stream(MISSION, working.ReachMilestone, K, working.reach),
    single_stream(MISSION, working.ValidateMilestone, C, working.validate),
    single_stream(MISSION, working.ReviewProgress, C | K, working.review),
    single_stream(MISSION, working.AcknowledgeActivity, C, working.acknowledge),
    single_stream(MISSION, expenses.ClaimExpense, K, expenses.claim),
    single_stream(MISSION, expenses.ApproveExpense, U, expenses.approve),
    single_stream(MISSION, expenses.DeclineExpense, U, expenses.decline),
    single_stream(MISSION, expenses.ReverseExpense, U, expenses.reverse),
    multi_stream(
        "mission consultant pay-month > mission", working.ContestRecord, ANY, mission_parties.contest
    ),
    single_stream(MISSION, breaching.CureBreach, U, breaching.cure),
    single_stream(MISSION, pausing.SuspendMission, ANY, pausing.suspend),
    single_stream(MISSION, pausing.ResumeMission, ANY, pausing.resume),
    multi_stream(
        "mission client > mission", pausing.ReplaceMissionContact, C | U, mission_parties.replace_contact
    ),
    # delivering
    single_stream(MISSION, delivering.SubmitDeliverable, K, delivering.submit),
    single_stream(MISSION, delivering.AcceptDeliverable, C, delivering.accept),
    single_stream(MISSION, delivering.AcceptWithReservations, C, delivering.accept_with_reservations),
    single_stream(MISSION, delivering.RejectDeliverable, C, delivering.reject),
    single_stream(MISSION, delivering.AcceptPartly, C, delivering.accept_partly),
    single_stream(MISSION, delivering.DeemAccepted, U | S, delivering.deem),
    single_stream(MISSION, delivering.ReopenAcceptance, C | U, delivering.reopen),
    # changing
    multi_stream(LENGTH, changing.RequestChange, ANY, with_earlier_missions(changing.request)),
    single_stream(MISSION, changing.ConsentToChange, ANY, changing.consent),
    single_stream(MISSION, changing.DeclineChange, ANY, changing.decline),
    single_stream(MISSION, changing.WithdrawChange, ANY, changing.withdraw),
    single_stream(MISSION, changing.LapseChange, U | S, changing.lapse),
    # asking
    single_stream(MISSION, asking.AskParty, S, asking.ask),
    single_stream(MISSION, asking.NoteAnswer, S, asking.answer),
    single_stream(MISSION, asking.WithdrawAsk, S, asking.withdraw),
    multi_stream("ask consultant client umbrella > ask", ask_command.AskAbout, S, joint_asking.ask),
    multi_stream("ask > ask", ask_command.NoteAnswerAbout, S, joint_asking.answer),
    multi_stream("ask > ask", ask_command.WithdrawAskAbout, S, joint_asking.withdraw),
    # autonomy
    single_stream(MISSION, autonomy.RecordEvidence, ANY, autonomy.record_evidence),
    single_stream(MISSION, autonomy.RaiseSignal, K | U | S, autonomy.raise_signal),
    single_stream(MISSION, autonomy.MitigateSignal, K | U, autonomy.mitigate),
    single_stream(MISSION, autonomy.DismissSignal, K | U, autonomy.dismiss),
    single_stream(MISSION, autonomy.ReviewSingleClient, K | U, autonomy.review_single_client),
    single_stream(MISSION, autonomy.WatchDependence, U | S, autonomy.watch_dependence),
    multi_stream(LENGTH, autonomy.WatchDuration, U | S, with_earlier_missions(autonomy.watch_duration)),
    # billing
    multi_stream(
        "mission umbrella client invoice-series > mission invoice-series",
        billing.IssueInvoice,
        U,
        joint_billing.invoice,
    ),
    single_stream(MISSION, billing.TransmitInvoice, U, billing.transmit),
    multi_stream(
        "mission umbrella invoice-series > mission invoice-series",
        crediting.IssueCreditNote,
        U,
        joint_billing.credit,
    ),
    multi_stream(
        "mission umbrella account bank-line > mission account bank-line",
        billing.RecordPayment,
        U,
        joint_billing.receive,
    ),
    single_stream(MISSION, invoice_following.RecordInvoiceStatus, U | S, invoice_following.record_status),
    single_stream(MISSION, invoice_following.DeclareCashed, U | S, invoice_following.declare_cashed),
    single_stream(MISSION, invoice_following.RemindPayment, S | U, invoice_following.remind),
    single_stream(MISSION, invoice_following.ChargeLatePenalty, U, invoice_following.charge),
    single_stream(MISSION, invoice_following.FileDocument, S, invoice_following.file),
    multi_stream(MONEY, collecting.ReallocatePayment, U, joint_billing.reallocate),
    multi_stream(MONEY, collecting.ReversePayment, U, joint_billing.reverse),
    single_stream(MISSION, collecting.ApplyPenalty, C, collecting.apply_penalty),
    single_stream(MISSION, collecting.RecordClientInsolvency, U, collecting.record_insolvency),
    single_stream(MISSION, collecting.LodgeClaim, U, collecting.lodge),
    multi_stream(MONEY, collecting.WriteOffReceivable, U, joint_billing.write_off),
    # paying
    multi_stream(
        "pay-month consultant umbrella > pay-month", month_opening.OpenPayMonth, S, joint_paying.open_month
    ),
    multi_stream(
        "pay-month mission consultant > pay-month mission",
        reporting.ReportActivity,
        K,
        joint_reporting.report,
    ),
    single_stream(PAY_MONTH, reporting.ReturnActivity, U, reporting.send_back),
    multi_stream(PAY, reporting.CorrectActivity, K, joint_reporting.correct),
    multi_stream(
        "pay-month mission consultant > pay-month mission",
        reporting.ApproveActivity,
        U,
        joint_reporting.approve,
    ),
    multi_stream(
        "pay-month consultant account umbrella > pay-month account mission",
        paying.ComputeSalary,
        U | S,
        joint_paying.compute,
    ),
    multi_stream(PAY, paying.TransferSalary, U, joint_paying.transfer),
    multi_stream(
        "pay-month account > pay-month account",
        paying.DeliverStatement,
        U | S,
        joint_paying.deliver_statement,
    ),
    single_stream(PAY_MONTH, declaring.NoteMissingActivity, S | U, declaring.note_missing),
    multi_stream(
        "pay-month account > pay-month account", correcting.GrantAdvance, U, joint_paying.grant_advance
    ),
    single_stream(PAY_MONTH, correcting.ReturnSalaryPayment, U, correcting.record_returned_payment),
    multi_stream(
        "pay-month consultant account umbrella mission > pay-month account mission",
        correcting.CorrectSalary,
        U,
        joint_paying.correct_salary,
    ),
    multi_stream(PAY, declaring.DeclareContributions, U, joint_paying.declare_contributions),
    multi_stream(PAY, declaring.PayContributions, U, joint_paying.pay_contributions),
    # the activity account
    single_stream(ACCOUNT, balance_and_levies.PostOpeningBalance, U, balance_and_levies.open_balance),
    single_stream(ACCOUNT, balance_and_levies.ChargeLevy, U, balance_and_levies.charge_levy),
    multi_stream(
        "account consultant umbrella > account",
        balance_and_levies.GrantProspectingAllowance,
        U,
        joint_paying.grant_allowance,
    ),
    # ending
    single_stream(MISSION, ending.GiveNotice, ANY, ending.give_notice),
    single_stream(MISSION, ending.TerminateMission, ANY, ending.terminate),
    multi_stream(LENGTH, ending.CompleteMission, K | U, with_earlier_missions(ending.complete)),
    # operations
    single_stream(OPERATIONS, operations.AdvanceClock, U | S, operations.advance),
    single_stream(OPERATIONS, operations.SkipLine, U | S, operations.skip),
    single_stream(OPERATIONS, operations.RetryLine, U | S, operations.retry),
    single_stream(OPERATIONS, operations.RecordStreamRecovery, U | S, operations.record_recovery),
)

COMMAND_OF: dict[type[Any], CommandDefinition] = {command.command_type: command for command in COMMANDS}
COMMAND_NAMED: dict[str, CommandDefinition] = {command.command_type.__name__: command for command in COMMANDS}
