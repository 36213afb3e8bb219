"""Which pages there are: each projection, the keys that it takes, and how it is laid out on a terminal."""

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from rich.console import RenderableType

from adapters.cli import audit_trail_layout, generic_layout, mission_sheet_layout
from adapters.cli.cli_context import Desk
from adapters.cli.exit_codes import BadInput
from adapters.cli.stream_lookup import find
from adapters.compose import Archive
from domain.language import Kind, Stream, client_of, umbrella_of
from projections import (
    EVERYBODY,
    Projection,
    activity_account,
    audit_trail,
    autonomy_file,
    client_exposure,
    compliance,
    deadlines,
    dependence,
    mission_sheet,
    month_desk,
    payroll_register,
    receivables,
)

LayOut = Callable[[Any, Desk, Archive], Iterator[RenderableType]]
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_SIREN = re.compile(r"\d{9}")


class Paging(NamedTuple):
    """A projection, the kinds of streams that its keys name, whether months or everybody are keys too."""

    projection: Projection
    kinds: tuple[Kind, ...] = ()
    months: bool = False
    everybody: bool = False
    lay_out: LayOut = generic_layout.lines

    def key(self, archive: Archive, typed: str) -> str:
        """Return the key that was meant."""
        if self.months:
            if not _MONTH.fullmatch(typed):
                raise BadInput("bad_month", text=typed)
            return typed
        if self.everybody and typed == EVERYBODY:
            return EVERYBODY
        stream = next(self._companies(archive, typed), None) or find(archive.store, typed)
        if stream.kind not in self.kinds:
            raise BadInput(f"not_a_{self.kinds[0]}", stream=stream)
        return str(stream)

    def _companies(self, archive: Archive, typed: str) -> Iterator[Stream]:
        """Return the client, or the umbrella company, of a SIREN."""
        if _SIREN.fullmatch(typed):
            known = (Stream(Kind.CLIENT, client_of(typed)), Stream(Kind.UMBRELLA, umbrella_of(typed)))
            yield from (one for one in known if one.kind in self.kinds and archive.store.stream(one.key))


_MISSION, _CONSULTANT, _CLIENT = (Kind.MISSION,), (Kind.CONSULTANT,), (Kind.CLIENT,)
_ANY = (Kind.MISSION, Kind.CONSULTANT, Kind.CLIENT, Kind.UMBRELLA)

PAGES: dict[str, Paging] = {
    mission_sheet.NAME: Paging(mission_sheet, _MISSION, lay_out=mission_sheet_layout.lines),
    audit_trail.NAME: Paging(audit_trail, _MISSION, lay_out=audit_trail_layout.lines),
    autonomy_file.NAME: Paging(autonomy_file, _MISSION),
    compliance.NAME: Paging(compliance, _MISSION),
    month_desk.NAME: Paging(month_desk, months=True),
    payroll_register.NAME: Paging(payroll_register, months=True),
    activity_account.NAME: Paging(activity_account, _CONSULTANT),
    dependence.NAME: Paging(dependence, _CONSULTANT),
    client_exposure.NAME: Paging(client_exposure, _CLIENT),
    receivables.NAME: Paging(receivables, _CLIENT, everybody=True),
    deadlines.NAME: Paging(deadlines, _ANY, everybody=True),
}
"""Each page by its name."""
