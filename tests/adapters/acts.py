"""The acts that bring a mission to where a test begins, given to a real engine as its users give them."""

from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4, uuid5

import msgspec

from adapters.compose import Engine, Settings, open_engine, private_folder
from adapters.engine.dispatch import CommandAnswer, CommandOutcome
from adapters.engine.store.stored import ClockKind, Place
from adapters.engine.validation import Request
from domain.language import Party, client_id_of, umbrella_id_of
from domain.record import Actor, AuthMethod

UMBRELLA_SIREN, CLIENT_SIREN = "732829320", "552100554"
UMBRELLA_ID, CLIENT_ID = umbrella_id_of(UMBRELLA_SIREN), client_id_of(CLIENT_SIREN)
SPACE = UUID("5b0e3a52-7d2f-4c53-9a39-0d7d51d2a1aa")
CONSULTANT_ID = uuid5(SPACE, "consultant")
DOCUMENT = "sha256:" + "0" * 64
START = datetime(2026, 1, 5, 8, tzinfo=UTC)
SECRETS = ("Jeanne Aubry", "12 rue des Lilas", "jeanne@aubry.example", "FR1420041010050500013M02606")

UMBRELLA = Actor(principal="lea", party=Party.UMBRELLA, method=AuthMethod.SCENARIO)
CLIENT = Actor(principal="acme", party=Party.CLIENT, method=AuthMethod.SCENARIO, represents=CLIENT_ID)
CONSULTANT = Actor(
    principal="jeanne", party=Party.CONSULTANT, method=AuthMethod.SCENARIO, represents=CONSULTANT_ID
)

Act = tuple[Actor, str, dict[str, Any]]


def command(
    actor: Actor, act: str, /, *, at: datetime | None = None, id: UUID | None = None, **body: Any
) -> Request:
    """Return a request as a scenario would make it."""
    return Request(
        command_id=id or uuid4(),
        name=act,
        body=msgspec.json.encode(body),
        actor=actor,
        time=at,
        moves_clock=True,
    )


def clauses(**others: Any) -> dict[str, Any]:
    """Return the clauses of a service contract."""
    return {
        "autonomy": True,
        "confidentiality": True,
        "intellectual_property": "cession à la recette",
        "client_answers_for_safety": True,
        "termination_notice_days": 15,
        "acceptance_days": 10,
        "change_answer_days": 5,
        "payment_days": 30,
        **others,
    }


def scope(instalments: int = 3, **others: Any) -> dict[str, Any]:
    """Return a scope with so many milestones, each with its instalment of 1 000 €."""
    keys = [f"J{n}" for n in range(1, instalments + 1)]
    milestones = [{"key": key, "title": f"Jalon {key}", "due_on": "2026-03-31"} for key in keys]
    schedule = [{"key": f"E{key}", "trigger": "milestone", "of": key, "amount": 100_000} for key in keys]
    return {
        "object": "Audit du système d'information",
        "perimeter": "Le siège",
        "objectives": ["Cartographier", "Recommander"],
        "competences": "Sécurité",
        "milestones": milestones,
        "starts_on": "2026-01-05",
        "ends_on": "2026-06-30",
        "price": {"mode": "fixed", "amount": 100_000 * instalments, "schedule": schedule},
        "governance": {"progress_every_days": 14},
        "clauses": clauses(),
        "found_by": "consultant",
        "price_set_by": "consultant",
        **others,
    }


def parties() -> Iterator[Act]:
    """Register the umbrella company, a client and a consultant who is employed."""
    umbrella, consultant = {"umbrella": str(UMBRELLA_ID)}, {"consultant": str(CONSULTANT_ID)}
    span = {"valid_from": "2026-01-01", "valid_until": "2027-12-31", "document": DOCUMENT}
    company = {"vat_number": "FR44732829320", "name": "Portage SA", "address": "1 rue de Paris"}
    yield UMBRELLA, "RegisterCompany", {"siren": UMBRELLA_SIREN, **company}
    declared = {"declared_on": "2025-11-01", "may_begin_on": "2025-11-16", "document": DOCUMENT}
    yield UMBRELLA, "DeclareActivity", {**umbrella, **declared}
    yield UMBRELLA, "ProvideGuarantee", {**umbrella, "guarantor": "Caution SA", "amount": 9_612_000, **span}
    yield UMBRELLA, "ProvideInsurance", {**umbrella, "insurer": "RC SA", "policy_number": "P1", **span}
    yield UMBRELLA, "AdoptFeeScheme", {**umbrella, "from_on": "2026-01-01", "share": 800}
    client = {"siret": "55210055400013", "vat_number": "FR96552100554", "name": "Acme", "address": "2 rue"}
    yield UMBRELLA, "RegisterClient", {"siren": CLIENT_SIREN, **client}
    name, address, email, iban = SECRETS
    identity = {"name": name, "address": address, "email": email, "iban": iban, "nir": "295117823456784"}
    yield UMBRELLA, "RegisterConsultant", {**consultant, **umbrella, **identity}
    qualified = {"kind": "degree", "years": 5, "document": DOCUMENT}
    yield UMBRELLA, "VerifyQualification", {**consultant, **qualified}
    hired = {"declared_on": "2026-01-02", "hired_on": "2026-01-05", "reference": "DPAE-1"}
    yield UMBRELLA, "DeclareHire", {**consultant, **hired}
    held = ("pay_method", "expenses_method", "competences", "paid_leave", "activity_report_monthly")
    also = ("pension_and_welfare_bodies", "guarantor")
    contract = {"kind": "open_ended", "mention": True, "starts_on": "2026-01-05", "document": DOCUMENT}
    yield (
        UMBRELLA,
        "ConcludeEmploymentContract",
        {
            **consultant,
            **contract,
            "clauses": dict.fromkeys(held + also, True),
        },
    )


def scoping(mission: UUID, **others: Any) -> Iterator[Act]:
    """State a need and scope a mission."""
    named = {"mission": str(mission)}
    ids = {"client": str(CLIENT_ID), "consultant": str(CONSULTANT_ID), "umbrella": str(UMBRELLA_ID)}
    need = {"what": "Un audit", "ground": "missing_expertise", "justification": "Aucun auditeur interne"}
    yield CLIENT, "StateNeed", {**named, **ids, "need": need}
    offer = {"objectives": ["Auditer"], "method": "Ateliers", "price": 300_000, "price_reasons": "Urgence"}
    yield CONSULTANT, "MakeProposal", {**named, "proposal": offer}
    yield CONSULTANT, "ScopeMission", {**named, "scope": scope(**others)}
    yield UMBRELLA, "VerifyMission", named


def signing(mission: UUID) -> Iterator[Act]:
    """Consent and sign."""
    named = {"mission": str(mission)}
    signature = {"signatory": "A. Martin", "capacity": "Directrice", "method": "electronic"}
    contract = {**named, "contract": "service", "document": DOCUMENT, **signature}
    yield CONSULTANT, "GiveConsent", named
    yield CLIENT, "SignContract", contract
    yield UMBRELLA, "SignContract", contract


def starting(mission: UUID) -> Iterator[Act]:
    """Work the first day."""
    yield CONSULTANT, "StartMission", {"mission": str(mission), "first_day": "2026-01-05"}


def started_mission(mission: UUID, instalments: int = 3) -> Iterator[Act]:
    """Bring a mission of parties already known to its first day."""
    yield from scoping(mission, instalments=instalments)
    yield from signing(mission)
    yield from starting(mission)


async def give(engine: Engine, acts: Iterator[Act]) -> list[CommandAnswer]:
    """Give commands one after the other, an hour apart on a simulated clock; each must be accepted."""
    answers: list[CommandAnswer] = []
    for hours, (actor, name, body) in enumerate(acts):
        answer = await engine.submit(command(actor, name, at=START + timedelta(hours=hours), **body))
        assert answer.outcome is CommandOutcome.ACCEPTED, answer
        answers.append(answer)
    return answers


@asynccontextmanager
async def engine_at(place: Place, clock: ClockKind = ClockKind.SIMULATED) -> AsyncGenerator[Engine]:
    """Open a real engine on a store."""
    async with open_engine(place, clock=clock, settings=Settings(private=private_folder(place))) as engine:
        yield engine
