"""Asking: a party is asked once under a key; only it reads that; an answer or a withdrawal ends it."""

from datetime import date

import pytest

from domain.language import EventId, Kind, Party
from domain.mission.asking import AskParty, NoteAnswer, WithdrawAsk
from domain.mission.course_terms import AskedFor
from domain.mission.events.asking import AskAnswered, AskWithdrawn, PartyAsked
from domain.mission.refusals import AlreadyDone, NoSuchAsk
from domain.refusals import NotTheirAct
from tests.domain.given import CLIENT, CONSULTANT, MISSION, SYSTEM, UMBRELLA, event_of, given
from tests.domain.words import RUNNING

BECAUSE: EventId = event_of(Kind.MISSION, 3)
DUE = date(2026, 3, 12)
ANSWER = NoteAnswer(mission=MISSION, ask="A1", answer=BECAUSE)
WITHDRAW = WithdrawAsk(mission=MISSION, ask="A1", why="signed meanwhile")
PARTIES = (CLIENT, CONSULTANT, UMBRELLA)


def asking(party: Party = CLIENT) -> AskParty:
    return AskParty(
        mission=MISSION,
        ask="A1",
        party=party,
        what=AskedFor.ACCEPTANCE,
        of="D1",
        because_of=BECAUSE,
        due_on=DUE,
    )


def asked(party: Party = CLIENT) -> PartyAsked:
    return PartyAsked(
        ask="A1", party=party, what=AskedFor.ACCEPTANCE, of="D1", because_of=BECAUSE, due_on=DUE
    )


@pytest.mark.parametrize("party", PARTIES)
def test_a_party_is_asked_once_and_it_alone_reads_that(party: Party) -> None:
    given(RUNNING).when(asking(party)).then(asked(party))
    assert asked(party).audience == party
    given(RUNNING, asked(party)).when(asking(party)).refused(AlreadyDone(act="AskParty", of="A1"))


def test_the_system_asks_itself_nothing() -> None:
    refusal = NotTheirAct(act="acceptance", party=SYSTEM, acts_of=PARTIES)
    given(RUNNING).when(asking(SYSTEM)).refused(refusal)


@pytest.mark.parametrize("party", PARTIES)
def test_an_ask_is_answered_or_withdrawn_while_it_is_open(party: Party) -> None:
    answered = AskAnswered(ask="A1", party=party, answer=BECAUSE)
    withdrawn = AskWithdrawn(ask="A1", party=party, why="signed meanwhile")
    assert answered.audience == withdrawn.audience == party
    given(RUNNING, asked(party)).when(ANSWER).then(answered)
    given(RUNNING, asked(party)).when(WITHDRAW).then(withdrawn)
    for over in (answered, withdrawn):
        given(RUNNING, asked(party), over).when(ANSWER).refused(NoSuchAsk(ask="A1"))
        given(RUNNING, asked(party), over).when(WITHDRAW).refused(NoSuchAsk(ask="A1"))
    given(RUNNING).when(ANSWER).refused(NoSuchAsk(ask="A1"))
