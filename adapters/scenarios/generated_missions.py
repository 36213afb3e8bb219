"""Generated missions, seeded and with a realistic rhythm; their acts come in the order of time.

Each mission is scoped, signed, worked for two months, accepted, invoiced and paid. Some deliverables are
rejected once, some clients pay late, some signals are raised. A longer log has more missions, none longer.
"""

import heapq
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from adapters.scenarios.generated_documents import (
    CLAUSES,
    TERMS,
    hash_document,
    make_payslip,
    make_siret,
    make_vat_number,
)
from adapters.scenarios.generated_town import (
    BEGIN,
    MISSIONS_A_CLIENT,
    OFFICE,
    TWO_OF_THE_OFFICE,
    GeneratedAct,
    Town,
    founding_acts,
    make_actor,
)
from domain.language import Party, client_id_of, umbrella_id_of
from domain.record import Actor

MISSIONS_A_DAY = 5  # some four hundred at a time
DAY = timedelta(days=1)
DAYS_A_MONTH = 15
SALARY_A_DAY = 17_000  # cents
SATURDAY = 5
LATE_IN_THE_MONTH = 15
REJECTIONS, SIGNALS, LATE_PAYMENTS = 0.2, 0.1, 0.15  # how often


class GeneratedMission:
    """One mission of a town: its parties, its random choices, its calendar."""

    def __init__(self, town: Town, number: int, begins: datetime) -> None:
        self._town = town
        self._number = number
        self._chance = Random(f"{town.seed}/{number}")
        self._at = begins
        self._act_count = 0
        self.mission = town.derive_id("mission", number)
        self.consultant = town.derive_id("consultant", number)
        self._client_siren = town.client_siren(number)
        self.client = client_id_of(self._client_siren)
        self._as_client = make_actor(Party.CLIENT, f"client:{self._client_siren}", self.client)
        self._as_consultant = make_actor(Party.CONSULTANT, f"consultant:{number}", self.consultant)
        self._price = 100_000 * self._chance.randint(60, 180)
        self._invoiced = 0
        self._worked_until = ""

    def list_acts(self) -> list[GeneratedAct]:
        """Return the acts of the whole mission, in the order of time."""
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
        for signatory in (self._as_client, OFFICE):
            signature = {"signatory": "A. Martin", "capacity": "Direction", "method": "electronic"}
            contract = {"contract": "service", "document": self._hash_document("contract")}
            yield self._mission_act(signatory, "SignContract", **contract, **signature)

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
        """Return the first working days left in the month, up to the day on which it is reported."""
        first = self._at.date()
        days = [first + DAY * index for index in range(27 - first.day)]
        return [day for day in days if day.weekday() < SATURDAY][:DAYS_A_MONTH]

    def _mission_act(self, by: Actor, command: str, **words: Any) -> GeneratedAct:
        return self._next_act(by, command, {"mission": str(self.mission), **words})

    def _next_act(self, by: Actor, command: str, words: dict[str, Any]) -> GeneratedAct:
        """Return an act one hour after the last one."""
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


def generate_acts(seed: int, missions: int) -> Iterator[GeneratedAct]:
    """Yield the acts of so many missions of a town, interleaved in time."""
    town = Town(seed)
    yield from founding_acts(town)
    waiting: list[GeneratedAct] = []
    for number in range(missions):
        begins = BEGIN + DAY * (1 + number // MISSIONS_A_DAY) + timedelta(minutes=number % MISSIONS_A_DAY)
        # Acts before the beginning of this mission are final: no later mission has an earlier act.
        while waiting and waiting[0].at < begins:
            yield heapq.heappop(waiting)
        for act in GeneratedMission(town, number, begins).list_acts():
            heapq.heappush(waiting, act)
    while waiting:
        yield heapq.heappop(waiting)
