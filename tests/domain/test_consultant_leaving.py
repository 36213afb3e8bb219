"""The end of employment: its ground, its papers, and what is kept of a person afterwards."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace as with_

from domain.account.events import EntryKind, Ledger
from domain.consultant.contract_refusals import MissionUnnamed
from domain.consultant.employment_terms import ContractKind, ProspectingEnd
from domain.consultant.erasure import RequestErasure
from domain.consultant.events.employer_care import ProspectingPeriodClosed, ProspectingPeriodOpened
from domain.consultant.events.leaving import (
    EmploymentEnded,
    EndGround,
    ErasureRefused,
    FinalSettlementDelivered,
    Kept,
    Payee,
    SubjectKeyDestroyed,
)
from domain.consultant.hiring import AssignLevel
from domain.consultant.leaving import DeliverFinalSettlement, DismissalCause, EndEmployment
from domain.consultant.refusals import AlreadyEnded, NotConcluded, NotEnded, NothingToErase
from domain.language import Level, MissionId, Party, Retention
from domain.law import Rule
from domain.law.company import HLD_1
from domain.law.employment import EMP_2, EMP_4, EMP_8
from domain.law.employment_conditions import CC_21
from domain.law.fixed_term import CDD_3, CDD_9, END_INDEMNITY_BASIS_POINTS
from domain.law.open_ended import CC_14, CDI_1
from domain.law.retention import RET_1, RET_2, RET_3, RET_4, RET_5, RETENTION_YEARS
from domain.mission.events.ending import MissionCompleted
from domain.mission.events.working import BreachRecorded
from domain.paymonth.reporting import ReportActivity
from domain.record import Ground
from domain.refusals import NothingKnown, PersonErased
from domain.umbrella.events import LegalHoldLifted, LegalHoldPlaced
from tests.domain.employment_commands import WORDS, WORK, of_care, of_development
from tests.domain.given import (
    ANNE,
    CALENDAR,
    CONSULTANT,
    DOCUMENT,
    MISSION,
    MONTH,
    OTHER_MISSION,
    SYSTEM,
    UMBRELLA,
    Kind,
    Stream,
    given,
    within,
)
from tests.domain.pay import absent, credit, entry_of_move
from tests.domain.people import (
    A_CONSULTANT,
    AN_EMPLOYED_CONSULTANT,
    AN_UMBRELLA_COMPANY,
    REGISTERED_CONSULTANT,
    employed,
)
from tests.domain.words import DUE, FIRST_DAY, LAST_DAY, NEEDED, needed, started

FIXED = ContractKind.FIXED_TERM
HIRED_FOR_IT = (
    *A_CONSULTANT,
    *NEEDED,
    with_(employed(FIXED, MISSION, ends_on=LAST_DAY), deliver_by=DUE, calendar=CALENDAR.version, work=WORK),
)
NEVER = date.max


def ending(because: EndGround = EndGround.RESIGNATION, **how: Any) -> EndEmployment:
    said = {"consultant": ANNE, "because": because, "ended_on": LAST_DAY, "document": DOCUMENT}
    return EndEmployment(**{**said, **how})


def open_asked(because: EndGround, *, met: bool = True) -> tuple[Ground, ...]:
    return (
        CDI_1.make_ground(met=met, ground=because),
        EMP_2.make_ground(met=met, ground=because, service_contract="not a ground"),
    )


def fixed_asked(because: EndGround, day: date = LAST_DAY, *, met: bool = True) -> tuple[Ground, ...]:
    return (
        CDD_9.make_ground(met=met, ground=because, ended_on=day, term=LAST_DAY),
        CDD_3.make_ground(met=True, starts_on=FIRST_DAY, ended_on=day),
    )


def ended(
    mission: MissionId | None = None,
    because: EndGround | None = None,
    on: date = LAST_DAY,
    days: int = 0,
    asked: tuple[Ground, ...] | None = None,
) -> EmploymentEnded:
    why = because or (EndGround.END_OF_TERM if mission else EndGround.RESIGNATION)
    own = asked if asked is not None else fixed_asked(why, on) if mission else open_asked(why)
    return EmploymentEnded(
        mission=mission,
        because=why,
        ended_on=on,
        seniority_days=days,
        available=0,
        reserve=0,
        payee=Payee.HEIRS if why is EndGround.DEATH else Payee.CONSULTANT,
        settlement_due_on=on,
        document=DOCUMENT,
        grounds=(*own, EMP_4.make_ground(met=True, days=days)),
    )


def settling(mission: MissionId | None = None, **how: Any) -> DeliverFinalSettlement:
    said = {"gross_in_all": 1_000_005, "receipt": DOCUMENT, "certificate": DOCUMENT, "attestation": DOCUMENT}
    whose = {"consultant": ANNE, "mission": mission, "delivered_on": LAST_DAY}
    return DeliverFinalSettlement(**{**whose, **said, **how})


def settled(command: DeliverFinalSettlement, payee: Payee = Payee.CONSULTANT) -> FinalSettlementDelivered:
    papers = {"certificate": command.certificate, "attestation": command.attestation}
    asked: tuple[Ground, ...] = (EMP_8.make_ground(met=None not in papers.values(), **papers),)
    due = 100_001 if command.mission else 0
    if command.mission:
        asked += (
            CDD_9.make_ground(met=command.indemnity >= due, indemnity=command.indemnity, due=due),
            CC_21.make_ground(
                met=command.paid_leave >= 100_001, paid_leave=command.paid_leave, least=100_001
            ),
        )
    return FinalSettlementDelivered(
        mission=command.mission,
        delivered_on=command.delivered_on,
        payee=payee,
        gross_in_all=command.gross_in_all,
        indemnity=command.indemnity,
        indemnity_due=due,
        paid_leave=command.paid_leave,
        balance=command.balance,
        receipt=command.receipt,
        certificate=command.certificate,
        attestation=command.attestation,
        grounds=asked,
    )


def breach(ground: Ground, since: date = LAST_DAY) -> BreachRecorded:
    return BreachRecorded(since=since, ground=ground, concerns_consultant=True)


# The end --------------------------------------------------------------------------------------

OF_OPEN_ENDED = [
    EndGround.RESIGNATION,
    EndGround.DISMISSAL,
    EndGround.MUTUAL_AGREEMENT,
    EndGround.SERIOUS_FAULT,
    EndGround.FORCE_MAJEURE,
    EndGround.UNFITNESS,
    EndGround.RETIREMENT,
    EndGround.TRIAL_ENDED,
    EndGround.DEATH,
]
ONLY_FIXED = [EndGround.END_OF_TERM, EndGround.EVENT_REALISED, EndGround.HIRED_ELSEWHERE]


@pytest.mark.parametrize("because", OF_OPEN_ENDED)
def test_cdi_1_an_open_ended_contract_ends_by_common_law(because: EndGround) -> None:
    given(AN_EMPLOYED_CONSULTANT).when(ending(because), by=UMBRELLA).then(ended(because=because))


@pytest.mark.parametrize("because", ONLY_FIXED)
def test_emp_2_the_end_of_a_mission_does_not_end_an_open_ended_contract(because: EndGround) -> None:
    event = ended(because=because, asked=open_asked(because, met=False))
    given(AN_EMPLOYED_CONSULTANT).when(ending(because), by=SYSTEM).then(event)
    assert not any("service" in ground or "mission" in ground for ground in EndGround)


@pytest.mark.parametrize("day", [date(2026, 6, 29), LAST_DAY, date(2026, 7, 1)])
def test_cdd_9_a_fixed_term_contract_ends_at_its_term(day: date) -> None:
    command = ending(EndGround.END_OF_TERM, mission=MISSION, ended_on=day)
    asked = fixed_asked(EndGround.END_OF_TERM, day, met=day >= LAST_DAY)
    late = [breach(asked[0], day)] if day < LAST_DAY else []
    given(HIRED_FOR_IT).when(command, by=UMBRELLA).then(ended(MISSION, on=day, asked=asked), late)


@pytest.mark.parametrize(
    ("because", "met"),
    [
        (EndGround.MUTUAL_AGREEMENT, True),
        (EndGround.SERIOUS_FAULT, True),
        (EndGround.FORCE_MAJEURE, True),
        (EndGround.UNFITNESS, True),
        (EndGround.HIRED_ELSEWHERE, True),
        (EndGround.TRIAL_ENDED, True),
        (EndGround.DEATH, True),
        (EndGround.RESIGNATION, False),
        (EndGround.DISMISSAL, False),
        (EndGround.RETIREMENT, False),
        (EndGround.EVENT_REALISED, False),
    ],
)
def test_cdd_9_before_its_term_it_ends_only_on_a_ground_of_the_law(because: EndGround, met: bool) -> None:
    day = date(2026, 5, 15)
    asked = fixed_asked(because, day, met=met)
    broken = [] if met else [breach(asked[0], day)]
    command = ending(because, mission=MISSION, ended_on=day)
    given(HIRED_FOR_IT).when(command, by=UMBRELLA).then(ended(MISSION, because, day, asked=asked), broken)


@pytest.mark.parametrize("day", [date(2026, 6, 29), LAST_DAY, date(2026, 7, 1)])
def test_cdd_2_an_uncertain_term_ends_with_its_event_after_the_least_duration(day: date) -> None:
    from tests.domain.test_consultant_contracts import uncertain

    because = EndGround.EVENT_REALISED
    asked = (
        CDD_9.make_ground(met=day >= LAST_DAY, ground=because, ended_on=day, term=NEVER),
        CDD_3.make_ground(met=True, starts_on=FIRST_DAY, ended_on=day),
    )
    broken = [] if day >= LAST_DAY else [breach(asked[0], day)]
    command = ending(because, mission=MISSION, ended_on=day)
    history = given(A_CONSULTANT, NEEDED, uncertain())
    history.when(command, by=UMBRELLA).then(ended(MISSION, because, day, asked=asked), broken)


@pytest.mark.parametrize("day", [date(2027, 9, 1), date(2027, 9, 2), date(2027, 9, 3)])
def test_cdd_3_work_beyond_eighteen_months_is_recorded_with_its_breach(day: date) -> None:
    from tests.domain.test_consultant_contracts import uncertain

    because, met = EndGround.EVENT_REALISED, day < date(2027, 9, 2)
    asked = (
        CDD_9.make_ground(met=True, ground=because, ended_on=day, term=NEVER),
        CDD_3.make_ground(met=met, starts_on=FIRST_DAY, ended_on=day),
    )
    broken = [] if met else [breach(asked[1], day)]
    command = ending(because, mission=MISSION, ended_on=day)
    history = given(A_CONSULTANT, NEEDED, uncertain())
    history.when(command, by=UMBRELLA).then(ended(MISSION, because, day, asked=asked), broken)


def test_it_ends_once_and_after_it_was_concluded() -> None:
    given(A_CONSULTANT).when(ending(), by=UMBRELLA).refused(NotConcluded())
    over = (AN_EMPLOYED_CONSULTANT, ended())
    given(over).when(ending(), by=UMBRELLA).refused(AlreadyEnded(ended_on=LAST_DAY))


def test_a_contract_that_ended_covers_nothing_after_it() -> None:
    history = given(AN_EMPLOYED_CONSULTANT, ended()).history
    state = next(state for state in history.states.values() if hasattr(state, "contracts"))
    assert state.is_covered(MISSION, FIRST_DAY, LAST_DAY)
    assert not state.is_covered(MISSION, FIRST_DAY, date(2026, 7, 1))


PROSPECTING = ProspectingPeriodOpened(
    from_on=date(2026, 5, 15),
    dismissal_from=date(2026, 6, 15),
    allocation_days=None,
    allocation_until=None,
    grounds=(),
)


@pytest.mark.parametrize("began", [date(2026, 6, 14), date(2026, 6, 15), date(2026, 6, 16)])
def test_cc_14_a_dismissal_for_want_of_work_begins_after_a_month_of_prospecting(began: date) -> None:
    because, dismissal_from = EndGround.DISMISSAL, date(2026, 6, 15)
    command = ending(because, cause=DismissalCause.WANT_OF_WORK, procedure_on=began)
    asked = CC_14.make_ground(met=began >= dismissal_from, procedure_on=began, dismissal_from=dismissal_from)
    over = ProspectingPeriodClosed(closed_on=LAST_DAY, because=ProspectingEnd.EMPLOYMENT_ENDED, mission=None)
    event = ended(because=because, asked=(*open_asked(because), asked))
    given(AN_EMPLOYED_CONSULTANT, PROSPECTING).when(command, by=UMBRELLA).then(event, over)


def test_cc_14_without_prospecting_nobody_is_dismissed_for_want_of_work() -> None:
    command = ending(EndGround.DISMISSAL, cause=DismissalCause.WANT_OF_WORK)
    asked = CC_14.make_ground(met=False, procedure_on=LAST_DAY, dismissal_from="no prospecting period")
    event = ended(because=EndGround.DISMISSAL, asked=(*open_asked(EndGround.DISMISSAL), asked))
    given(AN_EMPLOYED_CONSULTANT).when(command, by=UMBRELLA).then(event)


def test_emp_4_l1254_30_seniority_sums_the_periods_of_work_each_day_once() -> None:
    other = Stream(Kind.MISSION, OTHER_MISSION)
    worked = (
        *NEEDED,
        started(FIRST_DAY),
        MissionCompleted(completed_on=date(2026, 3, 11)),  # ten days
        *within(other, needed(), started(date(2026, 3, 10))),  # two of them, then until the end
    )
    command = ending(missions=(MISSION, OTHER_MISSION), ended_on=date(2026, 3, 20))
    event = ended(on=date(2026, 3, 20), days=19)
    given(AN_EMPLOYED_CONSULTANT, worked).when(command, by=UMBRELLA).then(event)
    given(AN_EMPLOYED_CONSULTANT, NEEDED).when(ending(missions=(MISSION,)), by=UMBRELLA).then(ended())
    theirs = with_(needed(), consultant=OTHER_MISSION)
    refusal = MissionUnnamed()
    given(AN_EMPLOYED_CONSULTANT, theirs).when(ending(missions=(MISSION,)), by=UMBRELLA).refused(refusal)


def test_what_the_account_holds_is_due_to_the_heirs_of_one_who_died() -> None:
    saved = entry_of_move(EntryKind.RESERVE, Ledger.AVAILABLE, Ledger.RESERVE, 20_000)
    history = given(AN_EMPLOYED_CONSULTANT, credit(100_000), saved)
    event = with_(ended(because=EndGround.DEATH), available=80_000, reserve=20_000)
    assert event.payee is Payee.HEIRS
    why = f"end of employment on {LAST_DAY}"
    out = entry_of_move(EntryKind.RESERVE_RELEASED, Ledger.RESERVE, Ledger.AVAILABLE, 20_000, why)
    out = with_(out, month="2026-06", of_month="2026-06")
    history.when(ending(EndGround.DEATH), by=UMBRELLA).then(event, out)


def test_the_account_is_settled_with_the_last_contract() -> None:
    saved = entry_of_move(EntryKind.RESERVE, Ledger.AVAILABLE, Ledger.RESERVE, 20_000)
    both = given(HIRED_FOR_IT, employed(), credit(100_000), saved)
    event = with_(ended(MISSION), available=80_000, reserve=20_000)
    both.when(ending(EndGround.END_OF_TERM, mission=MISSION), by=UMBRELLA).then(event)


# The papers -----------------------------------------------------------------------------------


@pytest.mark.parametrize("indemnity", [100_000, 100_001, 100_002])
def test_cdd_9_the_indemnity_of_the_end_is_a_tenth_of_all_pay(indemnity: int) -> None:
    command = settling(MISSION, indemnity=indemnity, paid_leave=100_001)
    event = settled(command)
    broken = [breach(event.grounds[1])] if indemnity < 100_001 else []
    given(HIRED_FOR_IT, ended(MISSION)).when(command).then(event, broken)
    assert END_INDEMNITY_BASIS_POINTS.value_on(LAST_DAY) == 1_000


@pytest.mark.parametrize("leave", [100_000, 100_001, 100_002])
def test_cc_21_paid_leave_is_a_tenth_of_all_pay_at_the_end_of_a_fixed_term(leave: int) -> None:
    command = settling(MISSION, indemnity=100_001, paid_leave=leave)
    event = settled(command)
    broken = [breach(event.grounds[2])] if leave < 100_001 else []
    given(HIRED_FOR_IT, ended(MISSION)).when(command).then(event, broken)


@pytest.mark.parametrize("paper", ["certificate", "attestation"])
def test_a_paper_that_lacks_is_shown_in_the_settlement(paper: str) -> None:
    command = settling(**{paper: None})
    event = settled(command)
    assert event.grounds[0].answer == "broken"
    given(AN_EMPLOYED_CONSULTANT, ended()).when(command).then(event)


def test_a_contract_is_settled_once_after_its_end_and_with_the_heirs_after_a_death() -> None:
    command = settling()
    over = (AN_EMPLOYED_CONSULTANT, ended(because=EndGround.DEATH))
    given(over).when(command).then(settled(command, Payee.HEIRS))
    given(AN_EMPLOYED_CONSULTANT).when(command).refused(NotEnded())
    given(A_CONSULTANT).when(command).refused(NotConcluded())
    given(over, settled(command)).when(command).refused(AlreadyEnded(ended_on=LAST_DAY))


# What is kept ---------------------------------------------------------------------------------

ERASE = RequestErasure(consultant=ANNE)
RULES: dict[Retention, Rule] = {
    Retention.PAY: RET_1,
    Retention.SOCIAL: RET_2,
    Retention.ACCOUNTING: RET_3,
    Retention.EVIDENCE: RET_4,
}
UNTIL = {
    Retention.PAY: date(2031, 6, 30),
    Retention.SOCIAL: date(2032, 6, 30),
    Retention.ACCOUNTING: date(2036, 12, 31),
    Retention.EVIDENCE: date(2032, 6, 30),
}
GONE = (AN_UMBRELLA_COMPANY, AN_EMPLOYED_CONSULTANT, ended())


def kept(*retentions: Retention) -> ErasureRefused:
    return ErasureRefused(
        kept=tuple(
            Kept(retention=one, until=UNTIL[one], ground=RULES[one].make_ground(met=True, until=UNTIL[one]))
            for one in retentions
        )
    )


def destroyed(retention: Retention, *, employed: bool = True) -> SubjectKeyDestroyed:
    until = UNTIL[retention] if employed else None
    return SubjectKeyDestroyed(
        retention=retention, kept_until=until, ground=RET_5.make_ground(met=True, retention=retention)
    )


def test_nothing_is_erased_of_one_who_is_employed() -> None:
    refusal = ErasureRefused(
        kept=tuple(
            Kept(retention=one, until=None, ground=RULES[one].make_ground(met=True, employed=True))
            for one in Retention
        )
    )
    given(AN_UMBRELLA_COMPANY, AN_EMPLOYED_CONSULTANT).when(ERASE, by=CONSULTANT).then(refusal)


@pytest.mark.parametrize(
    ("on", "gone"),
    [
        (date(2031, 6, 29), ()),
        (date(2031, 6, 30), ()),
        (date(2031, 7, 1), (Retention.PAY,)),
        (date(2032, 6, 30), (Retention.PAY,)),
        (date(2032, 7, 1), (Retention.PAY, Retention.SOCIAL, Retention.EVIDENCE)),
        (date(2036, 12, 31), (Retention.PAY, Retention.SOCIAL, Retention.EVIDENCE)),
        (date(2037, 1, 1), tuple(Retention)),
    ],
)
@pytest.mark.parametrize("by", [CONSULTANT, UMBRELLA, SYSTEM])
def test_each_class_is_kept_until_its_day(on: date, gone: tuple[Retention, ...], by: Party) -> None:
    left = [one for one in Retention if one not in gone]
    events = [destroyed(one) for one in Retention if one in gone]
    given(GONE).when(ERASE, by=by, on=on).then(events, [kept(*left)] if left else [])


def test_what_was_erased_is_not_erased_again() -> None:
    pay = destroyed(Retention.PAY)
    left = (Retention.SOCIAL, Retention.ACCOUNTING, Retention.EVIDENCE)
    given(GONE, pay).when(ERASE, by=UMBRELLA, on=date(2031, 7, 1)).then(kept(*left))
    every = [destroyed(one) for one in Retention]
    given(GONE, every).when(ERASE, by=UMBRELLA, on=date(2040, 1, 1)).refused(NothingToErase())


def test_ret_5_nothing_personal_of_a_class_is_recorded_of_whom_it_was_erased() -> None:
    """His training is sealed in the social class, his bank account and his absences in that of pay."""
    training = of_development()[2]
    bank, report = of_care()[2], ReportActivity(consultant=ANNE, month=MONTH, days=(absent(2),))
    pay, social = destroyed(Retention.PAY), destroyed(Retention.SOCIAL)
    erased = given(GONE, pay)
    for command in (bank, report):
        erased.when(command, by=CONSULTANT).refused(PersonErased(retention=Retention.PAY))
    assert erased.when(training, by=CONSULTANT).answer()
    given(GONE, social).when(training, by=CONSULTANT).refused(PersonErased(retention=Retention.SOCIAL))
    level = AssignLevel(consultant=ANNE, level=Level.SENIOR, from_on=LAST_DAY)
    assert given(GONE, [destroyed(one) for one in Retention]).when(level).answer()


def test_a_legal_hold_stops_any_destruction_until_it_is_lifted() -> None:
    placed = LegalHoldPlaced(hold="H1", matter="D1", subjects=(ANNE,))
    held = HLD_1.make_ground(met=True, held=True)
    refusal = ErasureRefused(kept=tuple(Kept(retention=one, until=None, ground=held) for one in Retention))
    after = date(2040, 1, 1)
    given(GONE, placed).when(ERASE, by=CONSULTANT, on=after).then(refusal)
    lifted = (GONE, placed, LegalHoldLifted(hold="H1"))
    given(lifted).when(ERASE, by=CONSULTANT, on=after).then([destroyed(one) for one in Retention])


def test_one_who_was_never_employed_is_erased_at_once() -> None:
    every = [destroyed(one, employed=False) for one in Retention]
    given(REGISTERED_CONSULTANT).when(ERASE, by=CONSULTANT).then(every)
    given().when(ERASE, by=UMBRELLA).refused(NothingKnown(about=f"consultant/{ANNE}"))


def test_the_years_of_each_class_are_those_of_the_law() -> None:
    years = RETENTION_YEARS.value_on(LAST_DAY)
    assert [years[one] for one in Retention] == [5, 6, 10, 6]
    assert WORDS.retention is Retention.SOCIAL
