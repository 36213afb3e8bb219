"""The first page of a trail: one sheet, which a reader in a hurry reads first."""

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
from projections.audit_trail.covers import Cover, Matter, covers, matters
from projections.audit_trail.trail_events import Told
from projections.audit_trail.trail_months import TrailMonth, months


class Parties(Struct, frozen=True, kw_only=True):
    """The three of them, and the mission."""

    mission: UUID
    client: UUID
    consultant: UUID
    umbrella: UUID


class Recourse(Struct, frozen=True, kw_only=True):
    """Why the client turned to portage, in its words, and who signed for it."""

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
    """One move of the negotiation: whose, for how much; cents before tax."""

    by: Party
    price: int
    at: datetime
    fact: UUID


class ClockKind(StrEnum):
    """What the law wants by a day, beside the day on which it was done."""

    CONSENT = "consent"
    SIGNED_BY_CLIENT = "signed_by_client"
    SIGNED_BY_UMBRELLA = "signed_by_umbrella"
    CONCLUDED = "concluded"
    COPY_DELIVERED = "copy_delivered"
    HIRE_DECLARED = "hire_declared"
    EMPLOYMENT_CONTRACT = "employment_contract"
    EMPLOYMENT_CONTRACT_DELIVERED = "employment_contract_delivered"


class Clock(Struct, frozen=True, kw_only=True):
    """A date against the legal clock: `done_on` as its fact says, or `done_at`, when it was stated."""

    what: ClockKind
    article: str | None
    due_on: date | None
    done_on: date | None
    done_at: datetime | None = None
    late: bool | None
    fact: UUID | None


class Employment(Struct, frozen=True, kw_only=True):
    """A contract of employment that the mission leans on."""

    kind: ContractKind
    starts_on: date
    ends_on: date | None
    document: DocumentHash
    fact: UUID


class FirstPage(Struct, frozen=True, kw_only=True):
    """The sheet: who, why, by whose price, when against the clock, under which cover, what came of it."""

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


def first_page(told: Told) -> FirstPage:
    """Return the sheet."""
    scope, named = told.scope, told.named
    by_month = months(told)
    return FirstPage(
        parties=_parties(told),
        object=scope.object if scope is not None else None,
        recourse=_recourse(told) if named is not None else None,
        found_by=scope.found_by if scope is not None else None,
        price_set_by=scope.price_set_by if scope is not None else None,
        price=scope.price.amount if scope is not None else None,
        mode=scope.price.mode if scope is not None else None,
        starts_on=scope.starts_on if scope is not None else None,
        ends_on=scope.ends_on if scope is not None else None,
        first_day=told.first_day,
        offers=tuple(_offers(told)),
        clock=tuple(_clock(told)),
        employment=tuple(_employment(told)),
        covers=tuple(covers(told)),
        matters=tuple(matters(told)),
        months=by_month,
        total=TrailMonth.of("", by_month),
    )


def _parties(told: Told) -> Parties | None:
    if told.named is None:
        return None
    said = told.named.data
    return Parties(
        mission=told.named.stream.id,
        client=said.client,
        consultant=said.consultant,
        umbrella=said.umbrella,
    )


def _recourse(told: Told) -> Recourse | None:
    if told.named is None:
        return None
    need, signed = told.named.data.need, _signed(told, Party.CLIENT)
    return Recourse(
        ground=need.ground,
        what=need.what,
        justification=need.justification,
        stated_at=told.named.time,
        principal=told.named.auth_id,
        signatory=signed.data.signatory if signed is not None else None,
        capacity=signed.data.capacity if signed is not None else None,
        signed_on=signed.data.signed_on if signed is not None else None,
        document=signed.data.document if signed is not None else None,
        fact=told.named.id,
    )


def _signed(told: Told, party: Party) -> Recorded[ContractSigned] | None:
    """Return a party's signature under the service contract."""
    own = (one for one in told.every(ContractSigned) if (one.data.party, one.data.change) == (party, None))
    return next(own, None)


def _offers(told: Told) -> Iterable[Offer]:
    for fact in told.every(ProposalMade, TermsNegotiated):
        match fact.data:
            case ProposalMade(proposal=proposal):
                yield Offer(by=Party.CONSULTANT, price=proposal.price, at=fact.time, fact=fact.id)
            case TermsNegotiated(proposed_by=by, price=price):
                yield Offer(by=by, price=price, at=fact.time, fact=fact.id)


def _clock(told: Told) -> Iterable[Clock]:
    due_on, first = told.contract_due_on, told.first_day
    consents = [one for one in told.every(ConsentGiven) if one.data.change is None]
    if consents:
        consent = consents[-1]
        yield _against(ClockKind.CONSENT, None, None, None, consent)
    for kind, party in (
        (ClockKind.SIGNED_BY_CLIENT, Party.CLIENT),
        (ClockKind.SIGNED_BY_UMBRELLA, Party.UMBRELLA),
    ):
        if (signed := _signed(told, party)) is not None:
            yield _against(kind, COM_1, due_on, signed.data.signed_on, signed)
    concluded, copy = told.last(MissionSigned), told.last(ContractCopyDelivered)
    yield _against(
        ClockKind.CONCLUDED, COM_1, due_on, concluded.data.signed_on if concluded else None, concluded
    )
    yield _against(ClockKind.COPY_DELIVERED, COM_3, due_on, copy.data.delivered_on if copy else None, copy)
    yield from _hiring(told, first)


def _hiring(told: Told, first: date | None) -> Iterable[Clock]:
    hire, contract = told.last(HireDeclared), told.last(EmploymentContractConcluded)
    if hire is not None:
        yield _against(ClockKind.HIRE_DECLARED, EMP_6, first, hire.data.declared_on, hire)
    if contract is not None:
        concluded_on = contract.data.concluded_on
        yield _against(ClockKind.EMPLOYMENT_CONTRACT, EMP_1, first, concluded_on, contract)
    delivered = told.last(EmploymentContractDelivered)
    if delivered is not None:
        due_on = delivered.data.due_on
        yield _against(
            ClockKind.EMPLOYMENT_CONTRACT_DELIVERED, None, due_on, delivered.data.delivered_on, delivered
        )


def _against(
    what: ClockKind,
    rule: Rule | None,
    due_on: date | None,
    done_on: date | None,
    fact: Recorded[Event] | None,
) -> Clock:
    late = done_on > due_on if done_on is not None and due_on is not None else None
    return Clock(
        what=what,
        article=rule.article if rule is not None else None,
        due_on=due_on,
        done_on=done_on,
        done_at=fact.time if fact is not None and done_on is None else None,
        late=late,
        fact=fact.id if fact is not None else None,
    )


def _employment(told: Told) -> Iterable[Employment]:
    for fact in told.every(EmploymentContractConcluded):
        said = fact.data
        yield Employment(
            kind=said.kind,
            starts_on=said.starts_on,
            ends_on=said.ends_on,
            document=said.document,
            fact=fact.id,
        )
