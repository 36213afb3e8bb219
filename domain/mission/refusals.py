"""The refusals of an act in a mission; scope, money and signals have their own files."""

from datetime import date

from domain.language import EventId, Key, Label, Month, Party
from domain.law.contract import AGR_1, AGR_2, AGR_3, AGR_4, CC_5
from domain.refused import Refused, refusal


@refusal
class MissionOver(Refused):
    """An abandoned or closed mission accepts no further act."""

    rule = AGR_1
    because = ("la mission est abandonnée, refusée ou close", "the mission is given up, declined or closed")


@refusal
class OutOfOrder(Refused):
    """An act comes after the act that it depends on."""

    rule = AGR_1
    act: Label
    stands_on: Label


@refusal
class AlreadyDone(Refused):
    """An act is not repeated; a correction has its own act."""

    rule = AGR_1
    act: Label
    of: Label = ""


@refusal
class NotVerified(Refused):
    """The umbrella company signs only a scope that it has verified."""

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
    """Only an item of the scope is submitted, reached or judged."""

    rule = AGR_1
    named: Key


@refusal
class NotSubmitted(Refused):
    """Only a submitted deliverable that waits for an answer is accepted or rejected."""

    rule = AGR_1
    deliverable: Key


@refusal
class CriteriaMissing(Refused):
    """A deliverable is accepted only if each criterion is met; otherwise with reservations, or not at all."""

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
    """The client acknowledges only days of an approved report."""

    rule = AGR_1
    month: Month


@refusal
class NotYetDue(Refused):
    """The effect of a delay is stated only after its last day."""

    rule = AGR_1
    act: Label
    due_on: date


@refusal
class SilenceSaysNothing(Refused):
    """Silence is acceptance only if the contract says so."""

    rule = AGR_4
    deliverable: Key


@refusal
class NothingToCorrect(Refused):
    """A correction names an event that is still in force."""

    rule = AGR_1
    fact: EventId


@refusal
class NoSuchBreach(Refused):
    """Only an open breach is cured."""

    rule = AGR_1
    breach: EventId


@refusal
class NoSuchAsk(Refused):
    """An ask is answered or withdrawn while it is open."""

    rule = AGR_1
    ask: Key


@refusal
class TermsDisagree(Refused):
    """The statements about a contract agree with each other and with the recorded ones."""

    rule = AGR_1
    what: Label
