"""Decide on a lapsed guarantee or insurance, and on the guarantor's certificate."""

from datetime import date, timedelta

from domain.language import DocumentHash, Happened, Label, MissionId, UmbrellaId, command
from domain.law.company import ATTESTATION_DAYS_MAX, EPS_6
from domain.record import Act
from domain.refusals import NothingKnown
from domain.umbrella.events import (
    GuaranteeAttested,
    GuaranteeLapsed,
    InsuranceLapsed,
    LapseCause,
    UmbrellaEvent,
)
from domain.umbrella.refusals import NothingToLapse
from domain.umbrella.umbrella import Guarantee, Insurance, UmbrellaCompany, require_registered

A_DAY = timedelta(days=1)


@command
class LapseGuarantee:
    """A guarantee ends; `missions` are those left without a guarantee."""

    umbrella: UmbrellaId
    guarantor: Label
    lapsed_on: Happened
    cause: LapseCause
    missions: tuple[MissionId, ...] = ()


@command
class LapseInsurance:
    """An insurance ends; `missions` are those left without an insurance."""

    umbrella: UmbrellaId
    policy_number: Label
    lapsed_on: Happened
    cause: LapseCause
    missions: tuple[MissionId, ...] = ()


@command
class AttestGuarantee:
    """The umbrella company sends the labour inspectorate the certificate of its guarantor."""

    umbrella: UmbrellaId
    guarantor: Label
    sent_on: Happened
    document: DocumentHash


def lapse_guarantee(umbrella: UmbrellaCompany, command: LapseGuarantee, _: Act) -> list[UmbrellaEvent]:
    """Record the end of a guarantee; a repetition adds no event."""
    require_registered(umbrella, command.umbrella)
    if (command.guarantor, command.lapsed_on) in umbrella.lapses:
        return []
    theirs = [one for one in umbrella.guarantees if one.guarantor == command.guarantor]
    if not any(_was_in_force(one, command.lapsed_on) for one in theirs):
        raise NothingToLapse(of=command.guarantor, lapsed_on=command.lapsed_on)
    return [GuaranteeLapsed(guarantor=command.guarantor, lapsed_on=command.lapsed_on, cause=command.cause)]


def lapse_insurance(umbrella: UmbrellaCompany, command: LapseInsurance, _: Act) -> list[UmbrellaEvent]:
    """Record the end of an insurance; a repetition adds no event."""
    require_registered(umbrella, command.umbrella)
    if (command.policy_number, command.lapsed_on) in umbrella.lapses:
        return []
    theirs = [one for one in umbrella.insurances if one.policy_number == command.policy_number]
    stood = [one for one in theirs if _was_in_force(one, command.lapsed_on)]
    if not stood:
        raise NothingToLapse(of=command.policy_number, lapsed_on=command.lapsed_on)
    return [
        InsuranceLapsed(
            insurer=stood[0].insurer,
            policy_number=command.policy_number,
            lapsed_on=command.lapsed_on,
            cause=command.cause,
        )
    ]


def attest(umbrella: UmbrellaCompany, command: AttestGuarantee, _: Act) -> list[UmbrellaEvent]:
    """Record the certificate as sent; after ten days, record the breach as well."""
    require_registered(umbrella, command.umbrella)
    began = [one.first for one in umbrella.guarantees if one.guarantor == command.guarantor]
    if not began:
        raise NothingKnown(about=command.guarantor)
    last = max(began)
    due_on = last + timedelta(days=ATTESTATION_DAYS_MAX.value_on(last))
    ground = EPS_6.make_ground(met=command.sent_on <= due_on, due_on=due_on, sent_on=command.sent_on)
    return [
        GuaranteeAttested(
            guarantor=command.guarantor, sent_on=command.sent_on, ground=ground, document=command.document
        )
    ]


def _was_in_force(one: Guarantee | Insurance, day: date) -> bool:
    return one.first <= day and one.last >= day - A_DAY
