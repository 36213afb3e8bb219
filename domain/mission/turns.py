"""The words for what may come between the start of a mission and its end, and for the end itself."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from domain.language import BasisPoints, Cents, Count, Form, Key, Label, Month, value

Instant = Annotated[datetime, Form.INSTANT, Meta(tz=True)]
WHOLE: BasisPoints = 10_000
FOR_EVER = date.max.toordinal()


def later(day: date, days: int) -> date:
    """Return the day so many days later; never beyond the last day there is."""
    return date.fromordinal(min(day.toordinal() + days, FOR_EVER))


@value
class PastMonth:
    """A month worked before the take-over: its half-days, those invoiced, and whether it was paid."""

    month: Month
    half_days: Count
    billed_half_days: Cents = 0
    salary_paid: bool = False


@value
class PastInvoice:
    """An invoice issued before the take-over, and what was paid on it; cents."""

    number: Label
    issued_on: date
    net: Cents
    total: Cents
    paid: Cents = 0


@value
class Past:
    """What a running mission had behind it when it was taken over (reprise)."""

    started_on: date
    signed_on: date | None = None
    months: tuple[PastMonth, ...] = ()
    invoices: tuple[PastInvoice, ...] = ()
    billed: tuple[Key, ...] = ()
    validated: tuple[Key, ...] = ()
    accepted: tuple[Key, ...] = ()


class SuspensionReason(StrEnum):
    """The class of reason of a suspension; never an illness, which only the month of pay knows."""

    CLIENT_DECISION = "client_decision"
    CONSULTANT_UNAVAILABLE = "consultant_unavailable"
    AGREED_PAUSE = "agreed_pause"
    SAFETY = "safety"
    FORCE_MAJEURE = "force_majeure"


class ContactPower(StrEnum):
    """What a contact of the client may do in its name for this mission."""

    FOLLOW = "follow"
    VALIDATE = "validate"
    ACCEPT = "accept"
    SIGN = "sign"


class TerminationClause(StrEnum):
    """Under which clause a mission ends early (rupture anticipée)."""

    NOTICE = "notice"  # préavis
    AGREEMENT = "agreement"  # rupture amiable
    NON_PERFORMANCE = "non_performance"  # inexécution suffisamment grave
    FORCE_MAJEURE = "force_majeure"
    NEVER_SIGNED = "never_signed"  # started, but the service contract was never concluded


@value
class Remains:
    """What remains due of a mission ended early: work done, notice not worked, indemnity; cents."""

    work: Cents = 0
    notice: Cents = 0
    indemnity: Cents = 0


class AskedFor(StrEnum):
    """What a party is asked for."""

    SIGNATURE = "signature"
    CONSENT = "consent"
    CONTRACT_COPY = "contract_copy"
    MILESTONE_VALIDATION = "milestone_validation"
    ACCEPTANCE = "acceptance"
    CHANGE_ANSWER = "change_answer"
    ACTIVITY_REPORT = "activity_report"
    INVOICE = "invoice"
    CURE = "cure"
    MITIGATION = "mitigation"
    REVIEW = "review"
