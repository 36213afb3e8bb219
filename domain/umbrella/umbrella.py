"""The umbrella company: its state, its registration, declaration, guarantee, insurance and fee.

Lapses are in `lapsing`, adopted choices in `settings`, matters in `controls_and_disputes`.
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
    umbrella_id_of,
)
from domain.law.company import (
    ANNUAL_CEILING,
    ATTESTATION_DAYS_MAX,
    EPS_3,
    GUARANTEE_CEILINGS,
    GUARANTEE_PAYROLL_SHARE,
)
from domain.record import Act
from domain.refusals import AlreadyKnown, NothingKnown, check_same_company
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
    """A legal hold of a matter: the keys that must not be destroyed."""

    matter: str
    subjects: frozenset[UUID]


class Guarantee(Struct, frozen=True):
    """A financial guarantee: its amount in cents, its first and last day."""

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
    """The settings in force on a day; the defaults apply until the company adopts its own."""

    minimum_reading: MinimumReading = MinimumReading.FROZEN_2017_TOTAL
    dependence_noted: int = 5_000
    dependence_high: int = 7_000
    dependence_critical: int = 9_000
    reminder_days: tuple[int, ...] = (-5, 1, 15, 30)


class UmbrellaCompany(Struct, frozen=True, kw_only=True):
    """The state of the umbrella company; `payrolls` are in cents, each from its day."""

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

    def is_declared(self, day: date) -> bool:
        """True if it may carry on its activity on this day (L1254-27)."""
        return self.may_begin_on is not None and self.may_begin_on <= day

    def is_guaranteed(self, day: date) -> bool:
        """True if its guarantees are sufficient on this day (L1254-26, D1254-1)."""
        there = [one.amount for one in self.guarantees if one.first <= day <= one.last]
        return bool(there) and sum(there) >= guarantee_minimum(day, version_on(self.payrolls, day, 0))

    def is_insured(self, day: date) -> bool:
        """True if its professional liability is insured on this day."""
        return any(one.first <= day <= one.last for one in self.insurances)

    def fee_on(self, day: date) -> int:
        """Return its fee on this day, in basis points; zero before the first scheme."""
        return version_on(self.fees, day, 0)

    def policy_on(self, day: date) -> Policy:
        """Return its settings on this day."""
        return version_on(self.policies, day, Policy())

    def region_on(self, day: date) -> Region:
        """Return the region whose public holidays apply on this day."""
        return version_on(self.regions, day, Region.FRANCE)

    def is_held(self, subject: UUID) -> bool:
        """True if a legal hold in force covers this person, contact or mission."""
        return any(subject in hold.subjects for hold in self.holds.values())


def version_on(versions: Mapping[date, T], day: date, before: T) -> T:
    """Return the version in force on a day; `before` when there is none yet."""
    known = [start for start in versions if start <= day]
    return versions[max(known)] if known else before


def guarantee_minimum(day: date, payroll: int) -> int:
    """Return the minimum guarantee on a day, in cents, from the payroll of the year before."""
    ceilings = GUARANTEE_CEILINGS.value_on(day) * ANNUAL_CEILING.value_on(day)
    return max(ceilings, portion(payroll, GUARANTEE_PAYROLL_SHARE.value_on(day), 10_000))


@command
class RegisterCompany:
    """The umbrella company is registered; its SIREN identifies it."""

    siren: Siren
    vat_number: VatNumber
    name: Label
    address: Label

    @property
    def umbrella(self) -> UmbrellaId:
        """The id derived from its SIREN."""
        return umbrella_id_of(self.siren)


@command
class DeclareActivity:
    """The company declared its activity; it may begin with the stamped copy, or 15 days later."""

    umbrella: UmbrellaId
    declared_on: Happened
    may_begin_on: date
    document: DocumentHash


@command
class ProvideGuarantee:
    """The company holds a financial guarantee; cents; `payroll` is that of the year before."""

    umbrella: UmbrellaId
    guarantor: Label
    amount: Cents
    valid_from: date
    valid_until: date
    document: DocumentHash
    payroll: Cents = 0


@command
class ProvideInsurance:
    """The company insures its professional liability for a period."""

    umbrella: UmbrellaId
    insurer: Label
    policy_number: Label
    valid_from: date
    valid_until: date
    document: DocumentHash


@command
class AdoptFeeScheme:
    """The company adopts a management fee from a date, in basis points of payments before tax."""

    umbrella: UmbrellaId
    from_on: date
    share: BasisPoints


def register(umbrella: UmbrellaCompany, command: RegisterCompany, _: Act) -> list[UmbrellaEvent]:
    """Register the company; the same content again adds no event."""
    registered = CompanyRegistered(
        siren=command.siren, vat_number=command.vat_number, name=command.name, address=command.address
    )
    check_same_company(command.siren, command.vat_number)
    if not umbrella.siren:
        return [registered]
    known = (umbrella.siren, umbrella.vat_number, umbrella.name, umbrella.address)
    if known != (registered.siren, registered.vat_number, registered.name, registered.address):
        raise AlreadyKnown(about=umbrella.name)
    return []


def declare(umbrella: UmbrellaCompany, command: DeclareActivity, _: Act) -> list[UmbrellaEvent]:
    """Record the declaration, and the day from which the activity may begin."""
    require_registered(umbrella, command.umbrella)
    if command.may_begin_on < command.declared_on:
        raise BegunUndeclared(declared_on=command.declared_on, may_begin_on=command.may_begin_on)
    return [
        ActivityDeclared(
            declared_on=command.declared_on, may_begin_on=command.may_begin_on, document=command.document
        )
    ]


def guarantee(umbrella: UmbrellaCompany, command: ProvideGuarantee, _: Act) -> list[UmbrellaEvent]:
    """Record a guarantee; check that all guarantees together are sufficient from its first day."""
    require_registered(umbrella, command.umbrella)
    first = command.valid_from
    there = [one.amount for one in umbrella.guarantees if one.first <= first <= one.last]
    amount, least = sum(there) + command.amount, guarantee_minimum(first, command.payroll)
    return [
        GuaranteeProvided(
            guarantor=command.guarantor,
            amount=command.amount,
            valid_from=command.valid_from,
            valid_until=command.valid_until,
            document=command.document,
            payroll=command.payroll,
            attestation_due_on=first + timedelta(days=ATTESTATION_DAYS_MAX.value_on(first)),
            grounds=(EPS_3.make_ground(met=amount >= least, amount=amount, minimum=least),),
        )
    ]


def insure(umbrella: UmbrellaCompany, command: ProvideInsurance, _: Act) -> list[UmbrellaEvent]:
    """Record an insurance and its period."""
    require_registered(umbrella, command.umbrella)
    return [
        InsuranceProvided(
            insurer=command.insurer,
            policy_number=command.policy_number,
            valid_from=command.valid_from,
            valid_until=command.valid_until,
            document=command.document,
        )
    ]


def adopt_fee(umbrella: UmbrellaCompany, command: AdoptFeeScheme, _: Act) -> list[UmbrellaEvent]:
    """Adopt a fee from a date; earlier payments keep the fee of their day."""
    require_registered(umbrella, command.umbrella)
    return [FeeSchemeAdopted(from_on=command.from_on, share=command.share)]


def require_registered(umbrella: UmbrellaCompany, identity: UmbrellaId) -> None:
    """Check that the company was registered; raises `NothingKnown`."""
    if not umbrella.siren:
        raise NothingKnown(about=f"umbrella/{identity}")
