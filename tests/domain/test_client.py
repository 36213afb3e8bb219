"""A client company: registered under its SIREN, its terms agreed, its contacts named."""

from dataclasses import replace
from uuid import UUID

import pytest
from msgspec.structs import replace as with_

from domain.client.client import AgreeBillingTerms, NameContact, RegisterClient
from domain.client.events import BillingTermsAgreed, ContactNamed
from domain.language import ContactId, Party
from domain.law.billing import PaymentTerm
from domain.refusals import AlreadyKnown, IdentifiersDisagree, NothingKnown
from tests.domain.given import ACME, CLIENT, STREAMS, UMBRELLA, Kind, given
from tests.domain.people import A_CLIENT
from tests.domain.words import (
    said,
)

CONTACT = ContactId(UUID(int=0xCC))
NAME, EMAIL, CAPACITY = (said(word, CONTACT) for word in ("Paul", "paul", "head of data"))
REGISTER = RegisterClient(
    siren=A_CLIENT.siren,
    siret=A_CLIENT.siret,
    vat_number=A_CLIENT.vat_number,
    name=A_CLIENT.name,
    address=A_CLIENT.address,
)
NAMING = NameContact(client=ACME, contact=CONTACT, name=NAME, email=EMAIL, capacity=CAPACITY)
NAMED = ContactNamed(contact=CONTACT, name=NAME, email=EMAIL, capacity=CAPACITY)
TERMS = AgreeBillingTerms(client=ACME, order_reference_required=True)


def test_a_client_is_registered_under_its_siren() -> None:
    given().when(REGISTER).then(A_CLIENT)


def test_the_same_content_again_adds_nothing_other_content_is_refused() -> None:
    given(A_CLIENT, NAMED).when(REGISTER).then()
    other = replace(REGISTER, address="9 rue Neuve, Lille")
    given(A_CLIENT).when(other).refused(AlreadyKnown(about="Acme"))


@pytest.mark.parametrize(
    ("field", "other"),
    [
        ("siret", "40483304800022"),
        ("vat_number", "FR83404833048"),
        ("siret", "00007732829320"),
        ("vat_number", "FR73282932044"),
    ],
    ids=["another's SIRET", "another's VAT number", "a SIREN at the end", "a SIREN too early"],
)
def test_its_identifiers_are_of_one_company(field: str, other: str) -> None:
    refusal = IdentifiersDisagree(siren="732829320", other=other)
    given().when(replace(REGISTER, **{field: other})).refused(refusal)


def test_a_foreign_vat_number_holds_no_siren() -> None:
    abroad = "DE129273398"
    given().when(replace(REGISTER, vat_number=abroad)).then(with_(A_CLIENT, vat_number=abroad))


def test_how_a_client_is_invoiced_is_noted() -> None:
    agreed = BillingTermsAgreed(order_reference_required=True, electronic=True)
    given(A_CLIENT).when(TERMS).then(agreed)
    given().when(TERMS).refused(NothingKnown(about=f"client/{ACME}"))


def test_a_client_is_invoiced_electronically_unless_it_asks_for_more() -> None:
    plain = BillingTermsAgreed(order_reference_required=False, electronic=True)
    given(A_CLIENT).when(AgreeBillingTerms(client=ACME)).then(plain)


@pytest.mark.parametrize("term", PaymentTerm)
def test_the_term_of_payment_is_the_one_agreed(term: PaymentTerm) -> None:
    agreed = BillingTermsAgreed(order_reference_required=False, electronic=True, payment_term=term)
    known = given(A_CLIENT, agreed).history.state_of(STREAMS[Kind.CLIENT])
    assert known.payment_term is term


@pytest.mark.parametrize("party", [CLIENT, UMBRELLA])
def test_a_contact_is_named_once(party: Party) -> None:
    given(A_CLIENT).when(NAMING, by=party).then(NAMED)
    given(A_CLIENT, NAMED).when(NAMING, by=party).refused(AlreadyKnown(about=str(CONTACT)))
    given().when(NAMING, by=party).refused(NothingKnown(about=f"client/{ACME}"))
