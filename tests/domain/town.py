"""A small town for random lives: two clients, two consultants, two missions, all the orders between them.

`lived` turns a list of numbers into a life. Most numbers pick an act that is possible now, so that
lives get somewhere; the others pick any act by any party. Each act is tried twice.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from msgspec.structs import replace as replaced

from domain.language import ClientId, ConsultantId, MissionId, Party
from domain.mission.mission import Invoice, Mission
from domain.mission.terms import Scope, Trigger
from domain.orders import ORDER_OF
from domain.record import Actor, Recorded, Second
from domain.refused import Refused
from tests.domain import employment_orders
from tests.domain import every_order as orders
from tests.domain import mission_orders as turns
from tests.domain import money_orders as money
from tests.domain.given import (
    ACME,
    ANNE,
    BASILE,
    GLOBEX,
    MISSION,
    OTHER_MISSION,
    TODAY,
    Given,
    History,
    Kind,
    Stream,
    When,
    acting,
)
from tests.domain.words import (
    ASSISTANCE,
    FIXED_PRICE,
    SCOPE,
)

MONTHS = ("2026-03", "2026-04")
ODD_PRICE = replace(
    FIXED_PRICE,
    amount=1_000_001,
    schedule=(*FIXED_PRICE.schedule[:2], replace(FIXED_PRICE.schedule[2], amount=500_001)),
)
AUDIT = replace(SCOPE, price=ODD_PRICE)
DAYS = replace(ASSISTANCE, price=replace(ASSISTANCE.price, amount=65_001))
CLIENTS: dict[MissionId, ClientId] = {MISSION: ACME, OTHER_MISSION: GLOBEX}
SCOPES: dict[MissionId, Scope] = {MISSION: AUDIT, OTHER_MISSION: DAYS}
SCOPING = len(orders.of_scoping())
PARTIES = (Party.CLIENT, Party.CONSULTANT, Party.UMBRELLA, Party.SYSTEM)


@dataclass
class Town:
    """A history that grows act by act; `one` consultant has both missions, or each has one."""

    one: bool = False
    history: History = field(default_factory=History)
    refused: list[str] = field(default_factory=list)

    def consultant(self, mission: MissionId) -> ConsultantId:
        return ANNE if self.one or mission == MISSION else BASILE

    def give(
        self, order: Any, party: Party, mission: MissionId, on: date = TODAY
    ) -> list[Recorded[Any]] | None:
        """Give an order and record what follows; none when refused, twice with the same words."""
        represents = {Party.CLIENT: CLIENTS[mission], Party.CONSULTANT: self.consultant(mission)}
        when = Given(self.history).when(order, _with_a_colleague(acting(party, represents.get(party))), on)
        facts, again = _answer(when), _answer(when)
        assert facts == again, "the same question has the same answer"
        if isinstance(facts, Refused):
            self.refused.append(type(facts).__name__)
            return None
        return [
            self.history.add(stream, event, party) for stream, events in facts.items() for event in events
        ]

    def facts(self, kind: Kind | None = None) -> Iterator[Recorded[Any]]:
        for stream, facts in self.history.facts.items():
            if kind in (None, stream.kind):
                yield from facts


def _with_a_colleague(actor: Actor) -> Actor:
    """Whoever acts, somebody of the umbrella company stands beside him, for the acts that need two."""
    beside = Second(principal="umbrella-2", party=Party.UMBRELLA)
    return replaced(actor, second=beside)


def _answer(when: When) -> Any:
    try:
        return when.answer()
    except Refused as refusal:
        return refusal


def arrivals() -> Sequence[Any]:
    """What everyone does before any mission."""
    return (
        *orders.of_the_umbrella()[:5],
        *orders.of_a_client(),
        *orders.of_a_client(GLOBEX, "404833048"),
        *orders.of_a_consultant(),
        *orders.of_a_consultant(BASILE),
    )


def acts(town: Town, mission: MissionId) -> list[Any]:
    """Every order that could make sense about a mission, possible now or not."""
    state, consultant = town.history.mission(mission), town.consultant(mission)
    scope = state.scope or SCOPES[mission]
    found = [
        *orders.of_scoping(mission, CLIENTS[mission], consultant, SCOPES[mission]),
        *orders.of_signing(mission),
        *orders.of_work(mission, "E1"),
        *orders.of_work(mission, "E2", rebilled=False)[5:8],
    ]
    for signal in (None, *list(state.autonomy.signals)[-1:]):
        found += orders.of_autonomy(mission, CLIENTS[mission], signal)
    found += (*turns.of_papers(mission)[:2], *turns.of_pausing(mission), *turns.of_asking(mission))
    for deliverable in scope.deliverables:
        found += (
            turns.of_a_share(mission, deliverable.key),
            turns.of_time_passing(mission, deliverable.key)[1],
        )
        found += orders.of_delivery(mission, deliverable.key)
    for rank, key in enumerate(("C1", "C2"), start=1):
        counters = "C1" if key == "C2" and "C1" in state.changes and town.one else None
        found += orders.of_change(mission, key, orders.more(scope, rank), counters)
        found += orders.of_signing(mission, key)[:2]
    missions = tuple(m for m in (MISSION, OTHER_MISSION) if town.consultant(m) == consultant)
    for month in MONTHS:
        found += orders.of_pay(consultant, month, missions)
        found += orders.of_billing(mission, (Trigger.APPROVED_DAYS, month))[:1]
    found += orders.of_billing(mission, (Trigger.EXPENSE, "E1"))[:1]
    for part in scope.price.schedule:
        found += orders.of_billing(mission, (part.trigger, part.key))[:1]
    for month in MONTHS:
        found += money.of_later_pay(consultant, month, MONTHS[0], mission)
        found += money.of_the_account(consultant, month)[1:]
    for number, invoice in state.invoices.items():
        others = [other for other in state.invoices if other != number][:2]
        found += money.of_invoice(mission, number, others, tuple(state.payments)[-2:])
        for amount in _amounts(state, invoice):
            payment = (f"VIR-{mission.int}-{len(state.payments)}", amount)
            found += orders.of_billing(mission, number=number, payment=payment)[1:]
    return found


def employment(town: Town, mission: MissionId) -> list[Any]:
    """Every order about the employment of the mission's consultant, and what answers the last request."""
    consultant = town.consultant(mission)
    followed = town.history.state_of(Stream(Kind.CONSULTANT, consultant)).followed
    request, plan = next(iter(followed.asked), None), next(iter(followed.plans), None)
    return [
        *employment_orders.of_hiring_by_days(consultant),
        *employment_orders.of_a_fixed_term(consultant, mission),
        *employment_orders.of_care(consultant, request),
        *employment_orders.of_development(consultant, plan),
        *employment_orders.of_leaving(consultant, (mission,)),
    ]


def _amounts(state: Mission, invoice: Invoice) -> list[int]:
    """All of it, a part, a cent; once it is paid, too much, now and then."""
    if invoice.payable <= 0:
        return [5] if len(state.payments) % 7 == 0 else []
    return [invoice.payable, 77_777, 1] if len(state.payments) < 6 else [invoice.payable]


def lived(choices: Sequence[int], *, one: bool = False) -> Town:
    """Return the town after a life; each number is an act, a mission, a party and a whim."""
    town = Town(one)
    for order in arrivals():
        town.give(order, Party.UMBRELLA, MISSION)
    for choice in choices:
        mission = OTHER_MISSION if choice % 2 else MISSION
        whim, turn = choice // 2 % 8, choice // 16
        if whim == 0:
            _anything(town, mission, turn)
        else:
            _something_possible(town, mission, turn)
    return town


def _anything(town: Town, mission: MissionId, turn: int) -> None:
    possible = [*acts(town, mission), *orders.of_giving_up(mission), *employment(town, mission)]
    order, party = possible[turn % len(possible)], PARTIES[turn // 97 % len(PARTIES)]
    town.give(order, party, mission)
    town.give(order, party, mission)


def _something_possible(town: Town, mission: MissionId, turn: int) -> None:
    possible = acts(town, mission)[: None if town.history.mission(mission).scope else SCOPING]
    start = turn % len(possible)
    for order in (*possible[start:], *possible[:start]):
        parties = sorted(ORDER_OF[type(order)].by)
        party = parties[turn % len(parties)]
        if _endless(order, turn):
            continue
        if town.give(order, party, mission):
            town.give(order, party, mission)
            return


def _endless(order: Any, turn: int) -> bool:
    """What may be done for ever is done now and then."""
    often = {"RecordEvidence", "RaiseSignal", "ReviewSingleClient"}
    often |= {"RecordInvoiceStatus", "ApplyPenalty", "RecordClientInsolvency", "LodgeClaim", "GrantAdvance"}
    often |= {
        "ReturnSalaryPayment",
        "ReallocatePayment",
        "ChargeLevy",
        "CorrectSalary",
        "IssueCreditNote",
        "ReversePayment",
        "WriteOffReceivable",
    }
    often |= {"SuspendMission", "ResumeMission", "ReplaceMissionContact"}
    often |= {"ReviseScope", "ReviewProgress", "ContestRecord"}
    often |= {"ReturnActivity", "CorrectActivity", "WithdrawChange", "DeclineChange"}
    return type(order).__name__ in often and turn % 4 > 0


def closed_missions(town: Town) -> list[Stream]:
    return [s for s, state in town.history.states.items() if s.kind is Kind.MISSION and state.closed]
