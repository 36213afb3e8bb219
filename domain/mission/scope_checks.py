"""Check that this work may be done as portage, and that its contract holds the required items."""

from datetime import date, timedelta

from domain.cents_and_months import add_months
from domain.consultant.consultant import Consultant
from domain.language import Party
from domain.law import Rule
from domain.law.billing import BIL_3, PAYMENT_DAYS_MAX
from domain.law.contract import CC_1, CC_3, COM_2
from domain.law.recourse import DEF_2, MISSION_MONTHS_MAX, REC_1, REC_2, REC_3, REC_4, REC_5, REC_6
from domain.mission.course_terms import days_later
from domain.mission.mission import Derogation, Mission
from domain.mission.refusals import TermsDisagree
from domain.mission.scope_refusals import (
    DangerousWork,
    GroundMissing,
    HomeService,
    PaymentTermTooLong,
    PriceNotTheConsultants,
    ReplacesStriker,
    ScheduleUnbalanced,
    TooLong,
)
from domain.mission.terms import Instalment, Need, Price, PriceMode, RecourseGround, Scope, Trigger
from domain.record import Ground
from domain.umbrella.umbrella import UmbrellaCompany

A_DAY = timedelta(days=1)


def check_scope(mission: Mission, agreed: Scope, day: date) -> tuple[Ground, ...]:
    """Run every rule check of a scope; return the answers, or raise a refusal."""
    assert mission.need is not None, "a scope answers a need"
    recourse = _check_recourse(mission, mission.need, agreed)
    return (*recourse, *check_scope_limits(mission, agreed, day), *_advice_grounds(mission, agreed))


def _check_recourse(mission: Mission, need: Need, agreed: Scope) -> tuple[Ground, ...]:
    declared = need.declarations
    if need.ground is RecourseGround.CORE_BUSINESS:
        raise GroundMissing(declared=need.ground)
    if declared.replaces_striker:
        raise ReplacesStriker()
    lifted = _derogations_used(mission, agreed)
    if declared.home_service:
        raise HomeService()
    return (
        REC_1.make_ground(met=True, ground=need.ground),
        REC_2.make_ground(met=True, replaces_striker=False),
        REC_3.make_ground(met=True, dangerous_work=declared.dangerous_work, **lifted),
        REC_5.make_ground(met=True, home_service=False),
    )


def _derogations_used(mission: Mission, agreed: Scope) -> dict[str, str]:
    """Return the derogations that cover each day of dangerous work."""
    if mission.need is None or not mission.need.declarations.dangerous_work:
        return {}
    held = _derogations_covering(
        mission.derogations, agreed.starts_on, _earliest_end(agreed) or agreed.starts_on
    )
    if not held:
        raise DangerousWork(derogations=tuple(map(str, mission.derogations)))
    return {"derogation": " ; ".join(held)}


def _derogations_covering(derogations: tuple[Derogation, ...], day: date, last: date) -> tuple[str, ...]:
    """Return consecutive derogations that cover each day until the last; none if a day is not covered."""
    held: list[str] = []
    for one in sorted(derogations, key=lambda known: known.valid_from):
        until = one.valid_until or date.max
        if one.valid_from <= day <= until:
            held.append(str(one))
            if until >= last:
                return tuple(held)
            day = until + A_DAY
    return ()


def _advice_grounds(mission: Mission, agreed: Scope) -> tuple[Ground, ...]:
    """Run the rule checks that only advise; return their answers."""
    price, before = agreed.price, mission.negotiated
    negotiated = price.mode is PriceMode.DAILY_RATE or before in (None, price.amount)
    ground = mission.need.ground if mission.need else RecourseGround.CORE_BUSINESS
    return (
        REC_6.make_ground(met=ground is not RecourseGround.CORE_BUSINESS, ground=ground),
        CC_1.make_ground(met=agreed.clauses.autonomy, autonomy_clause=agreed.clauses.autonomy),
        CC_3.make_ground(met=agreed.found_by is Party.CONSULTANT, found_by=agreed.found_by),
        COM_2.make_ground(met=negotiated, negotiated=before, price=price.amount),
    )


def broken_recourse_rules(need: Need, *, derogation: bool) -> tuple[Ground, ...]:
    """Return the recourse rules that work already under way breaks; a past is recorded, not refused."""
    declared = need.declarations
    asked: tuple[tuple[Rule, bool], ...] = (
        (REC_1, need.ground is not RecourseGround.CORE_BUSINESS),
        (REC_2, not declared.replaces_striker),
        (REC_3, not declared.dangerous_work or derogation),
        (REC_5, not declared.home_service),
    )
    return tuple(rule.make_ground(met=False, declared_ground=need.ground) for rule, met in asked if not met)


def last_lawful_day(mission: Mission, began_on: date, day: date) -> date:
    """Return the last day within the 36 months, less the days of the same work before."""
    months = MISSION_MONTHS_MAX.value_on(day)
    return add_months(began_on, months) - A_DAY - timedelta(days=sum(mission.earlier.values()))


def check_scope_limits(mission: Mission, agreed: Scope, day: date) -> tuple[Ground, ...]:
    """Run the rule checks that hold for a scope when it is written and at each change."""
    check_schedule(agreed)
    _check_length(mission, agreed, day)
    _derogations_used(mission, agreed)
    if agreed.price_set_by is not Party.CONSULTANT:
        raise PriceNotTheConsultants(price_set_by=agreed.price_set_by)
    days_max, agreed_days = PAYMENT_DAYS_MAX.value_on(day), agreed.clauses.payment_days
    if agreed_days > days_max:
        raise PaymentTermTooLong(agreed_days=agreed_days, days_max=days_max)
    return (
        REC_4.make_ground(met=True, starts_on=agreed.starts_on, ends_on=agreed.ends_on or "uncertain"),
        DEF_2.make_ground(met=True, price_set_by=agreed.price_set_by, found_by=agreed.found_by),
        BIL_3.make_ground(met=True, payment_days=agreed_days),
    )


def _check_length(mission: Mission, agreed: Scope, day: date) -> None:
    if agreed.ends_on is not None and agreed.ends_on < agreed.starts_on:
        raise TermsDisagree(what="ends_on")
    began = min(agreed.starts_on, mission.started_on or agreed.starts_on)
    ends = _earliest_end(agreed)
    if ends is not None and ends > last_lawful_day(mission, began, day):
        raise TooLong(
            starts_on=began,
            ends_on=ends,
            months_max=MISSION_MONTHS_MAX.value_on(day),
            earlier_days=sum(mission.earlier.values()),
        )


def _earliest_end(agreed: Scope) -> date | None:
    """Return the agreed end; for an uncertain end, the earliest possible day."""
    if agreed.ends_on is not None or agreed.minimum_days is None:
        return agreed.ends_on
    return days_later(agreed.starts_on, agreed.minimum_days - 1)


def check_schedule(agreed: Scope) -> None:
    """Check that the instalments add up to the price, and that each waits for an item of the scope."""
    price = agreed.price
    planned = sum(instalment.amount for instalment in price.schedule)
    lost = tuple(part.key for part in price.schedule if not _can_fall_due(agreed, part))
    keys = [instalment.key for instalment in price.schedule]
    lost += tuple(key for key in dict.fromkeys(keys) if keys.count(key) > 1)
    if lost or not _makes_the_price(agreed, price, planned):
        raise ScheduleUnbalanced(price=price.amount, schedule=planned, unknown=lost)


def _makes_the_price(agreed: Scope, price: Price, planned: int) -> bool:
    """True if the parts make the total; with a daily rate, if they do not exceed the agreed days."""
    if price.mode is not PriceMode.DAILY_RATE:
        return planned == price.amount
    ends = _earliest_end(agreed)
    days = (ends - agreed.starts_on).days + 1 if ends else 0
    return planned == 0 or planned <= price.amount * days


def _can_fall_due(agreed: Scope, part: Instalment) -> bool:
    match part.trigger:
        case Trigger.SIGNATURE:
            return part.of is None
        case Trigger.MILESTONE:
            return part.of in {milestone.key for milestone in agreed.milestones}
        case Trigger.ACCEPTANCE:
            return part.of in {deliverable.key for deliverable in agreed.deliverables}
        case _:
            return False


def missing_items(
    mission: Mission, agreed: Scope, consultant: Consultant, umbrella: UmbrellaCompany, day: date
) -> tuple[str, ...]:
    """Return the items of L1254-23 that are missing in the scope and in the files of the parties."""
    clauses = agreed.clauses
    safe = mission.need is None or not mission.need.declarations.dangerous_work
    held = {
        "1° identity of the consultant": consultant.registered,
        "2° competences and qualifications": consultant.qualified,
        "3° description of the work: its objectives": bool(agreed.objectives),
        "4° end date, or minimum duration and ending event": _has_term(agreed),
        "5° price agreed with the client": agreed.price.amount > 0,
        "6° client's responsibility for working conditions": clauses.client_answers_for_safety,
        "7° protective equipment for dangerous work": safe or clauses.protective_equipment is not None,
        "8° identity of the guarantor": umbrella.is_guaranteed(day),
        "9° insurer and policy number": umbrella.is_insured(day),
    }
    return tuple(item for item, there in held.items() if not there)


def _has_term(agreed: Scope) -> bool:
    uncertain = agreed.minimum_days is not None and agreed.ending_event is not None
    return agreed.ends_on is not None or uncertain
