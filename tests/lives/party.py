"""A party: it receives its events, notes its asks, and carries out its plans on their day."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any, NamedTuple
from uuid import NAMESPACE_URL, UUID, uuid5

from tests.lives.post import Answered, Heard, Post

Command = tuple[str, dict[str, Any]]
Words = Callable[[], Command | None]
ATTEMPTS = 40
WITHIN_DAYS = 3


class Ask(NamedTuple):
    """An ask to this party."""

    key: str
    about: str
    what: str
    of: str | None

    @property
    def identity(self) -> str:
        """The id of the thing that the ask is about."""
        return self.about.partition("/")[2]


class Act(NamedTuple):
    """Something to do on a day; `words` makes the command then, or None if it is no longer needed."""

    key: str
    words: Words
    attempt: int = 0


class Journal:
    """The commands of all parties, with their answers."""

    def __init__(self) -> None:
        self.answers: dict[UUID, Answered] = {}
        self.asks: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.given_up: list[str] = []
        self.position = 0

    def note(self, id: UUID, command: str, answered: Answered) -> None:
        assert self.answers.setdefault(id, answered) == answered, (command, id)
        self.position = max(self.position, answered.position)
        if answered.refusal is not None:
            self.refused[f"{command}: {answered.refusal}"] += 1


class Party:
    """The common part of the programs of client, consultant and office."""

    def __init__(self, name: str, journal: Journal) -> None:
        self.name = name
        self.today = date.min
        self._journal = journal
        self._chance = Random(name)
        self._agenda: defaultdict[date, list[Act]] = defaultdict(list)
        self._closed: set[str] = set()
        self._seen: set[str] = set()
        self.post: Post | None = None

    # what comes ----------------------------------------------------------------------------------

    def hear(self, heard: Heard) -> None:
        """Handle an event: note an ask, or the end of one; otherwise learn from it."""
        data = heard.data
        match heard.name:
            case "party-asked" if self.concerns(data["party"], data["what"]):
                ask = Ask(data["ask"], data.get("about", heard.subject), data["what"], data.get("of"))
                self._journal.asks[ask.what] += 1
                self.plan_answer(ask)
            case "ask-answered" | "ask-withdrawn":
                self._closed.add(data["ask"])
            case _:
                self.learn(heard)

    def concerns(self, party: str, what: str) -> bool:
        """Say whether this party must do this act."""
        raise NotImplementedError

    def learn(self, heard: Heard) -> None:
        """Remember an event, and plan the acts that follow from it without an ask."""
        raise NotImplementedError

    def words_for(self, ask: Ask) -> Command | None:
        """Return the act that answers an ask, if it can be done today."""
        raise NotImplementedError

    def answer_on(self, ask: Ask) -> date:
        """Return the day on which to answer an ask: within some days."""
        del ask
        return self.today + timedelta(days=self._chance.randint(0, WITHIN_DAYS))

    def plan_answer(self, ask: Ask) -> None:
        """Plan the answer."""

        def words() -> Command | None:
            return None if ask.key in self._closed else self.words_for(ask)

        self.plan(self.answer_on(ask), f"ask {ask.key}", words)

    async def approval(self, command: str, body: dict[str, Any], id: UUID) -> str | None:
        """Return the approval of a second person if the act needs two, otherwise None."""
        del command, body, id
        return None

    # what is done --------------------------------------------------------------------------------

    def plan(self, day: date, key: str, words: Words) -> None:
        """Do something on a day, once."""
        if key not in self._seen:
            self._seen.add(key)
            self._agenda[max(day, self.today)].append(Act(key, words))

    @property
    def busy(self) -> bool:
        """Whether anything is left to do today."""
        return bool(self._agenda.get(self.today))

    @property
    def planned_count(self) -> int:
        """How many acts are still planned."""
        return sum(map(len, self._agenda.values()))

    async def act(self) -> None:
        """Carry out the plans of today, one after the other."""
        for act in self._agenda.pop(self.today, []):
            await self._do(act)

    async def _do(self, act: Act) -> None:
        command = act.words()
        if command is None:
            return
        assert self.post is not None
        id = uuid5(NAMESPACE_URL, f"{self.name}/{act.key}/{act.attempt}")
        answered = await self.post.give(*command, id, await self.approval(*command, id))
        self._journal.note(id, command[0], answered)
        if answered.refusal is not None:
            self._tomorrow(act, command, answered.refusal)

    def _tomorrow(self, act: Act, command: Command, refusal: str) -> None:
        """Plan a refused act again for the next day, up to `ATTEMPTS` times."""
        if act.attempt < ATTEMPTS:
            self._agenda[self.today + timedelta(days=1)].append(act._replace(attempt=act.attempt + 1))
        else:
            self._journal.given_up.append(f"{self.name} {command[0]} {command[1]}: {refusal}")


async def act_all(parties: list[Party]) -> None:
    """Let all parties carry out their plans of today at the same time."""
    await asyncio.gather(*(party.act() for party in parties if party.busy))
