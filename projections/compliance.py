"""Which conditions of L1254 were checked, by whom, when and on what document, and which were not?

The view shows the state of the file, not a legal opinion. A condition counts as checked if a decision
checked its rule; the answer is that of the day. The view reads the events of the mission, of its consultant
with the months of pay, and of its umbrella company.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, get_args
from uuid import UUID

from msgspec import Struct

from domain.consultant.employment_terms import ContractKind
from domain.consultant.events import ConsultantEvent
from domain.consultant.events.hiring import EmploymentContractConcluded
from domain.language import Audience, DocumentHash, Key, Kind, Party
from domain.law import Force, Rule
from domain.law.register import all_rules
from domain.mission.events import MissionEvent
from domain.mission.events.scoping import MissionTakenOver, NeedStated
from domain.mission.events.working import BreachCured, BreachRecorded
from domain.paymonth.events import PayMonthEvent
from domain.record import Answer, Event, Ground, Recorded
from domain.umbrella.events import UmbrellaEvent
from projections import Wording, may_read_all
from projections.event_rows import EventRow, append_event, party_keys, read_events
from projections.projection import PureProjection, event_types

_KINDS = tuple(
    kind
    for union in (MissionEvent, ConsultantEvent, PayMonthEvent, UmbrellaEvent)
    for kind in get_args(union)
)
_CHECKING = tuple(kind for kind in _KINDS if {"ground", "grounds"} & set(kind.__struct_fields__))
EVENT_TYPES = event_types(NeedStated, MissionTakenOver, BreachCured, *_CHECKING)

STATE_OF_THE_FILE = Wording(
    "État du dossier, ne vaut pas avis juridique.", "State of the file, not legal advice."
)
_CHAPTER = re.compile(r"\b[LDR]1254-")


class Check(Struct, frozen=True, kw_only=True):
    """A condition and its last answer: by whom, when, under which version of the rule, on what document."""

    rule: Key
    article: str
    says: Wording
    version: date
    answer: Answer
    saw: Mapping[str, str]
    party: Party
    principal: str
    time: datetime
    recorded_at: datetime
    documents: tuple[DocumentHash, ...]
    times_asked: int
    fact: UUID


class Broken(Struct, frozen=True, kw_only=True):
    """A breach, and its cure if there is one."""

    rule: Key
    article: str
    says: Wording
    since: date
    recorded_at: datetime
    cured_at: datetime | None
    how: str | None
    fact: UUID


class Unchecked(Struct, frozen=True, kw_only=True):
    """A condition that no event of the file checked."""

    rule: Key
    article: str
    force: Force
    says: Wording


class ComplianceView(Struct, frozen=True, kw_only=True):
    """The conditions of the chapter; `unchecked` is empty for a reader who does not read everything."""

    on: date
    notice: Wording
    whole: bool
    checks: tuple[Check, ...]
    breaches: tuple[Broken, ...]
    unchecked: tuple[Unchecked, ...]


def keys(recorded: Recorded[Any]) -> set[str]:
    """Return the key of the mission, consultant or umbrella company; for a month of pay, its consultant."""
    of_month = recorded.subject.startswith(Kind.PAY_MONTH)
    return {f"{Kind.CONSULTANT}/{recorded.consultant_id}" if of_month else recorded.subject}


def show(rows: Mapping[str, EventRow], today: date, reader: Audience | None = None) -> ComplianceView:
    """Show each condition with its last answer."""
    events = read_events(rows, reader)
    conditions = {name: rule for name, rule in all_rules().items() if _CHAPTER.search(rule.article)}
    checks, breaches = _list_checks(events, conditions), tuple(_list_breaches(events))
    whole = may_read_all(reader)
    checked = {found.rule for found in (*checks, *breaches)}
    unchecked = _list_unchecked(events, conditions, checked) if whole else ()
    return ComplianceView(
        on=today,
        notice=STATE_OF_THE_FILE,
        whole=whole,
        checks=checks,
        breaches=breaches,
        unchecked=tuple(unchecked),
    )


def _list_checks(events: list[Recorded[Any]], conditions: Mapping[str, Rule]) -> tuple[Check, ...]:
    grounds_by_rule: dict[str, list[tuple[Recorded[Any], Ground]]] = {}
    for recorded in events:
        for ground in _grounds_of(recorded.data):
            if ground.rule in conditions and not isinstance(recorded.data, BreachRecorded):
                grounds_by_rule.setdefault(ground.rule, []).append((recorded, ground))
    return tuple(
        _build_check(conditions[name], len(grounds_by_rule[name]), *grounds_by_rule[name][-1])
        for name in conditions
        if name in grounds_by_rule
    )


def _grounds_of(event: Event) -> tuple[Ground, ...]:
    ground = getattr(event, "ground", None)
    return (ground,) if isinstance(ground, Ground) else getattr(event, "grounds", ())


def _build_check(rule: Rule, times: int, recorded: Recorded[Any], ground: Ground) -> Check:
    document = getattr(recorded.data, "document", None)
    documents = (document, recorded.evidence)
    return Check(
        rule=rule.id,
        article=ground.article,
        says=Wording(rule.fr, rule.en),
        version=ground.version,
        answer=ground.answer,
        saw=ground.saw,
        party=recorded.acted_for or recorded.party,
        principal=recorded.auth_id,
        time=recorded.time,
        recorded_at=recorded.recorded_at,
        documents=tuple(name for name in documents if isinstance(name, str)),
        times_asked=times,
        fact=recorded.id,
    )


def _list_breaches(events: list[Recorded[Any]]) -> Iterable[Broken]:
    known = all_rules()
    cured = (event for event in events if isinstance(event.data, BreachCured))
    cures: dict[UUID, Recorded[Any]] = {event.data.breach: event for event in cured}
    for event in events:
        if isinstance(event.data, BreachRecorded):
            ground, cure = event.data.ground, cures.get(event.id)
            rule = known.get(ground.rule)
            yield Broken(
                rule=ground.rule,
                article=ground.article,
                says=Wording(rule.fr, rule.en) if rule is not None else Wording("", ""),
                since=event.data.since,
                recorded_at=event.recorded_at,
                cured_at=cure.time if cure is not None else None,
                how=cure.data.how if cure is not None else None,
                fact=event.id,
            )


def _list_unchecked(
    events: list[Recorded[Any]], conditions: Mapping[str, Rule], checked: set[str]
) -> Iterable[Unchecked]:
    """Return the conditions without an answer, except those of an employment contract that does not exist."""
    kinds = {event.data.kind for event in events if isinstance(event.data, EmploymentContractConcluded)}
    no_concern = {
        prefix
        for prefix, kind in (("CDD-", ContractKind.FIXED_TERM), ("CDI-", ContractKind.OPEN_ENDED))
        if kinds and kind not in kinds
    }
    for name, rule in conditions.items():
        if name not in checked and not name.startswith(tuple(no_concern)):
            yield Unchecked(rule=name, article=rule.article, force=rule.force, says=Wording(rule.fr, rule.en))


COMPLIANCE = PureProjection(
    name="compliance",
    version=2,
    event_types=EVENT_TYPES,
    row_type=EventRow,
    view_type=ComplianceView,
    append_only=True,
    keys=keys,
    evolve=append_event,
    related_keys=party_keys,
    show=show,
)
