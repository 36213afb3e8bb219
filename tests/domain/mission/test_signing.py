"""Signing: two signatures, a consent and an employment contract; late is recorded, never refused."""

from datetime import date

import pytest

from domain.consultant.employment_terms import ContractKind
from domain.language import Key, Kind, Party, Stream
from domain.law.contract import CC_4, COM_1, COM_3
from domain.mission.events.changing import ChangeConsented, ChangeRequested, ChangeWithdrawn
from domain.mission.events.signing import ContractCopyDelivered
from domain.mission.events.working import BreachRecorded
from domain.mission.refusals import (
    AlreadyDone,
    ConsentsMissing,
    NoSuchChange,
    NotVerified,
    OutOfOrder,
    SignatureIncomplete,
)
from domain.mission.signing import CompleteSignature, DeliverContractCopy, GiveConsent, SignContract
from domain.mission.terms import Contract, ScopeChange, SignatureMethod
from domain.refusals import NotTheirAct
from domain.umbrella.refusals import NotDeclared, NotGuaranteed
from tests.domain.given import (
    CLIENT,
    CONSULTANT,
    DOCUMENT,
    MISSION,
    OTHER_MISSION,
    TODAY,
    UMBRELLA,
    given,
    within,
)
from tests.domain.people import (
    A_CONSULTANT,
    AN_UMBRELLA_COMPANY,
    DECLARED,
    EVERYONE,
    GUARANTEED,
    HIRE_DECLARED,
    INSURED,
    REGISTERED_COMPANY,
    employed,
)
from tests.domain.words import (
    DUE,
    LAST_DAY,
    SCOPED,
    SIGNED,
    VERIFIED,
    consented,
    mission_signed,
    said,
    signed,
    started,
)

CONSENT = GiveConsent(mission=MISSION)
COMPLETE = CompleteSignature(mission=MISSION)
UNEMPLOYED = (AN_UMBRELLA_COMPANY, A_CONSULTANT)
ALL_BUT_EMPLOYMENT = (*VERIFIED, consented(), signed(CLIENT), signed(UMBRELLA))
DAY_AFTER_DUE = date(2026, 3, 5)


def signing(change: Key | None = None, contract: Contract | None = None) -> SignContract:
    """The same words as the event `signed` of these tests."""
    return SignContract(
        mission=MISSION,
        contract=contract or (Contract.AMENDMENT if change else Contract.SERVICE),
        change=change,
        signatory=said("a name"),
        capacity=said("director"),
        method=SignatureMethod.ELECTRONIC,
        document=DOCUMENT,
    )


def delivering(on: date) -> DeliverContractCopy:
    return DeliverContractCopy(mission=MISSION, delivered_on=on, document=DOCUMENT)


def requested(by: Party) -> ChangeRequested:
    words = said("more")
    return ChangeRequested(change="C1", by=by, what=words, why=words, effect=ScopeChange(ends_on=LAST_DAY))


def test_the_consultant_consents_once() -> None:
    given(EVERYONE, VERIFIED).when(CONSENT).then(consented())
    refusal = AlreadyDone(act="GiveConsent", of="service")
    given(EVERYONE, VERIFIED, consented()).when(CONSENT).refused(refusal)


def test_nothing_is_consented_to_before_it_is_written() -> None:
    refusal = OutOfOrder(act="GiveConsent", stands_on="ScopeMission")
    given(EVERYONE, VERIFIED[:2]).when(CONSENT).refused(refusal)


def test_a_change_nobody_asked_for_is_not_consented_to() -> None:
    command = GiveConsent(mission=MISSION, change="C9")
    given(EVERYONE, SIGNED).when(command).refused(NoSuchChange(change="C9"))


@pytest.mark.parametrize("party", [CLIENT, UMBRELLA])
def test_each_party_signs_the_service_contract_once(party: Party) -> None:
    given(EVERYONE, VERIFIED).when(signing(), by=party).then(signed(party))
    refusal = AlreadyDone(act="SignContract", of="service")
    given(EVERYONE, VERIFIED, signed(party)).when(signing(), by=party).refused(refusal)


@pytest.mark.parametrize("party", [CLIENT, UMBRELLA])
def test_the_last_signature_makes_the_mission_signed(party: Party) -> None:
    other = CLIENT if party is UMBRELLA else UMBRELLA
    almost = given(EVERYONE, VERIFIED, consented(), signed(other))
    almost.when(signing(), by=party).then(signed(party), mission_signed())


def test_the_consent_may_be_what_the_mission_waited_for() -> None:
    almost = given(EVERYONE, VERIFIED, signed(CLIENT), signed(UMBRELLA))
    almost.when(CONSENT).then(consented(), mission_signed())


def test_without_an_employment_contract_the_mission_waits() -> None:
    almost = given(UNEMPLOYED, VERIFIED, signed(CLIENT), signed(UMBRELLA))
    almost.when(CONSENT).then(consented())


@pytest.mark.parametrize("party", [UMBRELLA, Party.SYSTEM])
def test_an_employment_contract_concluded_last_completes_the_signature(party: Party) -> None:
    late = given(UNEMPLOYED, ALL_BUT_EMPLOYMENT, HIRE_DECLARED, employed())
    late.when(COMPLETE, by=party).then(mission_signed())


def test_a_fixed_term_contract_covers_the_mission_it_names() -> None:
    its_own = employed(ContractKind.FIXED_TERM, MISSION, ends_on=LAST_DAY)
    done = given(UNEMPLOYED, ALL_BUT_EMPLOYMENT, its_own).when(COMPLETE, by=UMBRELLA)
    done.then(mission_signed(contract="fixed_term"))


@pytest.mark.parametrize(
    "contract",
    [
        employed(ContractKind.FIXED_TERM, OTHER_MISSION, ends_on=LAST_DAY),
        employed(ContractKind.FIXED_TERM, MISSION, ends_on=date(2026, 6, 29)),
        employed(starts_on=date(2026, 3, 3)),
    ],
    ids=["another mission", "ends a day early", "starts a day late"],
)
def test_a_contract_that_does_not_cover_the_mission_does_not_sign_it(contract: object) -> None:
    waits = given(UNEMPLOYED, ALL_BUT_EMPLOYMENT, contract).when(COMPLETE, by=UMBRELLA)
    waits.refused(SignatureIncomplete(missing=("an employment contract",)))


def test_a_signature_that_is_incomplete_says_all_that_it_lacks() -> None:
    refusal = SignatureIncomplete(
        missing=(
            "the client's signature",
            "the umbrella company's signature",
            "the consultant's consent",
            "an employment contract",
        )
    )
    given(UNEMPLOYED, VERIFIED).when(COMPLETE, by=UMBRELLA).refused(refusal)
    given(EVERYONE, SIGNED).when(COMPLETE, by=UMBRELLA).refused(AlreadyDone(act="CompleteSignature"))


def test_cc_5_the_umbrella_company_signs_only_what_it_verified() -> None:
    given(EVERYONE, SCOPED).when(signing(), by=UMBRELLA).refused(NotVerified())
    given(EVERYONE, SCOPED).when(signing(), by=CLIENT).then(signed(CLIENT))


def test_eps_5_without_guarantee_or_declaration_the_umbrella_company_signs_nothing() -> None:
    unguaranteed = given(REGISTERED_COMPANY, DECLARED, INSURED, A_CONSULTANT, VERIFIED)
    unguaranteed.when(signing(), by=UMBRELLA).refused(NotGuaranteed(day=TODAY))
    undeclared = given(REGISTERED_COMPANY, GUARANTEED, INSURED, A_CONSULTANT, VERIFIED)
    undeclared.when(signing(), by=UMBRELLA).refused(NotDeclared(day=TODAY))


@pytest.mark.parametrize("day", [date(2026, 3, 3), DUE])
def test_a_contract_signed_within_two_jours_ouvrables_breaks_nothing(day: date) -> None:
    almost = given(EVERYONE, VERIFIED, consented(), started(), signed(CLIENT))
    almost.when(signing(), by=UMBRELLA, on=day).then(signed(UMBRELLA, on=day), mission_signed(on=day))


def com_1(signed_on: date, due: date = DUE) -> BreachRecorded:
    ground = COM_1.make_ground(met=False, due_on=due, signed_on=signed_on)
    return BreachRecorded(since=due, ground=ground, concerns_consultant=False)


def test_a_contract_signed_the_day_after_stands_with_the_breach_beside_it() -> None:
    almost = given(EVERYONE, VERIFIED, consented(), started(), signed(CLIENT))
    late = almost.when(signing(), by=UMBRELLA, on=DAY_AFTER_DUE)
    late.then(signed(UMBRELLA, on=DAY_AFTER_DUE), com_1(DAY_AFTER_DUE), mission_signed(on=DAY_AFTER_DUE))


def test_a_service_contract_is_not_signed_as_an_amendment() -> None:
    """Else the breach of a late signature would be avoided by a word."""
    almost = given(EVERYONE, VERIFIED, consented(), started(), signed(CLIENT))
    disguised = almost.when(signing(contract=Contract.AMENDMENT), by=UMBRELLA, on=DAY_AFTER_DUE)
    with pytest.raises(NoSuchChange):
        disguised.answer()


def test_the_copy_is_delivered_once_after_both_signed() -> None:
    given(SIGNED).when(delivering(DUE)).then(ContractCopyDelivered(delivered_on=DUE, document=DOCUMENT))
    refusal = OutOfOrder(act="DeliverContractCopy", stands_on="SignContract")
    given(VERIFIED, signed(CLIENT)).when(delivering(DUE)).refused(refusal)
    copy = ContractCopyDelivered(delivered_on=DUE, document=DOCUMENT)
    given(SIGNED, copy).when(delivering(DUE)).refused(AlreadyDone(act="DeliverContractCopy"))


def test_com_3_a_copy_after_the_delay_is_recorded_with_the_breach() -> None:
    on_time = ContractCopyDelivered(delivered_on=DUE, document=DOCUMENT)
    given(SIGNED, started()).when(delivering(DUE)).then(on_time)
    late = ContractCopyDelivered(delivered_on=DAY_AFTER_DUE, document=DOCUMENT)
    ground = COM_3.make_ground(met=False, due_on=DUE, delivered_on=DAY_AFTER_DUE)
    breach = BreachRecorded(since=DUE, ground=ground, concerns_consultant=True)
    given(SIGNED, started()).when(delivering(DAY_AFTER_DUE)).then(late, breach)


def test_an_amendment_is_signed_when_the_others_agreed() -> None:
    agreed = ChangeConsented(change="C1", by=UMBRELLA)
    refusal = ConsentsMissing(change="C1", missing=(CONSULTANT, UMBRELLA))
    given(EVERYONE, SIGNED, requested(CLIENT)).when(signing("C1"), by=CLIENT).refused(refusal)
    all_agreed = (requested(CLIENT), agreed, ChangeConsented(change="C1", by=CONSULTANT))
    given(EVERYONE, SIGNED, all_agreed).when(signing("C1"), by=CLIENT).then(signed(CLIENT, "C1"))


def test_consent_to_a_change_withdrawn_meanwhile_amends_nothing() -> None:
    agreed = (ChangeConsented(change="C1", by=p) for p in (CONSULTANT, UMBRELLA))
    both_signed = (signed(CLIENT, "C1"), signed(UMBRELLA, "C1"))
    withdrawn = ChangeWithdrawn(change="C1", reason=said("no"))
    gone = given(EVERYONE, SIGNED, requested(CLIENT), agreed, both_signed, withdrawn)
    gone.when(GiveConsent(mission=MISSION, change="C1")).refused(NoSuchChange(change="C1"))


@pytest.mark.parametrize(("day", "late"), [(date(2026, 3, 3), False), (DUE, False), (DAY_AFTER_DUE, True)])
def test_com_1_the_contract_is_concluded_within_two_jours_ouvrables(day: date, late: bool) -> None:
    almost = given(EVERYONE, VERIFIED, consented(), started(), signed(CLIENT))
    breach = (com_1(day),) if late else ()
    events = (signed(UMBRELLA, on=day), *breach, mission_signed(on=day))
    almost.when(signing(), by=UMBRELLA, on=day).then(events)


@pytest.mark.parametrize(("day", "late"), [(date(2026, 3, 3), False), (DUE, False), (DAY_AFTER_DUE, True)])
def test_com_3_the_copy_is_delivered_within_the_same_delay(day: date, late: bool) -> None:
    ground = COM_3.make_ground(met=False, due_on=DUE, delivered_on=day)
    breach = (BreachRecorded(since=DUE, ground=ground, concerns_consultant=True),) if late else ()
    copy = ContractCopyDelivered(delivered_on=day, document=DOCUMENT)
    given(SIGNED, started()).when(delivering(day)).then(copy, *breach)


def test_cc_4_each_of_two_missions_at_once_has_a_contract_of_its_own() -> None:
    other = within(Stream(Kind.MISSION, OTHER_MISSION), *SIGNED)
    almost = given(EVERYONE, other, VERIFIED, consented(), signed(CLIENT))
    almost.when(signing(), by=UMBRELLA).then(signed(UMBRELLA), mission_signed())
    assert mission_signed().grounds[-1] == CC_4.make_ground(met=True, service_contract="of this mission")


def test_def_1_each_party_signs_for_itself() -> None:
    refusal = NotTheirAct(act="SignContract", party=CONSULTANT, acts_of=(CLIENT, UMBRELLA))
    given(EVERYONE, VERIFIED).when(signing(), by=CONSULTANT).refused(refusal)


def test_cc_5_the_umbrella_company_signs_nothing_that_it_did_not_check() -> None:
    given(EVERYONE, SCOPED).when(signing(), by=UMBRELLA).refused(NotVerified())
    assert NotVerified().rule.id == "CC-5"
