"""The saga of collection: ask to send and pay each invoice, remind the client, ask for a claim if it fails.

The invoice stores the days of its reminders. A dispute pauses them; insolvency ends them, and the saga then
asks for the claim. No salary waits for a payment (L1254-8).
"""

from collections.abc import Iterator

from domain.language import EventId, Party
from domain.mission.course_terms import AskedFor
from domain.mission.invoice_following import DeclareCashed, RemindPayment
from sagas.asks import AskingSaga, DueAsk
from sagas.collection.evolve import EVENT_TYPES, NAME, evolve
from sagas.collection.progress import CollectionProgress, Receivable
from sagas.saga import Deadline, DueCommand, SagaDue, mission_id, mission_keys


def _due_commands(key: str, progress: CollectionProgress) -> Iterator[SagaDue]:
    for number, receivable in progress.invoices.items():
        if (
            receivable.transmitted
            and receivable.last_money
            and receivable.paid_amount > sum(receivable.cashed.values())
        ):
            yield DueCommand(
                step="cashed",
                occasion=f"{number}-{receivable.last_money}",
                command=DeclareCashed(mission=mission_id(key), number=number),
                because_of=receivable.last_money,
            )
        if _is_remindable(progress, receivable):
            yield from _reminder_deadlines(key, number, receivable)


def _reminder_deadlines(key: str, number: str, receivable: Receivable) -> Iterator[SagaDue]:
    for day in receivable.reminders:
        if day.reminder not in receivable.reminded:
            yield Deadline(
                step="remind",
                occasion=f"{number}-{day.reminder}",
                command=RemindPayment(mission=mission_id(key), number=number, reminder=day.reminder),
                because_of=receivable.fact,
                on=day.after,
            )


def _is_remindable(progress: CollectionProgress, receivable: Receivable) -> bool:
    return (
        receivable.transmitted
        and receivable.open_amount > 0
        and receivable.disputed is None
        and progress.insolvency is None
    )


def _due_asks(key: str, progress: CollectionProgress) -> Iterator[DueAsk]:
    for number, receivable in progress.invoices.items():
        if receivable.open_amount > 0 and progress.insolvency is None:
            yield from _open_invoice_asks(key, number, receivable)
        if not receivable.transmitted and receivable.payable_amount + receivable.paid_amount > 0:
            because = receivable.rejected or receivable.fact
            yield _ask_umbrella(key, AskedFor.TRANSMISSION, number, because_of=because)
    insolvency = progress.insolvency
    if (
        insolvency
        and not insolvency.lodged
        and any(receivable.open_amount > 0 for receivable in progress.invoices.values())
    ):
        yield DueAsk(
            about=key,
            party=Party.UMBRELLA,
            what=AskedFor.CLAIM,
            because_of=insolvency.fact,
            due_on=insolvency.claim_due_on,
        )


def _open_invoice_asks(key: str, number: str, receivable: Receivable) -> Iterator[DueAsk]:
    if receivable.transmitted:
        yield DueAsk(
            about=key,
            party=Party.CLIENT,
            what=AskedFor.PAYMENT,
            of=number,
            because_of=receivable.owed_since,
            due_on=receivable.due_on,
        )
    if receivable.disputed is not None:
        yield _ask_umbrella(key, AskedFor.DISPUTE_ANSWER, number, because_of=receivable.disputed)
    if receivable.noticed is not None and not receivable.charged:
        yield _ask_umbrella(key, AskedFor.LATE_PENALTY, number, because_of=receivable.noticed)


def _ask_umbrella(key: str, what: AskedFor, number: str, *, because_of: EventId) -> DueAsk:
    return DueAsk(about=key, party=Party.UMBRELLA, what=what, of=number, because_of=because_of)


COLLECTION = AskingSaga(
    name=NAME,
    version=1,
    event_types=EVENT_TYPES,
    progress_type=CollectionProgress,
    initial=CollectionProgress(),
    keys=mission_keys,
    evolve=evolve,
    due_asks=_due_asks,
    due_commands=_due_commands,
)
"""Asks for the acts that an invoice needs, sends reminders, declares collected amounts."""
