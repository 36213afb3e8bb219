"""How each fact changes the sheet: total and silent; what the sheet does not need leaves it as it is."""

from typing import Any, TypeVar, cast

from msgspec.structs import replace

from domain.language import Key, Party
from domain.mission.events.billing import Invoiced, InvoiceTransmitted, PaymentReceived
from domain.mission.events.changing import (
    ChangeConsented,
    ChangeDeclined,
    ChangeRequested,
    ChangeWithdrawn,
    ScopeAmended,
)
from domain.mission.events.delivering import (
    AcceptedWithReservations,
    DeliverableAccepted,
    DeliverableRejected,
    DeliverableSubmitted,
)
from domain.mission.events.ending import MissionClosed, MissionCompleted, SalaryPaid
from domain.mission.events.scoping import (
    MissionAbandoned,
    MissionDeclined,
    MissionScoped,
    MissionVerified,
    NeedStated,
    ProposalMade,
    ScopeRevised,
    TermsNegotiated,
)
from domain.mission.events.signing import ConsentGiven, ContractCopyDelivered, ContractSigned, MissionSigned
from domain.mission.events.working import (
    ActivityAcknowledged,
    BreachCured,
    BreachRecorded,
    DaysWorkedRecorded,
    ExpenseApproved,
    ExpenseClaimed,
    ExpenseDeclined,
    MilestoneReached,
    MilestoneValidated,
    MissionStarted,
)
from domain.mission.terms import Scope
from domain.record import Recorded
from domain.refused import RefusalRecorded
from projections.mission_sheet.rows import (
    Agreement,
    AnyRow,
    Assent,
    Billed,
    Breach,
    Change,
    ChangeState,
    Copy,
    Days,
    Deliverable,
    DeliverableState,
    Expense,
    ExpenseState,
    Issued,
    Milestone,
    MilestoneState,
    Need,
    Offer,
    Refusal,
    Row,
    Rows,
    Salary,
    Stage,
    Start,
    Step,
    put,
)

R = TypeVar("R", bound=Row)


def evolve(rows: Rows, recorded: Recorded[Any]) -> Rows:
    """Put the row that the fact proves in its place, if it proves any."""
    fact = _Fact(rows, recorded)
    match recorded.data:
        # scoping
        case NeedStated() as stated:
            return fact.puts(
                fact.row(
                    Need,
                    mission=recorded.stream.id,
                    client=stated.client,
                    consultant=stated.consultant,
                    umbrella=stated.umbrella,
                    what=stated.need.what,
                    ground=stated.need.ground,
                ),
                fact.step(Stage.NEEDED),
            )
        case ProposalMade(proposal=proposal):
            offer = fact.row(Offer, by=Party.CONSULTANT, price=proposal.price)
            return fact.puts(offer, fact.step(Stage.PROPOSED))
        case TermsNegotiated(proposed_by=by, price=price):
            return fact.puts(fact.row(Offer, by=by, price=price))
        case MissionScoped(scope=scope) | ScopeRevised(scope=scope):
            return put(_written_anew(fact, scope), fact.step(Stage.SCOPED))
        case MissionVerified():
            return fact.puts(fact.step(Stage.VERIFIED))
        case MissionDeclined() | MissionAbandoned():
            return fact.puts(fact.step(Stage.GIVEN_UP))
        # signing
        case ConsentGiven(change=key):
            return fact.puts(fact.row(Assent, party=Party.CONSULTANT, change=key))
        case ContractSigned(change=key, party=party):
            return fact.puts(fact.row(Assent, party=party, change=key))
        case MissionSigned(signed_on=day):
            return fact.puts(fact.step(Stage.SIGNED, on=day))
        case ContractCopyDelivered(delivered_on=day):
            return fact.puts(fact.row(Copy, delivered_on=day))
        # working
        case MissionStarted(first_day=day, contract_due_on=due):
            started = fact.row(Start, first_day=day, contract_due_on=due)
            return fact.puts(started, fact.step(Stage.WORKING, on=day))
        case MilestoneReached(milestone=key):
            return fact.moves(f"milestone/{key}", state=MilestoneState.REACHED)
        case MilestoneValidated(milestone=key):
            return fact.moves(f"milestone/{key}", state=MilestoneState.VALIDATED)
        case DaysWorkedRecorded(month=month, half_days=count):
            known = rows.get(f"days/{month}")
            seen = isinstance(known, Days) and known.acknowledged
            return fact.puts(fact.row(Days, month=month, half_days=count, acknowledged=seen))
        case ActivityAcknowledged(month=month):
            return fact.moves(f"days/{month}", acknowledged=True)
        case ExpenseClaimed(expense=claimed):
            return fact.puts(
                fact.row(Expense, key=claimed.key, net=claimed.net, rebilled=claimed.rebilled)
            )
        case ExpenseApproved(expense=key):
            return fact.moves(f"expense/{key}", state=ExpenseState.APPROVED)
        case ExpenseDeclined(expense=key):
            return fact.moves(f"expense/{key}", state=ExpenseState.DECLINED)
        case BreachRecorded(since=day, ground=ground):
            return fact.puts(
                fact.row(
                    Breach, fact=recorded.id, rule=ground.rule, article=ground.article, broken_since=day
                )
            )
        case BreachCured(breach=breach):
            return fact.moves(f"breach/{breach}", cured=True)
        # delivering
        case DeliverableSubmitted(deliverable=key, attempt=attempt):
            return fact.moves(f"deliverable/{key}", state=DeliverableState.SUBMITTED, attempts=attempt)
        case DeliverableAccepted(deliverable=key):
            return fact.moves(f"deliverable/{key}", state=DeliverableState.ACCEPTED)
        case AcceptedWithReservations(deliverable=key):
            return fact.moves(f"deliverable/{key}", state=DeliverableState.WITH_RESERVATIONS)
        case DeliverableRejected(deliverable=key):
            return fact.moves(f"deliverable/{key}", state=DeliverableState.REJECTED)
        # changing
        case ChangeRequested(change=key, by=by, what=what, counters=countered):
            asked = fact.row(Change, key=key, by=by, what=what)
            return put(fact.moves(f"change/{countered}", state=ChangeState.COUNTERED), asked)
        case ChangeConsented(change=key, by=by):
            change = rows.get(f"change/{key}")
            agreed = (*change.agreed, by) if isinstance(change, Change) else ()
            return fact.moves(f"change/{key}", agreed=agreed)
        case ChangeDeclined(change=key):
            return fact.moves(f"change/{key}", state=ChangeState.DECLINED)
        case ChangeWithdrawn(change=key):
            return fact.moves(f"change/{key}", state=ChangeState.WITHDRAWN)
        case ScopeAmended(change=key, scope=scope):
            fact = _Fact(fact.moves(f"change/{key}", state=ChangeState.AMENDED), recorded)
            return fact.puts(*_agreed(fact, scope))
        # billing, paying, ending
        case Invoiced() as invoice:
            return fact.puts(_issued(fact, invoice))
        case InvoiceTransmitted(number=number):
            return fact.moves(f"issued/{number}", transmitted=True)
        case PaymentReceived(number=number, allocated=allocated):
            issued = rows.get(f"issued/{number}")
            paid = issued.paid + allocated if isinstance(issued, Issued) else allocated
            return fact.moves(f"issued/{number}", paid=paid)
        case SalaryPaid(month=month, gross=gross, net_paid=net_paid):
            return fact.puts(fact.row(Salary, month=month, gross=gross, net_paid=net_paid))
        case MissionCompleted(completed_on=day):
            return fact.puts(fact.step(Stage.COMPLETED, on=day))
        case MissionClosed():
            return fact.puts(fact.step(Stage.CLOSED))
        # any
        case RefusalRecorded(command=asked, party=party, rule=rule):
            return fact.puts(fact.row(Refusal, fact=recorded.id, asked=asked, party=party, rule=rule))
        case _:
            return rows
