"""The first page of a trail, a summary on one sheet."""

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from msgspec import Struct

from domain.consultant.employment_terms import ContractKind
from domain.consultant.events.hiring import (
    EmploymentContractConcluded,
    EmploymentContractDelivered,
    HireDeclared,
)
from domain.language import DocumentHash, Party, Sealed
from domain.law import Rule
from domain.law.contract import COM_1, COM_3
from domain.law.employment import EMP_1, EMP_6
from domain.mission.events.scoping import ProposalMade, TermsNegotiated
from domain.mission.events.signing import ConsentGiven, ContractCopyDelivered, ContractSigned, MissionSigned
from domain.mission.terms import PriceMode, RecourseGround
from domain.record import Event, Recorded
from projections.audit_trail.covers import Cover, Matter, list_covers, list_matters
from projections.audit_trail.trail_events import TrailEvents
from projections.audit_trail.trail_months import TrailMonth, sum_months


class Parties(Struct, frozen=True, kw_only=True):
    """The mission and its three parties."""

    mission: UUID
    client: UUID
    consultant: UUID
    umbrella: UUID


class Recourse(Struct, frozen=True, kw_only=True):
    """The reason of the client for portage, in its words, and its signature."""

    ground: RecourseGround
    what: Sealed
    justification: Sealed
    stated_at: datetime
    principal: str
    signatory: Sealed | None
    capacity: Sealed | None
    signed_on: date | None
    document: DocumentHash | None
    fact: UUID


class Offer(Struct, frozen=True, kw_only=True):
    """A price offered in the negotiation; cents before tax."""

    by: Party
    price: int
    at: datetime
    fact: UUID


class ClockKind(StrEnum):
    """The acts with a legal day."""

    CONSENT = "consent"
    SIGNED_BY_CLIENT = "signed_by_client"
    SIGNED_BY_UMBRELLA = "signed_by_umbrella"
    CONCLUDED = "concluded"
    COPY_DELIVERED = "copy_delivered"
    HIRE_DECLARED = "hire_declared"
    EMPLOYMENT_CONTRACT = "employment_contract"
    EMPLOYMENT_CONTRACT_DELIVERED = "employment_contract_delivered"


class Clock(Struct, frozen=True, kw_only=True):
    """An act and its legal day; `done_on` is the day in its event, else `done_at` the time of the event."""

    what: ClockKind
    article: str | None
    due_on: date | None
    done_on: date | None
    done_at: datetime | None = None
    late: bool | None
    fact: UUID | None


class Employment(Struct, frozen=True, kw_only=True):
    """An employment contract for the mission."""

    kind: ContractKind
    starts_on: date
    ends_on: date | None
    document: DocumentHash
    fact: UUID


class FirstPage(Struct, frozen=True, kw_only=True):
    """The summary: parties, reason, price, legal days, employment, cover, and the figures of each month."""

    parties: Parties | None
    object: Sealed | None
    recourse: Recourse | None
    found_by: Party | None
    price_set_by: Party | None
    price: int | None
    mode: PriceMode | None
    starts_on: date | None
    ends_on: date | None
    first_day: date | None
    offers: tuple[Offer, ...]
    clock: tuple[Clock, ...]
    employment: tuple[Employment, ...]
    covers: tuple[Cover, ...]
    matters: tuple[Matter, ...]
    months: tuple[TrailMonth, ...]
    total: TrailMonth


def build_first_page(trail: TrailEvents) -> FirstPage:
    """Build the first page of a trail."""
    scope, naming_event = trail.scope, trail.naming_event
    by_month = sum_months(trail)
    return FirstPage(
        parties=_parties_of(trail),
        object=scope.object if scope is not None else None,
        recourse=_build_recourse(trail) if naming_event is not None else None,
        found_by=scope.found_by if scope is not None else None,
        price_set_by=scope.price_set_by if scope is not None else None,
        price=scope.price.amount if scope is not None else None,
        mode=scope.price.mode if scope is not None else None,
        starts_on=scope.starts_on if scope is not None else None,
        ends_on=scope.ends_on if scope is not None else None,
        first_day=trail.first_day,
        offers=tuple(_list_offers(trail)),
        clock=tuple(_list_clocks(trail)),
        employment=tuple(_list_contracts(trail)),
        covers=tuple(list_covers(trail)),
        matters=tuple(list_matters(trail)),
        months=by_month,
        total=TrailMonth.sum_of("", by_month),
    )


def _parties_of(trail: TrailEvents) -> Parties | None:
    if trail.naming_event is None:
        return None
    event = trail.naming_event.data
    return Parties(
        mission=trail.naming_event.stream.id,
        client=event.client,
        consultant=event.consultant,
        umbrella=event.umbrella,
    )


def _build_recourse(trail: TrailEvents) -> Recourse | None:
    if trail.naming_event is None:
        return None
    need, signed = trail.naming_event.data.need, _find_signature(trail, Party.CLIENT)
    return Recourse(
        ground=need.ground,
        what=need.what,
        justification=need.justification,
        stated_at=trail.naming_event.time,
        principal=trail.naming_event.auth_id,
        signatory=signed.data.signatory if signed is not None else None,
        capacity=signed.data.capacity if signed is not None else None,
        signed_on=signed.data.signed_on if signed is not None else None,
        document=signed.data.document if signed is not None else None,
        fact=trail.naming_event.id,
    )


def _find_signature(trail: TrailEvents, party: Party) -> Recorded[ContractSigned] | None:
    """Return the signature of a party on the service contract, not on an amendment."""
    signatures = (
        event
        for event in trail.events_of(ContractSigned)
        if (event.data.party, event.data.change) == (party, None)
    )
    return next(signatures, None)


def _list_offers(trail: TrailEvents) -> Iterable[Offer]:
    for recorded in trail.events_of(ProposalMade, TermsNegotiated):
        match recorded.data:
            case ProposalMade(proposal=proposal):
                yield Offer(by=Party.CONSULTANT, price=proposal.price, at=recorded.time, fact=recorded.id)
            case TermsNegotiated(proposed_by=by, price=price):
                yield Offer(by=by, price=price, at=recorded.time, fact=recorded.id)


def _list_clocks(trail: TrailEvents) -> Iterable[Clock]:
    due_on, first = trail.contract_due_on, trail.first_day
    consents = [event for event in trail.events_of(ConsentGiven) if event.data.change is None]
    if consents:
        consent = consents[-1]
        yield _build_clock(ClockKind.CONSENT, None, None, None, consent)
    for kind, party in (
        (ClockKind.SIGNED_BY_CLIENT, Party.CLIENT),
        (ClockKind.SIGNED_BY_UMBRELLA, Party.UMBRELLA),
    ):
        if (signed := _find_signature(trail, party)) is not None:
            yield _build_clock(kind, COM_1, due_on, signed.data.signed_on, signed)
    concluded, copy = trail.last_of(MissionSigned), trail.last_of(ContractCopyDelivered)
    yield _build_clock(
        ClockKind.CONCLUDED, COM_1, due_on, concluded.data.signed_on if concluded else None, concluded
    )
    yield _build_clock(
        ClockKind.COPY_DELIVERED, COM_3, due_on, copy.data.delivered_on if copy else None, copy
    )
    yield from _hiring_clocks(trail, first)


def _hiring_clocks(trail: TrailEvents, first: date | None) -> Iterable[Clock]:
    hire, contract = trail.last_of(HireDeclared), trail.last_of(EmploymentContractConcluded)
    if hire is not None:
        yield _build_clock(ClockKind.HIRE_DECLARED, EMP_6, first, hire.data.declared_on, hire)
    if contract is not None:
        concluded_on = contract.data.concluded_on
        yield _build_clock(ClockKind.EMPLOYMENT_CONTRACT, EMP_1, first, concluded_on, contract)
    delivered = trail.last_of(EmploymentContractDelivered)
    if delivered is not None:
        due_on = delivered.data.due_on
        yield _build_clock(
            ClockKind.EMPLOYMENT_CONTRACT_DELIVERED, None, due_on, delivered.data.delivered_on, delivered
        )


def _build_clock(
    what: ClockKind,
    rule: Rule | None,
    due_on: date | None,
    done_on: date | None,
    recorded: Recorded[Event] | None,
) -> Clock:
    late = done_on > due_on if done_on is not None and due_on is not None else None
    return Clock(
        what=what,
        article=rule.article if rule is not None else None,
        due_on=due_on,
        done_on=done_on,
        done_at=recorded.time if recorded is not None and done_on is None else None,
        late=late,
        fact=recorded.id if recorded is not None else None,
    )


def _list_contracts(trail: TrailEvents) -> Iterable[Employment]:
    for recorded in trail.events_of(EmploymentContractConcluded):
        event = recorded.data
        yield Employment(
            kind=event.kind,
            starts_on=event.starts_on,
            ends_on=event.ends_on,
            document=event.document,
            fact=recorded.id,
        )
