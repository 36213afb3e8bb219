"""Signing: two signatures, the consultant's consent, an employment contract that covers the dates."""

from datetime import date

from domain.consultant.consultant import Consultant
from domain.language import DocumentHash, Happened, Key, MissionId, MissionText, Party, command
from domain.law.contract import COM_1
from domain.mission.breaching import breach, cured
from domain.mission.changing import amended, open_change, unanswered
from domain.mission.completing import completed, lacking
from domain.mission.events import MissionEvent
from domain.mission.events.signing import (
    ConsentGiven,
    ContractCopyDelivered,
    ContractSigned,
    SignatureOverdue,
)
from domain.mission.evolve import after
from domain.mission.mission import BOTH, Mission
from domain.mission.refusals import (
    AlreadyDone,
    ConsentsMissing,
    NoSuchChange,
    NotVerified,
    NotYetDue,
    OutOfOrder,
    SignatureIncomplete,
)
from domain.mission.scope_checks import keep_within
from domain.mission.scoping import alive, scoped
from domain.mission.terms import Contract, SignatureMethod
from domain.mission.working import copied_late, signed_late
from domain.record import Act
from domain.umbrella.refusals import NotDeclared, NotGuaranteed, NotInsured
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
    """The umbrella company asks again whether all that a mission, or a change, waits for is there."""

    mission: MissionId
    change: Key | None = None


@command
class DeclareSignatureOverdue:
    """The legal delay has passed and the service contract is not concluded."""

    mission: MissionId


@command
class DeliverContractCopy:
    """The umbrella company sends the consultant a copy of the signed contract."""

    mission: MissionId
    delivered_on: Happened
    document: DocumentHash


def consent(mission: Mission, consultant: Consultant, order: GiveConsent, act: Act) -> list[MissionEvent]:
    """Consent once; it may be the last thing that the mission waited for."""
    scoped(mission, "GiveConsent")
    if order.change is not None:
        open_change(mission, order.change)
    if order.change in mission.consents:
        raise AlreadyDone(act="GiveConsent", of=order.change or Contract.SERVICE)
    given = ConsentGiven(change=order.change)
    then = after(mission, given)
    return [given, *completed(then, order.mission, order.change, consultant, act)]


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
    late = _concluded(then) if order.contract is Contract.SERVICE else []
    return [signed, *late, *completed(then, order.mission, order.change, consultant, act)]


def complete(
    mission: Mission, consultant: Consultant, order: CompleteSignature, act: Act
) -> list[MissionEvent]:
    """Say that the mission is signed, or an amendment complete; or what it still lacks."""
    scoped(mission, "CompleteSignature")
    if order.change is not None:
        open_change(mission, order.change)
    elif mission.signed_on is not None:
        raise AlreadyDone(act="CompleteSignature")
    missing = lacking(mission, order.mission, order.change, consultant)
    if missing:
        raise SignatureIncomplete(missing=missing)
    return completed(mission, order.mission, order.change, consultant, act)


def overdue(mission: Mission, _: DeclareSignatureOverdue, act: Act) -> list[MissionEvent]:
    """Say, once, that the legal delay has passed without a contract; the breach stands until it is signed."""
    alive(mission)
    due_on = mission.contract_due_on
    if due_on is None:
        raise OutOfOrder(act="DeclareSignatureOverdue", stands_on="StartMission")
    if mission.concluded_on is not None:
        raise AlreadyDone(act="SignContract")
    if mission.overdue_on == due_on:
        raise AlreadyDone(act="DeclareSignatureOverdue", of=str(due_on))
    if act.day <= due_on:
        raise NotYetDue(act="DeclareSignatureOverdue", due_on=due_on)
    missing = tuple(sorted(BOTH - mission.signed_by(SERVICE)))
    unsigned = breach(mission, COM_1, False, due_on, due_on=due_on, missing=", ".join(missing))
    return [SignatureOverdue(due_on=due_on, missing=missing), *unsigned]


def deliver_copy(mission: Mission, order: DeliverContractCopy, _: Act) -> list[MissionEvent]:
    """Deliver the copy; after the legal delay, the breach stands beside it."""
    if not mission.signed_by(SERVICE) >= BOTH:
        raise OutOfOrder(act="DeliverContractCopy", stands_on="SignContract")
    if mission.copy_on is not None:
        raise AlreadyDone(act="DeliverContractCopy")
    delivered = ContractCopyDelivered(delivered_on=order.delivered_on, document=order.document)
    return [delivered, *copied_late(order.delivered_on, mission.contract_due_on)]


def _concluded(mission: Mission) -> list[MissionEvent]:
    """Return what a contract concluded late breaks, or the cure of what its absence broke."""
    if mission.concluded_on is None:
        return []
    cure = cured(mission, COM_1, f"signed on {mission.concluded_on}")
    return cure or [*signed_late(mission.concluded_on, mission.contract_due_on)]


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
    keep_within(mission, amended(mission.scope, mission.changes[change].effect), day)


def _entitled(umbrella: UmbrellaCompany, day: date) -> None:
    """A lapse of guarantee or insurance, or no declaration, stops signatures (L1254-26, L1254-27)."""
    if not umbrella.guaranteed(day):
        raise NotGuaranteed(day=day)
    if not umbrella.insured(day):
        raise NotInsured(day=day)
    if not umbrella.declared(day):
        raise NotDeclared(day=day)
