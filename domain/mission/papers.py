"""The papers beside the scope: a purchase order, a derogation, the weighing of an earlier mission."""

from datetime import date

from msgspec.structs import replace

from domain.language import Cents, DocumentHash, Key, Label, MissionId, MissionText, command
from domain.law.recourse import REC_3, REC_4
from domain.mission.breaching import breach
from domain.mission.derived_signals import length_days
from domain.mission.events import MissionEvent
from domain.mission.events.scoping import (
    DerogationRecorded,
    EarlierMissionWeighed,
    PurchaseOrderRecorded,
)
from domain.mission.evolve import after
from domain.mission.mission import Derogation, Mission
from domain.mission.refusals import AlreadyDone, OutOfOrder, TermsDisagree
from domain.mission.scope_checks import last_lawful_day
from domain.mission.scope_refusals import NoDerogation, NotSameParties
from domain.mission.scoping import alive
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


def record_order(mission: Mission, order: RecordPurchaseOrder, _: Act) -> list[MissionEvent]:
    """Record a purchase order, once under its number."""
    alive(mission)
    _span(order.valid_from, order.valid_until)
    if order.number in mission.purchase_orders:
        raise AlreadyDone(act="RecordPurchaseOrder", of=order.number)
    return [
        PurchaseOrderRecorded(
            number=order.number,
            amount=order.amount,
            valid_from=order.valid_from,
            valid_until=order.valid_until,
            document=order.document,
        )
    ]


def record_derogation(mission: Mission, order: RecordDerogation, _: Act) -> list[MissionEvent]:
    """Record a derogation, once; only the prohibition of dangerous work knows any, one after another."""
    alive(mission)
    _span(order.valid_from, order.valid_until)
    if order.rule != REC_3.id:
        raise NoDerogation(asked_of=order.rule)
    held = Derogation(order.authority, order.valid_from, order.valid_until)
    if held in mission.derogations:
        raise AlreadyDone(act="RecordDerogation", of=str(held))
    return [
        DerogationRecorded(
            rule=order.rule,
            authority=order.authority,
            valid_from=order.valid_from,
            valid_until=order.valid_until,
            document=order.document,
        )
    ]


def weigh_earlier(
    mission: Mission, earlier: Mission, order: WeighEarlierMission, act: Act
) -> list[MissionEvent]:
    """Decide, with a reason, whether the days of an earlier mission count; it may be decided anew.

    Other work may still go on beside this one; how long the same work lasted is known once it is over.
    A signed mission that proves too long by it breaks the rule from the day after the last allowed.
    """
    alive(mission)
    theirs = (earlier.client, earlier.consultant)
    if order.earlier == order.mission or theirs != (mission.client, mission.consultant):
        raise NotSameParties(earlier=str(order.earlier))
    ended_on = earlier.over_on or (None if order.same_work else act.day)
    if earlier.started_on is None or ended_on is None or ended_on < earlier.started_on:
        raise OutOfOrder(act="WeighEarlierMission", stands_on="CompleteMission")
    weighed = EarlierMissionWeighed(
        earlier=order.earlier,
        began_on=earlier.started_on,
        ended_on=ended_on,
        days=(ended_on - earlier.started_on).days + 1,
        same_work=order.same_work,
        reason=order.reason,
    )
    then = after(mission, weighed)
    if then.started_on is not None:
        weighed = replace(weighed, **length_days(then, then.started_on))
    return [weighed, *_too_long(then)]


def _too_long(mission: Mission) -> list[MissionEvent]:
    began, scope = mission.began_on, mission.scope
    if mission.signed_on is None or began is None or scope is None or scope.ends_on is None:
        return []
    last = last_lawful_day(mission, began, began)
    return breach(mission, REC_4, scope.ends_on <= last, last, last_lawful_day=last, ends_on=scope.ends_on)


def _span(valid_from: date, valid_until: date | None) -> None:
    if valid_until is not None and valid_until < valid_from:
        raise TermsDisagree(what="valid_until")
