"""The same mission on both sides: run on our engine, then replayed to the library event by event."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from adapters.compose import Engine
from adapters.engine.validation import Request
from bench.stock import StockMission, Values
from domain.language import Kind, Stream
from domain.record import Recorded
from tests.adapters.acts import CLIENT, CONSULTANT, DOCUMENT, START, UMBRELLA, command, give, started_mission

LATER = START + timedelta(days=20)
CYCLE = 5  # events that a milestone makes: reached, validated, two expenses, invoiced


async def run_mission(engine: Engine, mission: UUID, events: int) -> list[Recorded[Any]]:
    """Run a mission of so many events, at most; return them as they are stored."""
    await give(engine, started_mission(mission, instalments=events // CYCLE))
    number, stream = 0, Stream(Kind.MISSION, mission)
    while len(engine.store.select_events(stream.key)) + CYCLE <= events:
        number += 1
        for request in _milestone_requests(mission, number):
            await engine.submit(request)
    return [stored.recorded for stored in engine.read_stream(stream)]


def make_reach_request(mission: UUID, number: int) -> Request:
    """Return the command that the append comparisons submit."""
    named = {"mission": str(mission), "milestone": f"J{number}"}
    return command(CONSULTANT, "ReachMilestone", at=LATER, id=make_command_id(), **named, evidence=DOCUMENT)


def make_command_id() -> UUID:
    """Return a command id as a client makes it: sorted by time."""
    import uuid_utils  # noqa: PLC0415

    return UUID(int=uuid_utils.uuid7().int)


def _milestone_requests(mission: UUID, number: int) -> list[Request]:
    named, key = {"mission": str(mission)}, f"J{number}"
    spent = {"nature": "travel", "spent_on": "2026-01-20", "net": 4_200, "vat": 840, "receipt": DOCUMENT}
    bill = {"series": str(mission)[:8], "issued_on": "2026-01-25"}
    due = [{"trigger": "milestone", "key": f"E{key}"}]
    return [
        make_reach_request(mission, number),
        command(CLIENT, "ValidateMilestone", at=LATER, **named, milestone=key),
        command(CONSULTANT, "ClaimExpense", at=LATER, **named, expense={"key": f"A{number}", **spent}),
        command(CONSULTANT, "ClaimExpense", at=LATER, **named, expense={"key": f"B{number}", **spent}),
        command(UMBRELLA, "IssueInvoice", at=LATER, **named, **bill, due=due),
    ]


def replay_to_stock(events: list[Recorded[Any]]) -> StockMission:
    """Replay a mission to the library: one of its events for each of ours."""
    mission: StockMission | None = None
    for event in events:
        name, payload, envelope = type(event.data).__name__, _to_builtins(event.data), envelope_of(event)
        if name == "NeedStated":
            mission = StockMission(**payload, envelope=envelope)
        else:
            assert mission is not None
            _REPLAY[name](mission, payload, envelope)
    assert mission is not None
    return mission


def envelope_of(event: Recorded[Any]) -> Values:
    """Return the envelope as a user of the library stores it: ids and instants keep their types."""
    return {
        name: getattr(event, name)
        for name in event.__struct_fields__
        if name != "data" and getattr(event, name) is not None
    }


def _to_builtins(value: Any) -> Any:
    return msgspec.to_builtins(value, builtin_types=(UUID, datetime))


def _drop_fields(payload: Values, *named: str) -> Values:
    return {name: value for name, value in payload.items() if name not in named}


_REPLAY: dict[str, Any] = {
    "ProposalMade": lambda m, p, e: m.propose(**p, envelope=e),
    "MissionScoped": lambda m, p, e: m.agree(**p, envelope=e),
    "MissionVerified": lambda m, p, e: m.verify(**p, envelope=e),
    "ConsentGiven": lambda m, p, e: m.consent(**p, envelope=e),
    "ContractSigned": lambda m, p, e: m.sign(
        _drop_fields(p, "change", "party"), p["change"], p["party"], envelope=e
    ),
    "MissionSigned": lambda m, p, e: m.become_signed(**p, envelope=e),
    "MissionStarted": lambda m, p, e: m.start(
        p["first_day"], p["contract_due_on"], _drop_fields(p, "first_day", "contract_due_on"), envelope=e
    ),
    "MilestoneReached": lambda m, p, e: m.reach(**p, envelope=e),
    "MilestoneValidated": lambda m, p, e: m.validate(**p, envelope=e),
    "ExpenseClaimed": lambda m, p, e: m.claim(**p, envelope=e),
    "Invoiced": lambda m, p, e: m.invoice(
        p["number"],
        p["net"],
        p["total"],
        p["lines"],
        _drop_fields(p, "number", "net", "total", "lines"),
        envelope=e,
    ),
}
