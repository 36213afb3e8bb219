"""The terms of an employment, shared by commands, events and the state of a consultant."""

from datetime import date
from enum import StrEnum

from domain.language import ConsultantText, Count, value


class ContractKind(StrEnum):
    """The two employment contracts of portage (L1254-7)."""

    OPEN_ENDED = "open_ended"  # CDI
    FIXED_TERM = "fixed_term"  # CDD


class QualificationKind(StrEnum):
    """The proof that a consultant is qualified (IDCC 3219, art. 2.2)."""

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
    """The clauses of a fixed-term contract about its mission (L1254-15, 2°)."""

    client_and_address: bool
    object_and_conditions: bool
    duration: bool
    price: bool
    client_answers_for_safety: bool
    protective_equipment: bool
    liability_insurer: bool


@value
class UncertainTerm:
    """A term without a date: the least duration, and the event that ends the work (L1254-11)."""

    least_until: date
    event: ConsultantText


@value
class WorkingTime:
    """How working time is counted: days a year (forfait jours) or hours a week, never both."""

    days_a_year: Count | None = None
    hours_a_week: Count | None = None


class Cover(StrEnum):
    """The kind of social cover that a body provides."""

    HEALTH = "health"  # frais de santé
    WELFARE = "welfare"  # prévoyance
    PENSION = "pension"  # retraite complémentaire
    OCCUPATIONAL_HEALTH = "occupational_health"  # service de santé au travail


class InterviewKind(StrEnum):
    """The kind of an interview."""

    ANNUAL = "annual"  # entretien annuel, charge de travail
    ON_REQUEST = "on_request"  # à la demande du salarié porté
    PROFESSIONAL = "professional"  # entretien de parcours professionnel


class ProspectingEnd(StrEnum):
    """Why a prospecting period closed."""

    NEW_MISSION = "new_mission"
    EMPLOYMENT_ENDED = "employment_ended"
