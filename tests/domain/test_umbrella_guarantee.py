"""The guarantee of the umbrella company: how much, from when, what its lapse and its return change."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from msgspec.structs import replace as with_

from domain.language import MissionId, Party
from domain.law import Rule
from domain.law.company import ANNUAL_CEILING, EPS_3, EPS_6
from domain.law.employment import CC_17, EPS_2
from domain.law.pay import PMSS
from domain.mission.course_terms import Remains, TerminationClause
from domain.mission.events.changing import ChangeConsented, ChangeRequested
from domain.mission.events.ending import MissionCompleted, MissionTerminated
from domain.mission.events.working import BreachRecorded
from domain.mission.signing import SignContract
from domain.mission.terms import Contract, ScopeChange, SignatureMethod
from domain.refusals import NothingKnown
from domain.umbrella.events import (
    GuaranteeAttested,
    GuaranteeLapsed,
    GuaranteeProvided,
    InsuranceLapsed,
    LapseCause,
)
from domain.umbrella.lapsing import AttestGuarantee, LapseGuarantee, LapseInsurance
from domain.umbrella.refusals import NotGuaranteed, NothingToLapse, NotInsured
from domain.umbrella.umbrella import ProvideGuarantee, UmbrellaCompany, guarantee_minimum
from tests.domain.given import (
    ALTO,
    CONSULTANT,
    DOCUMENT,
    MISSION,
    OTHER_MISSION,
    STREAMS,
    SYSTEM,
    TODAY,
    UMBRELLA,
    Kind,
    Stream,
    given,
    within,
)
from tests.domain.people import (
    AN_UMBRELLA_COMPANY,
    DECLARED,
    EVERYONE,
    GUARANTEED,
    INSURED,
    REGISTERED_COMPANY,
)
from tests.domain.words import CLIENT, RUNNING, VERIFIED, consented, said, signed, started

A_DAY = timedelta(days=1)
LOST = date(2026, 4, 15)
OVER = date(2026, 6, 30)
GUARANTOR = "Caution Mutuelle"
BY_U_OR_S = pytest.mark.parametrize("party", [UMBRELLA, SYSTEM])


def signing() -> SignContract:
    return SignContract(
        mission=MISSION,
        contract=Contract.SERVICE,
        signatory=said("a name"),
        capacity=said("director"),
        method=SignatureMethod.ELECTRONIC,
        document=DOCUMENT,
    )


def providing(amount: int, first: date = date(2026, 1, 1), payroll: int = 0) -> ProvideGuarantee:
    return ProvideGuarantee(
        umbrella=ALTO,
        guarantor="Banque",
        amount=amount,
        valid_from=first,
        valid_until=date(2027, 12, 31),
        document=DOCUMENT,
        payroll=payroll,
    )


def provided(
    amount: int,
    minimum: int,
    first: date = date(2026, 1, 1),
    payroll: int = 0,
    due: date = date(2026, 1, 11),
    beside: int = 0,
) -> GuaranteeProvided:
    covered = amount + beside
    return GuaranteeProvided(
        guarantor="Banque",
        amount=amount,
        valid_from=first,
        valid_until=date(2027, 12, 31),
        document=DOCUMENT,
        payroll=payroll,
        attestation_due_on=due,
        grounds=(EPS_3.make_ground(met=covered >= minimum, amount=covered, minimum=minimum),),
    )


def company(*events: object) -> UmbrellaCompany:
    return given(events).history.state_of(STREAMS[Kind.UMBRELLA])


def losing(day: date = LOST, *missions: MissionId, guarantor: str = GUARANTOR) -> LapseGuarantee:
    return LapseGuarantee(
        umbrella=ALTO, guarantor=guarantor, lapsed_on=day, cause=LapseCause.UNPAID, missions=missions
    )


def lost(day: date = LOST, guarantor: str = GUARANTOR) -> GuaranteeLapsed:
    return GuaranteeLapsed(guarantor=guarantor, lapsed_on=day, cause=LapseCause.UNPAID)


def uninsuring(day: date = LOST, *missions: MissionId) -> LapseInsurance:
    return LapseInsurance(
        umbrella=ALTO, policy_number="RC-1", lapsed_on=day, cause=LapseCause.WITHDRAWN, missions=missions
    )


def uninsured(day: date = LOST) -> InsuranceLapsed:
    return InsuranceLapsed(
        insurer="Assurance Mutuelle", policy_number="RC-1", lapsed_on=day, cause=LapseCause.WITHDRAWN
    )


def breach(rule: Rule = EPS_2, cause: LapseCause = LapseCause.UNPAID, since: date = LOST) -> BreachRecorded:
    ground = rule.make_ground(met=False, lapsed_on=LOST, cause=cause)
    return BreachRecorded(since=since, ground=ground, concerns_consultant=False)


# How much -------------------------------------------------------------------------------------


@pytest.mark.parametrize("amount", [9_611_999, 9_612_000, 9_612_001])
def test_eps_3_the_guarantee_of_2026_covers_twice_the_annual_ceiling(amount: int) -> None:
    given(REGISTERED_COMPANY).when(providing(amount)).then(provided(amount, 9_612_000))
    assert company(REGISTERED_COMPANY, provided(amount, 9_612_000)).is_guaranteed(TODAY) is (
        amount >= 9_612_000
    )


@pytest.mark.parametrize(
    ("first", "minimum"),
    [
        (date(2025, 12, 31), 9_420_000),
        (date(2026, 1, 1), 9_612_000),
        (date(2026, 1, 2), 9_612_000),
        (date(2023, 6, 1), 8_798_400),
        (date(2017, 1, 1), 7_845_600),
    ],
)
def test_eps_3_the_ceiling_is_that_of_the_year(first: date, minimum: int) -> None:
    due = first + timedelta(days=10)
    expected = provided(minimum - 1, minimum, first, due=due)
    given(REGISTERED_COMPANY).when(providing(minimum - 1, first)).then(expected)


@pytest.mark.parametrize("payroll", [96_119_999, 96_120_000, 96_130_000])
def test_eps_3_a_tenth_of_the_payroll_counts_when_it_is_more(payroll: int) -> None:
    minimum = max(9_612_000, payroll // 10)
    given(REGISTERED_COMPANY).when(providing(9_612_000, payroll=payroll)).then(
        provided(9_612_000, minimum, payroll=payroll)
    )
    there = company(REGISTERED_COMPANY, provided(9_612_000, minimum, payroll=payroll))
    assert there.is_guaranteed(TODAY) is (payroll < 96_130_000)


def test_eps_3_several_guarantors_add_up() -> None:
    half = provided(4_806_000, 9_612_000)
    given(REGISTERED_COMPANY, half).when(providing(4_806_000)).then(
        provided(4_806_000, 9_612_000, beside=4_806_000)
    )
    other = with_(half, guarantor="Assureur")
    assert not company(REGISTERED_COMPANY, half).is_guaranteed(TODAY)
    assert company(REGISTERED_COMPANY, half, other).is_guaranteed(TODAY)


def test_eps_3_the_payroll_stands_until_another_one_is_known() -> None:
    large = provided(20_000_000, 20_000_000, payroll=200_000_000)
    unsaid = provided(9_612_000, 9_612_000, date(2026, 2, 1))
    assert not company(REGISTERED_COMPANY, with_(large, amount=9_612_000)).is_guaranteed(TODAY)
    assert not company(REGISTERED_COMPANY, with_(large, amount=1), unsaid).is_guaranteed(TODAY)
    assert company(REGISTERED_COMPANY, large, unsaid).is_guaranteed(TODAY)


def test_eps_3_the_annual_ceiling_is_twelve_monthly_ones() -> None:
    assert all(ANNUAL_CEILING.value_on(day) == 12 * PMSS.value_on(day) for day in PMSS.values)
    assert guarantee_minimum(date(2026, 1, 1), 96_120_010) == 9_612_001


# The certificate ------------------------------------------------------------------------------


@pytest.mark.parametrize("sent_on", [date(2020, 1, 10), date(2020, 1, 11), date(2020, 1, 12)])
def test_eps_6_the_certificate_is_sent_within_ten_days(sent_on: date) -> None:
    due = date(2020, 1, 11)
    attested = GuaranteeAttested(
        guarantor=GUARANTOR,
        sent_on=sent_on,
        ground=EPS_6.make_ground(met=sent_on <= due, due_on=due, sent_on=sent_on),
        document=DOCUMENT,
    )
    command = AttestGuarantee(umbrella=ALTO, guarantor=GUARANTOR, sent_on=sent_on, document=DOCUMENT)
    given(AN_UMBRELLA_COMPANY).when(command).then(attested)
    again = given(AN_UMBRELLA_COMPANY, with_(GUARANTEED, valid_from=date(2019, 1, 1)))
    again.when(command).then(attested)
    given(AN_UMBRELLA_COMPANY, attested).when(command).then(attested)


def test_eps_6_a_certificate_is_of_a_guarantor_that_is_known() -> None:
    command = AttestGuarantee(umbrella=ALTO, guarantor="Nobody", sent_on=TODAY, document=DOCUMENT)
    given(AN_UMBRELLA_COMPANY).when(command).refused(NothingKnown(about="Nobody"))
    given().when(command).refused(NothingKnown(about=f"umbrella/{ALTO}"))


# The lapse ------------------------------------------------------------------------------------


@BY_U_OR_S
def test_eps_2_a_guarantee_that_lapses_is_noted_once(party: Party) -> None:
    given(AN_UMBRELLA_COMPANY).when(losing(), by=party).then(lost())
    given(AN_UMBRELLA_COMPANY, lost()).when(losing(), by=party).then()


def test_eps_2_a_lapse_ends_the_guarantee_on_its_day() -> None:
    there = company(AN_UMBRELLA_COMPANY, lost())
    assert [there.is_guaranteed(day) for day in (LOST - A_DAY, LOST, LOST + A_DAY)] == [True, False, False]


def test_eps_2_a_lapse_on_the_day_a_guarantee_begins_leaves_it_no_day() -> None:
    young = with_(GUARANTEED, valid_from=LOST)
    there = company(REGISTERED_COMPANY, young, lost())
    assert [there.is_guaranteed(day) for day in (LOST - A_DAY, LOST, LOST + A_DAY)] == [False, False, False]


def test_eps_2_a_new_guarantee_restores_what_lapsed() -> None:
    back = with_(GUARANTEED, valid_from=LOST + 2 * A_DAY)
    there = company(AN_UMBRELLA_COMPANY, lost(), back)
    assert [there.is_guaranteed(LOST + n * A_DAY) for n in (0, 1, 2)] == [False, False, True]


def test_eps_2_a_lapse_touches_no_other_guarantor_and_no_later_guarantee() -> None:
    later = with_(GUARANTEED, valid_from=LOST + A_DAY)
    other = with_(GUARANTEED, guarantor="Banque")
    assert company(AN_UMBRELLA_COMPANY, later, lost()).is_guaranteed(LOST + A_DAY)
    assert company(AN_UMBRELLA_COMPANY, other, lost()).is_guaranteed(LOST)
    given(AN_UMBRELLA_COMPANY, other, RUNNING).when(losing(LOST, MISSION), by=UMBRELLA).then(lost())


@pytest.mark.parametrize("day", [date(2020, 1, 1), date(2029, 12, 31), date(2030, 1, 1)])
def test_eps_2_what_lapses_stood_until_the_day_before(day: date) -> None:
    given(AN_UMBRELLA_COMPANY).when(losing(day), by=SYSTEM).then(lost(day))


@pytest.mark.parametrize("day", [date(2019, 12, 31), date(2030, 1, 2)])
def test_eps_2_what_did_not_stand_does_not_lapse(day: date) -> None:
    refusal = NothingToLapse(of=GUARANTOR, lapsed_on=day)
    given(AN_UMBRELLA_COMPANY).when(losing(day), by=UMBRELLA).refused(refusal)
    given(AN_UMBRELLA_COMPANY).when(uninsuring(day), by=UMBRELLA).refused(
        NothingToLapse(of="RC-1", lapsed_on=day)
    )


def test_eps_2_nobody_elses_guarantee_lapses() -> None:
    command = losing(guarantor="Banque")
    given(AN_UMBRELLA_COMPANY).when(command, by=UMBRELLA).refused(NothingToLapse(of="Banque", lapsed_on=LOST))
    given().when(losing(), by=UMBRELLA).refused(NothingKnown(about=f"umbrella/{ALTO}"))
    given().when(uninsuring(), by=UMBRELLA).refused(NothingKnown(about=f"umbrella/{ALTO}"))


@BY_U_OR_S
def test_eps_2_a_lapse_is_a_breach_in_each_mission_under_way(party: Party) -> None:
    other = within(Stream(Kind.MISSION, OTHER_MISSION), *RUNNING)
    two = given(EVERYONE, RUNNING, other).when(losing(LOST, MISSION, OTHER_MISSION), by=party)
    two.then(lost(), breach(), within(Stream(Kind.MISSION, OTHER_MISSION), breach()))
    given(EVERYONE, RUNNING, lost(), breach()).when(losing(LOST, MISSION), by=party).then()


def test_eps_2_a_mission_found_later_has_its_breach_too() -> None:
    given(EVERYONE, RUNNING, lost()).when(losing(LOST, MISSION), by=UMBRELLA).then(breach())


def test_eps_2_a_mission_that_began_after_the_lapse_is_in_breach_since_it_began() -> None:
    late = (*RUNNING[:-1], started(LOST + A_DAY, LOST + 3 * A_DAY))
    given(EVERYONE, late, lost()).when(losing(LOST, MISSION), by=UMBRELLA).then(breach(since=LOST + A_DAY))


@pytest.mark.parametrize("day", [OVER, OVER + A_DAY])
def test_eps_2_a_mission_that_is_over_or_not_begun_is_in_no_breach(day: date) -> None:
    over = given(EVERYONE, RUNNING, MissionCompleted(completed_on=OVER))
    events = over.when(losing(day, MISSION), by=UMBRELLA).answer()
    found = events.get(STREAMS[Kind.MISSION], ())
    assert [event.since for event in found if isinstance(event, BreachRecorded)] == [OVER] * (day == OVER)
    given(EVERYONE, VERIFIED).when(losing(LOST, MISSION), by=UMBRELLA).then(lost())


@pytest.mark.parametrize("day", [OVER, OVER + A_DAY])
def test_eps_2_a_mission_ended_early_is_in_breach_no_later_than_its_end(day: date) -> None:
    ended = MissionTerminated(
        by=CLIENT,
        terminated_on=OVER,
        clause=TerminationClause.AGREEMENT,
        remains=Remains(),
        reason=said("the project stopped"),
        grounds=(),
    )
    events = given(EVERYONE, RUNNING, ended).when(losing(day, MISSION), by=UMBRELLA).answer()
    assert len(events.get(STREAMS[Kind.MISSION], ())) == (day == OVER)


def test_eps_2_without_a_guarantee_nothing_new_is_signed() -> None:
    almost = (EVERYONE, VERIFIED, consented(), signed(CLIENT))
    gone = given(almost, lost())
    assert gone.when(signing(), by=UMBRELLA, on=LOST - A_DAY).answer()
    gone.when(signing(), by=UMBRELLA, on=LOST).refused(NotGuaranteed(day=LOST))
    back = given(almost, lost(), with_(GUARANTEED, valid_from=LOST))
    assert back.when(signing(), by=UMBRELLA, on=LOST).answer()


def test_eps_2_without_a_guarantee_nothing_is_extended() -> None:
    asked = ChangeRequested(
        change="C1",
        by=CLIENT,
        what=said("two months more"),
        why=said("more flows"),
        effect=ScopeChange(ends_on=date(2026, 8, 31)),
    )
    agreed = (ChangeConsented(change="C1", by=CONSULTANT), ChangeConsented(change="C1", by=UMBRELLA))
    command = replace(signing(), contract=Contract.AMENDMENT, change="C1")
    extending = given(EVERYONE, RUNNING, asked, agreed, consented("C1"), lost(), uninsured())
    extending.when(command, by=UMBRELLA, on=LOST).refused(NotGuaranteed(day=LOST))
    back = given(EVERYONE, RUNNING, asked, agreed, lost(), with_(GUARANTEED, valid_from=LOST), uninsured())
    back.when(command, by=UMBRELLA, on=LOST).refused(NotInsured(day=LOST))


# The insurance --------------------------------------------------------------------------------


@BY_U_OR_S
def test_cc_17_an_insurance_that_lapses_is_a_breach_in_each_mission_under_way(party: Party) -> None:
    given(EVERYONE, RUNNING).when(uninsuring(LOST, MISSION), by=party).then(
        uninsured(), breach(CC_17, LapseCause.WITHDRAWN)
    )
    given(AN_UMBRELLA_COMPANY, uninsured()).when(uninsuring(), by=party).then()


def test_cc_17_an_insurance_that_lapses_covers_no_longer_on_its_day() -> None:
    there = company(AN_UMBRELLA_COMPANY, uninsured())
    assert [there.is_insured(day) for day in (LOST - A_DAY, LOST, LOST + A_DAY)] == [True, False, False]
    later = with_(INSURED, valid_from=LOST + A_DAY)
    assert company(AN_UMBRELLA_COMPANY, later, uninsured()).is_insured(LOST + A_DAY)


def test_cc_17_another_policy_may_still_cover() -> None:
    other = with_(INSURED, policy_number="RC-2")
    given(EVERYONE, other, RUNNING).when(uninsuring(LOST, MISSION), by=UMBRELLA).then(uninsured())


def test_cc_17_without_an_insurance_nothing_new_is_signed() -> None:
    bare = given(REGISTERED_COMPANY, DECLARED, GUARANTEED, EVERYONE[-6:], VERIFIED, consented())
    bare.when(signing(), by=UMBRELLA).refused(NotInsured(day=TODAY))
    gone = given(EVERYONE, VERIFIED, consented(), signed(CLIENT), uninsured())
    assert gone.when(signing(), by=UMBRELLA, on=LOST - A_DAY).answer()
    gone.when(signing(), by=UMBRELLA, on=LOST).refused(NotInsured(day=LOST))


def test_a_lapse_names_missions_that_exist() -> None:
    unknown = NothingKnown(about=str(Stream(Kind.MISSION, OTHER_MISSION)))
    given(EVERYONE, RUNNING).when(losing(LOST, OTHER_MISSION), by=UMBRELLA).refused(unknown)
    assert replace(losing(), missions=(MISSION,)) == losing(LOST, MISSION)
