"""How the facts of hiring change a consultant."""

from typing import assert_never
from uuid import UUID

from msgspec.structs import replace

from domain.consultant.consultant import NO_END, Consultant, Employment
from domain.consultant.events import HiringEvent
from domain.consultant.events.hiring import (
    BankDetailsChanged,
    ConsultantRegistered,
    ContractKind,
    EmploymentContractConcluded,
    EmploymentContractDelivered,
    HireDeclared,
    LevelAssigned,
    QualificationVerified,
    SimulationDelivered,
    SocialCoverAffiliated,
)


def hiring(consultant: Consultant, event: HiringEvent, _: UUID) -> Consultant:
    """Return the consultant after one more fact of this stage."""
    match event:
        case ConsultantRegistered(umbrella=umbrella):
            return replace(consultant, registered=True, umbrella=umbrella)
        case QualificationVerified():
            return replace(consultant, qualified=True)
        case LevelAssigned(level=level, from_on=day):
            return replace(consultant, levels={**consultant.levels, day: level})
        case HireDeclared(declared_on=declared, hired_on=hired):
            return replace(consultant, hires=consultant.hires | {(declared, hired)})
        case EmploymentContractConcluded():
            return replace(consultant, contracts=(*consultant.contracts, _contract(event)))
        case EmploymentContractDelivered():
            last = tuple(replace(contract, delivered=True) for contract in consultant.contracts[-1:])
            return replace(consultant, contracts=(*consultant.contracts[:-1], *last))
        case SimulationDelivered() | SocialCoverAffiliated() | BankDetailsChanged():
            return consultant
        case _:
            assert_never(event)


def _contract(event: EmploymentContractConcluded) -> Employment:
    """An open-ended contract covers any mission, even where the occasion of it is named."""
    term = event.uncertain_term
    return Employment(
        kind=event.kind,
        starts_on=event.starts_on,
        ends_on=event.ends_on or NO_END,
        mission=event.mission if event.kind is ContractKind.FIXED_TERM else None,
        deliver_by=event.deliver_by,
        least_until=term.least_until if term else None,
        executive=event.executive,
        time=event.time,
        trial_ends_on=event.trial_ends_on,
    )
