"""Reads the headers of a command; all faults of a command are returned together."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

import msgspec

from adapters.engine.access import header_names
from adapters.engine.instants import aware
from adapters.engine.validation import Fault
from adapters.engine.validation.fault_texts import WORDINGS
from domain.language import Form, Party
from domain.record import Channel

T = TypeVar("T")

CONTRACT = "contract of the wire"


class Enclosed(NamedTuple):
    """What goes with a command in its headers."""

    command_id: UUID | None
    expires: datetime | None
    time: datetime | None
    on_behalf: Party | None
    evidence: str | None
    channel: Channel | None
    approve: bool
    approval: str | None
    dry_run: bool
    correlation_id: UUID | None


def enclosed(given: Mapping[str, str]) -> tuple[Enclosed, tuple[Fault, ...]]:
    """Read the headers of a command; what cannot be read is a fault, and left out."""
    reading = _Reading(given)
    found = Enclosed(
        command_id=reading.one(header_names.COMMAND_ID, UUID, "uuid_parsing"),
        expires=reading.one(header_names.EXPIRES, aware, Form.INSTANT),
        time=reading.one(header_names.TIME, aware, Form.INSTANT),
        on_behalf=reading.one(header_names.ON_BEHALF, Party, "enum", expected="client, consultant"),
        evidence=given.get(header_names.EVIDENCE),
        channel=reading.one(header_names.CHANNEL, Channel, "enum", expected=", ".join(Channel)),
        approve=bool(reading.one(header_names.APPROVE, _truth, "bool_type")),
        approval=given.get(header_names.APPROVAL),
        dry_run=bool(reading.one(header_names.DRY_RUN, _truth, "bool_type")),
        correlation_id=reading.one(header_names.CORRELATION_ID, UUID, "uuid_parsing"),
    )
    return found, (*reading.missing(header_names.COMMAND_ID), *reading.faults, *reading.unknown())


def fault(path: str, wording: str, **seen: Any) -> Fault:
    """Return a fault in the words of the door."""
    found = WORDINGS[wording]
    article = CONTRACT if found.article.startswith("contract") else found.article
    return Fault(path, found.rule, article, found.fr.format_map(seen), found.en.format_map(seen))


class _Reading:
    """The headers of one command, read one after the other."""

    def __init__(self, given: Mapping[str, str]) -> None:
        self._given = given
        self.faults: list[Fault] = []

    def one(self, header: str, read: Callable[[str], T], wording: str, **seen: Any) -> T | None:
        """Return what a header says; none where it is not there or cannot be read."""
        written = self._given.get(header)
        if written is None:
            return None
        try:
            return read(written)
        except ValueError:
            self.faults.append(fault(header, wording, **seen))
            return None

    def missing(self, header: str) -> list[Fault]:
        """Say that a header is missing."""
        return [] if header in self._given else [fault(header, "missing")]

    def unknown(self) -> list[Fault]:
        """Say which of our headers there is not; a role or a principal is told by the subject alone."""
        ours = (name for name in self._given if name.lower().startswith(header_names.OURS))
        strange = sorted(name for name in ours if name not in header_names.OF_A_COMMAND)
        return [fault(_printable(name), "unexpected_keyword_argument") for name in strange]


def _truth(written: str) -> bool:
    return msgspec.convert(written.lower(), bool, strict=False)


def _printable(name: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in name[:40])
