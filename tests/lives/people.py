"""The client and the consultant: what each does by itself, and how it answers what it is asked for."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from adapters.scenarios.generated_documents import TERMS
from domain.mission.signal_table import SIGNALS
from domain.mission.signals import SignalCode
from tests.lives.party import Ask, Command, Journal, Party
from tests.lives.post import Heard
from tests.lives.town import Agreed, Town

A_DAY = timedelta(days=1)
SATURDAY = 5
REJECTIONS, SIGNALS_RAISED, LATE_PAYMENTS, EXPENSES = 0.2, 0.1, 0.15, 0.15  # how often
CHANGES, EARLY_ENDS = 0.12, 0.04
PARTS = (1, 2)
MET, UNMET = [{"key": "C1", "met": True}], [{"key": "C1", "met": False}]
SIGNATURE = {"signatory": "A. Martin", "capacity": "Direction", "method": "electronic"}


class Transfer:
    """Money on its way through the bank, which is no party here."""

    def __init__(self, mission: str, number: str, amount: int, on: date) -> None:
        self.mission, self.number, self.amount, self.on = mission, number, amount, on


def signing(agreed: Agreed, of: str | None) -> Command:
    """Sign the service contract, or the amendment of a change."""
    kind = {"contract": "amendment", "change": of} if of else {"contract": "service"}
    words = {"mission": str(agreed.mission), "document": agreed.paper("contract", of), **kind, **SIGNATURE}
    return "SignContract", words


class Client(Party):
    """A client with its missions: it states its needs, judges what it gets, and pays by the bank."""

    def __init__(self, siren: str, town: Town, journal: Journal, bank: list[Transfer]) -> None:
        super().__init__(f"client-{siren}", journal)
        self._bank = bank
        self._umbrella = town.umbrella
        self._missions = {str(one.mission): one for one in town.missions if one.siren == siren}
        self._totals: dict[str, int] = {}
        self._completed: set[str] = set()
        self._attempts: dict[tuple[str, str], int] = {}
        for agreed in self._missions.values():
            self.plan(agreed.needed_on, f"need {agreed.number}", lambda agreed=agreed: self._need(agreed))

    def concerns(self, party: str, what: str) -> bool:
        return party == "client"

    def learn(self, heard: Heard) -> None:
        match heard.name:
            case "mission-started":
                self._reconsider(self._missions[heard.subject.partition("/")[2]])
            case "invoiced":
                self._totals[heard.data["number"]] = heard.data["total"]
            case "mission-completed":
                self._completed.add(heard.subject.partition("/")[2])
            case "deliverable-submitted":
                of = (heard.subject, heard.data["deliverable"])
                self._attempts[of] = self._attempts.get(of, 0) + 1
            case _:
                pass

    def answer_on(self, ask: Ask) -> date:
        if ask.what != "payment":
            return super().answer_on(ask)
        late = self._chance.random() < LATE_PAYMENTS
        return self.today + timedelta(days=self._chance.randint(*((31, 62) if late else (5, 28))))

    def words_for(self, ask: Ask) -> Command | None:
        agreed = self._missions[ask.identity]
        mission = {"mission": str(agreed.mission)}
        match ask.what:
            case "signature":
                return signing(agreed, ask.of)
            case "acceptance":
                return self._judge(agreed, ask)
            case "milestone_validation":
                return "ValidateMilestone", {**mission, "milestone": ask.of}
            case "change_answer":
                return "ConsentToChange", {**mission, "change": ask.of}
            case "payment":
                assert ask.of is not None
                self._bank.append(Transfer(ask.identity, ask.of, self._totals[ask.of], self.today))
                return None
            case _:
                raise AssertionError(f"{self.name} does not know how to answer {ask}")

    def _reconsider(self, agreed: Agreed) -> None:
        """Now and then a client wants more time, or ends it all."""
        day = self.today + self._chance.randint(10, 40) * A_DAY
        chance = self._chance.random()
        if chance < EARLY_ENDS:
            self.plan(day, f"end {agreed.number}", lambda: self._end(agreed))
        elif chance < EARLY_ENDS + CHANGES and not agreed.fixed_term:
            self.plan(day, f"change {agreed.number}", lambda: self._change(agreed))

    def _change(self, agreed: Agreed) -> Command:
        said = {"what": "Quinze jours de plus", "why": "Les entretiens prennent du retard"}
        effect = {"ends_on": str(agreed.ends_on + 15 * A_DAY)}
        return "RequestChange", {"mission": str(agreed.mission), "change": "C1", **said, "effect": effect}

    def _end(self, agreed: Agreed) -> Command | None:
        if str(agreed.mission) in self._completed:
            return None
        how = {"terminated_on": str(self.today), "clause": "agreement", "indemnity": 150_000}
        return "TerminateMission", {"mission": str(agreed.mission), **how, "reason": "Le projet est arrêté"}

    def _need(self, agreed: Agreed) -> Command:
        why = {"ground": "missing_expertise", "justification": "Aucun auditeur parmi les salariés"}
        people = {"client": agreed.client, "consultant": agreed.consultant, "umbrella": self._umbrella}
        ids = {name: str(identity) for name, identity in people.items()}
        return "StateNeed", {"mission": str(agreed.mission), **ids, "need": {"what": "Un audit", **why}}

    def _judge(self, agreed: Agreed, ask: Ask) -> Command:
        words = {"mission": str(agreed.mission), "deliverable": ask.of}
        first = self._attempts.get((ask.about, ask.of or ""), 1) == 1
        if first and self._chance.random() < REJECTIONS:
            return "RejectDeliverable", {**words, "criteria": UNMET, "reasons": "Une preuve manque"}
        return "AcceptDeliverable", {**words, "criteria": MET}


class Work:
    """What a consultant remembers of one of his missions."""

    def __init__(self, agreed: Agreed) -> None:
        self.agreed = agreed
        self.started: date | None = None
        self.completed: date | None = None
        self.handed: set[str] = set()
        self.accepted: set[str] = set()
        self.signals: dict[str, str] = {}

    def under_way(self, month: str) -> bool:
        begun = self.started is not None and f"{self.started:%Y-%m}" <= month
        return begun and (self.completed is None or f"{self.completed:%Y-%m}" >= month)


class Consultant(Party):
    """A consultant with his missions: he proposes, works, hands over, reports."""

    def __init__(self, number: int, town: Town, journal: Journal) -> None:
        self.identity = town.consultants[number]
        super().__init__(f"consultant-{number}", journal)
        mine = [agreed for agreed in town.missions if agreed.consultant == self.identity]
        self._works = {str(agreed.mission): Work(agreed) for agreed in mine}
        self._reported: set[str] = set()

    def concerns(self, party: str, what: str) -> bool:
        return party == "consultant"

    def learn(self, heard: Heard) -> None:
        if heard.subject.startswith("mission/"):
            work = self._works[heard.subject.partition("/")[2]]
            self._agreeing(work, heard)
            self._working(work, heard)

    def _agreeing(self, work: Work, heard: Heard) -> None:
        agreed = work.agreed
        match heard.name:
            case "need-stated":
                self._follow(work, 1, "proposal", lambda: self._propose(agreed))
            case "proposal-made":
                self._follow(work, 1, "scope", lambda: self._scope(agreed))
            case "mission-signed":
                days = (agreed.starts_on - self.today).days
                self._follow(work, max(days, 0), "start", lambda: self._start(agreed))
            case _:
                pass

    def _working(self, work: Work, heard: Heard) -> None:
        match heard.name:
            case "mission-started":
                work.started = date.fromisoformat(heard.data["first_day"])
                self._plan_work(work)
            case "deliverable-submitted" | "milestone-reached":
                work.handed.add(heard.data.get("deliverable") or heard.data["milestone"])
            case "deliverable-rejected":
                part = heard.data["deliverable"]
                work.handed.discard(part)
                self._follow(work, 3, f"{part} again {heard.position}", lambda: self._submit(work, part))
            case "deliverable-accepted" | "deliverable-deemed-accepted":
                work.accepted.add(heard.data["deliverable"])
                if len(work.accepted) == len(PARTS):
                    self._follow(work, 1, "completion", lambda: self._complete(work))
            case "mission-completed":
                work.completed = date.fromisoformat(heard.data["completed_on"])
            case "mission-terminated":
                work.completed = date.fromisoformat(heard.data["terminated_on"])
            case "autonomy-signal-raised":
                work.signals[heard.event["id"]] = heard.data["code"]
            case _:
                pass

    def _follow(self, work: Work, days: int, key: str, words: Callable[[], Command | None]) -> None:
        """Plan an act that needs no ask."""
        self.plan(self.today + days * A_DAY, f"{key} {work.agreed.number}", words)

    def _plan_work(self, work: Work) -> None:
        """Plan milestones and results near their days; sometimes also a signal or an expense."""
        chance, agreed = work.agreed.chance, work.agreed
        for part in PARTS:
            days, step, result = (_due(agreed, part) - self.today).days, f"J{part}", f"D{part}"
            near = max(days + chance.randint(-5, 2), 1)
            self._follow(work, near, step, lambda step=step: self._reach(work, step))
            self._follow(work, near + 2, result, lambda result=result: self._submit(work, result))
        if chance.random() < SIGNALS_RAISED:
            self._follow(work, chance.randint(5, 20), "signal", lambda: self._raise(agreed))
        if chance.random() < EXPENSES:
            self._follow(work, chance.randint(5, 20), "expense", lambda: self._spend(agreed))

    # what he does without an ask

    def _propose(self, agreed: Agreed) -> Command:
        offer = {"objectives": ["Auditer"], "method": "Ateliers", "price_reasons": "Complexité"}
        return "MakeProposal", {"mission": str(agreed.mission), "proposal": {**offer, "price": agreed.price}}

    def _scope(self, agreed: Agreed) -> Command:
        return "ScopeMission", {"mission": str(agreed.mission), "scope": _scope(agreed)}

    def _start(self, agreed: Agreed) -> Command:
        return "StartMission", {"mission": str(agreed.mission), "first_day": str(self.today)}

    def _reach(self, work: Work, key: str) -> Command | None:
        if key in work.handed or work.completed is not None:
            return None
        words = {"milestone": key, "evidence": work.agreed.paper("minutes", key)}
        return "ReachMilestone", {"mission": str(work.agreed.mission), **words}

    def _submit(self, work: Work, key: str) -> Command | None:
        if key in work.handed or work.completed is not None:
            return None
        words = {"deliverable": key, "document": work.agreed.paper("result", key, self.today)}
        return "SubmitDeliverable", {"mission": str(work.agreed.mission), **words}

    def _complete(self, work: Work) -> Command | None:
        if work.completed is not None:
            return None
        return "CompleteMission", {"mission": str(work.agreed.mission), "completed_on": str(self.today)}

    def _raise(self, agreed: Agreed) -> Command:
        seen = {"code": "S05", "source": "statement", "seen_on": str(self.today), "what": "Un point par jour"}
        return "RaiseSignal", {"mission": str(agreed.mission), **seen}

    def _spend(self, agreed: Agreed) -> Command:
        spent = {"key": "N1", "nature": "travel", "spent_on": str(self.today), "net": 12_000}
        return "ClaimExpense", {
            "mission": str(agreed.mission),
            "expense": {**spent, "receipt": agreed.paper("receipt")},
        }

    # what he is asked for

    def answer_on(self, ask: Ask) -> date:
        if ask.what == "activity_report":
            assert ask.of is not None
            return max(self.today, _last_days(ask.of))
        return super().answer_on(ask)

    def words_for(self, ask: Ask) -> Command | None:
        if ask.what in ("activity_report", "activity_correction"):
            return self._report(ask)
        work = self._works[ask.identity]
        mission = {"mission": str(work.agreed.mission)}
        match ask.what:
            case "consent":
                return "GiveConsent", {**mission, "change": ask.of}
            case "change_answer":
                return "ConsentToChange", {**mission, "change": ask.of}
            case "deliverable":
                return self._submit(work, ask.of or "")
            case "milestone":
                return self._reach(work, ask.of or "")
            case "completion":
                return self._complete(work)
            case "evidence":
                return self._show(work, ask)
            case "mitigation":
                return "MitigateSignal", {
                    **mission,
                    "signal": ask.of,
                    **_choose_measure(work.signals[ask.of or ""]),
                }
            case _:
                raise AssertionError(f"{self.name} does not know how to answer {ask}")

    def _report(self, ask: Ask) -> Command | None:
        """Report every weekday up to today, shared between the missions under way."""
        month = ask.of or ""
        if month in self._reported:
            return None
        self._reported.add(month)
        works = [work for work in self._works.values() if work.under_way(month)]
        days: list[dict[str, Any]] = []
        day = date.fromisoformat(f"{month}-01")
        while day <= self.today and f"{day:%Y-%m}" == month:
            todays = [work for work in works if _is_at_work(work, day)]
            if todays and day.weekday() < SATURDAY:
                work = todays[day.day % len(todays)]
                of = {"kind": "prestation", "mission": str(work.agreed.mission)}
                days.append({"day": str(day), "half_days": 2, **of})
            day += A_DAY
        return "ReportActivity", {"consultant": str(self.identity), "month": month, "days": days}

    def _show(self, work: Work, ask: Ask) -> Command:
        kind = "methodology"
        if ask.of is not None:
            kind = str(SIGNALS[SignalCode(work.signals[ask.of])].answers[0])
        words = {"kind": kind, "made_on": str(self.today), "document": work.agreed.paper("evidence", ask.key)}
        return "RecordEvidence", {"mission": str(work.agreed.mission), **words, "about": "Une méthode à lui"}


def _due(agreed: Agreed, part: int) -> date:
    return agreed.starts_on + 30 * part * A_DAY


def _is_at_work(work: Work, day: date) -> bool:
    return work.started is not None and work.started <= day <= (work.completed or date.max)


def _choose_measure(code: str) -> dict[str, str]:
    return {"measure": str(SIGNALS[SignalCode(code)].measures[0]), "how": "Un point de suivi par quinzaine"}


def _last_days(month: str) -> date:
    """Return the day on which a month is reported: three days before its end."""
    year, number = map(int, month.split("-"))
    return date(year + number // 12, number % 12 + 1, 1) - 4 * A_DAY


def _scope(agreed: Agreed) -> dict[str, Any]:
    due = {part: str(_due(agreed, part)) for part in PARTS}
    first = agreed.price * 3 // 10
    second = (agreed.price - first) // 2
    amounts = {"D1": second, "D2": agreed.price - first - second}
    schedule: list[dict[str, Any]] = [{"key": "E0", "trigger": "signature", "amount": first}]
    for key, amount in amounts.items():
        schedule.append({"key": f"E{key[1:]}", "trigger": "acceptance", "of": key, "amount": amount})
    criteria = [{"key": "C1", "text": "Chaque constat a sa preuve"}]
    results = [{"key": f"D{part}", "title": f"Rapport {part}", "due_on": due[part]} for part in PARTS]
    return {
        "object": "Audit du système d’information",
        "perimeter": "Le siège",
        "objectives": ["Cartographier", "Recommander"],
        "competences": "Sécurité",
        "milestones": [{"key": f"J{part}", "title": f"Étape {part}", "due_on": due[part]} for part in PARTS],
        "deliverables": [{**result, "criteria": criteria} for result in results],
        "starts_on": str(agreed.starts_on),
        "ends_on": str(agreed.ends_on),
        "price": {"mode": "fixed", "amount": agreed.price, "schedule": schedule},
        "governance": {"progress_every_days": 14},
        "clauses": TERMS,
        "found_by": "consultant",
        "price_set_by": "consultant",
    }
