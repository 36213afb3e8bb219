"""What stands in the list of deadlines: a small row for each thing due."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from msgspec import Struct

from domain.language import Audience, Key, Party
from domain.mission.course_terms import AskedFor
from projections.invoice_balance import Debtor, Owed, Receipt


class Matter(StrEnum):
    """What may be due on a day that an event has stored."""

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
    """What a party owes by a day: of which thing, under which rule, because of which event.

    `money` is what is owed on an invoice, which is due as long as it is open; cents.
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
    """What was done before the day by which it is due was known: a contract signed before the work begins."""

    fact: UUID


class Planned(Struct, frozen=True):
    """A thing that the scope plans for a day."""

    matter: Matter
    key: Key
    due_on: date


class Plan(Struct, frozen=True, kw_only=True, tag_field="row", tag="plan"):
    """What the scope of a mission plans, and what of it is done, so that an amendment asks for no more."""

    audience: Audience
    fact: UUID
    planned: tuple[Planned, ...]
    done: tuple[Key, ...] = ()


Row = DueRow | Plan | Settled | Receipt | Debtor
