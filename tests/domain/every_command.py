"""One plausible command of each kind, about one mission and its parties."""

from datetime import UTC, date, datetime
from typing import Any

from domain.client.client import AgreeBillingTerms, NameContact, RegisterClient
from domain.consultant.contract_commands import ConcludeEmploymentContract, DeliverEmploymentContract
from domain.consultant.employment_terms import ContractKind, QualificationKind
from domain.consultant.hiring import (
    AssignLevel,
    DeclareHire,
    RegisterConsultant,
    VerifyQualification,
)
from domain.language import ClientId, ConsultantId, ContactId, EventId, Kind, Level, MissionId, Month
from domain.mission.autonomy import (
    DismissSignal,
    MitigateSignal,
    RaiseSignal,
    RecordEvidence,
    ReviewSingleClient,
    WatchDependence,
    WatchDuration,
)
from domain.mission.billing import Due, IssueInvoice, RecordPayment, TransmitInvoice
from domain.mission.changing import ConsentToChange, DeclineChange, RequestChange, WithdrawChange
from domain.mission.delivering import (
    AcceptDeliverable,
    AcceptWithReservations,
    RejectDeliverable,
    SubmitDeliverable,
)
from domain.mission.ending import CompleteMission
from domain.mission.expenses import ApproveExpense, ClaimExpense, DeclineExpense
from domain.mission.scoping import (
    AbandonMission,
    DeclineMission,
    MakeProposal,
    NegotiateTerms,
    ReviseScope,
    ScopeMission,
    StateNeed,
    VerifyMission,
)
from domain.mission.signals import EvidenceKind, Invoicing, Measure, SignalCode, Source
from domain.mission.signing import CompleteSignature, DeliverContractCopy, GiveConsent, SignContract
from domain.mission.terms import (
    Contract,
    Expense,
    ExpenseNature,
    Instalment,
    PriceMode,
    Scope,
    ScopeChange,
    SignatureMethod,
    Trigger,
)
from domain.mission.working import (
    AcknowledgeActivity,
    ContestRecord,
    ReachMilestone,
    ReviewProgress,
    StartMission,
    ValidateMilestone,
)
from domain.operations.events import Line, Reader
from domain.operations.operations import AdvanceClock, RecordStreamRecovery, RetryLine, SkipLine
from domain.paymonth.events import ActivityDay, TimeKind
from domain.paymonth.paying import ComputeSalary, DeliverStatement, TransferSalary
from domain.paymonth.reporting import ApproveActivity, CorrectActivity, ReportActivity, ReturnActivity
from domain.umbrella.umbrella import (
    AdoptFeeScheme,
    DeclareActivity,
    ProvideGuarantee,
    ProvideInsurance,
    RegisterCompany,
)
from tests.domain.company_commands import of_a_watched_client, of_the_company
from tests.domain.employment_commands import of_employment
from tests.domain.given import ACME, ALTO, ANNE, DOCUMENT, MISSION, MONTH, SERIES, event_of
from tests.domain.mission_commands import of_a_mission_course
from tests.domain.money_commands import of_money
from tests.domain.pay import PAID_ON, payslip
from tests.domain.words import (
    EMPLOYMENT_CLAUSES,
    FIRST_DAY,
    LAST_DAY,
    MET,
    NEED,
    PARTLY_MET,
    PROPOSAL,
    REPORT,
    SCOPE,
    of_anne,
    said,
)

Commands = tuple[Any, ...]
WORDS = said("as we said")


def of_the_umbrella() -> Commands:
    long = {"valid_from": date(2020, 1, 1), "valid_until": date(2029, 12, 31), "document": DOCUMENT}
    begins = date(2020, 1, 16)
    return (
        RegisterCompany(siren="552100554", vat_number="FR83552100554", name="Alto", address="Lyon"),
        DeclareActivity(umbrella=ALTO, declared_on=date(2020, 1, 1), may_begin_on=begins, document=DOCUMENT),
        ProvideGuarantee(umbrella=ALTO, guarantor="Caution", amount=50_000_000, **long),
        ProvideInsurance(umbrella=ALTO, insurer="Mutuelle", policy_number="RC-1", **long),
        AdoptFeeScheme(umbrella=ALTO, from_on=date(2020, 1, 1), share=1_000),
        *of_operations(),
    )


def of_operations() -> Commands:
    line = Line(reader=Reader.PROJECTION, name="audit_trail", key=str(MISSION))
    stopped = {"line": line, "fact": event_of(Kind.MISSION, 1)}
    return (
        AdvanceClock(tenant="demo", to=datetime(2030, 1, 1, tzinfo=UTC)),
        RetryLine(tenant="demo", reason="the reader was mended", **stopped),
        SkipLine(tenant="demo", reason="an amount that it cannot read", **stopped),
        RecordStreamRecovery(tenant="demo", stream_name="EVT", first=40, last=52, appended=13),
    )


def of_a_client(client: ClientId = ACME, siren: str = "732829320") -> Commands:
    contact = ContactId(client)
    return (
        RegisterClient(
            siren=siren, siret=siren + "00074", vat_number="FR44" + siren, name="A company", address="Lille"
        ),
        AgreeBillingTerms(client=client),
        NameContact(client=client, contact=contact, name=WORDS, email=WORDS, capacity=WORDS),
    )


def of_a_consultant(consultant: ConsultantId = ANNE) -> Commands:
    identity = of_anne("who")
    return (
        RegisterConsultant(
            consultant=consultant,
            umbrella=ALTO,
            name=identity,
            address=identity,
            email=identity,
            nir=DOCUMENT,
            iban=DOCUMENT,
        ),
        VerifyQualification(consultant=consultant, kind=QualificationKind.DEGREE, years=5, document=DOCUMENT),
        AssignLevel(consultant=consultant, level=Level.SENIOR, from_on=date(2026, 1, 1)),
        DeclareHire(
            consultant=consultant, declared_on=date(2026, 2, 23), hired_on=FIRST_DAY, reference="DPAE"
        ),
        ConcludeEmploymentContract(
            consultant=consultant,
            kind=ContractKind.OPEN_ENDED,
            starts_on=FIRST_DAY,
            mention=True,
            clauses=EMPLOYMENT_CLAUSES,
            document=DOCUMENT,
        ),
        DeliverEmploymentContract(consultant=consultant, delivered_on=FIRST_DAY, document=DOCUMENT),
    )


def of_scoping(
    mission: MissionId = MISSION,
    client: ClientId = ACME,
    consultant: ConsultantId = ANNE,
    scope: Scope = SCOPE,
) -> Commands:
    return (
        StateNeed(mission=mission, client=client, consultant=consultant, umbrella=ALTO, need=NEED),
        MakeProposal(mission=mission, proposal=PROPOSAL),
        NegotiateTerms(mission=mission, price=900_000, reasons=WORDS),
        ScopeMission(mission=mission, scope=scope),
        ReviseScope(mission=mission, scope=scope, reason=WORDS),
        VerifyMission(mission=mission),
    )


def of_giving_up(mission: MissionId = MISSION) -> Commands:
    return (
        DeclineMission(mission=mission, reason=WORDS),
        AbandonMission(mission=mission, reason=WORDS),
    )


def of_signing(mission: MissionId = MISSION, change: str | None = None) -> Commands:
    return (
        GiveConsent(mission=mission, change=change),
        SignContract(
            mission=mission,
            contract=Contract.AMENDMENT if change else Contract.SERVICE,
            change=change,
            signatory=WORDS,
            capacity=WORDS,
            method=SignatureMethod.ELECTRONIC,
            document=DOCUMENT,
        ),
        CompleteSignature(mission=mission),
        DeliverContractCopy(mission=mission, delivered_on=FIRST_DAY, document=DOCUMENT),
    )


def of_work(mission: MissionId = MISSION, expense: str = "E1", *, rebilled: bool = True) -> Commands:
    spent = Expense(
        key=expense,
        nature=ExpenseNature.TRAVEL,
        spent_on=FIRST_DAY,
        net=10_001,
        receipt=DOCUMENT,
        rebilled=rebilled,
    )
    return (
        StartMission(mission=mission, first_day=FIRST_DAY),
        ReachMilestone(mission=mission, milestone="M1", evidence=DOCUMENT),
        ValidateMilestone(mission=mission, milestone="M1"),
        ReviewProgress(mission=mission, held_on=FIRST_DAY, minutes=WORDS),
        AcknowledgeActivity(mission=mission, month=MONTH),
        ClaimExpense(mission=mission, expense=spent),
        ApproveExpense(mission=mission, expense=expense),
        DeclineExpense(mission=mission, expense=expense, reason=WORDS),
        ContestRecord(mission=mission, fact=EventId(event_of(Kind.MISSION, 1)), reason=WORDS),
        CompleteMission(mission=mission, completed_on=date(2026, 3, 31)),
    )


def of_delivery(mission: MissionId = MISSION, deliverable: str = "D1") -> Commands:
    judged = {"mission": mission, "deliverable": deliverable}
    return (
        SubmitDeliverable(**judged, document=DOCUMENT),
        AcceptDeliverable(**judged, criteria=MET),
        AcceptWithReservations(**judged, criteria=PARTLY_MET, reservations=(WORDS,)),
        RejectDeliverable(**judged, criteria=PARTLY_MET, reasons=WORDS),
    )


def more(scope: Scope, number: int) -> ScopeChange:
    """Return one more deliverable at a fixed price, or a dearer day at a daily rate; longer from the second."""
    longer = date(2026, 12, 31) if number > 1 else None
    if scope.price.mode is PriceMode.DAILY_RATE:
        return ScopeChange(price=scope.price.amount + 1, ends_on=longer)
    key, price = f"D{number + 1}", sum(part.amount for part in scope.price.schedule)
    part = Instalment(key=f"X{number}", trigger=Trigger.ACCEPTANCE, of=key, amount=100_001)
    report = type(REPORT)(key=key, title=WORDS, criteria=REPORT.criteria, due_on=LAST_DAY)
    return ScopeChange(deliverables=(report,), instalments=(part,), price=price + part.amount, ends_on=longer)


def of_change(
    mission: MissionId = MISSION,
    change: str = "C1",
    effect: ScopeChange | None = None,
    counters: str | None = None,
) -> Commands:
    asked = effect or more(SCOPE, 1)
    return (
        RequestChange(mission=mission, change=change, what=WORDS, why=WORDS, effect=asked, counters=counters),
        ConsentToChange(mission=mission, change=change),
        DeclineChange(mission=mission, change=change, reason=WORDS),
        WithdrawChange(mission=mission, change=change, reason=WORDS),
    )


def of_autonomy(
    mission: MissionId = MISSION, client: ClientId = ACME, signal: EventId | None = None
) -> Commands:
    named = signal or EventId(event_of(Kind.MISSION, 1))
    year_later = date(2027, 3, 1)
    return (
        RecordEvidence(
            mission=mission, kind=EvidenceKind.MINUTES, made_on=FIRST_DAY, document=DOCUMENT, about=WORDS
        ),
        RaiseSignal(
            mission=mission, code=SignalCode.S01, source=Source.STATEMENT, seen_on=FIRST_DAY, what=WORDS
        ),
        MitigateSignal(mission=mission, signal=named, measure=Measure.FORMAL_AUTONOMY, how=WORDS),
        DismissSignal(mission=mission, signal=named, reason=WORDS),
        ReviewSingleClient(mission=mission, reasons=WORDS, clauses=WORDS, plan=WORDS, next_on=year_later),
        WatchDependence(
            mission=mission, on=LAST_DAY, invoiced=(Invoicing(client=client, net=750_000),), months=12
        ),
        WatchDuration(mission=mission, on=date(2028, 10, 2)),
    )


def of_billing(
    mission: MissionId = MISSION,
    due: tuple[Trigger, str] = (Trigger.SIGNATURE, "I1"),
    number: str = "F-00001",
    payment: tuple[str, int] = ("VIR-1", 240_000),
) -> Commands:
    reference, amount = payment
    line = (Due(trigger=due[0], key=due[1]),)
    return (
        IssueInvoice(mission=mission, series=SERIES, issued_on=date(2026, 3, 2), due=line),
        TransmitInvoice(mission=mission, number=number),
        RecordPayment(
            mission=mission, number=number, reference=reference, received_on=date(2026, 4, 15), amount=amount
        ),
    )


def of_pay(
    consultant: ConsultantId = ANNE, month: Month = MONTH, missions: tuple[MissionId, ...] = (MISSION,)
) -> Commands:
    days = tuple(
        ActivityDay(
            day=date.fromisoformat(f"{month}-{number:02d}"),
            half_days=1,
            kind=TimeKind.PRESTATION,
            mission=mission,
        )
        for mission in missions
        for number in (2, 3, 4)
    )
    whose = {"consultant": consultant, "month": month}
    return (
        ReportActivity(**whose, days=days),
        ReturnActivity(**whose, reason=WORDS),
        CorrectActivity(**whose, days=days[1:], reason=WORDS),
        ApproveActivity(**whose),
        ComputeSalary(**whose, payslip=payslip(20_000), position=7),
        TransferSalary(**whose, executed_on=PAID_ON, reference="SEPA-1"),
        DeliverStatement(**whose, document=DOCUMENT),
    )


EVERY_COMMAND: Commands = (
    *of_the_umbrella(),
    *of_the_company(),
    *of_a_client(),
    *of_a_watched_client(),
    *of_a_consultant(),
    *of_employment(),
    *of_scoping(),
    *of_giving_up(),
    *of_signing(),
    *of_work(),
    *of_delivery(),
    *of_change(),
    *of_a_mission_course(),
    *of_autonomy(),
    *of_billing(),
    *of_pay(),
    *of_money(),
)
