"""Lapsing: a guarantee or an insurance that stands no longer; and the guarantor's certificate."""

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
from domain.umbrella.umbrella import Guarantee, Insurance, UmbrellaCompany, known

A_DAY = timedelta(days=1)


@command
class LapseGuarantee:
    """A guarantor stands no longer; `missions` are those that it leaves without a guarantee."""

    umbrella: UmbrellaId
    guarantor: Label
    lapsed_on: Happened
    cause: LapseCause
    missions: tuple[MissionId, ...] = ()


@command
class LapseInsurance:
    """A policy covers no longer; `missions` are those that it leaves without an insurance."""

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


def lapse_guarantee(umbrella: UmbrellaCompany, order: LapseGuarantee, _: Act) -> list[UmbrellaEvent]:
    """Note that a guarantor stands no longer; said again, it adds nothing."""
    known(umbrella, order.umbrella)
    if (order.guarantor, order.lapsed_on) in umbrella.lapses:
        return []
    theirs = [one for one in umbrella.guarantees if one.guarantor == order.guarantor]
    if not any(_stood(one, order.lapsed_on) for one in theirs):
        raise NothingToLapse(of=order.guarantor, lapsed_on=order.lapsed_on)
    return [GuaranteeLapsed(guarantor=order.guarantor, lapsed_on=order.lapsed_on, cause=order.cause)]


def lapse_insurance(umbrella: UmbrellaCompany, order: LapseInsurance, _: Act) -> list[UmbrellaEvent]:
    """Note that a policy covers no longer; said again, it adds nothing."""
    known(umbrella, order.umbrella)
    if (order.policy_number, order.lapsed_on) in umbrella.lapses:
        return []
    theirs = [one for one in umbrella.insurances if one.policy_number == order.policy_number]
    stood = [one for one in theirs if _stood(one, order.lapsed_on)]
    if not stood:
        raise NothingToLapse(of=order.policy_number, lapsed_on=order.lapsed_on)
    return [
        InsuranceLapsed(
            insurer=stood[0].insurer,
            policy_number=order.policy_number,
            lapsed_on=order.lapsed_on,
            cause=order.cause,
        )
    ]


def attest(umbrella: UmbrellaCompany, order: AttestGuarantee, _: Act) -> list[UmbrellaEvent]:
    """Note the certificate as sent; after its ten days the breach of that rule stands beside it."""
    known(umbrella, order.umbrella)
    began = [one.first for one in umbrella.guarantees if one.guarantor == order.guarantor]
    if not began:
        raise NothingKnown(about=order.guarantor)
    last = max(began)
    due_on = last + timedelta(days=ATTESTATION_DAYS_MAX.on(last))
    ground = EPS_6.asked(met=order.sent_on <= due_on, due_on=due_on, sent_on=order.sent_on)
    return [
        GuaranteeAttested(
            guarantor=order.guarantor, sent_on=order.sent_on, ground=ground, document=order.document
        )
    ]


def _stood(one: Guarantee | Insurance, day: date) -> bool:
    return one.first <= day and one.last >= day - A_DAY
