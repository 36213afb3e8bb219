"""Mission decisions that read the files of its parties: need, verification, signature, start."""

from collections.abc import Iterator

from domain.aggregates import DecisionContext
from domain.cents_and_months import add_months
from domain.consultant.events.employer_care import MissionOpened
from domain.language import Audience, Kind, Party, Stream, mission_stream, pay_month_stream
from domain.mission import papers, pausing, scoping, signing, taking_over, working
from domain.mission.mission import Mission
from domain.mission.papers import WeighEarlierMission
from domain.mission.pausing import ReplaceMissionContact
from domain.mission.scoping import StateNeed, VerifyMission
from domain.mission.signing import CompleteSignature, GiveConsent, SignContract
from domain.mission.taking_over import TakeOverMission
from domain.mission.working import ContestRecord, StartMission
from domain.multi_stream import EventsByStream
from domain.multi_stream.earlier_missions import add_earlier_days
from domain.record import Act
from domain.refusals import NothingKnown


def state_need(context: DecisionContext, command: StateNeed, act: Act) -> EventsByStream:
    """State a need; its parties must be registered."""
    _check_parties_known(context, command)
    stream = mission_stream(command.mission)
    return {stream: scoping.state_need(context.state_of(stream), command, act), **_open_mission(command)}


def take_over(context: DecisionContext, command: TakeOverMission, act: Act) -> EventsByStream:
    """Take a mission over; its parties must be registered."""
    _check_parties_known(context, command)
    stream, umbrella = mission_stream(command.mission), context.umbrella(command.umbrella)
    return {
        stream: taking_over.take_over(context.state_of(stream), umbrella, command, act),
        **_open_mission(command),
    }


def weigh_earlier(context: DecisionContext, command: WeighEarlierMission, act: Act) -> EventsByStream:
    """Weigh an earlier mission; it must be of the same consultant and the same client."""
    mission, earlier = add_earlier_days(context, command.mission), context.mission(command.earlier)
    return {mission_stream(command.mission): papers.weigh_earlier(mission, earlier, command, act)}


def replace_contact(context: DecisionContext, command: ReplaceMissionContact, act: Act) -> EventsByStream:
    """Replace the contact of a mission; the new one must be a contact of the client."""
    mission = context.mission(command.mission)
    client = context.client(mission.client)
    return {mission_stream(command.mission): pausing.replace_contact(mission, client, command, act)}


def verify(context: DecisionContext, command: VerifyMission, act: Act) -> EventsByStream:
    """Verify a mission; its contract names the consultant, the guarantor and the insurer."""
    mission = add_earlier_days(context, command.mission)
    consultant = context.consultant(mission.consultant)
    umbrella = context.umbrella(mission.umbrella)
    return {mission_stream(command.mission): scoping.verify(mission, consultant, umbrella, act)}


def consent(context: DecisionContext, command: GiveConsent, act: Act) -> EventsByStream:
    """Consent; the last consent signs the mission if an employment contract covers it."""
    mission = add_earlier_days(context, command.mission)
    consultant = context.consultant(mission.consultant)
    return {mission_stream(command.mission): signing.consent(mission, consultant, command, act)}


def sign(context: DecisionContext, command: SignContract, act: Act) -> EventsByStream:
    """Sign; the last signature signs the mission if an employment contract covers it."""
    mission = add_earlier_days(context, command.mission)
    consultant = context.consultant(mission.consultant)
    umbrella = context.umbrella(mission.umbrella)
    return {mission_stream(command.mission): signing.sign(mission, consultant, umbrella, command, act)}


def complete_signature(context: DecisionContext, command: CompleteSignature, act: Act) -> EventsByStream:
    """Complete a signature: the employment contract may have been the last thing missing."""
    mission = add_earlier_days(context, command.mission)
    consultant = context.consultant(mission.consultant)
    return {mission_stream(command.mission): signing.complete(mission, consultant, command, act)}


def start(context: DecisionContext, command: StartMission, act: Act) -> EventsByStream:
    """Start a mission; its first day is checked against the files of the consultant and the company."""
    mission = context.mission(command.mission)
    consultant = context.consultant(mission.consultant)
    umbrella = context.umbrella(mission.umbrella)
    return {mission_stream(command.mission): working.start(mission, consultant, umbrella, command, act)}


def contest(context: DecisionContext, command: ContestRecord, act: Act) -> EventsByStream:
    """Contest an event of the mission, or of its consultant's reports and months of pay.

    A party contests only an event that it may read; the contest has the same readers.
    """
    mission, stream = context.mission(command.mission), mission_stream(command.mission)
    read_by = context.find_event(command.fact, (stream, *_consultant_streams(mission, act))).audience
    if act.by.effective_party is not Party.UMBRELLA and read_by not in (
        Audience.ALL,
        Audience(act.by.effective_party),
    ):
        raise NothingKnown(about=f"fact {command.fact}")
    return {stream: working.contest(command, read_by, act)}


def _consultant_streams(mission: Mission, act: Act) -> Iterator[Stream]:
    yield Stream(Kind.CONSULTANT, mission.consultant)
    month = min(mission.began_on or act.day, act.day).replace(day=1)
    while month <= act.day:
        yield pay_month_stream(mission.consultant, f"{month:%Y-%m}")
        month = add_months(month, 1)


def _open_mission(command: StateNeed | TakeOverMission) -> EventsByStream:
    opened = MissionOpened(mission=command.mission, client=command.client)
    return {Stream(Kind.CONSULTANT, command.consultant): [opened]}


def _check_parties_known(context: DecisionContext, command: StateNeed | TakeOverMission) -> None:
    parties = {
        Stream(Kind.CLIENT, command.client): context.client(command.client).siren,
        Stream(Kind.CONSULTANT, command.consultant): context.consultant(command.consultant).registered,
        Stream(Kind.UMBRELLA, command.umbrella): context.umbrella(command.umbrella).siren,
    }
    for party, there in parties.items():
        if not there:
            raise NothingKnown(about=str(party))
