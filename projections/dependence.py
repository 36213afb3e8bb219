"""Which share of a consultant's invoices comes from one client?

The shares cover the twelve months before the day of display. With less than six months of history a share
is only information. A single client is lawful: the page shows a share, never a verdict.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from msgspec import Struct

from domain.cents_and_months import add_months
from domain.language import Audience, ClientId, Kind
from domain.mission.derived_signals import dependence_on_client
from domain.mission.events.billing import CreditNoteIssued, Invoiced
from domain.mission.events.scoping import MissionTakenOver
from domain.mission.signals import Attention, Invoicing
from domain.record import ProjectedEvent
from projections import may_read_all
from projections.projection import PureProjection, event_types

EVENT_TYPES = event_types(Invoiced, CreditNoteIssued, MissionTakenOver)
MONTHS = 12


class BilledRow(Struct, frozen=True, kw_only=True, tag_field="row", tag="billed"):
    """The amount of an invoice, or below zero of a credit note; cents before tax."""

    client: UUID
    on: date
    net: int


Row = BilledRow


class Share(Struct, frozen=True, kw_only=True):
    """The share of a client in basis points; `net` in cents, only for readers of invoices."""

    client: UUID
    share: int
    net: int | None
    attention: Attention | None


class DependenceView(Struct, frozen=True, kw_only=True):
    """The shares of a period, the largest first; `months` is the length of the history."""

    on: date
    since: date
    months: int
    net: int | None
    shares: tuple[Share, ...]


def keys(recorded: ProjectedEvent[Any]) -> set[str]:
    """Return the key of the consultant for whose work the invoice is."""
    consultant = recorded.consultant_id
    return set() if consultant is None else {f"{Kind.CONSULTANT}/{consultant}"}


def evolve(_: str, __: Mapping[str, Row], recorded: ProjectedEvent[Any]) -> Mapping[str, Row]:
    """Return the rows of the invoices or the credit note of the event."""
    client = recorded.client_id
    if client is None:
        return {}
    match recorded.data:
        case Invoiced(number=number, issued_on=day, net=net):
            return {f"billed/{number}": BilledRow(client=client, on=day, net=net)}
        case CreditNoteIssued(number=number, issued_on=day, net=net):
            return {f"billed/{number}": BilledRow(client=client, on=day, net=-net)}
        case MissionTakenOver(past=past):
            return {
                f"billed/{invoice.number}": BilledRow(client=client, on=invoice.issued_on, net=invoice.net)
                for invoice in past.invoices
            }
        case _:
            return {}


def show(rows: Mapping[str, Row], today: date, reader: Audience | None = None) -> DependenceView:
    """Show the share of each client, with amounts to readers of invoices; show nothing to a client."""
    since = add_months(today, -MONTHS) + timedelta(days=1)
    billed = (
        [] if reader in (Audience.CLIENT, Audience.ALL) else [row for row in rows.values() if row.on <= today]
    )
    first = min((row.on for row in billed), default=today)
    months = (today.year - first.year) * 12 + today.month - first.month - (today.day < first.day)
    by_client: dict[UUID, int] = defaultdict(int)
    for row in billed:
        if row.on >= since:
            by_client[row.client] += row.net
    shares = [_build_share(by_client, client, months, today, reader) for client in by_client]
    return DependenceView(
        on=today,
        since=since,
        months=months,
        net=sum(by_client.values()) if may_read_all(reader) else None,
        shares=tuple(sorted(shares, key=lambda share: (-share.share, str(share.client)))),
    )


def _build_share(
    by_client: Mapping[UUID, int], client: UUID, months: int, today: date, reader: Audience | None
) -> Share:
    invoiced = [Invoicing(client=ClientId(name), net=amount) for name, amount in by_client.items()]
    found = dependence_on_client(invoiced, ClientId(client), months, today)
    net = by_client[client] if may_read_all(reader) else None
    return Share(client=client, share=found.share, net=net, attention=found.attention)


DEPENDENCE = PureProjection(
    name="dependence",
    version=1,
    event_types=EVENT_TYPES,
    row_type=Row,
    view_type=DependenceView,
    brief=True,
    keys=keys,
    evolve=evolve,
    show=show,
)
