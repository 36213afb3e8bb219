"""Reads the headers of a command; all faults of a command are returned together."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

import msgspec

from adapters.engine.access import header_names
from adapters.engine.instants import parse_instant
from adapters.engine.validation import Fault
from adapters.engine.validation.fault_texts import FAULT_TEXTS
from domain.language import Form, Party
from domain.record import Channel

T = TypeVar("T")

CONTRACT = "contract of the wire"


class CommandHeaders(NamedTuple):
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


def read_headers(raw_headers: Mapping[str, str]) -> tuple[CommandHeaders, tuple[Fault, ...]]:
    """Read the headers of a command; what cannot be read is a fault, and left out."""
    reader = _HeaderReader(raw_headers)
    found = CommandHeaders(
        command_id=reader.read_header(header_names.COMMAND_ID, UUID, "uuid_parsing"),
        expires=reader.read_header(header_names.EXPIRES, parse_instant, Form.INSTANT),
        time=reader.read_header(header_names.TIME, parse_instant, Form.INSTANT),
        on_behalf=reader.read_header(header_names.ON_BEHALF, Party, "enum", expected="client, consultant"),
        evidence=raw_headers.get(header_names.EVIDENCE),
        channel=reader.read_header(header_names.CHANNEL, Channel, "enum", expected=", ".join(Channel)),
        approve=bool(reader.read_header(header_names.APPROVE, _parse_bool, "bool_type")),
        approval=raw_headers.get(header_names.APPROVAL),
        dry_run=bool(reader.read_header(header_names.DRY_RUN, _parse_bool, "bool_type")),
        correlation_id=reader.read_header(header_names.CORRELATION_ID, UUID, "uuid_parsing"),
    )
    return found, (*reader.find_missing(header_names.COMMAND_ID), *reader.faults, *reader.find_unknown())


def make_fault(path: str, wording: str, **values: Any) -> Fault:
    """Return a fault in the words of the door."""
    rule_wording = FAULT_TEXTS[wording]
    article = CONTRACT if rule_wording.article.startswith("contract") else rule_wording.article
    return Fault(
        path,
        rule_wording.rule,
        article,
        rule_wording.fr.format_map(values),
        rule_wording.en.format_map(values),
    )


class _HeaderReader:
    """The headers of one command, read one after the other."""

    def __init__(self, raw_headers: Mapping[str, str]) -> None:
        self._raw_headers = raw_headers
        self.faults: list[Fault] = []

    def read_header(self, header: str, parse: Callable[[str], T], wording: str, **values: Any) -> T | None:
        """Return what a header says; none where it is not there or cannot be read."""
        written = self._raw_headers.get(header)
        if written is None:
            return None
        try:
            return parse(written)
        except ValueError:
            self.faults.append(make_fault(header, wording, **values))
            return None

    def find_missing(self, header: str) -> list[Fault]:
        """Say that a header is missing."""
        return [] if header in self._raw_headers else [make_fault(header, "missing")]

    def find_unknown(self) -> list[Fault]:
        """Say which of our headers there is not; a role or a principal is told by the subject alone."""
        ours = (name for name in self._raw_headers if name.lower().startswith(header_names.PREFIX))
        strange = sorted(name for name in ours if name not in header_names.COMMAND_HEADERS)
        return [make_fault(_replace_unprintable(name), "unexpected_keyword_argument") for name in strange]


def _parse_bool(written: str) -> bool:
    return msgspec.convert(written.lower(), bool, strict=False)


def _replace_unprintable(name: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in name[:40])
