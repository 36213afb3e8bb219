"""The umbrella company's life: registered, declared, guaranteed, insured, its fee adopted."""

from collections.abc import Mapping
from datetime import date
from typing import assert_never

from msgspec import Struct, field
from msgspec.structs import replace

from domain.language import (
    BasisPoints,
    Cents,
    DocumentHash,
    Label,
    Siren,
    UmbrellaId,
    VatNumber,
    command,
    umbrella_of,
)
from domain.record import Act, Fact
from domain.refusals import AlreadyKnown, NothingKnown, of_one_company
from domain.umbrella.events import (
    ActivityDeclared,
    CompanyRegistered,
    FeeSchemeAdopted,
    GuaranteeProvided,
    InsuranceProvided,
    UmbrellaEvent,
)

Span = tuple[date, date]


class UmbrellaCompany(Struct, frozen=True, kw_only=True):
    """What is true of the umbrella company now; spans are first and last day."""

    siren: str = ""
    vat_number: str = ""
    name: str = ""
    address: str = ""
    may_begin_on: date | None = None
    guarantees: frozenset[Span] = frozenset()
    insurances: frozenset[Span] = frozenset()
    fees: Mapping[date, int] = field(default_factory=dict[date, int])

    def declared(self, day: date) -> bool:
        """May it carry on its activity on this day (L1254-27)?"""
        return self.may_begin_on is not None and self.may_begin_on <= day

    def guaranteed(self, day: date) -> bool:
        """Does a guarantor stand for it on this day (L1254-26)?"""
        return any(first <= day <= last for first, last in self.guarantees)

    def insured(self, day: date) -> bool:
        """Is its professional liability insured on this day?"""
        return any(first <= day <= last for first, last in self.insurances)

    def fee(self, day: date) -> int:
        """Return its fee on this day, in basis points; before any scheme, none is taken."""
        known = [start for start in self.fees if start <= day]
        return self.fees[max(known)] if known else 0


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
    declared_on: date
    may_begin_on: date
    document: DocumentHash


@command
class ProvideGuarantee:
    """It holds a financial guarantee over a span of days; amount in cents."""

    umbrella: UmbrellaId
    guarantor: Label
    amount: Cents
    valid_from: date
    valid_until: date
    document: DocumentHash


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


def evolve(umbrella: UmbrellaCompany, fact: Fact[UmbrellaEvent]) -> UmbrellaCompany:
    """Return the umbrella company after one more fact."""
    event = fact.data
    match event:
        case CompanyRegistered(siren=siren, vat_number=vat_number, name=name, address=address):
            return replace(umbrella, siren=siren, vat_number=vat_number, name=name, address=address)
        case ActivityDeclared(may_begin_on=day):
            return replace(umbrella, may_begin_on=day)
        case GuaranteeProvided(valid_from=first, valid_until=last):
            return replace(umbrella, guarantees=umbrella.guarantees | {(first, last)})
        case InsuranceProvided(valid_from=first, valid_until=last):
            return replace(umbrella, insurances=umbrella.insurances | {(first, last)})
        case FeeSchemeAdopted(from_on=day, share=share):
            return replace(umbrella, fees={**umbrella.fees, day: share})
        case _:
            assert_never(event)


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
    _known(umbrella, order.umbrella)
    return [
        ActivityDeclared(
            declared_on=order.declared_on, may_begin_on=order.may_begin_on, document=order.document
        )
    ]


def guarantee(umbrella: UmbrellaCompany, order: ProvideGuarantee, _: Act) -> list[UmbrellaEvent]:
    """Note a guarantee and its span."""
    _known(umbrella, order.umbrella)
    return [
        GuaranteeProvided(
            guarantor=order.guarantor,
            amount=order.amount,
            valid_from=order.valid_from,
            valid_until=order.valid_until,
            document=order.document,
        )
    ]


def insure(umbrella: UmbrellaCompany, order: ProvideInsurance, _: Act) -> list[UmbrellaEvent]:
    """Note an insurance and its span."""
    _known(umbrella, order.umbrella)
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
    _known(umbrella, order.umbrella)
    return [FeeSchemeAdopted(from_on=order.from_on, share=order.share)]


def _known(umbrella: UmbrellaCompany, identity: UmbrellaId) -> None:
    if not umbrella.siren:
        raise NothingKnown(about=f"umbrella/{identity}")
