"""The rows of the deadlines: a small row for each due matter."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from msgspec import Struct

from domain.language import Audience, Key, Party
from domain.mission.course_terms import AskedFor
from projections.invoice_balance import Debtor, Owed, Receipt


class Matter(StrEnum):
    """The kinds of acts that are due on a day stored in an event."""

    SERVICE_CONTRACT = "service_contract"
    CONTRACT_COPY = "contract_copy"
    MILESTONE = "milestone"
    DELIVERABLE = "deliverable"
    ACCEPTANCE = "acceptance"
    CHANGE_ANSWER = "change_answer"
    PAYMENT = "payment"
    CLAIM = "claim"
    END_OF_NOTICE = "end_of_notice"
    SINGLE_CLIENT_REVIEW = "single_client_review"
    ASKED = "asked"
    EMPLOYMENT_CONTRACT = "employment_contract"
    TRIAL = "trial"
    LEVEL_REVIEW = "level_review"
    INTERVIEW = "interview"
    NEXT_INTERVIEW = "next_interview"
    INTERVIEW_COPY = "interview_copy"
    PROSPECTING_ALLOWANCE = "end_of_allowance"
    DIVERSIFICATION_REVIEW = "diversification_review"
    SETTLEMENT = "settlement"
    VIGILANCE = "vigilance"
    GUARANTEE = "guarantee"
    GUARANTEE_ATTESTATION = "guarantee_attestation"
    INSURANCE = "insurance"


class DueRow(Struct, frozen=True, kw_only=True, tag_field="row", tag="due"):
    """An act that a party owes by a day, under a rule and because of an event.

    `money` is the balance of an invoice, in cents; the row is due as long as it is open.
    """

    audience: Audience
    subject: str
    matter: Matter
    party: Party
    due_on: date
    rule: Key
    article: str
    fact: UUID
    of: str | None = None
    asked: AskedFor | None = None
    money: Owed | None = None


class Settled(Struct, frozen=True, kw_only=True, tag_field="row", tag="settled"):
    """A matter settled before its day was known, for example a contract signed before the work begins."""

    fact: UUID


class Planned(Struct, frozen=True):
    """A deliverable or a milestone of the scope, and its day."""

    matter: Matter
    key: Key
    due_on: date


class Plan(Struct, frozen=True, kw_only=True, tag_field="row", tag="plan"):
    """The plan of a mission and its finished parts, so that an amendment does not make them due again."""

    audience: Audience
    fact: UUID
    planned: tuple[Planned, ...]
    done: tuple[Key, ...] = ()


Row = DueRow | Plan | Settled | Receipt | Debtor
