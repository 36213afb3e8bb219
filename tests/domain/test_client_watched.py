"""Around a client: another person decides, a certificate is due, solvency is checked, a court steps in."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from domain.client.client import Client, RegisterClient
from domain.client.client_changes import (
    CheckSolvency,
    DeliverVigilanceCertificate,
    RecordInsolvency,
    ReplaceClientContact,
)
from domain.client.events import (
    ContactNamed,
    ContactReplaced,
    InsolvencyRecorded,
    Proceedings,
    Solvency,
    SolvencyChecked,
    VigilanceCertificateDelivered,
)
from domain.language import ContactId, Party
from domain.law.company import EPS_4, VIG_1
from domain.refusals import AlreadyKnown, NothingKnown
from tests.domain.given import ACME, CLIENT, DOCUMENT, STREAMS, UMBRELLA, Kind, given
from tests.domain.people import A_CLIENT
from tests.domain.words import said

PAUL, LEA = ContactId(UUID(int=0xCC)), ContactId(UUID(int=0xCD))
LEA_SAYS = said("Lea", LEA)
NAMED = ContactNamed(contact=PAUL, name=said("Paul", PAUL), email=said("p", PAUL), capacity=said("cto", PAUL))
FROM, ISSUED = date(2026, 4, 1), date(2026, 3, 2)
REPLACE = ReplaceClientContact(
    client=ACME, replaces=PAUL, contact=LEA, name=LEA_SAYS, email=LEA_SAYS, capacity=LEA_SAYS, from_on=FROM
)
REPLACED = ContactReplaced(
    replaces=PAUL, contact=LEA, name=LEA_SAYS, email=LEA_SAYS, capacity=LEA_SAYS, from_on=FROM
)
SEND = DeliverVigilanceCertificate(
    client=ACME, issued_on=ISSUED, delivered_on=ISSUED, amount=500_000, document=DOCUMENT
)
CHECK = CheckSolvency(
    client=ACME,
    checked_on=FROM,
    source="Infolégale",
    solvency=Solvency.DOUBTFUL,
    credit_max=1_000_000,
    document=DOCUMENT,
)
CHECKED = SolvencyChecked(
    checked_on=FROM, source="Infolégale", solvency=Solvency.DOUBTFUL, credit_max=1_000_000, document=DOCUMENT
)
FAIL = RecordInsolvency(
    client=ACME,
    proceedings=Proceedings.LIQUIDATION,
    judged_on=FROM,
    published_on=date(2026, 4, 30),
    document=DOCUMENT,
)
FAILED = InsolvencyRecorded(
    proceedings=Proceedings.LIQUIDATION,
    judged_on=FROM,
    published_on=date(2026, 4, 30),
    claims_due_on=date(2026, 6, 30),
    document=DOCUMENT,
)


def sent(delivered_on: date = ISSUED, amount: int = 500_000, *, asked: bool = False) -> object:
    fresh, due = delivered_on < date(2026, 9, 2), amount >= 500_000
    months_later = {ISSUED: date(2026, 9, 2), date(2026, 9, 1): date(2027, 3, 1)}
    rules = [rule for rule, there in ((VIG_1, due), (EPS_4, asked)) if there]
    return VigilanceCertificateDelivered(
        issued_on=ISSUED,
        delivered_on=delivered_on,
        amount=amount,
        on_request=asked,
        next_due_on=months_later.get(delivered_on, delivered_on) if due else None,
        grounds=tuple(
            rule.make_ground(met=fresh, issued_on=ISSUED, delivered_on=delivered_on) for rule in rules
        ),
        document=DOCUMENT,
    )


def client(*events: object) -> Client:
    return given(A_CLIENT, events).history.state_of(STREAMS[Kind.CLIENT])


@pytest.mark.parametrize("party", [CLIENT, UMBRELLA])
def test_a_contact_is_replaced_by_a_new_one(party: Party) -> None:
    given(A_CLIENT, NAMED).when(REPLACE, by=party).then(REPLACED)
    given(A_CLIENT).when(REPLACE, by=party).refused(NothingKnown(about=str(PAUL)))
    given(A_CLIENT, NAMED, REPLACED).when(REPLACE, by=party).refused(NothingKnown(about=str(PAUL)))
    itself = replace(REPLACE, contact=PAUL)
    given(A_CLIENT, NAMED).when(itself, by=party).refused(AlreadyKnown(about=str(PAUL)))
    assert client(NAMED, REPLACED).contacts == {LEA}


@pytest.mark.parametrize("amount", [499_999, 500_000, 500_001])
def test_vig_1_the_certificate_is_due_from_five_thousand_euros(amount: int) -> None:
    given(A_CLIENT).when(replace(SEND, amount=amount)).then(sent(amount=amount))
    assert (client(sent(amount=amount)).certificate_due_on is None) is (amount == 499_999)


@pytest.mark.parametrize("day", [date(2026, 9, 1), date(2026, 9, 2), date(2026, 9, 3)])
def test_vig_1_a_certificate_of_six_months_is_too_old_and_another_one_is_due_at_once(day: date) -> None:
    given(A_CLIENT).when(replace(SEND, delivered_on=day)).then(sent(day))


def test_vig_1_the_next_certificate_is_due_six_months_later() -> None:
    assert client(sent()).certificate_due_on == date(2026, 9, 2)


@pytest.mark.parametrize("amount", [0, 500_000])
def test_eps_4_a_client_that_asks_has_its_certificate_whatever_the_amount(amount: int) -> None:
    given(A_CLIENT).when(replace(SEND, amount=amount, on_request=True)).then(sent(amount=amount, asked=True))


def test_solvency_is_noted_with_its_source() -> None:
    given(A_CLIENT).when(CHECK).then(CHECKED)
    assert client(CHECKED).solvency is Solvency.DOUBTFUL


def test_bil_11_claims_on_an_insolvent_client_are_lodged_within_two_months_of_the_publication() -> None:
    given(A_CLIENT).when(FAIL).then(FAILED)
    assert client(FAILED).proceedings is Proceedings.LIQUIDATION


@pytest.mark.parametrize("command", [REPLACE, SEND, CHECK, FAIL])
def test_nothing_is_noted_of_a_client_nobody_registered(command: object) -> None:
    given().when(command, by=UMBRELLA).refused(NothingKnown(about=f"client/{ACME}"))


def test_what_is_noted_later_changes_nothing_in_who_the_client_is() -> None:
    register = RegisterClient(
        siren=A_CLIENT.siren,
        siret=A_CLIENT.siret,
        vat_number=A_CLIENT.vat_number,
        name=A_CLIENT.name,
        address=A_CLIENT.address,
    )
    given(A_CLIENT, NAMED, REPLACED, sent(), CHECKED, FAILED).when(register).then()
