"""A mission, held against the files of its parties: needed, verified, signed, started."""

from collections.abc import Iterator

from domain.aggregates import World
from domain.cents_and_months import add_months
from domain.consultant.events.employer_care import MissionOpened
from domain.language import Audience, Kind, Party, Stream, mission_of, pay_month
from domain.mission import papers, pausing, scoping, signing, taking_over, working
from domain.mission.mission import Mission
from domain.mission.papers import WeighEarlierMission
from domain.mission.pausing import ReplaceMissionContact
from domain.mission.scoping import StateNeed, VerifyMission
from domain.mission.signing import CompleteSignature, GiveConsent, SignContract
from domain.mission.taking_over import TakeOverMission
from domain.mission.working import ContestRecord, StartMission
from domain.multi_stream import Facts
from domain.multi_stream.earlier_missions import weighed
from domain.record import Act
from domain.refusals import NothingKnown


def state_need(world: World, order: StateNeed, act: Act) -> Facts:
    """A need names parties that are known."""
    _parties_known(world, order)
    stream = mission_of(order.mission)
    return {stream: scoping.state_need(world.at(stream), order, act), **_opened(order)}


def take_over(world: World, order: TakeOverMission, act: Act) -> Facts:
    """A mission that is taken over, too, names parties that are known."""
    _parties_known(world, order)
    stream, umbrella = mission_of(order.mission), world.umbrella(order.umbrella)
    return {stream: taking_over.take_over(world.at(stream), umbrella, order, act), **_opened(order)}


def weigh_earlier(world: World, order: WeighEarlierMission, act: Act) -> Facts:
    """An earlier mission counts when it was of the same consultant for the same client."""
    mission, earlier = weighed(world, order.mission), world.mission(order.earlier)
    return {mission_of(order.mission): papers.weigh_earlier(mission, earlier, order, act)}


def replace_contact(world: World, order: ReplaceMissionContact, act: Act) -> Facts:
    """Whoever speaks for the client in a mission is one of the client's contacts."""
    mission = world.mission(order.mission)
    client = world.client(mission.client)
    return {mission_of(order.mission): pausing.replace_contact(mission, client, order, act)}


def verify(world: World, order: VerifyMission, act: Act) -> Facts:
    """The contract names the consultant, and the guarantor and the insurer of the umbrella company."""
    mission = weighed(world, order.mission)
    consultant = world.consultant(mission.consultant)
    umbrella = world.umbrella(mission.umbrella)
    return {mission_of(order.mission): scoping.verify(mission, consultant, umbrella, act)}


def consent(world: World, order: GiveConsent, act: Act) -> Facts:
    """The last consent signs the mission, when an employment contract covers it."""
    mission = weighed(world, order.mission)
    consultant = world.consultant(mission.consultant)
    return {mission_of(order.mission): signing.consent(mission, consultant, order, act)}


def sign(world: World, order: SignContract, act: Act) -> Facts:
    """The last signature signs the mission, when an employment contract covers it."""
    mission = weighed(world, order.mission)
    consultant = world.consultant(mission.consultant)
    umbrella = world.umbrella(mission.umbrella)
    return {mission_of(order.mission): signing.sign(mission, consultant, umbrella, order, act)}


def complete_signature(world: World, order: CompleteSignature, act: Act) -> Facts:
    """An employment contract concluded last may be what the mission waited for."""
    mission = weighed(world, order.mission)
    consultant = world.consultant(mission.consultant)
    return {mission_of(order.mission): signing.complete(mission, consultant, order, act)}


def start(world: World, order: StartMission, act: Act) -> Facts:
    """The first day worked is held against the consultant's and the umbrella company's files."""
    mission = world.mission(order.mission)
    consultant = world.consultant(mission.consultant)
    umbrella = world.umbrella(mission.umbrella)
    return {mission_of(order.mission): working.start(mission, consultant, umbrella, order, act)}


def contest(world: World, order: ContestRecord, act: Act) -> Facts:
    """What is contested is a fact of the mission, or of its consultant: a report, a month of pay.

    A party contests what it may read, and the contest has the readers of the fact.
    """
    mission, stream = world.mission(order.mission), mission_of(order.mission)
    read_by = world.held(order.fact, (stream, *_of_the_consultant(mission, act))).audience
    if act.by.whose is not Party.UMBRELLA and read_by not in (Audience.ALL, Audience(act.by.whose)):
        raise NothingKnown(about=f"fact {order.fact}")
    return {stream: working.contest(order, read_by, act)}


def _of_the_consultant(mission: Mission, act: Act) -> Iterator[Stream]:
    yield Stream(Kind.CONSULTANT, mission.consultant)
    month = min(mission.began_on or act.day, act.day).replace(day=1)
    while month <= act.day:
        yield pay_month(mission.consultant, f"{month:%Y-%m}")
        month = add_months(month, 1)


def _opened(order: StateNeed | TakeOverMission) -> Facts:
    opened = MissionOpened(mission=order.mission, client=order.client)
    return {Stream(Kind.CONSULTANT, order.consultant): [opened]}


def _parties_known(world: World, order: StateNeed | TakeOverMission) -> None:
    parties = {
        Stream(Kind.CLIENT, order.client): world.client(order.client).siren,
        Stream(Kind.CONSULTANT, order.consultant): world.consultant(order.consultant).registered,
        Stream(Kind.UMBRELLA, order.umbrella): world.umbrella(order.umbrella).siren,
    }
    for party, there in parties.items():
        if not there:
            raise NothingKnown(about=str(party))
