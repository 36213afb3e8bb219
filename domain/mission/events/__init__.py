"""The events of a mission, in the order they usually happen; one file a stage, each with its `evolve`."""

from domain.mission.events.asking import AskingEvent as AskingEvent
from domain.mission.events.autonomy import AutonomyEvent as AutonomyEvent
from domain.mission.events.billing import BillingEvent as BillingEvent
from domain.mission.events.changing import ChangingEvent as ChangingEvent
from domain.mission.events.collecting import CollectingEvent as CollectingEvent
from domain.mission.events.delivering import DeliveringEvent as DeliveringEvent
from domain.mission.events.ending import EndingEvent as EndingEvent
from domain.mission.events.expenses import ExpenseEvent as ExpenseEvent
from domain.mission.events.invoice_following import InvoiceFollowingEvent as InvoiceFollowingEvent
from domain.mission.events.pausing import PausingEvent as PausingEvent
from domain.mission.events.scoping import ScopingEvent as ScopingEvent
from domain.mission.events.signing import SigningEvent as SigningEvent
from domain.mission.events.working import BreachEvent as BreachEvent
from domain.mission.events.working import WorkingEvent as WorkingEvent

MissionEvent = (
    ScopingEvent
    | SigningEvent
    | WorkingEvent
    | ExpenseEvent
    | BreachEvent
    | DeliveringEvent
    | ChangingEvent
    | BillingEvent
    | InvoiceFollowingEvent
    | CollectingEvent
    | EndingEvent
    | PausingEvent
    | AskingEvent
    | AutonomyEvent
)
