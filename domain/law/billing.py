"""What an invoice must be, and when it is due (C. com. L441-9 and L441-10, CGI 289)."""

from datetime import date

from domain.law import Dated, Force, Rule

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
    source="Code de commerce, art. L441-10 I",
    values={date(2019, 4, 26): 60},
)
VAT_STANDARD = Dated(
    "Taux normal de TVA, en points de base",
    source="CGI, art. 278",
    values={date(2014, 1, 1): 2_000},
)
RECOVERY_INDEMNITY = Dated(
    "Indemnité forfaitaire pour frais de recouvrement, en centimes",
    source="Code de commerce, art. D441-5",
    values={date(2013, 1, 1): 4_000},
)
