"""The pages: each projection, the keys that it takes, and its layout on a terminal."""

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from rich.console import RenderableType

from adapters.cli import audit_trail_layout, generic_layout, mission_sheet_layout
from adapters.cli.cli_context import CliContext
from adapters.cli.exit_codes import BadInput
from adapters.cli.stream_lookup import find_stream
from adapters.compose import Archive
from domain.language import Kind, Stream, client_id_of, umbrella_id_of
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

PageLayout = Callable[[Any, CliContext, Archive], Iterator[RenderableType]]
_MONTH_PATTERN = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_SIREN_PATTERN = re.compile(r"\d{9}")


class PageSpec(NamedTuple):
    """A projection, the kinds of stream that may be its key, and its layout on a terminal.

    With `months` its key is a month (`2026-01`); with `everybody` the key `all` is valid too.
    """

    projection: Projection[Any, Any]
    kinds: tuple[Kind, ...] = ()
    months: bool = False
    everybody: bool = False
    lay_out: PageLayout = generic_layout.render_page

    def resolve_key(self, archive: Archive, typed: str) -> str:
        """Return the key that the typed text means; raise `BadInput` if it is none of this page."""
        if self.months:
            if not _MONTH_PATTERN.fullmatch(typed):
                raise BadInput("bad_month", text=typed)
            return typed
        if self.everybody and typed == EVERYBODY:
            return EVERYBODY
        stream = next(self._find_companies(archive, typed), None) or find_stream(archive.store, typed)
        if stream.kind not in self.kinds:
            raise BadInput(f"not_a_{self.kinds[0]}", stream=stream)
        return str(stream)

    def _find_companies(self, archive: Archive, typed: str) -> Iterator[Stream]:
        """Yield the registered companies, client or umbrella, with this SIREN."""
        if _SIREN_PATTERN.fullmatch(typed):
            companies = (
                Stream(Kind.CLIENT, client_id_of(typed)),
                Stream(Kind.UMBRELLA, umbrella_id_of(typed)),
            )
            yield from (
                company
                for company in companies
                if company.kind in self.kinds and archive.store.select_events(company.key)
            )


_MISSION, _CONSULTANT, _CLIENT = (Kind.MISSION,), (Kind.CONSULTANT,), (Kind.CLIENT,)
_ANY_KIND = (Kind.MISSION, Kind.CONSULTANT, Kind.CLIENT, Kind.UMBRELLA)

PAGE_SPECS: dict[str, PageSpec] = {
    MISSION_SHEET.name: PageSpec(MISSION_SHEET, _MISSION, lay_out=mission_sheet_layout.render_sheet),
    AUDIT_TRAIL.name: PageSpec(AUDIT_TRAIL, _MISSION, lay_out=audit_trail_layout.render_trail),
    AUTONOMY_FILE.name: PageSpec(AUTONOMY_FILE, _MISSION),
    COMPLIANCE.name: PageSpec(COMPLIANCE, _MISSION),
    MONTH_DESK.name: PageSpec(MONTH_DESK, months=True),
    PAYROLL_REGISTER.name: PageSpec(PAYROLL_REGISTER, months=True),
    ACTIVITY_ACCOUNT.name: PageSpec(ACTIVITY_ACCOUNT, _CONSULTANT),
    DEPENDENCE.name: PageSpec(DEPENDENCE, _CONSULTANT),
    CLIENT_EXPOSURE.name: PageSpec(CLIENT_EXPOSURE, _CLIENT),
    RECEIVABLES.name: PageSpec(RECEIVABLES, _CLIENT, everybody=True),
    DEADLINES.name: PageSpec(DEADLINES, _ANY_KIND, everybody=True),
}
"""The pages by name."""
