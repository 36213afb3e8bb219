"""Dependence: given invoices, then each client's share of twelve months."""

from datetime import date
from uuid import UUID

from msgspec.structs import replace

from domain.language import Audience
from domain.mission.signals import Attention
from domain.mission.terms import Trigger
from projections.dependence import DEPENDENCE, DependenceView, Share
from tests.projections.life import ACME, ANNE, issue_invoice, record_event, view_rows

GLOBEX = UUID(int=0xB)
KEY = f"consultant/{ANNE}"


def show_page(*bills: tuple[UUID, date, int], on: date, reader: Audience | None = None) -> DependenceView:
    events = [
        record_event(
            replace(issue_invoice(f"F-{position}", "I1", Trigger.SIGNATURE, net), issued_on=day),
            position,
            client_id=client,
        )
        for position, (client, day, net) in enumerate(bills)
    ]
    return DEPENDENCE.show(view_rows(DEPENDENCE, events, KEY), on, reader)


YEAR = tuple((ACME, date(2025, month, 5), 80_000) for month in range(1, 13))
OTHERS = tuple((GLOBEX, date(2025, month, 6), 20_000) for month in range(1, 13))


def test_the_share_of_each_client_over_a_year_the_largest_first() -> None:
    shown = show_page(*YEAR, *OTHERS, on=date(2025, 12, 31))
    assert shown.shares == (
        Share(client=ACME, share=8_000, net=960_000, attention=Attention.HIGH),
        Share(client=GLOBEX, share=2_000, net=240_000, attention=None),
    )


def test_before_six_months_a_share_is_but_an_information() -> None:
    shown = show_page(
        (ACME, date(2025, 1, 5), 80_000), (GLOBEX, date(2025, 1, 6), 20_000), on=date(2025, 3, 1)
    )
    assert (shown.months, shown.shares[0].attention) == (1, Attention.INFORMATION)


def test_what_is_older_than_a_year_counts_no_more() -> None:
    shown = show_page(
        (ACME, date(2024, 6, 1), 500_000), (GLOBEX, date(2025, 6, 2), 20_000), on=date(2025, 6, 30)
    )
    assert [(one.client, one.share) for one in shown.shares] == [(GLOBEX, 10_000)]


def test_the_consultant_sees_shares_without_amounts_and_a_client_sees_nothing() -> None:
    his = show_page(*YEAR, on=date(2025, 12, 31), reader=Audience.CONSULTANT)
    assert (his.net, [one.net for one in his.shares], his.shares[0].share) == (None, [None], 10_000)
    assert show_page(*YEAR, on=date(2025, 12, 31), reader=Audience.CLIENT).shares == ()
