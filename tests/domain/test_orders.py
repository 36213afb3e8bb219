"""Whose act it is: each order belongs to its parties, in their own matters, or comes on a document."""

from typing import Any
from uuid import UUID

import pytest

from domain.aggregates import LIVES
from domain.commands import ORDER_NAMED, ORDER_OF, ORDERS
from domain.language import Kind, Party, Stream
from domain.mission.scoping import StateNeed
from domain.record import Actor
from domain.refusals import DocumentMissing, NothingKnown, NotTheirAct, SomeoneElses
from domain.refused import Refused
from tests.domain.every_order import EVERY_ORDER
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
IDS = [type(order).__name__ for order in EVERY_ORDER]


def name(order: Any) -> str:
    return type(order).__name__


def pairs(*parties: Party, theirs: bool) -> list[Any]:
    """Each order with each of these parties whose act it is, or is not."""
    return [
        pytest.param(order, party, id=f"{name(order)}-{party}")
        for order in EVERY_ORDER
        for party in parties
        if (party in ORDER_OF[type(order)].by) is theirs
    ]


def answered(order: Any, actor: Actor) -> Refused | None:
    try:
        given(LIFE).when(order, by=actor).answer()
    except Refused as refusal:
        return refusal
    return None


def test_there_is_one_order_of_each_kind() -> None:
    assert {type(order) for order in EVERY_ORDER} == set(ORDER_OF)
    assert len(EVERY_ORDER) == len(ORDERS) == len(ORDER_NAMED)


def test_the_table_names_kinds_that_exist_and_writes_only_what_it_knows() -> None:
    for row in ORDERS:
        assert row.by, row.command
        assert row.writes <= set(LIVES), row.command
        assert row.reads <= set(LIVES), row.command


@pytest.mark.parametrize(("order", "party"), pairs(*Party, theirs=False))
def test_def_1_a_party_does_not_do_the_act_of_another(order: Any, party: Party) -> None:
    refusal = NotTheirAct(act=name(order), party=party, acts_of=tuple(sorted(ORDER_OF[type(order)].by)))
    given(LIFE).when(order, by=party).refused(refusal)


@pytest.mark.parametrize(("order", "party"), pairs(CLIENT, CONSULTANT, theirs=True))
def test_a_client_or_a_consultant_acts_in_its_own_matters_only(order: Any, party: Party) -> None:
    refusal = SomeoneElses(party=party, represents=STRANGER)
    given(LIFE).when(order, by=acting(party, STRANGER)).refused(refusal)
    assert not isinstance(answered(order, acting(party)), SomeoneElses | NotTheirAct)


@pytest.mark.parametrize("party", [CLIENT, CONSULTANT])
def test_a_principal_that_represents_nobody_acts_in_no_matter(party: Party) -> None:
    nobody = Actor(principal="x", party=party, method=acting(party).method)
    order = next(order for order in EVERY_ORDER if ORDER_OF[type(order)].by == {party})
    with pytest.raises(SomeoneElses):
        given(LIFE).when(order, by=nobody).answer()


@pytest.mark.parametrize(("order", "party"), pairs(CLIENT, CONSULTANT, theirs=True))
def test_the_umbrella_company_records_the_act_of_another_on_a_document(order: Any, party: Party) -> None:
    refusal = DocumentMissing(act=name(order), acting_for=party)
    given(LIFE).when(order, by=on_behalf_of(party, document=None)).refused(refusal)
    on_paper = answered(order, on_behalf_of(party))
    assert repr(on_paper) == repr(answered(order, acting(party)))


@pytest.mark.parametrize("party", [CLIENT, CONSULTANT, SYSTEM])
def test_nobody_but_the_umbrella_company_acts_for_another(party: Party) -> None:
    order = next(order for order in EVERY_ORDER if CLIENT in ORDER_OF[type(order)].by)
    actor = Actor(
        principal="x", party=party, method=acting(CLIENT).method, represents=ACME, acting_for=CLIENT
    )
    refusal = NotTheirAct(act=name(order), party=party, acts_of=(CLIENT,))
    given(LIFE).when(order, by=actor).refused(refusal)


@pytest.mark.parametrize("order", EVERY_ORDER, ids=IDS)
def test_the_umbrella_company_does_not_act_for_the_system(order: Any) -> None:
    with pytest.raises(NotTheirAct):
        given(LIFE).when(order, by=on_behalf_of(SYSTEM)).answer()


@pytest.mark.parametrize(("order", "party"), pairs(UMBRELLA, CLIENT, CONSULTANT, theirs=True))
def test_an_earlier_time_is_stated_by_the_umbrella_company_on_a_document(order: Any, party: Party) -> None:
    refusal = DocumentMissing(act=name(order))
    given(LIFE).when(order, by=party, backdated=True).refused(refusal)


def test_an_earlier_time_on_a_document_is_accepted() -> None:
    order = next(order for order in EVERY_ORDER if name(order) == "AgreeBillingTerms")
    evidence = Actor(
        principal="x", party=UMBRELLA, method=acting(UMBRELLA).method, evidence="sha256:" + "d" * 64
    )
    assert given(LIFE).when(order, by=evidence, backdated=True).answer()


def about_a_mission() -> list[Any]:
    orders = [
        order for order in EVERY_ORDER if hasattr(order, "mission") and not hasattr(order, "consultant")
    ]
    return [pytest.param(order, id=name(order)) for order in orders]


@pytest.mark.parametrize("order", about_a_mission())
def test_nothing_is_done_in_a_mission_nobody_asked_for(order: Any) -> None:
    by = min(ORDER_OF[type(order)].by)
    refusal = NothingKnown(about=str(Stream(Kind.MISSION, MISSION)))
    given(EVERYONE).when(order, by=by).refused(refusal)


def test_a_client_does_not_take_over_the_mission_of_another_by_stating_a_need() -> None:
    order = StateNeed(
        mission=MISSION,
        client=ACME,
        consultant=ANNE,
        umbrella=EVERYONE_UMBRELLA,
        need=RUNNING[0].need,  # type: ignore[attr-defined]
    )
    theirs = acting(CLIENT, STRANGER)
    refusal = SomeoneElses(party=CLIENT, represents=STRANGER)
    given(LIFE).when(order, by=theirs).refused(refusal)


EVERYONE_UMBRELLA = RUNNING[0].umbrella  # type: ignore[attr-defined]
