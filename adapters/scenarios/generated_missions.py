"""Made-up lives, as many as are asked for: seeded, realistic in their rhythm, each act in the order of time.

More missions, not longer ones: each is scoped, signed, worked for one to three months, accepted, invoiced and
paid; some deliverables are rejected once, some clients pay late, some signals are raised and treated.
"""

import heapq
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any, NamedTuple
from uuid import NAMESPACE_URL, UUID, uuid5

from msgspec.structs import replace

from adapters.scenarios.generated_documents import (
    CLAUSES,
    TERMS,
    hash_document,
    make_payslip,
    make_siren,
    make_siret,
    make_vat_number,
)
from domain.language import Party, client_id_of, umbrella_id_of
from domain.record import Actor, AuthMethod, Second

BEGIN = datetime(2026, 1, 5, 8, tzinfo=UTC)
MISSIONS_A_CLIENT = 20
MISSIONS_A_DAY = 5  # some four hundred at a time
DAY = timedelta(days=1)
DAYS_A_MONTH = 15
SALARY_A_DAY = 17_000  # cents
SATURDAY = 5
LATE_IN_THE_MONTH = 15
REJECTIONS, SIGNALS, LATE_PAYMENTS = 0.2, 0.1, 0.15  # how often


class GeneratedAct(NamedTuple):
    """One act: when, by whom, which order, its words; `order` keeps acts of one instant in their order."""

    at: datetime
    sequence: int
    by: Actor
    command: str
    words: dict[str, Any]


class Town(NamedTuple):
    """The umbrella company of a seed, and the ids of everybody in it."""

    seed: int

    @property
    def umbrella_siren(self) -> str:
        """The SIREN of the umbrella company."""
        return make_siren(900_000_00 + self.seed)

    def derive_id(self, *parts: object) -> UUID:
        """Return an id, the same for the same seed and words."""
        return uuid5(NAMESPACE_URL, "/".join(("jalon/generated", str(self.seed), *map(str, parts))))

    def client_siren(self, mission: int) -> str:
        """Return the SIREN of a mission's client."""
        return make_siren(500_000_00 + self.seed * 1_000 + mission // MISSIONS_A_CLIENT)


def generate_acts(seed: int, missions: int) -> Iterator[GeneratedAct]:
    """Tell so many missions of a town, interleaved in time."""
    town = Town(seed)
    yield from _founding_acts(town)
    waiting: list[GeneratedAct] = []
    for number in range(missions):
        begins = BEGIN + DAY * (1 + number // MISSIONS_A_DAY) + timedelta(minutes=number % MISSIONS_A_DAY)
        while waiting and waiting[0].at < begins:
            yield heapq.heappop(waiting)
        for act in GeneratedMission(town, number, begins).list_acts():
            heapq.heappush(waiting, act)
    while waiting:
        yield heapq.heappop(waiting)


def _make_actor(party: Party, principal: str, represents: UUID | None = None) -> Actor:
    return Actor(principal=principal, party=party, method=AuthMethod.SCENARIO, represents=represents)


OFFICE = _make_actor(Party.UMBRELLA, "umbrella:generated")
TWO_OF_THE_OFFICE = replace(OFFICE, second=Second(principal="umbrella:second", party=Party.UMBRELLA))


def _founding_acts(town: Town) -> Iterator[GeneratedAct]:
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


class GeneratedMission:
    """One mission of a town: its people, its chances, its calendar."""

    def __init__(self, town: Town, number: int, begins: datetime) -> None:
        self._town = town
        self._number = number
        self._chance = Random(f"{town.seed}/{number}")
        self._at = begins
        self._act_count = 0
        self.mission = town.derive_id("mission", number)
        self.consultant = town.derive_id("consultant", number)
        siren_ = town.client_siren(number)
        self.client = client_id_of(siren_)
        self._client_siren = siren_
        self._as_client = _make_actor(Party.CLIENT, f"client:{siren_}", self.client)
        self._as_consultant = _make_actor(Party.CONSULTANT, f"consultant:{number}", self.consultant)
        self._price = 100_000 * self._chance.randint(60, 180)
        self._invoiced = 0
        self._worked_until = ""

    def list_acts(self) -> list[GeneratedAct]:
        """Tell the whole life."""
        return [*self._meeting_acts(), *self._agreeing_acts(), *self._working_acts(), *self._ending_acts()]

    def _meeting_acts(self) -> Iterator[GeneratedAct]:
        """Client and consultant become known; the consultant is hired."""
        consultant, umbrella = (
            {"consultant": str(self.consultant)},
            str(umbrella_id_of(self._town.umbrella_siren)),
        )
        if self._number % MISSIONS_A_CLIENT == 0:
            number = self._client_siren
            known = {
                "siren": number,
                "vat_number": make_vat_number(number),
                "name": f"Client {number}",
                "address": "Lyon",
            }
            yield self._next_act(OFFICE, "RegisterClient", {**known, "siret": make_siret(number)})
        identity = {"name": f"Porté {self._number}", "address": "Rennes", "email": "porte@exemple.example"}
        numbers = {"iban": "FR1420041010050500013M02606", "nir": "295117823456784"}
        yield self._next_act(
            OFFICE, "RegisterConsultant", {**consultant, "umbrella": umbrella, **identity, **numbers}
        )
        degree = {"kind": "degree", "years": 5, "document": self._hash_document("degree")}
        yield self._next_act(OFFICE, "VerifyQualification", {**consultant, **degree})
        hired = {
            "declared_on": self._day_after(0),
            "hired_on": self._day_after(1),
            "reference": f"DPAE-{self._number}",
        }
        yield self._next_act(OFFICE, "DeclareHire", {**consultant, **hired})
        contract = {"kind": "open_ended", "mention": True, "starts_on": self._day_after(1)}
        clauses = dict.fromkeys(CLAUSES, True)
        signed = {"clauses": clauses, "document": self._hash_document("employment")}
        yield self._next_act(OFFICE, "ConcludeEmploymentContract", {**consultant, **contract, **signed})

    def _agreeing_acts(self) -> Iterator[GeneratedAct]:
        """The mission is needed, scoped, verified, consented to and signed."""
        people = {
            "client": str(self.client),
            "consultant": str(self.consultant),
            "umbrella": str(umbrella_id_of(self._town.umbrella_siren)),
        }
        why = {"ground": "missing_expertise", "justification": "Aucun auditeur parmi les salariés"}
        yield self._mission_act(self._as_client, "StateNeed", **people, need={"what": "Un audit", **why})
        offer = {"objectives": ["Auditer"], "method": "Ateliers", "price_reasons": "Complexité"}
        yield self._mission_act(self._as_consultant, "MakeProposal", proposal={**offer, "price": self._price})
        yield self._mission_act(self._as_consultant, "ScopeMission", scope=self._build_scope())
        yield self._mission_act(OFFICE, "VerifyMission")
        yield self._mission_act(self._as_consultant, "GiveConsent")
        for who in (self._as_client, OFFICE):
            signature = {"signatory": "A. Martin", "capacity": "Direction", "method": "electronic"}
            contract = {"contract": "service", "document": self._hash_document("contract")}
            yield self._mission_act(who, "SignContract", **contract, **signature)

    def _working_acts(self) -> Iterator[GeneratedAct]:
        """Months of work: milestones, deliverables, days reported, salaries paid."""
        self._at += 2 * DAY
        yield self._mission_act(self._as_consultant, "StartMission", first_day=self._today)
        yield from self._invoice_acts("signature", "E0")
        if self._at.day > LATE_IN_THE_MONTH:
            self._next_month()
        for part in (1, 2):
            yield from self._month_acts(part)
            yield from self._delivery_acts(part)

    def _month_acts(self, part: int) -> Iterator[GeneratedAct]:
        month = {"consultant": str(self.consultant), "month": self._at.strftime("%Y-%m")}
        prestation = {"half_days": 2, "kind": "prestation", "mission": str(self.mission)}
        days = [{"day": day.isoformat(), **prestation} for day in self._working_days()]
        self._worked_until = days[-1]["day"]
        self._at = self._at.replace(day=27)
        reached = {"milestone": f"J{part}", "evidence": self._hash_document("minutes", part)}
        yield self._mission_act(self._as_consultant, "ReachMilestone", **reached)
        yield self._next_act(self._as_consultant, "ReportActivity", {**month, "days": days})
        yield self._next_act(OFFICE, "ApproveActivity", month)
        payslip = make_payslip(base=SALARY_A_DAY * len(days))
        yield self._next_act(OFFICE, "ComputeSalary", {**month, "payslip": payslip, "position": 1})
        paid = {"executed_on": self._today, "reference": f"VIR-{self._number}-{part}"}
        yield self._next_act(TWO_OF_THE_OFFICE, "TransferSalary", {**month, **paid})
        yield self._next_act(
            OFFICE, "DeliverStatement", {**month, "document": self._hash_document("account", part)}
        )
        self._next_month()

    def _delivery_acts(self, part: int) -> Iterator[GeneratedAct]:
        given = {"deliverable": f"D{part}"}
        if self._chance.random() < REJECTIONS:
            yield self._mission_act(
                self._as_consultant, "SubmitDeliverable", **given, document=self._hash_document("draft", part)
            )
            unmet = {"criteria": [{"key": "C1", "met": False}], "reasons": "Une preuve manque"}
            yield self._mission_act(self._as_client, "RejectDeliverable", **given, **unmet)
        yield self._mission_act(
            self._as_consultant, "SubmitDeliverable", **given, document=self._hash_document("result", part)
        )
        yield self._mission_act(
            self._as_client, "AcceptDeliverable", **given, criteria=[{"key": "C1", "met": True}]
        )
        yield from self._invoice_acts("acceptance", f"E{part}")
        if self._chance.random() < SIGNALS:
            seen = {"code": "S05", "source": "statement", "seen_on": self._today, "what": "Un point par jour"}
            yield self._mission_act(self._as_consultant, "RaiseSignal", **seen)

    def _ending_acts(self) -> Iterator[GeneratedAct]:
        """The consultant declares the work done; the file closes with the last payment."""
        yield self._mission_act(self._as_consultant, "CompleteMission", completed_on=self._worked_until)

    def _invoice_acts(self, trigger: str, key: str) -> Iterator[GeneratedAct]:
        """Invoice an instalment, transmit it, and be paid, now and then late."""
        self._invoiced += 1
        series = f"G{self._number}"
        due = [{"trigger": trigger, "key": key}]
        yield self._mission_act(OFFICE, "IssueInvoice", series=series, issued_on=self._today, due=due)
        number = f"{series}-{self._invoiced:05d}"
        yield self._mission_act(OFFICE, "TransmitInvoice", number=number)
        late = self._chance.random() < LATE_PAYMENTS
        amount = self._split_price()[key] * 6 // 5
        paid_at = self._at + DAY * self._chance.randint(*((31, 38) if late else (5, 28)))
        received = {"received_on": paid_at.date().isoformat(), "reference": f"BNQ-{number}", "amount": amount}
        yield self._mission_act(OFFICE, "RecordPayment", number=number, **received)._replace(at=paid_at)

    def _build_scope(self) -> dict[str, Any]:
        parts = (1, 2)
        due = [self._day_after(30 * part) for part in parts]
        schedule = [{"key": "E0", "trigger": "signature", "amount": self._split_price()["E0"]}]
        for part in parts:
            instalment = {"key": f"E{part}", "trigger": "acceptance", "of": f"D{part}"}
            schedule.append({**instalment, "amount": self._split_price()[f"E{part}"]})
        criteria = [{"key": "C1", "text": "Chaque constat a sa preuve"}]
        return {
            "object": "Audit du système d’information",
            "perimeter": "Le siège",
            "objectives": ["Cartographier", "Recommander"],
            "competences": "Sécurité",
            "milestones": [
                {"key": f"J{part}", "title": f"Étape {part}", "due_on": due[part - 1]} for part in parts
            ],
            "deliverables": [
                {"key": f"D{part}", "title": f"Rapport {part}", "criteria": criteria, "due_on": due[part - 1]}
                for part in parts
            ],
            "starts_on": self._day_after(1),
            "ends_on": self._day_after(180),
            "price": {"mode": "fixed", "amount": self._price, "schedule": schedule},
            "governance": {"progress_every_days": 14},
            "clauses": TERMS,
            "found_by": "consultant",
            "price_set_by": "consultant",
        }

    def _split_price(self) -> dict[str, int]:
        first = self._price * 3 // 10
        second = (self._price - first) // 2
        return {"E0": first, "E1": second, "E2": self._price - first - second}

    def _working_days(self) -> list[date]:
        """The first working days left in the month, up to the day on which it is reported."""
        first = self._at.date()
        days = [first + DAY * index for index in range(27 - first.day)]
        return [day for day in days if day.weekday() < SATURDAY][:DAYS_A_MONTH]

    def _mission_act(self, by: Actor, command: str, **words: Any) -> GeneratedAct:
        return self._next_act(by, command, {"mission": str(self.mission), **words})

    def _next_act(self, by: Actor, command: str, words: dict[str, Any]) -> GeneratedAct:
        """Say an act an hour after the last one."""
        self._at += timedelta(hours=1)
        self._act_count += 1
        return GeneratedAct(self._at, self._number * 1_000 + self._act_count, by, command, words)

    def _next_month(self) -> None:
        self._at = (self._at.replace(day=1) + 32 * DAY).replace(day=3)

    def _day_after(self, after: int) -> str:
        return (self._at.date() + DAY * after).isoformat()

    @property
    def _today(self) -> str:
        return self._at.date().isoformat()

    def _hash_document(self, *parts: object) -> str:
        return hash_document(self._town.seed, self._number, *parts)
