"""May this work be done as portage, and does its contract hold what it must? Rules, then answers."""

from datetime import date

from domain.language import Party, add_months
from domain.law.billing import BIL_3, PAYMENT_DAYS_MAX
from domain.law.recourse import DEF_2, MISSION_MONTHS_MAX, REC_1, REC_2, REC_3, REC_4, REC_5
from domain.mission.refusals import (
    DangerousWork,
    GroundMissing,
    HomeService,
    PaymentTermTooLong,
    PriceNotTheConsultants,
    ReplacesStriker,
    ScheduleUnbalanced,
    TooLong,
)
from domain.mission.terms import Instalment, Need, PriceMode, RecourseGround, Scope, Trigger
from domain.record import Ground
from domain.umbrella.umbrella import UmbrellaCompany


def lawful(need: Need | None, agreed: Scope, day: date) -> tuple[Ground, ...]:
    """Ask every rule that stands before a scope; return what each answered, or refuse."""
    assert need is not None, "a scope answers a need"
    return (*_recourse(need), *keep_within(agreed, day))


def _recourse(need: Need) -> tuple[Ground, ...]:
    declared = need.declarations
    if need.ground is RecourseGround.CORE_BUSINESS:
        raise GroundMissing(declared=need.ground)
    if declared.replaces_striker:
        raise ReplacesStriker()
    if declared.dangerous_work:
        raise DangerousWork()
    if declared.home_service:
        raise HomeService()
    return (
        REC_1.asked(met=True, ground=need.ground),
        REC_2.asked(met=True, replaces_striker=False),
        REC_3.asked(met=True, dangerous_work=False),
        REC_5.asked(met=True, home_service=False),
    )


def keep_within(agreed: Scope, day: date) -> tuple[Ground, ...]:
    """Ask the rules that a scope must keep to, when it is written and whenever it would change."""
    balanced(agreed)
    months_max = MISSION_MONTHS_MAX.on(day)
    if agreed.ends_on is not None and agreed.ends_on >= add_months(agreed.starts_on, months_max):
        raise TooLong(starts_on=agreed.starts_on, ends_on=agreed.ends_on, months_max=months_max)
    if agreed.price_set_by is not Party.CONSULTANT:
        raise PriceNotTheConsultants(price_set_by=agreed.price_set_by)
    days_max, agreed_days = PAYMENT_DAYS_MAX.on(day), agreed.clauses.payment_days
    if agreed_days > days_max:
        raise PaymentTermTooLong(agreed_days=agreed_days, days_max=days_max)
    return (
        REC_4.asked(met=True, starts_on=agreed.starts_on, ends_on=agreed.ends_on or "uncertain"),
        DEF_2.asked(met=True, price_set_by=agreed.price_set_by, found_by=agreed.found_by),
        BIL_3.asked(met=True, payment_days=agreed_days),
    )


def balanced(agreed: Scope) -> None:
    """Check that the schedule makes the price, and that each part waits for what the scope holds."""
    price = agreed.price
    planned = sum(instalment.amount for instalment in price.schedule)
    lost = tuple(part.key for part in price.schedule if not _may_fall_due(agreed, part))
    keys = [instalment.key for instalment in price.schedule]
    lost += tuple(key for key in dict.fromkeys(keys) if keys.count(key) > 1)
    by_the_day = price.mode is PriceMode.DAILY_RATE
    if lost or (planned != price.amount and not by_the_day):
        raise ScheduleUnbalanced(price=price.amount, schedule=planned, unknown=lost)


def _may_fall_due(agreed: Scope, part: Instalment) -> bool:
    match part.trigger:
        case Trigger.SIGNATURE:
            return part.of is None
        case Trigger.MILESTONE:
            return part.of in {milestone.key for milestone in agreed.milestones}
        case Trigger.ACCEPTANCE:
            return part.of in {deliverable.key for deliverable in agreed.deliverables}
        case Trigger.APPROVED_DAYS | Trigger.EXPENSE:
            return False


def missing_items(agreed: Scope, umbrella: UmbrellaCompany, day: date) -> tuple[str, ...]:
    """Return the items of L1254-23 that the scope or the umbrella company cannot fill.

    Items 1, 2, 3 and 5 (consultant, competences, description, price) are fields no scope lacks.
    """
    held = {
        "4° end date, or minimum duration and ending event": _has_term(agreed),
        "6° client's responsibility for working conditions": agreed.clauses.client_answers_for_safety,
        "8° identity of the guarantor": umbrella.guaranteed(day),
        "9° insurer and policy number": umbrella.insured(day),
    }
    return tuple(item for item, there in held.items() if not there)


def _has_term(agreed: Scope) -> bool:
    uncertain = agreed.minimum_days is not None and agreed.ending_event is not None
    return agreed.ends_on is not None or uncertain
