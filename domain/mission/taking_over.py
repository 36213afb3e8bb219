"""Take over a running mission: its past is recorded as it is, with its breaches."""

from domain.language import ClientId, ConsultantId, DocumentHash, MissionId, Party, UmbrellaId, command
from domain.law.contract import COM_1, SIGNING_DAYS_MAX
from domain.law.recourse import DEF_2, REC_4
from domain.mission.course_terms import Past
from domain.mission.derived_signals import length_dates, signals_of_scope
from domain.mission.events import MissionEvent
from domain.mission.events.scoping import MissionTakenOver
from domain.mission.events.working import BreachRecorded
from domain.mission.evolve import apply_events
from domain.mission.mission import Mission
from domain.mission.refusals import AlreadyDone, NotInScope, TermsDisagree
from domain.mission.scope_checks import A_DAY, broken_recourse_rules, check_schedule, last_lawful_day
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
    mission: Mission, umbrella: UmbrellaCompany, command: TakeOverMission, act: Act
) -> list[MissionEvent]:
    """Record the mission as it is, with the breaches of its past and the signals of its scope."""
    if mission.need is not None:
        raise AlreadyDone(act="StateNeed")
    _check_past(command, act)
    began = command.past.started_on
    calendar = act.calendar.for_region(umbrella.region_on(began))
    taken = MissionTakenOver(
        client=command.client,
        consultant=command.consultant,
        umbrella=command.umbrella,
        need=command.need,
        scope=command.scope,
        past=command.past,
        contract_due_on=calendar.add_working_days(began, SIGNING_DAYS_MAX.value_on(began)),
        calendar=calendar.version,
        document=command.document,
        **length_dates(mission, began),
    )
    running = apply_events(mission, taken)
    return [taken, *_breaches_of_past(taken, act), *signals_of_scope(running, command.scope, act.day)]


def _check_past(command: TakeOverMission, act: Act) -> None:
    """Check that the past agrees with the scope, with itself and with the calendar."""
    past, balanced_scope = command.past, command.scope
    check_schedule(balanced_scope)
    months = [month.month for month in past.months]
    numbers = [invoice.number for invoice in past.invoices]
    if len(set(months)) < len(months) or len(set(numbers)) < len(numbers):
        raise TermsDisagree(what="months or invoices")
    if any(month.billed_half_days > month.half_days for month in past.months):
        raise TermsDisagree(what="billed_half_days")
    if any(not invoice.paid <= invoice.total >= invoice.net for invoice in past.invoices):
        raise TermsDisagree(what="paid")
    _check_keys_known(command)


def _check_keys_known(command: TakeOverMission) -> None:
    scope, past = command.scope, command.past
    for said, held in (
        (past.billed, {part.key for part in scope.price.schedule}),
        (past.validated, {milestone.key for milestone in scope.milestones}),
        (past.accepted, {deliverable.key for deliverable in scope.deliverables}),
    ):
        for key in said:
            if key not in held:
                raise NotInScope(named=key)


def _breaches_of_past(taken: MissionTakenOver, act: Act) -> list[BreachRecorded]:
    began, signed_on, due_on = taken.past.started_on, taken.past.signed_on, taken.contract_due_on
    grounds: list[Ground] = list(broken_recourse_rules(taken.need, derogation=False))
    last = last_lawful_day(Mission(), began, began)
    if taken.scope.price_set_by is not Party.CONSULTANT:
        grounds.append(DEF_2.make_ground(met=False, price_set_by=taken.scope.price_set_by))
    if act.day > last:
        grounds.append(REC_4.make_ground(met=False, began_on=began, last_lawful_day=last))
    if (signed_on or act.day) > due_on:
        grounds.append(COM_1.make_ground(met=False, due_on=due_on, signed_on=signed_on))
    since = {REC_4.id: last + A_DAY, COM_1.id: due_on}
    return [
        BreachRecorded(since=since.get(ground.rule, began), ground=ground, concerns_consultant=False)
        for ground in grounds
    ]
