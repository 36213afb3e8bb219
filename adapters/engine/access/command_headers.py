"""Reads the headers of a command; all faults are returned together."""

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
    """The parsed headers of a command."""

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
    """Read the headers of a command; an unreadable one is a fault, and None."""
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


class _HeaderReader:
    """Reads the headers of one command and collects their faults."""

    def __init__(self, raw_headers: Mapping[str, str]) -> None:
        self._raw_headers = raw_headers
        self.faults: list[Fault] = []

    def read_header(self, header: str, parse: Callable[[str], T], wording: str, **values: Any) -> T | None:
        """Return the parsed header, None if it is missing or unreadable."""
        text = self._raw_headers.get(header)
        if text is None:
            return None
        try:
            return parse(text)
        except ValueError:
            self.faults.append(make_fault(header, wording, **values))
            return None

    def find_missing(self, header: str) -> list[Fault]:
        """Return the fault of a missing header."""
        return [] if header in self._raw_headers else [make_fault(header, "missing")]

    def find_unknown(self) -> list[Fault]:
        """Return a fault for each unknown `Jalon-` header, for example one that names a role."""
        ours = (name for name in self._raw_headers if name.lower().startswith(header_names.PREFIX))
        unknown = sorted(name for name in ours if name not in header_names.COMMAND_HEADERS)
        return [make_fault(_replace_unprintable(name), "unexpected_keyword_argument") for name in unknown]


def _parse_bool(text: str) -> bool:
    return msgspec.convert(text.lower(), bool, strict=False)


def _replace_unprintable(name: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in name[:40])
