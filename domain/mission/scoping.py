"""Scoping: a need, an offer, a negotiation; then one scope that every rule of recourse has seen."""

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
from domain.mission.derived_signals import shown_by_scope
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
from domain.mission.refusals import AlreadyDone, MissionOver, OutOfOrder
from domain.mission.scope_checks import keep_within, lawful, missing_items
from domain.mission.scope_refusals import ItemsMissing
from domain.mission.terms import Need, Proposal, Scope
from domain.record import Act
from domain.umbrella.umbrella import UmbrellaCompany


@command
class StateNeed:
    """The client states what it needs, and why it turns to portage."""

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
    """Client or consultant moves in the negotiation; the price in cents."""

    mission: MissionId
    price: Cents
    reasons: MissionText


@command
class ScopeMission:
    """The consultant writes down what was agreed."""

    mission: MissionId
    scope: Scope


@command
class ReviseScope:
    """The consultant writes the scope anew, before it is signed."""

    mission: MissionId
    scope: Scope
    reason: MissionText


@command
class VerifyMission:
    """The umbrella company checks the scope against the law and takes the mission on."""

    mission: MissionId


@command
class DeclineMission:
    """The umbrella company does not take the mission on."""

    mission: MissionId
    reason: MissionText


@command
class AbandonMission:
    """A party gives the mission up before it is signed."""

    mission: MissionId
    reason: MissionText


def state_need(mission: Mission, order: StateNeed, _: Act) -> list[MissionEvent]:
    """State a need, once; the answer to it is a proposal."""
    if mission.need is not None:
        raise AlreadyDone(act="StateNeed")
    return [
        NeedStated(
            client=order.client,
            consultant=order.consultant,
            umbrella=order.umbrella,
            need=order.need,
        )
    ]


def propose(mission: Mission, order: MakeProposal, _: Act) -> list[MissionEvent]:
    """Offer, as often as the negotiation needs, until the scope is written."""
    _negotiable(mission, "MakeProposal")
    return [ProposalMade(proposal=order.proposal)]


def negotiate(mission: Mission, order: NegotiateTerms, act: Act) -> list[MissionEvent]:
    """Move in the negotiation of a proposal."""
    _negotiable(mission, "NegotiateTerms")
    if not mission.proposed:
        raise OutOfOrder(act="NegotiateTerms", stands_on="MakeProposal")
    return [TermsNegotiated(proposed_by=act.by.whose, price=order.price, reasons=order.reasons)]


def scope(mission: Mission, order: ScopeMission, act: Act) -> list[MissionEvent]:
    """Write down what was agreed; the rules of recourse are asked here, and their answers kept."""
    _negotiable(mission, "ScopeMission")
    grounds = lawful(mission, order.scope, act.day)
    shown = shown_by_scope(mission, order.scope, act.day)
    return [MissionScoped(scope=order.scope, grounds=grounds), *shown]


def revise(mission: Mission, order: ReviseScope, act: Act) -> list[MissionEvent]:
    """Write the scope anew before signature; consents and signatures start again."""
    alive(mission)
    if mission.scope is None:
        raise OutOfOrder(act="ReviseScope", stands_on="ScopeMission")
    if mission.signed_on is not None:
        raise AlreadyDone(act="SignContract")
    grounds = lawful(mission, order.scope, act.day)
    shown = shown_by_scope(mission, order.scope, act.day)
    return [ScopeRevised(scope=order.scope, reason=order.reason, grounds=grounds), *shown]


def verify(
    mission: Mission, consultant: Consultant, umbrella: UmbrellaCompany, act: Act
) -> list[MissionEvent]:
    """Check the nine items of the contract, its length, and that the work is priced as negotiated."""
    agreed = scoped(mission, "VerifyMission")
    if mission.verified:
        raise AlreadyDone(act="VerifyMission")
    missing = missing_items(mission, agreed, consultant, umbrella, act.day)
    if missing:
        raise ItemsMissing(missing=missing)
    keep_within(mission, agreed, act.day)
    grounds = (
        COM_4.asked(met=True, items=9),
        CC_5.asked(met=True, price=agreed.price.amount, mode=agreed.price.mode),
        DEF_5.asked(met=umbrella.declared(act.day), declared=umbrella.declared(act.day)),
    )
    return [MissionVerified(grounds=grounds)]


def decline(mission: Mission, order: DeclineMission, _: Act) -> list[MissionEvent]:
    """Do not take the mission on (IDCC 3219, art. 18.1)."""
    _unsigned(mission, "DeclineMission")
    return [MissionDeclined(reason=order.reason)]


def abandon(mission: Mission, order: AbandonMission, act: Act) -> list[MissionEvent]:
    """Give the mission up before it is signed; later, it is terminated."""
    _unsigned(mission, "AbandonMission")
    return [MissionAbandoned(by=act.by.whose, reason=order.reason)]


def scoped(mission: Mission, act: str) -> Scope:
    """Return the agreed scope of a mission that goes on."""
    alive(mission)
    if mission.scope is None:
        raise OutOfOrder(act=act, stands_on="ScopeMission")
    return mission.scope


def alive(mission: Mission) -> None:
    """Refuse what comes after the end."""
    if mission.given_up or mission.closed:
        raise MissionOver()


def _negotiable(mission: Mission, act: str) -> None:
    alive(mission)
    if mission.need is None:
        raise OutOfOrder(act=act, stands_on="StateNeed")
    if mission.scope is not None:
        raise AlreadyDone(act="ScopeMission")


def _unsigned(mission: Mission, act: str) -> None:
    alive(mission)
    if mission.need is None:
        raise OutOfOrder(act=act, stands_on="StateNeed")
    if mission.signed_on is not None:
        raise AlreadyDone(act="SignContract")
    if mission.started_on is not None:
        raise AlreadyDone(act="StartMission")
