"""Collection: each invoice sent, paid or reminded of; penalties, disputes, an insolvent client.

The days of the reminders stand in the invoice. A dispute stops them, and so does insolvency, after which
the claim is lodged. No salary waits for any of it (L1254-8).
"""

from collections.abc import Iterator

from domain.language import FactId, Party
from domain.mission.course_terms import AskedFor
from domain.mission.invoice_following import DeclareCashed, RemindPayment
from sagas.asks import AskingSaga, DueAsk
from sagas.collection.evolve import EVENT_TYPES, NAME, evolve
from sagas.collection.progress import CollectionProgress, Receivable
from sagas.saga import Deadline, DueCommand, SagaDue, mission_id, mission_keys


def _due_commands(key: str, progress: CollectionProgress) -> Iterator[SagaDue]:
    for number, one in progress.invoices.items():
        if one.transmitted and one.last_money and one.paid > sum(one.cashed.values()):
            yield DueCommand(
                step="cashed",
                occasion=f"{number}-{one.last_money}",
                order=DeclareCashed(mission=mission_id(key), number=number),
                because_of=one.last_money,
            )
        if _remindable(progress, one):
            yield from _reminders(key, number, one)


def _reminders(key: str, number: str, one: Receivable) -> Iterator[SagaDue]:
    for day in one.reminders:
        if day.reminder not in one.reminded:
            yield Deadline(
                step="remind",
                occasion=f"{number}-{day.reminder}",
                order=RemindPayment(mission=mission_id(key), number=number, reminder=day.reminder),
                because_of=one.fact,
                on=day.after,
            )


def _remindable(progress: CollectionProgress, one: Receivable) -> bool:
    return one.transmitted and one.open > 0 and one.disputed is None and progress.insolvency is None


def _due_asks(key: str, progress: CollectionProgress) -> Iterator[DueAsk]:
    for number, one in progress.invoices.items():
        if one.open > 0 and progress.insolvency is None:
            yield from _of_an_open_one(key, number, one)
        if not one.transmitted and one.payable + one.paid > 0:
            because = one.rejected or one.fact
            yield _of_umbrella(key, AskedFor.TRANSMISSION, number, because_of=because)
    insolvency = progress.insolvency
    if insolvency and not insolvency.lodged and any(one.open > 0 for one in progress.invoices.values()):
        yield DueAsk(
            about=key,
            party=Party.UMBRELLA,
            what=AskedFor.CLAIM,
            because_of=insolvency.fact,
            due_on=insolvency.claim_due_on,
        )


def _of_an_open_one(key: str, number: str, one: Receivable) -> Iterator[DueAsk]:
    if one.transmitted:
        yield DueAsk(
            about=key,
            party=Party.CLIENT,
            what=AskedFor.PAYMENT,
            of=number,
            because_of=one.owed_since,
            due_on=one.due_on,
        )
    if one.disputed is not None:
        yield _of_umbrella(key, AskedFor.DISPUTE_ANSWER, number, because_of=one.disputed)
    if one.noticed is not None and not one.charged:
        yield _of_umbrella(key, AskedFor.LATE_PENALTY, number, because_of=one.noticed)


def _of_umbrella(key: str, what: AskedFor, number: str, *, because_of: FactId) -> DueAsk:
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
"""Asks for what an invoice needs, reminds on its days, declares what was collected."""
