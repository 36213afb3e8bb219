"""The words of the tests: what people agree, and the events of a mission up to each stage of its life."""

from base64 import b64encode
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from domain.cents_and_months import add_months
from domain.consultant.employment_terms import EmploymentClauses
from domain.language import Party, Retention, Sealed
from domain.law import Force
from domain.law.billing import BIL_3
from domain.law.contract import AGR_2, CC_1, CC_3, CC_4, CC_5, COM_2, COM_4
from domain.law.employment import CC_2, CC_16, EMP_1, EMP_6, EPS_2, EPS_5
from domain.law.employment_conditions import CC_15
from domain.law.open_ended import CC_6, CDI_1, CDI_2, CDI_3
from domain.law.recourse import DEF_2, DEF_5, REC_1, REC_2, REC_3, REC_4, REC_5, REC_6
from domain.mission.derived_signals import make_signal
from domain.mission.events.autonomy import AutonomySignalRaised
from domain.mission.events.scoping import MissionScoped, MissionVerified, NeedStated, ProposalMade
from domain.mission.events.signing import ConsentGiven, ContractSigned, MissionSigned
from domain.mission.events.working import MissionStarted
from domain.mission.signals import Attention, SignalCode, Source
from domain.mission.terms import (
    Clauses,
    Contract,
    Criterion,
    CriterionMet,
    Declarations,
    Deliverable,
    Governance,
    Instalment,
    Milestone,
    Need,
    Price,
    PriceMode,
    Proposal,
    RecourseGround,
    Scope,
    SignatureMethod,
    Trigger,
)
from domain.record import Ground
from tests.domain.given import (
    ACME,
    ALTO,
    ANNE,
    CALENDAR,
    CLIENT,
    CONSULTANT,
    DOCUMENT,
    MISSION,
    TODAY,
    UMBRELLA,
)

FIRST_DAY, LAST_DAY = date(2026, 3, 2), date(2026, 6, 30)
DUE = date(2026, 3, 4)  # two jours ouvrables after the first day


def said(words: str, about: UUID = MISSION, retention: Retention = Retention.EVIDENCE) -> Sealed:
    """A person's text as the events hold it: sealed."""
    return Sealed(subject=about, retention=retention, field="text", box=b64encode(words.encode()).decode())


def of_anne(words: str) -> Sealed:
    return said(words, ANNE, Retention.SOCIAL)


# What is agreed -------------------------------------------------------------------------------

NEED = Need(
    what=said("an audit of the data platform"),
    ground=RecourseGround.MISSING_EXPERTISE,
    justification=said("nobody here has done one"),
)
PROPOSAL = Proposal(
    objectives=(said("a map of the flows"),),
    method=said("interviews, then measures"),
    price=1_000_000,
    price_reasons=said("rare and urgent"),
)
REPORT = Deliverable(
    key="D1",
    title=said("audit report"),
    criteria=(
        Criterion(key="complete", text=said("all flows")),
        Criterion(key="clear", text=said("readable")),
    ),
    due_on=date(2026, 5, 29),
)
KICK_OFF = Milestone(key="M1", title=said("interviews done"), due_on=date(2026, 4, 1))
AT_SIGNATURE = Instalment(key="I1", trigger=Trigger.SIGNATURE, amount=200_000)
AT_MILESTONE = Instalment(key="I2", trigger=Trigger.MILESTONE, of="M1", amount=300_000)
AT_ACCEPTANCE = Instalment(key="I3", trigger=Trigger.ACCEPTANCE, of="D1", amount=500_000)
FIXED_PRICE = Price(
    mode=PriceMode.FIXED, amount=1_000_000, schedule=(AT_SIGNATURE, AT_MILESTONE, AT_ACCEPTANCE)
)
DAILY_RATE = Price(mode=PriceMode.DAILY_RATE, amount=65_000)
CLAUSES = Clauses(
    autonomy=True,
    confidentiality=True,
    intellectual_property=said("assigned on payment"),
    client_answers_for_safety=True,
    termination_notice_days=15,
    acceptance_days=10,
    change_answer_days=10,
    payment_days=30,
    rebilled_expenses_max=50_000,
)
SCOPE = Scope(
    object=said("audit"),
    perimeter=said("the data platform"),
    objectives=(said("a map of the flows"),),
    competences=said("data architecture"),
    deliverables=(REPORT,),
    milestones=(KICK_OFF,),
    starts_on=FIRST_DAY,
    ends_on=LAST_DAY,
    price=FIXED_PRICE,
    governance=Governance(progress_every_days=14),
    clauses=CLAUSES,
    found_by=CONSULTANT,
    price_set_by=CONSULTANT,
)
ASSISTANCE = replace(SCOPE, deliverables=(), milestones=(), price=DAILY_RATE)
MET = (CriterionMet(key="complete", met=True), CriterionMet(key="clear", met=True))
PARTLY_MET = (CriterionMet(key="complete", met=True), CriterionMet(key="clear", met=False))
EMPLOYMENT_CLAUSES = EmploymentClauses(
    pay_method=True,
    expenses_method=True,
    competences=True,
    paid_leave=True,
    pension_and_welfare_bodies=True,
    activity_report_monthly=True,
    guarantor=True,
)


def need(ground: RecourseGround = NEED.ground, **declared: bool) -> Need:
    return replace(NEED, ground=ground, declarations=Declarations(**declared))


# The grounds that decisions keep --------------------------------------------------------------


def recourse_asked(of: Need = NEED, scope: Scope = SCOPE) -> tuple[Ground, ...]:
    ends_on = scope.ends_on or "uncertain"
    return (
        REC_1.asked(met=True, ground=of.ground),
        REC_2.asked(met=True, replaces_striker=False),
        REC_3.asked(met=True, dangerous_work=False),
        REC_5.asked(met=True, home_service=False),
        REC_4.asked(met=True, starts_on=scope.starts_on, ends_on=ends_on),
        DEF_2.asked(met=True, price_set_by=scope.price_set_by, found_by=scope.found_by),
        BIL_3.asked(met=True, payment_days=scope.clauses.payment_days),
        *advised(of, scope),
    )


def advised(of: Need, scope: Scope, negotiated: int | None = PROPOSAL.price) -> tuple[Ground, ...]:
    price = scope.price
    as_negotiated = price.mode is PriceMode.DAILY_RATE or negotiated in (None, price.amount)
    return (
        REC_6.asked(met=True, ground=of.ground),
        CC_1.asked(met=scope.clauses.autonomy, autonomy_clause=scope.clauses.autonomy),
        CC_3.asked(met=scope.found_by is CONSULTANT, found_by=scope.found_by),
        COM_2.asked(met=as_negotiated, negotiated=negotiated, price=price.amount),
    )


def before_work(day: date, *broken: object) -> tuple[Ground, ...]:
    rules = (EMP_6, EMP_1, EPS_2, EPS_5)
    return tuple(rule.asked(met=rule not in broken, first_day=day) for rule in rules)


HIRING_ASKED = (
    CC_2.asked(met=True, qualified=True),
    CDI_3.asked(met=True, clauses="complete"),
    CC_16.asked(met=True, exclusivity=False),
    CDI_1.asked(met=True, kind="open_ended"),
    CDI_2.asked(met=True, mention=True),
    CC_6.asked(met=True, days=0, executive=False),
    CC_15.asked(met=True, habitual_workplace=False),
)

# The life of the mission ----------------------------------------------------------------------


def needed(of: Need = NEED) -> NeedStated:
    return NeedStated(client=ACME, consultant=ANNE, umbrella=ALTO, need=of)


def scoped(scope: Scope = SCOPE, of: Need = NEED) -> MissionScoped:
    return MissionScoped(scope=scope, grounds=recourse_asked(of, scope))


def shown_long(until: date) -> AutonomySignalRaised:
    """The warning that a scope of thirty months or more shows by itself."""
    return make_signal(
        SignalCode.S14,
        Source.SCOPE,
        TODAY,
        attention=Attention.HIGH,
        force=Force.ADVICE,
        starts_on=FIRST_DAY,
        until=until,
    )


def signed(by: Party, change: str | None = None, on: date = TODAY) -> ContractSigned:
    return ContractSigned(
        contract=Contract.AMENDMENT if change else Contract.SERVICE,
        change=change,
        party=by,
        signed_on=on,
        signatory=said("a name"),
        capacity=said("director"),
        method=SignatureMethod.ELECTRONIC,
        document=DOCUMENT,
    )


def consented(change: str | None = None) -> ConsentGiven:
    return ConsentGiven(change=change)


def verified(scope: Scope = SCOPE) -> MissionVerified:
    price = scope.price
    return MissionVerified(
        grounds=(
            COM_4.asked(met=True, items=9),
            CC_5.asked(met=True, price=price.amount, mode=price.mode),
            DEF_5.asked(met=True, declared=True),
        )
    )


def mission_signed(on: date = TODAY, contract: str = "open_ended") -> MissionSigned:
    return MissionSigned(
        signed_on=on,
        grounds=(
            AGR_2.asked(met=True, signed="client, umbrella", consented="consultant"),
            EMP_1.asked(met=True, contract=contract),
            CC_4.asked(met=True, service_contract="of this mission"),
        ),
    )


def started(on: date = FIRST_DAY, due: date = DUE, *broken: object) -> MissionStarted:
    return MissionStarted(
        first_day=on,
        contract_due_on=due,
        calendar=CALENDAR.version,
        grounds=before_work(on, *broken),
        warned_on=add_months(on, 30),
        lawful_until=add_months(on, 36) - timedelta(days=1),
    )


NEEDED = (needed(),)
PROPOSED = (*NEEDED, ProposalMade(proposal=PROPOSAL))


def a_scope(scope: Scope = SCOPE) -> tuple[object, ...]:
    return (*PROPOSED, scoped(scope))


def a_verified(scope: Scope = SCOPE) -> tuple[object, ...]:
    return (*a_scope(scope), verified(scope))


def a_signed(scope: Scope = SCOPE) -> tuple[object, ...]:
    return (*a_verified(scope), consented(), signed(CLIENT), signed(UMBRELLA), mission_signed())


def a_running(scope: Scope = SCOPE) -> tuple[object, ...]:
    return (*a_signed(scope), started())


SCOPED, VERIFIED, SIGNED, RUNNING = a_scope(), a_verified(), a_signed(), a_running()
