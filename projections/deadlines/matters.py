"""Which facts make something due on a day, under which rule, and which facts settle it."""

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
from projections.invoice_balance import key_of

CLIENT, CONSULTANT, UMBRELLA = Party.CLIENT, Party.CONSULTANT, Party.UMBRELLA


class Opened(NamedTuple):
    """What a fact makes due: by whom, by when, under which rule, of which thing; which ask for what."""

    matter: Matter
    party: Party
    due_on: date | None
    rule: Rule
    of: str | None = None
    asked: AskedFor | None = None
    ask: str | None = None

    @property
    def settled_by(self) -> str | None:
        """What the fact that settles it names: the ask, or else the thing."""
        return self.ask or self.of


class Closed(NamedTuple):
    """What a fact settles: a matter of which thing; `about` what, if not what the fact is about."""

    matter: Matter
    of: str | None = None
    about: str | None = None


def _opened(matter: Matter, party: Party, field: str, rule: Rule, of: str = "") -> Callable[[Any, Any], Any]:
    """Say that a field of a fact is the day by which a party owes something."""

    def opened(_: Any, said: Any) -> Iterable[Opened]:
        day: date | None = getattr(said, field)
        return (Opened(matter, party, day, rule, getattr(said, of) if of else None),)

    return opened


def _settled(matter: Matter, of: str = "") -> Callable[[Any, Any], Any]:
    """Say that a fact settles a matter."""

    def settled(_: Any, said: Any) -> Iterable[Closed]:
        return (Closed(matter, getattr(said, of) if of else None),)

    return settled


def _started(_: Any, said: working.MissionStarted) -> Iterable[Opened]:
    day = said.contract_due_on
    yield Opened(Matter.SERVICE_CONTRACT, UMBRELLA, day, COM_1)
    yield Opened(Matter.CONTRACT_COPY, UMBRELLA, day, COM_3)


def _change_asked(_: Any, said: changing.ChangeRequested) -> Iterable[Opened]:
    day = None if said.answer_due_on is UNSET else said.answer_due_on
    for party in (CLIENT, CONSULTANT, UMBRELLA):
        if party is not said.by:
            yield Opened(Matter.CHANGE_ANSWER, party, day, AGR_3, f"{said.change}/{party}")


def _change_countered(_: Any, said: changing.ChangeRequested) -> Iterable[Closed]:
    return _answers(said.counters) if said.counters else ()


def _answers(change: str) -> Iterable[Closed]:
    return [Closed(Matter.CHANGE_ANSWER, f"{change}/{party}") for party in (CLIENT, CONSULTANT, UMBRELLA)]


def _no_contract(_: Any, __: Any) -> Iterable[Closed]:
    return (
        Closed(Matter.SERVICE_CONTRACT),
        Closed(Matter.CONTRACT_COPY),
        Closed(Matter.SINGLE_CLIENT_REVIEW),
    )


def _interview_held(_: Any, said: employer_care.InterviewHeld) -> Iterable[Opened]:
    if said.copy_due_on is not None:
        yield Opened(Matter.INTERVIEW_COPY, UMBRELLA, said.copy_due_on, CC_24)
    if said.next_due_on is not None:
        yield Opened(Matter.NEXT_INTERVIEW, UMBRELLA, said.next_due_on, CC_18, said.kind)


def _asked(_: Any, said: asking.PartyAsked | asking_outside.PartyAsked) -> Iterable[Opened]:
    rule = _ASKED.get(said.what)
    if rule is not None:
        yield Opened(Matter.ASKED, said.party, said.due_on, rule, said.of, said.what, said.ask)


_ASKED = {
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
"""The asks that no other fact makes due on a day."""

Opens = Callable[[Any, Any], Iterable[Opened]]
Settles = Callable[[Any, Any], Iterable[Closed]]

OPENS: Mapping[type, Opens] = {
    working.MissionStarted: _started,
    delivering.DeliverableSubmitted: _opened(
        Matter.ACCEPTANCE, CLIENT, "answer_due_on", AGR_1, "deliverable"
    ),
    changing.ChangeRequested: _change_asked,
    collecting.ClientInsolvencyRecorded: _opened(Matter.CLAIM, UMBRELLA, "claim_due_on", BIL_11),
    ending.NoticeGiven: _opened(Matter.END_OF_NOTICE, UMBRELLA, "ends_on", AGR_5),
    autonomy.SingleClientReviewed: _opened(Matter.SINGLE_CLIENT_REVIEW, UMBRELLA, "next_on", AUT_4),
    asking.PartyAsked: _asked,
    asking_outside.PartyAsked: _asked,
    hiring.EmploymentContractConcluded: lambda _, said: (
        Opened(Matter.EMPLOYMENT_CONTRACT, UMBRELLA, said.deliver_by, CDD_7),
        Opened(Matter.TRIAL, UMBRELLA, said.trial_ends_on, CC_6),
    ),
    contracting.TrialPeriodRenewed: _opened(Matter.TRIAL, UMBRELLA, "ends_on", CC_6),
    hiring.LevelAssigned: _opened(Matter.LEVEL_REVIEW, UMBRELLA, "review_on", CC_22),
    employer_care.InterviewRequested: _opened(Matter.INTERVIEW, UMBRELLA, "due_on", CC_18),
    employer_care.InterviewHeld: _interview_held,
    employer_care.ProspectingPeriodOpened: _opened(
        Matter.PROSPECTING_ALLOWANCE, UMBRELLA, "allocation_until", CC_13
    ),
    developing.DiversificationPlanAgreed: _opened(
        Matter.DIVERSIFICATION_REVIEW, CONSULTANT, "review_on", AUT_4
    ),
    developing.DiversificationReviewed: _opened(Matter.DIVERSIFICATION_REVIEW, CONSULTANT, "next_on", AUT_4),
    leaving.EmploymentEnded: _opened(Matter.SETTLEMENT, UMBRELLA, "settlement_due_on", EMP_8),
    VigilanceCertificateDelivered: _opened(Matter.VIGILANCE, UMBRELLA, "next_due_on", VIG_1),
    InsolvencyRecorded: _opened(Matter.CLAIM, UMBRELLA, "claims_due_on", BIL_11),
    umbrella.GuaranteeProvided: lambda _, said: (
        Opened(Matter.GUARANTEE, UMBRELLA, said.valid_until, EPS_2),
        Opened(Matter.GUARANTEE_ATTESTATION, UMBRELLA, said.attestation_due_on, EPS_6),
    ),
    umbrella.InsuranceProvided: _opened(Matter.INSURANCE, UMBRELLA, "valid_until", CC_17),
    billing.Invoiced: _opened(Matter.PAYMENT, CLIENT, "due_on", BIL_3, "number"),
}
"""What each fact makes due; a matter without a day is settled, for it is due no more."""

SETTLES: Mapping[type, Settles] = {
    signing.MissionSigned: _settled(Matter.SERVICE_CONTRACT),
    signing.ContractCopyDelivered: _settled(Matter.CONTRACT_COPY),
    delivering.DeliverableAccepted: _settled(Matter.ACCEPTANCE, "deliverable"),
    delivering.AcceptedWithReservations: _settled(Matter.ACCEPTANCE, "deliverable"),
    delivering.PartlyAccepted: _settled(Matter.ACCEPTANCE, "deliverable"),
    delivering.DeliverableDeemedAccepted: _settled(Matter.ACCEPTANCE, "deliverable"),
    delivering.DeliverableRejected: _settled(Matter.ACCEPTANCE, "deliverable"),
    changing.ChangeRequested: _change_countered,
    changing.ChangeConsented: lambda _, said: (Closed(Matter.CHANGE_ANSWER, f"{said.change}/{said.by}"),),
    changing.ChangeDeclined: lambda _, said: _answers(said.change),
    changing.ChangeWithdrawn: lambda _, said: _answers(said.change),
    changing.ChangeLapsed: lambda _, said: _answers(said.change),
    collecting.ClaimLodged: lambda fact, _: (
        Closed(Matter.CLAIM),
        Closed(Matter.CLAIM, about=key_of(fact.client_id)),  # made due by the proceedings
    ),
    scoping.MissionDeclined: _no_contract,
    scoping.MissionAbandoned: _no_contract,
    ending.MissionTerminated: lambda _, __: (
        Closed(Matter.END_OF_NOTICE),
        Closed(Matter.SINGLE_CLIENT_REVIEW),
    ),
    ending.MissionClosed: _no_contract,
    asking.AskAnswered: _settled(Matter.ASKED, "ask"),
    asking.AskWithdrawn: _settled(Matter.ASKED, "ask"),
    asking_outside.AskAnswered: _settled(Matter.ASKED, "ask"),
    asking_outside.AskWithdrawn: _settled(Matter.ASKED, "ask"),
    hiring.EmploymentContractDelivered: _settled(Matter.EMPLOYMENT_CONTRACT),
    contracting.TrialPeriodEnded: _settled(Matter.TRIAL),
    employer_care.InterviewHeld: _settled(Matter.INTERVIEW),
    employer_care.ProspectingPeriodClosed: _settled(Matter.PROSPECTING_ALLOWANCE),
    leaving.FinalSettlementDelivered: _settled(Matter.SETTLEMENT),
    leaving.EmploymentEnded: lambda _, __: [
        Closed(matter) for matter in (Matter.TRIAL, Matter.LEVEL_REVIEW, Matter.PROSPECTING_ALLOWANCE)
    ],
    umbrella.GuaranteeAttested: _settled(Matter.GUARANTEE_ATTESTATION),
    umbrella.GuaranteeLapsed: _settled(Matter.GUARANTEE),
    umbrella.InsuranceLapsed: _settled(Matter.INSURANCE),
}
"""What each fact settles."""

EARLY = frozenset({Matter.SERVICE_CONTRACT, Matter.CONTRACT_COPY})
"""What may be done before anybody knows by when it is due."""

SCOPED = (scoping.MissionScoped, scoping.ScopeRevised, scoping.MissionTakenOver, changing.ScopeAmended)
"""The facts that say what a mission plans."""

OVER = (
    scoping.MissionDeclined,
    scoping.MissionAbandoned,
    ending.MissionCompleted,
    ending.MissionTerminated,
    ending.MissionClosed,
)
"""The facts after which nothing planned is due any more."""

DONE: Mapping[type, tuple[Matter, str]] = {
    working.MilestoneReached: (Matter.MILESTONE, "milestone"),
    delivering.DeliverableSubmitted: (Matter.DELIVERABLE, "deliverable"),
}
"""The facts by which what was planned is done, and the field that names it."""

UNDONE: Mapping[type, tuple[Matter, str]] = {
    delivering.DeliverableRejected: (Matter.DELIVERABLE, "deliverable"),
}
"""The facts by which it is to be done again."""
