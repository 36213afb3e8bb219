"""Why an act in a mission may be refused; scope, money and signals have files of their own."""

from datetime import date

from domain.language import EventId, Key, Label, Month, Party
from domain.law.contract import AGR_1, AGR_2, AGR_3, AGR_4, CC_5
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
class NoDaysRecorded(Refused):
    """The client acknowledges the days of an approved report."""

    rule = AGR_1
    month: Month


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
    """A correction names the event that it corrects, while that event stands."""

    rule = AGR_1
    fact: EventId


@refusal
class NoSuchBreach(Refused):
    """What is cured is a breach that stands."""

    rule = AGR_1
    breach: EventId


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
