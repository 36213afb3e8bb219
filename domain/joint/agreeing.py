"""A mission, held against the files of its parties: needed, verified, signed, started."""

from domain.joint import Facts, mission_of
from domain.language import Kind, Stream
from domain.mission import scoping, signing, working
from domain.mission.scoping import StateNeed, VerifyMission
from domain.mission.signing import CompleteSignature, GiveConsent, SignContract
from domain.mission.working import StartMission
from domain.record import Act
from domain.refusals import NothingKnown
from domain.world import World


def state_need(world: World, order: StateNeed, act: Act) -> Facts:
    """A need names parties that are known."""
    stream = mission_of(order.mission)
    parties = {
        Stream(Kind.CLIENT, order.client): world.client(order.client).siren,
        Stream(Kind.CONSULTANT, order.consultant): world.consultant(order.consultant).registered,
        Stream(Kind.UMBRELLA, order.umbrella): world.umbrella(order.umbrella).siren,
    }
    for party, there in parties.items():
        if not there:
            raise NothingKnown(about=str(party))
    return {stream: scoping.state_need(world.at(stream), order, act)}


def verify(world: World, order: VerifyMission, act: Act) -> Facts:
    """The contract names the guarantor and the insurer of the umbrella company."""
    mission = world.mission(order.mission)
    umbrella = world.umbrella(mission.umbrella)
    return {mission_of(order.mission): scoping.verify(mission, umbrella, order, act)}


def consent(world: World, order: GiveConsent, act: Act) -> Facts:
    """The last consent signs the mission, when an employment contract covers it."""
    mission = world.mission(order.mission)
    consultant = world.consultant(mission.consultant)
    return {mission_of(order.mission): signing.consent(mission, consultant, order, act)}


def sign(world: World, order: SignContract, act: Act) -> Facts:
    """The last signature signs the mission, when an employment contract covers it."""
    mission = world.mission(order.mission)
    consultant = world.consultant(mission.consultant)
    umbrella = world.umbrella(mission.umbrella)
    return {mission_of(order.mission): signing.sign(mission, consultant, umbrella, order, act)}


def complete_signature(world: World, order: CompleteSignature, act: Act) -> Facts:
    """An employment contract concluded last may be what the mission waited for."""
    mission = world.mission(order.mission)
    consultant = world.consultant(mission.consultant)
    return {mission_of(order.mission): signing.complete(mission, consultant, order, act)}


def start(world: World, order: StartMission, act: Act) -> Facts:
    """The first day worked is held against the consultant's and the umbrella company's files."""
    mission = world.mission(order.mission)
    consultant = world.consultant(mission.consultant)
    umbrella = world.umbrella(mission.umbrella)
    return {mission_of(order.mission): working.start(mission, consultant, umbrella, order, act)}
