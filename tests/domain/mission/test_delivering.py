"""Delivering: a result is handed over, and the client judges it criterion by criterion."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.mission.delivering import (
    AcceptDeliverable,
    AcceptWithReservations,
    RejectDeliverable,
    SubmitDeliverable,
)
from domain.mission.events.delivering import (
    AcceptedWithReservations,
    DeliverableAccepted,
    DeliverableRejected,
    DeliverableSubmitted,
)
from domain.mission.refusals import AlreadyDone, CriteriaMissing, NotInScope, NotSubmitted, OutOfOrder
from domain.mission.terms import CriterionMet
from tests.domain.given import DOCUMENT, MISSION, TODAY, given
from tests.domain.words import (
    MET,
    PARTLY_MET,
    RUNNING,
    SIGNED,
    said,
)

REASONS = said("chapter 3 is missing")
DUE = TODAY + timedelta(days=10)
SUBMITTED = DeliverableSubmitted(deliverable="D1", attempt=1, document=DOCUMENT, answer_due_on=DUE)
REJECTED = DeliverableRejected(deliverable="D1", criteria=PARTLY_MET, reasons=REASONS)
ACCEPTED = DeliverableAccepted(deliverable="D1", criteria=MET)

SUBMIT = SubmitDeliverable(mission=MISSION, deliverable="D1", document=DOCUMENT)
ACCEPT = AcceptDeliverable(mission=MISSION, deliverable="D1", criteria=MET)
RESERVE = AcceptWithReservations(
    mission=MISSION, deliverable="D1", criteria=PARTLY_MET, reservations=(REASONS,)
)
REJECT = RejectDeliverable(mission=MISSION, deliverable="D1", criteria=PARTLY_MET, reasons=REASONS)
RESERVED = AcceptedWithReservations(deliverable="D1", criteria=PARTLY_MET, reservations=(REASONS,))


def test_a_result_is_handed_over_once_the_work_has_begun() -> None:
    given(RUNNING).when(SUBMIT).then(SUBMITTED)
    refusal = OutOfOrder(act="SubmitDeliverable", stands_on="StartMission")
    given(SIGNED).when(SUBMIT).refused(refusal)


def test_a_result_is_handed_over_again_only_after_a_rejection() -> None:
    again = DeliverableSubmitted(deliverable="D1", attempt=2, document=DOCUMENT, answer_due_on=DUE)
    given(RUNNING, SUBMITTED, REJECTED).when(SUBMIT).then(again)
    refusal = AlreadyDone(act="SubmitDeliverable", of="D1")
    given(RUNNING, SUBMITTED).when(SUBMIT).refused(refusal)
    given(RUNNING, SUBMITTED, ACCEPTED).when(SUBMIT).refused(refusal)


def test_what_the_scope_does_not_name_is_not_handed_over() -> None:
    stranger = SubmitDeliverable(mission=MISSION, deliverable="D9", document=DOCUMENT)
    given(RUNNING).when(stranger).refused(NotInScope(named="D9"))


def test_the_client_accepts_when_every_criterion_is_met() -> None:
    given(RUNNING, SUBMITTED).when(ACCEPT).then(ACCEPTED)
    short = AcceptDeliverable(mission=MISSION, deliverable="D1", criteria=PARTLY_MET)
    refusal = CriteriaMissing(deliverable="D1", missing=frozenset({"clear"}))
    given(RUNNING, SUBMITTED).when(short).refused(refusal)


def test_a_criterion_is_not_both_met_and_unmet() -> None:
    both = (*MET, CriterionMet(key="clear", met=False))
    command = AcceptDeliverable(mission=MISSION, deliverable="D1", criteria=both)
    refusal = CriteriaMissing(deliverable="D1", missing=frozenset({"clear"}))
    given(RUNNING, SUBMITTED).when(command).refused(refusal)


def test_a_criterion_that_was_not_agreed_is_not_judged() -> None:
    stranger = (*MET, CriterionMet(key="cheap", met=False))
    command = RejectDeliverable(mission=MISSION, deliverable="D1", criteria=stranger, reasons=REASONS)
    given(RUNNING, SUBMITTED).when(command).refused(NotInScope(named="cheap"))


def test_the_client_accepts_with_what_remains_to_be_put_right() -> None:
    given(RUNNING, SUBMITTED).when(RESERVE).then(RESERVED)


def test_a_reservation_is_said_and_so_is_every_criterion() -> None:
    silent = replace(RESERVE, reservations=())
    refusal = CriteriaMissing(deliverable="D1", missing=frozenset())
    given(RUNNING, SUBMITTED).when(silent).refused(refusal)
    short = replace(RESERVE, criteria=PARTLY_MET[:1])
    unsaid = frozenset({"complete", "clear"}) - {PARTLY_MET[0].key}
    given(RUNNING, SUBMITTED).when(short).refused(CriteriaMissing(deliverable="D1", missing=unsaid))


def test_the_client_rejects_and_says_why() -> None:
    given(RUNNING, SUBMITTED).when(REJECT).then(REJECTED)


@pytest.mark.parametrize("command", [ACCEPT, RESERVE, REJECT])
@pytest.mark.parametrize("before", [(), (SUBMITTED, REJECTED), (SUBMITTED, ACCEPTED), (SUBMITTED, RESERVED)])
def test_only_a_result_that_waits_for_an_answer_is_judged(
    command: object, before: tuple[object, ...]
) -> None:
    given(RUNNING, before).when(command).refused(NotSubmitted(deliverable="D1"))
