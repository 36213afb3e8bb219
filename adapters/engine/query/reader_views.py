"""The views that queries may ask for, each limited to what its reader may see."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

import msgspec

from adapters.engine.access.replies import make_fault
from adapters.engine.follow.registry import PROJECTIONS_BY_NAME
from adapters.engine.query import mission_list, refusal_journal, views
from adapters.engine.query.query_handler import AnswerView, FoundView, NothingFound, Query, QueryInstants
from adapters.engine.query.readable_log import LogReader, ReadableLog
from adapters.engine.validation import Malformed
from domain.language import NOBODY, Audience, Kind, Stream
from projections import may_read_all

FindSchema = Callable[[str], dict[str, Any]]
AMOUNT_FIELDS = ("invoiced", "paid", "open")
"""Amounts between the umbrella company and the client; a consultant does not see them."""


def make_views(
    log: ReadableLog, schema: FindSchema, find_rows: views.FindRows | None = None
) -> Mapping[str, AnswerView]:
    """Return every view by name; `schema` returns the JSON Schema of a command, `find_rows` stored rows."""
    views = _ReaderViews(log, schema, find_rows)
    return {
        "missions": views.list_missions,
        "refusals": views.list_refusals,
        "schema": views.show_schema,
        **{name: views.make_view(name) for name in PROJECTIONS_BY_NAME},
    }


class _ReaderViews:
    """The views of one log."""

    def __init__(self, log: ReadableLog, schema: FindSchema, find_rows: views.FindRows | None) -> None:
        self._log = log
        self._schema = schema
        self._find_rows = find_rows

    def make_view(self, name: str) -> AnswerView:
        """Return the function that answers for a projection."""

        def answer_view(reader: LogReader, query: Query, times: QueryInstants) -> FoundView:
            key = self._find_own_key(reader, query)
            parts = (name, key, reader.audience, times.known_at, times.as_of, query.at_least)
            shown = views.show_view(self._log, views.ViewQuery(*parts), self._find_rows)
            view = views.open_sealed_values(msgspec.to_builtins(shown.view), self._log.open_sealed)
            return FoundView(view=view, position=shown.position)

        return answer_view

    def list_missions(self, reader: LogReader, _: Query, __: QueryInstants) -> FoundView:
        """List the missions that concern the reader."""
        position = self._log.store.head()
        lines = [
            mission_list.make_mission_line(summary)
            for summary in mission_list.list_missions(self._log, reader)
        ]
        return FoundView(view=[_drop_amounts(line, reader) for line in lines], position=position)

    def list_refusals(self, reader: LogReader, _: Query, __: QueryInstants) -> FoundView:
        """List the refusals that the reader may see; the umbrella company sees all of them."""
        position = self._log.store.head()
        entries = [
            entry for entry in refusal_journal.read_journal(self._log) if reader.may_see(entry.recorded)
        ]
        return FoundView(
            view=[refusal_journal.make_refusal_line(entry) for entry in entries], position=position
        )

    def show_schema(self, _: LogReader, query: Query, __: QueryInstants) -> FoundView:
        """Show the JSON Schema of a command."""
        if query.command is None:
            raise Malformed((make_fault("command", "missing"),))
        return FoundView(view=self._schema(query.command), position=self._log.store.head())

    def _find_own_key(self, reader: LogReader, query: Query) -> str:
        """Return the key of the query; raises `NothingFound` if it does not concern the reader."""
        if query.mission is None and query.key is None:
            raise Malformed((make_fault("mission", "missing"),))
        key = query.key or str(Stream(Kind.MISSION, query.mission or NOBODY))
        if not self._is_concerned(reader, key):
            raise NothingFound
        return key

    def _is_concerned(self, reader: LogReader, key: str) -> bool:
        kind, _, identity = key.partition("/")
        try:
            subject_id = UUID(identity)
        except ValueError:
            return may_read_all(reader.audience)
        match kind:
            case Kind.MISSION:
                parties = mission_list.find_parties(self._log, subject_id)
                return parties is not None and reader.is_concerned(parties.clientid, parties.consultantid)
            case Kind.CONSULTANT:
                return reader.is_concerned(None, subject_id)
            case Kind.CLIENT:
                return reader.is_concerned(subject_id, None)
            case _:
                return may_read_all(reader.audience)


def _drop_amounts(line: mission_list.MissionLine, reader: LogReader) -> dict[str, Any]:
    fields: dict[str, Any] = msgspec.to_builtins(line)
    if reader.audience is Audience.CONSULTANT:
        return {name: value for name, value in fields.items() if name not in AMOUNT_FIELDS}
    return fields
