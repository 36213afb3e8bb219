"""The events of scoping, and how each changes a mission: need, offer, scope, verification, takeover."""

from datetime import date
from typing import assert_never
from uuid import UUID

from msgspec.structs import replace

from domain.language import (
    Cents,
    ClientId,
    ConsultantId,
    Count,
    DocumentHash,
    Key,
    Label,
    MissionId,
    MissionText,
    Party,
    UmbrellaId,
)
from domain.mission.course_terms import Past
from domain.mission.mission import Derogation, Mission
from domain.mission.past_taken_over import add_past
from domain.mission.terms import Need, Proposal, Scope
from domain.record import (
    BY_ANY,
    BY_CLIENT,
    BY_CONSULTANT,
    BY_UMBRELLA,
    FOR_ALL,
    FOR_CLIENT,
    FOR_UMBRELLA,
    Event,
    Ground,
)


class NeedStated(Event, frozen=True, kw_only=True):
    """The client stated its need, and why it uses portage (besoin)."""

    TYPE = "fr.jalon.mission.need-stated.v1"
    BY = BY_CLIENT
    READERS = FOR_ALL

    client: ClientId
    consultant: ConsultantId
    umbrella: UmbrellaId
    need: Need


class ProposalMade(Event, frozen=True, kw_only=True):
    """The consultant offered objectives, a method and a price (proposition)."""

    TYPE = "fr.jalon.mission.proposal-made.v1"
    BY = BY_CONSULTANT
    READERS = FOR_ALL

    proposal: Proposal


class TermsNegotiated(Event, frozen=True, kw_only=True):
    """A party made a move in the negotiation: it proposed or countered a price (négociation)."""

    TYPE = "fr.jalon.mission.terms-negotiated.v1"
    BY = BY_CLIENT | BY_CONSULTANT
    READERS = FOR_ALL

    proposed_by: Party
    price: int
    reasons: MissionText


class MissionScoped(Event, frozen=True, kw_only=True):
    """The consultant wrote down the whole scope agreed with the client (périmètre)."""

    TYPE = "fr.jalon.mission.mission-scoped.v1"
    BY = BY_CONSULTANT
    READERS = FOR_ALL

    scope: Scope
    grounds: tuple[Ground, ...]


class ScopeRevised(Event, frozen=True, kw_only=True):
    """The scope was revised before signature; consents and signatures start again."""

    TYPE = "fr.jalon.mission.scope-revised.v1"
    BY = BY_CONSULTANT
    READERS = FOR_ALL

    scope: Scope
    reason: MissionText
    grounds: tuple[Ground, ...]


class MissionVerified(Event, frozen=True, kw_only=True):
    """The umbrella company checked the scope, item by item, and accepted the mission."""

    TYPE = "fr.jalon.mission.mission-verified.v1"
    BY = BY_UMBRELLA
    READERS = FOR_ALL

    grounds: tuple[Ground, ...]


class MissionDeclined(Event, frozen=True, kw_only=True):
    """The umbrella company declined the mission (refus du contrat, art. 18.1)."""

    TYPE = "fr.jalon.mission.mission-declined.v1"
    BY = BY_UMBRELLA
    READERS = FOR_ALL

    reason: MissionText


class MissionAbandoned(Event, frozen=True, kw_only=True):
    """A party abandoned the mission before signature."""

    TYPE = "fr.jalon.mission.mission-abandoned.v1"
    BY = BY_ANY
    READERS = FOR_ALL

    by: Party
    reason: MissionText


class PurchaseOrderRecorded(Event, frozen=True, kw_only=True):
    """The client's purchase order for this mission: number, amount in cents, validity (bon de commande)."""

    TYPE = "fr.jalon.mission.purchase-order-recorded.v1"
    BY = BY_UMBRELLA
    READERS = FOR_CLIENT

    number: Label
    amount: Cents
    valid_from: date
    valid_until: date | None = None
    document: DocumentHash


class DerogationRecorded(Event, frozen=True, kw_only=True):
    """An authority lifts the prohibition of dangerous work for this mission (dérogation)."""

    TYPE = "fr.jalon.mission.derogation-recorded.v1"
    BY = BY_UMBRELLA
    READERS = FOR_CLIENT

    rule: Key
    authority: Label
    valid_from: date
    valid_until: date | None = None
    document: DocumentHash


class EarlierMissionWeighed(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A person decided whether an earlier mission was the same work; its days then count in the 36 months.

    If the work has begun, the days of the warning and of the limit move.
    """

    TYPE = "fr.jalon.mission.earlier-mission-weighed.v1"
    BY = BY_UMBRELLA
    READERS = FOR_UMBRELLA

    earlier: MissionId
    began_on: date
    ended_on: date
    days: Count
    same_work: bool
    reason: MissionText
    warned_on: date | None = None
    lawful_until: date | None = None


class MissionTakenOver(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A running mission was taken over with its past, which counts in every time limit (reprise)."""

    TYPE = "fr.jalon.mission.mission-taken-over.v1"
    BY = BY_UMBRELLA
    READERS = FOR_UMBRELLA

    client: ClientId
    consultant: ConsultantId
    umbrella: UmbrellaId
    need: Need
    scope: Scope
    past: Past
    contract_due_on: date
    calendar: Label
    document: DocumentHash
    warned_on: date | None = None
    lawful_until: date | None = None


ScopingEvent = (
    NeedStated
    | ProposalMade
    | TermsNegotiated
    | MissionScoped
    | ScopeRevised
    | MissionVerified
    | MissionDeclined
    | MissionAbandoned
    | PurchaseOrderRecorded
    | DerogationRecorded
    | EarlierMissionWeighed
    | MissionTakenOver
)


def evolve_scoping(mission: Mission, event: ScopingEvent, _: UUID) -> Mission:
    """Return the mission after one more event of this stage."""
    match event:
        case NeedStated(client=client, consultant=consultant, umbrella=umbrella, need=need):
            return replace(mission, client=client, consultant=consultant, umbrella=umbrella, need=need)
        case ProposalMade(proposal=proposal):
            return replace(mission, proposed=True, negotiated=proposal.price)
        case TermsNegotiated(price=price):
            return replace(mission, negotiated=price)
        case MissionScoped(scope=scope) | ScopeRevised(scope=scope):
            unsigned = replace(mission, verified=False, consents=frozenset(), signatures=frozenset())
            return replace(unsigned, scope=scope, rates={"": scope.price.amount})
        case MissionVerified():
            return replace(mission, verified=True)
        case MissionDeclined() | MissionAbandoned():
            return replace(mission, given_up=True)
        case PurchaseOrderRecorded(number=number):
            return replace(mission, purchase_orders=mission.purchase_orders | {number})
        case DerogationRecorded(authority=authority, valid_from=start, valid_until=end):
            return replace(mission, derogations=(*mission.derogations, Derogation(authority, start, end)))
        case EarlierMissionWeighed(earlier=earlier, days=days, same_work=same):
            return replace(mission, earlier={**mission.earlier, earlier: days if same else 0})
        case MissionTakenOver():
            parties = replace(
                mission, client=event.client, consultant=event.consultant, umbrella=event.umbrella
            )
            known = replace(parties, need=event.need, contract_due_on=event.contract_due_on)
            return add_past(known, event.scope, event.past)
        case _:
            assert_never(event)
