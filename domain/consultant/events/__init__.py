"""The events of a consultant, one file a stage; identity is sealed, NIR and IBAN are in the vault only."""

from domain.consultant.events.contracting import ContractingEvent as ContractingEvent
from domain.consultant.events.developing import DevelopingEvent as DevelopingEvent
from domain.consultant.events.employer_care import CareEvent as CareEvent
from domain.consultant.events.hiring import HiringEvent as HiringEvent
from domain.consultant.events.leaving import LeavingEvent as LeavingEvent

ConsultantEvent = HiringEvent | ContractingEvent | CareEvent | DevelopingEvent | LeavingEvent
