"""Decide on the papers beside the scope: purchase order, derogation, weighing of an earlier mission."""

from datetime import date

from msgspec.structs import replace

from domain.language import Cents, DocumentHash, Key, Label, MissionId, MissionText, command
from domain.law.recourse import REC_3, REC_4
from domain.mission.breaching import record_breach
from domain.mission.closing import check_not_over
from domain.mission.derived_signals import length_dates
from domain.mission.events import MissionEvent
from domain.mission.events.scoping import (
    DerogationRecorded,
    EarlierMissionWeighed,
    PurchaseOrderRecorded,
)
from domain.mission.evolve import apply_events
from domain.mission.mission import Derogation, Mission
from domain.mission.refusals import AlreadyDone, OutOfOrder, TermsDisagree
from domain.mission.scope_checks import last_lawful_day
from domain.mission.scope_refusals import NoDerogation, NotSameParties
from domain.record import Act


@command
class RecordPurchaseOrder:
    """The umbrella company records the client's purchase order; cents before tax."""

    mission: MissionId
    number: Label
    amount: Cents
    valid_from: date
    valid_until: date | None = None
    document: DocumentHash


@command
class RecordDerogation:
    """The umbrella company records that an authority allows dangerous work; `rule` is REC-3."""

    mission: MissionId
    rule: Key
    authority: Label
    valid_from: date
    valid_until: date | None = None
    document: DocumentHash


@command
class WeighEarlierMission:
    """The umbrella company decides whether an earlier mission was the same work as this one."""

    mission: MissionId
    earlier: MissionId
    same_work: bool
    reason: MissionText


def record_purchase_order(mission: Mission, command: RecordPurchaseOrder, _: Act) -> list[MissionEvent]:
    """Record a purchase order, once under its number."""
    check_not_over(mission)
    _check_span(command.valid_from, command.valid_until)
    if command.number in mission.purchase_orders:
        raise AlreadyDone(act="RecordPurchaseOrder", of=command.number)
    return [
        PurchaseOrderRecorded(
            number=command.number,
            amount=command.amount,
            valid_from=command.valid_from,
            valid_until=command.valid_until,
            document=command.document,
        )
    ]


def record_derogation(mission: Mission, command: RecordDerogation, _: Act) -> list[MissionEvent]:
    """Record a derogation, once; only the prohibition of dangerous work has them, several in sequence."""
    check_not_over(mission)
    _check_span(command.valid_from, command.valid_until)
    if command.rule != REC_3.id:
        raise NoDerogation(asked_of=command.rule)
    held = Derogation(command.authority, command.valid_from, command.valid_until)
    if held in mission.derogations:
        raise AlreadyDone(act="RecordDerogation", of=str(held))
    return [
        DerogationRecorded(
            rule=command.rule,
            authority=command.authority,
            valid_from=command.valid_from,
            valid_until=command.valid_until,
            document=command.document,
        )
    ]


def weigh_earlier(
    mission: Mission, earlier: Mission, command: WeighEarlierMission, act: Act
) -> list[MissionEvent]:
    """Decide, with a reason, whether the days of an earlier mission count; a later decision replaces it.

    Other work may still go on beside this one; the length of the same work is known once it is over. A
    signed mission that is then too long breaks the rule from the day after the last lawful one.
    """
    check_not_over(mission)
    theirs = (earlier.client, earlier.consultant)
    if command.earlier == command.mission or theirs != (mission.client, mission.consultant):
        raise NotSameParties(earlier=str(command.earlier))
    ended_on = earlier.over_on or (None if command.same_work else act.day)
    if earlier.started_on is None or ended_on is None or ended_on < earlier.started_on:
        raise OutOfOrder(act="WeighEarlierMission", stands_on="CompleteMission")
    weighed = EarlierMissionWeighed(
        earlier=command.earlier,
        began_on=earlier.started_on,
        ended_on=ended_on,
        days=(ended_on - earlier.started_on).days + 1,
        same_work=command.same_work,
        reason=command.reason,
    )
    then = apply_events(mission, weighed)
    if then.started_on is not None:
        weighed = replace(weighed, **length_dates(then, then.started_on))
    return [weighed, *_breach_of_length(then)]


def _breach_of_length(mission: Mission) -> list[MissionEvent]:
    began, scope = mission.began_on, mission.scope
    if mission.signed_on is None or began is None or scope is None or scope.ends_on is None:
        return []
    last = last_lawful_day(mission, began, began)
    return record_breach(
        mission, REC_4, scope.ends_on <= last, last, last_lawful_day=last, ends_on=scope.ends_on
    )


def _check_span(valid_from: date, valid_until: date | None) -> None:
    if valid_until is not None and valid_until < valid_from:
        raise TermsDisagree(what="valid_until")
