"""The users of the umbrella company, each with a role: they act as employer and as billing office."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from adapters.scenarios.generated_documents import (
    CLAUSES,
    hash_document,
    make_payslip,
    make_siret,
    make_vat_number,
)
from domain.language import Role
from domain.mission.signal_table import SIGNALS
from domain.mission.signals import SignalCode
from tests.lives.party import Ask, Command, Journal, Party
from tests.lives.people import Transfer, signing
from tests.lives.post import Heard
from tests.lives.town import OFFICE, Agreed, Town

SALARY_A_DAY = 17_000  # cents
SERIES = "F2026"
CLAUSES_PAID = ("notice", "indemnity")
WORK = ("client_and_address", "object_and_conditions", "duration", "price", "client_answers_for_safety")
PAY = frozenset(
    {
        *("activity_approval", "salary", "transfer", "statement", "final_settlement"),
        *("contributions_declaration", "contributions_payment"),
    }
)
FOR_THE_DIRECTOR = frozenset(
    {
        *("signature", "change_answer", "cure", "review", "guarantee", "guarantee_attestation"),
        *("insurance", "activity_declaration"),
    }
)


class Ledger:
    """What all users of the office know: missions, invoices, the months of the consultants."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.missions = {str(agreed.mission): agreed for agreed in town.missions}
        self.triggers: dict[tuple[str, str], str] = {}
        self.half_days: dict[tuple[str, str], int] = {}
        self.signals: dict[str, str] = {}
        self.bank: list[Transfer] = []
        self.closed: set[str] = set()
        self.first_days = {
            str(id_): min(agreed.starts_on for agreed in town.missions if agreed.consultant == id_)
            for id_ in town.consultants
        }

    def learn(self, heard: Heard) -> None:
        match heard.name:
            case "mission-scoped":
                for part in heard.data["scope"]["price"]["schedule"]:
                    self.triggers[heard.subject, part["key"]] = part["trigger"]
            case "activity-reported" | "activity-corrected":
                month = (heard.event["consultantid"], heard.data.get("month", ""))
                self.half_days[month] = sum(day["half_days"] for day in heard.data["days"])
            case "autonomy-signal-raised":
                self.signals[heard.event["id"]] = heard.data["code"]
            case "mission-closed":
                self.closed.add(heard.subject.partition("/")[2])
            case _:
                pass


class User(Party):
    """One user of the umbrella company."""

    def __init__(self, name: str, role: Role, ledger: Ledger, journal: Journal) -> None:
        super().__init__(name, journal)
        self.role = role
        self.colleague: User | None = None
        self._ledger = ledger
        self._umbrella = {"umbrella": str(ledger.town.umbrella)}

    def concerns(self, party: str, what: str) -> bool:
        if party != "umbrella":
            return False
        role = Role.PAYROLL if what in PAY else Role.DIRECTOR if what in FOR_THE_DIRECTOR else Role.ADVISER
        return role is self.role

    def learn(self, heard: Heard) -> None:
        self._ledger.learn(heard)

    def words_for(self, ask: Ask) -> Command | None:
        if ask.what in PAY:
            return self._pay(ask)
        if ask.about.startswith("mission/"):
            return self._of_a_mission(self._ledger.missions[ask.identity], ask)
        if ask.about.startswith("consultant/"):
            return self._employ(ask)
        return self._of_the_company(ask)

    async def approval(self, command: str, body: dict[str, Any], id: UUID) -> str | None:
        if command != "TransferSalary":
            return None
        assert self.colleague is not None
        assert self.colleague.post is not None
        return await self.colleague.post.approve(command, body, id)

    def _pay(self, ask: Ask) -> Command | None:
        if ask.what == "final_settlement":
            return self._settle(self._ledger.missions[ask.identity])
        of = {"consultant": ask.identity, "month": ask.of}
        paper, today = hash_document("lives", ask.key), {"reference": f"VIR-{ask.key}"}
        match ask.what:
            case "activity_approval":
                return "ApproveActivity", of
            case "salary":
                half_days = self._ledger.half_days.get((ask.identity, ask.of or ""), 0)
                slip = make_payslip(base=SALARY_A_DAY * half_days // 2)
                return "ComputeSalary", {**of, "payslip": slip, "position": self.position}
            case "transfer":
                return "TransferSalary", {**of, **today, "executed_on": str(self.today)}
            case "contributions_declaration":
                return "DeclareContributions", {**of, **today, "declared_on": str(self.today)}
            case "contributions_payment":
                return "PayContributions", {**of, **today, "paid_on": str(self.today)}
            case "statement":
                return "DeliverStatement", {**of, "document": paper}
            case _:
                raise AssertionError(f"{self.name} does not know how to answer {ask}")

    def _settle(self, agreed: Agreed) -> Command:
        ids = {"consultant": str(agreed.consultant), "mission": str(agreed.mission)}
        amounts = {"gross_in_all": 1_000_000, "indemnity": 100_000, "paid_leave": 110_000}
        papers = {name: agreed.paper(name) for name in ("receipt", "certificate", "attestation")}
        return "DeliverFinalSettlement", {**ids, "delivered_on": str(self.today), **amounts, **papers}

    def _of_a_mission(self, agreed: Agreed, ask: Ask) -> Command | None:
        mission = {"mission": str(agreed.mission)}
        match ask.what:
            case "verification":
                return "VerifyMission", mission
            case "signature":
                return signing(agreed, ask.of)
            case "contract_copy":
                paper = agreed.paper("contract", None)
                return "DeliverContractCopy", {**mission, "delivered_on": str(self.today), "document": paper}
            case "employment_contract":
                return self._contract(agreed)
            case "invoice":
                return self._invoice(agreed, ask)
            case "transmission":
                return "TransmitInvoice", {**mission, "number": ask.of}
            case "late_penalty":
                return "ChargeLatePenalty", {**mission, "number": ask.of, "until_on": str(self.today)}
            case _:
                return self._of_the_frame(mission, ask)

    def _of_the_frame(self, mission: dict[str, Any], ask: Ask) -> Command | None:
        match ask.what:
            case "expense_answer":
                return "ApproveExpense", {**mission, "expense": ask.of}
            case "change_answer":
                return "ConsentToChange", {**mission, "change": ask.of}
            case "cure":
                return "CureBreach", {**mission, "breach": ask.of, "how": "regularised"}
            case "mitigation":
                measure = SIGNALS[SignalCode(self._ledger.signals[ask.of or ""])].measures[0]
                how = {"measure": str(measure), "how": "Un point de suivi par quinzaine"}
                return "MitigateSignal", {**mission, "signal": ask.of, **how}
            case "review":
                said = dict.fromkeys(("reasons", "clauses", "plan"), "Deux prospects en cours")
                next_on = self.today + timedelta(days=365)
                return "ReviewSingleClient", {**mission, **said, "next_on": str(next_on)}
            case _:
                raise AssertionError(f"{self.name} does not know how to answer {ask}")

    def _invoice(self, agreed: Agreed, ask: Ask) -> Command:
        other = "clause" if ask.of in CLAUSES_PAID else "expense"
        trigger = self._ledger.triggers.get((ask.about, ask.of or ""), other)
        due = [{"trigger": trigger, "key": ask.of}]
        words = {"series": SERIES, "issued_on": str(self.today), "due": due}
        return "IssueInvoice", {"mission": str(agreed.mission), **words}

    def _contract(self, agreed: Agreed) -> Command:
        """Conclude a contract for each fixed term; an open-ended one covers all missions."""
        common = {"consultant": str(agreed.consultant), "document": agreed.paper("employment")}
        if agreed.fixed_term:
            return "ConcludeEmploymentContract", {**common, **_fixed_term(agreed)}
        first = str(self._ledger.first_days[str(agreed.consultant)])
        words = {"kind": "open_ended", "mention": True, "starts_on": first}
        return "ConcludeEmploymentContract", {**common, **words, "clauses": dict.fromkeys(CLAUSES, True)}

    def _employ(self, ask: Ask) -> Command | None:
        consultant, today, paper = (
            {"consultant": ask.identity},
            str(self.today),
            hash_document("lives", ask.key),
        )
        match ask.what:
            case "hire_declaration":
                first = str(self._ledger.first_days[ask.identity])
                hired = {"declared_on": today, "hired_on": first, "reference": f"DPAE-{ask.key}"}
                return "DeclareHire", {**consultant, **hired}
            case "term_decision":
                return self._end_of_term(ask)
            case "trial_decision":
                return None  # silence confirms
            case "contract_handover":
                return "DeliverEmploymentContract", {**consultant, "delivered_on": today, "document": paper}
            case "interview":
                held = {"kind": ask.of, "held_on": today, "minutes": paper}
                return "HoldInterview", {**consultant, **held}
            case _:
                raise AssertionError(f"{self.name} does not know how to answer {ask}")

    def answer_on(self, ask: Ask) -> date:
        """Wait until the end of a fixed term before deciding on it."""
        soon = super().answer_on(ask)
        return max(soon, self._ledger.missions[ask.of or ""].ends_on) if ask.what == "term_decision" else soon

    def _end_of_term(self, ask: Ask) -> Command:
        agreed = self._ledger.missions[ask.of or ""]
        how = {"because": "end_of_term", "ended_on": str(agreed.ends_on), "missions": [ask.of]}
        common = {"consultant": ask.identity, "mission": ask.of, "document": agreed.paper("term")}
        return "EndEmployment", {**common, **how}

    def _of_the_company(self, ask: Ask) -> Command | None:
        today, paper = str(self.today), hash_document("lives", ask.key)
        span = {"valid_from": "2026-01-01", "valid_until": "2035-12-31", "document": paper}
        match ask.what:
            case "activity_declaration":
                declaration = {"declared_on": "2025-11-01", "may_begin_on": "2025-11-16", "document": paper}
                return "DeclareActivity", {**self._umbrella, **declaration}
            case "guarantee":
                sure = {"guarantor": "Caution SA", "amount": 961_200_000}
                return "ProvideGuarantee", {**self._umbrella, **sure, **span}
            case "guarantee_attestation":
                sent = {"guarantor": "Caution SA", "sent_on": today, "document": paper}
                return "AttestGuarantee", {**self._umbrella, **sent}
            case "insurance":
                sure = {"insurer": "Assurances SA", "policy_number": "P1"}
                return "ProvideInsurance", {**self._umbrella, **sure, **span}
            case "vigilance_certificate":
                words = {"issued_on": today, "delivered_on": today, "amount": 10_000_000, "document": paper}
                return "DeliverVigilanceCertificate", {"client": ask.identity, **words}
            case _:
                raise AssertionError(f"{self.name} does not know how to answer {ask}")

    @property
    def position(self) -> int:
        """The last position that this user has received."""
        assert self.post is not None
        return self.post.position

    # what the office does without an ask

    def plan_founding(self) -> None:
        """Plan the founding of the company, and the registration of all clients and consultants."""
        town = self._ledger.town
        company = {
            "siren": town.siren,
            "vat_number": make_vat_number(town.siren),
            "name": "Arche",
            "address": "Nantes",
        }
        self.plan(self.today, "company", lambda: ("RegisterCompany", company))
        scheme = {**self._umbrella, "from_on": "2026-01-01", "share": 700}
        self.plan(self.today, "fee", lambda: ("AdoptFeeScheme", scheme))
        for agreed in town.missions:
            day = agreed.needed_on - timedelta(days=1)
            self.plan(day, f"client {agreed.siren}", lambda one=agreed: _client(one))
            key = f"consultant {agreed.consultant}"
            self.plan(day, key, lambda one=agreed: self._consultant(one))
            self.plan(day, f"{key} qualified", lambda one=agreed: _qualification(one))

    def _consultant(self, agreed: Agreed) -> Command:
        identity = {"name": f"Porté {agreed.number}", "address": "Rennes", "email": "porte@exemple.example"}
        numbers = {"iban": "FR1420041010050500013M02606", "nir": "295117823456784"}
        known = {"consultant": str(agreed.consultant), **self._umbrella}
        return "RegisterConsultant", {**known, **identity, **numbers}

    def take_to_the_books(self) -> None:
        """Record the payments that came in by the bank."""
        while self._ledger.bank:
            self._record(self._ledger.bank.pop())

    def _record(self, came: Transfer) -> None:
        words = {"mission": came.mission, "number": came.number, "reference": f"BNQ-{came.number}"}
        paid = {"received_on": str(came.on), "amount": came.amount}
        self.plan(self.today, f"payment {came.number}", lambda: ("RecordPayment", {**words, **paid}))


def _fixed_term(agreed: Agreed) -> dict[str, Any]:
    clauses = {**dict.fromkeys(CLAUSES, True), "trial_period_days": 8}
    work = dict.fromkeys((*WORK, "protective_equipment", "liability_insurer"), True)
    days = {"starts_on": str(agreed.starts_on), "ends_on": str(agreed.ends_on)}
    words = {"kind": "fixed_term", "mission": str(agreed.mission), "mention": True, "renewal_clause": True}
    return {**words, **days, "clauses": clauses, "work": work}


def _client(agreed: Agreed) -> Command:
    known = {
        "siren": agreed.siren,
        "siret": make_siret(agreed.siren),
        "vat_number": make_vat_number(agreed.siren),
    }
    return "RegisterClient", {**known, "name": f"Client {agreed.siren}", "address": "Lyon"}


def _qualification(agreed: Agreed) -> Command:
    degree = {"kind": "degree", "years": 5, "document": agreed.paper("degree")}
    return "VerifyQualification", {"consultant": str(agreed.consultant), **degree}


def users(ledger: Ledger, journal: Journal) -> list[User]:
    """Return the users of the office; each has a colleague, for acts of two persons."""
    everyone = [User(name, role, ledger, journal) for name, role in OFFICE.items()]
    for user, colleague in zip(everyone, everyone[1:] + everyone[:1], strict=True):
        user.colleague = colleague
    return everyone
