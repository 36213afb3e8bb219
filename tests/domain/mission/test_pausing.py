"""Pausing: a mission is suspended for a class of reasons and resumed; the client's contact is replaced."""

from datetime import date
from typing import get_type_hints

import pytest

from domain.client.events import ContactNamed
from domain.language import ContactId, Party
from domain.mission.course_terms import ContactPower, SuspensionReason
from domain.mission.events.ending import MissionCompleted
from domain.mission.events.pausing import ContactReplaced, MissionResumed, MissionSuspended
from domain.mission.pausing import ReplaceMissionContact, ResumeMission, SuspendMission
from domain.mission.refusals import AlreadyDone, MissionOver, OutOfOrder, TermsDisagree
from domain.refusals import NothingKnown
from tests.domain.given import ACME, CLIENT, CONSULTANT, MISSION, UMBRELLA, given
from tests.domain.words import RUNNING, SIGNED, said

FROM, UNTIL = date(2026, 4, 6), date(2026, 4, 20)
SICK = SuspensionReason.CONSULTANT_UNAVAILABLE
SUSPEND = SuspendMission(mission=MISSION, from_on=FROM, reason=SICK)
SUSPENDED = MissionSuspended(by=CONSULTANT, from_on=FROM, reason=SICK)
PARTIES = (CLIENT, CONSULTANT, UMBRELLA)
PAUL, ROSE = ContactId(ACME), ContactId(MISSION)
POWERS = (ContactPower.ACCEPT, ContactPower.SIGN)


def resuming(on: date = UNTIL) -> ResumeMission:
    return ResumeMission(mission=MISSION, resumed_on=on)


def contact(contact_id: ContactId) -> ContactNamed:
    return ContactNamed(contact=contact_id, name=said("P"), email=said("P"), capacity=said("buyer"))


def replacing(contact_id: ContactId, before: ContactId | None = None, **how: object) -> ReplaceMissionContact:
    words: dict[str, object] = {"powers": POWERS, "from_on": FROM} | how
    return ReplaceMissionContact(mission=MISSION, contact=contact_id, replaces=before, **words)  # type: ignore[arg-type]


def replaced(contact_id: ContactId, before: ContactId | None = None) -> ContactReplaced:
    return ContactReplaced(contact=contact_id, replaces=before, powers=POWERS, from_on=FROM)


@pytest.mark.parametrize("party", PARTIES)
def test_any_party_suspends_a_running_mission_once(party: Party) -> None:
    given(RUNNING).when(SUSPEND, by=party).then(MissionSuspended(by=party, from_on=FROM, reason=SICK))
    once = AlreadyDone(act="SuspendMission", of=str(FROM))
    given(RUNNING, SUSPENDED).when(SUSPEND, by=party).refused(once)
    unstarted = OutOfOrder(act="SuspendMission", stands_on="StartMission")
    given(SIGNED).when(SUSPEND, by=party).refused(unstarted)


def test_a_mission_that_is_over_is_not_suspended() -> None:
    given(RUNNING, MissionCompleted(completed_on=FROM)).when(SUSPEND, by=CLIENT).refused(MissionOver())


def test_a_suspension_says_a_class_of_reasons_and_never_an_illness() -> None:
    reasons = " ".join(SuspensionReason)
    assert not {"sick", "ill", "health", "medical"} & set(reasons.replace("_", " ").split())
    assert set(get_type_hints(MissionSuspended)) & {"by", "from_on", "reason"} == {"by", "from_on", "reason"}


@pytest.mark.parametrize("party", PARTIES)
@pytest.mark.parametrize("day", [FROM, UNTIL])
def test_any_party_resumes_a_suspended_mission(party: Party, day: date) -> None:
    given(RUNNING, SUSPENDED).when(resuming(day), by=party).then(MissionResumed(by=party, resumed_on=day))


def test_a_mission_is_resumed_once_and_not_before_it_was_suspended() -> None:
    refusal = OutOfOrder(act="ResumeMission", stands_on="SuspendMission")
    given(RUNNING).when(resuming(), by=CLIENT).refused(refusal)
    given(RUNNING, SUSPENDED).when(resuming(date(2026, 4, 5)), by=CLIENT).refused(refusal)
    resumed = MissionResumed(by=CLIENT, resumed_on=UNTIL)
    given(RUNNING, SUSPENDED, resumed).when(resuming(), by=CLIENT).refused(refusal)
    assert given(RUNNING, SUSPENDED, resumed).when(SUSPEND, by=CLIENT).answer()


@pytest.mark.parametrize("party", [CLIENT, UMBRELLA])
def test_a_contact_of_the_client_takes_the_place_of_another(party: Party) -> None:
    both = (contact(PAUL), contact(ROSE))
    given(RUNNING, both).when(replacing(PAUL), by=party).then(replaced(PAUL))
    given(RUNNING, both, replaced(PAUL)).when(replacing(ROSE, PAUL), by=party).then(replaced(ROSE, PAUL))
    once = AlreadyDone(act="ReplaceMissionContact", of=str(PAUL))
    given(RUNNING, both, replaced(PAUL)).when(replacing(PAUL), by=party).refused(once)


def test_a_contact_is_known_replaces_one_that_stood_and_has_powers_for_a_span() -> None:
    given(RUNNING).when(replacing(PAUL), by=CLIENT).refused(NothingKnown(about=f"contact/{PAUL}"))
    known = given(RUNNING, contact(PAUL))
    never_stood = OutOfOrder(act="ReplaceMissionContact", stands_on=f"contact/{ROSE}")
    known.when(replacing(PAUL, ROSE), by=CLIENT).refused(never_stood)
    disagree = TermsDisagree(what="powers or dates")
    known.when(replacing(PAUL, powers=()), by=CLIENT).refused(disagree)
    known.when(replacing(PAUL, until_on=date(2026, 4, 5)), by=CLIENT).refused(disagree)
    assert known.when(replacing(PAUL, until_on=FROM), by=CLIENT).answer()
