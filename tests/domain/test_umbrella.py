"""The umbrella company: registered, declared, guaranteed, insured; its fee is that of the day."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from msgspec.structs import replace as replace_event

from domain.refusals import AlreadyKnown, IdentifiersDisagree, NothingKnown
from domain.umbrella.events import FeeSchemeAdopted
from domain.umbrella.refusals import BegunUndeclared
from domain.umbrella.umbrella import (
    AdoptFeeScheme,
    DeclareActivity,
    ProvideGuarantee,
    ProvideInsurance,
    RegisterCompany,
    UmbrellaCompany,
)
from tests.domain.given import ALTO, DOCUMENT, STREAMS, Kind, given
from tests.domain.people import (
    AN_UMBRELLA_COMPANY,
    DECLARED,
    FEE,
    GUARANTEED,
    INSURED,
    REGISTERED_COMPANY,
)

FIRST, LAST = date(2020, 1, 1), date(2029, 12, 31)
A_DAY = timedelta(days=1)
REGISTER = RegisterCompany(
    siren="552100554", vat_number="FR83552100554", name="Alto Portage", address="1 rue Haute, Lyon"
)
DECLARE = DeclareActivity(umbrella=ALTO, declared_on=FIRST, may_begin_on=date(2020, 1, 16), document=DOCUMENT)
GUARANTEE = ProvideGuarantee(
    umbrella=ALTO,
    guarantor="Caution Mutuelle",
    amount=50_000_000,
    valid_from=FIRST,
    valid_until=LAST,
    document=DOCUMENT,
)
INSURE = ProvideInsurance(
    umbrella=ALTO,
    insurer="Assurance Mutuelle",
    policy_number="RC-1",
    valid_from=FIRST,
    valid_until=LAST,
    document=DOCUMENT,
)
ADOPT = AdoptFeeScheme(umbrella=ALTO, from_on=FIRST, share=1_000)


def company(*events: object) -> UmbrellaCompany:
    return given(AN_UMBRELLA_COMPANY, events).history.state_of(STREAMS[Kind.UMBRELLA])


def test_the_company_is_registered_under_its_siren() -> None:
    given().when(REGISTER).then(REGISTERED_COMPANY)


def test_the_same_content_again_adds_nothing_other_content_is_refused() -> None:
    given(AN_UMBRELLA_COMPANY).when(REGISTER).then()
    renamed = replace(REGISTER, name="Basso Portage")
    given(REGISTERED_COMPANY).when(renamed).refused(AlreadyKnown(about="Alto Portage"))


def test_its_identifiers_are_of_one_company() -> None:
    stranger = replace(REGISTER, vat_number="FR44732829320")
    refusal = IdentifiersDisagree(siren="552100554", other="FR44732829320")
    given().when(stranger).refused(refusal)


def test_its_activity_is_declared() -> None:
    given(REGISTERED_COMPANY).when(DECLARE).then(DECLARED)


def test_eps_5_the_activity_begins_on_the_day_of_its_declaration_or_later() -> None:
    company = given(REGISTERED_COMPANY)
    for day in (FIRST, FIRST + A_DAY):
        early = replace(DECLARE, may_begin_on=day)
        company.when(early).then(replace_event(DECLARED, may_begin_on=day))
    refusal = BegunUndeclared(declared_on=FIRST, may_begin_on=FIRST - A_DAY)
    company.when(replace(DECLARE, may_begin_on=FIRST - A_DAY)).refused(refusal)


def test_eps_3_a_guarantor_stands_for_it() -> None:
    given(REGISTERED_COMPANY).when(GUARANTEE).then(GUARANTEED)


def test_its_liability_is_insured() -> None:
    given(REGISTERED_COMPANY).when(INSURE).then(INSURED)


def test_its_fee_is_adopted_from_a_date() -> None:
    given(REGISTERED_COMPANY).when(ADOPT).then(FEE)


@pytest.mark.parametrize("command", [DECLARE, GUARANTEE, INSURE, ADOPT])
def test_nothing_is_noted_of_a_company_nobody_registered(command: object) -> None:
    given().when(command).refused(NothingKnown(about=f"umbrella/{ALTO}"))


def test_guarantee_and_insurance_count_from_their_first_day_to_their_last() -> None:
    days = (FIRST - A_DAY, FIRST, LAST, LAST + A_DAY)
    assert [company().is_guaranteed(day) for day in days] == [False, True, True, False]
    assert [company().is_insured(day) for day in days] == [False, True, True, False]


def test_the_activity_may_begin_on_its_day_not_before() -> None:
    begins = date(2020, 1, 16)
    assert [company().is_declared(day) for day in (begins - A_DAY, begins)] == [False, True]


def test_the_fee_of_a_day_is_the_last_one_adopted_before_it() -> None:
    dearer = FeeSchemeAdopted(from_on=date(2026, 7, 1), share=1_200)
    days = (FIRST - A_DAY, FIRST, date(2026, 6, 30), date(2026, 7, 1))
    assert [company(dearer).fee_on(day) for day in days] == [0, 1_000, 1_000, 1_200]
