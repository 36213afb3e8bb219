"""Apply the past of a taken-over mission to its state, as if each past event had been recorded here."""

from msgspec.structs import replace

from domain.cents_and_months import portion
from domain.language import Key
from domain.mission.course_terms import Past
from domain.mission.invoice_state import Invoice
from domain.mission.mission import BOTH, Acceptance, DeliverableHandover, Mission, Signature
from domain.mission.terms import Scope, Trigger

Item = tuple[Trigger, Key]


def add_past(mission: Mission, scope: Scope, past: Past) -> Mission:
    """Return the mission with its scope and its past."""
    rate = scope.price.amount
    signed_on = past.signed_on
    signatures = {Signature(None, party, signed_on) for party in BOTH} if signed_on else set[Signature]()
    days = {
        (Trigger.APPROVED_DAYS, month.month): month.billed_half_days
        for month in past.months
        if month.billed_half_days
    }
    parts = _parts_billed(scope, past)
    return replace(
        mission,
        scope=scope,
        rates={"": rate},
        verified=True,
        consents=frozenset({None}) if signed_on else frozenset[Key | None](),
        signatures=frozenset(signatures),
        signed_on=signed_on,
        started_on=past.started_on,
        milestones=frozenset(past.validated),
        validated=frozenset(past.validated),
        handovers={key: DeliverableHandover(1, Acceptance.ACCEPTED) for key in past.accepted},
        half_days={month.month: month.half_days for month in past.months},
        paid_months=frozenset(month.month for month in past.months if month.salary_paid),
        billed={**days, **dict.fromkeys(parts, 1)},
        billed_net={**{item: portion(rate, half_days, 2) for item, half_days in days.items()}, **parts},
        invoices={
            invoice.number: _invoice_taken_over(invoice.net, invoice.total, invoice.paid)
            for invoice in past.invoices
        },
    )


def _parts_billed(scope: Scope, past: Past) -> dict[Item, int]:
    return {(part.trigger, part.key): part.amount for part in scope.price.schedule if part.key in past.billed}


def _invoice_taken_over(net: int, total: int, paid: int) -> Invoice:
    return Invoice(net, total, paid, portion(paid, net, total) if total else 0, transmitted=True)
