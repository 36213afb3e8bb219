"""The saga of delivery: ask the client for answers, and the umbrella company for invoices of due amounts.

An amount is due once its trigger is met: signature, milestone, acceptance, days, expense or clause. The saga
asks for an invoice of each due amount, and for a credit note of each invoiced amount that is not due.
Where the contract says so, it takes the client's silence for acceptance once the day is over.
"""

from collections.abc import Iterator

from domain.language import Party
from domain.mission.course_terms import AskedFor
from domain.mission.delivering import DeemAccepted
from sagas.asks import AskingSaga, DueAsk, ask_after
from sagas.delivery.billable_items import items_to_credit, items_to_invoice
from sagas.delivery.evolve import EVENT_TYPES, NAME, evolve
from sagas.delivery.progress import DeliveryProgress
from sagas.saga import Deadline, SagaDue, mission_id, mission_keys


def _due_commands(key: str, progress: DeliveryProgress) -> Iterator[SagaDue]:
    for deliverable, handover in progress.handovers.items():
        if progress.over or handover.answered or not handover.deemed_if_silent:
            continue
        yield Deadline(
            step="deem",
            occasion=str(handover.fact),
            command=DeemAccepted(mission=mission_id(key), deliverable=deliverable),
            because_of=handover.fact,
            on=handover.due_on,
        )


def _due_asks(key: str, progress: DeliveryProgress) -> Iterator[DueAsk]:
    if progress.over:
        return
    yield from _client_asks(key, progress)
    for expense, claim in progress.claims.items():
        if claim.approved is None:
            yield DueAsk(
                about=key,
                party=Party.UMBRELLA,
                what=AskedFor.EXPENSE_ANSWER,
                of=expense,
                because_of=claim.fact,
            )
    for what, found in ((AskedFor.INVOICE, items_to_invoice), (AskedFor.CREDIT_NOTE, items_to_credit)):
        for item, because in found(progress).items():
            yield DueAsk(about=key, party=Party.UMBRELLA, what=what, of=item.key, because_of=because)


def _client_asks(key: str, progress: DeliveryProgress) -> Iterator[DueAsk]:
    """Ask the client to answer each deliverable, again once its day is over, and to validate milestones."""
    for deliverable, handover in progress.handovers.items():
        if handover.answered:
            continue
        ask = DueAsk(
            about=key,
            party=Party.CLIENT,
            what=AskedFor.ACCEPTANCE,
            of=deliverable,
            because_of=handover.fact,
            due_on=handover.due_on,
        )
        yield ask
        if handover.due_on is not None and not handover.deemed_if_silent:
            yield ask_after(ask, handover.due_on)
    for milestone, event_id in progress.reached.items():
        if milestone not in progress.validated:
            yield DueAsk(
                about=key,
                party=Party.CLIENT,
                what=AskedFor.MILESTONE_VALIDATION,
                of=milestone,
                because_of=event_id,
            )


DELIVERY = AskingSaga(
    name=NAME,
    version=1,
    event_types=EVENT_TYPES,
    progress_type=DeliveryProgress,
    initial=DeliveryProgress(),
    keys=mission_keys,
    evolve=evolve,
    due_asks=_due_asks,
    due_commands=_due_commands,
)
"""Asks for answers and invoices; deems a deliverable accepted if the contract says that silence accepts."""
