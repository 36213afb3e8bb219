"""The town of generated missions: its umbrella company, the ids and numbers in it, and its founding acts."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import NAMESPACE_URL, UUID, uuid5

from msgspec.structs import replace

from adapters.scenarios.generated_documents import hash_document, make_siren, make_vat_number
from domain.language import Party, umbrella_id_of
from domain.record import Actor, AuthMethod, Second

BEGIN = datetime(2026, 1, 5, 8, tzinfo=UTC)
MISSIONS_A_CLIENT = 20


class GeneratedAct(NamedTuple):
    """One act; acts are sorted by instant, then by `sequence`, which is unique in a town."""

    at: datetime
    sequence: int
    by: Actor
    command: str
    words: dict[str, Any]


class Town(NamedTuple):
    """The umbrella company of a seed, and the ids of its clients, consultants and missions."""

    seed: int

    @property
    def umbrella_siren(self) -> str:
        """The SIREN of the umbrella company."""
        return make_siren(900_000_00 + self.seed)

    def derive_id(self, *parts: object) -> UUID:
        """Return an id; the same seed and parts give the same id."""
        return uuid5(NAMESPACE_URL, "/".join(("jalon/generated", str(self.seed), *map(str, parts))))

    def client_siren(self, mission: int) -> str:
        """Return the SIREN of a mission's client."""
        return make_siren(500_000_00 + self.seed * 1_000 + mission // MISSIONS_A_CLIENT)


def make_actor(party: Party, principal: str, represents: UUID | None = None) -> Actor:
    """Return an actor whose acts come from a scenario."""
    return Actor(principal=principal, party=party, method=AuthMethod.SCENARIO, represents=represents)


OFFICE = make_actor(Party.UMBRELLA, "umbrella:generated")
TWO_OF_THE_OFFICE = replace(OFFICE, second=Second(principal="umbrella:second", party=Party.UMBRELLA))


def founding_acts(town: Town) -> Iterator[GeneratedAct]:
    """Yield the acts that make the umbrella company able to employ and invoice."""
    number = town.umbrella_siren
    of = {"umbrella": str(umbrella_id_of(number))}
    span = {
        "valid_from": "2026-01-01",
        "valid_until": "2035-12-31",
        "document": hash_document(town.seed, "span"),
    }
    acts: list[tuple[str, dict[str, Any]]] = [
        (
            "RegisterCompany",
            {"siren": number, "vat_number": make_vat_number(number), "name": "Arche", "address": "Nantes"},
        ),
        (
            "DeclareActivity",
            {
                **of,
                "declared_on": "2025-11-01",
                "may_begin_on": "2025-11-16",
                "document": span["document"],
            },
        ),
        ("ProvideGuarantee", {**of, "guarantor": "Caution SA", "amount": 961_200_000, **span}),
        ("ProvideInsurance", {**of, "insurer": "Assurances SA", "policy_number": "P1", **span}),
        ("AdoptFeeScheme", {**of, "from_on": "2026-01-01", "share": 700}),
    ]
    for index, (command, words) in enumerate(acts):
        yield GeneratedAct(BEGIN, index, OFFICE, command, words)
