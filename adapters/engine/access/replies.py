"""Replies: the outcome of a request, and only what its principal may read.

The reply to a failed request also has the error headers of NATS micro services.
"""

import traceback
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

import msgspec
import structlog

from adapters.engine.access import header_names
from adapters.engine.clock import new_command_id
from adapters.engine.dispatch import CommandAnswer
from adapters.engine.dispatch import CommandOutcome as DispatchOutcome
from adapters.engine.query.readable_log import LogReader
from adapters.engine.validation import Fault, Malformed
from adapters.engine.validation.fault_texts import FAULT_TEXTS
from domain.language import Audience
from domain.record import Actor
from domain.refused import RefusalRecorded

CONTRACT: Final = "contract of the wire"
"""The source of the rules on addresses, headers and queries."""

log = structlog.get_logger("jalon.wire")


class Outcome(StrEnum):
    """The outcome of a request.

    After `busy` or `behind`, try again; a command is repeated with the same id, so it is decided once.
    """

    ACCEPTED = "accepted"
    REFUSED = "refused"
    MALFORMED = "malformed"
    EXPIRED = "expired"
    APPROVED = "approved"
    FOUND = "found"
    NOT_FOUND = "not_found"
    BEHIND = "behind"
    BUSY = "busy"
    DEFECT = "defect"


ERROR_CODES: Final[dict[Outcome, str]] = {
    Outcome.MALFORMED: "400",
    Outcome.NOT_FOUND: "404",
    Outcome.EXPIRED: "408",
    Outcome.BEHIND: "409",
    Outcome.DEFECT: "500",
    Outcome.BUSY: "503",
}
"""The outcomes of failed requests, with their HTTP status codes."""

_SENTENCES: Final[dict[Outcome, tuple[str, str]]] = {
    Outcome.EXPIRED: (
        "cette commande est arrivée après son échéance : rien n'est enregistré",
        "this command arrived after its expiry: nothing is stored",
    ),
    Outcome.NOT_FOUND: (
        "il n'y a rien de tel, ou pas pour ce demandeur",
        "there is no such thing, or not for this principal",
    ),
    Outcome.BEHIND: (
        "cette position n'est pas encore atteinte ; redemandez",
        "this position is not reached yet; ask again",
    ),
    Outcome.DEFECT: (
        "une erreur du logiciel, rien n'est enregistré ; citez le numéro de l'incident",
        "an error of the software, nothing is stored; quote the incident",
    ),
}


class PlacedFact(msgspec.Struct, frozen=True, kw_only=True):
    """An event as stored, and its position in the log; None in a dry run."""

    position: int | None
    fact: msgspec.Raw


class RefusalTold(msgspec.Struct, frozen=True, kw_only=True):
    """A refusal: its rule, the article, what the rule check saw, and the sentence in two languages."""

    refusal: str
    rule: str
    article: str
    saw: dict[str, str]
    fr: str
    en: str


class Reply(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The reply to any request, as JSON without default values.

    `position` is that of the last event of a command, or the position that a view includes. `facts` are the
    events that the principal may read; `facts_left_out`: they do not fit into one message and must be read
    from the stream. `page` is the view. `fr` and `en` explain the outcome.
    """

    outcome: Outcome
    command_id: UUID | None = None
    position: int | None = None
    dry_run: bool = False
    facts: tuple[PlacedFact, ...] = ()
    facts_left_out: bool = False
    refusal: RefusalTold | None = None
    faults: tuple[Fault, ...] = ()
    approval: str | None = None
    page: Any = None
    incident: UUID | None = None
    fr: str | None = None
    en: str | None = None

    @property
    def body(self) -> bytes:
        """The JSON bytes of the reply."""
        return msgspec.json.encode(self)

    @property
    def headers(self) -> dict[str, str]:
        """The headers of the reply."""
        sent_headers = {header_names.CONTENT_TYPE: "application/json"}
        if self.outcome in ERROR_CODES:
            sent_headers |= {
                header_names.SERVICE_ERROR: self.outcome,
                header_names.SERVICE_ERROR_CODE: ERROR_CODES[self.outcome],
            }
        return sent_headers

    def drop_details(self) -> "Reply":
        """Return the reply without events and view, for a message that would be too large."""
        return msgspec.structs.replace(self, facts=(), facts_left_out=True, page=None)


def make_fault(path: str, wording: str, **values: Any) -> Fault:
    """Return a fault with a text of the validation."""
    rule_wording = FAULT_TEXTS[wording]
    article = CONTRACT if rule_wording.article.startswith("contract") else rule_wording.article
    return Fault(
        path,
        rule_wording.rule,
        article,
        rule_wording.fr.format_map(values),
        rule_wording.en.format_map(values),
    )


def make_reply(outcome: Outcome, **others: Any) -> Reply:
    """Return the reply for an outcome that has a fixed text."""
    fr, en = _SENTENCES[outcome]
    return Reply(outcome=outcome, fr=fr, en=en, **others)


def make_busy_reply(fr: str, en: str, command_id: UUID | None = None) -> Reply:
    """Return the reply to a request that cannot be answered now."""
    return Reply(outcome=Outcome.BUSY, command_id=command_id, fr=fr, en=en)


def make_too_many_reply() -> Reply:
    """Return the reply to a request beyond the limit of requests in progress."""
    return make_busy_reply(
        "trop de demandes attendent ; redemandez dans un instant",
        "too many requests are waiting; ask again in a moment",
    )


def make_defect_reply(name: str, bug: Exception) -> Reply:
    """Log the place of a bug, but not its text, which may hold personal data; return the reply."""
    incident: Any = new_command_id()
    where = "".join(traceback.format_tb(bug.__traceback__))
    log.error("defect", incident=str(incident), what=name, bug=type(bug).__name__, where=where)
    return make_reply(Outcome.DEFECT, incident=incident)


def make_malformed_reply(error: Malformed, command_id: UUID | None = None) -> Reply:
    """Return the reply to a malformed request, with all its faults."""
    return Reply(outcome=Outcome.MALFORMED, command_id=command_id, faults=error.faults)


def make_answer_reply(answer: CommandAnswer, actor: Actor, *, dry_run: bool) -> Reply:
    """Return the reply to a decided command, limited to what the actor may read."""
    if answer.outcome is DispatchOutcome.DEFECT:
        return make_reply(Outcome.DEFECT, command_id=answer.command_id, incident=answer.incident)
    positions = [event.position for event in answer.events if event.position]
    return Reply(
        outcome=Outcome(answer.outcome),
        command_id=answer.command_id,
        position=max(positions, default=None),
        dry_run=dry_run,
        facts=_readable_events(answer, actor),
        refusal=_describe_refusal(answer),
    )


def _readable_events(answer: CommandAnswer, actor: Actor) -> tuple[PlacedFact, ...]:
    reader = LogReader(Audience(actor.party), actor.represents)
    return tuple(
        PlacedFact(position=event.position or None, fact=msgspec.Raw(event.body))
        for event in answer.events
        if reader.may_see(event.recorded)
    )


def _describe_refusal(answer: CommandAnswer) -> RefusalTold | None:
    if answer.outcome is not DispatchOutcome.REFUSED:
        return None
    recorded: RefusalRecorded = answer.events[0].recorded.data
    fields = {name: getattr(recorded, name) for name in RefusalTold.__struct_fields__}
    return RefusalTold(**fields)
