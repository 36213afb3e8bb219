"""The events of signing, and how each changes a mission: consent, signatures, delivery of the copy."""

from datetime import date
from typing import assert_never
from uuid import UUID

from msgspec.structs import replace

from domain.language import DocumentHash, Key, MissionText, Party
from domain.mission.mission import Mission, Signature
from domain.mission.terms import Contract, SignatureMethod
from domain.record import (
    BY_CLIENT,
    BY_CONSULTANT,
    BY_SYSTEM,
    BY_UMBRELLA,
    FOR_ALL,
    Event,
    Ground,
)


class ConsentGiven(Event, frozen=True, kw_only=True):
    """The consultant, no party to the service contract, consents to its scope and price.

    `change` is the key of an amendment; none for the contract itself.
    """

    TYPE = "fr.jalon.mission.consent-given.v1"
    BY = BY_CONSULTANT
    READERS = FOR_ALL

    change: Key | None = None


class ContractSigned(Event, frozen=True, kw_only=True):
    """A party signed the service contract or an amendment to it (signature)."""

    TYPE = "fr.jalon.mission.contract-signed.v1"
    BY = BY_CLIENT | BY_UMBRELLA
    READERS = FOR_ALL

    contract: Contract
    change: Key | None = None
    party: Party
    signed_on: date
    signatory: MissionText
    capacity: MissionText
    method: SignatureMethod
    document: DocumentHash


class MissionSigned(Event, frozen=True, kw_only=True):
    """Client and umbrella signed, the consultant consented, and an employment contract covers the dates."""

    TYPE = "fr.jalon.mission.mission-signed.v1"
    BY = BY_SYSTEM
    READERS = FOR_ALL

    signed_on: date
    grounds: tuple[Ground, ...]


class ContractCopyDelivered(Event, frozen=True, kw_only=True):
    """The umbrella company sent the consultant a copy of the signed contract (L1254-22)."""

    TYPE = "fr.jalon.mission.contract-copy-delivered.v1"
    BY = BY_UMBRELLA
    READERS = FOR_ALL

    delivered_on: date
    document: DocumentHash


class SignatureOverdue(Event, frozen=True, kw_only=True):
    """The legal delay has passed and the service contract is not concluded (L1254-22)."""

    TYPE = "fr.jalon.mission.signature-overdue.v1"
    BY = BY_SYSTEM
    READERS = FOR_ALL

    due_on: date
    missing: tuple[Party, ...]


SigningEvent = ConsentGiven | ContractSigned | MissionSigned | ContractCopyDelivered | SignatureOverdue


def evolve_signing(mission: Mission, event: SigningEvent, _: UUID) -> Mission:
    """Return the mission after one more event of this stage."""
    match event:
        case ConsentGiven(change=change):
            return replace(mission, consents=mission.consents | {change})
        case ContractSigned(change=change, party=party, signed_on=day):
            return replace(mission, signatures=mission.signatures | {Signature(change, party, day)})
        case MissionSigned(signed_on=day):
            return replace(mission, signed_on=day)
        case ContractCopyDelivered(delivered_on=day):
            return replace(mission, copy_on=day)
        case SignatureOverdue(due_on=day):
            return replace(mission, overdue_on=day)
        case _:
            assert_never(event)
