"""How each event changes the progress of the saga of vigilance."""

from typing import Any

from msgspec.structs import replace

from domain.client.events import VigilanceCertificateDelivered
from domain.language import EventId, Party
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
from sagas.vigilance.progress import (
    ClientMission,
    CompanyCover,
    VigilanceCertificate,
    VigilanceProgress,
    WatchedCompany,
)

NAME = "vigilance"
OVER = (MissionCompleted, MissionTerminated, MissionClosed, MissionDeclined, MissionAbandoned)
SCOPE_EVENTS = (MissionScoped, ScopeRevised, ScopeAmended)
COMPANY_EVENTS = (
    *(CompanyRegistered, ActivityDeclared, GuaranteeProvided, GuaranteeAttested, GuaranteeLapsed),
    *(InsuranceProvided, InsuranceLapsed),
)
MISSION_EVENTS = (*SCOPE_EVENTS, MissionSigned, MissionTakenOver, MissionStarted, *OVER)
EVENT_TYPES = types_with_asks(*COMPANY_EVENTS, *MISSION_EVENTS, VigilanceCertificateDelivered)
UMBRELLA = Party.UMBRELLA


def evolve(progress: VigilanceProgress, recorded: Recorded[Any]) -> VigilanceProgress:
    """Return the progress after one more event; a mission counts for its client and the company."""
    event_id, event = EventId(recorded.id), recorded.data
    match event:
        case MissionScoped(scope=scope) | ScopeRevised(scope=scope) | ScopeAmended(scope=scope):
            return _change_mission(progress, recorded.subject, needs=_needs_certificate(scope))
        case MissionSigned(signed_on=day):
            return _change_mission(progress, recorded.subject, fact=event_id, signed_on=day)
        case MissionTakenOver(scope=scope):
            return _take_over(progress, recorded, scope, event_id)
        case MissionStarted():
            return replace(progress, under_way=progress.under_way | {mission_id(recorded.subject)})
        case _ if isinstance(event, OVER):
            left = {name: mission for name, mission in progress.missions.items() if name != recorded.subject}
            under_way = progress.under_way - {mission_id(recorded.subject)}
            return replace(progress, missions=left, under_way=under_way)
        case VigilanceCertificateDelivered():
            return _record_certificate(progress, event, event_id)
        case _ if isinstance(event, COMPANY_EVENTS):
            return _evolve_company(progress, recorded, event_id)
        case _:
            return evolve_asks(NAME, progress, recorded)


def _needs_certificate(scope: Scope) -> bool:
    """Return true if the price reaches the legal amount for a certificate, or may reach it."""
    price = scope.price
    if price.mode is PriceMode.DAILY_RATE:
        if scope.minimum_days is None:
            return True
        return price.amount * scope.minimum_days >= VIGILANCE_FROM.value_on(scope.starts_on)
    return price.amount >= VIGILANCE_FROM.value_on(scope.starts_on)


def _change_mission(progress: VigilanceProgress, subject: str, **events: object) -> VigilanceProgress:
    known = progress.missions.get(subject, ClientMission())
    return replace(progress, missions={**progress.missions, subject: replace(known, **events)})


def _take_over(
    progress: VigilanceProgress, recorded: Recorded[Any], scope: Scope, event_id: EventId
) -> VigilanceProgress:
    """Add a mission; if it was signed elsewhere, ask for a certificate at once, without a due day."""
    updated = replace(progress, under_way=progress.under_way | {mission_id(recorded.subject)})
    signed = event_id if recorded.data.past.signed_on else None
    return _change_mission(updated, recorded.subject, needs=_needs_certificate(scope), fact=signed)


def _record_certificate(
    progress: VigilanceProgress, event: VigilanceCertificateDelivered, event_id: EventId
) -> VigilanceProgress:
    """Record a certificate; if the law did not require it, it serves only the missions signed so far."""
    updated = answer_asks(progress, event_id, UMBRELLA, AskedFor.VIGILANCE_CERTIFICATE)
    if event.next_due_on is not None:
        return replace(updated, certificate=VigilanceCertificate(event_id, event.next_due_on))
    missions = {
        name: replace(mission, told=mission.fact is not None) for name, mission in updated.missions.items()
    }
    return replace(updated, missions=missions)


def _evolve_company(
    progress: VigilanceProgress, recorded: Recorded[Any], event_id: EventId
) -> VigilanceProgress:
    event, known = (
        recorded.data,
        progress.companies.get(recorded.subject, WatchedCompany(fact=EventId(recorded.id))),
    )
    match event:
        case CompanyRegistered():
            return _put_company(progress, recorded, known)
        case ActivityDeclared():
            updated = answer_asks(progress, event_id, UMBRELLA, AskedFor.ACTIVITY_DECLARATION)
            return _put_company(updated, recorded, replace(known, declared=True))
        case GuaranteeProvided(guarantor=name):
            updated = answer_asks(progress, event_id, UMBRELLA, AskedFor.GUARANTEE)
            cover = _build_cover(event, name, event_id, event.attestation_due_on)
            return _put_company(
                updated, recorded, replace(known, guarantees=_add_cover(known.guarantees, cover))
            )
        case GuaranteeAttested(guarantor=name):
            updated = answer_asks(progress, event_id, UMBRELLA, AskedFor.GUARANTEE_ATTESTATION)
            attested = tuple(
                replace(cover, attest_by=None) if cover.name == name else cover for cover in known.guarantees
            )
            return _put_company(updated, recorded, replace(known, guarantees=attested))
        case GuaranteeLapsed(guarantor=name):
            left = tuple(cover for cover in known.guarantees if not _has_lapsed(cover, name, event))
            return _put_company(progress, recorded, replace(known, guarantees=left, no_guarantee=event_id))
        case _:
            return _evolve_insurance(progress, recorded, known, event_id)


def _evolve_insurance(
    progress: VigilanceProgress, recorded: Recorded[Any], known: WatchedCompany, event_id: EventId
) -> VigilanceProgress:
    event = recorded.data
    if isinstance(event, InsuranceProvided):
        updated = answer_asks(progress, event_id, UMBRELLA, AskedFor.INSURANCE)
        cover = _build_cover(event, event.policy_number, event_id)
        return _put_company(updated, recorded, replace(known, insurances=_add_cover(known.insurances, cover)))
    left = tuple(cover for cover in known.insurances if not _has_lapsed(cover, event.policy_number, event))
    return _put_company(progress, recorded, replace(known, insurances=left, no_insurance=event_id))


def _build_cover(
    event: GuaranteeProvided | InsuranceProvided, name: str, event_id: EventId, attest_by: Any = None
) -> CompanyCover:
    return CompanyCover(
        fact=event_id,
        name=name,
        valid_from=event.valid_from,
        valid_until=event.valid_until,
        attest_by=attest_by,
    )


def _add_cover(covers: tuple[CompanyCover, ...], cover: CompanyCover) -> tuple[CompanyCover, ...]:
    return (*(other for other in covers if other.fact != cover.fact), cover)


def _has_lapsed(cover: CompanyCover, name: str, lapsed: GuaranteeLapsed | InsuranceLapsed) -> bool:
    return cover.name == name and cover.valid_from <= lapsed.lapsed_on


def _put_company(
    progress: VigilanceProgress, recorded: Recorded[Any], company: WatchedCompany
) -> VigilanceProgress:
    return replace(progress, companies={**progress.companies, recorded.subject: company})
