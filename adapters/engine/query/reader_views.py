"""The pages that may be asked for, each for its reader's eyes."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

import msgspec

from adapters.engine.access.command_headers import fault
from adapters.engine.follow.registry import PROJECTIONS_BY_NAME
from adapters.engine.query import mission_list, refusal_journal, views
from adapters.engine.query.query_handler import Found, Instants, NothingFound, Page, Query
from adapters.engine.query.readable_log import Log, Reader
from adapters.engine.validation import Malformed
from domain.language import NOBODY, Audience, Kind, Stream
from projections import of_the_house

Schema = Callable[[str], dict[str, Any]]
AMOUNTS = ("invoiced", "paid", "open")
"""What the umbrella company and the client settle between them; the consultant is not told."""


def pages_of(log: Log, schema: Schema, kept: views.Kept | None = None) -> Mapping[str, Page]:
    """Return every page that can be asked for; `schema` knows the commands, `kept` the rows of pages."""
    asked = _Asked(log, schema, kept)
    return {
        "missions": asked.missions,
        "refusals": asked.refusals,
        "schema": asked.schema,
        **{name: asked.page(name) for name in PROJECTIONS_BY_NAME},
    }


class _Asked:
    """The pages of one log."""

    def __init__(self, log: Log, schema: Schema, kept: views.Kept | None) -> None:
        self._log = log
        self._schema = schema
        self._kept = kept

    def page(self, name: str) -> Page:
        """Return what answers for the page of a projection."""

        def answer(reader: Reader, query: Query, times: Instants) -> Found:
            key = self._own_key(reader, query)
            asked = (name, key, reader.audience, times.known_at, times.as_of, query.at_least)
            shown = views.show(self._log, views.Question(*asked), self._kept)
            said = views.opened(msgspec.to_builtins(shown.page), self._log.open)
            return Found(page=said, position=shown.position)

        return answer

    def missions(self, reader: Reader, _: Query, __: Instants) -> Found:
        """List the missions that concern whoever asks."""
        position = self._log.store.head()
        lines = [mission_list.line(standing) for standing in mission_list.standings(self._log, reader)]
        return Found(page=[_without_amounts(line, reader) for line in lines], position=position)

    def refusals(self, reader: Reader, _: Query, __: Instants) -> Found:
        """List what was refused to whoever asks; to anybody, for the umbrella company."""
        position = self._log.store.head()
        entries = [entry for entry in refusal_journal.journal(self._log) if reader.may_see(entry.recorded)]
        return Found(page=[refusal_journal.line(entry) for entry in entries], position=position)

    def schema(self, _: Reader, query: Query, __: Instants) -> Found:
        """Show the JSON Schema of a command."""
        if query.command is None:
            raise Malformed((fault("command", "missing"),))
        return Found(page=self._schema(query.command), position=self._log.store.head())

    def _own_key(self, reader: Reader, query: Query) -> str:
        """Return what the page is about, if it concerns whoever asks."""
        if query.mission is None and query.key is None:
            raise Malformed((fault("mission", "missing"),))
        key = query.key or str(Stream(Kind.MISSION, query.mission or NOBODY))
        if not self._concerned(reader, key):
            raise NothingFound
        return key

    def _concerned(self, reader: Reader, key: str) -> bool:
        kind, _, identity = key.partition("/")
        try:
            meant = UUID(identity)
        except ValueError:
            return of_the_house(reader.audience)
        match kind:
            case Kind.MISSION:
                parties = mission_list.parties_of(self._log, meant)
                return parties is not None and reader.concerned(parties.clientid, parties.consultantid)
            case Kind.CONSULTANT:
                return reader.concerned(None, meant)
            case Kind.CLIENT:
                return reader.concerned(meant, None)
            case _:
                return of_the_house(reader.audience)


def _without_amounts(line: mission_list.MissionLine, reader: Reader) -> dict[str, Any]:
    said: dict[str, Any] = msgspec.to_builtins(line)
    if reader.audience is Audience.CONSULTANT:
        return {name: value for name, value in said.items() if name not in AMOUNTS}
    return said
