"""The pages that may be asked for, each for its reader's eyes."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

import msgspec

from adapters.door import Malformed
from adapters.reading import missions, pages, refusals
from adapters.reading.log import Log, Reader
from adapters.wire.queries import Found, Instants, NothingFound, Page, Query
from adapters.wire.requests import fault
from domain.language import Audience, Kind, Stream

Schema = Callable[[str], dict[str, Any]]
AMOUNTS = ("invoiced", "paid", "open")
"""What the umbrella company and the client settle between them; the consultant is not told."""


def pages_of(log: Log, schema: Schema) -> Mapping[str, Page]:
    """Return every page that can be asked for; `schema` is what knows the commands."""
    asked = _Asked(log, schema)
    return {
        "missions": asked.missions,
        "refusals": asked.refusals,
        "schema": asked.schema,
        **{name: asked.page(name) for name in pages.PAGES},
    }


class _Asked:
    """The pages of one log."""

    def __init__(self, log: Log, schema: Schema) -> None:
        self._log = log
        self._schema = schema

    def page(self, name: str) -> Page:
        """Return what answers for the page of a projection about a mission."""

        def answer(reader: Reader, query: Query, times: Instants) -> Found:
            key = str(Stream(Kind.MISSION, self._own_mission(reader, query)))
            question = pages.Question(name, key, reader.audience, times.known_at, times.as_of)
            shown = pages.show(self._log, question)
            said = pages.opened(msgspec.to_builtins(shown.page), self._log.open)
            return Found(page=said, position=shown.position)

        return answer

    def missions(self, reader: Reader, _: Query, __: Instants) -> Found:
        """List the missions that concern whoever asks."""
        position = self._log.store.head()
        lines = [missions.line(standing) for standing in missions.standings(self._log, reader)]
        return Found(page=[_without_amounts(line, reader) for line in lines], position=position)

    def refusals(self, reader: Reader, _: Query, __: Instants) -> Found:
        """List what was refused to whoever asks; to anybody, for the umbrella company."""
        position = self._log.store.head()
        entries = [entry for entry in refusals.journal(self._log) if reader.may_see(entry.recorded)]
        return Found(page=[refusals.line(entry) for entry in entries], position=position)

    def schema(self, _: Reader, query: Query, __: Instants) -> Found:
        """Show the JSON Schema of a command."""
        if query.command is None:
            raise Malformed((fault("command", "missing"),))
        return Found(page=self._schema(query.command), position=self._log.store.head())

    def _own_mission(self, reader: Reader, query: Query) -> UUID:
        """Return the mission asked about, if there is one that concerns whoever asks."""
        if query.mission is None:
            raise Malformed((fault("mission", "missing"),))
        parties = missions.parties_of(self._log, query.mission)
        if parties is None or not reader.concerned(parties.clientid, parties.consultantid):
            raise NothingFound
        return query.mission


def _without_amounts(line: missions.MissionLine, reader: Reader) -> dict[str, Any]:
    said: dict[str, Any] = msgspec.to_builtins(line)
    if reader.audience is Audience.CONSULTANT:
        return {name: value for name, value in said.items() if name not in AMOUNTS}
    return said
