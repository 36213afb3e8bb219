"""Evolve the umbrella company; every event is accepted without a check."""

from datetime import date, timedelta
from typing import assert_never

from msgspec.structs import replace

from domain.record import IdentifiedEvent
from domain.umbrella.events import (
    ActivityDeclared,
    CalendarAdopted,
    CompanyRegistered,
    ControlClosed,
    ControlOpened,
    DisputeClosed,
    DisputeOpened,
    FeeSchemeAdopted,
    GuaranteeAttested,
    GuaranteeLapsed,
    GuaranteeProvided,
    InsuranceLapsed,
    InsuranceProvided,
    LegalHoldLifted,
    LegalHoldPlaced,
    PolicyAdopted,
    UmbrellaEvent,
)
from domain.umbrella.umbrella import Guarantee, Hold, Insurance, Policy, UmbrellaCompany

A_DAY = timedelta(days=1)


def evolve(umbrella: UmbrellaCompany, recorded: IdentifiedEvent[UmbrellaEvent]) -> UmbrellaCompany:
    """Return the umbrella company after one more event."""
    return apply_events(umbrella, recorded.data)


def apply_events(umbrella: UmbrellaCompany, *events: UmbrellaEvent) -> UmbrellaCompany:
    """Return the company after these events; a decision uses it to look ahead."""
    for event in events:
        umbrella = _apply_event(umbrella, event)
    return umbrella


def _apply_event(umbrella: UmbrellaCompany, event: UmbrellaEvent) -> UmbrellaCompany:
    match event:
        case CompanyRegistered(siren=siren, vat_number=vat_number, name=name, address=address):
            return replace(umbrella, siren=siren, vat_number=vat_number, name=name, address=address)
        case ActivityDeclared(may_begin_on=day):
            return replace(umbrella, may_begin_on=day)
        case GuaranteeProvided():
            return _add_guarantee(umbrella, event)
        case GuaranteeLapsed(guarantor=guarantor, lapsed_on=day):
            return _end_guarantee(umbrella, guarantor, day)
        case InsuranceProvided(insurer=insurer, policy_number=number, valid_from=first, valid_until=last):
            insurance = Insurance(insurer, number, first, last)
            return replace(umbrella, insurances=umbrella.insurances | {insurance})
        case InsuranceLapsed(policy_number=number, lapsed_on=day):
            return _end_insurance(umbrella, number, day)
        case FeeSchemeAdopted(from_on=day, share=share):
            return replace(umbrella, fees={**umbrella.fees, day: share})
        case PolicyAdopted(from_on=day):
            return replace(umbrella, policies={**umbrella.policies, day: _policy_of(event)})
        case CalendarAdopted(from_on=day, region=region):
            return replace(umbrella, regions={**umbrella.regions, day: region})
        case ControlOpened(control=matter) | DisputeOpened(dispute=matter):
            return replace(umbrella, matters={**umbrella.matters, matter: True})
        case ControlClosed(control=matter) | DisputeClosed(dispute=matter):
            return replace(umbrella, matters={**umbrella.matters, matter: False})
        case LegalHoldPlaced(hold=hold, matter=matter, subjects=subjects):
            return replace(umbrella, holds={**umbrella.holds, hold: Hold(matter, frozenset(subjects))})
        case LegalHoldLifted(hold=gone):
            holds = {hold: held for hold, held in umbrella.holds.items() if hold != gone}
            return replace(umbrella, holds=holds)
        case GuaranteeAttested():
            return umbrella
        case _:
            assert_never(event)


def _add_guarantee(umbrella: UmbrellaCompany, event: GuaranteeProvided) -> UmbrellaCompany:
    guarantee = Guarantee(event.guarantor, event.amount, event.valid_from, event.valid_until)
    payrolls = {event.valid_from: event.payroll} if event.payroll else {}
    return replace(
        umbrella,
        guarantees=umbrella.guarantees | {guarantee},
        payrolls={**umbrella.payrolls, **payrolls},
    )


def _end_guarantee(umbrella: UmbrellaCompany, guarantor: str, day: date) -> UmbrellaCompany:
    """End the guarantor's running guarantees on the day before the lapse; later guarantees stay."""
    return replace(
        umbrella,
        guarantees=frozenset(
            replace(one, last=min(one.last, day - A_DAY))
            if one.guarantor == guarantor and one.first <= day
            else one
            for one in umbrella.guarantees
        ),
        lapses=umbrella.lapses | {(guarantor, day)},
    )


def _end_insurance(umbrella: UmbrellaCompany, number: str, day: date) -> UmbrellaCompany:
    return replace(
        umbrella,
        insurances=frozenset(
            replace(one, last=min(one.last, day - A_DAY))
            if one.policy_number == number and one.first <= day
            else one
            for one in umbrella.insurances
        ),
        lapses=umbrella.lapses | {(number, day)},
    )


def _policy_of(event: PolicyAdopted) -> Policy:
    return Policy(
        minimum_reading=event.minimum_reading,
        dependence_noted=event.dependence_noted,
        dependence_high=event.dependence_high,
        dependence_critical=event.dependence_critical,
        reminder_days=event.reminder_days,
    )
