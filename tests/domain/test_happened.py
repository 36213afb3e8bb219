"""A command may not state a future day as past: such a day is refused in every command."""

from collections.abc import Iterator
from dataclasses import is_dataclass, replace
from datetime import date, timedelta
from typing import Any, get_args, get_type_hints

import pytest
from msgspec.structs import replace as with_

from domain.commands import COMMAND_OF, COMMANDS
from domain.language import Form, Language
from domain.mission.ending import CompleteMission
from domain.record import Actor
from domain.refusals import DatedAhead
from domain.refused import Refused
from tests.domain.every_command import EVERY_COMMAND, of_autonomy
from tests.domain.given import DOCUMENT, MISSION, SYSTEM, TODAY, UMBRELLA, acting, given
from tests.domain.pay import REPORTED
from tests.domain.people import EVERYONE
from tests.domain.words import RUNNING

A_DAY = timedelta(days=1)
LIFE = (EVERYONE, RUNNING, REPORTED)
LONG_AFTER = date(2035, 1, 1)  # later than any other day of these commands

PLANNED = {
    # what is agreed or provided from a day on, or until one
    *("valid_from", "valid_until", "from_on", "until_on", "starts_on", "ends_on", "hired_on", "due_on"),
    *("may_begin_on", "least_until", "allocation_until", "review_on", "next_on"),
    # an end of which notice is given, and an invoice, which has a rule of its own
    *("TerminateMission.terminated_on", "EndEmployment.ended_on"),
    *("IssueInvoice.issued_on", "IssueCreditNote.issued_on"),
    # days worked are reported by the month, some before they are over
    *("ReportActivity.days.day", "ReportActivity.hours.day"),
    *("CorrectActivity.days.day", "CorrectActivity.hours.day"),
}
"""The days that may lie ahead, by field or by command and field; every other day is past."""


def iter_days(hint: Any, path: str) -> Iterator[tuple[str, bool]]:
    """Yield the path of each day in a type, and whether it is marked as past."""
    if is_dataclass(hint):
        for name, inner in get_type_hints(hint, include_extras=True).items():
            yield from iter_days(inner, f"{path}.{name}")
    elif hint is date:
        yield path, False
    elif Form.HAPPENED in getattr(hint, "__metadata__", ()):
        yield path, True
    else:
        for part in get_args(hint):
            yield from iter_days(part, path)


DAYS = dict(day for row in COMMANDS for day in iter_days(row.command_type, row.command_type.__name__))
COMMANDS_BY_NAME = {type(command).__name__: command for command in EVERY_COMMAND}


def with_day(value: Any, path: list[str], day: date) -> Any:
    """Return the value with another day at a path; in a list, in its last element."""
    if isinstance(value, tuple):
        return (*value[:-1], with_day(value[-1], path, day))
    name, *inner = path
    return replace(value, **{name: with_day(getattr(value, name), inner, day) if inner else day})


def answered(command: Any, actor: Actor, on: date) -> Refused | None:
    try:
        given(LIFE).when(command, actor, on).answer()
    except Refused as refusal:
        return refusal
    return None


def test_every_day_of_an_command_has_happened_or_is_planned() -> None:
    planned = {path: {path, path.rpartition(".")[2]} & PLANNED for path in DAYS}
    assert {path for path, happened in DAYS.items() if not happened} == {p for p in DAYS if planned[p]}
    assert set().union(*planned.values()) == PLANNED


@pytest.mark.parametrize("path", [path for path, happened in DAYS.items() if happened])
def test_proof_2_a_future_day_is_not_stated_as_past(path: str) -> None:
    """The day before, the day itself, the day after."""
    name, _, place = path.partition(".")
    command = with_day(COMMANDS_BY_NAME[name], place.split("."), LONG_AFTER)
    party, eve = min(COMMAND_OF[type(command)].by - {SYSTEM}), LONG_AFTER - A_DAY
    given(LIFE).when(command, party, eve).refused(DatedAhead(field=place, day=LONG_AFTER, today=eve))
    for on in (LONG_AFTER, LONG_AFTER + A_DAY):
        assert not isinstance(answered(command, acting(party), on), DatedAhead)


def test_proof_2_an_earlier_act_states_no_later_day() -> None:
    """Stated on a document a week later, it is held to the day on which it was done."""
    command = CompleteMission(mission=MISSION, completed_on=TODAY + A_DAY)
    on_paper = with_(acting(UMBRELLA), evidence=DOCUMENT)
    refusal = DatedAhead(field="completed_on", day=TODAY + A_DAY, today=TODAY)
    given(LIFE).when(command, on_paper, TODAY, backdated=True).refused(refusal)


def test_the_engine_is_never_refused_for_a_day() -> None:
    """The days of its commands follow from recorded events."""
    *_, length = of_autonomy()
    command = replace(length, on=LONG_AFTER)
    assert isinstance(answered(command, acting(UMBRELLA), TODAY), DatedAhead)
    assert answered(command, acting(SYSTEM), TODAY) is None


def test_a_day_to_come_is_refused_in_both_languages_with_what_was_seen() -> None:
    refusal = DatedAhead(field="first_day", day=TODAY + A_DAY, today=TODAY)
    seen = "[PROOF-2, C. civ. 1353] (field: first_day, day: 2026-03-03, today: 2026-03-02)"
    french, english = (refusal.sentence(language) for language in (Language.FRENCH, Language.ENGLISH))
    assert french == f"Un fait n'est constaté qu'une fois arrivé : son jour n'est pas à venir. {seen}"
    assert english == f"What happened is recorded once it has happened: its day is not one to come. {seen}"
