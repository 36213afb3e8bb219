"""Signing: two signatures, the consultant's consent, an employment contract that covers the dates."""

from datetime import date

from domain.consultant.consultant import Consultant
from domain.language import DocumentHash, Key, MissionId, MissionText, Party, command
from domain.law.contract import AGR_2
from domain.law.employment import EMP_1
from domain.mission.changing import amended, open_change, unanswered
from domain.mission.closing import closing
from domain.mission.events import MissionEvent
from domain.mission.events.changing import ScopeAmended
from domain.mission.events.signing import (
    ConsentGiven,
    ContractCopyDelivered,
    ContractSigned,
    MissionSigned,
)
from domain.mission.evolve import after
from domain.mission.mission import BOTH, Mission
from domain.mission.recourse import keep_within
from domain.mission.refusals import (
    AlreadyDone,
    ConsentsMissing,
    NoSuchChange,
    NotVerified,
    OutOfOrder,
    SignatureIncomplete,
)
from domain.mission.scoping import scoped
from domain.mission.terms import Contract, Scope, SignatureMethod
from domain.mission.working import copied_late, signed_late
from domain.record import Act
from domain.umbrella.refusals import NotDeclared, NotGuaranteed
from domain.umbrella.umbrella import UmbrellaCompany

SERVICE = None
"""What a signature or a consent is under, when it is not under the key of a change."""


@command
class GiveConsent:
    """The consultant consents to scope and price, or to the amendment of a change."""

    mission: MissionId
    change: Key | None = None


@command
class SignContract:
    """A party signs the service contract, or the amendment of a change."""

    mission: MissionId
    contract: Contract
    change: Key | None = None
    signatory: MissionText
    capacity: MissionText
    method: SignatureMethod
    document: DocumentHash


@command
class CompleteSignature:
    """The umbrella company asks again whether all that makes a mission signed is there."""

    mission: MissionId


@command
class DeliverContractCopy:
    """The umbrella company sends the consultant a copy of the signed contract."""

    mission: MissionId
    delivered_on: date
    document: DocumentHash


def consent(mission: Mission, consultant: Consultant, order: GiveConsent, act: Act) -> list[MissionEvent]:
    """Consent once; it may be the last thing that the mission waited for."""
    scoped(mission, "GiveConsent")
    if order.change is not None:
        open_change(mission, order.change)
    if order.change in mission.consents:
        raise AlreadyDone(act="GiveConsent", of=order.change or Contract.SERVICE)
    given = ConsentGiven(change=order.change)
    return [given, *_completed(after(mission, given), consultant, order, act)]


def sign(
    mission: Mission,
    consultant: Consultant,
    umbrella: UmbrellaCompany,
    order: SignContract,
    act: Act,
) -> list[MissionEvent]:
    """Sign for one's own party; a late signature stands, with the breach beside it."""
    scoped(mission, "SignContract")
    _signable(mission, umbrella, order, act)
    signed = ContractSigned(
        contract=order.contract,
        change=order.change,
        party=act.by.whose,
        signed_on=act.day,
        signatory=order.signatory,
        capacity=order.capacity,
        method=order.method,
        document=order.document,
    )
    then = after(mission, signed)
    concluded = order.contract is Contract.SERVICE and then.concluded_on is not None
    late = signed_late(then.concluded_on, then.contract_due_on) if concluded else []
    return [signed, *late, *_completed(then, consultant, order, act)]


def complete(
    mission: Mission, consultant: Consultant, order: CompleteSignature, act: Act
) -> list[MissionEvent]:
    """Say that the mission is signed, or what it still lacks."""
    agreed = scoped(mission, "CompleteSignature")
    if mission.signed_on is not None:
        raise AlreadyDone(act="CompleteSignature")
    lacking = _lacking(mission, agreed, order.mission, consultant)
    if lacking:
        raise SignatureIncomplete(missing=lacking)
    return [_signed(consultant, act)]


def deliver_copy(mission: Mission, order: DeliverContractCopy, _: Act) -> list[MissionEvent]:
    """Deliver the copy; after the legal delay, the breach stands beside it."""
    if not _both_signed(mission, SERVICE):
        raise OutOfOrder(act="DeliverContractCopy", stands_on="SignContract")
    if mission.copy_on is not None:
        raise AlreadyDone(act="DeliverContractCopy")
    delivered = ContractCopyDelivered(delivered_on=order.delivered_on, document=order.document)
    return [delivered, *copied_late(order.delivered_on, mission.contract_due_on)]


def _signable(mission: Mission, umbrella: UmbrellaCompany, order: SignContract, act: Act) -> None:
    if (order.contract is Contract.AMENDMENT) != (order.change is not None):
        raise NoSuchChange(change=order.change or order.contract)
    if act.by.whose in mission.signed_by(order.change):
        raise AlreadyDone(act="SignContract", of=order.change or Contract.SERVICE)
    if order.change is not None:
        _agreed(mission, order.change, act.day)
    if act.by.whose is Party.UMBRELLA:
        if not mission.verified:
            raise NotVerified()
        _entitled(umbrella, act.day)


def _agreed(mission: Mission, change: Key, day: date) -> None:
    missing = unanswered(mission, change)
    if missing:
        raise ConsentsMissing(change=change, missing=missing)
    assert mission.scope is not None, "a change is asked of a signed scope"
    keep_within(amended(mission.scope, mission.changes[change].effect), day)


def _entitled(umbrella: UmbrellaCompany, day: date) -> None:
    """A lapse of the guarantee, or no declaration, stops new signatures (L1254-26, L1254-27)."""
    if not umbrella.guaranteed(day):
        raise NotGuaranteed(day=day)
    if not umbrella.declared(day):
        raise NotDeclared(day=day)


def _both_signed(mission: Mission, change: Key | None) -> bool:
    return mission.signed_by(change) >= BOTH


def _completed(
    mission: Mission, consultant: Consultant, order: GiveConsent | SignContract, act: Act
) -> list[MissionEvent]:
    """Return what this consent or signature was the last to make true, if anything."""
    assert mission.scope is not None
    if order.change is not None:
        if not _both_signed(mission, order.change) or order.change not in mission.consents:
            return []
        scope = amended(mission.scope, mission.changes[order.change].effect)
        keep_within(scope, act.day)
        amendment = ScopeAmended(change=order.change, scope=scope)
        return [amendment, *closing(after(mission, amendment))]
    if mission.signed_on is not None or _lacking(mission, mission.scope, order.mission, consultant):
        return []
    return [_signed(consultant, act)]


def _signed(consultant: Consultant, act: Act) -> MissionSigned:
    grounds = (
        AGR_2.asked(met=True, signed="client, umbrella", consented="consultant"),
        EMP_1.asked(met=True, contract=consultant.contract_kind),
    )
    return MissionSigned(signed_on=act.day, grounds=grounds)


def _lacking(mission: Mission, agreed: Scope, identity: MissionId, consultant: Consultant) -> tuple[str, ...]:
    there = {
        "the client's signature": Party.CLIENT in mission.signed_by(SERVICE),
        "the umbrella company's signature": Party.UMBRELLA in mission.signed_by(SERVICE),
        "the consultant's consent": SERVICE in mission.consents,
        "an employment contract": consultant.covered(identity, agreed.starts_on, agreed.ends_on),
    }
    return tuple(what for what, present in there.items() if not present)
