"""The trial period: renewed once, confirmed, or broken off with its notice."""

from datetime import date, timedelta

from domain.cents_and_months import add_months
from domain.consultant.consultant import A_DAY, Consultant, Employment
from domain.consultant.contract_refusals import TermNotLater, TrialTooLong
from domain.consultant.contracting import in_force
from domain.consultant.events import ConsultantEvent
from domain.consultant.events.contracting import TrialOutcome, TrialPeriodEnded, TrialPeriodRenewed
from domain.consultant.refusals import NoTrial, TrialRenewedAlready
from domain.language import ConsultantId, DocumentHash, Happened, MissionId, Party, command
from domain.law.open_ended import CC_6, NOTICES, TRIAL_MONTHS_MAX, Notice
from domain.record import Act, Ground
from domain.refusals import NotTheirAct


@command
class RenewTrialPeriod:
    """The trial of the open-ended contract is renewed by agreement, before it ends."""

    consultant: ConsultantId
    ends_on: date
    agreed_on: Happened
    document: DocumentHash


@command
class EndTrialPeriod:
    """The trial of a contract ends: confirmed, or broken off by one side, told in writing."""

    consultant: ConsultantId
    mission: MissionId | None = None
    outcome: TrialOutcome
    told_on: Happened
    ends_on: date
    document: DocumentHash


def renew_trial(consultant: Consultant, order: RenewTrialPeriod, _: Act) -> list[ConsultantEvent]:
    """Renew a trial that runs, once, up to twice its longest duration."""
    contract, until = _tried(consultant, None)
    if contract.trial_renewed:
        raise TrialRenewedAlready()
    if order.agreed_on > until:
        raise NoTrial(trial_ends_on=until)
    if order.ends_on <= until:
        raise TermNotLater(was_until=until, ends_on=order.ends_on)
    months = 2 * TRIAL_MONTHS_MAX.on(contract.starts_on)[contract.executive]
    latest = add_months(contract.starts_on, months) - A_DAY
    if order.ends_on > latest:
        raise TrialTooLong(kind=contract.kind, ends_on=order.ends_on, latest=latest)
    return [
        TrialPeriodRenewed(
            was_until=until,
            ends_on=order.ends_on,
            document=order.document,
            grounds=(CC_6.asked(met=True, agreed_on=order.agreed_on, latest=latest),),
        )
    ]


def end_trial(consultant: Consultant, order: EndTrialPeriod, act: Act) -> list[ConsultantEvent]:
    """Note how a trial ended; a notice that was not kept is a broken ground, never a no."""
    contract, until = _tried(consultant, order.mission)
    _own_outcome(order, act.by.whose)
    notice = _notice_until(contract, order)
    return [
        TrialPeriodEnded(
            mission=order.mission,
            outcome=order.outcome,
            told_on=order.told_on,
            notice_until=notice,
            ends_on=order.ends_on,
            document=order.document,
            grounds=_kept(order, until, notice),
        )
    ]


def _tried(consultant: Consultant, mission: MissionId | None) -> tuple[Employment, date]:
    contract = in_force(consultant, mission)
    until = contract.trial_ends_on
    if until is None or contract.trial_over:
        raise NoTrial(trial_ends_on=until)
    return contract, until


def _own_outcome(order: EndTrialPeriod, whose: Party) -> None:
    """Each side breaks the trial off for itself; the umbrella company confirms."""
    by_him = order.outcome is TrialOutcome.ENDED_BY_CONSULTANT
    owner = Party.CONSULTANT if by_him else Party.UMBRELLA
    if whose is not owner:
        raise NotTheirAct(act="EndTrialPeriod", party=whose, acts_of=(owner,))


def _notice_until(contract: Employment, order: EndTrialPeriod) -> date:
    if order.outcome is TrialOutcome.CONFIRMED:
        return order.told_on
    notices = NOTICES.on(order.told_on)
    by_him = order.outcome is TrialOutcome.ENDED_BY_CONSULTANT
    kept = _of_presence(notices.by_consultant if by_him else notices.by_umbrella, contract, order.told_on)
    return add_months(order.told_on, kept.months) + timedelta(days=kept.days)


def _of_presence(scale: tuple[Notice, ...], contract: Employment, told_on: date) -> Notice:
    """Return the last step of the scale that the presence on that day has reached."""
    reached = [step for step in scale if told_on >= step.after(contract.starts_on)]
    return reached[-1] if reached else scale[0]


def _kept(order: EndTrialPeriod, until: date, notice: date) -> tuple[Ground, ...]:
    met = order.told_on <= until and order.ends_on >= notice
    if order.outcome is TrialOutcome.CONFIRMED:
        met = True
    return (CC_6.asked(met=met, told_on=order.told_on, notice_until=notice, trial_until=until),)
