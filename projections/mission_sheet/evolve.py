"""How each fact of the work changes the sheet; of the others it needs nothing."""

from collections.abc import Callable, Mapping
from typing import Any

from domain.language import Party
from domain.mission.course_terms import WHOLE
from domain.mission.events import changing, delivering, ending, expenses, pausing, scoping, signing, working
from domain.record import Brief
from domain.refused import RefusalRecorded
from projections.mission_sheet import money_events, row_builders
from projections.mission_sheet.row_updates import Case, moved, reopened
from projections.mission_sheet.sheet_rows import AnyRow, Change, Changed, Rows, put
from projections.mission_sheet.states import (
    ChangeState,
    DeliverableState,
    ExpenseState,
    MilestoneState,
    Stage,
)
from projections.mission_sheet.takeover import taken_over


def evolve(_: str, rows: Rows, recorded: Brief[Any]) -> Changed:
    """Return the rows that the fact proves, at their places."""
    return CASES[type(recorded.data)](rows, recorded, recorded.data)


def _come_to(stage: Stage, day: str = "") -> Case:
    """Keep that a stage was come to, on the day that a field of the fact names."""

    def came(_: Rows, fact: Brief[Any], said: Any) -> Changed:
        return put(row_builders.step(fact, stage, getattr(said, day) if day else None))

    return came


def _now(place: str, **how: object) -> Case:
    """Keep how a thing now stands; `{deliverable}` in its place is that field of the fact."""
    kind, _, named = place.partition("/")

    def now(rows: Rows, fact: Brief[Any], said: Any) -> Changed:
        return moved(rows, fact, f"{kind}/{getattr(said, named)}", **how)

    return now


def _needed(_: Rows, fact: Brief[Any], said: scoping.NeedStated) -> Changed:
    return put(row_builders.need(fact, said), row_builders.step(fact, Stage.NEEDED))


def _proposed(_: Rows, fact: Brief[Any], said: scoping.ProposalMade) -> Changed:
    offer = row_builders.offer(fact, Party.CONSULTANT, said.proposal.price)
    return put(offer, row_builders.step(fact, Stage.PROPOSED))


def _countered(_: Rows, fact: Brief[Any], said: scoping.TermsNegotiated) -> Changed:
    return put(row_builders.offer(fact, said.proposed_by, said.price))


def _scoped(rows: Rows, fact: Brief[Any], said: scoping.MissionScoped | scoping.ScopeRevised) -> Changed:
    """A scope written anew is checked and signed anew; only what it names is due."""
    scoped = put(row_builders.step(fact, Stage.SCOPED))
    return {
        **row_builders.unsigned(rows, said.scope),
        **row_builders.agreed(rows, fact, said.scope),
        **scoped,
    }


def _consented(_: Rows, fact: Brief[Any], said: signing.ConsentGiven) -> Changed:
    return put(row_builders.assent(fact, Party.CONSULTANT, said.change))


def _signed(_: Rows, fact: Brief[Any], said: signing.ContractSigned) -> Changed:
    return put(row_builders.assent(fact, said.party, said.change))


def _copied(_: Rows, fact: Brief[Any], said: signing.ContractCopyDelivered) -> Changed:
    return put(row_builders.copy(fact, said.delivered_on))


def _started(_: Rows, fact: Brief[Any], said: working.MissionStarted) -> Changed:
    begun = row_builders.start(fact, said.first_day, said.contract_due_on)
    return put(begun, row_builders.step(fact, Stage.WORKING, said.first_day))


def _worked(rows: Rows, fact: Brief[Any], said: working.DaysWorkedRecorded) -> Changed:
    return {**put(row_builders.days(rows, fact, said)), **reopened(rows)}


def _claimed(_: Rows, fact: Brief[Any], said: expenses.ExpenseClaimed) -> Changed:
    return put(row_builders.expense(fact, said))


def _broken(_: Rows, fact: Brief[Any], said: working.BreachRecorded) -> Changed:
    return put(row_builders.breach(fact, said))


def _submitted(rows: Rows, fact: Brief[Any], said: delivering.DeliverableSubmitted) -> Changed:
    return moved(
        rows,
        fact,
        f"deliverable/{said.deliverable}",
        state=DeliverableState.SUBMITTED,
        attempts=said.attempt,
        answer_due_on=said.answer_due_on,
    )


def _in_part(rows: Rows, fact: Brief[Any], said: delivering.PartlyAccepted) -> Changed:
    place = f"deliverable/{said.deliverable}"
    return moved(rows, fact, place, state=DeliverableState.IN_PART, share=said.share)


def _asked(rows: Rows, fact: Brief[Any], said: changing.ChangeRequested) -> Changed:
    countered = moved(rows, fact, f"change/{said.counters}", state=ChangeState.COUNTERED)
    return {**countered, **put(row_builders.change(fact, said))}


def _agreed_to(rows: Rows, fact: Brief[Any], said: changing.ChangeConsented) -> Changed:
    place = f"change/{said.change}"
    change = rows.get(place)
    before = change.agreed if isinstance(change, Change) else ()
    return moved(rows, fact, place, agreed=(*before, said.by))


def _amended(rows: Rows, fact: Brief[Any], said: changing.ScopeAmended) -> Changed:
    change = moved(rows, fact, f"change/{said.change}", state=ChangeState.AMENDED)
    return {**change, **row_builders.agreed(rows, fact, said.scope, said.rate_from)}


def _suspended(_: Rows, fact: Brief[Any], said: pausing.MissionSuspended) -> Changed:
    return put(row_builders.pause(fact, said))


def _resumed(rows: Rows, _: Brief[Any], __: pausing.MissionResumed) -> Changed:
    return {"pause": None}


def _noticed(_: Rows, fact: Brief[Any], said: ending.NoticeGiven) -> Changed:
    return put(row_builders.notice(fact, said))


def _ended(_: Rows, fact: Brief[Any], said: ending.MissionTerminated) -> Changed:
    return put(row_builders.end(fact, said), row_builders.step(fact, Stage.TERMINATED, said.terminated_on))


def _paid(_: Rows, fact: Brief[Any], said: ending.SalaryPaid) -> Changed:
    return put(row_builders.salary(fact, said))


def _refused(_: Rows, fact: Brief[Any], said: RefusalRecorded) -> Changed:
    return put(row_builders.refusal(fact, said))


_DELIVERABLE = "deliverable/deliverable"

CASES: Mapping[type, Callable[[Rows, Brief[Any], Any], Mapping[str, AnyRow | None]]] = {
    scoping.NeedStated: _needed,
    scoping.ProposalMade: _proposed,
    scoping.TermsNegotiated: _countered,
    scoping.MissionScoped: _scoped,
    scoping.ScopeRevised: _scoped,
    scoping.MissionVerified: _come_to(Stage.VERIFIED),
    scoping.MissionDeclined: _come_to(Stage.GIVEN_UP),
    scoping.MissionAbandoned: _come_to(Stage.GIVEN_UP),
    scoping.MissionTakenOver: taken_over,
    signing.ConsentGiven: _consented,
    signing.ContractSigned: _signed,
    signing.MissionSigned: _come_to(Stage.SIGNED, "signed_on"),
    signing.ContractCopyDelivered: _copied,
    working.MissionStarted: _started,
    working.MilestoneReached: _now("milestone/milestone", state=MilestoneState.REACHED),
    working.MilestoneValidated: _now("milestone/milestone", state=MilestoneState.VALIDATED),
    working.DaysWorkedRecorded: _worked,
    working.ActivityAcknowledged: _now("days/month", acknowledged=True),
    expenses.ExpenseClaimed: _claimed,
    expenses.ExpenseApproved: _now("expense/expense", state=ExpenseState.APPROVED),
    expenses.ExpenseDeclined: _now("expense/expense", state=ExpenseState.DECLINED),
    expenses.ExpenseReversed: _now("expense/expense", state=ExpenseState.REVERSED),
    working.BreachRecorded: _broken,
    working.BreachCured: _now("breach/breach", cured=True),
    pausing.MissionSuspended: _suspended,
    pausing.MissionResumed: _resumed,
    delivering.DeliverableSubmitted: _submitted,
    delivering.DeliverableAccepted: _now(_DELIVERABLE, state=DeliverableState.ACCEPTED),
    delivering.AcceptedWithReservations: _now(_DELIVERABLE, state=DeliverableState.WITH_RESERVATIONS),
    delivering.PartlyAccepted: _in_part,
    delivering.DeliverableDeemedAccepted: _now(_DELIVERABLE, state=DeliverableState.DEEMED),
    delivering.DeliverableRejected: _now(_DELIVERABLE, state=DeliverableState.REJECTED),
    delivering.AcceptanceReopened: _now(
        _DELIVERABLE, state=DeliverableState.SUBMITTED, share=WHOLE, answer_due_on=None
    ),
    changing.ChangeRequested: _asked,
    changing.ChangeConsented: _agreed_to,
    changing.ChangeDeclined: _now("change/change", state=ChangeState.DECLINED),
    changing.ChangeWithdrawn: _now("change/change", state=ChangeState.WITHDRAWN),
    changing.ChangeLapsed: _now("change/change", state=ChangeState.LAPSED),
    changing.ScopeAmended: _amended,
    ending.SalaryPaid: _paid,
    ending.NoticeGiven: _noticed,
    ending.MissionTerminated: _ended,
    ending.MissionCompleted: _come_to(Stage.COMPLETED, "completed_on"),
    ending.MissionClosed: _come_to(Stage.CLOSED),
    RefusalRecorded: _refused,
    **money_events.CASES,
}
"""What each fact that the sheet needs changes."""
