"""The saga of autonomy: ask to treat signals, cure breaches, review a single client and supply evidence.

The saga checks the length of a mission on the days stored at its start, and the share of one client at each
invoice. It never asks a party to treat a signal that accuses it, and it computes no score from signals.
"""

from collections.abc import Iterator

from domain.language import EventId, Key, Party
from domain.law import Force
from domain.law.company import first_ask_day
from domain.mission.autonomy import WatchDependence, WatchDuration
from domain.mission.course_terms import AskedFor, days_later
from domain.mission.derived_signals import dependence_on_client
from domain.mission.signals import Attention, Invoicing, SignalCode
from sagas.asks import AskingSaga, DueAsk, ask_after
from sagas.autonomy.evolve import EVENT_TYPES, NAME, evolve
from sagas.autonomy.progress import AutonomyProgress, InvoicedAmount, WatchedMission, WatchedSignal
from sagas.saga import Deadline, DueCommand, SagaDue, consultant_keys, mission_id


def _due_commands(_: str, progress: AutonomyProgress) -> Iterator[SagaDue]:
    for about, mission in progress.missions.items():
        if not (mission.over or mission.completed):
            yield from _duration_checks(about, mission)
    yield from _dependence_check(progress)


def _duration_checks(about: str, mission: WatchedMission) -> Iterator[SagaDue]:
    if mission.started is None or mission.warned_on is None or mission.lawful_until is None:
        return
    for force, after, on in (
        (Force.ADVICE, mission.warned_on, mission.warned_on),
        (Force.BREACH, mission.lawful_until, days_later(mission.lawful_until, 1)),
    ):
        if force not in mission.watched:
            yield Deadline(
                step="length",
                occasion=f"{about}-{on}",
                command=WatchDuration(mission=mission_id(about), on=on),
                because_of=mission.started,
                on=after,
            )


def _dependence_check(progress: AutonomyProgress) -> Iterator[SagaDue]:
    """Check one client's share of a year of invoices, if it passed a threshold without a signal so far."""
    if not progress.bills:
        return
    bill = progress.bills[-1]
    mission = progress.missions[bill.mission]
    invoiced = _sum_by_client(progress.bills)
    months = len({str(past_bill.on)[:7] for past_bill in progress.bills})
    found = dependence_on_client(invoiced, bill.client, months, bill.on).attention
    if found is None or found.urgency <= _highest_urgency(mission) or _is_before_review(mission, bill):
        return
    command = WatchDependence(mission=mission_id(bill.mission), on=bill.on, invoiced=invoiced, months=months)
    yield DueCommand(step="share", occasion=str(bill.fact), command=command, because_of=bill.fact)


def _sum_by_client(bills: tuple[InvoicedAmount, ...]) -> tuple[Invoicing, ...]:
    net = {bill.client: 0 for bill in bills}
    for bill in bills:
        net[bill.client] += bill.net
    return tuple(Invoicing(client=client, net=amount) for client, amount in net.items() if amount > 0)


def _highest_urgency(mission: WatchedMission) -> int:
    signals = [
        signal for signal in mission.signals.values() if signal.code is SignalCode.S09 and not signal.reviewed
    ]
    return max((signal.rank for signal in signals), default=-1)


def _is_before_review(mission: WatchedMission, bill: InvoicedAmount) -> bool:
    return mission.review_on is not None and bill.on < mission.review_on


def _due_asks(_: str, progress: AutonomyProgress) -> Iterator[DueAsk]:
    for about, mission in progress.missions.items():
        for signal in mission.signals.values():
            yield from _signal_asks(about, signal)
        for breach in sorted(mission.breaches):
            yield _due_ask(about, Party.UMBRELLA, AskedFor.CURE, breach, of=str(breach))
        if mission.reviewed and mission.review_on and not (mission.over or mission.completed):
            review = _due_ask(about, Party.UMBRELLA, AskedFor.REVIEW, mission.reviewed)
            yield ask_after(review, first_ask_day(mission.review_on))
        if mission.completed is not None and not mission.evidence:
            yield _due_ask(about, Party.CONSULTANT, AskedFor.EVIDENCE, mission.completed)


def _signal_asks(about: str, signal: WatchedSignal) -> Iterator[DueAsk]:
    of = str(signal.fact)
    if signal.treated is None:
        if signal.code is SignalCode.S09 and signal.rank < Attention.HIGH.urgency:
            return  # a single client is lawful; early in an activity the signal is only information
        party = Party.CONSULTANT if signal.accuses is Party.UMBRELLA else Party.UMBRELLA
        single = signal.code is SignalCode.S09
        what = AskedFor.REVIEW if single else AskedFor.MITIGATION
        yield _due_ask(about, party, what, signal.fact, of=of)
    elif not signal.evidenced:
        yield _due_ask(about, Party.CONSULTANT, AskedFor.EVIDENCE, signal.treated, of=of)


def _due_ask(
    about: str, party: Party, what: AskedFor, because_of: EventId, *, of: Key | None = None
) -> DueAsk:
    return DueAsk(about=about, party=party, what=what, because_of=because_of, of=of)


AUTONOMY = AskingSaga(
    name=NAME,
    version=1,
    event_types=EVENT_TYPES,
    progress_type=AutonomyProgress,
    initial=AutonomyProgress(),
    keys=consultant_keys,
    evolve=evolve,
    due_asks=_due_asks,
    due_commands=_due_commands,
)
"""Asks for treatment, cure, review and evidence; checks length and dependence."""
