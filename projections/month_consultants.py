"""Whom a month knows of: each page of a month shows the month of pay of each of them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from msgspec import Struct

from domain.language import ConsultantId, Kind, Month, pay_month_stream
from domain.record import ProjectedEvent

PAY_MONTH = f"{Kind.PAY_MONTH}/"


class Present(Struct, frozen=True, kw_only=True, tag_field="row", tag="present"):
    """A consultant of whom the month knows."""

    consultant: UUID
    month: Month


def month_keys(recorded: ProjectedEvent[Any], month: Month | None) -> set[str]:
    """Name the month of pay by its stream, and the month that the event says, if it says one."""
    own = {recorded.subject} if recorded.subject.startswith(PAY_MONTH) else set[str]()
    return own if month is None or recorded.consultant_id is None else own | {month}


def present_row(consultant: UUID, month: Month) -> Mapping[str, Present]:
    """Note that the month knows of a consultant."""
    return {f"{Kind.CONSULTANT}/{consultant}": Present(consultant=consultant, month=month)}


def related_pay_months(rows: Mapping[str, Any]) -> frozenset[str]:
    """Show the month of pay of each consultant."""
    return frozenset(
        str(pay_month_stream(ConsultantId(row.consultant), row.month))
        for row in rows.values()
        if isinstance(row, Present)
    )
