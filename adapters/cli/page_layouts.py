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
from projections import EVERYBODY
from projections.activity_account import ACTIVITY_ACCOUNT
from projections.audit_trail import AUDIT_TRAIL
from projections.autonomy_file import AUTONOMY_FILE
from projections.client_exposure import CLIENT_EXPOSURE
from projections.compliance import COMPLIANCE
from projections.deadlines import DEADLINES
from projections.dependence import DEPENDENCE
from projections.mission_sheet import MISSION_SHEET
from projections.month_desk import MONTH_DESK
from projections.payroll_register import PAYROLL_REGISTER
from projections.projection import Projection
from projections.receivables import RECEIVABLES

LayOut = Callable[[Any, Desk, Archive], Iterator[RenderableType]]
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_SIREN = re.compile(r"\d{9}")


class Paging(NamedTuple):
    """A projection, the kinds of streams that its keys name, whether months or everybody are keys too."""

    projection: Projection[Any, Any]
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
            yield from (
                one for one in known if one.kind in self.kinds and archive.store.select_events(one.key)
            )


_MISSION, _CONSULTANT, _CLIENT = (Kind.MISSION,), (Kind.CONSULTANT,), (Kind.CLIENT,)
_ANY = (Kind.MISSION, Kind.CONSULTANT, Kind.CLIENT, Kind.UMBRELLA)

PAGES: dict[str, Paging] = {
    MISSION_SHEET.name: Paging(MISSION_SHEET, _MISSION, lay_out=mission_sheet_layout.lines),
    AUDIT_TRAIL.name: Paging(AUDIT_TRAIL, _MISSION, lay_out=audit_trail_layout.lines),
    AUTONOMY_FILE.name: Paging(AUTONOMY_FILE, _MISSION),
    COMPLIANCE.name: Paging(COMPLIANCE, _MISSION),
    MONTH_DESK.name: Paging(MONTH_DESK, months=True),
    PAYROLL_REGISTER.name: Paging(PAYROLL_REGISTER, months=True),
    ACTIVITY_ACCOUNT.name: Paging(ACTIVITY_ACCOUNT, _CONSULTANT),
    DEPENDENCE.name: Paging(DEPENDENCE, _CONSULTANT),
    CLIENT_EXPOSURE.name: Paging(CLIENT_EXPOSURE, _CLIENT),
    RECEIVABLES.name: Paging(RECEIVABLES, _CLIENT, everybody=True),
    DEADLINES.name: Paging(DEADLINES, _ANY, everybody=True),
}
"""Each page by its name."""
