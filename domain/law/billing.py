"""What an invoice must be, when it is due, and what lateness costs (C. com. L441-9, L441-10, CGI 289)."""

from datetime import date, timedelta
from enum import StrEnum

from domain.cents_and_months import add_months, last_of_month
from domain.law import Dated, Force, Rule

ECONOMY_ACT = date(2019, 4, 26)  # ordonnance 2019-359, in force

BIL_1 = Rule(
    "BIL-1",
    "CGI ann. II 242 nonies A",
    date(2003, 7, 1),
    Force.BLOCKS,
    "Les factures portent un numéro unique, dans une suite chronologique et continue.",
    "Invoices bear a unique number, in a chronological and continuous sequence.",
)
BIL_2 = Rule(
    "BIL-2",
    "C. com. L441-9",
    date(2019, 10, 1),
    Force.BLOCKS,
    "Une facture constate une prestation due : chaque ligne a son fait générateur.",
    "An invoice records what is due: each line has the event that makes it so.",
)
BIL_3 = Rule(
    "BIL-3",
    "C. com. L441-10",
    date(2019, 4, 26),
    Force.BLOCKS,
    "Le délai de paiement convenu n'excède pas soixante jours après la date de la facture.",
    "The agreed term of payment is no longer than sixty days after the date of the invoice.",
)
BIL_4 = Rule(
    "BIL-4",
    "C. civ. 1342",
    date(2016, 10, 1),
    Force.BLOCKS,
    "Un paiement éteint une dette une seule fois : il est enregistré une fois, sur une facture émise.",
    "A payment settles a debt once: it is recorded once, on an invoice that was issued.",
)
BIL_5 = Rule(
    "BIL-5",
    "C. com. L441-10 II, D441-5",
    ECONOMY_ACT,
    Force.BLOCKS,
    "Le retard de paiement donne droit, sans rappel, à des pénalités et à 40 € de frais de recouvrement.",
    "Late payment gives a right, without reminder, to penalties and to 40 € of recovery costs.",
)
BIL_6 = Rule(
    "BIL-6",
    "CGI 278, 259-1° et 283-2",
    date(2014, 1, 1),
    Force.BLOCKS,
    "La TVA est au taux en vigueur ; un client assujetti d'un autre État membre la doit lui-même "
    "(autoliquidation).",
    "VAT is at the rate in force; a taxable client of another member state owes it itself (reverse charge).",
)
BIL_7 = Rule(
    "BIL-7",
    "CGI 289 I-3",
    date(2013, 1, 1),
    Force.BLOCKS,
    "Une facture porte la date de son émission : elle n'est pas datée dans le futur.",
    "An invoice bears the date of its issue: it is not dated in the future.",
)
BIL_8 = Rule(
    "BIL-8",
    "CGI 289 bis ; AFNOR XP Z12-012",
    date(2026, 9, 1),
    Force.BLOCKS,
    "Chaque statut d'une facture, de 200 à 213, est enregistré tel que la plateforme l'a dit.",
    "Each status of an invoice, 200 to 213, is recorded as the platform said it.",
)
BIL_9 = Rule(
    "BIL-9",
    "CGI 272 et 289 I-5",
    date(2013, 1, 1),
    Force.BLOCKS,
    "Une facture ne s'efface pas : un avoir la corrige, la désigne et n'excède pas son montant.",
    "An invoice is never erased: a credit note corrects it, names it and is no greater than it.",
)
BIL_10 = Rule(
    "BIL-10",
    "C. civ. 1302",
    date(2016, 10, 1),
    Force.BREACH,
    "Ce qui a été reçu sans être dû est sujet à restitution.",
    "What was received without being owed is to be given back.",
)
BIL_11 = Rule(
    "BIL-11",
    "C. com. L622-24, R622-24",
    date(2014, 7, 1),
    Force.BREACH,
    "La créance sur un client en procédure collective est déclarée dans les deux mois de la publication du "
    "jugement.",
    "A claim on an insolvent client is lodged within two months of the publication of the judgment.",
)
IDN_1 = Rule(
    "IDN-1",
    "C. com. R123-221",
    date(2007, 3, 27),
    Force.BLOCKS,
    "Le SIRET et le numéro de TVA français d'une entreprise contiennent son SIREN.",
    "The SIRET and the French VAT number of a company contain its SIREN.",
)

PAYMENT_DAYS_MAX = Dated(
    "Délai de paiement maximal, en jours après la date de la facture",
    en="Longest term of payment, in days after the date of the invoice",
    source="Code de commerce, art. L441-10 I",
    values={date(2019, 4, 26): 60},
    rules=("BIL-3",),
)
END_OF_MONTH_DAYS_MAX = Dated(
    "Délai de paiement maximal, en jours, quand la fin du mois est stipulée",
    en="Longest term of payment, in days, where the end of the month is agreed",
    source="Code de commerce, art. L441-10 I",
    values={ECONOMY_ACT: 45},
    rules=("BIL-3",),
)
VAT_STANDARD = Dated(
    "Taux normal de TVA, en points de base",
    en="Standard rate of VAT, in basis points",
    source="CGI, art. 278 : de notoriété",
    values={date(2014, 1, 1): 2_000},
    rules=("BIL-6",),
)
RECOVERY_INDEMNITY = Dated(
    "Indemnité forfaitaire pour frais de recouvrement, en centimes",
    en="Flat indemnity for recovery costs, in cents",
    source="Code de commerce, art. D441-5",
    values={date(2013, 1, 1): 4_000},
    rules=("BIL-5",),
)
LATE_RATE = Dated(
    "Taux annuel des pénalités de retard : refinancement de la BCE au 1er janvier ou au 1er juillet, "
    "plus 10 points, en points de base",
    en="Yearly rate of late-payment penalties: the ECB's refinancing rate on 1 January or 1 July, plus 10 "
    "points, in basis points",
    source="Code de commerce, art. L441-10 II ; les taux de refinancement de la BCE sont de notoriété",
    values={
        date(2024, 1, 1): 1_450,
        date(2024, 7, 1): 1_425,
        date(2025, 1, 1): 1_315,
        date(2025, 7, 1): 1_215,
        date(2026, 1, 1): 1_215,
    },
    rules=("BIL-5",),
    unconfirmed=frozenset(
        {date(2024, 1, 1), date(2024, 7, 1), date(2025, 1, 1), date(2025, 7, 1), date(2026, 1, 1)}
    ),
)
CLAIM_MONTHS = Dated(
    "Délai de déclaration d'une créance après la publication du jugement, en mois",
    en="Time to lodge a claim after the publication of the judgment, in months",
    source="Code de commerce, art. R622-24 : de notoriété",
    values={date(2014, 7, 1): 2},
    rules=("BIL-11",),
)
MEMBER_STATES = Dated(
    "États membres autres que la France, par le préfixe de leur numéro de TVA",
    en="Member states other than France, by the prefix of their VAT numbers",
    source="Directive 2006/112/CE, art. 214 et 215 ; XI (Irlande du Nord) ne vaut que pour les biens",
    values={
        date(2021, 1, 1): (
            *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "EL", "ES", "FI", "HR", "HU", "IE", "IT"),
            *("LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"),
        )
    },
    rules=("BIL-6",),
)


class PaymentTerm(StrEnum):
    """How the days of a payment term are counted; the end of the month has two readings."""

    FROM_INVOICE = "from_invoice"  # net, date de facture
    THEN_END_OF_MONTH = "then_end_of_month"  # 45 jours, puis fin du mois
    AFTER_END_OF_MONTH = "after_end_of_month"  # fin du mois, puis 45 jours

    def days_max(self, day: date) -> int:
        """Return the longest term that may be agreed, in days."""
        longest = PAYMENT_DAYS_MAX if self is PaymentTerm.FROM_INVOICE else END_OF_MONTH_DAYS_MAX
        return longest.value_on(day)

    def due_on(self, issued_on: date, days: int) -> date:
        """Return the due day of an invoice; a term longer than the legal maximum is cut to it."""
        span = timedelta(days=min(days, self.days_max(issued_on)))
        match self:
            case PaymentTerm.FROM_INVOICE:
                return issued_on + span
            case PaymentTerm.THEN_END_OF_MONTH:
                return last_of_month(issued_on + span)
            case PaymentTerm.AFTER_END_OF_MONTH:
                return last_of_month(issued_on) + span


REVERSE_CHARGE = "Autoliquidation (CGI 259-1° et 283-2)"


def vat_of(vat_number: str, day: date) -> tuple[int, str | None]:
    """Return the VAT rate for a client, in basis points, and the reason if there is none."""
    if vat_number[:2] in MEMBER_STATES.value_on(day):
        return 0, REVERSE_CHARGE
    return VAT_STANDARD.value_on(day), None


def claim_due_on(published_on: date) -> date:
    """Return the last day on which a claim may be lodged."""
    return add_months(published_on, CLAIM_MONTHS.value_on(published_on))
