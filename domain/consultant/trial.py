"""Decide on the trial period: renewed once, confirmed, or broken off with notice."""

from datetime import date, timedelta

from domain.cents_and_months import add_months
from domain.consultant.consultant import A_DAY, Consultant, EmploymentContract
from domain.consultant.contract_refusals import TermNotLater, TrialTooLong
from domain.consultant.contracting import get_running_contract
from domain.consultant.events import ConsultantEvent
from domain.consultant.events.contracting import TrialOutcome, TrialPeriodEnded, TrialPeriodRenewed
from domain.consultant.refusals import NoTrial, TrialRenewedAlready
from domain.language import ConsultantId, DocumentHash, Happened, MissionId, Party, command
from domain.law.open_ended import CC_6, NOTICES, TRIAL_MONTHS_MAX, NoticeStep
from domain.record import Act, Ground
from domain.refusals import NotTheirAct


@command
class RenewTrialPeriod:
    """Both parties renew the trial of the open-ended contract, before it ends."""

    consultant: ConsultantId
    ends_on: date
    agreed_on: Happened
    document: DocumentHash


@command
class EndTrialPeriod:
    """The trial of a contract ends: confirmed, or broken off by one side in writing."""

    consultant: ConsultantId
    mission: MissionId | None = None
    outcome: TrialOutcome
    told_on: Happened
    ends_on: date
    document: DocumentHash


def renew_trial(consultant: Consultant, command: RenewTrialPeriod, _: Act) -> list[ConsultantEvent]:
    """Renew a running trial, once, up to twice its longest duration."""
    contract, until = _running_trial(consultant, None)
    if contract.trial_renewed:
        raise TrialRenewedAlready()
    if command.agreed_on > until:
        raise NoTrial(trial_ends_on=until)
    if command.ends_on <= until:
        raise TermNotLater(was_until=until, ends_on=command.ends_on)
    months = 2 * TRIAL_MONTHS_MAX.value_on(contract.starts_on)[contract.executive]
    latest = add_months(contract.starts_on, months) - A_DAY
    if command.ends_on > latest:
        raise TrialTooLong(kind=contract.kind, ends_on=command.ends_on, latest=latest)
    return [
        TrialPeriodRenewed(
            was_until=until,
            ends_on=command.ends_on,
            document=command.document,
            grounds=(CC_6.make_ground(met=True, agreed_on=command.agreed_on, latest=latest),),
        )
    ]


def end_trial(consultant: Consultant, command: EndTrialPeriod, act: Act) -> list[ConsultantEvent]:
    """Record the end of a trial; a notice that was too short is a failed rule check, never a refusal."""
    contract, until = _running_trial(consultant, command.mission)
    _check_own_outcome(command, act.by.effective_party)
    notice = _notice_until(contract, command)
    return [
        TrialPeriodEnded(
            mission=command.mission,
            outcome=command.outcome,
            told_on=command.told_on,
            notice_until=notice,
            ends_on=command.ends_on,
            document=command.document,
            grounds=_notice_grounds(command, until, notice),
        )
    ]


def _running_trial(consultant: Consultant, mission: MissionId | None) -> tuple[EmploymentContract, date]:
    contract = get_running_contract(consultant, mission)
    until = contract.trial_ends_on
    if until is None or contract.trial_over:
        raise NoTrial(trial_ends_on=until)
    return contract, until


def _check_own_outcome(command: EndTrialPeriod, whose: Party) -> None:
    """Check the outcome against the party: each side breaks off for itself, the umbrella company confirms."""
    by_him = command.outcome is TrialOutcome.ENDED_BY_CONSULTANT
    owner = Party.CONSULTANT if by_him else Party.UMBRELLA
    if whose is not owner:
        raise NotTheirAct(act="EndTrialPeriod", party=whose, acts_of=(owner,))


def _notice_until(contract: EmploymentContract, command: EndTrialPeriod) -> date:
    if command.outcome is TrialOutcome.CONFIRMED:
        return command.told_on
    notices = NOTICES.value_on(command.told_on)
    by_him = command.outcome is TrialOutcome.ENDED_BY_CONSULTANT
    step = _notice_for_presence(
        notices.by_consultant if by_him else notices.by_umbrella, contract, command.told_on
    )
    return add_months(command.told_on, step.months) + timedelta(days=step.days)


def _notice_for_presence(
    scale: tuple[NoticeStep, ...], contract: EmploymentContract, told_on: date
) -> NoticeStep:
    """Return the last step of the notice scale that the presence on that day reaches."""
    reached = [step for step in scale if told_on >= step.reached_on(contract.starts_on)]
    return reached[-1] if reached else scale[0]


def _notice_grounds(command: EndTrialPeriod, until: date, notice: date) -> tuple[Ground, ...]:
    met = command.told_on <= until and command.ends_on >= notice
    if command.outcome is TrialOutcome.CONFIRMED:
        met = True
    return (CC_6.make_ground(met=met, told_on=command.told_on, notice_until=notice, trial_until=until),)
