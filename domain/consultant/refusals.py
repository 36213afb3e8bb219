"""The refusals about an employment; those about the contract itself are in `contract_refusals`."""

from datetime import date

from domain.consultant.employment_terms import QualificationKind
from domain.language import EventId
from domain.law.contract import AGR_1, AGR_2
from domain.law.employment import CC_2
from domain.law.employment_conditions import CC_18
from domain.law.open_ended import CC_6, CC_13
from domain.law.retention import RET_5
from domain.refused import Refused, refusal


@refusal
class NotQualified(Refused):
    """A consultant holds a qualification of bac+2, or three years of experience."""

    rule = CC_2
    kind: QualificationKind | None
    years: int


@refusal
class AlreadyEmployed(Refused):
    """Two contracts never cover the same work at the same time."""

    rule = AGR_1
    starts_on: date
    until: date


@refusal
class NotConcluded(Refused):
    """An act under a contract comes after its conclusion."""

    rule = AGR_1
    because = (
        "aucun contrat de travail n'est conclu pour cette mission ou ce jour",
        "no employment contract is concluded for this mission or that day",
    )


@refusal
class AlreadyDelivered(Refused):
    """A contract is delivered once."""

    rule = AGR_1
    because = ("ce contrat a déjà été remis", "this contract was handed over already")


@refusal
class NoTrial(Refused):
    """A trial period is renewed or ended while it runs."""

    rule = CC_6
    trial_ends_on: date | None


@refusal
class TrialRenewedAlready(Refused):
    """A trial period is renewed once."""

    rule = CC_6
    because = ("la période d'essai a déjà été renouvelée", "the trial was renewed already")


@refusal
class AlreadyProspecting(Refused):
    """A prospecting period opens when none is open."""

    rule = CC_13
    since: date


@refusal
class NotProspecting(Refused):
    """A prospecting period closes when one is open."""

    rule = CC_13
    because = ("aucune période de prospection n'est ouverte", "no prospecting period is open")


@refusal
class AllowanceForbidden(Refused):
    """The prospecting allowance lasts three months at most, and not against the consultant's will."""

    rule = CC_13
    until: date
    latest: date
    objected: bool


@refusal
class NoSuchRequest(Refused):
    """An interview on request answers an open request."""

    rule = CC_18
    request: EventId | None


@refusal
class NoSuchPlan(Refused):
    """A review concerns an agreed plan."""

    rule = AGR_2
    plan: EventId


@refusal
class AlreadyEnded(Refused):
    """Employment under a contract ends once, and is settled once."""

    rule = AGR_1
    ended_on: date


@refusal
class NotEnded(Refused):
    """A contract is settled after it ended."""

    rule = AGR_1
    because = ("ce contrat de travail n'est pas fini", "this employment contract has not ended")


@refusal
class NothingToErase(Refused):
    """A class of data is erased once."""

    rule = RET_5
    because = ("ce qui est demandé est déjà effacé", "what is asked for is erased already")
