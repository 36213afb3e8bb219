"""The events of the end, and how each changes a consultant: ended, settled, erased."""

from datetime import date
from enum import StrEnum
from typing import assert_never
from uuid import UUID

from msgspec.structs import replace

from domain.consultant.consultant import Consultant, with_contract
from domain.language import Cents, DocumentHash, MissionId, Retention, value
from domain.record import BY_SYSTEM, BY_UMBRELLA, FOR_CONSULTANT, Event, Ground


class EndGround(StrEnum):
    """The ground of an end of employment; the end of a service contract is none (L1254-8)."""

    END_OF_TERM = "end_of_term"  # terme du contrat à durée déterminée
    EVENT_REALISED = "event_realised"  # réalisation de l'objet, terme incertain
    TRIAL_ENDED = "trial_ended"  # rupture de la période d'essai
    RESIGNATION = "resignation"  # démission
    DISMISSAL = "dismissal"  # licenciement
    MUTUAL_AGREEMENT = "mutual_agreement"  # rupture conventionnelle, commun accord
    SERIOUS_FAULT = "serious_fault"  # faute grave
    FORCE_MAJEURE = "force_majeure"
    UNFITNESS = "unfitness"  # inaptitude
    HIRED_ELSEWHERE = "hired_elsewhere"  # contrat à durée indéterminée ailleurs, L1243-2
    RETIREMENT = "retirement"  # retraite
    DEATH = "death"  # décès


class Payee(StrEnum):
    """The payee of the amounts left."""

    CONSULTANT = "consultant"
    HEIRS = "heirs"  # ayants droit


@value
class Kept:
    """A class of personal values that is kept, the reason, and the last day; no day while employment runs."""

    retention: Retention
    until: date | None
    ground: Ground


class EmploymentEnded(Event, frozen=True, kw_only=True):
    """Employment under a contract ended, on a ground; the account's balance is due to the payee.

    Amounts in cents, from the account on that day; `seniority_days` sums the periods of work (L1254-30).
    """

    TYPE = "fr.jalon.consultant.employment-ended.v1"
    BY = BY_UMBRELLA | BY_SYSTEM
    READERS = FOR_CONSULTANT

    mission: MissionId | None
    because: EndGround
    ended_on: date
    seniority_days: int
    available: int
    reserve: int
    payee: Payee
    settlement_due_on: date
    document: DocumentHash
    grounds: tuple[Ground, ...]


class FinalSettlementDelivered(Event, frozen=True, kw_only=True):
    """The final papers were delivered: receipt, certificate, attestation (solde de tout compte).

    Amounts in cents; `indemnity` is that of the end of a fixed-term contract.
    """

    TYPE = "fr.jalon.consultant.final-settlement-delivered.v1"
    BY = BY_UMBRELLA
    READERS = FOR_CONSULTANT

    mission: MissionId | None
    delivered_on: date
    payee: Payee
    gross_in_all: Cents
    indemnity: Cents
    indemnity_due: Cents
    paid_leave: Cents
    balance: int
    receipt: DocumentHash
    certificate: DocumentHash | None
    attestation: DocumentHash | None
    grounds: tuple[Ground, ...]


class SubjectKeyDestroyed(Event, frozen=True, kw_only=True):
    """The key of a class of personal values was destroyed; the values are unreadable (effacement)."""

    TYPE = "fr.jalon.consultant.subject-key-destroyed.v1"
    BY = BY_UMBRELLA | BY_SYSTEM
    READERS = FOR_CONSULTANT

    retention: Retention
    kept_until: date | None
    ground: Ground


class ErasureRefused(Event, frozen=True, kw_only=True):
    """An erasure was refused: for each class kept, the law that requires it and the last day."""

    TYPE = "fr.jalon.consultant.erasure-refused.v1"
    BY = BY_SYSTEM
    READERS = FOR_CONSULTANT

    kept: tuple[Kept, ...]


LeavingEvent = EmploymentEnded | FinalSettlementDelivered | SubjectKeyDestroyed | ErasureRefused


def evolve_leaving(consultant: Consultant, event: LeavingEvent, _: UUID) -> Consultant:
    """Return the consultant after one more event of this stage."""
    match event:
        case EmploymentEnded(mission=mission, ended_on=day, payee=payee):
            to_heirs = payee is Payee.HEIRS
            return with_contract(consultant, mission, ended_on=day, over=True, to_heirs=to_heirs)
        case FinalSettlementDelivered(mission=mission):
            return with_contract(consultant, mission, settled=True)
        case SubjectKeyDestroyed(retention=retention):
            return replace(consultant, erased=consultant.erased | {retention})
        case ErasureRefused():
            return consultant
        case _:
            assert_never(event)
