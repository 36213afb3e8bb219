"""The gaps in the file of a mission: what is missing, who could supply it, and under which article.

Gaps are shown only to readers of the whole file: an event that a reader may not see would look missing.
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
from projections.audit_trail.covers import CoverKind, list_covers
from projections.audit_trail.histories import build_histories
from projections.audit_trail.trail_events import TrailEvents
from projections.audit_trail.trail_months import sum_months


class Gap(Struct, frozen=True, kw_only=True):
    """A missing piece of the file, the party that could supply it, and the article that requires it."""

    what: Wording
    of: str | None
    by: Party
    article: str


def find_gaps(trail: TrailEvents, today: date) -> tuple[Gap, ...]:
    """Return the gaps on a day, in the usual order of the events of a mission."""
    if trail.naming_event is None:
        return ()
    return tuple(gap for part in _PARTS for gap in part(trail, today))


def _contract_gaps(trail: TrailEvents, _: date) -> Iterable[Gap]:
    begun = trail.first_day is not None
    taken = trail.last_of(MissionTakenOver)
    signed = trail.last_of(MissionSigned) is not None or (
        taken is not None and taken.data.past.signed_on is not None
    )
    if begun and not signed:
        yield _build_gap("contract", Party.UMBRELLA, COM_1.article)
    if signed and taken is None and trail.last_of(ContractCopyDelivered) is None:
        yield _build_gap("copy", Party.UMBRELLA, COM_3.article)


def _employment_gaps(trail: TrailEvents, _: date) -> Iterable[Gap]:
    if trail.first_day is None:
        return
    hire = trail.last_of(HireDeclared)
    if hire is None:
        yield _build_gap("hire", Party.UMBRELLA, EMP_6.article)
    if trail.last_of(EmploymentContractConcluded) is None:
        yield _build_gap("employment", Party.UMBRELLA, EMP_1.article)


def _cover_gaps(trail: TrailEvents, today: date) -> Iterable[Gap]:
    """Return the kinds of cover that do not include the first day worked."""
    first = trail.first_day
    if first is None:
        return
    articles = {
        CoverKind.GUARANTEE: EPS_2.article,
        CoverKind.INSURANCE: CC_17.article,
        CoverKind.DECLARATION: EPS_5.article,
    }
    standing = tuple(list_covers(trail))
    for kind, article in articles.items():
        stood = (
            cover.valid_from
            <= first
            <= min(cover.valid_until or today, cover.lapsed_on or today, key=date.toordinal)
            for cover in standing
            if cover.kind is kind
        )
        if not any(stood):
            yield _build_gap(kind, Party.UMBRELLA, article)


def _month_gaps(trail: TrailEvents, today: date) -> Iterable[Gap]:
    """Return the months that are over without salary or statement."""
    for month in sum_months(trail):
        over = month.month < f"{today:%Y-%m}"
        if month.half_days and over and not month.net_paid:
            yield _build_gap("salary", Party.UMBRELLA, PAY_1.article, month.month)
        if month.half_days and over and not month.statement:
            yield _build_gap("statement", Party.UMBRELLA, EPS_1.article, month.month)


def _deliverable_gaps(trail: TrailEvents, today: date) -> Iterable[Gap]:
    """Return the deliverables without handover or answer; after an early end, no later one is due."""
    if trail.last_of(MissionTerminated) is not None:
        return
    for deliverable in build_histories(trail).deliverables:
        if not deliverable.turns and deliverable.due_on is not None and deliverable.due_on < today:
            yield _build_gap("deliverable", Party.CONSULTANT, AGR_1.article, deliverable.key)
        elif deliverable.waits:
            yield _build_gap("answer", Party.CLIENT, AGR_1.article, deliverable.key)


def _autonomy_gaps(trail: TrailEvents, _: date) -> Iterable[Gap]:
    cured = {event.data.breach for event in trail.events_of(BreachCured)}
    for breach in trail.events_of(BreachRecorded):
        if breach.id not in cured:
            yield _build_gap("cure", Party.UMBRELLA, breach.data.ground.article, breach.data.ground.rule)
    for signal in build_histories(trail).signals:
        if signal.untreated:
            yield _build_gap("treatment", Party.UMBRELLA, AUT_1.article, signal.code)
    if trail.first_day is not None and not trail.events_of(AutonomyEvidenceRecorded):
        yield _build_gap("evidence", Party.CONSULTANT, AUT_1.article)


_PARTS: tuple[Callable[[TrailEvents, date], Iterable[Gap]], ...] = (
    _contract_gaps,
    _employment_gaps,
    _cover_gaps,
    _month_gaps,
    _deliverable_gaps,
    _autonomy_gaps,
)

_WORDINGS: Mapping[str, Wording] = {
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


def _build_gap(what: str, by: Party, article: str, of: str | None = None) -> Gap:
    return Gap(what=_WORDINGS[what], of=of, by=by, article=article)
