"""Asking outside a mission: about somebody known, once under a key, until it is answered or withdrawn."""

from uuid import UUID

import pytest

from domain.aggregates import AGGREGATES
from domain.asking.events import AskAnswered, AskWithdrawn, PartyAsked
from domain.asking.outside_ask import AskAbout, NoteAnswerAbout, WithdrawAskAbout
from domain.language import EventId, Kind, Party, ask_stream
from domain.mission.course_terms import AskedFor
from domain.mission.refusals import AlreadyDone, NoSuchAsk
from domain.refusals import NothingKnown, NotTheirAct
from tests.domain.given import (
    ACME,
    ALTO,
    ANNE,
    CLIENT,
    CONSULTANT,
    MISSION,
    SYSTEM,
    UMBRELLA,
    Within,
    event_of,
    given,
)
from tests.domain.people import EVERYONE

BECAUSE: EventId = event_of(Kind.CONSULTANT, 3)
PARTIES = (CLIENT, CONSULTANT, UMBRELLA)
KNOWN = (f"consultant/{ANNE}", f"client/{ACME}", f"umbrella/{ALTO}")
ABOUT = KNOWN[0]
STREAM = ask_stream(ABOUT, "A1")


def asking(about: str = ABOUT, party: Party = UMBRELLA) -> AskAbout:
    return AskAbout(about=about, ask="A1", party=party, what=AskedFor.INTERVIEW, because_of=BECAUSE)


def asked(about: str = ABOUT, party: Party = UMBRELLA) -> Within:
    what = AskedFor.INTERVIEW
    event = PartyAsked(about=about, ask="A1", party=party, what=what, because_of=BECAUSE)
    return Within(ask_stream(about, "A1"), event)


@pytest.mark.parametrize("about", KNOWN)
@pytest.mark.parametrize("party", PARTIES)
def test_a_party_is_asked_once_about_somebody_known_and_it_alone_reads_that(about: str, party: Party) -> None:
    given(EVERYONE).when(asking(about, party)).then(asked(about, party))
    assert asked(about, party).fact.audience == party
    again = given(EVERYONE, asked(about, party)).when(asking(about, party))
    again.refused(AlreadyDone(act="AskAbout", of="A1"))


@pytest.mark.parametrize(
    "about",
    [f"consultant/{UUID(int=0x99)}", f"mission/{MISSION}", "consultant/anne", "anne", f"client/{ANNE}"],
)
def test_nobody_is_asked_about_what_nobody_knows(about: str) -> None:
    given(EVERYONE).when(asking(about)).refused(NothingKnown(about=about))


def test_the_system_asks_itself_nothing_outside_a_mission_either() -> None:
    refusal = NotTheirAct(act="interview", party=SYSTEM, acts_of=PARTIES)
    given(EVERYONE).when(asking(party=SYSTEM)).refused(refusal)


def test_an_ask_outside_a_mission_is_answered_or_withdrawn_while_it_is_open() -> None:
    answer = NoteAnswerAbout(about=ABOUT, ask="A1", answer=BECAUSE)
    withdraw = WithdrawAskAbout(about=ABOUT, ask="A1", why="no_longer_owed")
    answered = AskAnswered(about=ABOUT, ask="A1", party=UMBRELLA, answer=BECAUSE)
    withdrawn = AskWithdrawn(about=ABOUT, ask="A1", party=UMBRELLA, why="no_longer_owed")
    assert answered.audience == withdrawn.audience == UMBRELLA
    given(EVERYONE, asked()).when(answer).then(Within(STREAM, answered))
    given(EVERYONE, asked()).when(withdraw).then(Within(STREAM, withdrawn))
    for over in (answered, withdrawn):
        given(EVERYONE, asked(), Within(STREAM, over)).when(answer).refused(NoSuchAsk(ask="A1"))
        given(EVERYONE, asked(), Within(STREAM, over)).when(withdraw).refused(NoSuchAsk(ask="A1"))
    given(EVERYONE).when(answer).refused(NoSuchAsk(ask="A1"))


def test_the_envelope_of_an_ask_names_the_client_or_the_consultant_that_it_is_about() -> None:
    for about, client, consultant in (
        (KNOWN[0], None, ANNE),
        (KNOWN[1], ACME, None),
        (KNOWN[2], None, None),
    ):
        event = asked(about).fact
        assert isinstance(event, PartyAsked)
        assert (event.client, event.consultant) == (client, consultant)
        stream = ask_stream(about, "A1")
        state = given(asked(about)).history.state_of(stream)
        assert AGGREGATES[Kind.ASK].parties(stream, state) == (client, consultant)
