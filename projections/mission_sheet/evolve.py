"""The rows that each event of the mission changes on the sheet."""

from collections.abc import Callable, Mapping
from typing import Any

from domain.language import Party
from domain.mission.course_terms import WHOLE
from domain.mission.events import changing, delivering, ending, expenses, pausing, scoping, signing, working
from domain.record import ProjectedEvent
from domain.refused import RefusalRecorded
from projections.mission_sheet import money_events, row_builders
from projections.mission_sheet.row_updates import Case, reopen_mission, update_row
from projections.mission_sheet.sheet_rows import AnyRow, Change, Changed, Rows, place_rows
from projections.mission_sheet.states import (
    ChangeState,
    DeliverableState,
    ExpenseState,
    MilestoneState,
    Stage,
)
from projections.mission_sheet.takeover import take_over


def evolve(_: str, rows: Rows, recorded: ProjectedEvent[Any]) -> Changed:
    """Return the rows that the event changes, by place."""
    return CASES[type(recorded.data)](rows, recorded, recorded.data)


def _stage_case(stage: Stage, day: str = "") -> Case:
    """Return a case that adds the row of a stage; `day` is the field of the event with its day."""

    def record_stage(_: Rows, recorded: ProjectedEvent[Any], event: Any) -> Changed:
        return place_rows(row_builders.step_row(recorded, stage, getattr(event, day) if day else None))

    return record_stage


def _change_case(place: str, **changes: object) -> Case:
    """Return a case that changes a row; `place` is its kind and the field of the event with its key."""
    kind, _, field = place.partition("/")

    def change_thing(rows: Rows, recorded: ProjectedEvent[Any], event: Any) -> Changed:
        return update_row(rows, recorded, f"{kind}/{getattr(event, field)}", **changes)

    return change_thing


def _state_need(_: Rows, recorded: ProjectedEvent[Any], event: scoping.NeedStated) -> Changed:
    return place_rows(row_builders.need_row(recorded, event), row_builders.step_row(recorded, Stage.NEEDED))


def _make_proposal(_: Rows, recorded: ProjectedEvent[Any], event: scoping.ProposalMade) -> Changed:
    offer = row_builders.offer_row(recorded, Party.CONSULTANT, event.proposal.price)
    return place_rows(offer, row_builders.step_row(recorded, Stage.PROPOSED))


def _negotiate_terms(_: Rows, recorded: ProjectedEvent[Any], event: scoping.TermsNegotiated) -> Changed:
    return place_rows(row_builders.offer_row(recorded, event.proposed_by, event.price))


def _scope_mission(
    rows: Rows, recorded: ProjectedEvent[Any], event: scoping.MissionScoped | scoping.ScopeRevised
) -> Changed:
    """Replace the scope: its checks and signatures start again, and only its own items are due."""
    scoped = place_rows(row_builders.step_row(recorded, Stage.SCOPED))
    return {
        **row_builders.drop_scope(rows, event.scope),
        **row_builders.agreement_rows(rows, recorded, event.scope),
        **scoped,
    }


def _give_consent(_: Rows, recorded: ProjectedEvent[Any], event: signing.ConsentGiven) -> Changed:
    return place_rows(row_builders.assent_row(recorded, Party.CONSULTANT, event.change))


def _sign_contract(_: Rows, recorded: ProjectedEvent[Any], event: signing.ContractSigned) -> Changed:
    return place_rows(row_builders.assent_row(recorded, event.party, event.change))


def _deliver_copy(_: Rows, recorded: ProjectedEvent[Any], event: signing.ContractCopyDelivered) -> Changed:
    return place_rows(row_builders.copy_row(recorded, event.delivered_on))


def _start_mission(_: Rows, recorded: ProjectedEvent[Any], event: working.MissionStarted) -> Changed:
    begun = row_builders.start_row(recorded, event.first_day, event.contract_due_on)
    return place_rows(begun, row_builders.step_row(recorded, Stage.WORKING, event.first_day))


def _record_days(rows: Rows, recorded: ProjectedEvent[Any], event: working.DaysWorkedRecorded) -> Changed:
    return {**place_rows(row_builders.days_row(rows, recorded, event)), **reopen_mission(rows)}


def _claim_expense(_: Rows, recorded: ProjectedEvent[Any], event: expenses.ExpenseClaimed) -> Changed:
    return place_rows(row_builders.expense_row(recorded, event))


def _record_breach(_: Rows, recorded: ProjectedEvent[Any], event: working.BreachRecorded) -> Changed:
    return place_rows(row_builders.breach_row(recorded, event))


def _submit_deliverable(
    rows: Rows, recorded: ProjectedEvent[Any], event: delivering.DeliverableSubmitted
) -> Changed:
    return update_row(
        rows,
        recorded,
        f"deliverable/{event.deliverable}",
        state=DeliverableState.SUBMITTED,
        attempts=event.attempt,
        answer_due_on=event.answer_due_on,
    )


def _accept_partly(rows: Rows, recorded: ProjectedEvent[Any], event: delivering.PartlyAccepted) -> Changed:
    place = f"deliverable/{event.deliverable}"
    return update_row(rows, recorded, place, state=DeliverableState.IN_PART, share=event.share)


def _request_change(rows: Rows, recorded: ProjectedEvent[Any], event: changing.ChangeRequested) -> Changed:
    countered = update_row(rows, recorded, f"change/{event.counters}", state=ChangeState.COUNTERED)
    return {**countered, **place_rows(row_builders.change_row(recorded, event))}


def _consent_to_change(rows: Rows, recorded: ProjectedEvent[Any], event: changing.ChangeConsented) -> Changed:
    place = f"change/{event.change}"
    change = rows.get(place)
    before = change.agreed if isinstance(change, Change) else ()
    return update_row(rows, recorded, place, agreed=(*before, event.by))


def _amend_scope(rows: Rows, recorded: ProjectedEvent[Any], event: changing.ScopeAmended) -> Changed:
    change = update_row(rows, recorded, f"change/{event.change}", state=ChangeState.AMENDED)
    return {**change, **row_builders.agreement_rows(rows, recorded, event.scope, event.rate_from)}


def _suspend_mission(_: Rows, recorded: ProjectedEvent[Any], event: pausing.MissionSuspended) -> Changed:
    return place_rows(row_builders.pause_row(recorded, event))


def _resume_mission(rows: Rows, _: ProjectedEvent[Any], __: pausing.MissionResumed) -> Changed:
    return {"pause": None}


def _give_notice(_: Rows, recorded: ProjectedEvent[Any], event: ending.NoticeGiven) -> Changed:
    return place_rows(row_builders.notice_row(recorded, event))


def _terminate_mission(_: Rows, recorded: ProjectedEvent[Any], event: ending.MissionTerminated) -> Changed:
    return place_rows(
        row_builders.end_row(recorded, event),
        row_builders.step_row(recorded, Stage.TERMINATED, event.terminated_on),
    )


def _pay_salary(_: Rows, recorded: ProjectedEvent[Any], event: ending.SalaryPaid) -> Changed:
    return place_rows(row_builders.salary_row(recorded, event))


def _record_refusal(_: Rows, recorded: ProjectedEvent[Any], event: RefusalRecorded) -> Changed:
    return place_rows(row_builders.refusal_row(recorded, event))


_DELIVERABLE = "deliverable/deliverable"

CASES: Mapping[type, Callable[[Rows, ProjectedEvent[Any], Any], Mapping[str, AnyRow | None]]] = {
    scoping.NeedStated: _state_need,
    scoping.ProposalMade: _make_proposal,
    scoping.TermsNegotiated: _negotiate_terms,
    scoping.MissionScoped: _scope_mission,
    scoping.ScopeRevised: _scope_mission,
    scoping.MissionVerified: _stage_case(Stage.VERIFIED),
    scoping.MissionDeclined: _stage_case(Stage.GIVEN_UP),
    scoping.MissionAbandoned: _stage_case(Stage.GIVEN_UP),
    scoping.MissionTakenOver: take_over,
    signing.ConsentGiven: _give_consent,
    signing.ContractSigned: _sign_contract,
    signing.MissionSigned: _stage_case(Stage.SIGNED, "signed_on"),
    signing.ContractCopyDelivered: _deliver_copy,
    working.MissionStarted: _start_mission,
    working.MilestoneReached: _change_case("milestone/milestone", state=MilestoneState.REACHED),
    working.MilestoneValidated: _change_case("milestone/milestone", state=MilestoneState.VALIDATED),
    working.DaysWorkedRecorded: _record_days,
    working.ActivityAcknowledged: _change_case("days/month", acknowledged=True),
    expenses.ExpenseClaimed: _claim_expense,
    expenses.ExpenseApproved: _change_case("expense/expense", state=ExpenseState.APPROVED),
    expenses.ExpenseDeclined: _change_case("expense/expense", state=ExpenseState.DECLINED),
    expenses.ExpenseReversed: _change_case("expense/expense", state=ExpenseState.REVERSED),
    working.BreachRecorded: _record_breach,
    working.BreachCured: _change_case("breach/breach", cured=True),
    pausing.MissionSuspended: _suspend_mission,
    pausing.MissionResumed: _resume_mission,
    delivering.DeliverableSubmitted: _submit_deliverable,
    delivering.DeliverableAccepted: _change_case(_DELIVERABLE, state=DeliverableState.ACCEPTED),
    delivering.AcceptedWithReservations: _change_case(_DELIVERABLE, state=DeliverableState.WITH_RESERVATIONS),
    delivering.PartlyAccepted: _accept_partly,
    delivering.DeliverableDeemedAccepted: _change_case(_DELIVERABLE, state=DeliverableState.DEEMED),
    delivering.DeliverableRejected: _change_case(_DELIVERABLE, state=DeliverableState.REJECTED),
    delivering.AcceptanceReopened: _change_case(
        _DELIVERABLE, state=DeliverableState.SUBMITTED, share=WHOLE, answer_due_on=None
    ),
    changing.ChangeRequested: _request_change,
    changing.ChangeConsented: _consent_to_change,
    changing.ChangeDeclined: _change_case("change/change", state=ChangeState.DECLINED),
    changing.ChangeWithdrawn: _change_case("change/change", state=ChangeState.WITHDRAWN),
    changing.ChangeLapsed: _change_case("change/change", state=ChangeState.LAPSED),
    changing.ScopeAmended: _amend_scope,
    ending.SalaryPaid: _pay_salary,
    ending.NoticeGiven: _give_notice,
    ending.MissionTerminated: _terminate_mission,
    ending.MissionCompleted: _stage_case(Stage.COMPLETED, "completed_on"),
    ending.MissionClosed: _stage_case(Stage.CLOSED),
    RefusalRecorded: _record_refusal,
    **money_events.CASES,
}
"""The case of each event that changes the sheet."""
