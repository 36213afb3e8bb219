"""The terms that the parties agree about a mission, shared by its commands and events."""

from datetime import date
from enum import StrEnum

from domain.language import Cents, Count, DocumentHash, Happened, Key, Label, MissionText, Party, value


class RecourseGround(StrEnum):
    """The ground for a client to use portage (L1254-3)."""

    OCCASIONAL_TASK = "occasional_task"  # tâche occasionnelle
    MISSING_EXPERTISE = "missing_expertise"  # expertise ponctuelle dont le client ne dispose pas
    CORE_BUSINESS = "core_business"  # activité normale et permanente: not a ground


@value
class Declarations:
    """The client's declarations about the work; each one may forbid portage."""

    replaces_striker: bool = False
    dangerous_work: bool = False
    home_service: bool = False
    former_employee: bool = False


@value
class Need:
    """The client's need, and the reason to use portage (besoin)."""

    what: MissionText
    ground: RecourseGround
    justification: MissionText
    declarations: Declarations = Declarations()


@value
class Proposal:
    """The consultant's offer: measurable objectives, a method, a price and its reasons."""

    objectives: tuple[MissionText, ...]
    method: MissionText
    price: Cents
    price_reasons: MissionText


class PriceMode(StrEnum):
    """The mode of the price (forfait, régie, par livrable)."""

    FIXED = "fixed"
    DAILY_RATE = "daily_rate"
    PER_DELIVERABLE = "per_deliverable"


class Trigger(StrEnum):
    """The cause that makes an amount due; each invoice line names one (fait générateur)."""

    SIGNATURE = "signature"
    MILESTONE = "milestone"
    ACCEPTANCE = "acceptance"
    APPROVED_DAYS = "approved_days"
    EXPENSE = "expense"
    CLAUSE = "clause"  # notice or indemnity of an early end


@value
class Instalment:
    """A part of a price, due at its trigger; `of` is the milestone or deliverable, if any."""

    key: Key
    trigger: Trigger
    of: Key | None = None
    amount: Cents


@value
class Price:
    """The price before tax, in cents: a total with its schedule, or a rate for one day."""

    mode: PriceMode
    amount: Cents
    schedule: tuple[Instalment, ...] = ()


@value
class Criterion:
    """A condition for the acceptance of a deliverable."""

    key: Key
    text: MissionText


@value
class Deliverable:
    """A result that the consultant submits, with its acceptance criteria (livrable)."""

    key: Key
    title: MissionText
    criteria: tuple[Criterion, ...]
    due_on: date


@value
class Milestone:
    """A verifiable point of the work (jalon)."""

    key: Key
    title: MissionText
    due_on: date


@value
class Governance:
    """The frequency of progress points, and whether a steering committee meets (comité de pilotage)."""

    progress_every_days: Count
    steering_committee: bool = False


@value
class Clauses:
    """The clauses of the service contract besides object and price (checklist of L1254-23 and the guide)."""

    autonomy: bool
    confidentiality: bool
    intellectual_property: MissionText
    client_answers_for_safety: bool
    protective_equipment: MissionText | None = None
    termination_notice_days: Count
    acceptance_days: Count
    deemed_acceptance: bool = False
    change_answer_days: Count
    payment_days: Count
    rebilled_expenses_max: Cents = 0
    exclusivity: bool = False


@value
class Scope:
    """The whole agreement: object, results, calendar, price, clauses (périmètre)."""

    object: MissionText
    perimeter: MissionText
    objectives: tuple[MissionText, ...]
    competences: MissionText
    deliverables: tuple[Deliverable, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    starts_on: date
    ends_on: date | None = None
    minimum_days: Count | None = None
    ending_event: MissionText | None = None
    price: Price
    governance: Governance
    clauses: Clauses
    found_by: Party
    price_set_by: Party


@value
class ScopeChange:
    """The effect of a change on the scope; an absent field stays as it was."""

    deliverables: tuple[Deliverable, ...] = ()
    instalments: tuple[Instalment, ...] = ()
    price: Cents | None = None
    ends_on: date | None = None


class Contract(StrEnum):
    """The signed document: the service contract between client and umbrella, or an amendment to it."""

    SERVICE = "service"
    AMENDMENT = "amendment"


class SignatureMethod(StrEnum):
    """The method of a signature."""

    ELECTRONIC = "electronic"
    HANDWRITTEN = "handwritten"


@value
class CriterionMet:
    """The client's judgement on one criterion."""

    key: Key
    met: bool


class ExpenseNature(StrEnum):
    """The nature of a professional expense (frais professionnels)."""

    TRAVEL = "travel"
    LODGING = "lodging"
    MEAL = "meal"
    EQUIPMENT = "equipment"
    OTHER = "other"


@value
class Expense:
    """An expense of the consultant for the mission; cents, VAT separate."""

    key: Key
    nature: ExpenseNature
    spent_on: Happened
    net: Cents
    vat: Cents = 0
    receipt: DocumentHash
    rebilled: bool = False


@value
class Company:
    """A company as an invoice shows it; company names are not personal."""

    name: Label
    siren: Label
    vat_number: Label
    address: Label


@value
class InvoiceLine:
    """An invoice line: its trigger, its quantity, its price; cents before tax.

    `quantity` counts half-days for approved days and is 1 otherwise; `unit_price` is the price of a day, or
    of the whole line.
    """

    trigger: Trigger
    key: Key
    quantity: Count
    unit_price: Cents
    net: Cents
