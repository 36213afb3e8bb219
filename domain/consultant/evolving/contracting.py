"""How the facts of a running contract change a consultant."""

from typing import assert_never
from uuid import UUID

from domain.consultant.consultant import Consultant, with_contract
from domain.consultant.events import ContractingEvent
from domain.consultant.events.contracting import (
    EmploymentContractPostponed,
    EmploymentContractRenewed,
    ExtraDaysAgreed,
    TrialOutcome,
    TrialPeriodEnded,
    TrialPeriodRenewed,
)


def contracting(consultant: Consultant, event: ContractingEvent, _: UUID) -> Consultant:
    """Return the consultant after one more fact of this stage."""
    match event:
        case EmploymentContractRenewed(mission=mission, rank=rank, ends_on=day):
            return with_contract(consultant, mission, ends_on=day, renewals=rank)
        case EmploymentContractPostponed(mission=mission, was_until=before, ends_on=day):
            known = consultant.contract(mission)
            first = known.postponed_from if known else None
            return with_contract(consultant, mission, ends_on=day, postponed_from=first or before)
        case TrialPeriodRenewed(ends_on=day):
            return with_contract(consultant, None, trial_ends_on=day, trial_renewed=True)
        case TrialPeriodEnded(mission=mission, outcome=TrialOutcome.CONFIRMED):
            return with_contract(consultant, mission, trial_over=True)
        case TrialPeriodEnded(mission=mission, ends_on=day):
            return with_contract(consultant, mission, trial_over=True, ended_on=day)
        case ExtraDaysAgreed():
            return consultant
        case _:
            assert_never(event)
