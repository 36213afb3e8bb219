"""Decide on the scope: a need, proposals, a negotiation, then a scope checked by every recourse rule."""

from domain.consultant.consultant import Consultant
from domain.language import (
    Cents,
    ClientId,
    ConsultantId,
    MissionId,
    MissionText,
    UmbrellaId,
    command,
)
from domain.law.contract import CC_5, COM_4
from domain.law.recourse import DEF_5
from domain.mission.closing import check_not_over, get_scope
from domain.mission.derived_signals import signals_of_scope
from domain.mission.events import MissionEvent
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
from domain.mission.mission import Mission
from domain.mission.refusals import AlreadyDone, OutOfOrder
from domain.mission.scope_checks import check_scope, check_scope_limits, missing_items
from domain.mission.scope_refusals import ItemsMissing
from domain.mission.terms import Need, Proposal, Scope
from domain.record import Act
from domain.umbrella.umbrella import UmbrellaCompany


@command
class StateNeed:
    """The client states its need, and why it uses portage."""

    mission: MissionId
    client: ClientId
    consultant: ConsultantId
    umbrella: UmbrellaId
    need: Need


@command
class MakeProposal:
    """The consultant offers objectives, a method and a price."""

    mission: MissionId
    proposal: Proposal


@command
class NegotiateTerms:
    """Client or consultant makes a move in the negotiation; the price in cents."""

    mission: MissionId
    price: Cents
    reasons: MissionText


@command
class ScopeMission:
    """The consultant writes down the agreed scope."""

    mission: MissionId
    scope: Scope


@command
class ReviseScope:
    """The consultant revises the scope before signature."""

    mission: MissionId
    scope: Scope
    reason: MissionText


@command
class VerifyMission:
    """The umbrella company checks the scope against the law and accepts the mission."""

    mission: MissionId


@command
class DeclineMission:
    """The umbrella company declines the mission."""

    mission: MissionId
    reason: MissionText


@command
class AbandonMission:
    """A party abandons the mission before signature."""

    mission: MissionId
    reason: MissionText


def state_need(mission: Mission, command: StateNeed, _: Act) -> list[MissionEvent]:
    """State a need, once; a proposal answers it."""
    if mission.need is not None:
        raise AlreadyDone(act="StateNeed")
    return [
        NeedStated(
            client=command.client,
            consultant=command.consultant,
            umbrella=command.umbrella,
            need=command.need,
        )
    ]


def propose(mission: Mission, command: MakeProposal, _: Act) -> list[MissionEvent]:
    """Make a proposal, any number of times until the scope is written."""
    _check_negotiable(mission, "MakeProposal")
    return [ProposalMade(proposal=command.proposal)]


def negotiate(mission: Mission, command: NegotiateTerms, act: Act) -> list[MissionEvent]:
    """Record a move in the negotiation of a proposal."""
    _check_negotiable(mission, "NegotiateTerms")
    if not mission.proposed:
        raise OutOfOrder(act="NegotiateTerms", stands_on="MakeProposal")
    return [TermsNegotiated(proposed_by=act.by.effective_party, price=command.price, reasons=command.reasons)]


def scope(mission: Mission, command: ScopeMission, act: Act) -> list[MissionEvent]:
    """Write the agreed scope; the recourse rules are checked here, and their answers stored."""
    _check_negotiable(mission, "ScopeMission")
    grounds = check_scope(mission, command.scope, act.day)
    shown = signals_of_scope(mission, command.scope, act.day)
    return [MissionScoped(scope=command.scope, grounds=grounds), *shown]


def revise(mission: Mission, command: ReviseScope, act: Act) -> list[MissionEvent]:
    """Revise the scope before signature; consents and signatures start again."""
    check_not_over(mission)
    if mission.scope is None:
        raise OutOfOrder(act="ReviseScope", stands_on="ScopeMission")
    if mission.signed_on is not None:
        raise AlreadyDone(act="SignContract")
    grounds = check_scope(mission, command.scope, act.day)
    shown = signals_of_scope(mission, command.scope, act.day)
    return [ScopeRevised(scope=command.scope, reason=command.reason, grounds=grounds), *shown]


def verify(
    mission: Mission, consultant: Consultant, umbrella: UmbrellaCompany, act: Act
) -> list[MissionEvent]:
    """Verify the nine items of the contract, its length, and that the price is the negotiated one."""
    agreed = get_scope(mission, "VerifyMission")
    if mission.verified:
        raise AlreadyDone(act="VerifyMission")
    missing = missing_items(mission, agreed, consultant, umbrella, act.day)
    if missing:
        raise ItemsMissing(missing=missing)
    check_scope_limits(mission, agreed, act.day)
    grounds = (
        COM_4.make_ground(met=True, items=9),
        CC_5.make_ground(met=True, price=agreed.price.amount, mode=agreed.price.mode),
        DEF_5.make_ground(met=umbrella.is_declared(act.day), declared=umbrella.is_declared(act.day)),
    )
    return [MissionVerified(grounds=grounds)]


def decline(mission: Mission, command: DeclineMission, _: Act) -> list[MissionEvent]:
    """Decline the mission (IDCC 3219, art. 18.1)."""
    _check_unsigned(mission, "DeclineMission")
    return [MissionDeclined(reason=command.reason)]


def abandon(mission: Mission, command: AbandonMission, act: Act) -> list[MissionEvent]:
    """Abandon the mission before signature; a signed mission is terminated instead."""
    _check_unsigned(mission, "AbandonMission")
    return [MissionAbandoned(by=act.by.effective_party, reason=command.reason)]


def _check_negotiable(mission: Mission, act: str) -> None:
    check_not_over(mission)
    if mission.need is None:
        raise OutOfOrder(act=act, stands_on="StateNeed")
    if mission.scope is not None:
        raise AlreadyDone(act="ScopeMission")


def _check_unsigned(mission: Mission, act: str) -> None:
    check_not_over(mission)
    if mission.need is None:
        raise OutOfOrder(act=act, stands_on="StateNeed")
    if mission.signed_on is not None:
        raise AlreadyDone(act="SignContract")
    if mission.started_on is not None:
        raise AlreadyDone(act="StartMission")
