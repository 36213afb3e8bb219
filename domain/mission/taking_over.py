"""Taking over: a mission that already runs is recorded with its past, as it is, breaches beside it."""

from domain.language import ClientId, ConsultantId, DocumentHash, MissionId, Party, UmbrellaId, command
from domain.law.contract import COM_1, SIGNING_DAYS_MAX
from domain.law.recourse import DEF_2, REC_4
from domain.mission.course_terms import Past
from domain.mission.derived_signals import length_days, shown_by_scope
from domain.mission.events import MissionEvent
from domain.mission.events.scoping import MissionTakenOver
from domain.mission.events.working import BreachRecorded
from domain.mission.evolve import after
from domain.mission.mission import Mission
from domain.mission.refusals import AlreadyDone, NotInScope, TermsDisagree
from domain.mission.scope_checks import A_DAY, balanced, broken_by, last_lawful_day
from domain.mission.terms import Need, Scope
from domain.record import Act, Ground
from domain.umbrella.umbrella import UmbrellaCompany


@command
class TakeOverMission:
    """The umbrella company takes a running mission over, with its past months, days and invoices."""

    mission: MissionId
    client: ClientId
    consultant: ConsultantId
    umbrella: UmbrellaId
    need: Need
    scope: Scope
    past: Past
    document: DocumentHash


def take_over(
    mission: Mission, umbrella: UmbrellaCompany, order: TakeOverMission, act: Act
) -> list[MissionEvent]:
    """Record the mission as it is; what its past breaks, and what its scope shows, stand beside it."""
    if mission.need is not None:
        raise AlreadyDone(act="StateNeed")
    _consistent(order, act)
    began = order.past.started_on
    calendar = act.calendar.of(umbrella.region(began))
    taken = MissionTakenOver(
        client=order.client,
        consultant=order.consultant,
        umbrella=order.umbrella,
        need=order.need,
        scope=order.scope,
        past=order.past,
        contract_due_on=calendar.add_working_days(began, SIGNING_DAYS_MAX.on(began)),
        calendar=calendar.version,
        document=order.document,
        **length_days(mission, began),
    )
    running = after(mission, taken)
    return [taken, *_breaches(taken, act), *shown_by_scope(running, order.scope, act.day)]


def _consistent(order: TakeOverMission, act: Act) -> None:
    """Check that the past agrees with the scope, with itself and with the calendar."""
    past, balanced_scope = order.past, order.scope
    balanced(balanced_scope)
    months = [month.month for month in past.months]
    numbers = [invoice.number for invoice in past.invoices]
    if len(set(months)) < len(months) or len(set(numbers)) < len(numbers):
        raise TermsDisagree(what="months or invoices")
    if any(month.billed_half_days > month.half_days for month in past.months):
        raise TermsDisagree(what="billed_half_days")
    if any(not invoice.paid <= invoice.total >= invoice.net for invoice in past.invoices):
        raise TermsDisagree(what="paid")
    _named(order)


def _named(order: TakeOverMission) -> None:
    scope, past = order.scope, order.past
    for said, held in (
        (past.billed, {part.key for part in scope.price.schedule}),
        (past.validated, {milestone.key for milestone in scope.milestones}),
        (past.accepted, {deliverable.key for deliverable in scope.deliverables}),
    ):
        for key in said:
            if key not in held:
                raise NotInScope(named=key)


def _breaches(taken: MissionTakenOver, act: Act) -> list[BreachRecorded]:
    began, signed_on, due_on = taken.past.started_on, taken.past.signed_on, taken.contract_due_on
    grounds: list[Ground] = list(broken_by(taken.need, derogation=False))
    last = last_lawful_day(Mission(), began, began)
    if taken.scope.price_set_by is not Party.CONSULTANT:
        grounds.append(DEF_2.asked(met=False, price_set_by=taken.scope.price_set_by))
    if act.day > last:
        grounds.append(REC_4.asked(met=False, began_on=began, last_lawful_day=last))
    if (signed_on or act.day) > due_on:
        grounds.append(COM_1.asked(met=False, due_on=due_on, signed_on=signed_on))
    since = {REC_4.id: last + A_DAY, COM_1.id: due_on}
    return [
        BreachRecorded(since=since.get(ground.rule, began), ground=ground, concerns_consultant=False)
        for ground in grounds
    ]
