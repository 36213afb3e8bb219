"""The umbrella company's life: registered, declared, guaranteed, insured, its fee adopted.

What lapses stands in `lapsing`, what it chooses in `settings`, controls and disputes in `matters`.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TypeVar
from uuid import UUID

from msgspec import Struct, field

from domain.cents_and_months import portion
from domain.language import (
    BasisPoints,
    Cents,
    DocumentHash,
    Happened,
    Key,
    Label,
    MinimumReading,
    Region,
    Siren,
    UmbrellaId,
    VatNumber,
    command,
    umbrella_of,
)
from domain.law.company import (
    ANNUAL_CEILING,
    ATTESTATION_DAYS_MAX,
    EPS_3,
    GUARANTEE_CEILINGS,
    GUARANTEE_PAYROLL_SHARE,
)
from domain.record import Act
from domain.refusals import AlreadyKnown, NothingKnown, of_one_company
from domain.umbrella.events import (
    ActivityDeclared,
    CompanyRegistered,
    FeeSchemeAdopted,
    GuaranteeProvided,
    InsuranceProvided,
    UmbrellaEvent,
)
from domain.umbrella.refusals import BegunUndeclared

T = TypeVar("T")


class Hold(Struct, frozen=True):
    """What a matter holds: these keys are not destroyed."""

    matter: str
    subjects: frozenset[UUID]


class Guarantee(Struct, frozen=True):
    """A guarantor's word: up to this amount in cents, from its first day to its last."""

    guarantor: str
    amount: int
    first: date
    last: date


class Insurance(Struct, frozen=True):
    """A policy of professional liability, from its first day to its last."""

    insurer: str
    policy_number: str
    first: date
    last: date


class Policy(Struct, frozen=True, kw_only=True):
    """The settings in force on a day; these stand until the company adopts its own."""

    minimum_reading: MinimumReading = MinimumReading.FROZEN_2017_TOTAL
    dependence_noted: int = 5_000
    dependence_high: int = 7_000
    dependence_critical: int = 9_000
    reminder_days: tuple[int, ...] = (-5, 1, 15, 30)


class UmbrellaCompany(Struct, frozen=True, kw_only=True):
    """What is true of the umbrella company now; `payrolls` are in cents, each from its day."""

    siren: str = ""
    vat_number: str = ""
    name: str = ""
    address: str = ""
    may_begin_on: date | None = None
    guarantees: frozenset[Guarantee] = frozenset()
    payrolls: Mapping[date, int] = field(default_factory=dict[date, int])
    insurances: frozenset[Insurance] = frozenset()
    lapses: frozenset[tuple[str, date]] = frozenset()
    fees: Mapping[date, int] = field(default_factory=dict[date, int])
    policies: Mapping[date, Policy] = field(default_factory=dict[date, Policy])
    regions: Mapping[date, Region] = field(default_factory=dict[date, Region])
    matters: Mapping[Key, bool] = field(default_factory=dict[Key, bool])
    holds: Mapping[Key, Hold] = field(default_factory=dict[Key, Hold])

    def declared(self, day: date) -> bool:
        """May it carry on its activity on this day (L1254-27)?"""
        return self.may_begin_on is not None and self.may_begin_on <= day

    def guaranteed(self, day: date) -> bool:
        """Do its guarantors stand for enough on this day (L1254-26, D1254-1)?"""
        there = [one.amount for one in self.guarantees if one.first <= day <= one.last]
        return bool(there) and sum(there) >= guarantee_minimum(day, on_day(self.payrolls, day, 0))

    def insured(self, day: date) -> bool:
        """Is its professional liability insured on this day?"""
        return any(one.first <= day <= one.last for one in self.insurances)

    def fee(self, day: date) -> int:
        """Return its fee on this day, in basis points; before any scheme, none is taken."""
        return on_day(self.fees, day, 0)

    def policy(self, day: date) -> Policy:
        """Return its settings on this day."""
        return on_day(self.policies, day, Policy())

    def region(self, day: date) -> Region:
        """Return whose public holidays it counts on this day."""
        return on_day(self.regions, day, Region.FRANCE)

    def held(self, subject: UUID) -> bool:
        """Is this person, contact or mission held by a matter that lasts?"""
        return any(subject in hold.subjects for hold in self.holds.values())


def on_day(versions: Mapping[date, T], day: date, before: T) -> T:
    """Return the version in force on a day; `before` when there is none yet."""
    known = [start for start in versions if start <= day]
    return versions[max(known)] if known else before


def guarantee_minimum(day: date, payroll: int) -> int:
    """Return what the guarantee must cover on a day, in cents, given the payroll of the year before."""
    ceilings = GUARANTEE_CEILINGS.on(day) * ANNUAL_CEILING.on(day)
    return max(ceilings, portion(payroll, GUARANTEE_PAYROLL_SHARE.on(day), 10_000))


@command
class RegisterCompany:
    """The umbrella company introduces itself; the SIREN names it for ever."""

    siren: Siren
    vat_number: VatNumber
    name: Label
    address: Label

    @property
    def umbrella(self) -> UmbrellaId:
        """The id that its SIREN gives."""
        return umbrella_of(self.siren)


@command
class DeclareActivity:
    """It declared its activity; it may begin with the stamped copy, or 15 days later."""

    umbrella: UmbrellaId
    declared_on: Happened
    may_begin_on: date
    document: DocumentHash


@command
class ProvideGuarantee:
    """It holds a financial guarantee over a span of days; cents; `payroll` is that of the year before."""

    umbrella: UmbrellaId
    guarantor: Label
    amount: Cents
    valid_from: date
    valid_until: date
    document: DocumentHash
    payroll: Cents = 0


@command
class ProvideInsurance:
    """Its professional liability is insured over a span of days."""

    umbrella: UmbrellaId
    insurer: Label
    policy_number: Label
    valid_from: date
    valid_until: date
    document: DocumentHash


@command
class AdoptFeeScheme:
    """Its management fee from a date, in basis points of what clients pay before tax."""

    umbrella: UmbrellaId
    from_on: date
    share: BasisPoints


def register(umbrella: UmbrellaCompany, order: RegisterCompany, _: Act) -> list[UmbrellaEvent]:
    """Register the company; the same content again adds nothing."""
    fact = CompanyRegistered(
        siren=order.siren, vat_number=order.vat_number, name=order.name, address=order.address
    )
    of_one_company(order.siren, order.vat_number)
    if not umbrella.siren:
        return [fact]
    known = (umbrella.siren, umbrella.vat_number, umbrella.name, umbrella.address)
    if known != (fact.siren, fact.vat_number, fact.name, fact.address):
        raise AlreadyKnown(about=umbrella.name)
    return []


def declare(umbrella: UmbrellaCompany, order: DeclareActivity, _: Act) -> list[UmbrellaEvent]:
    """Note the declaration and the day from which the activity may begin."""
    known(umbrella, order.umbrella)
    if order.may_begin_on < order.declared_on:
        raise BegunUndeclared(declared_on=order.declared_on, may_begin_on=order.may_begin_on)
    return [
        ActivityDeclared(
            declared_on=order.declared_on, may_begin_on=order.may_begin_on, document=order.document
        )
    ]


def guarantee(umbrella: UmbrellaCompany, order: ProvideGuarantee, _: Act) -> list[UmbrellaEvent]:
    """Note a guarantee, its span, and whether with the others it covers enough from its first day."""
    known(umbrella, order.umbrella)
    first = order.valid_from
    there = [one.amount for one in umbrella.guarantees if one.first <= first <= one.last]
    amount, least = sum(there) + order.amount, guarantee_minimum(first, order.payroll)
    return [
        GuaranteeProvided(
            guarantor=order.guarantor,
            amount=order.amount,
            valid_from=order.valid_from,
            valid_until=order.valid_until,
            document=order.document,
            payroll=order.payroll,
            attestation_due_on=first + timedelta(days=ATTESTATION_DAYS_MAX.on(first)),
            grounds=(EPS_3.asked(met=amount >= least, amount=amount, minimum=least),),
        )
    ]


def insure(umbrella: UmbrellaCompany, order: ProvideInsurance, _: Act) -> list[UmbrellaEvent]:
    """Note an insurance and its span."""
    known(umbrella, order.umbrella)
    return [
        InsuranceProvided(
            insurer=order.insurer,
            policy_number=order.policy_number,
            valid_from=order.valid_from,
            valid_until=order.valid_until,
            document=order.document,
        )
    ]


def adopt_fee(umbrella: UmbrellaCompany, order: AdoptFeeScheme, _: Act) -> list[UmbrellaEvent]:
    """Adopt a fee from a date; what was collected before keeps the fee of its day."""
    known(umbrella, order.umbrella)
    return [FeeSchemeAdopted(from_on=order.from_on, share=order.share)]


def known(umbrella: UmbrellaCompany, identity: UmbrellaId) -> None:
    """Check that the company was registered; raises `NothingKnown`."""
    if not umbrella.siren:
        raise NothingKnown(about=f"umbrella/{identity}")
