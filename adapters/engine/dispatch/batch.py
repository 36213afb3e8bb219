"""One turn: the commands that waited, decided one after the other on one head, to store together."""

import logging
import traceback
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple
from uuid import UUID

from msgspec import Struct

from adapters.engine.clock import command_id, paris_day
from adapters.engine.dispatch.command_answer import Answer, Outcome, Stated
from adapters.engine.dispatch.envelope import Stamp, When
from adapters.engine.dispatch.key_erasure import Erasing
from adapters.engine.dispatch.working_set import Known, KnownStreams
from adapters.engine.store.codec import Codec
from adapters.engine.store.recorder import Turn
from adapters.engine.store.stored import (
    ANYBODY,
    RECOVERED,
    StoredAnswer,
    StoredFact,
    StoreFailed,
    StoreUnusable,
)
from adapters.engine.validation import Checked, CommandIdReused, Door, Malformed
from domain.aggregates import LIVES, Life, Parties
from domain.command_definition import decide
from domain.commands import ORDER_OF
from domain.language import Kind, Language, Party, Stream
from domain.multi_stream import Facts
from domain.record import Act, AuthMethod, Calendar, Event
from domain.refused import RefusalRecorded, Refused

TOGETHER = 16
"""How many commands are decided before the store hears of them: it is at work while the next are."""

log = logging.getLogger("jalon.dispatcher")


class Waiting(Struct, frozen=True, gc=False):
    """A command in a turn, its personal values sealed; a dry run is answered and not kept.

    `sealed` says that it was sealed for this turn; `keyless`, that the key of its person is destroyed.
    """

    checked: Checked
    order: Any
    dry_run: bool
    sealed: bool = False
    keyless: bool = False


def _unseen(_commands: int, _seconds: float) -> None: ...


class Means(NamedTuple):
    """What every turn needs, the same for the life of a dispatcher.

    `observe` is told of each turn how many commands it held and how many seconds it took.
    """

    door: Door
    codec: Codec
    calendar: Calendar
    when: When
    source: str
    erasing: Erasing
    observe: Callable[[int, float], None] = _unseen


class Round:
    """The commands of one turn: each sees the facts of those before it, on one head."""

    def __init__(self, means: Means, known: KnownStreams, turn: Turn) -> None:
        self._means = means
        self._known = known
        self._turn = turn
        self._fresh: dict[Stream, Known] = {}
        self._answered: dict[int, StoredAnswer] = {}
        self._head = known.head
        self._recorded_at = known.recorded_at
        self.facts: list[StoredFact] = []
        self._answers: list[StoredAnswer] = []
        self._appended = 0

    def answer(self, waiting: Iterable[Waiting]) -> list[Answer | Malformed]:
        """Answer each command: from the store, with facts, with a refusal, or as our defect."""
        commands = list(waiting)
        ids = [command.checked.request.command_id for command in commands]
        self._answered = {id.int: answer for id, answer in self._turn.answers(ids).items()}
        answers: list[Answer | Malformed] = []
        for some in range(0, len(commands), TOGETHER):
            answers += [self._one(command) for command in commands[some : some + TOGETHER]]
            self._append()
        return answers

    def _append(self) -> None:
        """Give the store what was decided since the last time, to keep at the end of its turn."""
        if self._answers:
            self._turn.append(self.facts[self._appended :], self._answers)
            self._appended, self._answers = len(self.facts), []

    def learn(self) -> None:
        """Remember what was stored, once it is."""
        for known in self._fresh.values():
            self._known.learn(known)
        self._known.head, self._known.recorded_at = self._head, self._recorded_at

    def _one(self, waiting: Waiting) -> Answer | Malformed:
        request = waiting.checked.request
        earlier = self._answered.get(request.command_id.int)
        if earlier is not None:
            return self._again(waiting.checked, earlier)
        try:
            return self._decided(waiting)
        except Malformed as malformed:
            return malformed
        except (StoreFailed, StoreUnusable):
            raise
        except Exception as bug:  # one decision's defect leaves the rest of the turn alone
            return _defect(waiting, bug)

    def _again(self, checked: Checked, earlier: StoredAnswer) -> Answer | Malformed:
        request = checked.request
        if not _asked_before(checked, earlier):
            return CommandIdReused(request.command_id)
        stored = self._stored(earlier)
        facts = tuple(
            Stated(fact.position, self._means.codec.decode(fact.type, fact.body), fact.body)
            for fact in stored
        )
        return _answer(request.command_id, facts)

    def _stored(self, earlier: StoredAnswer) -> list[StoredFact]:
        if earlier.first > self._known.head:
            return [fact for fact in self.facts if earlier.first <= fact.position <= earlier.last]
        return self._turn.after(earlier.first - 1, earlier.last - earlier.first + 1)

    def _decided(self, waiting: Waiting) -> Answer:
        request = waiting.checked.request
        order = waiting.order
        when = self._means.when.of(request, order, self._recorded_at)
        act = Act(
            by=request.actor,
            time=when.time,
            day=paris_day(when.time),
            calendar=self._means.calendar,
            backdated=when.backdated,
        )
        row = ORDER_OF[type(order)]
        about = self._at(row.about(order)).stream
        stamp = Stamp(self._means.source, request, act, when.recorded_at, about.id)
        try:
            facts = decide(row, self._state, self._held, order, act, about)
            assert not waiting.keyless, "whose key is destroyed is known to be erased"
            parties = None
        except Refused as refused:
            facts = {Stream(Kind.REFUSAL, request.command_id): [_refusal(refused, request.name, act, about)]}
            parties = self._refused(act, about)
        return self._state_facts(waiting, stamp, facts, parties)

    def _refused(self, act: Act, about: Stream) -> Parties:
        """Return whom a refusal concerns: who asked, or for whom the umbrella company asked.

        What a story asked concerns whom its stream does, so that it is found in the story of the consultant;
        the umbrella company alone reads it.
        """
        client, consultant = LIVES[about.kind].parties(about, self._state(about))
        if act.by.method is AuthMethod.SAGA:
            return client, consultant
        if act.by.acting_for is None:
            client = consultant = act.by.represents
        return (
            client if act.by.whose is Party.CLIENT else None,
            consultant if act.by.whose is Party.CONSULTANT else None,
        )

    def _state(self, stream: Stream) -> Any:
        return self._at(stream).state

    def _held(self, stream: Stream, fact: UUID) -> Event | None:
        """Return a fact of a stream, be it one of this turn; it is read whole, for few orders ask."""
        fresh = [(stored.type, stored.body) for stored in self.facts if stored.stream_id == stream.key]
        told = self._means.codec.remember([*self._turn.told(stream.key), *fresh])
        return next((known.data for known in told if known.id == fact), None)

    def _at(self, stream: Stream) -> Known:
        known = self._fresh.get(stream)
        if known is None:
            known = self._known.at(stream, self._turn)
            self._fresh[known.stream] = known  # the one object that all further looks compare with
        return known

    def _state_facts(self, waiting: Waiting, stamp: Stamp, facts: Facts, concerned: Parties | None) -> Answer:
        """Stamp and encode the facts; kept only if all of them could be, and it is no dry run.

        `concerned` are the parties that the facts concern, where their stream does not tell.
        """
        touched: dict[Stream, Known] = {}
        stated: list[Stated] = []
        stored: list[StoredFact] = []
        for stream, events in facts.items():
            known, life = self._at(stream), LIVES[stream.kind]
            for event in events:
                parties = concerned or _parties(life, stream, known.state, event)
                recorded = stamp.on(event, known.subject, known.version + 1, parties)
                known = known.after(life.evolve(known.state, recorded))
                position = self._head + len(stored) + 1
                body = self._means.codec.encode(recorded)
                stored.append(StoredFact(position, known.key, known.version, event.TYPE, body))
                stated.append(Stated(0 if waiting.dry_run else position, recorded, body))
            touched[known.stream] = known
        if not waiting.dry_run:
            self._keep(waiting.checked, touched, stored, stated)
        return _answer(waiting.checked.request.command_id, tuple(stated))

    def _keep(
        self,
        checked: Checked,
        touched: dict[Stream, Known],
        stored: list[StoredFact],
        stated: list[Stated],
    ) -> None:
        request, first = checked.request, self._head + 1
        self._fresh |= touched
        self.facts += stored
        self._head += len(stored)
        if stated:
            self._recorded_at = stated[-1].recorded.recorded_at
        answer = StoredAnswer(request.command_id, request.actor.principal, checked.digest, first, self._head)
        self._answers.append(answer)
        self._answered[request.command_id.int] = answer


def _asked_before(checked: Checked, earlier: StoredAnswer) -> bool:
    """Whether the same principal asked the same; of a rebuilt answer only what its facts tell is known."""
    principal = checked.request.actor.principal
    if earlier.digest == RECOVERED:
        return earlier.principal in {ANYBODY, principal}
    return (earlier.principal, earlier.digest) == (principal, checked.digest)


def _parties(life: Life, stream: Stream, state: Any, event: Event) -> Parties:
    """A stream's first fact may name its parties; all later ones find them in its state."""
    client, consultant = life.parties(stream, state)
    if state is life.blank:
        return (getattr(event, "client", client), getattr(event, "consultant", consultant))
    return (client, consultant)


def _answer(command: Any, facts: tuple[Stated, ...]) -> Answer:
    refused = bool(facts) and isinstance(facts[0].recorded.data, RefusalRecorded)
    outcome = Outcome.REFUSED if refused else Outcome.ACCEPTED
    return Answer(command_id=command, outcome=outcome, facts=facts)


def _refusal(refused: Refused, name: str, act: Act, about: Stream) -> RefusalRecorded:
    return RefusalRecorded(
        command=name,
        party=act.by.whose,
        principal=act.by.principal,
        about=str(about),
        refusal=type(refused).__name__,
        rule=refused.rule.id,
        article=refused.rule.article,
        saw=refused.saw,
        fr=refused.sentence(Language.FRENCH),
        en=refused.sentence(Language.ENGLISH),
    )


def _defect(waiting: Waiting, bug: Exception) -> Answer:
    """Log where the bug is, never what the command said, and answer with the incident's name."""
    incident, request = command_id(), waiting.checked.request
    where = "".join(traceback.format_tb(bug.__traceback__))
    log.error("incident %s: %s in %s\n%s", incident, type(bug).__name__, request.name, where)
    return Answer(command_id=request.command_id, outcome=Outcome.DEFECT, incident=incident)
