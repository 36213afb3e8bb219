"""Each command belongs to its parties, in their own matters, or needs a document."""

from typing import Any
from uuid import UUID

import pytest

from domain.aggregates import AGGREGATES
from domain.commands import COMMAND_NAMED, COMMAND_OF, COMMANDS
from domain.language import Kind, Party, Stream
from domain.mission.scoping import StateNeed
from domain.record import Actor
from domain.refusals import DocumentMissing, NothingKnown, NotTheirAct, SomeoneElses
from domain.refused import Refused
from tests.domain.every_command import EVERY_COMMAND
from tests.domain.given import (
    ACME,
    ANNE,
    CLIENT,
    CONSULTANT,
    MISSION,
    SYSTEM,
    UMBRELLA,
    acting,
    given,
    on_behalf_of,
)
from tests.domain.pay import REPORTED
from tests.domain.people import EVERYONE
from tests.domain.words import (
    RUNNING,
)

STRANGER = UUID(int=0xBAD)
LIFE = (EVERYONE, RUNNING, REPORTED)
IDS = [type(command).__name__ for command in EVERY_COMMAND]


def name(command: Any) -> str:
    return type(command).__name__


def pairs(*parties: Party, theirs: bool) -> list[Any]:
    """Yield each command with each of these parties that may, or may not, give it."""
    return [
        pytest.param(command, party, id=f"{name(command)}-{party}")
        for command in EVERY_COMMAND
        for party in parties
        if (party in COMMAND_OF[type(command)].by) is theirs
    ]


def answered(command: Any, actor: Actor) -> Refused | None:
    try:
        given(LIFE).when(command, by=actor).answer()
    except Refused as refusal:
        return refusal
    return None


def test_there_is_one_command_of_each_kind() -> None:
    assert {type(command) for command in EVERY_COMMAND} == set(COMMAND_OF)
    assert len(EVERY_COMMAND) == len(COMMANDS) == len(COMMAND_NAMED)


def test_the_table_names_kinds_that_exist_and_writes_only_what_it_knows() -> None:
    for row in COMMANDS:
        assert row.by, row.command_type
        assert row.writes <= set(AGGREGATES), row.command_type
        assert row.reads <= set(AGGREGATES), row.command_type


@pytest.mark.parametrize(("command", "party"), pairs(*Party, theirs=False))
def test_def_1_a_party_does_not_do_the_act_of_another(command: Any, party: Party) -> None:
    refusal = NotTheirAct(act=name(command), party=party, acts_of=tuple(sorted(COMMAND_OF[type(command)].by)))
    given(LIFE).when(command, by=party).refused(refusal)


@pytest.mark.parametrize(("command", "party"), pairs(CLIENT, CONSULTANT, theirs=True))
def test_a_client_or_a_consultant_acts_in_its_own_matters_only(command: Any, party: Party) -> None:
    refusal = SomeoneElses(party=party, represents=STRANGER)
    given(LIFE).when(command, by=acting(party, STRANGER)).refused(refusal)
    assert not isinstance(answered(command, acting(party)), SomeoneElses | NotTheirAct)


@pytest.mark.parametrize("party", [CLIENT, CONSULTANT])
def test_a_principal_that_represents_nobody_acts_in_no_matter(party: Party) -> None:
    nobody = Actor(principal="x", party=party, method=acting(party).method)
    command = next(command for command in EVERY_COMMAND if COMMAND_OF[type(command)].by == {party})
    with pytest.raises(SomeoneElses):
        given(LIFE).when(command, by=nobody).answer()


@pytest.mark.parametrize(("command", "party"), pairs(CLIENT, CONSULTANT, theirs=True))
def test_the_umbrella_company_records_the_act_of_another_on_a_document(command: Any, party: Party) -> None:
    refusal = DocumentMissing(act=name(command), acting_for=party)
    given(LIFE).when(command, by=on_behalf_of(party, document=None)).refused(refusal)
    on_paper = answered(command, on_behalf_of(party))
    assert repr(on_paper) == repr(answered(command, acting(party)))


@pytest.mark.parametrize("party", [CLIENT, CONSULTANT, SYSTEM])
def test_nobody_but_the_umbrella_company_acts_for_another(party: Party) -> None:
    command = next(command for command in EVERY_COMMAND if CLIENT in COMMAND_OF[type(command)].by)
    actor = Actor(
        principal="x", party=party, method=acting(CLIENT).method, represents=ACME, acting_for=CLIENT
    )
    refusal = NotTheirAct(act=name(command), party=party, acts_of=(CLIENT,))
    given(LIFE).when(command, by=actor).refused(refusal)


@pytest.mark.parametrize("command", EVERY_COMMAND, ids=IDS)
def test_the_umbrella_company_does_not_act_for_the_system(command: Any) -> None:
    with pytest.raises(NotTheirAct):
        given(LIFE).when(command, by=on_behalf_of(SYSTEM)).answer()


@pytest.mark.parametrize(("command", "party"), pairs(UMBRELLA, CLIENT, CONSULTANT, theirs=True))
def test_an_earlier_time_is_stated_by_the_umbrella_company_on_a_document(command: Any, party: Party) -> None:
    refusal = DocumentMissing(act=name(command))
    given(LIFE).when(command, by=party, backdated=True).refused(refusal)


def test_an_earlier_time_on_a_document_is_accepted() -> None:
    command = next(command for command in EVERY_COMMAND if name(command) == "AgreeBillingTerms")
    evidence = Actor(
        principal="x", party=UMBRELLA, method=acting(UMBRELLA).method, evidence="sha256:" + "d" * 64
    )
    assert given(LIFE).when(command, by=evidence, backdated=True).answer()


def about_a_mission() -> list[Any]:
    commands = [
        command
        for command in EVERY_COMMAND
        if hasattr(command, "mission") and not hasattr(command, "consultant")
    ]
    return [pytest.param(command, id=name(command)) for command in commands]


@pytest.mark.parametrize("command", about_a_mission())
def test_nothing_is_done_in_a_mission_nobody_asked_for(command: Any) -> None:
    by = min(COMMAND_OF[type(command)].by)
    refusal = NothingKnown(about=str(Stream(Kind.MISSION, MISSION)))
    given(EVERYONE).when(command, by=by).refused(refusal)


def test_a_client_does_not_take_over_the_mission_of_another_by_stating_a_need() -> None:
    command = StateNeed(
        mission=MISSION,
        client=ACME,
        consultant=ANNE,
        umbrella=EVERYONE_UMBRELLA,
        need=RUNNING[0].need,  # type: ignore[attr-defined]
    )
    theirs = acting(CLIENT, STRANGER)
    refusal = SomeoneElses(party=CLIENT, represents=STRANGER)
    given(LIFE).when(command, by=theirs).refused(refusal)


EVERYONE_UMBRELLA = RUNNING[0].umbrella  # type: ignore[attr-defined]
