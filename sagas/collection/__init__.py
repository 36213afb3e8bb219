"""Collection: each invoice sent, paid or reminded of; penalties, disputes, an insolvent client.

The days of the reminders stand in the invoice. A dispute stops them, and so does insolvency, after which
the claim is lodged. No salary waits for any of it (L1254-8).
"""

from collections.abc import Iterator

from domain.language import FactId, Party
from domain.mission.course_terms import AskedFor
from domain.mission.invoice_following import DeclareCashed, RemindPayment
from sagas import Deadline, Owed, Send, Wait, Want, mission_id, of_mission, owing, waiting
from sagas.collection.evolve import NAME as NAME
from sagas.collection.evolve import TYPES as TYPES
from sagas.collection.evolve import evolve as evolve
from sagas.collection.progress import NOTHING as NOTHING
from sagas.collection.progress import Progress as Progress
from sagas.collection.progress import Receivable

VERSION = 1
keys = of_mission


def owed(key: str, progress: Progress) -> frozenset[Owed]:
    """Ask for what an invoice needs, remind on its days, declare what was collected."""
    return owing(NAME, key, progress, _wants(key, progress), _acts(key, progress))


def waits(key: str, progress: Progress) -> tuple[Wait, ...]:
    """Return what the collection still waits for."""
    return waiting(NAME, key, progress, _wants(key, progress), _acts(key, progress))


def _acts(key: str, progress: Progress) -> Iterator[Owed]:
    for number, one in progress.invoices.items():
        if one.transmitted and one.last_money and one.paid > sum(one.cashed.values()):
            yield Send(
                step="cashed",
                occasion=f"{number}-{one.last_money}",
                order=DeclareCashed(mission=mission_id(key), number=number),
                because_of=one.last_money,
            )
        if _remindable(progress, one):
            yield from _reminders(key, number, one)


def _reminders(key: str, number: str, one: Receivable) -> Iterator[Owed]:
    for day in one.reminders:
        if day.reminder not in one.reminded:
            yield Deadline(
                step="remind",
                occasion=f"{number}-{day.reminder}",
                order=RemindPayment(mission=mission_id(key), number=number, reminder=day.reminder),
                because_of=one.fact,
                on=day.after,
            )


def _remindable(progress: Progress, one: Receivable) -> bool:
    return one.transmitted and one.open > 0 and one.disputed is None and progress.insolvency is None


def _wants(key: str, progress: Progress) -> Iterator[Want]:
    for number, one in progress.invoices.items():
        if one.open > 0 and progress.insolvency is None:
            yield from _of_an_open_one(key, number, one)
        if not one.transmitted and one.payable + one.paid > 0:
            because = one.rejected or one.fact
            yield _of_umbrella(key, AskedFor.TRANSMISSION, number, because_of=because)
    insolvency = progress.insolvency
    if insolvency and not insolvency.lodged and any(one.open > 0 for one in progress.invoices.values()):
        yield Want(
            about=key,
            party=Party.UMBRELLA,
            what=AskedFor.CLAIM,
            because_of=insolvency.fact,
            due_on=insolvency.claim_due_on,
        )


def _of_an_open_one(key: str, number: str, one: Receivable) -> Iterator[Want]:
    if one.transmitted:
        yield Want(
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


def _of_umbrella(key: str, what: AskedFor, number: str, *, because_of: FactId) -> Want:
    return Want(about=key, party=Party.UMBRELLA, what=what, of=number, because_of=because_of)
