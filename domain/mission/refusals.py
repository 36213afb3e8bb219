"""Why a mission's answer may be no; each refusal is named for the rule that was broken."""

from dataclasses import field
from datetime import date

from domain.language import FactId, Key, Label, Month, Party
from domain.law.billing import BIL_2, BIL_3, BIL_4
from domain.law.contract import AGR_1, AGR_2, AGR_3, AGR_4, CC_5, COM_4
from domain.law.recourse import DEF_2, REC_1, REC_2, REC_3, REC_4, REC_5
from domain.mission.terms import RecourseGround, Trigger
from domain.refused import Refused, refusal


@refusal
class MissionOver(Refused):
    """A mission that was given up or closed takes no further act."""

    rule = AGR_1
    because = ("la mission est abandonnée, refusée ou close", "the mission is given up, declined or closed")


@refusal
class OutOfOrder(Refused):
    """An act comes after the one it stands on."""

    rule = AGR_1
    act: Label
    stands_on: Label


@refusal
class AlreadyDone(Refused):
    """What was done once is not done again; a correction has its own act."""

    rule = AGR_1
    act: Label
    of: Label = ""


@refusal
class GroundMissing(Refused):
    """A client resorts to portage only for an occasional task or an expertise it lacks."""

    rule = REC_1
    declared: RecourseGround


@refusal
class ReplacesStriker(Refused):
    """Portage may not replace an employee on strike."""

    rule = REC_2
    because = (
        "le besoin est de remplacer un salarié gréviste",
        "the need is to replace an employee on strike",
    )


@refusal
class DangerousWork(Refused):
    """Portage may not be used for particularly dangerous work, save while a derogation holds."""

    rule = REC_3
    derogations: tuple[Label, ...] = field(default=())


@refusal
class TooLong(Refused):
    """The work does not last more than 36 months."""

    rule = REC_4
    starts_on: date
    ends_on: date
    months_max: int
    earlier_days: int = 0


@refusal
class HomeService(Refused):
    """Home and personal services cannot be the object of a portage contract."""

    rule = REC_5
    because = ("le besoin est un service à la personne", "the need is a home or personal service")


@refusal
class PriceNotTheConsultants(Refused):
    """The consultant agrees his price with the client himself."""

    rule = DEF_2
    price_set_by: Party


@refusal
class ScheduleUnbalanced(Refused):
    """The parts of a price make the price, and each waits for something that the scope holds."""

    rule = AGR_1
    price: int
    schedule: int
    unknown: tuple[Key, ...] = ()


@refusal
class PaymentTermTooLong(Refused):
    """The client pays at the latest sixty days after the date of the invoice."""

    rule = BIL_3
    agreed_days: int
    days_max: int


@refusal
class ItemsMissing(Refused):
    """The service contract holds the nine items of L1254-23."""

    rule = COM_4
    missing: tuple[Label, ...]


@refusal
class NotVerified(Refused):
    """The umbrella company signs only what it has verified."""

    rule = CC_5
    because = (
        "l'entreprise de portage n'a pas vérifié ce périmètre",
        "the umbrella company has not verified this scope",
    )


@refusal
class SignatureIncomplete(Refused):
    """A mission is signed when both have signed, the consultant consents and a contract covers it."""

    rule = AGR_2
    missing: tuple[Label, ...]


@refusal
class NotInScope(Refused):
    """What is handed over, reached or judged is what the scope names."""

    rule = AGR_1
    named: Key


@refusal
class NotSubmitted(Refused):
    """Only a deliverable that was handed over, and waits for an answer, is accepted or rejected."""

    rule = AGR_1
    deliverable: Key


@refusal
class CriteriaMissing(Refused):
    """A deliverable is accepted when each criterion is met; otherwise with reservations, or not."""

    rule = AGR_1
    deliverable: Key
    missing: frozenset[Key]


@refusal
class NoSuchChange(Refused):
    """A change is answered while it is open."""

    rule = AGR_3
    change: Key


@refusal
class OwnChange(Refused):
    """The asker does not answer its own request, and only the asker withdraws it."""

    rule = AGR_3
    change: Key
    asked_by: Party


@refusal
class ConsentsMissing(Refused):
    """An amendment is signed when each other party agreed to the change."""

    rule = AGR_3
    change: Key
    missing: tuple[Party, ...]


@refusal
class NoSuchExpense(Refused):
    """An expense is answered once, after it was claimed."""

    rule = AGR_1
    expense: Key


@refusal
class RebillingNotAgreed(Refused):
    """Expenses are rebilled up to the amount that the client agreed to in the contract; cents."""

    rule = AGR_1
    expense: Key
    agreed_max: int
    already: int
    asked: int


@refusal
class NothingDue(Refused):
    """An invoice line needs what makes it due, once."""

    rule = BIL_2
    trigger: Trigger
    key: Label


@refusal
class NoSuchInvoice(Refused):
    """A payment, or a transmission, is of an invoice that was issued."""

    rule = BIL_4
    number: Label


@refusal
class NoDaysRecorded(Refused):
    """The client acknowledges the days of an approved report."""

    rule = AGR_1
    month: Month


@refusal
class NoDerogation(Refused):
    """Only the prohibition of dangerous work has derogations."""

    rule = REC_3
    asked_of: Key


@refusal
class NotSameParties(Refused):
    """The 36 months are counted over missions of one consultant for one client."""

    rule = REC_4
    earlier: Label


@refusal
class NotYetDue(Refused):
    """What follows from a delay is stated once its last day has passed."""

    rule = AGR_1
    act: Label
    due_on: date


@refusal
class SilenceSaysNothing(Refused):
    """Silence is acceptance only where the contract says so."""

    rule = AGR_4
    deliverable: Key


@refusal
class NothingToCorrect(Refused):
    """A correction names the fact that it corrects, while that fact stands."""

    rule = AGR_1
    fact: FactId


@refusal
class NoSuchBreach(Refused):
    """What is cured is a breach that stands."""

    rule = AGR_1
    breach: FactId


@refusal
class NoSuchAsk(Refused):
    """An ask is answered or withdrawn while it is open."""

    rule = AGR_1
    ask: Key


@refusal
class TermsDisagree(Refused):
    """What is stated of a contract agrees with itself and with what is known of it."""

    rule = AGR_1
    what: Label
