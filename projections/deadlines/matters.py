"""The tables of the events that make a matter due, and of those that settle it."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from msgspec import UNSET

from domain.asking import events as asking_outside
from domain.client.events import InsolvencyRecorded, VigilanceCertificateDelivered
from domain.consultant.events import contracting, developing, employer_care, hiring, leaving
from domain.language import Party
from domain.law import Rule
from domain.law.autonomy_treatment import AUT_1, AUT_4
from domain.law.billing import BIL_2, BIL_3, BIL_11
from domain.law.company import EPS_6, VIG_1
from domain.law.contract import AGR_1, AGR_3, AGR_5, COM_1, COM_3
from domain.law.employment import CC_7, CC_17, EMP_1, EMP_8, EPS_1, EPS_2
from domain.law.employment_conditions import CC_18, CC_22, CC_24
from domain.law.fixed_term import CDD_7
from domain.law.open_ended import CC_6, CC_13
from domain.law.pay import PAY_1, PAY_3
from domain.mission.course_terms import AskedFor
from domain.mission.events import (
    asking,
    autonomy,
    billing,
    changing,
    collecting,
    delivering,
    ending,
    scoping,
    signing,
    working,
)
from domain.umbrella import events as umbrella
from projections.deadlines.deadline_rows import Matter
from projections.invoice_balance import client_key

CLIENT, CONSULTANT, UMBRELLA = Party.CLIENT, Party.CONSULTANT, Party.UMBRELLA


class OpenedMatter(NamedTuple):
    """A matter that an event makes due; without a day it settles an earlier one.

    `of` is the key of its object. `asked` and `ask` are the act and the key of an ask.
    """

    matter: Matter
    party: Party
    due_on: date | None
    rule: Rule
    of: str | None = None
    asked: AskedFor | None = None
    ask: str | None = None

    @property
    def settled_by(self) -> str | None:
        """The key that the settling event names: that of the ask, else that of the object."""
        return self.ask or self.of


class ClosedMatter(NamedTuple):
    """A matter that an event settles; `about` is its subject, if it is not that of the event."""

    matter: Matter
    of: str | None = None
    about: str | None = None


def _opens_matter(
    matter: Matter, party: Party, field: str, rule: Rule, of: str = ""
) -> Callable[[Any, Any], Any]:
    """Return a case for an event whose field is the day of a matter."""

    def list_opened(_: Any, event: Any) -> Iterable[OpenedMatter]:
        day: date | None = getattr(event, field)
        return (OpenedMatter(matter, party, day, rule, getattr(event, of) if of else None),)

    return list_opened


def _settles_matter(matter: Matter, of: str = "") -> Callable[[Any, Any], Any]:
    """Return a case for an event that settles a matter."""

    def list_closed(_: Any, event: Any) -> Iterable[ClosedMatter]:
        return (ClosedMatter(matter, getattr(event, of) if of else None),)

    return list_closed


def _open_contract(_: Any, event: working.MissionStarted) -> Iterable[OpenedMatter]:
    day = event.contract_due_on
    yield OpenedMatter(Matter.SERVICE_CONTRACT, UMBRELLA, day, COM_1)
    yield OpenedMatter(Matter.CONTRACT_COPY, UMBRELLA, day, COM_3)


def _open_change_answers(_: Any, event: changing.ChangeRequested) -> Iterable[OpenedMatter]:
    day = None if event.answer_due_on is UNSET else event.answer_due_on
    for party in (CLIENT, CONSULTANT, UMBRELLA):
        if party is not event.by:
            yield OpenedMatter(Matter.CHANGE_ANSWER, party, day, AGR_3, f"{event.change}/{party}")


def _close_countered(_: Any, event: changing.ChangeRequested) -> Iterable[ClosedMatter]:
    return _close_change_answers(event.counters) if event.counters else ()


def _close_change_answers(change: str) -> Iterable[ClosedMatter]:
    return [
        ClosedMatter(Matter.CHANGE_ANSWER, f"{change}/{party}") for party in (CLIENT, CONSULTANT, UMBRELLA)
    ]


def _close_contract(_: Any, __: Any) -> Iterable[ClosedMatter]:
    return (
        ClosedMatter(Matter.SERVICE_CONTRACT),
        ClosedMatter(Matter.CONTRACT_COPY),
        ClosedMatter(Matter.SINGLE_CLIENT_REVIEW),
    )


def _open_interviews(_: Any, event: employer_care.InterviewHeld) -> Iterable[OpenedMatter]:
    if event.copy_due_on is not None:
        yield OpenedMatter(Matter.INTERVIEW_COPY, UMBRELLA, event.copy_due_on, CC_24)
    if event.next_due_on is not None:
        yield OpenedMatter(Matter.NEXT_INTERVIEW, UMBRELLA, event.next_due_on, CC_18, event.kind)


def _open_ask(_: Any, event: asking.PartyAsked | asking_outside.PartyAsked) -> Iterable[OpenedMatter]:
    rule = _RULE_OF_ASK.get(event.what)
    if rule is not None:
        yield OpenedMatter(Matter.ASKED, event.party, event.due_on, rule, event.of, event.what, event.ask)


_RULE_OF_ASK = {
    AskedFor.MILESTONE_VALIDATION: AGR_1,
    AskedFor.EMPLOYMENT_CONTRACT: EMP_1,
    AskedFor.ACTIVITY_REPORT: CC_7,
    AskedFor.ACTIVITY_APPROVAL: CC_7,
    AskedFor.SALARY: PAY_1,
    AskedFor.TRANSFER: PAY_1,
    AskedFor.STATEMENT: EPS_1,
    AskedFor.CONTRIBUTIONS_DECLARATION: PAY_3,
    AskedFor.CONTRIBUTIONS_PAYMENT: PAY_3,
    AskedFor.INVOICE: BIL_2,
    AskedFor.CURE: AUT_1,
    AskedFor.MITIGATION: AUT_1,
    AskedFor.REVIEW: AUT_4,
}
"""The asked acts for which no other event stores a day."""

Opens = Callable[[Any, Any], Iterable[OpenedMatter]]
Settles = Callable[[Any, Any], Iterable[ClosedMatter]]

OPENS: Mapping[type, Opens] = {
    working.MissionStarted: _open_contract,
    delivering.DeliverableSubmitted: _opens_matter(
        Matter.ACCEPTANCE, CLIENT, "answer_due_on", AGR_1, "deliverable"
    ),
    changing.ChangeRequested: _open_change_answers,
    collecting.ClientInsolvencyRecorded: _opens_matter(Matter.CLAIM, UMBRELLA, "claim_due_on", BIL_11),
    ending.NoticeGiven: _opens_matter(Matter.END_OF_NOTICE, UMBRELLA, "ends_on", AGR_5),
    autonomy.SingleClientReviewed: _opens_matter(Matter.SINGLE_CLIENT_REVIEW, UMBRELLA, "next_on", AUT_4),
    asking.PartyAsked: _open_ask,
    asking_outside.PartyAsked: _open_ask,
    hiring.EmploymentContractConcluded: lambda _, event: (
        OpenedMatter(Matter.EMPLOYMENT_CONTRACT, UMBRELLA, event.deliver_by, CDD_7),
        OpenedMatter(Matter.TRIAL, UMBRELLA, event.trial_ends_on, CC_6),
    ),
    contracting.TrialPeriodRenewed: _opens_matter(Matter.TRIAL, UMBRELLA, "ends_on", CC_6),
    hiring.LevelAssigned: _opens_matter(Matter.LEVEL_REVIEW, UMBRELLA, "review_on", CC_22),
    employer_care.InterviewRequested: _opens_matter(Matter.INTERVIEW, UMBRELLA, "due_on", CC_18),
    employer_care.InterviewHeld: _open_interviews,
    employer_care.ProspectingPeriodOpened: _opens_matter(
        Matter.PROSPECTING_ALLOWANCE, UMBRELLA, "allocation_until", CC_13
    ),
    developing.DiversificationPlanAgreed: _opens_matter(
        Matter.DIVERSIFICATION_REVIEW, CONSULTANT, "review_on", AUT_4
    ),
    developing.DiversificationReviewed: _opens_matter(
        Matter.DIVERSIFICATION_REVIEW, CONSULTANT, "next_on", AUT_4
    ),
    leaving.EmploymentEnded: _opens_matter(Matter.SETTLEMENT, UMBRELLA, "settlement_due_on", EMP_8),
    VigilanceCertificateDelivered: _opens_matter(Matter.VIGILANCE, UMBRELLA, "next_due_on", VIG_1),
    InsolvencyRecorded: _opens_matter(Matter.CLAIM, UMBRELLA, "claims_due_on", BIL_11),
    umbrella.GuaranteeProvided: lambda _, event: (
        OpenedMatter(Matter.GUARANTEE, UMBRELLA, event.valid_until, EPS_2),
        OpenedMatter(Matter.GUARANTEE_ATTESTATION, UMBRELLA, event.attestation_due_on, EPS_6),
    ),
    umbrella.InsuranceProvided: _opens_matter(Matter.INSURANCE, UMBRELLA, "valid_until", CC_17),
    billing.Invoiced: _opens_matter(Matter.PAYMENT, CLIENT, "due_on", BIL_3, "number"),
}
"""The matters that each event makes due; a matter without a day is removed."""

SETTLES: Mapping[type, Settles] = {
    signing.MissionSigned: _settles_matter(Matter.SERVICE_CONTRACT),
    signing.ContractCopyDelivered: _settles_matter(Matter.CONTRACT_COPY),
    delivering.DeliverableAccepted: _settles_matter(Matter.ACCEPTANCE, "deliverable"),
    delivering.AcceptedWithReservations: _settles_matter(Matter.ACCEPTANCE, "deliverable"),
    delivering.PartlyAccepted: _settles_matter(Matter.ACCEPTANCE, "deliverable"),
    delivering.DeliverableDeemedAccepted: _settles_matter(Matter.ACCEPTANCE, "deliverable"),
    delivering.DeliverableRejected: _settles_matter(Matter.ACCEPTANCE, "deliverable"),
    changing.ChangeRequested: _close_countered,
    changing.ChangeConsented: lambda _, event: (
        ClosedMatter(Matter.CHANGE_ANSWER, f"{event.change}/{event.by}"),
    ),
    changing.ChangeDeclined: lambda _, event: _close_change_answers(event.change),
    changing.ChangeWithdrawn: lambda _, event: _close_change_answers(event.change),
    changing.ChangeLapsed: lambda _, event: _close_change_answers(event.change),
    collecting.ClaimLodged: lambda event, _: (
        ClosedMatter(Matter.CLAIM),
        ClosedMatter(
            Matter.CLAIM, about=client_key(event.client_id)
        ),  # the event of the proceedings makes it due
    ),
    scoping.MissionDeclined: _close_contract,
    scoping.MissionAbandoned: _close_contract,
    ending.MissionTerminated: lambda _, __: (
        ClosedMatter(Matter.END_OF_NOTICE),
        ClosedMatter(Matter.SINGLE_CLIENT_REVIEW),
    ),
    ending.MissionClosed: _close_contract,
    asking.AskAnswered: _settles_matter(Matter.ASKED, "ask"),
    asking.AskWithdrawn: _settles_matter(Matter.ASKED, "ask"),
    asking_outside.AskAnswered: _settles_matter(Matter.ASKED, "ask"),
    asking_outside.AskWithdrawn: _settles_matter(Matter.ASKED, "ask"),
    hiring.EmploymentContractDelivered: _settles_matter(Matter.EMPLOYMENT_CONTRACT),
    contracting.TrialPeriodEnded: _settles_matter(Matter.TRIAL),
    employer_care.InterviewHeld: _settles_matter(Matter.INTERVIEW),
    employer_care.ProspectingPeriodClosed: _settles_matter(Matter.PROSPECTING_ALLOWANCE),
    leaving.FinalSettlementDelivered: _settles_matter(Matter.SETTLEMENT),
    leaving.EmploymentEnded: lambda _, __: [
        ClosedMatter(matter) for matter in (Matter.TRIAL, Matter.LEVEL_REVIEW, Matter.PROSPECTING_ALLOWANCE)
    ],
    umbrella.GuaranteeAttested: _settles_matter(Matter.GUARANTEE_ATTESTATION),
    umbrella.GuaranteeLapsed: _settles_matter(Matter.GUARANTEE),
    umbrella.InsuranceLapsed: _settles_matter(Matter.INSURANCE),
}
"""The matters that each event settles."""

EARLY = frozenset({Matter.SERVICE_CONTRACT, Matter.CONTRACT_COPY})
"""The matters that may be settled before their day is known."""

SCOPED = (scoping.MissionScoped, scoping.ScopeRevised, scoping.MissionTakenOver, changing.ScopeAmended)
"""The events with the scope of a mission."""

OVER = (
    scoping.MissionDeclined,
    scoping.MissionAbandoned,
    ending.MissionCompleted,
    ending.MissionTerminated,
    ending.MissionClosed,
)
"""The events after which no planned matter is due."""

DONE: Mapping[type, tuple[Matter, str]] = {
    working.MilestoneReached: (Matter.MILESTONE, "milestone"),
    delivering.DeliverableSubmitted: (Matter.DELIVERABLE, "deliverable"),
}
"""The events that finish a planned matter, and the field with its key."""

UNDONE: Mapping[type, tuple[Matter, str]] = {
    delivering.DeliverableRejected: (Matter.DELIVERABLE, "deliverable"),
}
"""The events that open a finished matter again, and the field with its key."""
