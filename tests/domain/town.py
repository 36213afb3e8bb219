"""A small town for random lives: two clients, two consultants, three missions, and their commands.

The other commands around a mission are in `other_acts.py`; `lives.py` plays a random life.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from msgspec.structs import replace as replaced

from domain.language import ClientId, ConsultantId, Kind, Level, MissionId, Party, Stream
from domain.mission.mission import Invoice, Mission
from domain.mission.terms import Scope, Trigger
from domain.record import Actor, Recorded, Second
from domain.refused import Refused
from tests.domain import employment_commands, mission_commands
from tests.domain import every_command as commands
from tests.domain import money_commands as money
from tests.domain.given import (
    ACME,
    ANNE,
    BASILE,
    GLOBEX,
    MISSION,
    OTHER_MISSION,
    TODAY,
    Attempt,
    Given,
    History,
    acting,
)
from tests.domain.words import (
    ASSISTANCE,
    CLAUSES,
    FIXED_PRICE,
    SCOPE,
)

MONTHS = ("2026-03", "2026-04")
LATER_MISSION = MissionId(UUID(int=0x9))  # of the same consultant, at the same client as the first
MISSIONS = (MISSION, OTHER_MISSION, LATER_MISSION)
ODD_PRICE = replace(
    FIXED_PRICE,
    amount=1_000_001,
    schedule=(*FIXED_PRICE.schedule[:2], replace(FIXED_PRICE.schedule[2], amount=500_001)),
)
AUDIT = replace(SCOPE, price=ODD_PRICE, clauses=replace(CLAUSES, deemed_acceptance=True))
DAYS = replace(ASSISTANCE, price=replace(ASSISTANCE.price, amount=65_001))
CLIENTS: dict[MissionId, ClientId] = {MISSION: ACME, OTHER_MISSION: GLOBEX, LATER_MISSION: ACME}
SCOPES: dict[MissionId, Scope] = {MISSION: AUDIT, OTHER_MISSION: DAYS, LATER_MISSION: DAYS}


@dataclass
class Town:
    """A history that grows act by act; with `one`, a single consultant has every mission."""

    one: bool = False
    day: date = TODAY
    history: History = field(default_factory=History)
    refused: list[str] = field(default_factory=list)
    accepted: Counter[str] = field(default_factory=Counter)

    def consultant(self, mission: MissionId) -> ConsultantId:
        return BASILE if mission == OTHER_MISSION and not self.one else ANNE

    def missions_of(self, consultant: ConsultantId) -> tuple[MissionId, ...]:
        """The missions of a consultant so far."""
        return tuple(m for m in MISSIONS if self.history.mission(m).consultant == consultant)

    def give(
        self, command: Any, party: Party, mission: MissionId, on: date | None = None
    ) -> list[Recorded[Any]] | None:
        """Give a command and record its events; none if refused. The decision runs twice: it must be pure."""
        represents = {Party.CLIENT: CLIENTS[mission], Party.CONSULTANT: self.consultant(mission)}
        when = Given(self.history).when(command, _with_a_colleague(acting(party, represents.get(party))), on)
        decided, again = _answer(when), _answer(when)
        assert decided == again, "the same command has the same answer"
        if isinstance(decided, Refused):
            self.refused.append(type(decided).__name__)
            return None
        self.accepted[type(command).__name__] += any(decided.values())
        return [
            self.history.add(stream, event, party) for stream, events in decided.items() for event in events
        ]

    def events(self, kind: Kind | None = None) -> Iterator[Recorded[Any]]:
        for stream, events in self.history.events.items():
            if kind in (None, stream.kind):
                yield from events


def _with_a_colleague(actor: Actor) -> Actor:
    """Add a second person of the umbrella company, for the acts that need two persons."""
    beside = Second(principal="umbrella-2", party=Party.UMBRELLA)
    return replaced(actor, second=beside)


def _answer(when: Attempt) -> Any:
    try:
        return when.answer()
    except Refused as refusal:
        return refusal


def arrivals(*, hired: bool = True) -> Sequence[Any]:
    """The commands before any mission; without `hired`, the second consultant is hired later."""
    return (
        *commands.of_the_umbrella()[:5],
        *commands.of_a_client(),
        *commands.of_a_client(GLOBEX, "404833048"),
        *commands.of_a_consultant(),
        *(commands.of_a_consultant(BASILE) if hired else _an_expert(BASILE)),
    )


def _an_expert(consultant: ConsultantId) -> tuple[Any, ...]:
    """An expert who is not hired yet, so that a count of days a year is possible."""
    register, qualify, classify, *_ = commands.of_a_consultant(consultant)
    return (register, qualify, replace(classify, level=Level.EXPERT))


def _hiring(town: Town, consultant: ConsultantId) -> tuple[Any, ...]:
    """Hire a consultant, on trial or not; once hired, renew and end the trial."""
    employed = town.history.state_of(Stream(Kind.CONSULTANT, consultant)).contracts
    on_trial, longer, over, _ = employment_commands.of_hiring_by_days(consultant)
    return (longer, over) if employed else (on_trial, commands.of_a_consultant(consultant)[4])


def acts(town: Town, mission: MissionId) -> list[Any]:
    """Return all plausible commands about a mission, possible now or not."""
    state, consultant = town.history.mission(mission), town.consultant(mission)
    scope = state.scope or SCOPES[mission]
    found = [
        *commands.of_scoping(mission, CLIENTS[mission], consultant, SCOPES[mission]),
        *commands.of_signing(mission),
        *_hiring(town, consultant),
        *commands.of_work(mission, "E1"),
        *commands.of_work(mission, "E2", rebilled=False)[5:8],
    ]
    for signal in (None, *list(state.autonomy.signals)[-1:]):
        found += commands.of_autonomy(mission, CLIENTS[mission], signal)
    found += (
        *mission_commands.of_papers(mission)[:2],
        *mission_commands.of_pausing(mission),
        *mission_commands.of_asking(mission),
    )
    for deliverable in scope.deliverables:
        found += (
            mission_commands.of_a_share(mission, deliverable.key),
            mission_commands.of_time_passing(mission, deliverable.key)[1],
        )
        found += commands.of_delivery(mission, deliverable.key)
    for ordinal, key in enumerate(("C1", "C2"), start=1):
        counters = "C1" if key == "C2" and "C1" in state.changes and town.one else None
        found += commands.of_change(mission, key, commands.more(scope, ordinal), counters)
        found += commands.of_signing(mission, key)[:2]
    missions = town.missions_of(consultant)
    for month in MONTHS:
        found += commands.of_pay(consultant, month, missions)
        found += commands.of_billing(mission, (Trigger.APPROVED_DAYS, month))[:1]
    found += commands.of_billing(mission, (Trigger.EXPENSE, "E1"))[:1]
    for part in scope.price.schedule:
        found += commands.of_billing(mission, (part.trigger, part.key))[:1]
    for month in MONTHS:
        found += money.of_later_pay(consultant, month, MONTHS[0], mission)
        found += money.of_the_account(consultant, month)[1:]
    for number, invoice in state.invoices.items():
        others = [other for other in state.invoices if other != number][:2]
        found += money.of_invoice(mission, number, others, tuple(state.payments)[-2:])
        for amount in _amounts(state, invoice):
            payment = (f"VIR-{mission.int}-{len(state.payments)}", amount)
            found += commands.of_billing(mission, number=number, payment=payment)[1:]
    return found


def _amounts(state: Mission, invoice: Invoice) -> list[int]:
    """The whole amount, a part, a cent; for a paid invoice, now and then a surplus."""
    if invoice.payable <= 0:
        return [5] if len(state.payments) % 7 == 0 else []
    return [invoice.payable, 77_777, 1] if len(state.payments) < 6 else [invoice.payable]


def closed_missions(town: Town) -> list[Stream]:
    return [s for s, state in town.history.states.items() if s.kind is Kind.MISSION and state.closed]
