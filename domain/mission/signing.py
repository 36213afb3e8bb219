"""Decide on signature: two signatures, the consultant's consent, an employment contract for the dates."""

from datetime import date

from domain.consultant.consultant import Consultant
from domain.language import DocumentHash, Happened, Key, MissionId, MissionText, Party, command
from domain.law.contract import COM_1
from domain.mission.breaching import cure_breaches, record_breach
from domain.mission.changing import amend_scope, get_open_change, unanswered_parties
from domain.mission.closing import check_not_over, get_scope
from domain.mission.completing import complete_if_ready, missing_for_signature
from domain.mission.events import MissionEvent
from domain.mission.events.signing import (
    ConsentGiven,
    ContractCopyDelivered,
    ContractSigned,
    SignatureOverdue,
)
from domain.mission.evolve import apply_events
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
from domain.mission.scope_checks import check_scope_limits
from domain.mission.terms import Contract, SignatureMethod
from domain.mission.working import late_copy_breach, late_signature_breach
from domain.record import Act
from domain.umbrella.refusals import NotDeclared, NotGuaranteed, NotInsured
from domain.umbrella.umbrella import UmbrellaCompany

SERVICE = None
"""The key of signatures and consents on the service contract; those on an amendment use the change's."""


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
    """The umbrella company asks to complete a mission's or a change's signature, if nothing is missing."""

    mission: MissionId
    change: Key | None = None


@command
class DeclareSignatureOverdue:
    """The engine states that the legal delay has passed without a concluded service contract."""

    mission: MissionId


@command
class DeliverContractCopy:
    """The umbrella company sends the consultant a copy of the signed contract."""

    mission: MissionId
    delivered_on: Happened
    document: DocumentHash


def consent(mission: Mission, consultant: Consultant, command: GiveConsent, act: Act) -> list[MissionEvent]:
    """Consent, once; the consent may complete the signature."""
    get_scope(mission, "GiveConsent")
    if command.change is not None:
        get_open_change(mission, command.change)
    if command.change in mission.consents:
        raise AlreadyDone(act="GiveConsent", of=command.change or Contract.SERVICE)
    given = ConsentGiven(change=command.change)
    then = apply_events(mission, given)
    return [given, *complete_if_ready(then, command.mission, command.change, consultant, act)]


def sign(
    mission: Mission,
    consultant: Consultant,
    umbrella: UmbrellaCompany,
    command: SignContract,
    act: Act,
) -> list[MissionEvent]:
    """Sign for one's own party; a late signature is recorded with a breach."""
    get_scope(mission, "SignContract")
    _check_signable(mission, umbrella, command, act)
    signed = ContractSigned(
        contract=command.contract,
        change=command.change,
        party=act.by.effective_party,
        signed_on=act.day,
        signatory=command.signatory,
        capacity=command.capacity,
        method=command.method,
        document=command.document,
    )
    then = apply_events(mission, signed)
    late = _breach_or_cure(then) if command.contract is Contract.SERVICE else []
    return [signed, *late, *complete_if_ready(then, command.mission, command.change, consultant, act)]


def complete(
    mission: Mission, consultant: Consultant, command: CompleteSignature, act: Act
) -> list[MissionEvent]:
    """Complete the signature of a mission or an amendment; refuse with the missing parts."""
    get_scope(mission, "CompleteSignature")
    if command.change is not None:
        get_open_change(mission, command.change)
    elif mission.signed_on is not None:
        raise AlreadyDone(act="CompleteSignature")
    missing = missing_for_signature(mission, command.mission, command.change, consultant)
    if missing:
        raise SignatureIncomplete(missing=missing)
    return complete_if_ready(mission, command.mission, command.change, consultant, act)


def declare_overdue(mission: Mission, _: DeclareSignatureOverdue, act: Act) -> list[MissionEvent]:
    """Record, once, that the legal delay passed without a contract; the breach is open until signature."""
    check_not_over(mission)
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
    unsigned = record_breach(mission, COM_1, False, due_on, due_on=due_on, missing=", ".join(missing))
    return [SignatureOverdue(due_on=due_on, missing=missing), *unsigned]


def deliver_copy(mission: Mission, command: DeliverContractCopy, _: Act) -> list[MissionEvent]:
    """Deliver the copy; after the legal delay it is recorded with a breach."""
    if not mission.signed_by(SERVICE) >= BOTH:
        raise OutOfOrder(act="DeliverContractCopy", stands_on="SignContract")
    if mission.copy_on is not None:
        raise AlreadyDone(act="DeliverContractCopy")
    delivered = ContractCopyDelivered(delivered_on=command.delivered_on, document=command.document)
    return [delivered, *late_copy_breach(command.delivered_on, mission.contract_due_on)]


def _breach_or_cure(mission: Mission) -> list[MissionEvent]:
    """Return the breach of a contract concluded late, or the cure of the breach by its absence."""
    if mission.concluded_on is None:
        return []
    cure = cure_breaches(mission, COM_1, f"signed on {mission.concluded_on}")
    return cure or [*late_signature_breach(mission.concluded_on, mission.contract_due_on)]


def _check_signable(mission: Mission, umbrella: UmbrellaCompany, command: SignContract, act: Act) -> None:
    if (command.contract is Contract.AMENDMENT) != (command.change is not None):
        raise NoSuchChange(change=command.change or command.contract)
    if act.by.effective_party in mission.signed_by(command.change):
        raise AlreadyDone(act="SignContract", of=command.change or Contract.SERVICE)
    if command.change is not None:
        _check_agreed(mission, command.change, act.day)
    if act.by.effective_party is Party.UMBRELLA:
        if not mission.verified:
            raise NotVerified()
        _check_entitled(umbrella, act.day)


def _check_agreed(mission: Mission, change: Key, day: date) -> None:
    missing = unanswered_parties(mission, change)
    if missing:
        raise ConsentsMissing(change=change, missing=missing)
    assert mission.scope is not None, "a change is asked of a signed scope"
    check_scope_limits(mission, amend_scope(mission.scope, mission.changes[change].effect), day)


def _check_entitled(umbrella: UmbrellaCompany, day: date) -> None:
    """Check declaration, guarantee and insurance: without one, no signature (L1254-26, L1254-27)."""
    if not umbrella.is_guaranteed(day):
        raise NotGuaranteed(day=day)
    if not umbrella.is_insured(day):
        raise NotInsured(day=day)
    if not umbrella.is_declared(day):
        raise NotDeclared(day=day)
