"""The saga of vigilance: certificates for clients; guarantee, insurance and declaration of the company.

The key of a client is its stream. The umbrella company has one key, with all missions under way: a guarantee
or insurance that nobody renews lapses the day after its last day, and is then a breach in each mission.
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from domain.asking import events as outside
from domain.client.events import VigilanceCertificateDelivered
from domain.language import EventId, Key, Kind, Party, UmbrellaId
from domain.law.company import first_ask_day
from domain.mission.course_terms import AskedFor, days_later
from domain.mission.events.scoping import MissionTakenOver
from domain.mission.events.working import MissionStarted
from domain.record import Recorded
from domain.refused import RefusalRecorded
from domain.umbrella.events import LapseCause
from domain.umbrella.lapsing import LapseGuarantee, LapseInsurance
from sagas.asks import AskingSaga, DueAsk, ask_after
from sagas.saga import Deadline, SagaDue
from sagas.vigilance.evolve import EVENT_TYPES, MISSION_EVENTS, NAME, OVER, evolve
from sagas.vigilance.progress import CompanyCover, VigilanceProgress, WatchedCompany

COMPANY = str(Kind.UMBRELLA)
"""The key of the umbrella company: a store holds only one."""


def keys(recorded: Recorded[Any]) -> set[str]:
    """Return the key of the client, and of the company for its cover and for missions under way."""
    event = recorded.data
    if isinstance(event, MISSION_EVENTS):
        client = {f"{Kind.CLIENT}/{recorded.client_id}"} if recorded.client_id else set[str]()
        return client | ({COMPANY} if isinstance(event, (MissionStarted, MissionTakenOver, *OVER)) else set())
    if isinstance(event, VigilanceCertificateDelivered):
        return {recorded.subject}
    about = _subject_of(recorded)
    if about.startswith(f"{Kind.CLIENT}/"):
        return {about}
    return {COMPANY} if about.startswith(f"{Kind.UMBRELLA}/") else set()


def _subject_of(recorded: Recorded[Any]) -> str:
    match recorded.data:
        case RefusalRecorded(about=str(about)):
            return about
        case outside.PartyAsked(about=about) | outside.AskAnswered(about=about):
            return about
        case outside.AskWithdrawn(about=about):
            return about
        case _:
            return recorded.subject


def _due_commands(_: str, progress: VigilanceProgress) -> Iterator[SagaDue]:
    """Lapse each cover that nobody renewed, on the day after its last day."""
    missions = tuple(sorted(progress.under_way))
    for subject, company in progress.companies.items():
        umbrella = UmbrellaId(UUID(subject.partition("/")[2]))
        for cover in _unrenewed_covers(company.guarantees):
            command = LapseGuarantee(
                umbrella=umbrella,
                guarantor=cover.name,
                lapsed_on=days_later(cover.valid_until, 1),
                cause=LapseCause.EXPIRED,
                missions=missions,
            )
            yield _lapse_deadline("guarantee", cover, command)
        for cover in _unrenewed_covers(company.insurances):
            lapse = LapseInsurance(
                umbrella=umbrella,
                policy_number=cover.name,
                lapsed_on=days_later(cover.valid_until, 1),
                cause=LapseCause.EXPIRED,
                missions=missions,
            )
            yield _lapse_deadline("insurance", cover, lapse)


def _lapse_deadline(step: str, cover: CompanyCover, command: LapseGuarantee | LapseInsurance) -> Deadline:
    return Deadline(
        step=step, occasion=str(cover.fact), command=command, because_of=cover.fact, on=cover.valid_until
    )


def _unrenewed_covers(covers: tuple[CompanyCover, ...]) -> Iterator[CompanyCover]:
    """Return the covers that the same guarantor or policy does not continue."""
    for cover in covers:
        is_continued = any(
            other.name == cover.name
            and other.valid_until > cover.valid_until
            and other.valid_from <= days_later(cover.valid_until, 1)
            for other in covers
        )
        if not is_continued:
            yield cover


def _due_asks(key: str, progress: VigilanceProgress) -> Iterator[DueAsk]:
    if key != COMPANY:
        yield from _certificate_asks(key, progress)
    for subject, company in progress.companies.items():
        if not company.declared:
            yield _due_ask(subject, AskedFor.ACTIVITY_DECLARATION, company.fact)
        guarantee = AskedFor.GUARANTEE
        yield from _cover_asks(subject, guarantee, company.guarantees, company.no_guarantee or company.fact)
        insurance = AskedFor.INSURANCE
        yield from _cover_asks(subject, insurance, company.insurances, company.no_insurance or company.fact)
        yield from _attestation_asks(subject, company)


def _certificate_asks(key: str, progress: VigilanceProgress) -> Iterator[DueAsk]:
    """Ask for a certificate at the signature, then ahead of each next day, while a mission needs it."""
    signed = [
        mission
        for mission in progress.missions.values()
        if mission.needs and mission.fact and not mission.told
    ]
    if not signed:
        return
    what, certificate = AskedFor.VIGILANCE_CERTIFICATE, progress.certificate
    if certificate is not None:
        due_on = certificate.next_due_on
        renewal = DueAsk(
            about=key, party=Party.UMBRELLA, what=what, because_of=certificate.fact, due_on=due_on
        )
        yield ask_after(renewal, first_ask_day(due_on))
        return
    first = signed[0]
    assert first.fact is not None
    yield DueAsk(about=key, party=Party.UMBRELLA, what=what, because_of=first.fact, due_on=first.signed_on)


def _cover_asks(
    about: str, what: AskedFor, covers: tuple[CompanyCover, ...], none: EventId
) -> Iterator[DueAsk]:
    """Ask ahead to renew the last cover; if there is none, ask at once."""
    if not covers:
        yield _due_ask(about, what, none)
        return
    last = max(covers, key=lambda cover: cover.valid_until)
    renewal = DueAsk(
        about=about, party=Party.UMBRELLA, what=what, because_of=last.fact, due_on=last.valid_until
    )
    yield ask_after(renewal, first_ask_day(last.valid_until))


def _attestation_asks(about: str, company: WatchedCompany) -> Iterator[DueAsk]:
    for cover in company.guarantees:
        if cover.attest_by is not None:
            yield DueAsk(
                about=about,
                party=Party.UMBRELLA,
                what=AskedFor.GUARANTEE_ATTESTATION,
                because_of=cover.fact,
                due_on=cover.attest_by,
            )


def _due_ask(about: str, what: AskedFor, because_of: EventId, of: Key | None = None) -> DueAsk:
    return DueAsk(about=about, party=Party.UMBRELLA, what=what, because_of=because_of, of=of)


VIGILANCE = AskingSaga(
    name=NAME,
    version=1,
    event_types=EVENT_TYPES,
    progress_type=VigilanceProgress,
    initial=VigilanceProgress(),
    keys=keys,
    evolve=evolve,
    due_asks=_due_asks,
    due_commands=_due_commands,
)
"""Asks for certificates and cover before they run out; lapses cover that ran out."""
