"""The terms of the course of a mission: its past before take-over, its pauses, its asks, its end."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from domain.language import BasisPoints, Cents, Count, Form, Happened, Key, Label, Month, value

Instant = Annotated[datetime, Form.INSTANT, Meta(tz=True)]
WHOLE: BasisPoints = 10_000
FOR_EVER = date.max.toordinal()


def days_later(day: date, days: int) -> date:
    """Return the day some days later, at most `date.max`."""
    return date.fromordinal(min(day.toordinal() + days, FOR_EVER))


@value
class PastMonth:
    """A month worked before the take-over: its half-days, the invoiced ones, and whether it was paid."""

    month: Month
    half_days: Count
    billed_half_days: Cents = 0
    salary_paid: bool = False


@value
class PastInvoice:
    """An invoice issued before the take-over, and the amount paid on it; cents."""

    number: Label
    issued_on: Happened
    net: Cents
    total: Cents
    paid: Cents = 0


@value
class Past:
    """The past of a running mission at its take-over (reprise)."""

    started_on: Happened
    signed_on: Happened | None = None
    months: tuple[PastMonth, ...] = ()
    invoices: tuple[PastInvoice, ...] = ()
    billed: tuple[Key, ...] = ()
    validated: tuple[Key, ...] = ()
    accepted: tuple[Key, ...] = ()


class SuspensionReason(StrEnum):
    """The class of reason of a suspension; never an illness, which only the month of pay records."""

    CLIENT_DECISION = "client_decision"
    CONSULTANT_UNAVAILABLE = "consultant_unavailable"
    AGREED_PAUSE = "agreed_pause"
    SAFETY = "safety"
    FORCE_MAJEURE = "force_majeure"


class ContactPower(StrEnum):
    """A power of a client's contact to act in the client's name for this mission."""

    FOLLOW = "follow"
    VALIDATE = "validate"
    ACCEPT = "accept"
    SIGN = "sign"


class TerminationClause(StrEnum):
    """The clause under which a mission ends early (rupture anticipée)."""

    NOTICE = "notice"  # préavis
    AGREEMENT = "agreement"  # rupture amiable
    NON_PERFORMANCE = "non_performance"  # inexécution suffisamment grave
    FORCE_MAJEURE = "force_majeure"
    NEVER_SIGNED = "never_signed"  # started, but the service contract was never concluded


@value
class Remains:
    """The amounts due after an early end: work done, notice not worked, indemnity; cents."""

    work: Cents = 0
    notice: Cents = 0
    indemnity: Cents = 0


class AskedFor(StrEnum):
    """The act that a party is asked for."""

    # before and at signature
    VERIFICATION = "verification"
    SIGNATURE = "signature"
    CONSENT = "consent"
    CONTRACT_COPY = "contract_copy"
    # employment
    HIRE_DECLARATION = "hire_declaration"
    EMPLOYMENT_CONTRACT = "employment_contract"
    CONTRACT_HANDOVER = "contract_handover"
    TRIAL_DECISION = "trial_decision"
    TERM_DECISION = "term_decision"
    PROSPECTING_REVIEW = "prospecting_review"
    INTERVIEW = "interview"
    LEVEL_REVIEW = "level_review"
    EXTRA_DAYS = "extra_days"
    FINAL_SETTLEMENT = "final_settlement"
    # the work, its results, its changes
    MILESTONE = "milestone"
    MILESTONE_VALIDATION = "milestone_validation"
    DELIVERABLE = "deliverable"
    ACCEPTANCE = "acceptance"
    EXPENSE_ANSWER = "expense_answer"
    CHANGE_ANSWER = "change_answer"
    COMPLETION = "completion"
    # money from the client
    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    TRANSMISSION = "transmission"
    PAYMENT = "payment"
    LATE_PENALTY = "late_penalty"
    DISPUTE_ANSWER = "dispute_answer"
    CLAIM = "claim"
    # the month of pay
    ACTIVITY_REPORT = "activity_report"
    ACTIVITY_CORRECTION = "activity_correction"
    ACTIVITY_APPROVAL = "activity_approval"
    SALARY = "salary"
    TRANSFER = "transfer"
    STATEMENT = "statement"
    CONTRIBUTIONS_DECLARATION = "contributions_declaration"
    CONTRIBUTIONS_PAYMENT = "contributions_payment"
    # the frame
    CURE = "cure"
    MITIGATION = "mitigation"
    REVIEW = "review"
    EVIDENCE = "evidence"
    VIGILANCE_CERTIFICATE = "vigilance_certificate"
    GUARANTEE = "guarantee"
    GUARANTEE_ATTESTATION = "guarantee_attestation"
    INSURANCE = "insurance"
    ACTIVITY_DECLARATION = "activity_declaration"
