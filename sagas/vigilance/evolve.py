"""How each fact moves the story of vigilance."""

from typing import Any

from msgspec.structs import replace

from domain.client.events import VigilanceCertificateDelivered
from domain.language import FactId, Party
from domain.law.company import VIGILANCE_FROM
from domain.mission.course_terms import AskedFor
from domain.mission.events.changing import ScopeAmended
from domain.mission.events.ending import MissionClosed, MissionCompleted, MissionTerminated
from domain.mission.events.scoping import (
    MissionAbandoned,
    MissionDeclined,
    MissionScoped,
    MissionTakenOver,
    ScopeRevised,
)
from domain.mission.events.signing import MissionSigned
from domain.mission.events.working import MissionStarted
from domain.mission.terms import PriceMode, Scope
from domain.record import Recorded
from domain.umbrella.events import (
    ActivityDeclared,
    CompanyRegistered,
    GuaranteeAttested,
    GuaranteeLapsed,
    GuaranteeProvided,
    InsuranceLapsed,
    InsuranceProvided,
)
from sagas.asks import answer_asks, evolve_asks, types_with_asks
from sagas.saga import mission_id
from sagas.vigilance.progress import Certificate, Company, Cover, Signed, VigilanceProgress

NAME = "vigilance"
OVER = (MissionCompleted, MissionTerminated, MissionClosed, MissionDeclined, MissionAbandoned)
SCOPES = (MissionScoped, ScopeRevised, ScopeAmended)
OF_COMPANY = (
    *(CompanyRegistered, ActivityDeclared, GuaranteeProvided, GuaranteeAttested, GuaranteeLapsed),
    *(InsuranceProvided, InsuranceLapsed),
)
OF_MISSIONS = (*SCOPES, MissionSigned, MissionTakenOver, MissionStarted, *OVER)
EVENT_TYPES = types_with_asks(*OF_COMPANY, *OF_MISSIONS, VigilanceCertificateDelivered)
U = Party.UMBRELLA


def evolve(progress: VigilanceProgress, recorded: Recorded[Any]) -> VigilanceProgress:
    """Return the progress after one more fact; a mission is one of its client's, and one under way."""
    fact, said = FactId(recorded.id), recorded.data
    match said:
        case MissionScoped(scope=scope) | ScopeRevised(scope=scope) | ScopeAmended(scope=scope):
            return _mission(progress, recorded.subject, needs=_needs(scope))
        case MissionSigned(signed_on=day):
            return _mission(progress, recorded.subject, fact=fact, signed_on=day)
        case MissionTakenOver(scope=scope):
            return _taken_over(progress, recorded, scope, fact)
        case MissionStarted():
            return replace(progress, under_way=progress.under_way | {mission_id(recorded.subject)})
        case _ if isinstance(said, OVER):
            left = {name: one for name, one in progress.missions.items() if name != recorded.subject}
            under_way = progress.under_way - {mission_id(recorded.subject)}
            return replace(progress, missions=left, under_way=under_way)
        case VigilanceCertificateDelivered():
            return _certified(progress, said, fact)
        case _ if isinstance(said, OF_COMPANY):
            return _company(progress, recorded, fact)
        case _:
            return evolve_asks(NAME, progress, recorded)


def _needs(scope: Scope) -> bool:
    """Does the price reach the amount from which the law wants a certificate, as far as it is known?"""
    price = scope.price
    if price.mode is PriceMode.DAILY_RATE:
        if scope.minimum_days is None:
            return True
        return price.amount * scope.minimum_days >= VIGILANCE_FROM.on(scope.starts_on)
    return price.amount >= VIGILANCE_FROM.on(scope.starts_on)


def _mission(progress: VigilanceProgress, subject: str, **facts: object) -> VigilanceProgress:
    known = progress.missions.get(subject, Signed())
    return replace(progress, missions={**progress.missions, subject: replace(known, **facts)})


def _taken_over(
    progress: VigilanceProgress, recorded: Recorded[Any], scope: Scope, fact: FactId
) -> VigilanceProgress:
    """A mission taken over with its contract has its client told at once: no day of ours has passed."""
    taken = replace(progress, under_way=progress.under_way | {mission_id(recorded.subject)})
    signed = fact if recorded.data.past.signed_on else None
    return _mission(taken, recorded.subject, needs=_needs(scope), fact=signed)


def _certified(
    progress: VigilanceProgress, said: VigilanceCertificateDelivered, fact: FactId
) -> VigilanceProgress:
    """A certificate that the law did not ask for settles the missions of today, and no later one."""
    told = answer_asks(progress, fact, U, AskedFor.VIGILANCE_CERTIFICATE)
    if said.next_due_on is not None:
        return replace(told, certificate=Certificate(fact, said.next_due_on))
    missions = {name: replace(one, told=one.fact is not None) for name, one in told.missions.items()}
    return replace(told, missions=missions)


def _company(progress: VigilanceProgress, recorded: Recorded[Any], fact: FactId) -> VigilanceProgress:
    said, known = recorded.data, progress.companies.get(recorded.subject, Company(fact=FactId(recorded.id)))
    match said:
        case CompanyRegistered():
            return _put(progress, recorded, known)
        case ActivityDeclared():
            told = answer_asks(progress, fact, U, AskedFor.ACTIVITY_DECLARATION)
            return _put(told, recorded, replace(known, declared=True))
        case GuaranteeProvided(guarantor=name):
            told = answer_asks(progress, fact, U, AskedFor.GUARANTEE)
            cover = _cover(said, name, fact, said.attestation_due_on)
            return _put(told, recorded, replace(known, guarantees=_with(known.guarantees, cover)))
        case GuaranteeAttested(guarantor=name):
            told = answer_asks(progress, fact, U, AskedFor.GUARANTEE_ATTESTATION)
            attested = tuple(
                replace(one, attest_by=None) if one.name == name else one for one in known.guarantees
            )
            return _put(told, recorded, replace(known, guarantees=attested))
        case GuaranteeLapsed(guarantor=name):
            left = tuple(one for one in known.guarantees if not _gone(one, name, said))
            return _put(progress, recorded, replace(known, guarantees=left, no_guarantee=fact))
        case _:
            return _insurance(progress, recorded, known, fact)


def _insurance(
    progress: VigilanceProgress, recorded: Recorded[Any], known: Company, fact: FactId
) -> VigilanceProgress:
    said = recorded.data
    if isinstance(said, InsuranceProvided):
        told = answer_asks(progress, fact, U, AskedFor.INSURANCE)
        cover = _cover(said, said.policy_number, fact)
        return _put(told, recorded, replace(known, insurances=_with(known.insurances, cover)))
    left = tuple(one for one in known.insurances if not _gone(one, said.policy_number, said))
    return _put(progress, recorded, replace(known, insurances=left, no_insurance=fact))


def _cover(
    said: GuaranteeProvided | InsuranceProvided, name: str, fact: FactId, attest_by: Any = None
) -> Cover:
    return Cover(
        fact=fact,
        name=name,
        valid_from=said.valid_from,
        valid_until=said.valid_until,
        attest_by=attest_by,
    )


def _with(covers: tuple[Cover, ...], cover: Cover) -> tuple[Cover, ...]:
    return (*(one for one in covers if one.fact != cover.fact), cover)


def _gone(cover: Cover, name: str, lapsed: GuaranteeLapsed | InsuranceLapsed) -> bool:
    return cover.name == name and cover.valid_from <= lapsed.lapsed_on


def _put(progress: VigilanceProgress, recorded: Recorded[Any], company: Company) -> VigilanceProgress:
    return replace(progress, companies={**progress.companies, recorded.subject: company})
