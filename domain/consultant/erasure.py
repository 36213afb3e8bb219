"""Decide on erasure: a class of personal data is kept while the law or a legal hold requires it."""

from datetime import date

from domain.cents_and_months import add_months
from domain.consultant.consultant import Consultant
from domain.consultant.events import ConsultantEvent
from domain.consultant.events.leaving import ErasureRefused, Kept, SubjectKeyDestroyed
from domain.consultant.hiring import require_registered
from domain.consultant.refusals import NothingToErase
from domain.language import ConsultantId, Retention, command
from domain.law.company import HLD_1
from domain.law.retention import RET_5, RETENTION_YEARS, RULE_OF
from domain.record import Act

YEAR_MONTHS = 12


@command
class RequestErasure:
    """Erase the personal data of a person as far as the law allows; the rest is kept until a stated day."""

    consultant: ConsultantId


def erase(consultant: Consultant, command: RequestErasure, act: Act, *, held: bool) -> list[ConsultantEvent]:
    """Destroy the keys of the classes whose retention is over; for the others, state reason and day."""
    require_registered(consultant, command.consultant)
    left = [retention for retention in Retention if retention not in consultant.erased]
    if not left:
        raise NothingToErase()
    kept = tuple(
        why
        for retention in left
        if (why := _reason_to_keep(consultant, retention, act.day, held=held)) is not None
    )
    still = {why.retention for why in kept}
    gone: list[ConsultantEvent] = [
        SubjectKeyDestroyed(
            retention=retention,
            kept_until=last_day_kept(consultant, retention, act.day),
            ground=RET_5.make_ground(met=True, retention=retention),
        )
        for retention in left
        if retention not in still
    ]
    return [*gone, *([ErasureRefused(kept=kept)] if kept else [])]


def last_day_kept(consultant: Consultant, retention: Retention, day: date) -> date | None:
    """Return the last day on which the law keeps a class; none for a person who was never employed."""
    if not consultant.contracts:
        return None
    last = max(contract.last_day for contract in consultant.contracts)
    years = RETENTION_YEARS.value_on(day)[retention]
    if retention is Retention.ACCOUNTING:
        last = last.replace(month=12, day=31)  # it runs from the closing of the books of that year
    return add_months(last, years * YEAR_MONTHS)


def _reason_to_keep(consultant: Consultant, retention: Retention, day: date, *, held: bool) -> Kept | None:
    if held:
        return Kept(retention=retention, until=None, ground=HLD_1.make_ground(met=True, held=True))
    rule = RULE_OF[retention]
    if any(not contract.over and contract.last_day >= day for contract in consultant.contracts):
        return Kept(retention=retention, until=None, ground=rule.make_ground(met=True, employed=True))
    until = last_day_kept(consultant, retention, day)
    if until is None or day > until:
        return None
    return Kept(retention=retention, until=until, ground=rule.make_ground(met=True, until=until))
