"""The terms of an employment: what commands, events and the state of a consultant say of it alike."""

from datetime import date
from enum import StrEnum

from domain.language import ConsultantText, Count, value


class ContractKind(StrEnum):
    """The two employment contracts of portage (L1254-7)."""

    OPEN_ENDED = "open_ended"  # CDI
    FIXED_TERM = "fixed_term"  # CDD


class QualificationKind(StrEnum):
    """What shows that a consultant is qualified (IDCC 3219, art. 2.2)."""

    DEGREE = "degree"  # bac+2 or more
    EXPERIENCE = "experience"  # three years in the same sector


@value
class EmploymentClauses:
    """The clauses that L1254-15 (fixed-term) and L1254-21 (open-ended) ask for."""

    pay_method: bool
    expenses_method: bool
    competences: bool
    paid_leave: bool
    trial_period_days: int = 0
    pension_and_welfare_bodies: bool
    activity_report_monthly: bool
    guarantor: bool
    exclusivity: bool = False


@value
class WorkClauses:
    """What a fixed-term contract says of its one piece of work (L1254-15, 2°)."""

    client_and_address: bool
    object_and_conditions: bool
    duration: bool
    price: bool
    client_answers_for_safety: bool
    protective_equipment: bool
    liability_insurer: bool


@value
class UncertainTerm:
    """A term that is not known: the least duration, and the event that ends the work (L1254-11)."""

    least_until: date
    event: ConsultantText


@value
class WorkingTime:
    """How time is counted: days a year (forfait jours), or hours a week; one of the two."""

    days_a_year: Count | None = None
    hours_a_week: Count | None = None


class Cover(StrEnum):
    """What a body covers."""

    HEALTH = "health"  # frais de santé
    WELFARE = "welfare"  # prévoyance
    PENSION = "pension"  # retraite complémentaire
    OCCUPATIONAL_HEALTH = "occupational_health"  # service de santé au travail


class InterviewKind(StrEnum):
    """Which interview was held."""

    ANNUAL = "annual"  # entretien annuel, charge de travail
    ON_REQUEST = "on_request"  # à la demande du salarié porté
    PROFESSIONAL = "professional"  # entretien de parcours professionnel


class ProspectingEnd(StrEnum):
    """Why a prospecting period closed."""

    NEW_MISSION = "new_mission"
    EMPLOYMENT_ENDED = "employment_ended"
