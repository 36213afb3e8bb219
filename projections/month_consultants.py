"""The consultants of a month, whose months of pay the views of a month show."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from msgspec import Struct

from domain.language import ConsultantId, Kind, Month, pay_month_stream
from domain.record import ProjectedEvent

PAY_MONTH = f"{Kind.PAY_MONTH}/"


class Present(Struct, frozen=True, kw_only=True, tag_field="row", tag="present"):
    """A consultant with an event in the month."""

    consultant: UUID
    month: Month


def month_keys(recorded: ProjectedEvent[Any], month: Month | None) -> set[str]:
    """Return the key of the month of pay, and that of the month if the event names one."""
    own = {recorded.subject} if recorded.subject.startswith(PAY_MONTH) else set[str]()
    return own if month is None or recorded.consultant_id is None else own | {month}


def present_row(consultant: UUID, month: Month) -> Mapping[str, Present]:
    """Return the row of a consultant of the month."""
    return {f"{Kind.CONSULTANT}/{consultant}": Present(consultant=consultant, month=month)}


def related_pay_months(rows: Mapping[str, Any]) -> frozenset[str]:
    """Return the keys of the months of pay of all consultants of the month."""
    return frozenset(
        str(pay_month_stream(ConsultantId(row.consultant), row.month))
        for row in rows.values()
        if isinstance(row, Present)
    )
