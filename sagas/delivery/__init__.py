"""Delivery: the client's answer to what is handed over; silence where it speaks; the invoice once it is due.

A line of the schedule is due when its trigger is met: signature, milestone, acceptance, days, expense,
clause. What is due and not invoiced is asked of the umbrella company, and so is the credit of what is not.
"""

from collections.abc import Iterator

from domain.language import Party
from domain.mission.course_terms import AskedFor
from domain.mission.delivering import DeemAccepted
from sagas import Deadline, Owed, Wait, Want, mission_id, of_mission, owing, reminder, waiting
from sagas.delivery.billable_items import to_credit, to_invoice
from sagas.delivery.evolve import NAME as NAME
from sagas.delivery.evolve import TYPES as TYPES
from sagas.delivery.evolve import evolve as evolve
from sagas.delivery.progress import NOTHING as NOTHING
from sagas.delivery.progress import Progress as Progress

VERSION = 1
keys = of_mission


def owed(key: str, progress: Progress) -> frozenset[Owed]:
    """Ask for answers and invoices; where silence speaks, take it for acceptance once its day is over."""
    return owing(NAME, key, progress, _wants(key, progress), _acts(key, progress))


def waits(key: str, progress: Progress) -> tuple[Wait, ...]:
    """Return what the delivery still waits for."""
    return waiting(NAME, key, progress, _wants(key, progress), _acts(key, progress))


def _acts(key: str, progress: Progress) -> Iterator[Owed]:
    for deliverable, handover in progress.handovers.items():
        if progress.over or handover.answered or not handover.deemed_if_silent:
            continue
        yield Deadline(
            step="deem",
            occasion=str(handover.fact),
            order=DeemAccepted(mission=mission_id(key), deliverable=deliverable),
            because_of=handover.fact,
            on=handover.due_on,
        )


def _wants(key: str, progress: Progress) -> Iterator[Want]:
    if progress.over:
        return
    yield from _of_the_client(key, progress)
    for expense, claim in progress.claims.items():
        if claim.approved is None:
            yield Want(
                about=key,
                party=Party.UMBRELLA,
                what=AskedFor.EXPENSE_ANSWER,
                of=expense,
                because_of=claim.fact,
            )
    for what, found in ((AskedFor.INVOICE, to_invoice), (AskedFor.CREDIT_NOTE, to_credit)):
        for item, because in found(progress).items():
            yield Want(about=key, party=Party.UMBRELLA, what=what, of=item.key, because_of=because)


def _of_the_client(key: str, progress: Progress) -> Iterator[Want]:
    """An answer to each result, reminded once when its day has passed unanswered; and to each milestone."""
    for deliverable, handover in progress.handovers.items():
        if handover.answered:
            continue
        ask = Want(
            about=key,
            party=Party.CLIENT,
            what=AskedFor.ACCEPTANCE,
            of=deliverable,
            because_of=handover.fact,
            due_on=handover.due_on,
        )
        yield ask
        if handover.due_on is not None and not handover.deemed_if_silent:
            yield reminder(ask, handover.due_on)
    for milestone, fact in progress.reached.items():
        if milestone not in progress.validated:
            yield Want(
                about=key,
                party=Party.CLIENT,
                what=AskedFor.MILESTONE_VALIDATION,
                of=milestone,
                because_of=fact,
            )
