"""Sample events of a mission in their envelopes, for tests of projections."""

from collections.abc import Iterable
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from typing import Annotated, Any, get_args, get_origin, get_type_hints
from uuid import NAMESPACE_URL, UUID, uuid5

from msgspec import Struct, UnsetType
from msgspec.structs import replace as replaced

from domain.aggregates import AGGREGATES
from domain.language import (
    ClientId,
    ConsultantId,
    Form,
    Kind,
    MissionId,
    Party,
    Retention,
    Sealed,
    Stream,
    UmbrellaId,
    account_stream,
    pay_month_stream,
)
from domain.mission.events.billing import Invoiced, InvoiceTransmitted, PaymentReceived
from domain.mission.events.delivering import DeliverableAccepted, DeliverableRejected, DeliverableSubmitted
from domain.mission.events.ending import SalaryPaid
from domain.mission.events.scoping import MissionScoped, MissionVerified, NeedStated, ProposalMade
from domain.mission.events.signing import ConsentGiven, ContractSigned, MissionSigned
from domain.mission.events.working import BreachRecorded, DaysWorkedRecorded, MissionStarted
from domain.mission.terms import (
    Clauses,
    Company,
    Contract,
    Criterion,
    CriterionMet,
    Deliverable,
    Governance,
    Instalment,
    InvoiceLine,
    Milestone,
    Need,
    Price,
    PriceMode,
    Proposal,
    RecourseGround,
    Scope,
    SignatureMethod,
    Trigger,
)
from domain.record import Answer, AuthMethod, AuthType, Event, Ground, Recorded
from domain.refused import RefusalRecorded
from projections.projection import Projection, compose_rows, fold_rows
from tests.domain.whole_mission import play_whole_mission as build_town

CLIENT, CONSULTANT, UMBRELLA, SYSTEM = Party.CLIENT, Party.CONSULTANT, Party.UMBRELLA, Party.SYSTEM

MISSION = MissionId(UUID(int=0x1))
SUBJECT = f"mission/{MISSION}"
ACME, ANNE, ALTO = ClientId(UUID(int=0xC)), ConsultantId(UUID(int=0xA)), UmbrellaId(UUID(int=0xE))
DOCUMENT = "sha256:" + "d" * 64
BEGINNING = datetime(2026, 3, 2, 9, tzinfo=UTC)


def time_at(position: int) -> datetime:
    """Return the time of the event at a position: one event an hour."""
    return BEGINNING + timedelta(hours=position)


def event_id(position: int) -> UUID:
    return uuid5(NAMESPACE_URL, f"event {position}")


def record_event(event: Event, position: int = 0, stream: str = "", **otherwise: Any) -> Recorded[Any]:
    """Wrap an event in its envelope, with ids and times that are always the same."""
    party = getattr(event, "party", None) or getattr(event, "by", None) or min(event.BY)
    return Recorded(
        **{
            "id": event_id(position),
            "source": "/jalon/demo",
            "type": event.TYPE,
            "subject": stream or usual_stream(event),
            "time": time_at(position),
            "recorded_at": time_at(position),
            "sequence": f"{position:020d}",
            "correlation_id": UUID(int=0x5),
            "causation_id": UUID(int=0x6),
            "command_id": UUID(int=0x6),
            "auth_type": AuthType.USER,
            "auth_id": "someone",
            "party": party if party in event.BY else min(event.BY),
            "auth_method": AuthMethod.SCENARIO,
            "audience": event.audience,
            "client_id": ACME,
            "consultant_id": ANNE,
            "content_type": "application/json",
            "data_schema": f"urn:jalon:schema:{event.TYPE}",
            "data": event,
            **otherwise,
        }
    )


def usual_stream(event: Event) -> str:
    kind = Kind(event.TYPE.split(".")[2])
    return {
        Kind.MISSION: SUBJECT,
        Kind.CONSULTANT: f"consultant/{ANNE}",
        Kind.CLIENT: f"client/{ACME}",
        Kind.UMBRELLA: f"umbrella/{ALTO}",
        Kind.PAY_MONTH: str(pay_month_stream(ANNE, "2026-03")),
        Kind.ACCOUNT: str(account_stream(ANNE)),
    }.get(kind, str(Stream(kind, UUID(int=0x9))))


def record_events(*events: Event) -> list[Recorded[Any]]:
    """Record events in this order, one an hour."""
    return [record_event(event, position) for position, event in enumerate(events)]


def view_rows(
    projection: Projection[Any, Any], events: Iterable[Recorded[Any]], key: str = SUBJECT
) -> dict[str, Any]:
    """Return the rows of a view: those of its key and the related ones."""
    pages = fold_rows(projection, events)
    return compose_rows(projection, key, lambda name: pages.get(name, {}))


def sealed_text(field: str = "text") -> Sealed:
    return Sealed(MISSION, Retention.EVIDENCE, field, "c2VhbGVk")


# The events of an audit at a fixed price -------------------------------------------------------

STARTS_ON, ENDS_ON = date(2026, 3, 9), date(2026, 4, 30)
MET = Ground(
    rule="REC-1", article="L1254-3", version=date(2015, 4, 4), saw={"ground": "x"}, answer=Answer.MET
)
LATE = Ground(rule="COM-1", article="L1254-22", version=date(2015, 4, 4), saw={}, answer=Answer.BROKEN)

NEEDED = NeedStated(
    client=ACME,
    consultant=ANNE,
    umbrella=ALTO,
    need=Need(what=sealed_text("what"), ground=RecourseGround.MISSING_EXPERTISE, justification=sealed_text()),
)
PROPOSED = ProposalMade(
    proposal=Proposal(
        objectives=(sealed_text(),), method=sealed_text(), price=1_100_000, price_reasons=sealed_text()
    )
)
SCOPE = Scope(
    object=sealed_text("object"),
    perimeter=sealed_text(),
    objectives=(sealed_text(),),
    competences=sealed_text(),
    deliverables=(
        Deliverable(
            key="D1",
            title=sealed_text("title"),
            criteria=(Criterion(key="C1", text=sealed_text()),),
            due_on=date(2026, 3, 31),
        ),
    ),
    milestones=(Milestone(key="M1", title=sealed_text("title"), due_on=date(2026, 3, 20)),),
    starts_on=STARTS_ON,
    ends_on=ENDS_ON,
    price=Price(
        mode=PriceMode.FIXED,
        amount=1_000_000,
        schedule=(
            Instalment(key="I1", trigger=Trigger.SIGNATURE, amount=300_000),
            Instalment(key="I2", trigger=Trigger.ACCEPTANCE, of="D1", amount=700_000),
        ),
    ),
    governance=Governance(progress_every_days=14),
    clauses=Clauses(
        autonomy=True,
        confidentiality=True,
        intellectual_property=sealed_text(),
        client_answers_for_safety=True,
        termination_notice_days=15,
        acceptance_days=10,
        change_answer_days=5,
        payment_days=30,
    ),
    found_by=CONSULTANT,
    price_set_by=CONSULTANT,
)
DAILY_RATE = replace(
    SCOPE, deliverables=(), milestones=(), price=Price(mode=PriceMode.DAILY_RATE, amount=65_000)
)
SCOPED = MissionScoped(scope=SCOPE, grounds=(MET,))
VERIFIED = MissionVerified(grounds=(MET,))
CONSENTED = ConsentGiven()
SIGNED = MissionSigned(signed_on=date(2026, 3, 3), grounds=(MET,))
STARTED = MissionStarted(
    first_day=STARTS_ON, contract_due_on=date(2026, 3, 11), calendar="sundays off, 1", grounds=()
)
SUBMITTED = DeliverableSubmitted(deliverable="D1", attempt=1, document=DOCUMENT)
ACCEPTED = DeliverableAccepted(deliverable="D1", criteria=(CriterionMet(key="C1", met=True),))
REJECTED = DeliverableRejected(
    deliverable="D1", criteria=(CriterionMet(key="C1", met=False),), reasons=sealed_text("reasons")
)
WORKED = DaysWorkedRecorded(month="2026-03", half_days=12)
PAID = SalaryPaid(month="2026-03", gross=310_000, net_paid=240_000)
BROKEN = BreachRecorded(since=date(2026, 3, 11), ground=LATE, concerns_consultant=False)


def sign_contract(by: Party, change: str | None = None) -> ContractSigned:
    return ContractSigned(
        contract=Contract.AMENDMENT if change else Contract.SERVICE,
        change=change,
        party=by,
        signed_on=date(2026, 3, 2),
        signatory=sealed_text("signatory"),
        capacity=sealed_text("capacity"),
        method=SignatureMethod.ELECTRONIC,
        document=DOCUMENT,
    )


def issue_invoice(number: str, key: str, trigger: Trigger, net: int) -> Invoiced:
    company = Company(name="Acme", siren="732829320", vat_number="FR44732829320", address="1 rue X")
    return Invoiced(
        series="F",
        number=number,
        issued_on=date(2026, 3, 3),
        due_on=date(2026, 4, 2),
        seller=company,
        buyer=company,
        lines=(InvoiceLine(trigger=trigger, key=key, quantity=1, unit_price=net, net=net),),
        vat_rate=2_000,
        net=net,
        vat=net // 5,
        total=net + net // 5,
        late_rate="3 x",
        recovery_indemnity=4_000,
        grounds=(MET,),
    )


def transmit_invoice(number: str) -> InvoiceTransmitted:
    return InvoiceTransmitted(number=number, code=200)


def receive_payment(number: str, amount: int) -> PaymentReceived:
    return PaymentReceived(
        reference=f"bank {number}",
        number=number,
        received_on=date(2026, 4, 1),
        amount=amount,
        allocated=amount,
        net=amount * 5 // 6,
        surplus=0,
    )


def record_refusal(party: Party = CLIENT, about: str | None = SUBJECT) -> RefusalRecorded:
    return RefusalRecorded(
        command="AcceptDeliverable",
        party=party,
        principal="someone",
        about=about,
        refusal="NotSubmitted",
        rule="AGR-1",
        article="C. civ. 1103",
        saw={"deliverable": "D1"},
        fr="Le contrat tient lieu de loi à ceux qui l'ont fait.",
        en="A contract is law between those who made it.",
    )


BOTH_SIGNED = (
    NEEDED,
    PROPOSED,
    SCOPED,
    VERIFIED,
    CONSENTED,
    sign_contract(CLIENT),
    sign_contract(UMBRELLA),
    SIGNED,
)
AT_WORK = (*BOTH_SIGNED, STARTED)


def town_history() -> list[Recorded[Any]]:
    """Return the events of a whole town, with the parties of each stream in their envelopes."""
    town = build_town()
    events: list[Recorded[Any]] = []
    for stream, of_stream in town.history.events.items():
        client, consultant = AGGREGATES[stream.kind].parties(stream, town.history.states[stream])
        events += [replaced(event, client_id=client, consultant_id=consultant) for event in of_stream]
    return events


# An example of any type -----------------------------------------------------------------------

_PLAIN: dict[Any, Any] = {
    str: "word",
    int: 7,
    bool: True,
    UUID: UUID(int=0x7),
    date: date(2026, 3, 2),
    datetime: BEGINNING,
    Sealed: sealed_text(),
}


def build_example(kind: Any) -> Any:
    """Build a value of any type in an event; each tuple has one item, no optional value is absent."""
    kind = getattr(kind, "__supertype__", kind)
    origin = get_origin(kind)
    if origin is Annotated and Form.MONTH in get_args(kind):
        return "2026-03"
    if origin is Annotated or (origin is not None and {type(None), UnsetType} & set(get_args(kind))):
        return build_example(get_args(kind)[0])
    if origin in (tuple, frozenset):
        return origin((build_example(get_args(kind)[0]),))
    if origin is dict:
        return {build_example(part): build_example(part) for part in get_args(kind)[:1]}
    if kind in _PLAIN:
        return _PLAIN[kind]
    if issubclass(kind, Enum):
        return next(iter(kind))
    assert is_dataclass(kind) or issubclass(kind, Struct)
    names = kind.__struct_fields__ if issubclass(kind, Struct) else [field.name for field in fields(kind)]
    hints = get_type_hints(kind, include_extras=True)
    return kind(**{name: build_example(hints[name]) for name in names})
