"""What the parties agree about a mission; the words that its commands and its events share."""

from datetime import date
from enum import StrEnum

from domain.language import Cents, Count, DocumentHash, Happened, Key, Label, MissionText, Party, value


class RecourseGround(StrEnum):
    """Why a client may resort to portage (L1254-3)."""

    OCCASIONAL_TASK = "occasional_task"  # tâche occasionnelle
    MISSING_EXPERTISE = "missing_expertise"  # expertise ponctuelle dont le client ne dispose pas
    CORE_BUSINESS = "core_business"  # activité normale et permanente: not a ground


@value
class Declarations:
    """What the client declares about the work it needs; each one may forbid portage."""

    replaces_striker: bool = False
    dangerous_work: bool = False
    home_service: bool = False
    former_employee: bool = False


@value
class Need:
    """What the client needs, and why it turns to portage (besoin)."""

    what: MissionText
    ground: RecourseGround
    justification: MissionText
    declarations: Declarations = Declarations()


@value
class Proposal:
    """What the consultant offers: objectives that can be measured, a method, a price and its reasons."""

    objectives: tuple[MissionText, ...]
    method: MissionText
    price: Cents
    price_reasons: MissionText


class PriceMode(StrEnum):
    """How the price is made (forfait, régie, par livrable)."""

    FIXED = "fixed"
    DAILY_RATE = "daily_rate"
    PER_DELIVERABLE = "per_deliverable"


class Trigger(StrEnum):
    """What makes an amount due: each line of an invoice names one (fait générateur)."""

    SIGNATURE = "signature"
    MILESTONE = "milestone"
    ACCEPTANCE = "acceptance"
    APPROVED_DAYS = "approved_days"
    EXPENSE = "expense"
    CLAUSE = "clause"  # notice or indemnity of an early end


@value
class Instalment:
    """A part of a price, due when its trigger is met; `of` is the milestone or deliverable, if any."""

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
    """One thing that must be true of a deliverable for it to be accepted."""

    key: Key
    text: MissionText


@value
class Deliverable:
    """A result that the consultant hands over, and how the client will judge it (livrable)."""

    key: Key
    title: MissionText
    criteria: tuple[Criterion, ...]
    due_on: date


@value
class Milestone:
    """A point of the work that can be shown to be reached (jalon)."""

    key: Key
    title: MissionText
    due_on: date


@value
class Governance:
    """The rhythm of progress points, and whether a steering committee meets (comité de pilotage)."""

    progress_every_days: Count
    steering_committee: bool = False


@value
class Clauses:
    """What the service contract says besides object and price (checklist of L1254-23 and the guide)."""

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
    """The whole of what is agreed: object, results, calendar, price, clauses (périmètre)."""

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
    """How a change would alter the scope; what it leaves out stays as it was."""

    deliverables: tuple[Deliverable, ...] = ()
    instalments: tuple[Instalment, ...] = ()
    price: Cents | None = None
    ends_on: date | None = None


class Contract(StrEnum):
    """What is signed: the service contract between client and umbrella, or an amendment to it."""

    SERVICE = "service"
    AMENDMENT = "amendment"


class SignatureMethod(StrEnum):
    """How a signatory signed."""

    ELECTRONIC = "electronic"
    HANDWRITTEN = "handwritten"


@value
class CriterionMet:
    """The client's word on one criterion."""

    key: Key
    met: bool


class ExpenseNature(StrEnum):
    """What a professional expense was for (frais professionnels)."""

    TRAVEL = "travel"
    LODGING = "lodging"
    MEAL = "meal"
    EQUIPMENT = "equipment"
    OTHER = "other"


@value
class Expense:
    """Money that the consultant spent for the mission; amounts in cents, VAT apart."""

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
    """One line: what made it due, how much of it, at what price; cents before tax.

    `quantity` counts half-days for approved days and is 1 otherwise; `unit_price` is that of a day, or
    of the one.
    """

    trigger: Trigger
    key: Key
    quantity: Count
    unit_price: Cents
    net: Cents
