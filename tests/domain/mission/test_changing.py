"""Changing: one party asks, the others answer or counter; nothing changes without all of them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec import UNSET

from domain.language import Key, Party
from domain.law.employment import EMP_1
from domain.law.recourse import DEF_2, DEF_6, REC_1, REC_4
from domain.mission.changing import ConsentToChange, DeclineChange, RequestChange, WithdrawChange
from domain.mission.events.changing import (
    ChangeConsented,
    ChangeDeclined,
    ChangeRequested,
    ChangeWithdrawn,
    MissionExtended,
    ScopeAmended,
)
from domain.mission.refusals import AlreadyDone, NoSuchChange, OutOfOrder, OwnChange
from domain.mission.scope_refusals import ScheduleUnbalanced, TooLong
from domain.mission.signing import GiveConsent, SignContract
from domain.mission.terms import Contract, Instalment, ScopeChange, SignatureMethod, Trigger
from tests.domain.given import CLIENT, CONSULTANT, DOCUMENT, MISSION, TODAY, UMBRELLA, given
from tests.domain.people import EVERYONE
from tests.domain.words import (
    FIRST_DAY,
    FIXED_PRICE,
    LAST_DAY,
    NEED,
    REPORT,
    RUNNING,
    SCOPE,
    SIGNED,
    VERIFIED,
    consented,
    said,
    signed,
)

NOON, TWO_DAYS = datetime(2026, 3, 2, 12, tzinfo=UTC), timedelta(hours=48)
ANSWER_DUE = TODAY + timedelta(days=10)
WHAT, WHY = said("a second report"), said("the flows doubled")
ANNEX = replace(REPORT, key="D2")
AT_ANNEX = Instalment(key="I4", trigger=Trigger.ACCEPTANCE, of="D2", amount=200_000)
MORE = ScopeChange(deliverables=(ANNEX,), instalments=(AT_ANNEX,), price=1_200_000, ends_on=date(2026, 7, 31))
AMENDED = replace(
    SCOPE,
    deliverables=(REPORT, ANNEX),
    ends_on=date(2026, 7, 31),
    price=replace(FIXED_PRICE, amount=1_200_000, schedule=(*FIXED_PRICE.schedule, AT_ANNEX)),
)
PARTIES = (CLIENT, CONSULTANT, UMBRELLA)


def requesting(change: Key = "C1", effect: ScopeChange = MORE, counters: Key | None = None) -> RequestChange:
    return RequestChange(mission=MISSION, change=change, what=WHAT, why=WHY, effect=effect, counters=counters)


def requested(
    by: Party = CLIENT, change: Key = "C1", effect: ScopeChange = MORE, counters: Key | None = None
) -> ChangeRequested:
    """A request made today; a new price or a longer mission adds fields to it."""
    repriced, longer = effect.price is not None, effect.ends_on is not None and effect.ends_on > SCOPE.ends_on
    return ChangeRequested(
        change=change,
        by=by,
        what=WHAT,
        why=WHY,
        effect=effect,
        counters=counters,
        answer_due_on=ANSWER_DUE,
        ground=NEED.ground if longer else UNSET,
        renegotiated_at=NOON if repriced else UNSET,
        umbrella_due_at=NOON + TWO_DAYS if repriced else UNSET,
    )


def agreed(by: Party, change: Key = "C1") -> ChangeConsented:
    return ChangeConsented(change=change, by=by)


def signing(change: Key = "C1") -> SignContract:
    return SignContract(
        mission=MISSION,
        contract=Contract.AMENDMENT,
        change=change,
        signatory=said("a name"),
        capacity=said("director"),
        method=SignatureMethod.ELECTRONIC,
        document=DOCUMENT,
    )


EXTENDED = MissionExtended(
    change="C1",
    ended_on=LAST_DAY,
    ends_on=date(2026, 7, 31),
    grounds=(
        REC_1.asked(met=True, ground=NEED.ground),
        REC_4.asked(
            met=True, began_on=FIRST_DAY, ends_on=date(2026, 7, 31), last_lawful_day=date(2029, 3, 1)
        ),
        DEF_2.asked(met=True, price=1_200_000, reconfirmed_by=CONSULTANT),
        EMP_1.asked(met=True, contract="open_ended"),
        DEF_6.asked(met=True, breaches=""),
    ),
)
ALL_AGREED = (requested(), agreed(CONSULTANT), agreed(UMBRELLA))


@pytest.mark.parametrize("party", PARTIES)
def test_any_party_may_ask_for_a_change_of_a_signed_scope(party: Party) -> None:
    given(RUNNING).when(requesting(), by=party).then(requested(by=party))
    refusal = OutOfOrder(act="RequestChange", stands_on="MissionSigned")
    given(VERIFIED).when(requesting(), by=party).refused(refusal)


def test_a_change_is_asked_for_once_under_its_key() -> None:
    refusal = AlreadyDone(act="RequestChange", of="C1")
    given(SIGNED, requested()).when(requesting(), by=CONSULTANT).refused(refusal)


def test_a_change_whose_parts_do_not_make_its_price_is_not_asked_for() -> None:
    refusal = ScheduleUnbalanced(price=1_300_000, schedule=1_200_000)
    given(SIGNED).when(requesting(effect=replace(MORE, price=1_300_000)), by=CLIENT).refused(refusal)


def test_a_change_does_not_extend_the_work_beyond_thirty_six_months() -> None:
    beyond = ScopeChange(ends_on=date(2029, 3, 31))
    refusal = TooLong(starts_on=FIRST_DAY, ends_on=date(2029, 3, 31), months_max=36)
    given(SIGNED).when(requesting(effect=beyond), by=CLIENT).refused(refusal)


def test_a_counter_proposal_takes_the_place_of_the_request_of_another() -> None:
    countering = requesting("C2", counters="C1")
    countered = requested(CONSULTANT, "C2", counters="C1")
    given(SIGNED, requested()).when(countering, by=CONSULTANT).then(countered)
    own = OwnChange(change="C1", asked_by=CLIENT)
    given(SIGNED, requested()).when(countering, by=CLIENT).refused(own)
    answer = ConsentToChange(mission=MISSION, change="C1")
    closed = NoSuchChange(change="C1")
    given(SIGNED, requested(), countered).when(answer, by=UMBRELLA).refused(closed)


def test_another_than_the_asker_agrees_once() -> None:
    command = ConsentToChange(mission=MISSION, change="C1")
    given(SIGNED, requested()).when(command, by=UMBRELLA).then(agreed(UMBRELLA))
    once = AlreadyDone(act="ConsentToChange", of="C1")
    given(SIGNED, requested(), agreed(UMBRELLA)).when(command, by=UMBRELLA).refused(once)
    own = OwnChange(change="C1", asked_by=CLIENT)
    given(SIGNED, requested()).when(command, by=CLIENT).refused(own)
    given(SIGNED).when(command, by=UMBRELLA).refused(NoSuchChange(change="C1"))


def test_another_than_the_asker_declines_and_the_scope_stays() -> None:
    command = DeclineChange(mission=MISSION, change="C1", reason=WHY)
    declined = ChangeDeclined(change="C1", by=CONSULTANT, reason=WHY)
    given(SIGNED, requested()).when(command, by=CONSULTANT).then(declined)
    own = OwnChange(change="C1", asked_by=CLIENT)
    given(SIGNED, requested()).when(command, by=CLIENT).refused(own)
    assert given(SIGNED, requested(), declined).history.mission().scope == SCOPE


def test_only_the_asker_withdraws() -> None:
    command = WithdrawChange(mission=MISSION, change="C1", reason=WHY)
    withdrawn = ChangeWithdrawn(change="C1", reason=WHY)
    given(SIGNED, requested()).when(command, by=CLIENT).then(withdrawn)
    theirs = OwnChange(change="C1", asked_by=CLIENT)
    given(SIGNED, requested()).when(command, by=UMBRELLA).refused(theirs)
    given(SIGNED, requested(), withdrawn).when(command, by=CLIENT).refused(NoSuchChange(change="C1"))


def test_the_last_signature_of_an_amendment_makes_the_scope_its_own() -> None:
    almost = given(EVERYONE, RUNNING, ALL_AGREED, consented("C1"), signed(CLIENT, "C1"))
    almost.when(signing(), by=UMBRELLA).then(
        signed(UMBRELLA, "C1"), ScopeAmended(change="C1", scope=AMENDED), EXTENDED
    )


def test_the_consent_of_the_consultant_may_be_what_an_amendment_waited_for() -> None:
    almost = given(EVERYONE, RUNNING, ALL_AGREED, signed(CLIENT, "C1"), signed(UMBRELLA, "C1"))
    command = GiveConsent(mission=MISSION, change="C1")
    almost.when(command).then(consented("C1"), ScopeAmended(change="C1", scope=AMENDED), EXTENDED)


def test_a_change_that_is_over_is_not_signed() -> None:
    over = (*ALL_AGREED, ChangeWithdrawn(change="C1", reason=WHY))
    given(EVERYONE, RUNNING, over).when(signing(), by=CLIENT).refused(NoSuchChange(change="C1"))


def test_two_changes_agreed_side_by_side_never_unbalance_the_price() -> None:
    """The second was balanced against the scope before the first: signed, its parts exceed its price."""
    other = ScopeChange(instalments=(replace(AT_ANNEX, key="I5", of="D1", amount=100_000),), price=1_100_000)
    both = (
        *ALL_AGREED,
        requested(change="C2", effect=other),
        agreed(CONSULTANT, "C2"),
        agreed(UMBRELLA, "C2"),
        *(consented("C1"), signed(CLIENT, "C1"), signed(UMBRELLA, "C1")),
        ScopeAmended(change="C1", scope=AMENDED),
        *(consented("C2"), signed(CLIENT, "C2")),
    )
    refusal = ScheduleUnbalanced(price=1_100_000, schedule=1_300_000)
    given(EVERYONE, RUNNING, both).when(signing("C2"), by=UMBRELLA).refused(refusal)


def test_the_last_consent_unbalances_no_price_either() -> None:
    """Both amendments were signed while each was balanced; only the consents were still to come."""
    other = ScopeChange(instalments=(replace(AT_ANNEX, key="I5", of="D1", amount=100_000),), price=1_100_000)
    both = (
        *ALL_AGREED,
        requested(change="C2", effect=other),
        *(agreed(party, "C2") for party in (CONSULTANT, UMBRELLA)),
        *(signed(party, change) for party in (CLIENT, UMBRELLA) for change in ("C1", "C2")),
        *(consented("C1"), ScopeAmended(change="C1", scope=AMENDED)),
    )
    command = GiveConsent(mission=MISSION, change="C2")
    refusal = ScheduleUnbalanced(price=1_100_000, schedule=1_300_000)
    given(EVERYONE, RUNNING, both).when(command).refused(refusal)
