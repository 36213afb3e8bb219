"""The acts that a party may owe to a mission, with their texts."""

from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct

from domain.language import Audience, Party
from projections import Wording


class Deed(StrEnum):
    """The kinds of acts that a party may owe."""

    PROPOSE = "propose"
    SCOPE = "scope"
    VERIFY = "verify"
    CONSENT = "consent"
    SIGN = "sign"
    EMPLOY = "employ"
    DELIVER_COPY = "deliver_copy"
    START = "start"
    REACH = "reach"
    VALIDATE = "validate"
    SUBMIT = "submit"
    JUDGE = "judge"
    ANSWER_CHANGE = "answer_change"
    CONSENT_TO_CHANGE = "consent_to_change"
    SIGN_CHANGE = "sign_change"
    HAVE_DAYS_APPROVED = "have_days_approved"
    ANSWER_EXPENSE = "answer_expense"
    COMPLETE = "complete"
    INVOICE = "invoice"
    TRANSMIT = "transmit"
    PAY_INVOICE = "pay_invoice"
    PAY_BACK = "pay_back"
    LODGE_CLAIM = "lodge_claim"
    PAY_SALARY = "pay_salary"
    CURE = "cure"


DEEDS: dict[Deed, Wording] = {
    Deed.PROPOSE: Wording("faire une proposition", "make a proposal"),
    Deed.SCOPE: Wording("écrire le périmètre convenu", "write down the scope agreed"),
    Deed.VERIFY: Wording("vérifier la mission", "verify the mission"),
    Deed.CONSENT: Wording("consentir au périmètre et au prix", "consent to scope and price"),
    Deed.SIGN: Wording("signer le contrat de prestation", "sign the service contract"),
    Deed.EMPLOY: Wording(
        "conclure un contrat de travail qui couvre la mission",
        "conclude an employment contract that covers the mission",
    ),
    Deed.DELIVER_COPY: Wording(
        "remettre au salarié porté la copie du contrat signé",
        "deliver a copy of the signed contract to the consultant",
    ),
    Deed.START: Wording("commencer le travail", "start the work"),
    Deed.REACH: Wording("atteindre le jalon {of}", "reach milestone {of}"),
    Deed.VALIDATE: Wording("valider le jalon {of}", "validate milestone {of}"),
    Deed.SUBMIT: Wording("remettre le livrable {of}", "submit deliverable {of}"),
    Deed.JUDGE: Wording("accepter ou refuser le livrable {of}", "accept or reject deliverable {of}"),
    Deed.ANSWER_CHANGE: Wording("répondre à la demande de changement {of}", "answer change request {of}"),
    Deed.CONSENT_TO_CHANGE: Wording("consentir à l'avenant {of}", "consent to amendment {of}"),
    Deed.SIGN_CHANGE: Wording("signer l'avenant {of}", "sign amendment {of}"),
    Deed.HAVE_DAYS_APPROVED: Wording(
        "déclarer l'activité de {of} et la faire approuver", "report the activity of {of} for approval"
    ),
    Deed.ANSWER_EXPENSE: Wording("répondre aux frais {of}", "answer expense {of}"),
    Deed.COMPLETE: Wording("déclarer la mission terminée", "declare the mission completed"),
    Deed.INVOICE: Wording("facturer {of}", "invoice {of}"),
    Deed.TRANSMIT: Wording("transmettre la facture {of}", "transmit invoice {of}"),
    Deed.PAY_INVOICE: Wording("payer la facture {of}", "pay invoice {of}"),
    Deed.PAY_BACK: Wording("rembourser le trop-perçu sur {of}", "pay back what is too much on {of}"),
    Deed.LODGE_CLAIM: Wording(
        "déclarer la créance à la procédure", "lodge the claim in the client's proceedings"
    ),
    Deed.PAY_SALARY: Wording("payer le salaire de {of}", "pay the salary of {of}"),
    Deed.CURE: Wording("remédier au manquement {of}", "cure breach {of}"),
}


class NextAct(Struct, frozen=True, kw_only=True):
    """An act that a party owes: `of` is the key of its object, `since` the time from which it is due.

    `amount` is in cents before tax; that of an open invoice includes its tax.
    """

    party: Party
    deed: Deed
    of: str | None = None
    since: datetime | None = None
    due_on: date | None = None
    overdue: bool = False
    amount: int | None = None
    audience: Audience = Audience.ALL
    fr: str
    en: str
