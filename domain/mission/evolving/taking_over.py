"""What a mission taken over with its past is, as if each of its facts had been recorded here."""

from msgspec.structs import replace

from domain.language import Key, portion
from domain.mission.course_terms import Past
from domain.mission.events.scoping import MissionTakenOver
from domain.mission.invoice_state import Invoice
from domain.mission.mission import BOTH, Acceptance, Handover, Mission, Signature
from domain.mission.terms import Scope, Trigger

Item = tuple[Trigger, Key]


def taken_over(mission: Mission, event: MissionTakenOver) -> Mission:
    """Return the mission with what it had behind it."""
    past, rate = event.past, event.scope.price.amount
    signed_on = past.signed_on
    signatures = {Signature(None, party, signed_on) for party in BOTH} if signed_on else set[Signature]()
    days = {
        (Trigger.APPROVED_DAYS, month.month): month.billed_half_days
        for month in past.months
        if month.billed_half_days
    }
    parts = _parts(event.scope, past)
    return replace(
        mission,
        client=event.client,
        consultant=event.consultant,
        umbrella=event.umbrella,
        need=event.need,
        scope=event.scope,
        rates={"": rate},
        verified=True,
        consents=frozenset({None}) if signed_on else frozenset[Key | None](),
        signatures=frozenset(signatures),
        signed_on=signed_on,
        started_on=past.started_on,
        contract_due_on=event.contract_due_on,
        milestones=frozenset(past.validated),
        validated=frozenset(past.validated),
        handovers={key: Handover(1, Acceptance.ACCEPTED) for key in past.accepted},
        half_days={month.month: month.half_days for month in past.months},
        paid_months=frozenset(month.month for month in past.months if month.salary_paid),
        billed={**days, **dict.fromkeys(parts, 1)},
        billed_net={**{item: portion(rate, half_days, 2) for item, half_days in days.items()}, **parts},
        invoices={
            invoice.number: _invoice(invoice.net, invoice.total, invoice.paid) for invoice in past.invoices
        },
    )


def _parts(scope: Scope, past: Past) -> dict[Item, int]:
    return {(part.trigger, part.key): part.amount for part in scope.price.schedule if part.key in past.billed}


def _invoice(net: int, total: int, paid: int) -> Invoice:
    return Invoice(net, total, paid, portion(paid, net, total) if total else 0, transmitted=True)
