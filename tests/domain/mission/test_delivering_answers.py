"""Answers to a deliverable other than plain ones: a share accepted, silence, an answer withdrawn."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.language import EventId, Kind, Party
from domain.mission.amounts_owed import amounts_overbilled, is_settled
from domain.mission.billing import quantity_and_amount_due
from domain.mission.delivering import AcceptPartly, DeemAccepted, ReopenAcceptance, SubmitDeliverable
from domain.mission.events.delivering import (
    AcceptanceReopened,
    DeliverableAccepted,
    DeliverableDeemedAccepted,
    DeliverableRejected,
    DeliverableSubmitted,
    PartlyAccepted,
)
from domain.mission.events.ending import MissionClosed, MissionCompleted
from domain.mission.refusals import (
    CriteriaMissing,
    MissionOver,
    NothingToCorrect,
    NotSubmitted,
    NotYetDue,
    SilenceSaysNothing,
    TermsDisagree,
)
from domain.mission.terms import Trigger
from tests.domain.given import CLIENT, DOCUMENT, MISSION, SYSTEM, TODAY, UMBRELLA, event_of, given
from tests.domain.mission.test_billing import invoiced, line
from tests.domain.people import EVERYONE
from tests.domain.words import CLAUSES, MET, PARTLY_MET, RUNNING, SCOPE, a_running, said

A_DAY = timedelta(days=1)
DUE = TODAY + timedelta(days=10)
REASONS = said("chapter 3 is missing")
SILENT = replace(SCOPE, clauses=replace(CLAUSES, deemed_acceptance=True))
TACIT = a_running(SILENT)
SUBMITTED = DeliverableSubmitted(deliverable="D1", attempt=1, document=DOCUMENT, answer_due_on=DUE)
WAITING = DeliverableSubmitted(
    deliverable="D1", attempt=1, document=DOCUMENT, answer_due_on=DUE, deemed_if_silent=True
)
ACCEPTED = DeliverableAccepted(deliverable="D1", criteria=MET)
REJECTED = DeliverableRejected(deliverable="D1", criteria=PARTLY_MET, reasons=REASONS)
DEEM = DeemAccepted(mission=MISSION, deliverable="D1")
DEEMED = DeliverableDeemedAccepted(deliverable="D1", answer_due_on=DUE)
ANSWER: EventId = event_of(Kind.MISSION, len(RUNNING) + 2)


def partly(share: int = 6_000, criteria: object = PARTLY_MET) -> AcceptPartly:
    return AcceptPartly(
        mission=MISSION,
        deliverable="D1",
        criteria=criteria,  # type: ignore[arg-type]
        share=share,
        reasons=REASONS,
    )


def in_part(share: int = 6_000) -> PartlyAccepted:
    return PartlyAccepted(deliverable="D1", criteria=PARTLY_MET, share=share, reasons=REASONS)


def reopening(event: EventId = ANSWER) -> ReopenAcceptance:
    return ReopenAcceptance(mission=MISSION, deliverable="D1", corrects=event, reason=REASONS)


def reopened(by: Party = UMBRELLA, event: EventId = ANSWER) -> AcceptanceReopened:
    return AcceptanceReopened(deliverable="D1", corrects=event, by=by, reason=REASONS)


def due_of(*events: object) -> tuple[int, int]:
    mission = given(EVERYONE, RUNNING, events).history.mission()  # type: ignore[arg-type]
    return quantity_and_amount_due(mission, SCOPE, Trigger.ACCEPTANCE, "I3")


@pytest.mark.parametrize("share", [1, 6_000, 9_999])
def test_the_client_accepts_a_share_of_a_result(share: int) -> None:
    given(RUNNING, SUBMITTED).when(partly(share)).then(in_part(share))


@pytest.mark.parametrize("share", [0, 10_000])
def test_nothing_and_all_are_no_share(share: int) -> None:
    given(RUNNING, SUBMITTED).when(partly(share)).refused(TermsDisagree(what="share"))


def test_a_share_is_accepted_criterion_by_criterion_of_what_was_handed_over() -> None:
    unsaid = CriteriaMissing(deliverable="D1", missing=frozenset({"clear"}))
    given(RUNNING, SUBMITTED).when(partly(criteria=MET[:1])).refused(unsaid)
    given(RUNNING).when(partly()).refused(NotSubmitted(deliverable="D1"))


def test_what_is_invoiced_is_the_share_accepted_to_the_cent() -> None:
    assert due_of(SUBMITTED) == (0, 0)
    assert due_of(SUBMITTED, in_part(6_000)) == (1, 300_000)
    assert due_of(SUBMITTED, in_part(3_333)) == (1, 166_650)
    assert due_of(SUBMITTED, ACCEPTED) == (1, 500_000)


def test_after_a_share_was_invoiced_only_the_rest_is_due_once_the_whole_is_accepted() -> None:
    bill = invoiced(line(Trigger.ACCEPTANCE, "I3", 300_000))
    share = (SUBMITTED, in_part(), bill)
    assert due_of(*share) == (0, 0)
    assert due_of(*share, reopened()) == (0, 0)
    assert due_of(*share, reopened(), ACCEPTED) == (1, 200_000)


def test_a_smaller_share_after_the_whole_was_invoiced_leaves_a_surplus_to_credit() -> None:
    bill = invoiced(line(Trigger.ACCEPTANCE, "I3", 500_000))
    history = given(EVERYONE, RUNNING, SUBMITTED, ACCEPTED, bill, reopened(), in_part()).history
    assert amounts_overbilled(history.mission()) == {(Trigger.ACCEPTANCE, "I3"): 200_000}
    assert not is_settled(history.mission())


@pytest.mark.parametrize("party", [SYSTEM, UMBRELLA])
def test_silence_is_acceptance_the_day_after_the_day_agreed(party: Party) -> None:
    given(TACIT, WAITING).when(DEEM, by=party, on=DUE + A_DAY).then(DEEMED)
    for day in (DUE - A_DAY, DUE):
        early = NotYetDue(act="DeemAccepted", due_on=DUE)
        given(TACIT, WAITING).when(DEEM, by=party, on=day).refused(early)


def test_without_the_clause_silence_says_nothing() -> None:
    nothing = SilenceSaysNothing(deliverable="D1")
    given(RUNNING, SUBMITTED).when(DEEM, by=SYSTEM, on=DUE + A_DAY).refused(nothing)
    judged = NotSubmitted(deliverable="D1")
    given(TACIT, WAITING, REJECTED).when(DEEM, by=SYSTEM, on=DUE + A_DAY).refused(judged)


def test_the_day_of_the_answer_and_the_clause_are_stored_when_the_result_is_handed_over() -> None:
    command = SubmitDeliverable(mission=MISSION, deliverable="D1", document=DOCUMENT)
    given(TACIT).when(command).then(WAITING)


def test_an_answer_taken_back_is_given_by_a_person_not_by_silence() -> None:
    taken_back = given(TACIT, WAITING, DEEMED, reopened())
    nothing = SilenceSaysNothing(deliverable="D1")
    taken_back.when(DEEM, by=SYSTEM, on=DUE + A_DAY).refused(nothing)


@pytest.mark.parametrize("party", [CLIENT, UMBRELLA])
@pytest.mark.parametrize("answer", [ACCEPTED, REJECTED, in_part()])
def test_client_or_umbrella_company_takes_an_answer_back_by_its_event(party: Party, answer: object) -> None:
    given(RUNNING, SUBMITTED, answer).when(reopening(), by=party).then(reopened(party))  # type: ignore[arg-type]


def test_a_correction_names_the_answer_that_stands() -> None:
    other = event_of(Kind.MISSION, 1)
    given(RUNNING, SUBMITTED, ACCEPTED).when(reopening(other), by=CLIENT).refused(
        NothingToCorrect(fact=other)
    )
    for events in ((), (SUBMITTED,), (SUBMITTED, ACCEPTED, reopened())):
        given(RUNNING, events).when(reopening(), by=CLIENT).refused(NothingToCorrect(fact=ANSWER))
    closed = given(RUNNING, SUBMITTED, ACCEPTED, MissionCompleted(completed_on=DUE), MissionClosed())
    closed.when(reopening(), by=CLIENT).refused(MissionOver())
