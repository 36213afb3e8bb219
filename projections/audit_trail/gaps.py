"""What is missing from the file of a mission, who could supply it, and under which article it is asked.

Said only to who sees the file whole: of a part, nothing can be said to be missing.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from msgspec import Struct

from domain.consultant.events.hiring import EmploymentContractConcluded, HireDeclared
from domain.language import Party
from domain.law.autonomy_treatment import AUT_1
from domain.law.contract import AGR_1, COM_1, COM_3
from domain.law.employment import CC_17, EMP_1, EMP_6, EPS_1, EPS_2, EPS_5
from domain.law.pay import PAY_1
from domain.mission.events.autonomy import AutonomyEvidenceRecorded
from domain.mission.events.ending import MissionTerminated
from domain.mission.events.scoping import MissionTakenOver
from domain.mission.events.signing import ContractCopyDelivered, MissionSigned
from domain.mission.events.working import BreachCured, BreachRecorded
from projections import Wording
from projections.audit_trail.covers import CoverKind, covers
from projections.audit_trail.histories import stories
from projections.audit_trail.trail_events import Told
from projections.audit_trail.trail_months import months


class Gap(Struct, frozen=True, kw_only=True):
    """Something that the file does not show: of what, who could supply it, under which article."""

    what: Wording
    of: str | None
    by: Party
    article: str


def gaps(told: Told, today: date) -> tuple[Gap, ...]:
    """Return what is missing on a day, in the order of the life of a mission."""
    if told.named is None:
        return ()
    return tuple(gap for part in _PARTS for gap in part(told, today))


def _contract(told: Told, _: date) -> Iterable[Gap]:
    begun = told.first_day is not None
    taken = told.last(MissionTakenOver)
    signed = told.last(MissionSigned) is not None or (
        taken is not None and taken.data.past.signed_on is not None
    )
    if begun and not signed:
        yield _gap("contract", Party.UMBRELLA, COM_1.article)
    if signed and taken is None and told.last(ContractCopyDelivered) is None:
        yield _gap("copy", Party.UMBRELLA, COM_3.article)


def _employment(told: Told, _: date) -> Iterable[Gap]:
    if told.first_day is None:
        return
    hire = told.last(HireDeclared)
    if hire is None:
        yield _gap("hire", Party.UMBRELLA, EMP_6.article)
    if told.last(EmploymentContractConcluded) is None:
        yield _gap("employment", Party.UMBRELLA, EMP_1.article)


def _covers(told: Told, today: date) -> Iterable[Gap]:
    """A cover has to stand on the first day worked."""
    first = told.first_day
    if first is None:
        return
    articles = {
        CoverKind.GUARANTEE: EPS_2.article,
        CoverKind.INSURANCE: CC_17.article,
        CoverKind.DECLARATION: EPS_5.article,
    }
    standing = tuple(covers(told))
    for kind, article in articles.items():
        stood = (
            one.valid_from
            <= first
            <= min(one.valid_until or today, one.lapsed_on or today, key=date.toordinal)
            for one in standing
            if one.kind is kind
        )
        if not any(stood):
            yield _gap(kind, Party.UMBRELLA, article)


def _months(told: Told, today: date) -> Iterable[Gap]:
    """The pay of a month is due when it is over."""
    for one in months(told):
        over = one.month < f"{today:%Y-%m}"
        if one.half_days and over and not one.net_paid:
            yield _gap("salary", Party.UMBRELLA, PAY_1.article, one.month)
        if one.half_days and over and not one.statement:
            yield _gap("statement", Party.UMBRELLA, EPS_1.article, one.month)


def _deliverables(told: Told, today: date) -> Iterable[Gap]:
    """What was to come after an early end is due no more."""
    if told.last(MissionTerminated) is not None:
        return
    for one in stories(told).deliverables:
        if not one.turns and one.due_on is not None and one.due_on < today:
            yield _gap("deliverable", Party.CONSULTANT, AGR_1.article, one.key)
        elif one.waits:
            yield _gap("answer", Party.CLIENT, AGR_1.article, one.key)


def _autonomy(told: Told, _: date) -> Iterable[Gap]:
    cured = {one.data.breach for one in told.every(BreachCured)}
    for breach in told.every(BreachRecorded):
        if breach.id not in cured:
            yield _gap("cure", Party.UMBRELLA, breach.data.ground.article, breach.data.ground.rule)
    for signal in stories(told).signals:
        if signal.untreated:
            yield _gap("treatment", Party.UMBRELLA, AUT_1.article, signal.code)
    if told.first_day is not None and not told.every(AutonomyEvidenceRecorded):
        yield _gap("evidence", Party.CONSULTANT, AUT_1.article)


_PARTS: tuple[Callable[[Told, date], Iterable[Gap]], ...] = (
    _contract,
    _employment,
    _covers,
    _months,
    _deliverables,
    _autonomy,
)

_WORDS: Mapping[str, Wording] = {
    "contract": Wording(
        "Le contrat de prestation n'est pas signé par tous.", "The service contract is not signed by all."
    ),
    "copy": Wording(
        "La remise de la copie du contrat au salarié porté n'est pas au dossier.",
        "No copy of the contract is shown to have reached the consultant.",
    ),
    "hire": Wording(
        "La déclaration d'embauche n'est pas au dossier.", "No declaration of the hire is on file."
    ),
    "employment": Wording(
        "Aucun contrat de travail ne couvre la mission.", "No employment contract covers the mission."
    ),
    CoverKind.GUARANTEE: Wording(
        "Aucune garantie financière ne couvre le premier jour.", "No guarantee covers the first day."
    ),
    CoverKind.INSURANCE: Wording(
        "Aucune assurance ne couvre le premier jour.", "No insurance covers the first day."
    ),
    CoverKind.DECLARATION: Wording(
        "L'activité n'était pas déclarée au premier jour.", "The activity was not declared on the first day."
    ),
    "salary": Wording("Le salaire d'un mois travaillé manque.", "The salary of a month worked is missing."),
    "statement": Wording(
        "Le relevé du compte d'activité manque.", "The statement of the activity account is missing."
    ),
    "deliverable": Wording("Un livrable attendu n'est pas remis.", "A deliverable due was not handed over."),
    "answer": Wording(
        "Le client n'a pas répondu à un livrable.", "The client has not answered a deliverable."
    ),
    "cure": Wording("Un manquement n'est pas réparé.", "A breach is not cured."),
    "treatment": Wording("Un signal n'est pas traité.", "A signal has no treatment."),
    "evidence": Wording(
        "Aucune preuve d'autonomie n'est conservée.", "No evidence of autonomy is kept on file."
    ),
}


def _gap(what: str, by: Party, article: str, of: str | None = None) -> Gap:
    return Gap(what=_WORDS[what], of=of, by=by, article=article)
